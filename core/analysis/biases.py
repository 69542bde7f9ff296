"""What a title is worth to everybody: biases, in rating points, and where the crowd's mean rating tells another story.

A bias is learnt in logits, before the sigmoid. What it is worth in rating points depends on where on the sigmoid a
viewer stands; here it is measured at the average viewer, whose vector and bias are the means over all viewers.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.analysis.viewers import average_viewer, viewer_at
from core.model.bundle import Bundle
from core.model.rating_model import RatingModel, to_logit, to_rating

N_VIEWERS = 200
"""Viewers over whom predictions are averaged where there are no biases."""


def mean_predictions(model: RatingModel, n_viewers: int = N_VIEWERS) -> NDArray[np.float32]:
    """Predicted rating of each title, averaged over viewers spread evenly over all rows, shape ``(n_anime,)``."""
    rows = np.unique(np.linspace(0, len(model.viewers) - 1, n_viewers).astype(np.int64))
    total = np.zeros(len(model.anime))
    for row in rows:
        total += model.predict_taste(*viewer_at(model, row))
    return (total / len(rows)).astype(np.float32)


def bias_or_prediction(model: RatingModel) -> NDArray[np.float32]:
    """Each title's bias in logits or, for a model without biases, its mean prediction, shape ``(n_anime,)``."""
    return model.anime_bias if model.has_biases else mean_predictions(model)


def bias_points(model: RatingModel, bias: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
    """What each title's bias is worth in rating points, shape ``(n_anime,)``.

    At the average viewer: the predicted rating with the title's bias minus the one with the mean bias. For a
    model without biases, its mean prediction for the title minus its mean prediction for all titles. ``bias`` is what
    :func:`bias_or_prediction` says, where that is known already.
    """
    bias = bias_or_prediction(model) if bias is None else bias
    if not model.has_biases:
        return bias - bias.mean()
    vector, viewer_bias = average_viewer(model)
    taste = model.anime_factors @ vector + viewer_bias
    return to_rating(taste + bias, model.y_range) - to_rating(taste + bias.mean(), model.y_range)


def bias_steps(model: RatingModel, steps: tuple[float, ...] = (-1, 0, 1)) -> list[float]:
    """Rating the average viewer is predicted to give a title without taste in it, whose bias is the mean plus a step.

    Steps are in logits, the answers in rating points: they show that a logit is worth less near the ends.
    """
    level = float(model.mean_viewer[1] + model.anime_bias.mean())
    return [float(to_rating(level + step, model.y_range)) for step in steps]


def bias_table(bundle: Bundle) -> pd.DataFrame:
    """Titles by ``anime_id`` with what model and crowd think of them, the most rated first.

    Columns: ``title, n_ratings, mean_rating`` (of the ratings the model saw), ``bias`` (logits; for a model
    without biases its mean prediction in rating points), ``points`` (see :func:`bias_points`), ``expected`` (see
    :func:`expected_means`) and ``gap``, the mean rating minus the expected one. Titles without a rating are left out.
    """
    model, catalog = bundle.model, bundle.catalog.table
    bias = bias_or_prediction(model)
    table = pd.DataFrame(
        {
            "title": pd.Series(bundle.catalog.titles),
            "n_ratings": catalog["n_ratings"],
            "mean_rating": catalog["data_mean"],
            "bias": bias,
            "points": bias_points(model, bias),
        },
        index=catalog.index,
    )
    table = table[(table["n_ratings"] > 0) & table["mean_rating"].notna()]
    logits = table["bias"] if model.has_biases else _inside_logit(table["bias"], model.y_range)
    expected = expected_means(logits, table["mean_rating"], table["n_ratings"], model.y_range)
    table = table.assign(expected=expected, gap=table["mean_rating"] - expected)
    return table.sort_values("n_ratings", ascending=False, kind="stable")


def expected_means(
    logits: pd.Series, means: pd.Series, weight: pd.Series, y_range: tuple[float, float]
) -> NDArray[np.float32]:
    """The mean rating that titles with these biases have, as a rule, in rating points, shape ``(n,)``.

    The rule is a straight line in logits, where biases add up, through all titles weighted by number of ratings.
    """
    slope, level = line(logits, _inside_logit(means, y_range), weight)
    return to_rating(level + slope * logits.to_numpy(), y_range)


def line(x: pd.Series, y: pd.Series, weight: pd.Series) -> tuple[float, float]:
    """Slope and level of the weighted least-squares line through the points; slope 0 where ``x`` does not vary."""
    total = weight.sum()
    x_mean, y_mean = (x * weight).sum() / total, (y * weight).sum() / total
    spread = (weight * (x - x_mean) ** 2).sum()
    slope = float((weight * (x - x_mean) * (y - y_mean)).sum() / spread) if spread else 0.0
    return slope, float(y_mean - slope * x_mean)


def _inside_logit(ratings: pd.Series, y_range: tuple[float, float]) -> pd.Series:
    """Logits of ratings pulled a little inside ``y_range``, at whose ends a logit is infinite."""
    margin = 0.01 * (y_range[1] - y_range[0])
    inside = ratings.clip(y_range[0] + margin, y_range[1] - margin)
    return pd.Series(to_logit(inside, y_range), index=ratings.index)
