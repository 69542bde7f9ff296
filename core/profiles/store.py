"""Keeping profiles for whoever holds their link.

SQLAlchemy (0.2 s to import) is reached through :mod:`core.profiles.database`, at the first use of a store.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import ProfileError
from core.profiles.profile import Profile, from_document, to_document

if TYPE_CHECKING:
    from core.profiles.database import ProfileDatabase

URL_VARIABLE = "ANIME_EXPLORER_DATABASE_URL"
TOKEN_BYTES = 24

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_UNKNOWN = "No profile belongs to this link. It may have been deleted, or the link was not copied whole."


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
        from core.profiles.database import ProfileDatabase

        return ProfileDatabase(self._url, self._timeout_s)

    def create(self, profile: Profile) -> str:
        """Keep a new profile; the token that opens it, which is shown this once and kept nowhere."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._database.insert(_link_hash(token), to_document(profile))
        return token

    def load(self, token: str) -> Profile:
        """The profile as it was last saved; ``ProfileError`` for a link that opens none."""
        document = self._database.read(_link_hash(token))
        if document is None:
            raise ProfileError(_UNKNOWN)
        return from_document(document)

    def save(self, token: str, profile: Profile) -> None:
        """Replace the whole profile at once, the last to save wins; a deleted one does not come back."""
        if not self._database.replace(_link_hash(token), to_document(profile)):
            raise ProfileError(_UNKNOWN)

    def delete(self, token: str) -> None:
        """Delete the profile from the database and, with SQLite, every trace of it from the files."""
        if not self._database.remove(_link_hash(token)):
            raise ProfileError(_UNKNOWN)


def database_url(file: Path) -> str:
    """Where profiles are kept: the URL in ``ANIME_EXPLORER_DATABASE_URL``, otherwise this file."""
    return os.environ.get(URL_VARIABLE, "").strip() or f"sqlite:///{file}"


def _link_hash(token: str) -> str:
    if not _TOKEN.fullmatch(token.strip()):
        raise ProfileError("This link is not whole. Copy it again from where you kept it.")
    return hashlib.sha256(token.strip().encode("ascii")).hexdigest()
