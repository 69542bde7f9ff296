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

from core.errors import ProfileError, StorageError
from core.profiles.profile import Profile, from_document, to_document
from core.storage import locked

if TYPE_CHECKING:
    from core.profiles.database import ProfileDatabase

URL_VARIABLE = "ANIME_EXPLORER_DATABASE_URL"
TOKEN_BYTES = 24
FILE = "profiles.sqlite"
SQLITE = b"SQLite format 3\0"
"""How a database of SQLite begins."""

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


def database_url(folder: Path) -> str:
    """Where profiles are kept: the URL in ``ANIME_EXPLORER_DATABASE_URL``, otherwise a file in this folder."""
    return os.environ.get(URL_VARIABLE, "").strip() or f"sqlite:///{folder / FILE}"


def move_profiles(old: Path, new: Path) -> None:
    """Move the profiles that an earlier version kept among the ratings, for the start of a server.

    Nothing happens where there are none, or where the new folder has profiles already. Raises ``StorageError`` where
    they cannot be moved, and they are then as they were.
    """
    try:
        with (old / FILE).open("rb") as file:
            if file.read(len(SQLITE)) != SQLITE or (new / FILE).exists():
                return
        new.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(new):
            for end in ("-wal", "-shm", ""):
                if (part := old / (FILE + end)).is_file() and not (new / FILE).exists():
                    part.rename(new / part.name)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return
    except OSError as error:
        raise StorageError(
            f"The profiles in {old / FILE} could not be moved to {new} ({error.strerror}). Move them there by hand."
        ) from error


def _link_hash(token: str) -> str:
    if not _TOKEN.fullmatch(token.strip()):
        raise ProfileError("This link is incomplete. Copy it again from where you kept it.")
    return hashlib.sha256(token.strip().encode("ascii")).hexdigest()
