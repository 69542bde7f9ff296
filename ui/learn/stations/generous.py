"""The histogram of ratings, and why everybody is generous."""

from __future__ import annotations

import streamlit as st

from core.data.ratings import Histogram
from ui.app import charts
from ui.app.histogram import histogram
from ui.app.library import current_bundle
from ui.learn.material import SIMULATED, of_model, sample
from ui.learn.station import Station

SAMPLE, MODEL = "The sample", "The model's data"


def draw() -> None:
    """A guess first, then the histogram."""
    which = st.segmented_control("Ratings of", [SAMPLE, MODEL], default=SAMPLE, required=True, key="learn.generous")
    counts = sample().ratings.histogram() if which == SAMPLE else current_bundle().card.data.histogram
    guess = st.slider("Your guess: the mean of all ratings", 1.0, 10.0, 5.5, 0.1, key="learn.guess")
    mean, high = _mean(counts), sum(counts.given[6:]) / max(sum(counts.given), 1)
    figure = histogram(counts.given, (), height=300)
    figure.add_vline(x=guess, line={"dash": "dot", "width": 2}, annotation_text="your guess")
    shown = st.toggle("Show the answer", key="learn.shown")
    if shown:
        figure.add_vline(x=mean, line={"width": 3}, annotation_text=f"mean {mean:.2f}", annotation_position="top left")
    else:
        figure.update_traces(opacity=0)
        figure.update_yaxes(showticklabels=False)
    charts.show(
        figure,
        key=f"learn.generous_histogram.{shown}",
        alt=f"Histogram of the ratings: mean {mean:.2f}, {high:.0%} are 7 or more." if shown else "Still hidden.",
    )
    if shown:
        st.markdown(f"You were off by **{abs(guess - mean):.1f}**. The mean is {mean:.2f}; {high:.0%} are 7 or more.")
    st.markdown(SIMULATED if which == SAMPLE else of_model(current_bundle()))


def _mean(counts: Histogram) -> float:
    total = sum(rating * count for rating, count in enumerate(counts.given, start=1))
    return total / max(sum(counts.given), 1)


STATION = Station(
    slug="everybody-is-generous",
    name="Everybody is generous",
    chapter="CF in fastai2",
    question="What is the average rating on a scale from 1 to 10?",
    text="""
The middle of the scale is 5.5. Move the slider to your guess, then look.

People choose what they watch, and hardly anybody finishes what they dislike, let alone rates it. So what reaches the
file leans to the right: a 7 is no praise, it is the average.

(The sample holds the most watched titles only, so it is even kinder than the real data.)

A model that always says the mean is already close. What counts is how much closer it gets.
""",
    remember="Ratings are not opinions drawn at random: people rate what they chose.",
    code="""\
counts = rated.rating.value_counts().sort_index()
print(counts.tail(4).to_dict())
high = (rated.rating >= 7).mean()
print(f"mean {rated.rating.mean():.2f}, "
      f"{high:.0%} are 7 or more")""",
    prints="""\
{7: 1538, 8: 3918, 9: 4327, 10: 1627}
mean 8.44, 97% are 7 or more""",
    draw=draw,
)
