"""How much people whom a public server's owner has named may keep there, and how often they may ask for it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from core.errors import AccessError
from core.runs.folder import RunFolder
from ui.app import library
from ui.app.access import Access, settings
from ui.app.ownership import brought_by
from ui.app.permissions import permissions

HOUR = 3_600.0
MB = 10**6


@dataclass(frozen=True)
class Quotas:
    """Limits for members; on a server of one's own, and for owners, there are none."""

    data_mb: int = 5_000
    """All ratings that are kept, in MB of 1,000,000 bytes."""
    runs_mb: int = 5_000
    """All runs with their checkpoints."""
    ratings: int = 5
    """Kept ratings of one person."""
    models: int = 5
    """Models of one person."""
    uploads_an_hour: int = 20
    """Files of one person."""
    trainings_an_hour: int = 4
    """Runs of one person, searches for a learning rate among them."""

    @classmethod
    def read(cls, written: object) -> Quotas:
        """The section ``quotas`` of the settings; raises ``AccessError`` for what is no limit."""
        names = {field.name for field in fields(cls)}
        if not isinstance(written, Mapping) or not written.keys() <= names:
            raise AccessError(f"The quotas in secrets.toml can be {', '.join(sorted(names))}, and nothing else.")
        for name, limit in written.items():
            if type(limit) is not int or limit < 0:
                raise AccessError(f"The quota {name} in secrets.toml has to be a whole number from 0.")
        return cls(**written)


def quotas() -> Quotas | None:
    """Those that the person in front of the screen is held to; none where everything is theirs."""
    return None if permissions().is_owner else Quotas.read(settings().get("quotas", {}))


def check_keeping() -> None:
    """Raise ``AccessError`` where this person may keep no more ratings now."""
    limits = quotas()
    if limits is None:
        return
    mine = [name for name in brought_by("data", permissions().key) if (library.DATA / name).exists()]
    if len(mine) >= limits.ratings:
        raise AccessError(f"You keep as many sets of ratings as one person may here ({len(mine)}). Delete one first.")
    if size(library.DATA) >= limits.data_mb * MB:
        raise AccessError("There is no room for more ratings here. Delete some of yours, or ask the owner.")


def check_training(name: str) -> None:
    """Raise ``AccessError`` where this person may train no model of this name now."""
    limits = quotas()
    if limits is None:
        return
    key = permissions().key
    others = [model for model in brought_by("models", key) if model != name and (library.MODELS / model).exists()]
    if len(others) >= limits.models:
        raise AccessError(f"You have as many models as one person may here ({len(others)}). Delete or replace one.")
    if size(library.RUNS) >= limits.runs_mb * MB:
        raise AccessError("There is no room for more runs here. Delete some of yours, or ask the owner.")
    recent = [run for run in brought_by("runs", key) if _age(run) < HOUR]
    if len(recent) >= limits.trainings_an_hour:
        raise AccessError(f"You started {len(recent)} trainings within the hour. Wait a while before the next one.")


def uploads_an_hour(access: Access) -> int | None:
    """Files that one person may send in an hour; as many as they like on a server of one's own."""
    if access.mode == "personal":
        return None
    return Quotas.read(settings().get("quotas", {})).uploads_an_hour


def size(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(_size_of(file) for file in folder.rglob("*")) if folder.is_dir() else 0


def _size_of(file: Path) -> int:
    try:
        return 0 if file.is_dir() else file.lstat().st_size
    except OSError:  # gone meanwhile
        return 0


def _age(run: str) -> float:
    folder = RunFolder(library.RUNS / run)
    return time.time() - folder.created.timestamp() if folder.path.exists() else HOUR
