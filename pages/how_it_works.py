"""How it works: a model small enough to add up by hand, then the real one, number by number."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.analysis.worked_example import COMPONENTS, TITLES, VIEWERS, work_out
from ui.app import charts, formats
from ui.app.library import current_bundle
from ui.app.short_tables import draw_short_table
from ui.app.tabs import draw_open_tab
from ui.app.title_choice import OREGAIRU, choose_title
from ui.app.viewer_choice import row_of_viewer
from ui.how_it_works import toy_model
from ui.how_it_works.charts import score_bars
from ui.how_it_works.real_prediction import draw_rating, draw_sum, in_words

bundle = current_bundle()
model, catalog = bundle.model, bundle.catalog

st.title("How it works")
st.markdown(
    "A recommender of this kind is two lists of numbers and a sum. Turn the dials of a model with five numbers per "
    "title, follow every product, and then see the same arithmetic in the real model."
)

st.header("Five numbers each")
st.markdown(
    "How much of each component does a title have, and how much of it does a viewer want? Multiply the two numbers "
    "of each component and add the products up: the higher the sum, the better the match."
)


@st.fragment
def toy() -> None:
    numbers = toy_model.draw_dials()
    st.button("Reset to the article's numbers", icon=":material/restart_alt:", on_click=toy_model.reset_dials)
    products = toy_model.all_products(numbers)
    for viewer, its_products in zip(VIEWERS, products, strict=True):
        st.subheader(viewer)
        st.markdown(toy_model.verdict(viewer, its_products))
        draw_short_table(
            toy_model.product_table(numbers, viewer, its_products),
            {},
            alt=f"Every product of {viewer.lower()} with each title, and their sums.",
            has_names=True,
            has_sums=True,
        )
    charts.show(
        score_bars(VIEWERS, TITLES, COMPONENTS, products),
        key="bars",
        alt="Each viewer's score of each title as a bar made of five products. " + toy_model.scores_in_words(products),
    )


toy()

st.header("From five numbers to the real model")
st.markdown(
    f"""
Three things change on the way from this toy to the model “{bundle.name}”.

1. **Nobody writes the numbers down.** Training starts from random ones and turns every dial a little, again and
   again, so that predictions come closer to the ratings viewers really gave. There are
   {model.anime_factors.shape[1]} numbers instead of five, and they have no names: what they mean can only be read
   off the titles, as on the Map.
2. **Some things are not taste.** Some viewers rate everything highly and some titles please nearly everybody.
   {model.words.beyond_taste}
3. **A rating has ends.** The sum goes through a sigmoid stretched from {model.y_range[0]:g} to {model.y_range[1]:g},
   so that no prediction leaves the scale. What is added up before that is measured in *logits*.
"""
)

st.header("One prediction, worked out")
left, right = st.columns(2)
with left:
    viewer_id = st.number_input(
        "Viewer",
        min_value=0,
        value=int(model.viewers.ids[0]),
        step=1,
        key="worked_viewer",
        bind="query-params",
        help=f"One of the {formats.count(len(model.viewers))} viewers the model was trained on, by the same number as "
        "on the page Viewers.",
    )
with right:
    anime_id = choose_title(bundle, "Title", "worked_title", OREGAIRU)
worked = work_out(model, row_of_viewer(model, viewer_id), model.anime.row(anime_id))
st.markdown(in_words(bundle, worked, anime_id))
draw_open_tab(
    {
        "The sum": partial(draw_sum, worked, model.words.term),
        "From the sum to a rating": partial(draw_rating, worked, model.y_range),
    },
    key="worked",
)
st.caption(model.words.how_to_read)
