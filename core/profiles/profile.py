"""A person's answers: what one nameless person said of titles and genres, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from typing import TypeVar

from core.data.ratings import HIGHEST, LOWEST
from core.errors import ProfileError

T = TypeVar("T", int, str)

_NOT_SEEN = "not seen"
"""What a document says in a rating's place."""
MARKS = ("dropped", "watching", "planned", "more_like", "less_like")
"""Parts that a document has only where there is something in them: those kept before they existed have none."""
SAID = ("not_seen", "seen", "dropped", "watching", "planned")
"""What else than a rating is said of having watched a title or meaning to."""
WISHES = ("more_like", "less_like", "hidden", "liked_genres", "disliked_genres")
"""What is said of the list to come."""

GIVEN_UP = 4.0
"""What a title that somebody gave up counts as at most, whatever they rated it."""


@dataclass(frozen=True, repr=False)
class Profile:
    """What one nameless person said: nothing in it says who they are.

    >>> Profile({5114: 10, 1535: 9}, not_seen={20, 21})
    Profile(2 ratings, 2 not_seen)

    A title stands in at most one of ``ratings``, ``not_seen``, ``seen`` and ``planned``; where it is given in several,
    the first of them counts. ``dropped`` and ``watching`` mark titles that are rated or seen. ``ValueError`` for a
    rating outside 1…10.
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
    dropped: Set[int] = frozenset()
    """Titles begun and given up: they count against their kind, and nothing of their series is recommended."""
    watching: Set[int] = frozenset()
    """Titles begun and not finished: nothing that comes after them is recommended yet."""
    planned: Set[int] = frozenset()
    """Titles the person means to watch: not asked about, and marked where they are recommended."""
    more_like: Set[int] = frozenset()
    """Titles like which there should be more in the list."""
    less_like: Set[int] = frozenset()
    """Titles like which there should be less; they are not recommended themselves."""

    def __post_init__(self) -> None:
        ratings = {int(anime_id): _checked(rating) for anime_id, rating in self.ratings.items()}
        not_seen = frozenset(map(int, self.not_seen)).difference(ratings)
        object.__setattr__(self, "ratings", ratings)
        object.__setattr__(self, "not_seen", not_seen)
        seen = frozenset(map(int, self.seen)).difference(ratings, not_seen)
        dropped = frozenset(map(int, self.dropped)) & seen.union(ratings)
        watching = frozenset(map(int, self.watching)) & seen.union(ratings)
        object.__setattr__(self, "seen", seen)
        object.__setattr__(self, "dropped", dropped)
        object.__setattr__(self, "watching", watching - dropped)
        object.__setattr__(self, "less_like", frozenset(map(int, self.less_like)))
        object.__setattr__(self, "more_like", frozenset(map(int, self.more_like)) - self.less_like)
        object.__setattr__(self, "planned", frozenset(map(int, self.planned)).difference(ratings, not_seen, seen))
        object.__setattr__(self, "hidden", frozenset(map(int, self.hidden)))
        object.__setattr__(self, "liked_genres", frozenset(self.liked_genres))
        object.__setattr__(self, "disliked_genres", frozenset(self.disliked_genres))

    def __repr__(self) -> str:
        """How much was said and not what, so that no log holds anybody's answers."""
        said = {part: len(getattr(self, part)) for part in ("ratings", *SAID, *WISHES)}
        return f"Profile({', '.join(f'{n} {part}' for part, n in said.items() if n)})"

    @property
    def answered(self) -> frozenset[int]:
        """Titles the person rated or has not seen."""
        return frozenset(self.not_seen).union(self.ratings)

    @property
    def watched(self) -> frozenset[int]:
        """Titles the person rated or has seen."""
        return frozenset(self.seen).union(self.ratings)

    @property
    def told(self) -> frozenset[int]:
        """Titles of which the person said anything but that they are hidden: nobody asks about them again."""
        return self.answered.union(self.seen, self.planned)

    @property
    def opinions(self) -> dict[int, float]:
        """The ratings as they count, in the order given, then the titles given up without one."""
        counted = dict(self.ratings) | dict.fromkeys(sorted(self.dropped - self.ratings.keys()), GIVEN_UP)
        return {id_: min(rating, GIVEN_UP) if id_ in self.dropped else rating for id_, rating in counted.items()}

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
        """The same with nothing said of having watched this title or meaning to."""
        ratings = {other: rating for other, rating in self.ratings.items() if other != anime_id}
        left = {part: getattr(self, part) - {anime_id} for part in SAID}
        return replace(self, ratings=ratings, **left)

    def joined(self, other: Profile) -> Profile:
        """Both profiles in one; where they disagree the other's word counts, but "seen" takes no rating away."""
        own = {anime_id: rating for anime_id, rating in self.ratings.items() if anime_id not in other.not_seen}
        return Profile(
            ratings={**own, **other.ratings},
            not_seen=(self.not_seen - other.seen - other.planned) | other.not_seen,
            seen=self.seen | other.seen,
            dropped=(self.dropped - other.ratings.keys() - other.seen) | other.dropped,
            watching=(self.watching - other.ratings.keys() - other.seen) | other.watching,
            planned=self.planned | other.planned,
            more_like=(self.more_like - other.less_like) | other.more_like,
            less_like=(self.less_like - other.more_like) | other.less_like,
            hidden=self.hidden | other.hidden,
            liked_genres=(self.liked_genres - other.disliked_genres) | other.liked_genres,
            disliked_genres=(self.disliked_genres - other.liked_genres) | other.disliked_genres,
        )

    def merged(self, since: Profile, other: Profile) -> Profile:
        """The other profile with what changed from ``since`` to this one; both may have begun as ``since``."""
        if other == since:
            return self
        changed = self.differing(since)
        ratings = {
            anime_id: self.ratings[anime_id] if anime_id in changed else rating
            for anime_id, rating in other.ratings.items()
            if anime_id not in changed or anime_id in self.ratings
        }
        added = {anime_id: rating for anime_id, rating in self.ratings.items() if anime_id in changed}
        return Profile(
            ratings={**ratings, **added},
            **{part: (getattr(other, part) - changed) | (getattr(self, part) & changed) for part in SAID},
            **{wish: _merged(getattr(self, wish), getattr(since, wish), getattr(other, wish)) for wish in WISHES},
        )

    def differing(self, other: Profile) -> frozenset[int]:
        """Titles of which both say different things, apart from wishes."""
        rated = {anime_id for anime_id, _ in {*self.ratings.items()} ^ {*other.ratings.items()}}
        return frozenset(rated.union(*(getattr(self, part) ^ getattr(other, part) for part in SAID)))

    def n_changes(self, since: Profile) -> int:
        """How many titles and genres both say different things of."""
        wished = frozenset().union(*(getattr(self, wish) ^ getattr(since, wish) for wish in WISHES))
        return len(self.differing(since) | wished)


def _merged(mine: Set[T], since: Set[T], other: Set[T]) -> Set[T]:
    return (other | (mine - since)) - (since - mine)


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
        | {mark: sorted(titles) for mark in MARKS if (titles := getattr(profile, mark))}
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
            **{mark: whole[mark] for mark in MARKS if mark in whole},
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise ProfileError("These answers are damaged where they were kept and cannot be read.") from None
