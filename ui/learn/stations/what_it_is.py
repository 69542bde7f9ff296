"""What collaborative filtering is: four people, three titles, and what they say of a fourth."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.analysis.agreement import NEXT, PEOPLE, TITLES, say
from ui.learn.station import Station

MINE = (9, 8, 4)


def draw() -> None:
    """Three ratings of one's own, and what follows from them."""
    st.markdown("**Your ratings**")
    for title, rating in zip(TITLES, MINE, strict=True):
        st.slider(title, 1, 10, rating, key=f"learn.mine.{title}")
    mine = [st.session_state[f"learn.mine.{title}"] for title in TITLES]
    theirs = np.array(list(PEOPLE.values()), dtype=float)
    weights = say(theirs[:, :3], mine)
    st.metric(f"So you would give {NEXT}", f"{weights @ theirs[:, 3]:.1f}")
    st.html(_table(weights))


def _table(weights: NDArray[np.float64]) -> str:
    """What the four people gave, and how much of a say each has."""
    head = "".join(f'<th scope="col">{title}</th>' for title in (*TITLES, f"<b>{NEXT}</b>", "Their say"))
    rows = "".join(
        f'<tr><th scope="row">{name}</th>'
        + "".join(f"<td>{rating}</td>" for rating in ratings[:-1])
        + f"<td><b>{ratings[-1]}</b></td><td>{weight:.0%}</td></tr>"
        for (name, ratings), weight in zip(PEOPLE.items(), weights, strict=True)
    )
    return f'<table class="learn-numbers"><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>'


STATION = Station(
    slug="what-it-is",
    name="What it is",
    chapter="Introduction",
    question="Will you like a title that you have never seen?",
    text=f"""
Nobody here knows what *{NEXT}* is about. But four people have seen it, and they rated three titles that you know.

Whoever agreed with you so far has the most say. Reverse your ratings, and the answer reverses too: no genre, no
plot, only people filtering for each other. Hence the name **collaborative filtering**.

This course goes from there to the model behind this site. Its code boxes are one notebook; these few lines are all of
it, and each gets a station.
""",
    remember="People who agreed before will probably agree again.",
    code="""\
from fastai.tabular.all import *
from fastai.collab import *

ratings = pd.read_csv("core/data/sample/rating.csv")
rated = ratings[ratings.rating > 0]
dls = CollabDataLoaders.from_df(
    rated, valid_pct=0.1, seed=42)
set_seed(42, reproducible=True)
learn = collab_learner(
    dls, n_factors=50, y_range=(0.5, 10.5))
learn.fit_one_cycle(5, 5e-3, wd=0.1)
loss, = learn.validate()
print(f"mean squared error {loss:.2f}")""",
    prints="mean squared error 0.62",
    draw=draw,
)
