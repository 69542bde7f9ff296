"""Who brought which ratings and trained which model, so that only they and the owner can change or delete them.

One file, ``owners.json`` in the folder of all that is kept; it holds digests and no names. What it does not name is the
owner's. On a server of one's own nothing is ever noted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from core.storage import locked, write_whole
from ui.app import library

Kind = Literal["models", "data", "runs"]
FILE = "owners.json"


@dataclass(frozen=True)
class Note:
    """Whose something is."""

    by: str | None = None
    """The key of who brought it; the owner's where there is none."""
    shared: bool = False
    """Whether everybody may see it."""


def note_of(kind: Kind, name: str) -> Note:
    """Whose a model, a folder of ratings or a run is."""
    return _notes().get(f"{kind}/{name}", Note())


def put_note(kind: Kind, name: str, note: Note) -> None:
    """Write down whose something is; raises ``StorageError``."""
    if note == note_of(kind, name):
        return
    with locked(_file().parent):
        notes = {place: one for place, one in _notes().items() if place != f"{kind}/{name}"}
        if note != Note():
            notes[f"{kind}/{name}"] = note
        write_whole(_file(), json.dumps({place: asdict(one) for place, one in notes.items()}, indent=1))


def brought_by(kind: Kind, key: str | None) -> list[str]:
    """Names of what somebody brought."""
    return [place.removeprefix(f"{kind}/") for place, one in _notes().items() if one.by == key and kind in place]


def _file() -> Path:
    return library.RUNS.parent / FILE


def _notes() -> dict[str, Note]:
    try:
        written = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return {place: _note(one) for place, one in written.items()} if isinstance(written, dict) else {}


def _note(written: object) -> Note:
    """A note as it was written; a damaged one is the owner's and nobody else's."""
    if not isinstance(written, Mapping):
        return Note()
    by = written.get("by")
    return Note(by if isinstance(by, str) else None, written.get("shared") is True)
