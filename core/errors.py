"""What can go wrong, as one family whose text is fit for the person in front of the screen.

AnimeExplorerError
├── DataError       ratings or a catalog that cannot be used: which file, which line, what to do
├── BundleError     a model folder that cannot be read or written, and why
├── TrainingError   a training run that cannot start or go on
├── EvaluationError an evaluation that cannot start, or that was cancelled
├── ListError       a list of titles somebody brought that cannot be read
├── ProfileError    a profile that cannot be found, kept or deleted
├── StorageError    a disk that is full or cannot be written
└── AccessError     something that this person may not do here, or a setting of who may that cannot be read

The pages catch the root, once, and show its text. Mistakes of the programmer stay ``ValueError`` or ``KeyError``.
"""

from __future__ import annotations


class AnimeExplorerError(Exception):
    """Root of the family; its text says what is wrong, where, and what to do."""


class DataError(AnimeExplorerError):
    """Ratings or a catalog that cannot be used."""


class BundleError(AnimeExplorerError):
    """A model folder that is incomplete, damaged, too new or wrongly named."""


class TrainingError(AnimeExplorerError):
    """A training run that cannot start or go on."""


class EvaluationError(AnimeExplorerError):
    """An evaluation of a model that cannot start, or that was cancelled."""


class ListError(AnimeExplorerError):
    """A list of titles somebody brought that cannot be read."""


class ProfileError(AnimeExplorerError):
    """A profile that cannot be found, kept or deleted."""


class StorageError(AnimeExplorerError):
    """A disk that is full or a folder that cannot be written."""


class AccessError(AnimeExplorerError):
    """Something that this person may not do here, or a setting of who may do what that cannot be read."""
