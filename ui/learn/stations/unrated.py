"""Watched but not rated: what −1 means, and three answers to it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from core.data.imputation import UNRATED_CHOICES, Unrated, impute
from core.data.ratings import Ratings
from ui.app import charts, formats
from ui.app.histogram import histogram
from ui.app.short_tables import draw_short_table
from ui.learn.material import SIMULATED, sample
from ui.learn.station import Station

N_ROWS = 6


def draw() -> None:
    """One answer at a time: the rows of one viewer, and the distribution of all."""
    loaded = sample()
    answer: Unrated = st.segmented_control(
        "Take −1 for",
        list(UNRATED_CHOICES),
        default="anime-mean",
        required=True,
        format_func=UNRATED_CHOICES.__getitem__,
        key="learn.unrated",
    )
    filled = impute(loaded.ratings, answer, loaded.catalog)
    with st.container(horizontal=True, gap="large"):
        st.metric("Rows", formats.count(len(filled)), width="content")
        st.metric("Mean", f"{filled.rating.mean(dtype=float):.2f}", width="content")
        spread = f"{filled.rating.std(dtype=float):.2f}"
        st.metric("Spread", spread, width="content", help="Standard deviation, in rating points.")
    counts = filled.histogram()
    charts.show(
        histogram(counts.given, counts.imputed, height=230),
        key="learn.unrated_histogram",
        alt=f"How often each rating occurs when −1 is taken for: {UNRATED_CHOICES[answer].lower()}.",
    )
    draw_short_table(
        _some_rows(loaded.ratings, filled, loaded.catalog.titles),
        {},
        alt="Rows of one viewer, as they are in the file and as the model gets them.",
    )
    st.markdown(SIMULATED)


def _some_rows(raw: Ratings, filled: Ratings, titles: dict[int, str]) -> pd.DataFrame:
    """Rows of the first viewer before and after."""
    known = {
        (int(viewer), int(anime)): float(rating)
        for viewer, anime, rating in zip(filled.viewer_id, filled.anime_id, filled.rating, strict=True)
        if viewer == raw.viewer_id[0]
    }
    first = raw.select(raw.viewer_id == raw.viewer_id[0])
    places = [*np.flatnonzero(~first.rated)[: N_ROWS // 2], *np.flatnonzero(first.rated)[: N_ROWS // 2]]
    pairs = [(int(first.viewer_id[place]), int(first.anime_id[place])) for place in places]
    return pd.DataFrame(
        {
            "Viewer 1 watched": [titles[anime] for _, anime in pairs],
            "In the file": [f"{first.rating[place]:.0f}".replace("-", "−") for place in places],
            "For the model": [f"{known[pair]:.2f}".rstrip("0").rstrip(".") if pair in known else "–" for pair in pairs],
        }
    )


STATION = Station(
    slug="watched-not-rated",
    name="Watched, not rated",
    chapter="CF in fastai2",
    question="What does −1 say about a title?",
    text="""
Not that it is bad: somebody watched it and gave no rating. There are three answers.

- **Leave it out.** Honest, but a fifth of the rows is gone.
- **Fill in the title's mean**, as the article does: then it says nothing about this viewer.
- **Fill in the viewer's mean**: then it says nothing about this title.

Either mean heaps ratings in the middle. Watch the spread.
""",
    remember="Data you have beats data you make up.",
    code="""\
unrated = ratings.rating == -1
print(f"{unrated.mean():.0%} of the rows have no rating")

anime = pd.read_csv("core/data/sample/anime.csv",
                    index_col="anime_id")
title_mean = ratings.anime_id.map(anime.rating)
viewer_mean = ratings.user_id.map(
    rated.groupby("user_id").rating.mean())
for name, values in {
    "left out": ratings.rating[~unrated],
    "title": ratings.rating.mask(unrated, title_mean),
    "viewer": ratings.rating.mask(unrated, viewer_mean),
}.items():
    print(f"{name}: mean {values.mean():.2f}, "
          f"spread {values.std(ddof=0):.2f}")""",
    prints="""\
20% of the rows have no rating
left out: mean 8.44, spread 1.01
title: mean 8.35, spread 0.95
viewer: mean 8.44, spread 0.93""",
    draw=draw,
)
