"""What the Compare page shows of two models, in tables and sentences that people read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.analysis import comparison
from core.analysis.projection import principal_axes
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.options import Options
from ui.app import formats
from ui.app.formats import plain
from ui.app.per_bundle import per_naming, title_vectors
from ui.app.recommender import new_to_you, recommend_by_rating
from ui.app.settings import SHOWN, in_words
from ui.app.title_choice import HYOUKA, OREGAIRU, TOKYO_GHOUL, well_known

K = 10
"""Nearest titles that are compared."""
N_ON_MAP = 100

BY_SCORE, BY_RATING = "As on For you", "By predicted rating alone"

ENOUGH_RATINGS = 50
"""Ratings that a title needs where lists are ranked by predicted rating: what is told of others is mostly chance."""

EXAMPLE = {HYOUKA: 9.0, OREGAIRU: 9.0, TOKYO_GHOUL: 4.0}
"""Answers of somebody who has given none here."""

METRICS: dict[str, tuple[str, str]] = {
    "valid_rmse": ("Error (RMSE, rating points)", ".3f"),
    "valid_mae": ("Mean absolute error (rating points)", ".3f"),
    "valid_mse": ("Squared error (MSE)", ".3f"),
    "bias_only_rmse": ("Error of biases alone, same rows", ".3f"),
    "seconds": ("Seconds to train", ".1f"),
    "ratings_per_second": ("Ratings a second", ",.0f"),
}
"""Metrics of a card in words, with their formats."""


def metrics_table(one: Bundle, other: Bundle) -> pd.DataFrame:
    """Metrics of both cards, side by side, as text."""
    rows = {}
    for name, (label, spec) in METRICS.items():
        values = [asdict(bundle.card.metrics)[name] for bundle in (one, other)]
        rows[label] = ["–" if value is None else format(value, spec) for value in values]
    return _side_by_side(rows, one, other, "Measure")


def settings_table(one: Bundle, other: Bundle) -> pd.DataFrame:
    """Settings that differ, in words."""
    unlike = comparison.differences(one.card, other.card)
    rows = {
        page.label: [in_words(name, value) for value in unlike[name]] for name, page in SHOWN.items() if name in unlike
    }
    rows["Parameters"] = [formats.count(bundle.model.n_parameters) for bundle in (one, other)]
    return _side_by_side(rows, one, other, "Setting")


def verdict(one: Bundle, other: Bundle) -> str:
    """Which of the two is nearer to the ratings, if that can be said."""
    errors = {bundle.name: bundle.card.metrics.valid_rmse for bundle in (one, other)}
    alike = comparison.measured_alike(one.card, other.card)
    if alike is None:
        return (
            "Whether the two were measured on the same rows cannot be known, since models saved by older versions do "
            "not tell: a small difference of their errors may come from the rows alone."
        )
    if not alike:
        return (
            "The two were measured on different rows, so their errors cannot be compared: a small difference may come "
            "from the rows alone."
        )
    better, worse = sorted(errors, key=errors.__getitem__)
    gap = errors[worse] - errors[better]
    if gap < 0.0005:
        return "Measured on the same rows, both are equally far off."
    return (
        f"Measured on the same rows, **{plain(better)}** is nearer to the ratings: "
        f"its error (RMSE) is lower by {gap:.3f}."
    )


def bias_pairs(one: Bundle, other: Bundle, least: int) -> pd.DataFrame:
    """What biases are worth in both, for titles with so many ratings."""
    return _all_bias_pairs(one, other).loc[comparison.shared_titles(one, other, least)]


@per_naming
def _all_bias_pairs(one: Bundle, other: Bundle) -> pd.DataFrame:
    return comparison.bias_pairs(one, other, comparison.shared_titles(one, other))


def agreement(pairs: pd.DataFrame) -> float:
    """Pearson correlation of what biases are worth in both."""
    return float(np.corrcoef(pairs["one"], pairs["other"])[0, 1])


def n_shared(one: Bundle, other: Bundle) -> int:
    """Number of titles that both models know from a rating."""
    return len(comparison.shared_titles(one, other))


@per_naming
def maps(one: Bundle, other: Bundle, n: int) -> tuple[NDArray, comparison.Aligned, list[str]]:
    """PCA of the most rated titles in both models, the second laid onto the first, and the titles' names."""
    ids = comparison.shared_titles(one, other)[:n]
    planes = []
    for bundle in (one, other):
        factors = bundle.model.anime_factors[bundle.model.anime.rows(ids)]
        axes = principal_axes(factors, bundle.catalog.take(ids.tolist()), 2)
        planes.append(axes.place(factors))
    return planes[0], comparison.procrustes(*planes), [one.catalog.title(int(anime_id)) for anime_id in ids]


