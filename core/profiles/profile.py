"""A person's answers: what one nameless person said of titles and genres, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.data.ratings import HIGHEST, LOWEST
from core.errors import ProfileError

NOT_SEEN: Literal["not seen"] = "not seen"
"""The answer that costs nothing: the person has not watched the title."""

Answer = float | Literal["not seen"]
"""Rating 1…10 or :data:`NOT_SEEN`."""

Answers = Mapping[int, Answer]
"""What a person answered, by ``anime_id``."""


@dataclass(frozen=True)
class Profile:
    """What one nameless person said: nothing in it says who they are.

    ``answers`` are ratings or "not seen", ``seen`` are titles watched without a rating, ``hidden`` ones are never
    shown. A title with a rating is not in ``seen`` too: the rating says it.
    """

    answers: Answers = field(default_factory=dict)
    seen: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()
    liked_genres: frozenset[str] = frozenset()
    disliked_genres: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        answers = {int(anime_id): _checked(answer) for anime_id, answer in self.answers.items()}
        object.__setattr__(self, "answers", answers)
        object.__setattr__(self, "seen", frozenset(map(int, self.seen)).difference(answers))
        object.__setattr__(self, "hidden", frozenset(map(int, self.hidden)))
        object.__setattr__(self, "liked_genres", frozenset(self.liked_genres))
        object.__setattr__(self, "disliked_genres", frozenset(self.disliked_genres))

    def joined(self, other: Profile) -> Profile:
        """Both profiles in one; where they disagree the other's word counts, but "seen" takes no rating away."""
        seen = other.seen
        mine = {id_: answer for id_, answer in self.answers.items() if answer != NOT_SEEN or id_ not in seen}
        return Profile(
            answers={**mine, **other.answers},
            seen=self.seen | seen,
            hidden=self.hidden | other.hidden,
            liked_genres=(self.liked_genres - other.disliked_genres) | other.liked_genres,
            disliked_genres=(self.disliked_genres - other.liked_genres) | other.disliked_genres,
        )


def _checked(answer: float | str) -> Answer:
    if answer == NOT_SEEN:
        return NOT_SEEN
    rating = float(answer)
    if not LOWEST <= rating <= HIGHEST:
        raise ValueError("An answer is neither a rating of 1 to 10 nor “not seen”.")
    return rating


def to_document(profile: Profile) -> str:
    """The profile as JSON in ASCII, so that any text survives any database encoding."""
    return json.dumps(
        {
            "answers": {str(anime_id): answer for anime_id, answer in profile.answers.items()},
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
        return Profile(
            answers={int(anime_id): answer for anime_id, answer in whole["answers"].items()},
            **{part: whole[part] for part in ("seen", "hidden", "liked_genres", "disliked_genres")},
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ProfileError("This profile is damaged in the database and cannot be read.") from None
