"""A person's answers, and where they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.ratings import HIGHEST, LOWEST

NOT_SEEN: Literal["not seen"] = "not seen"
"""The answer that costs nothing: the person has not watched the title."""

Answers = Mapping[int, float | Literal["not seen"]]
"""Rating 1…10 or :data:`NOT_SEEN`, by ``anime_id``."""


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
        for anime_id, answer in self.answers.items():
            if answer != NOT_SEEN and not (isinstance(answer, (int, float)) and LOWEST <= answer <= HIGHEST):
                raise ValueError(f"The answer for anime {anime_id} is neither a rating of 1 to 10 nor “not seen”.")
        object.__setattr__(self, "answers", dict(self.answers))
        object.__setattr__(self, "seen", frozenset(self.seen) - self.answers.keys())

    def joined(self, other: Profile) -> Profile:
        """Both profiles in one; where they disagree the other's word counts."""
        return Profile(
            answers={id_: answer for id_, answer in self.answers.items() if id_ not in other.seen}
            | dict(other.answers),
            seen=self.seen | other.seen,
            hidden=self.hidden | other.hidden,
            liked_genres=(self.liked_genres - other.disliked_genres) | other.liked_genres,
            disliked_genres=(self.disliked_genres - other.liked_genres) | other.disliked_genres,
        )
