"""A person's answers, and keeping them for whoever holds their link.

SQLAlchemy (0.2 s to import) is reached through :mod:`core.profile_database`, at the first use of a store.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from core.errors import ProfileError
from core.ratings import HIGHEST, LOWEST

if TYPE_CHECKING:
    from core.profile_database import ProfileDatabase

URL_VARIABLE = "ANIME_EXPLORER_DATABASE_URL"
DEFAULT_FILE = Path(__file__).parents[1] / "data" / "profiles.sqlite"
TOKEN_BYTES = 24

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_UNKNOWN = "No profile belongs to this link. It may have been deleted, or the link was not copied whole."

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
        object.__setattr__(self, "seen", frozenset(self.seen).difference(self.answers))

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


class ProfileStore:
    """Profiles in SQLite or PostgreSQL; each belongs to whoever holds its link's token.

    A token is 192 random bits, and the database keeps only its SHA-256: nobody can work back from a stolen database
    to a link. A slow, salted hash would add nothing, since there is no dictionary of tokens to try, 2**192 guesses
    are out of reach at any speed, and looking up by hash leaks nothing through timing.

    Every method raises ``StorageError`` when the database is away, locked, full, read-only or from a newer app.
    """

    def __init__(self, url: str, timeout_s: float = 5.0) -> None:
        self._url, self._timeout_s = url, timeout_s

    @cached_property
    def _database(self) -> ProfileDatabase:
        from core.profile_database import ProfileDatabase

        return ProfileDatabase(self._url, self._timeout_s)

    def create(self, profile: Profile) -> str:
        """Keep a new profile; the token that opens it, which is shown this once and kept nowhere."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._database.insert(_link_hash(token), _to_document(profile))
        return token

    def load(self, token: str) -> Profile:
        """The profile as it was last saved; ``ProfileError`` for a link that opens none."""
        document = self._database.read(_link_hash(token))
        if document is None:
            raise ProfileError(_UNKNOWN)
        return _from_document(document)

    def save(self, token: str, profile: Profile) -> None:
        """Replace the whole profile at once, the last to save wins; a deleted one does not come back."""
        if not self._database.replace(_link_hash(token), _to_document(profile)):
            raise ProfileError(_UNKNOWN)

    def delete(self, token: str) -> None:
        """Delete the profile from the database and, with SQLite, every trace of it from the files."""
        if not self._database.remove(_link_hash(token)):
            raise ProfileError(_UNKNOWN)


def database_url() -> str:
    """Where profiles are kept: the URL in ``ANIME_EXPLORER_DATABASE_URL``, otherwise a file in ``data/``."""
    return os.environ.get(URL_VARIABLE, "").strip() or f"sqlite:///{DEFAULT_FILE}"


def _link_hash(token: str) -> str:
    if not _TOKEN.fullmatch(token.strip()):
        raise ProfileError("This link is not whole. Copy it again from where you kept it.")
    return hashlib.sha256(token.strip().encode("ascii")).hexdigest()


def _to_document(profile: Profile) -> str:
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


def _from_document(document: str) -> Profile:
    try:
        whole = json.loads(document)
        return Profile(
            answers={int(anime_id): answer for anime_id, answer in whole["answers"].items()},
            **{part: frozenset(whole[part]) for part in ("seen", "hidden", "liked_genres", "disliked_genres")},
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ProfileError("This profile is damaged in the database and cannot be read.") from None
