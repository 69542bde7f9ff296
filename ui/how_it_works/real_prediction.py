"""One prediction of the real model, told as a line of arithmetic."""

from __future__ import annotations

from core.analysis.worked_example import Worked
from core.model.bundle import Bundle
from ui.app import formats
from ui.app.formats import plain


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
