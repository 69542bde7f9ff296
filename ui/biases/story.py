"""What the Biases page says: the few titles at both ends, and what a bias is worth, in sentences."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.analysis.biases import bias_steps
from core.model.rating_model import RatingModel
from ui.app import formats
from ui.app.short_tables import draw_short_table


def name_of_bias(model: RatingModel) -> str:
    """What stands for what everybody thinks of a title: its bias, or its mean prediction where there are none."""
    return "bias" if model.has_biases else "mean prediction"


def opening(model: RatingModel) -> str:
    """What the page is about, for this model."""
    if model.has_biases:
        return (
            "Some titles please nearly everyone, whatever their taste. The model keeps that apart from taste, in one "
            "number for each title: its bias. Beside it stands the mean rating, which also depends on who watched."
        )
    return (
        f"This model is {model.words.noun} and learns no bias for a title. Its **mean prediction** over a "
        "sample of viewers stands in here: it, too, says what everybody thinks of a title, apart from who happened to "
        "watch it."
    )


def draw_ends(table: pd.DataFrame, n: int, model: RatingModel) -> None:
    """The most rated titles, those with the highest and those with the lowest mean, and how the biases differ."""
    most = table.sort_values("n_ratings", ascending=False, kind="stable")
    rising = table.sort_values("mean_rating", kind="stable")
    falling = table.sort_values("mean_rating", ascending=False, kind="stable")
    heading, reading = ("Bias", formats.signed) if model.has_biases else ("Predicted", formats.rating)
    named = {"title": "Title", "mean_rating": "Mean", "bias": heading}
    ends = {"Most ratings": most, "Highest mean rating": falling, "Lowest mean rating": rising}
    for place, (end, ordered) in zip(st.columns(len(ends)), ends.items(), strict=True):
        with place:
            st.header(end)
            draw_short_table(
                ordered.head(n)[["title", "mean_rating", "bias"]].rename(columns=named),
                {"Mean": formats.rating, named["bias"]: reading},
                alt=f"The {n} titles with the {end.lower()}, with their biases.",
            )
    st.markdown(_ends_compared(rising, n, name_of_bias(model)))


def worth(model: RatingModel) -> str:
    """Sentences on what a bias means in rating points."""
    low, middle, high = bias_steps(model)
    return (
        f"The model keeps biases as numbers that it adds up before squeezing the sum into the rating scale. A title of "
        f"average bias gets {middle:.1f} from the average viewer; a bias higher by 1 lifts that to {high:.1f}, one "
        f"lower by 1 drops it to {low:.1f}. The column *Effect* in the table of all titles says what each "
        "title's bias does to its rating."
    )


def _ends_compared(rising: pd.DataFrame, n: int, name: str) -> str:
    """One sentence that compares the biases of the highest- and the lowest-rated titles."""
    low, high = rising["points"].head(n).mean(), rising["points"].tail(n).mean()
    return (
        f"The {n} highest-rated titles have a {name} worth {formats.signed(high)} rating points on average, "
        f"the {n} lowest-rated ones {formats.signed(low)}: what everybody likes has a high {name}, "
        "what hardly anybody likes a low one."
    )
