"""Viewers: somebody's twin and opposite, what the three like, and what shows that the first two belong together."""

from __future__ import annotations

import streamlit as st

from core.analysis.viewers import common_genres, cosines, fingerprint, twin_and_opposite
from ui.app import answers, charts, formats
from ui.app.library import current_bundle
from ui.app.title_choice import choose_least_ratings, well_known
from ui.viewers.charts import cosine_spread, fingerprints
from ui.viewers.evidence import draw_evidence, viewer_with_evidence
from ui.viewers.people import choose_person, cosines_of_others, draw_person, how_alike, matched

PREDICTED, OWN = "Predicted rating", "Distinctive taste"
N_GENRES = 14

st.title("Viewers")
st.markdown(
    "Recommending from ratings means finding people like you. For any viewer, here are the one whose taste points "
    "the same way and the one whose taste points the other way, among all the model knows."
)
bundle = current_bundle()
person = choose_person(bundle, viewer_with_evidence)
scores = cosines(bundle.model, person.viewer.vector)
nearest, farthest = twin_and_opposite(scores, person.row)
twin, opposite = matched(bundle, "Twin", nearest), matched(bundle, "Opposite", farthest)
people = (person, twin, opposite)

left, right = st.columns(2)
with left:
    least = choose_least_ratings()
with right:
    order = st.segmented_control(
        "Order by",
        [OWN, PREDICTED],
        default=OWN,
        required=True,
        key="by",
        bind="query-params",
        help="A predicted rating has the title's bias in it, so favourites of everybody come first. Distinctive taste "
        "is the prediction minus the one for the average viewer.",
    )
for somebody, card in zip(people, st.columns(3, border=True), strict=True):
    with card:
        draw_person(bundle, somebody, well_known(bundle, least), own=order == OWN)

st.header("Evidence")
draw_evidence(bundle, person, twin, answers.ratings())

st.header("Genre fingerprints")
st.markdown(
    "How much more each of the three likes a genre than other titles, in rating points beyond the average viewer. The "
    "model never saw a genre."
)
genres = common_genres(bundle.catalog, N_GENRES)
charts.show(
    fingerprints(genres, {somebody.name: fingerprint(bundle, somebody.viewer, genres) for somebody in people}),
    key="fingerprints",
    alt=f"Liking of {len(genres)} genres by {formats.listed([somebody.name for somebody in people])}.",
)

st.header("All the others")
others = cosines_of_others(scores, person)
st.markdown(how_alike(others))
charts.show(
    cosine_spread(others, {"Twin": nearest.cosine, "Opposite": farthest.cosine}),
    key="cosine_spread",
    alt=f"Histogram of cosines from {formats.signed(farthest.cosine)} to {formats.signed(nearest.cosine)}.",
)
