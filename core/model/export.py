"""What a model has learnt as files that any other tool reads: Parquet for tables, JSON for the rest."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.model.bundle import Bundle
from core.model.card import as_json
from core.storage import whole_folder

ANIME, VIEWERS, CARD, CURVES = "anime.parquet", "viewers.parquet", "card.json", "curves.json"
FILES = (ANIME, VIEWERS, CARD, CURVES)
"""All that an export holds."""


def anime_table(bundle: Bundle) -> pd.DataFrame:
    """Each anime by ``anime_id``: what the catalog says, its bias in logits and its factors in columns ``factor_…``.

    Where the bundle has a map, its coordinates follow as ``map_x`` and ``map_y``.
    """
    model, known = bundle.model, bundle.catalog.table
    table = known.assign(genres=known["genres"].map(list), bias=model.anime_bias)
    places = np.asarray(bundle.parts.get("map.tsne", ()))
    if places.ndim == 2 and places.shape[1] == 2:
        table = table.assign(map_x=places[:, 0], map_y=places[:, 1])
    return pd.concat([table, _factors(model.anime_factors, table.index)], axis=1)


def viewer_table(bundle: Bundle) -> pd.DataFrame:
    """Each trained viewer by ``viewer_id``: bias in logits and factors."""
    model = bundle.model
    index = pd.Index(model.viewers.ids, name="viewer_id")
    bias = pd.DataFrame({"bias": np.asarray(model.viewer_bias)}, index)
    return pd.concat([bias, _factors(np.asarray(model.viewer_factors), index)], axis=1)


def export_bundle(bundle: Bundle, folder: str | Path) -> None:
    """Write ``FILES`` into a folder, replacing an export that is there.

    Raises ``StorageError`` for a full or read-only disk or a folder that holds anything else.
    """
    folder = Path(folder)
    curves = [asdict(epoch) for epoch in bundle.card.epochs]
    with whole_folder(folder, f"The export “{folder.name}”", FILES) as fresh:
        anime_table(bundle).to_parquet(fresh / ANIME, compression="zstd")
        viewer_table(bundle).to_parquet(fresh / VIEWERS, compression="zstd")
        (fresh / CARD).write_text(as_json(bundle.card) + "\n", encoding="utf-8")
        (fresh / CURVES).write_text(json.dumps(curves, indent=1) + "\n", encoding="utf-8")


def _factors(factors: NDArray, index: pd.Index) -> pd.DataFrame:
    return pd.DataFrame(factors, index, [f"factor_{number}" for number in range(factors.shape[1])])
