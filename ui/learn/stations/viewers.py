"""Viewers and their opposites, by what is their own and not everybody's."""

from __future__ import annotations

import secrets

import numpy as np
import streamlit as st

from core.analysis.viewers import (
    Viewer,
    average_viewer,
    cosines,
    favourites,
    random_viewer,
    twin_and_opposite,
    viewer_at,
)
from core.model.bundle import Bundle
from ui.app import formats
from ui.app.title_choice import well_known
from ui.learn.material import dot_bundle, of_model, typical_viewer
from ui.learn.station import Station

VIEWER = "learn.looked_at"
"""Where the session keeps the row of the viewer looked at."""
OWN, RATED = "Distinctive taste", "Highest predicted"
N_TITLES = 5
LEAST = 500


def draw() -> None:
    """A viewer, the one most like them and the one least like them, with five titles each."""
    bundle = dot_bundle()
    if bundle is None:
        return
    row = st.session_state.get(VIEWER, typical_viewer(bundle))
    row = row if row < len(bundle.model.viewers) else 0
    scores = cosines(bundle.model, bundle.model.viewer_factors[row])
    twin, opposite = twin_and_opposite(scores, row)
    order = st.segmented_control("List by", [OWN, RATED], default=OWN, required=True, key="learn.own")
    st.button("Another viewer", icon=":material/casino:", on_click=_draw_another, args=(bundle,))
    people = (
        (f"Viewer {bundle.model.viewers.ids[row]}", row, None),
        (f"Twin: viewer {bundle.model.viewers.ids[twin.row]}", twin.row, twin.cosine),
        (f"Opposite: viewer {bundle.model.viewers.ids[opposite.row]}", opposite.row, opposite.cosine),
    )
    for name, its_row, cosine in people:
        told = "" if cosine is None else f" · cosine {formats.signed(cosine)}"
        st.markdown(f"**{name}**{told}")
        st.markdown(_titles(bundle, its_row, order == OWN))
    st.markdown(of_model(bundle))


def _titles(bundle: Bundle, row: int, own: bool) -> str:
    viewer = viewer_at(bundle.model, row)
    if own:
        viewer = Viewer(viewer.vector, average_viewer(bundle.model).bias)
    found = favourites(bundle, viewer, N_TITLES, well_known(bundle, LEAST), own)
    values = map(formats.signed, found["above"]) if own else (f"{rating:.1f}" for rating in found["predicted"])
    pairs = zip(found["title"], values, strict=True)
    return "\n".join(f"- {formats.plain(title)} :small[{value}]" for title, value in pairs)


def _draw_another(bundle: Bundle) -> None:
    """Callback: look at a viewer drawn at random."""
    viewer_id = random_viewer(bundle.model, secrets.randbelow(2**31))
    st.session_state[VIEWER] = int(bundle.model.viewers.rows(np.array([viewer_id]), unknown="negative")[0])


STATION = Station(
    slug="viewers-and-opposites",
    name="Viewers and opposites",
    chapter="Understanding User Weight/Embedding",
    question="Who is your twin, and who is your opposite?",
    text="""
Viewers are vectors too, so they can be compared like titles: the one with the highest cosine is a **twin**, the one
with the lowest an **opposite**.

Ask for the highest predicted ratings and all three lists look alike, since everybody loves what everybody loves: that
is the biases speaking. Ask for their distinctive taste, the prediction minus that for the average viewer, and the lists
part ways.

One trap on the way: the viewer most like anybody is that viewer. Leave them out.
""",
    remember="To see a taste, take away what everybody shares.",
    code="""\
u = model.u_weight.weight
row = u.norm(dim=1).argsort()[(len(u) - 1) // 2]
cosine = F.cosine_similarity(u, u[row][None])
cosine[row] = 0         # not the viewer itself
twin, opposite = cosine.argmax(), cosine.argmin()

ids = weights["viewer_ids"]
print(f"viewer {ids[row]}")
print(f"twin {ids[twin]}, cosine {cosine[twin]:.2f}")
print(f"opposite {ids[opposite]}, "
      f"cosine {cosine[opposite]:.2f}")""",
    prints="""\
viewer 73166
twin 1383, cosine 0.66
opposite 1091, cosine -0.70""",
    draw=draw,
)
