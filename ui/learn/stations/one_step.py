"""One step of gradient descent that the reader takes, then ten, then a thousand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.analysis.descent import GIVEN, Descent
from core.analysis.worked_example import COMPONENTS, TITLES, VIEWERS
from ui.app import charts
from ui.app.charts import ACCENT, CONTRAST, styled
from ui.learn.station import Station

DESCENT = "learn.descent"
"""Where the session keeps the numbers as they are now."""
RATE = "learn.step_size"
STEP_SIZES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.2)
SHORT = {"Romance": "Rom.", "Comedy": "Com.", "Slice of life": "Slice", "Harem": "Har.", "Action": "Act."}


def draw() -> None:
    """The 25 numbers, the six errors, the loss so far, and the buttons that take steps."""
    now = st.session_state.setdefault(DESCENT, Descent.start())
    st.html(_numbers(now))
    steps = len(now.losses) - 1
    charts.show(_fall(now), "learn.descent_figure", alt=_in_words(now))
    with st.container(horizontal=True, gap="small"):
        st.button("Take one step", type="primary", on_click=_take, args=(1,), disabled=now.is_lost)
        st.button("Ten", on_click=_take, args=(10,), disabled=now.is_lost)
        st.button("A thousand", on_click=_take, args=(1000,), disabled=now.is_lost)
        st.button("Start over", on_click=_start_over, disabled=not steps)
    st.select_slider(
        "Step size", STEP_SIZES, 0.01, key=RATE, help="The learning rate: what each slope is multiplied by."
    )
    if now.is_lost:
        st.markdown("Too far: each step overshot, the next one even more. **Start over** with smaller steps.")
    elif not steps:
        st.markdown(":small[Then start over with 0.2: too far, and it overshoots.]")


def _in_words(now: Descent) -> str:
    steps = len(now.losses) - 1
    loss = "the model is lost" if now.is_lost else f"{now.losses[-1]:.2f}"
    return f"Loss after {steps} {'step' if steps == 1 else 'steps'}: {loss}."


def _take(n: int) -> None:
    """Callback: take some steps."""
    st.session_state[DESCENT] = st.session_state[DESCENT].step(st.session_state[RATE], n)


def _start_over() -> None:
    """Callback: back to where it began."""
    st.session_state[DESCENT] = Descent.start()


def _numbers(now: Descent) -> str:
    """All numbers as a table, green or red where they have moved, and the six predictions."""
    start = Descent.start()
    head = "".join(f'<th scope="col" title="{name}">{SHORT[name]}</th>' for name in COMPONENTS)
    rows = [
        (name, before, after)
        for names, befores, afters in ((VIEWERS, start.viewers, now.viewers), (TITLES, start.titles, now.titles))
        for name, before, after in zip(names, befores, afters, strict=True)
    ]
    body = "".join(
        f'<tr><th scope="row">{name}</th>{"".join(_cell(*pair) for pair in zip(before, after, strict=True))}</tr>'
        for name, before, after in rows
    )
    said = "".join(
        f'<tr><th scope="row">{viewer}</th>'
        + "".join(
            f"<td>{_short(one)} <small>of {given:.0f}</small></td>" for one, given in zip(ones, givens, strict=True)
        )
        + "</tr>"
        for viewer, ones, givens in zip(VIEWERS, now.predicted, GIVEN, strict=True)
    )
    columns = "".join(f'<th scope="col">{title}</th>' for title in TITLES)
    return (
        f'<table class="learn-numbers"><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>'
        f'<table class="learn-numbers"><thead><tr><th scope="col">Predicted</th>{columns}</tr></thead>'
        f"<tbody>{said}</tbody></table>"
    )


def _cell(before: float, after: float) -> str:
    moved = "" if abs(after - before) < 0.005 else "up" if after > before else "down"
    return f'<td class="{moved}">{_short(after)}</td>'


def _short(number: float) -> str:
    text = f"{number:.2f}" if abs(number) < 100 else f"{number:.0e}"
    return text.replace("-0.00", "0.00").replace("-", "−")


def _fall(now: Descent) -> go.Figure:
    losses = pd.Series(now.losses)
    shown = losses.iloc[np.unique(np.geomspace(1, len(losses), 200).astype(int) - 1)]
    figure = go.Figure()
    figure.add_scatter(
        x=shown.index,
        y=shown,
        mode="lines",
        line={"color": ACCENT, "width": 3},
        hovertemplate="After step %{x}: %{y:.3f}<extra></extra>",
    )
    figure.add_scatter(
        x=[shown.index[-1]],
        y=[shown.iloc[-1]],
        mode="markers+text",
        marker={"color": CONTRAST, "size": 12},
        text=[f"squared error {shown.iloc[-1]:.2f}" if shown.iloc[-1] < 1e4 else "lost"],
        textposition="top left" if len(losses) > 6 else "top right",
        hoverinfo="skip",
        cliponaxis=False,
    )
    figure.update_layout(showlegend=False)
    figure.update_xaxes(title="Steps", range=[0, max(len(losses) - 1, 10)])
    figure.update_yaxes(rangemode="tozero")
    return styled(figure, height=220)


STATION = Station(
    slug="one-step",
    name="One step downhill",
    chapter="Embedding Dot Bias Model",
    question="The model is wrong by 1.9 points. Which way should it turn?",
    text="""
Viewer 2 gave *Hyouka* a 9. Five numbers each, multiplied and added, say 7.10.

Every number in the two rows had a part in that. Nudge one, and the prediction moves by the number it is multiplied
by: that is its **slope**. Training nudges all of them at once, each against its slope, by a small step.

But *Hyouka* also has viewer 1 to please, who wants it lower. The loss is the mean of all six squared errors, and each
step is a compromise.
""",
    remember="Learning is this step, again and again.",
    code="""\
viewers = tensor([[.24, .4, .8, .2, .8],
                  [.8, .7, .6, .8, .2]])
titles = titles.clone()   # from the dot product
given = tensor([[5., 4, 9], [10, 9, 3]])
numbers = [viewers.requires_grad_(),
           titles.requires_grad_()]

def step(lr):
    predicted = viewers @ titles.T
    loss = ((predicted - given) ** 2).mean()
    loss.backward()
    for one in numbers:
        one.data -= lr * one.grad
        one.grad = None
    return loss.item()

losses = [step(lr=0.01) for _ in range(1000)]
print(f"{losses[0]:.2f}, after one step {losses[1]:.2f}, "
      f"after ten {losses[10]:.2f}")""",
    prints="2.54, after one step 2.29, after ten 1.07",
    draw=draw,
)
