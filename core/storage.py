"""Folders that appear whole or not at all, whatever happens while they are written."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Collection, Generator
from contextlib import contextmanager
from pathlib import Path

from core.errors import StorageError


def check_replaceable(folder: Path, files: Collection[str]) -> None:
    """Raise ``StorageError`` where the folder holds more than these files, which replacing it would delete."""
    try:
        within = list(folder.iterdir()) if folder.exists() else []
    except OSError as error:
        raise StorageError(f"{folder} cannot be replaced: {error.strerror}. Choose another place.") from error
    others = sorted(path.name for path in within if path.name not in files or not path.is_file())
    if others:
        raise StorageError(
            f"{folder} is left as it is: it holds other things too, such as {others[0]}, which would be deleted. "
            "Choose a new folder."
        )


@contextmanager
def whole_folder(folder: Path, what: str, files: Collection[str]) -> Generator[Path]:
    """A fresh folder to write ``files`` into; it takes the place of ``folder`` only when the block ends well.

    Raises ``StorageError`` that names ``what`` could not be saved for a full or read-only disk, or because the folder
    holds other files; what was there before is then as it was.
    """
    check_replaceable(folder, files)
    folder = folder.resolve()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.new-", dir=folder.parent))
        try:
            fresh.chmod(0o755)
            yield fresh
            _put_in_place(fresh, folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else error.strerror or error
        raise StorageError(
            f"{what} could not be saved: {reason}. Free some space or check the folder {folder.parent.name}/, then "
            "save again; what was there before is unchanged."
        ) from error


def finish_interrupted_replacements(parent: Path) -> None:
    """Bring back what a kill between the two renames of a replacement has left under another name."""
    for old in parent.glob(".*.old"):
        folder = parent / old.name.removeprefix(".").removesuffix(".old")
        if not folder.exists():
            old.rename(folder)


def _put_in_place(fresh: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.old")
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
