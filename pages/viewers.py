"""Viewers: somebody's twin and opposite, what the three like, and what shows that the first two belong together."""

from __future__ import annotations

import streamlit as st

from core.analysis.viewers import (
    Viewer,
    common_genres,
    cosines,
    fingerprint,
    twin_and_opposite,
    viewer_at,
)
from ui.app import answers, charts, formats, keys
from ui.app.library import current_bundle
from ui.app.me import me
from ui.app.menu import ENTRIES
from ui.app.title_choice import choose_least_ratings, well_known
from ui.app.viewer_choice import say_who_is_known
from ui.viewers.charts import cosine_spread, fingerprints
from ui.viewers.people import (
    ME,
    SOMEBODY,
    Person,
    draw_at_random,
    draw_evidence,
    draw_person,
    how_alike,
    matched,
    open_on_somebody,
    others,
)

st.title("Viewers")
st.markdown(
    "Recommending from ratings means finding people like you. For any viewer, here are the one whose taste points "
    "the same way and the one whose taste points the other way, among all the model knows."
)
bundle = current_bundle()
model = bundle.model

first, second, third = st.columns([3, 2, 2], vertical_alignment="bottom")
with first:
    who = st.segmented_control(
        "Look at", [SOMEBODY, ME], default=SOMEBODY, required=True, key=keys.VIEWERS_WHO, bind="query-params"
    )
if who == ME:
    mine = me(bundle)
    if mine is None:
        st.info("Rate a few titles first, then you have a taste to look at.", icon=":material/recommend:")
        st.page_link(ENTRIES["for_you"].path, label="Answer a few titles", icon=ENTRIES["for_you"].symbol)
        st.stop()
    person, row = Person("You", Viewer(mine.taste.vector, mine.taste.bias)), None
else:
    with second:
        open_on_somebody(bundle)
        viewer_id = st.number_input("Viewer", min_value=0, step=1, key=keys.VIEWERS_VIEWER, bind="query-params")
    with third:
        st.button("Draw one at random", icon=":material/casino:", on_click=draw_at_random, args=(bundle,))
    if viewer_id not in model.viewers:
        say_who_is_known(model, viewer_id)
        st.stop()
    row = model.viewers.row(viewer_id)
    person = Person(f"Viewer {viewer_id}", viewer_at(model, row), viewer_id)

scores = cosines(model, person.viewer.vector)
twin, opposite = twin_and_opposite(scores, row)
people = [person, matched(bundle, "Twin", twin), matched(bundle, "Opposite", opposite)]

left, right = st.columns(2)
with left:
    least = choose_least_ratings()
with right:
    order = st.segmented_control(
        "Order by",
        ["Predicted rating", "What is their own"],
        default="Predicted rating",
        required=True,
        key="by",
        bind="query-params",
        help="A predicted rating has the title's bias in it, so favourites of everybody come first. What is their own "
        "is the prediction minus the one for the average viewer.",
    )
own = order == "What is their own"
known = well_known(bundle, least)
for somebody, card in zip(people, st.columns(3, border=True), strict=True):
    with card:
        draw_person(bundle, somebody, known, own)

st.subheader("What shows it")
draw_evidence(bundle, person, people[1], answers.ratings())

st.subheader("Genre fingerprints")
st.markdown(
    "How much more than other titles each of the three likes a genre: the prediction beyond that for the average "
    "viewer, over the genre's titles. The model never saw a genre."
)
genres = common_genres(bundle.catalog, 14)
prints = {somebody.name: fingerprint(bundle, somebody.viewer, genres) for somebody in people}
charts.show(
    fingerprints(genres, prints),
    key="fingerprints",
    alt=f"Liking of {len(genres)} genres by {formats.listed([somebody.name for somebody in people])}.",
)

st.subheader("All the others")
st.markdown(how_alike(scores, row))
charts.show(
    cosine_spread(others(scores, row), {"Twin": twin.cosine, "Opposite": opposite.cosine}),
    key="cosine_spread",
    alt=f"Histogram of cosines from {formats.signed(opposite.cosine)} to {formats.signed(twin.cosine)}.",
)
