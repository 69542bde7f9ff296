"""Scoreboard: how good every recommender's lists are, for viewers that the model has never seen."""

from __future__ import annotations

import streamlit as st

from ui.app import charts, library
from ui.app.evaluation import draw_evaluation
from ui.app.formats import count, date, plain
from ui.app.tabs import draw_open_tab
from ui.scoreboard import charts as figures
from ui.scoreboard.all_models import draw_all_models
from ui.scoreboard.missing import draw_missing
from ui.scoreboard.model_card import draw_model_card
from ui.scoreboard.table import columns, table
from ui.scoreboard.tabs import tabs
from ui.scoreboard.words import LIST_MEANINGS, LISTS, MEANINGS, NAMES, exhibit, verdict

st.title("Scoreboard")
bundle = library.current_bundle()
kept = library.open_scores(library.MODELS / bundle.name)
if kept is None or not kept.rows:
    draw_missing(bundle.name)
    draw_model_card(bundle.card)
    st.stop()
st.markdown(
    f"How good are the lists, really? Every recommender below ranked the same titles for the same "
    f"**{count(kept.rows[0].viewers)} viewers**, whom {plain(bundle.name)} has never seen. Each was told a few "
    "of a viewer’s ratings, and its list is judged by the other titles that the viewer rated high."
)
left, right = st.columns([3, 2])
chosen = left.segmented_control(
    "List", list(LISTS), default=next(iter(LISTS)), required=True, key="kind", bind="query-params"
)
usual = [n for n in kept.answers if n] or kept.answers
answers = right.segmented_control(
    "Ratings it was told", kept.answers, default=usual[len(usual) // 2], required=True, key="told", bind="query-params"
)
scores = kept.of(LISTS[chosen], answers)
if not scores:
    st.info("This was not measured. Choose another number of ratings.", icon=":material/search_off:")
    st.stop()
st.caption(LIST_MEANINGS[LISTS[chosen]])
st.markdown(verdict(scores))
st.dataframe(
    table(scores), hide_index=True, height="content", column_config=columns(scores), alt="Every recommender's figures."
)

st.header("Finding more, or finding the unknown")
st.markdown(
    "A list can be right by naming what everybody knows anyway. The higher a dot, the more its lists find; the further "
    "right, the less well known their titles. The best of both is at the top right."
)
charts.show(figures.trade_off(scores), key="trade_off", alt="NDCG against novelty of every recommender.")

st.header("What each further answer brings")
charts.show(
    figures.by_answers(kept, LISTS[chosen]), key="by_answers", alt="NDCG of every recommender by number of answers."
)

if more := tabs(kept, answers, bundle.catalog):
    st.header("Looked at more closely")
    draw_open_tab(more, key="closer")

if story := exhibit(kept.of("raw", answers)):
    st.header("The best predictor makes a poor list")
    st.markdown(story)

draw_all_models(LISTS[chosen], answers)

draw_model_card(bundle.card)
with st.expander("Who is measured, and how"):
    st.markdown(
        "\n".join(f"- **{NAMES[name]}**: {meaning}." for name, meaning in MEANINGS.items())
        + f"\n\nMeasured on {date(kept.made)} on these ratings: {plain(kept.ratings)}. A favourite is a title rated "
        "8 or more, and at least the viewer’s own median. Each viewer’s ratings were divided five times at random; no "
        "title is left out as too hard, and every title is ranked. This command gives the same figures and more:"
    )
    st.code(f'python -m core evaluate --model "models/{bundle.name}" --ratings DIR --keep', language="sh")
    draw_evaluation(bundle.name, summarised=False)
