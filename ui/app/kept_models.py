"""Models and runs that people made here: deleted by who made them, or by the owner."""

from __future__ import annotations

import shutil

from core.errors import AccessError, TrainingError
from core.model.bundle import FILES, SHIPPED
from core.runs.state import Run, is_alive
from core.storage import check_replaceable, not_written
from ui.app import library
from ui.app.ownership import Note, note_of, put_note
from ui.app.permissions import permissions


def may_delete_model(name: str) -> bool:
    """Whether there is such a model, and this person may delete it; nobody may delete one that came along."""
    return name in library.bundle_names() and permissions().why_not_replace(name, note_of("models", name).by) is None


def delete_model(name: str) -> None:
    """Delete a model for good; raises ``AccessError``, or ``StorageError`` where its folder holds other things too."""
    if name in SHIPPED or not may_delete_model(name):
        raise AccessError(f"There is no model “{name}” that is yours.")
    folder = library.MODELS / name
    check_replaceable(folder, FILES)
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise not_written(f"The model “{name}”", error) from error
    put_note("models", name, Note())


def may_delete_run(run: Run) -> bool:
    """Whether this person may delete a run."""
    return permissions().owns(note_of("runs", run.folder.name).by)


def delete_run(run: Run) -> None:
    """Delete a run that ended, for good; its model stays. Raises the project's errors."""
    if not may_delete_run(run):
        raise AccessError("This run is not yours.")
    if is_alive(run.folder):
        raise TrainingError("This training is at work. Stop it first.")
    try:
        shutil.rmtree(run.folder.path)
    except OSError as error:
        raise not_written("The run", error) from error
    put_note("runs", run.folder.name, Note())
