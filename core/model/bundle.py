"""A model on disk: ``models/NAME/`` with weights, catalog and card. Saving is atomic, loading is strict.

``weights.safetensors`` holds arrays only, ``catalog.parquet`` the anime in the model's row order, ``card.json`` what a
person or a script wants to know of the model. Nothing is ever pickled, so a bundle from a stranger is safe to open.
"""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import save_file

from core.data.catalog import Catalog
from core.errors import BundleError
from core.model.architectures import ARCHITECTURES
from core.model.card import FORMAT_VERSION, Card, as_json, card_of, version_of
from core.model.catalog_file import load_catalog, save_catalog
from core.model.rating_model import RatingModel
from core.model.stored import MOST_READ, Flaw, Stored, Table, read_arrays, vocabulary
from core.storage import check_savable, whole_folder

WEIGHTS, CATALOG, CARD = "weights.safetensors", "catalog.parquet", "card.json"
SCORES = "scores.json"
"""What an evaluation of the model came to, where somebody kept it (:mod:`core.evaluation.kept`)."""
FILES = (WEIGHTS, CATALOG, CARD, SCORES)
"""All that the folder of a model may hold."""

SHIPPED = frozenset({"dot-bias", "neural"})
"""Models that come with the project: no page ever replaces or deletes them."""

PART = "part."
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}")


@dataclass(frozen=True, repr=False)
class Bundle:
    """A model with all that is needed to show it and to recommend with it."""

    model: RatingModel
    catalog: Catalog
    """In the model's anime row order, with the columns of ``COUNTS``."""
    card: Card
    parts: Mapping[str, Table] = field(default_factory=dict)
    """Further arrays by name: map coordinates, the co-watching model, whose large ones stay in the file."""

    def __repr__(self) -> str:
        return f"Bundle({self.name!r}, {self.model})"

    @property
    def name(self) -> str:
        return self.card.name

    def part(self, name: str, *shape: int | None) -> NDArray:
        """The further array of this name; ``None`` in ``shape`` stands for any length.

        Raises ``BundleError`` where it is missing or of another shape.
        """
        found = self.parts.get(name)
        if (
            found is None
            or len(found.shape) != len(shape)
            or not all(want in (None, length) for want, length in zip(shape, found.shape, strict=True))
        ):
            raise BundleError(
                f"The part {name} of the model “{self.name}” is missing or damaged. Train the model again."
            )
        return np.asarray(found)


def check_name(name: str) -> str:
    """The name, if a model folder may be called so; raises ``BundleError``."""
    if not _NAME.fullmatch(name) or ".." in name:
        raise BundleError(
            f"“{name[:80]}” cannot be a model's name. Use up to 64 letters, digits, spaces, dots, dashes or "
            "underscores, beginning with a letter or digit, without “/” or “..”."
        )
    return name


def check_place(folder: str | Path) -> None:
    """Raise ``BundleError`` or ``StorageError`` where no model may be saved, so that none is trained for nothing."""
    folder = Path(folder)
    check_savable(folder, f"The model “{check_name(folder.name)}”", FILES)


def list_bundles(models: str | Path) -> list[str]:
    """Names of the complete bundles in a folder, in alphabetical order; half-written ones never appear."""
    models = Path(models)
    if not models.is_dir():
        return []
    return sorted(
        folder.name
        for folder in models.iterdir()
        if _NAME.fullmatch(folder.name) and all((folder / part).is_file() for part in (WEIGHTS, CATALOG, CARD))
    )


def save_bundle(bundle: Bundle, folder: str | Path) -> None:
    """Write a bundle, replacing one of the same name only when the new one is whole.

    Raises ``BundleError`` for a bad name and ``StorageError`` for a full or read-only disk or a folder that holds
    anything else; what was there is then as it was.
    """
    folder = Path(folder)
    check_name(folder.name)
    with whole_folder(folder, f"The model “{folder.name}”", FILES) as fresh:
        _save_arrays(_arrays(bundle), fresh / WEIGHTS)
        save_catalog(bundle.catalog, fresh / CATALOG)
        (fresh / CARD).write_text(as_json(bundle.card), encoding="utf-8")


def load_bundle(folder: str | Path, most_read: int = MOST_READ) -> Bundle:
    """Read and check a bundle; raises ``BundleError`` that names the bundle and what is wrong with it.

    Tables of which few rows are looked at together stay in the file where they take more than ``most_read`` bytes
    (:class:`core.model.stored.StoredRows`).
    """
    folder = Path(folder)
    check_name(folder.name)
    if not folder.is_dir():
        raise BundleError(f"There is no model called “{folder.name}”. Choose another one, or train it.")
    for part in (CARD, WEIGHTS, CATALOG):
        if not (folder / part).is_file():
            raise _broken(folder, f"its file {part} is missing")
    card = read_card(folder)
    try:
        arrays = read_arrays(folder / WEIGHTS, most_read)
        model = _model(card, arrays)
        catalog = load_catalog(folder / CATALOG, model.anime.ids)
    except Flaw as flaw:
        raise _broken(folder, str(flaw)) from flaw
    parts = {name.removeprefix(PART): array for name, array in arrays.items() if name.startswith(PART)}
    return Bundle(model, catalog, card, parts)


def read_card(folder: str | Path) -> Card:
    """The card alone, without the weights; raises ``BundleError``."""
    folder = Path(folder)
    try:
        raw = json.loads((folder / CARD).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _broken(folder, f"its {CARD} is not readable JSON") from error
    try:
        if (version := version_of(raw)) > FORMAT_VERSION:
            raise BundleError(
                f"The model “{folder.name}” was saved by a newer version of this project (format {version}, this one "
                f"reads up to {FORMAT_VERSION}). Update the project, or train the model again."
            )
        return replace(card_of(raw), name=folder.name)
    except (Flaw, RecursionError) as flaw:
        raise _broken(folder, f"in its {CARD}, {flaw}") from flaw


def _broken(folder: Path, flaw: str) -> BundleError:
    return BundleError(
        f"The model “{folder.name}” cannot be opened: {flaw}. Train it again, or remove its folder from "
        f"{folder.parent.name}/."
    )


def _save_arrays(arrays: dict[str, NDArray], file: Path) -> None:
    try:
        save_file(arrays, file)
    except SafetensorError as error:
        full = "No space left" in str(error)
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error)) from error
    file.chmod(0o644)


def _arrays(bundle: Bundle) -> dict[str, NDArray]:
    model = bundle.model
    arrays: dict[str, Table] = {
        "viewer_ids": model.viewers.ids,
        "anime_ids": model.anime.ids,
        **model.arrays(),
    }
    arrays |= {f"{PART}{name}": array for name, array in bundle.parts.items()}
    return {name: np.ascontiguousarray(array) for name, array in arrays.items()}


def _model(card: Card, arrays: Mapping[str, Table]) -> RatingModel:
    viewers, anime = vocabulary(arrays, "viewer_ids"), vocabulary(arrays, "anime_ids")
    shape = card.architecture
    if shape.kind not in ARCHITECTURES:
        raise Flaw(f"its architecture “{shape.kind[:40]}” is not known here")
    stored = Stored(viewers, anime, shape.n_factors, shape.y_range, arrays)
    return ARCHITECTURES[shape.kind].from_arrays(stored)
