"""Training and overfitting: early stopping, and weight decay on and off."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from core.training.course import DECAYS, Course, recorded
from ui.app import charts
from ui.app.charts import ACCENT, CONTRAST, OTHERS, styled
from ui.learn.live_run import offer_run
from ui.learn.material import SIMULATED
from ui.learn.station import Station

OWN = "learn.own_fits"
"""Where the session keeps the reader's own trainings, by weight decay."""
PATIENCE = 2
"""Epochs without a better validation loss after which an early stop comes."""


def draw() -> None:
    """Both losses from epoch to epoch under one weight decay."""
    decay = st.segmented_control(
        "Weight decay", DECAYS, default=DECAYS[0], required=True, format_func=lambda wd: f"{wd:g}", key="learn.decay"
    )
    stop = st.toggle(f"Stop after {PATIENCE} epochs without progress", key="learn.stop")
    own: dict[float, Course] = st.session_state.setdefault(OWN, {})
    run = own.get(decay, recorded().by_decay[f"{decay:g}"])
    valid = [epoch.valid for epoch in run.epochs]
    end = _stops_after(valid) if stop else len(valid)
    best = min(range(end), key=valid.__getitem__)
    with st.container(horizontal=True, gap="medium"):
        st.metric("Rows it learnt from", f"{run.epochs[end - 1].train:.2f}", width="content")
        st.metric("Rows it never saw", f"{valid[end - 1]:.2f}", width="content")
        st.metric(f"Best, in epoch {best + 1}", f"{valid[best]:.2f}", width="content")
    charts.show(
        _losses(run, end, best),
        key="learn.losses",
        alt=f"Loss after each of {end} epochs: falling on training rows, best after {best + 1} on the others.",
    )
    st.markdown(_verdict(decay))
    trained = offer_run("Train it now", "learn.run_fit", "fit", str(decay))
    if isinstance(trained, Course):
        own[decay] = trained
        st.rerun()
    st.markdown(SIMULATED + (" :small[The curves are your own run.]" if decay in own else ""))


def _stops_after(valid: list[float]) -> int:
    """After how many epochs an early stop comes."""
    waited, best = 0, float("inf")
    for number, loss in enumerate(valid, start=1):
        waited, best = (0, loss) if loss < best else (waited + 1, best)
        if waited >= PATIENCE:
            return number
    return len(valid)


def _verdict(decay: float) -> str:
    if decay == 0:
        return (
            "Two curves that part: from the third epoch on it memorises its rows, and predictions of new ones suffer."
        )
    if decay < 0.5:
        return "A gentle pull towards zero: the curves still part, but later and less."
    if decay < 1:
        return "Enough pull: the error on new rows stays down, and the two curves stay together."
    return "Too much pull: it may hardly learn at all, and both errors stay high."


def _losses(run: Course, end: int, best: int) -> go.Figure:
    epochs = list(range(1, end + 1))
    figure = go.Figure()
    for name, losses, colour, dash in (
        ("Rows it learnt from", [epoch.train for epoch in run.epochs], OTHERS, "dash"),
        ("Rows it never saw", [epoch.valid for epoch in run.epochs], ACCENT, "solid"),
    ):
        figure.add_scatter(
            x=epochs,
            y=losses[:end],
            name=name,
            mode="lines+markers",
            line={"color": colour, "dash": dash, "width": 3},
            hovertemplate=f"{name}, epoch %{{x}}: %{{y:.2f}}<extra></extra>",
        )
    figure.add_scatter(
        x=[best + 1],
        y=[run.epochs[best].valid],
        mode="markers",
        marker={"color": CONTRAST, "size": 14, "symbol": "star"},
        name="Best",
        hoverinfo="skip",
    )
    figure.update_xaxes(title="Epoch", range=[0.7, len(run.epochs) + 0.3], dtick=1)
    figure.update_yaxes(title="Loss", range=[0, 1.8])
    return styled(figure, height=280)


STATION = Station(
    slug="training-and-overfitting",
    name="Training and overfitting",
    chapter="Embedding Dot Bias Model",
    question="When has it learnt enough?",
    text="""
An **epoch** is one round through all rows. After each, fastai prints two losses: on the rows it learnt from, and on the
tenth it never saw. Only the second counts.

Give a model 23,000 numbers for 10,600 ratings and it can simply memorise them: the first loss goes on falling, the
second turns around. That is **overfitting**.

Two remedies. **Stop early**, once the second loss no longer gets better. Or **weight decay** (`wd`), which pulls every
number a little towards zero at each step, so that only what many rows agree on survives.
""",
    remember="Trust the error on rows the model has not seen, and no other.",
    code="""\
for wd in 0, 0.5:
    set_seed(42, reproducible=True)
    learn = collab_learner(
        dls, n_factors=50, y_range=(0.5, 10.5))
    learn.fit(10, 5e-3, wd=wd)
    losses = L(learn.recorder.values).itemgot(1)
    print(f"wd {wd}: best {min(losses):.2f}, "
          f"last {losses[-1]:.2f}")""",
    prints="""\
wd 0: best 0.67, last 0.90
wd 0.5: best 0.65, last 0.70""",
    draw=draw,
)
