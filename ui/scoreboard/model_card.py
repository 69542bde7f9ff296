"""The model's card as people read it: what it is, what it learnt from, how far off it is, how it was made."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.model.card import Card
from ui.app.formats import count, date, listed, model_kind
from ui.app.settings import labelled
from ui.app.short_tables import draw_short_table

MODEL_CARD = "model_card"


def draw_model_card(card: Card) -> None:
    """The card, folded away; it is drawn once somebody opens it."""
    place = st.expander("Model card", icon=":material/badge:", key=MODEL_CARD, on_change="rerun")
    if not place.open:
        return
    with place:
        rows = facts(card)
        draw_short_table(pd.DataFrame({"What": list(rows), "This model": list(rows.values())}), {}, alt="Model card.")
        st.markdown("Settings of its training:")
        settings = {label: str(value) for label, value in labelled(card.training).items()}
        table = pd.DataFrame({"Setting": list(settings), "Value": list(settings.values())})
        draw_short_table(table, {}, alt="Settings of the training.")


def facts(card: Card) -> dict[str, str]:
    """What a card says, in words."""
    data, split, metrics = card.data, card.split, card.metrics
    unrated = f", and {count(data.unrated)} watched without a rating" if data.unrated else ""
    held_out = [f"{count(split.valid_rows)} ratings to measure its error"]
    if split.held_out_viewers:
        held_out.append(f"{count(split.held_out_viewers)} viewers with all of theirs to measure its lists")
    later = {"Added later": f"{count(data.folded_in)} of these viewers, whose tastes were found without training anew"}
    return {
        "Kind": model_kind(card),
        "Ratings from": data.source + (" (simulated: nobody gave them)" if data.simulated else ""),
        "Learnt from": f"{count(data.ratings)} ratings of {count(data.viewers)} viewers for {count(data.anime)} "
        f"titles{unrated}",
        **(later if data.folded_in else {}),
        "Never shown to it": listed(held_out),
        "Error": f"RMSE {metrics.valid_rmse:.3f}, mean absolute error {metrics.valid_mae:.3f} (points of ten); biases "
        f"alone have an RMSE of {metrics.bias_only_rmse:.3f}",
        "Made": date(card.created),
        "Made with": ", ".join(f"{name} {version}" for name, version in card.versions.items()),
    }
