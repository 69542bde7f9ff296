"""A model's card told in sentences."""

from __future__ import annotations

from core.data.ratings import HIGHEST
from core.model.card import Card
from ui.app import formats

UNRATED = {
    "drop": "Titles that were watched but not rated were left out.",
    "anime-mean": "Titles that were watched but not rated were given the title's mean rating.",
    "viewer-mean": "Titles that were watched but not rated were given the viewer's mean rating.",
}


def error_story(card: Card) -> str:
    """How wrong the model is on ratings it has not seen, beside what biases alone would give."""
    metrics = card.metrics
    rmse, bias_only = metrics.valid_rmse, metrics.bias_only_rmse
    verdict = (
        f"taste improves that by {formats.share(1 - rmse / bias_only)}."
        if rmse < bias_only
        else "the factors add nothing to that here: train longer, or with more weight decay."
    )
    return (
        f"On **{formats.count(card.split.valid_rows)} ratings held out** of training, its predictions are "
        f"**{formats.off_by(metrics.valid_mae)}** on a scale of 1 to 10. Their root mean squared error, which "
        f"counts large errors more, is {rmse:.2f}. Averages alone, of each viewer and each title, miss by "
        f"{bias_only:.2f}; {verdict}"
    )


def data_story(card: Card) -> str:
    """Where the ratings come from, who was held out, and what became of unrated titles."""
    held_out = card.split.held_out_viewers
    apart = (
        f" **{formats.count(held_out)} viewers** were kept out altogether, so that recommendations can be tested on "
        "people the model has never met."
        if held_out
        else ""
    )
    unrated = UNRATED.get(str(card.training.get("unrated")), "")
    source = card.data.source.strip().rstrip(".")
    where = f"The ratings come from {formats.plain(source[:1].lower() + source[1:])}." if source else ""
    made_up = " **They are simulated**, so nothing here is anybody's opinion." if card.data.simulated else ""
    return f"{where}{made_up}{_points(card.data.points)}{apart} {unrated}".strip()


def _points(points: int) -> str:
    """A sentence on ratings that are not of 1 to 10 where they come from."""
    if points == HIGHEST:
        return ""
    times = f"{HIGHEST / points:.2g}"
    return f" There they go up to {points}; here each rating, and so each error, is {times} times as large."
