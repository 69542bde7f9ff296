"""A person's answers: what one nameless person said of titles and genres, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace

from core.data.ratings import HIGHEST, LOWEST
from core.errors import ProfileError

_NOT_SEEN = "not seen"
"""What a document says in a rating's place."""


@dataclass(frozen=True)
class Profile:
    """What one nameless person said: nothing in it says who they are.

    A title stands in at most one of ``ratings``, ``not_seen`` and ``seen``; where it is given in several, the first
    of them counts. ``ValueError`` for a rating outside 1…10.
    """

    ratings: Mapping[int, float] = field(default_factory=dict)
    """Rating 1…10 by ``anime_id``, in the order given."""
    not_seen: Set[int] = frozenset()
    """Titles the person was asked about and has not watched."""
    seen: Set[int] = frozenset()
    """Titles watched without a rating: not recommended, though others of their franchise may be."""
    hidden: Set[int] = frozenset()
    """Titles whose franchise is never recommended."""
    liked_genres: Set[str] = frozenset()
    disliked_genres: Set[str] = frozenset()

    def __post_init__(self) -> None:
        ratings = {int(anime_id): _checked(rating) for anime_id, rating in self.ratings.items()}
        not_seen = frozenset(map(int, self.not_seen)).difference(ratings)
        object.__setattr__(self, "ratings", ratings)
        object.__setattr__(self, "not_seen", not_seen)
        object.__setattr__(self, "seen", frozenset(map(int, self.seen)).difference(ratings, not_seen))
        object.__setattr__(self, "hidden", frozenset(map(int, self.hidden)))
        object.__setattr__(self, "liked_genres", frozenset(self.liked_genres))
        object.__setattr__(self, "disliked_genres", frozenset(self.disliked_genres))

    @property
    def answered(self) -> frozenset[int]:
        """Titles the person rated or has not seen."""
        return frozenset(self.not_seen).union(self.ratings)

    def with_rating(self, anime_id: int, rating: float) -> Profile:
        """The same with this rating; a title rated before keeps its place in the order, and none stays hidden."""
        other = replace(self.without(anime_id), hidden=self.hidden - {anime_id})
        return replace(other, ratings={**self.ratings, anime_id: rating})

    def with_not_seen(self, anime_id: int) -> Profile:
        """The same with this title as not seen, and no longer hidden."""
        other = self.without(anime_id)
        return replace(other, not_seen=other.not_seen | {anime_id}, hidden=self.hidden - {anime_id})

    def with_seen(self, anime_id: int) -> Profile:
        """The same with this title as watched without a rating."""
        other = self.without(anime_id)
        return replace(other, seen=other.seen | {anime_id})

    def without(self, anime_id: int) -> Profile:
        """The same with neither a rating nor "not seen" nor "seen" for this title."""
        ratings = {other: rating for other, rating in self.ratings.items() if other != anime_id}
        return replace(self, ratings=ratings, not_seen=self.not_seen - {anime_id}, seen=self.seen - {anime_id})

    def joined(self, other: Profile) -> Profile:
        """Both profiles in one; where they disagree the other's word counts, but "seen" takes no rating away."""
        own = {anime_id: rating for anime_id, rating in self.ratings.items() if anime_id not in other.not_seen}
        return Profile(
            ratings={**own, **other.ratings},
            not_seen=(self.not_seen - other.seen) | other.not_seen,
            seen=self.seen | other.seen,
            hidden=self.hidden | other.hidden,
            liked_genres=(self.liked_genres - other.disliked_genres) | other.liked_genres,
            disliked_genres=(self.disliked_genres - other.liked_genres) | other.disliked_genres,
        )


def _checked(rating: float) -> float:
    rating = float(rating)
    if not LOWEST <= rating <= HIGHEST:
        raise ValueError("A rating is a number from 1 to 10.")
    return rating


def to_document(profile: Profile) -> str:
    """The profile as JSON in ASCII, so that any text survives any database encoding.

    Ratings and titles not seen stand in one object: that is the shape of every document kept so far.
    """
    answers = {**profile.ratings, **dict.fromkeys(sorted(profile.not_seen), _NOT_SEEN)}
    return json.dumps(
        {
            "answers": {str(anime_id): answer for anime_id, answer in answers.items()},
            "seen": sorted(profile.seen),
            "hidden": sorted(profile.hidden),
            "liked_genres": sorted(profile.liked_genres),
            "disliked_genres": sorted(profile.disliked_genres),
        }
    )


def from_document(document: str) -> Profile:
    """The profile that :func:`to_document` wrote; ``ProfileError`` if it is damaged."""
    try:
        whole = json.loads(document)
        answers = {int(anime_id): answer for anime_id, answer in whole["answers"].items()}
        return Profile(
            ratings={anime_id: answer for anime_id, answer in answers.items() if answer != _NOT_SEEN},
            not_seen=frozenset(anime_id for anime_id, answer in answers.items() if answer == _NOT_SEEN),
            **{part: whole[part] for part in ("seen", "hidden", "liked_genres", "disliked_genres")},
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise ProfileError("This profile is damaged in the database and cannot be read.") from None
