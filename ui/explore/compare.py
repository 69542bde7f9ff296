"""What the Compare page shows of two models, in tables and sentences that people read."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core import compare
from core.bundle import Bundle
from core.model import RatingModel
from core.profiles import Profile
from core.projection import principal_axes
from core.wishes import Wishes
from ui import formats
from ui.explore.shared import HYOUKA, OREGAIRU, TOKYO_GHOUL, per_bundle, title_vectors
from ui.for_you.engine import recommend

K = 10
"""Nearest titles that are compared."""
N_ON_MAP = 150

EXAMPLE = {HYOUKA: 9.0, OREGAIRU: 9.0, TOKYO_GHOUL: 4.0}
"""Answers of somebody who has given none here."""

METRICS: dict[str, tuple[str, str]] = {
    "valid_rmse": ("Error (RMSE, rating points)", ".3f"),
    "valid_mae": ("Absolute error (MAE, rating points)", ".3f"),
    "valid_mse": ("Squared error (MSE)", ".3f"),
    "bias_only_rmse": ("Error of biases alone, same rows", ".3f"),
    "seconds": ("Seconds to train", ".1f"),
    "ratings_per_second": ("Ratings learnt from a second", ",.0f"),
}
"""Metrics of a card in words, with their formats."""

SETTINGS = {
    "kind": "Architecture",
    "model": "Architecture chosen",
    "n_factors": "Factors",
    "layers": "Layers of the network",
    "epochs": "Epochs",
    "batch_size": "Batch size",
    "lr": "Learning rate",
    "wd": "Weight decay",
    "wd_bias": "Weight decay of biases",
    "unrated": "Unrated rows",
    "valid": "Share for validation",
    "hold_out_viewers": "Share of viewers held out",
    "patience": "Epochs without gain before stopping",
    "seed": "Seed",
}
"""Settings of a training in words."""


def metrics_table(one: Bundle, other: Bundle) -> pd.DataFrame:
    """Metrics of both cards, side by side, as text."""
    rows = {}
    for name, (label, spec) in METRICS.items():
        values = [bundle.card.metrics.get(name) for bundle in (one, other)]
        rows[label] = ["–" if value is None else format(value, spec) for value in values]
    return _side_by_side(rows, one, other, "Measure")


def settings_table(one: Bundle, other: Bundle) -> pd.DataFrame:
    """Settings that differ, in words."""
    unlike = compare.differences(one.card, other.card)
    told = zip(unlike.index, unlike["one"], unlike["other"], strict=True)
    rows = {SETTINGS[name]: [mine, theirs] for name, mine, theirs in told if name in SETTINGS}
    rows["Parameters"] = [formats.count(_size(bundle.model)) for bundle in (one, other)]
    return _side_by_side(rows, one, other, "Setting")


def verdict(one: Bundle, other: Bundle) -> str:
    """Which of the two is nearer to the ratings, if that can be said."""
    errors = {bundle.name: bundle.card.metrics["valid_rmse"] for bundle in (one, other)}
    if not compare.measured_alike(one.card, other.card):
        return (
            "The two were measured on different rows, so their errors cannot be compared: a small difference may come "
            "from the rows alone."
        )
    better, worse = sorted(errors, key=errors.__getitem__)
    gap = errors[worse] - errors[better]
    if gap < 0.0005:
        return "Measured on the same rows, both are equally far off."
    return f"Measured on the same rows, **{better}** is nearer to the ratings, by {gap:.3f} points."


@per_bundle
def bias_pairs(one: Bundle, other: Bundle, least: int) -> pd.DataFrame:
    """What biases are worth in both, for titles with so many ratings."""
    return compare.bias_pairs(one, other, compare.shared_titles(one, other, least))


def agreement(pairs: pd.DataFrame) -> float:
    """Pearson correlation of what biases are worth in both."""
    return float(np.corrcoef(pairs["one"], pairs["other"])[0, 1])


@per_bundle
def maps(one: Bundle, other: Bundle, n: int) -> tuple[NDArray, compare.Aligned, list[str]]:
    """PCA of the most rated titles in both models, the second laid onto the first, and the titles' names."""
    ids = compare.shared_titles(one, other)[:n]
    planes = []
    for bundle in (one, other):
        factors = bundle.model.anime_factors[bundle.model.anime.rows(ids)]
        axes = principal_axes(factors, bundle.catalog.take(ids.tolist()), 2)
        planes.append(axes.place(factors))
    return planes[0], compare.procrustes(*planes), [one.catalog.title(int(anime_id)) for anime_id in ids]


@per_bundle
def overlap(one: Bundle, other: Bundle, least: int) -> pd.DataFrame:
    """Titles with the share of their nearest that both models agree on, by ``anime_id``, the least agreed on first."""
    ids = compare.shared_titles(one, other, least)
    vectors = [title_vectors(bundle, "cosine")[bundle.model.anime.rows(ids)] for bundle in (one, other)]
    table = pd.DataFrame({"title": [one.catalog.title(int(anime_id)) for anime_id in ids]}, index=ids)
    return table.assign(shared=compare.neighbour_overlap(*vectors, k=K)).sort_values("shared", kind="stable")


def overlap_story(shared: pd.Series) -> str:
    """How many of its nearest titles a title has in common in both models, and how many it would have by chance."""
    return (
        f"Of a title's {K} nearest titles, the two models share **{shared.mean() * K:.1f}** on average; "
        f"by chance it would be {K * K / (len(shared) - 1):.1f}."
    )


def neighbours(one: Bundle, other: Bundle, anime_id: int, least: int) -> pd.DataFrame:
    """The nearest titles in both models; a tick marks those in both lists."""
    table = compare.neighbours_side_by_side(
        (one, title_vectors(one, "cosine")),
        (other, title_vectors(other, "cosine")),
        anime_id,
        compare.shared_titles(one, other, least),
        K,
    )
    return pd.DataFrame({one.name: table["one"], other.name: table["other"], "In both": _ticks(table)})


def lists(one: Bundle, other: Bundle, ratings: dict[int, float], n: int = 10) -> tuple[pd.DataFrame, int]:
    """Recommendations of both models for the same answers, and how many titles stand in both."""
    found = [recommend(bundle, Profile(answers=dict(ratings)), Wishes(n=n)) for bundle in (one, other)]
    both = {entry.anime_id for entry in found[0]} & {entry.anime_id for entry in found[1]}
    columns = {}
    for bundle, entries in zip((one, other), found, strict=True):
        titles = [bundle.catalog.title(entry.anime_id) for entry in entries]
        columns[bundle.name] = pd.Series(titles)
        columns[f"{bundle.name} predicts"] = pd.Series([entry.predicted for entry in entries])
    return pd.DataFrame(columns), len(both)


def _ticks(table: pd.DataFrame) -> list[str]:
    marks = []
    for left, right in zip(table["shared"], table["shared_other"], strict=True):
        marks.append("both" if left and right else "left" if left else "right" if right else "")
    return marks


def _side_by_side(rows: dict[str, list[str]], one: Bundle, other: Bundle, heading: str) -> pd.DataFrame:
    table = pd.DataFrame.from_dict(rows, orient="index", columns=[one.name, other.name])
    return table.rename_axis(heading).reset_index()


def _size(model: RatingModel) -> int:
    """Numbers the model has learnt."""
    arrays = [model.viewer_factors, model.anime_factors]
    for name in ("viewer_bias", "anime_bias"):
        arrays += [getattr(model, name)] if hasattr(model, name) else []
    layers = getattr(model, "layers", ())
    return sum(array.size for array in arrays) + sum(layer.weight.size + layer.bias.size for layer in layers)
