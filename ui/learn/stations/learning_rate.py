"""How big a step: the learning-rate finder, and what each rate comes to."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.training.course import LR, RATES, RateSearch, recorded
from ui.app import charts
from ui.app.charts import ACCENT, CATEGORIES, CONTRAST, OTHERS, styled
from ui.learn.live_run import offer_run
from ui.learn.material import SIMULATED
from ui.learn.station import Station

FOUND = "learn.rates_found"
"""Where the session keeps what the reader's own search found."""
SUGGESTIONS = {"slide": "slide", "valley": "valley", "minimum": "minimum ÷ 10", "steep": "steep"}
TICKS = {1e-6: "1e-6", 1e-4: "1e-4", 0.01: "0.01", 1: "1"}


def draw() -> None:
    """The finder's curve with a rate to move along it, and how a training with that rate goes."""
    search: RateSearch = st.session_state.get(FOUND, recorded().search)
    rate = st.select_slider("Learning rate", RATES, LR, format_func=lambda one: f"{one:g}", key="learn.rate")
    charts.show(
        _finder(search, rate),
        key="learn.finder",
        alt="Loss against learning rate: flat, then falling, then shooting up. "
        + ", ".join(f"{name} {search.suggestions[key]:g}" for key, name in SUGGESTIONS.items()),
    )
    run = recorded().by_rate[f"{rate:g}"]
    last = run.epochs[-1].valid
    charts.show(
        _trainings(f"{rate:g}"), "learn.rate_trainings", alt=f"Trained with {rate:g}, the error ends at {last:.2f}."
    )
    st.markdown(f"**{rate:g}** ends at a validation loss of **{last:.2f}**. {_verdict(rate)}")
    found = offer_run("Run lr_find now", "learn.run_rates", "rates")
    if isinstance(found, RateSearch):
        st.session_state[FOUND] = found
        st.rerun()
    st.markdown(SIMULATED + (" :small[The curve is your own run.]" if FOUND in st.session_state else ""))


def _verdict(rate: float) -> str:
    if rate < LR:
        return "Safe, and too slow: five epochs are over before it arrives."
    if rate == LR:
        return "This is the article's choice, and a little below where the curve falls steepest."
    return "It gets there, but the steps are so large that it trips over itself." if rate < 0.1 else "Chaos."


def _finder(search: RateSearch, rate: float) -> go.Figure:
    figure = go.Figure()
    figure.add_scatter(
        x=search.rates,
        y=search.losses,
        mode="lines",
        line={"color": ACCENT, "width": 3},
        name="Loss",
        hovertemplate="%{x:.2g}: loss %{y:.2f}<extra></extra>",
        showlegend=False,
    )
    for (key, name), colour, symbol in zip(
        SUGGESTIONS.items(), CATEGORIES[2:], ("circle", "square", "diamond", "triangle-up"), strict=False
    ):
        suggested = search.suggestions[key]
        figure.add_scatter(
            x=[suggested],
            y=[np.interp(suggested, search.rates, search.losses)],
            mode="markers",
            name=name,
            marker={"size": 12, "color": colour, "symbol": symbol},
            hovertemplate=f"{name}: %{{x:.2g}}<extra></extra>",
        )
    figure.add_vline(x=rate, line={"color": CONTRAST, "dash": "dot", "width": 2})
    figure.update_xaxes(type="log", title="Learning rate", tickvals=list(TICKS), ticktext=list(TICKS.values()))
    figure.update_yaxes(title="Loss")
    return styled(figure, height=260)


def _trainings(chosen: str) -> go.Figure:
    """Validation loss of all recorded trainings, the chosen one in front."""
    figure = go.Figure()
    for rate, run in recorded().by_rate.items():
        is_chosen = rate == chosen
        figure.add_scatter(
            x=list(range(1, len(run.epochs) + 1)),
            y=[epoch.valid for epoch in run.epochs],
            mode="lines+markers" if is_chosen else "lines",
            line={"color": CONTRAST if is_chosen else OTHERS, "width": 3 if is_chosen else 1},
            opacity=1 if is_chosen else 0.5,
            hovertemplate=f"{rate}, epoch %{{x}}: %{{y:.2f}}<extra></extra>",
        )
    figure.update_layout(showlegend=False)
    figure.update_xaxes(title="Epoch", dtick=1)
    figure.update_yaxes(title="Loss", type="log", tickvals=[0.6, 1, 2, 5, 10])
    return styled(figure, height=220)


STATION = Station(
    slug="learning-rate",
    name="How big a step?",
    chapter="Embedding Dot Bias Model",
    question="How far should each step go?",
    text="""
Too small, and training never arrives. Too large, and it overshoots. `lr_find` tries it out: a mock training whose steps
grow from tiny to huge, watching the loss.

Where the curve falls is where learning happens. fastai reads four suggestions off it, by four rules of thumb, and they
can be a hundredfold apart: *slide* and *valley* stop before the cliff, *steep* stands on it.

So treat them as hints. The article takes 5e-3, on the careful side of the fall. Move the slider and compare what
five epochs with each rate come to.
""",
    remember="Choose a rate where the loss is falling, well before it explodes.",
    code="""\
set_seed(42, reproducible=True)
learn = collab_learner(
    dls, n_factors=50, y_range=(0.5, 10.5))
found = learn.lr_find(
    suggest_funcs=(minimum, steep, valley, slide))
for name, rate in found._asdict().items():
    print(f"{name} {rate:.2g}")""",
    prints="""\
minimum 0.03
steep 0.1
valley 0.0052
slide 0.00058""",
    draw=draw,
)
