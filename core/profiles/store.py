"""Keeping profiles for whoever holds their keys: one that writes, and one that only reads, to be shared.

SQLAlchemy (0.2 s to import) is reached through :mod:`core.profiles.database`, at the first use of a store.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import ProfileError, StorageError
from core.profiles.keys import hash_of, new_key, seal, unseal
from core.profiles.profile import Profile, from_document, to_document
from core.storage import locked

if TYPE_CHECKING:
    from core.profiles.database import ProfileDatabase

URL_VARIABLE = "ANIME_EXPLORER_DATABASE_URL"
FILE = "profiles.sqlite"
SQLITE = b"SQLite format 3\0"
"""How a database of SQLite begins."""

_UNKNOWN = "No saved answers belong to this key. They may have been deleted, or the key was renewed or copied in part."
_NOT_SHARED = "Nothing is shared under this link any more, or it was copied in part."


class ProfileStore:
    """Profiles in SQLite or PostgreSQL. Who holds a profile's key may read, change and delete it.

    A profile may have a second key, which only reads. The database knows both by their hashes; the one that reads is
    also there sealed under the one that writes, so that whoever holds that can show the link again.

    Every method raises ``StorageError`` when the database is away, locked, full, read-only or from a newer app, and,
    where it takes a key, ``ProfileError`` for one that opens nothing.
    """

    def __init__(self, url: str, timeout_s: float = 5.0) -> None:
        self._url, self._timeout_s = url, timeout_s

    @cached_property
    def _database(self) -> ProfileDatabase:
        from core.profiles.database import ProfileDatabase

        return ProfileDatabase(self._url, self._timeout_s)

    def create(self, profile: Profile) -> str:
        """Keep a new profile; the key that opens it, which is given this once and kept nowhere."""
        key = new_key()
        self._database.insert(hash_of(key), to_document(profile))
        return key

    def load(self, key: str) -> Profile:
        """The profile as it was last saved."""
        return _opened(self._database.read(hash_of(key)), _UNKNOWN)

    def save(self, key: str, profile: Profile, since: Profile | None = None) -> Profile:
        """Save what changed from ``since`` to ``profile``, and what stands in the database then.

        What others saved meanwhile stays, unless both changed the same title: then the last to save wins. Without
        ``since`` the whole profile is replaced. A deleted profile does not come back.
        """

        def change(document: str) -> str:
            return to_document(profile if since is None else profile.merged(since, from_document(document)))

        return _opened(self._database.update(hash_of(key), change), _UNKNOWN)

    def delete(self, key: str) -> None:
        """Delete the profile from the database and, with SQLite, every trace of it from the files."""
        _known(self._database.remove(hash_of(key)))

    def renew(self, key: str) -> str:
        """A new key in the place of this one, which opens nothing from now on; a key that reads stays as it is."""
        new, read_key = new_key(), self.read_key(key)
        sealed = seal(read_key, new) if read_key else None
        _known(self._database.set_keys(hash_of(key), {"link_hash": hash_of(new), "share_sealed": sealed}))
        return new

    def share(self, key: str) -> str:
        """A new key that reads this profile and cannot change it; the one before reads nothing from now on."""
        read_key = new_key()
        sealed = {"share_hash": hash_of(read_key), "share_sealed": seal(read_key, key)}
        _known(self._database.set_keys(hash_of(key), sealed))
        return read_key

    def unshare(self, key: str) -> None:
        """End the key that reads this profile."""
        _known(self._database.set_keys(hash_of(key), {"share_hash": None, "share_sealed": None}))

    def read_key(self, key: str) -> str | None:
        """The key that reads this profile, where it has one."""
        found = self._database.share(hash_of(key))
        return unseal(found[1], key, found[0]) if found else None

    def shared(self, read_key: str) -> Profile:
        """The profile that this key may read, as it was last saved."""
        return _opened(self._database.read_shared(hash_of(read_key)), _NOT_SHARED)


def _opened(document: str | None, otherwise: str) -> Profile:
    if document is None:
        raise ProfileError(otherwise)
    return from_document(document)


def _known(found: bool) -> None:
    if not found:
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