@per_naming
def overlap(one: Bundle, other: Bundle, least: int) -> pd.DataFrame:
    """Titles with the share of their nearest that both models agree on, by ``anime_id``, the least agreed on first."""
    ids = comparison.shared_titles(one, other, least)
    vectors = [title_vectors(bundle, "cosine")[bundle.model.anime.rows(ids)] for bundle in (one, other)]
    table = pd.DataFrame({"title": [one.catalog.title(int(anime_id)) for anime_id in ids]}, index=ids)
    return table.assign(shared=comparison.neighbour_overlap(*vectors, k=K)).sort_values("shared", kind="stable")


def overlap_story(shared: pd.Series) -> str:
    """How many of its nearest titles a title has in common in both models, and how many it would have by chance."""
    return (
        f"Of a title's {K} nearest titles, the two models share {shared.mean() * K:.1f} on average; "
        f"by chance it would be {K * K / (len(shared) - 1):.1f}."
    )


def neighbours(one: Bundle, other: Bundle, anime_id: int, least: int) -> pd.DataFrame:
    """The nearest titles in both models, those in both lists ticked."""
    among = comparison.shared_titles(one, other, least)
    found = [
        comparison.nearest_titles(bundle, title_vectors(bundle, "cosine"), anime_id, among, K)
        for bundle in (one, other)
    ]
    return pd.DataFrame(_ticked(one, other, found))


def who_is_asked_for(one: Bundle, other: Bundle, profile: Profile) -> Profile:
    """The person with only those of their ratings whose titles both models know; before their first, the example's."""
    ratings = {
        anime_id: rating
        for anime_id, rating in (profile.ratings or EXAMPLE).items()
        if anime_id in one.model.anime and anime_id in other.model.anime
    }
    return replace(profile, ratings=ratings)


def who_asks(bundle: Bundle, ratings: Mapping[int, float], are_mine: bool) -> str:
    """A sentence on whose answers the lists are made of."""
    latest = [
        f"{plain(bundle.catalog.title(anime_id))} ({rating:g})" for anime_id, rating in list(ratings.items())[-3:]
    ]
    if are_mine:
        return (
            f"What both would have you watch, from your {len(ratings)} ratings, the latest: {formats.listed(latest)}."
        )
    return f"What both would recommend to somebody who rated {formats.listed(latest)}."


def lists(one: Bundle, other: Bundle, profile: Profile, by: str, n: int = 10) -> tuple[pd.DataFrame, int]:
    """What both would recommend to the same person, and how many titles stand in both lists."""
    found = [_list(bundle, profile, by, n) for bundle in (one, other)]
    names = _ticked(one, other, [list(predicted) for predicted in found])
    predictions = {
        f"{bundle.name} predicts": pd.Series(list(predicted.values()))
        for bundle, predicted in zip((one, other), found, strict=True)
    }
    return pd.DataFrame(names | predictions), len(set(found[0]) & set(found[1]))


def _list(bundle: Bundle, profile: Profile, by: str, n: int) -> dict[int, float]:
    """Predicted rating by ``anime_id`` of the list that For you would make, or of the highest ratings, in its order."""
    if by == BY_RATING:
        found = recommend_by_rating(bundle, profile, n, well_known(bundle, ENOUGH_RATINGS))
    else:
        found = new_to_you(bundle, profile, Options(n=n))
    return {each.anime_id: each.predicted for each in found}


def _ticked(one: Bundle, other: Bundle, found: list[list[int]]) -> dict[str, pd.Series]:
    """Titles by the model's name, with a tick at those that stand in both lists."""
    both = set(found[0]) & set(found[1])
    return {
        bundle.name: pd.Series([f"{'✓ ' if i in both else ''}{bundle.catalog.title(i)}" for i in ids], dtype=object)
        for bundle, ids in zip((one, other), found, strict=True)
    }


def _side_by_side(rows: dict[str, list[str]], one: Bundle, other: Bundle, heading: str) -> pd.DataFrame:
    table = pd.DataFrame.from_dict(rows, orient="index", columns=[one.name, other.name])
    return table.rename_axis(heading).reset_index()
