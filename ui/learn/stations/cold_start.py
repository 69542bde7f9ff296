"""Cold start: a viewer of whom nothing is known, until they answer."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.analysis.viewers import average_viewer
from core.model.bundle import Bundle
from ui.app import formats
from ui.app.links import link_to
from ui.app.recommender import fold_in
from ui.app.short_tables import draw_short_table
from ui.app.title_choice import well_known
from ui.app.titles import shorter
from ui.learn.material import dot_bundle, of_model
from ui.learn.station import Station

ASKED = (1535, 4224, 22319, 5114, 11757, 14813)
"""Six titles that nearly everybody knows and not everybody likes."""
ANSWERS = {"Loved it": 10, "Fine": 7, "Not for me": 3}
N_TITLES = 8


def draw() -> None:
    """A few questions, and the list that their answers make."""
    bundle = dot_bundle()
    if bundle is None:
        return
    ratings = {}
    for anime_id in [one for one in ASKED if one in bundle.catalog]:
        answer = st.segmented_control(
            shorter(bundle.catalog.title(anime_id), 40), list(ANSWERS), key=f"learn.answer.{anime_id}"
        )
        if answer:
            ratings[anime_id] = float(ANSWERS[answer])
    st.markdown(f"**With {formats.count(len(ratings))} answers, the model expects you to rate highest:**")
    draw_short_table(
        _expected(bundle, ratings),
        {"Predicted": formats.rating, "Against the average": formats.signed if ratings else "–".format},
        alt="The titles of the highest predicted rating.",
    )
    st.markdown(of_model(bundle))
    link_to("for_you", "Answer more, and get a real list")


def _expected(bundle: Bundle, ratings: dict[int, float]) -> pd.DataFrame:
    """The titles of the highest predicted rating: for the average viewer, or for who gave these ratings."""
    average = bundle.model.predict_taste(*average_viewer(bundle.model))
    folding = fold_in(bundle)
    taste = folding.taste(ratings)
    predicted = bundle.model.predict_taste(taste.vector, taste.bias) if ratings else average
    allowed = well_known(bundle, 200)
    allowed[bundle.model.anime.rows(list(ratings), unknown="negative")] = False
    rows = sorted(range(len(predicted)), key=lambda row: -predicted[row] if allowed[row] else 0.0)[:N_TITLES]
    return pd.DataFrame(
        {
            "Title": [shorter(bundle.catalog.title(int(bundle.model.anime.ids[row])), 44) for row in rows],
            "Predicted": predicted[rows],
            "Against the average": predicted[rows] - average[rows],
        }
    )


STATION = Station(
    slug="cold-start",
    name="Cold start: you",
    chapter="A drawback of CF & potential solution",
    question="What can it say to somebody it has never met?",
    text="""
You have rated nothing, so you have no row in the table and no vector. This is the **cold start problem**. All the model
can do is treat you as the average viewer: the list is everybody's.

So it asks. Each answer is a rating, and a vector can be found that fits your ratings while all else stays as it is. One
answer moves the list, six make it yours.
""",
    remember="Without a rating you are the average viewer. Every answer moves you away from it.",
    code="""\
viewer = model.u_weight.weight.mean(dim=0)
sums = (model.i_weight.weight @ viewer
        + model.u_bias.weight.mean()
        + model.i_bias.weight.squeeze())
predicted = sigmoid_range(sums, 0.5, 10.5).detach()
predicted[catalog.n_ratings.to_numpy() < 200] = 0
for row in predicted.argsort(descending=True)[:3]:
    title = catalog.title.iloc[int(row)]
    print(f"{predicted[row]:.2f} {title}")""",
    prints="""\
9.43 Fullmetal Alchemist: Brotherhood
9.34 Steins;Gate
9.31 Gintama'""",
    draw=draw,
)
