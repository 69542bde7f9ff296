"""Ratings that people brought: kept, shown to whom they belong, shared on purpose, deleted."""

from __future__ import annotations

import shutil
from pathlib import Path

from core.data.sources import FILES, LoadedRatings, keep
from core.errors import AccessError, DataError
from core.storage import check_replaceable, not_written
from ui.app import library
from ui.app.ownership import Note, note_of, put_note
from ui.app.permissions import Action, permissions
from ui.app.quotas import check_keeping


def rating_folders() -> dict[str, Path]:
    """Folders of ratings that the person in front of the screen may see, by name."""
    return {name: folder for name, folder in library.rating_folders().items() if is_mine(name) or is_shared(name)}


def is_mine(name: str) -> bool:
    """Whether ratings are this person's to share and to delete."""
    return permissions().owns(note_of("data", name).by)


def is_shared(name: str) -> bool:
    """Whether everybody sees them."""
    return note_of("data", name).shared


def keep_ratings(loaded: LoadedRatings, name: str, action: Action = "bring") -> None:
    """Keep ratings under a name, for this person alone where the server is public.

    Raises ``AccessError`` where they may not, ``DataError`` where somebody else has ratings of this name and
    ``StorageError`` for a full or read-only disk.
    """
    allowed = permissions()
    allowed.require(action)
    is_there = (library.DATA / name).exists()
    if is_there and not is_mine(name):
        raise DataError(f"There are ratings called “{name}” already. Choose another name; they stay as they are.")
    if not is_there:
        check_keeping()
    keep(loaded, library.DATA / name)
    put_note("data", name, Note(allowed.key))


def share(name: str, with_everybody: bool) -> None:
    """Let everybody see ratings, or this person alone; raises ``AccessError``."""
    _require_mine(name)
    put_note("data", name, Note(note_of("data", name).by, with_everybody))


def delete_ratings(name: str) -> None:
    """Delete ratings for good; models trained on them stay.

    Raises ``AccessError``, or ``StorageError`` where the folder holds other things too.
    """
    _require_mine(name)
    check_replaceable(library.DATA / name, FILES)
    try:
        shutil.rmtree(library.DATA / name)
    except OSError as error:
        raise not_written(f"The ratings “{name}”", error) from error
    put_note("data", name, Note())


def _require_mine(name: str) -> None:
    if name not in library.rating_folders() or not is_mine(name):
        raise AccessError(f"There are no ratings called “{name}” that are yours.")
