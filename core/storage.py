"""Where everything is kept, and files and folders that appear whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import errno
import glob
import os
import shutil
import tempfile
import threading
from collections.abc import Collection, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from core.errors import StorageError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

HOME_VARIABLE = "ANIME_EXPLORER_HOME"
"""In the environment: the folder of all that is kept, where it is not the project's own."""

PROJECT = Path(__file__).resolve().parents[1]
"""The folder of the project itself."""

_ASIDE = ".old"
"""What the name of a folder ends with that has stepped aside for its successor."""


@dataclass(frozen=True)
class Home:
    """The folder of all that is kept."""

    folder: Path

    @property
    def models(self) -> Path:
        """A bundle in each folder."""
        return self.folder / "models"

    @property
    def runs(self) -> Path:
        """Progress and checkpoint of a training in each folder."""
        return self.folder / "runs"

    @property
    def evaluations(self) -> Path:
        """Progress of the latest evaluation of a model in each folder."""
        return self.folder / "evaluations"

    @property
    def scoreboard(self) -> Path:
        """The figures of all models on the same viewers, where somebody has measured them."""
        return self.evaluations / "all-models"

    @property
    def data(self) -> Path:
        """Ratings in each folder."""
        return self.folder / "data"

    @property
    def titles(self) -> Path:
        """What an owner brought about titles."""
        return self.folder / "titles.parquet"

    @property
    def profiles(self) -> Path:
        """The database of profiles and its journal, and nothing that anybody may name."""
        return self.folder / "profiles"


def home() -> Home:
    """Where models, training runs, ratings and profiles are kept, as the environment says now."""
    return Home(Path(os.environ.get(HOME_VARIABLE) or PROJECT))


def check_replaceable(folder: Path, files: Collection[str]) -> None:
    """Raise ``StorageError`` where the folder holds more than these files, which replacing it would delete.

    Another writer may replace it meanwhile: what goes while it is looked at is nothing that anybody would miss.
    """
    if not folder.exists():
        return
    try:
        with os.scandir(folder) as within:
            others = sorted(path.name for path in within if path.name not in files or not path.is_file())
    except FileNotFoundError:
        return
    except OSError as error:
        raise StorageError(f"{folder} cannot be replaced: {error.strerror}. Choose another place.") from error
    if others:
        raise StorageError(
            f"{folder} is left as it is: it holds other things too, such as {others[0]}, which would be deleted. "
            "Choose a new folder."
        )


@contextmanager
def whole_file(file: Path, what: str = "") -> Generator[Path]:
    """A fresh path to write to; what is there takes the place of ``file`` only when the block ends well.

    Others read the old file meanwhile. Raises ``StorageError`` that names ``what`` could not be written, by itself the
    file; it is then as it was.
    """
    fresh = file.with_name(f".{file.name}.new-{os.getpid()}-{threading.get_ident()}")
    try:
        try:
            yield fresh
            fresh.replace(file)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise not_written(what or str(file), error) from error


def write_whole(file: Path, content: str | bytes) -> None:
    """Put a file in place at once, as others read it meanwhile; raises ``StorageError``, and it is then as it was."""
    with whole_file(file) as fresh:
        fresh.write_bytes(content.encode() if isinstance(content, str) else content)


def not_written(what: str, error: OSError) -> StorageError:
    """The error of a file or folder that cannot be written."""
    return StorageError(f"{what} could not be written: {_reason(error)}. Free some space or check the folder's rights.")


def remove_unfinished(path: Path) -> None:
    """Remove what a process killed while it wrote this file or folder has left; nobody may be writing it now."""
    for unfinished in path.parent.glob(f".{glob.escape(path.name)}.new-*"):
        if unfinished.is_dir():
            shutil.rmtree(unfinished, ignore_errors=True)
        else:
            unfinished.unlink(missing_ok=True)


@contextmanager
def whole_folder(folder: Path, what: str, files: Collection[str]) -> Generator[Path]:
    """A fresh folder to write ``files`` into; it takes the place of ``folder`` only when the block ends well.

    Raises ``StorageError`` that names ``what`` could not be saved for a full or read-only disk, or because the folder
    holds other files; what was there before is then as it was.
    """
    check_replaceable(folder, files)
    folder = folder.resolve()
    recover(folder.parent, files)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.new-", dir=folder.parent))
        try:
            fresh.chmod(0o755)
            yield fresh
            with locked(folder.parent):
                _put_in_place(fresh, folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise _not_saved(folder, what, error) from error


def check_savable(folder: Path, what: str, files: Collection[str]) -> None:
    """Raise ``StorageError`` where ``whole_folder`` would, but for a disk that is full only once all is written."""
    check_replaceable(folder, files)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.new-", dir=folder.parent):
            pass
    except OSError as error:
        raise _not_saved(folder, what, error) from error


def recover(parent: Path, files: Collection[str]) -> None:
    """Bring back each folder of these files that a kill in the middle of its replacement has left aside.

    For the start of a server and of a writer, never for a reader: it waits for whoever is replacing a folder just
    now. What cannot be brought back stays where it is.
    """
    left = [old for old in parent.glob(f".*{_ASIDE}") if _is_made_of(old, files)]
    if not left:
        return
    with suppress(OSError), locked(parent):
        for old in left:
            folder = parent / old.name.removeprefix(".").removesuffix(_ASIDE)
            if folder.exists():
                shutil.rmtree(old, ignore_errors=True)
            elif old.exists():
                old.rename(folder)


@contextmanager
def locked(folder: Path) -> Generator[None]:
    """Hold a folder's lock: of all processes and threads, one at a time is in such a block.

    Where the system or its disk knows no locks, everybody gets in at once. Raises ``OSError`` if there is no folder.
    """
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _put_in_place(fresh: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}{_ASIDE}")
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
    try:
        fresh.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _is_made_of(folder: Path, files: Collection[str]) -> bool:
    """Whether a folder holds these files and nothing else, so that it is one of ours."""
    try:
        names = {path.name for path in folder.iterdir()}
    except OSError:
        return False
    return bool(names) and names <= set(files)


def _not_saved(folder: Path, what: str, error: OSError) -> StorageError:
    return StorageError(
        f"{what} could not be saved: {_reason(error)}. Free some space or check the folder {folder.parent.name}/, "
        "then save again; what was there before is unchanged."
    )


def _reason(error: OSError) -> str:
    return "the disk is full" if error.errno == errno.ENOSPC else error.strerror or str(error)
