"""One prediction of the real model: told as a line of arithmetic, and drawn in two steps."""

from __future__ import annotations

from core.analysis.worked_example import Worked
from core.model.bundle import Bundle
from ui.app import charts, formats
from ui.app.formats import plain
from ui.how_it_works.charts import squeeze, waterfall


def in_words(bundle: Bundle, worked: Worked, anime_id: int) -> str:
    """One prediction as a line of arithmetic."""
    low, high = bundle.model.y_range
    terms = float(worked.terms.sum())
    parts = [f"{len(worked.terms)} {bundle.model.words.terms} add up to **{formats.signed(terms)}**"]
    parts += [f"{name[0].lower()}{name[1:]} is **{formats.signed(value)}**" for name, value in worked.biases.items()]
    return (
        f"{formats.listed(parts).capitalize()}. Together that is **{formats.signed(worked.logit)}**, and the sigmoid "
        f"makes it {low:g} + {high - low:g} × σ({formats.signed(worked.logit)}) = **{worked.rating:.2f}** for "
        f"*{plain(bundle.catalog.title(anime_id).rstrip('.'))}*. Among the model's viewers its mean rating is "
        f"{formats.rating(float(bundle.catalog.table.at[anime_id, 'data_mean']))}."
    )


def draw_sum(worked: Worked, unit: str) -> None:
    """What is added up, step by step; ``unit`` is what the model calls one of its terms."""
    charts.show(
        waterfall(worked, unit),
        key="waterfall",
        alt=f"The parts of one prediction as steps that add up to {worked.logit:.2f} logits.",
    )


def draw_rating(worked: Worked, y_range: tuple[float, float]) -> None:
    """How the sum becomes a rating."""
    charts.show(
        squeeze(worked.logit, y_range),
        key="squeeze",
        alt=f"An S-shaped curve from sums to ratings; the sum {worked.logit:.2f} becomes {worked.rating:.2f}.",
    )
