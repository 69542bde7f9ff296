"""Map: every title at its place among the others."""

import streamlit as st

from ui.app import formats, keys
from ui.app.library import current_bundle
from ui.app.me import me
from ui.map.canvas import draw_map, has_drawn, mark_map
from ui.map.colours import colourings
from ui.map.inputs import choose_number, choose_title_to_fly_to, outlined, put_outline_in_link
from ui.map.panel import draw_hint, draw_no_selection, draw_panel, draw_selection
from ui.map.view import LAYOUTS, has_neighbour_map, map_quality, map_view, my_place, near_rows
from ui.map.words import DIFFERENCES, KEPT, TRUST, reading

bundle = current_bundle()
model, catalog = bundle.model, bundle.catalog

st.title("Map")
st.markdown(
    "Each dot is a title, placed by its factors alone: titles that the same people love stand close together. "
    "The model was never shown a genre, and yet each genre has its region."
)

mine = me(bundle)
ways = colourings(bundle, None if mine is None else mine.predicted)
kind, search = st.columns(2)
many, by = st.columns(2)
layout = kind.segmented_control(
    "Map",
    [name for name in LAYOUTS if name != "neighbours" or has_neighbour_map(bundle)],
    default="pca",
    required=True,
    format_func=LAYOUTS.__getitem__,
    key="layout",
    bind="query-params",
)
n = choose_number(bundle, layout, many)
colour = by.selectbox("Colour", list(ways), key="colour", bind="query-params")
with search:
    at = choose_title_to_fly_to(bundle)

chosen = None if at is None else model.anime.row(at)
if not has_neighbour_map(bundle):
    st.caption("This model has no neighbour map, since its training was stopped early. Train it to the end to get one.")
with st.container(key="map-and-panel"):
    canvas, side = st.columns([5, 2], gap="medium")
with canvas, st.skeleton(height=640):
    view = map_view(bundle, layout, n, chosen)
    near = [] if chosen is None else near_rows(bundle, chosen, view.rows)
    my_spot = None if mine is None else my_place(bundle, view, mine.taste, mine.predicted)
    draw_map(bundle, view, ways[colour]().take(view.rows))
with side:
    draw_panel(bundle, at, near, mine)
if at is None:
    draw_hint(bundle, turns=layout == "pca3")


@st.fragment
def draw_outlined() -> None:
    """An outline is answered here, without drawing the map anew."""
    if st.session_state.pop(keys.MAP_RECOMMEND, False):
        st.switch_page("pages/for_you.py", query_params={})
    mark_map(bundle, view, at, near, my_spot)
    put_outline_in_link(bundle)
    if outlined(bundle):
        draw_selection(bundle, outlined(bundle), mine)
    else:
        draw_no_selection(bundle, mine, with_table=has_drawn())


draw_outlined()
st.header("How far to trust this map")
quality = map_quality(bundle, layout, n)
if quality is not None:
    with st.grid(3, min_column_width=200):
        st.metric("Trustworthiness", f"{quality[0]:.3f}", border=True, help=TRUST)
        st.metric("Neighbours kept", formats.share(quality[1]), border=True, help=KEPT)
        if view.axes is not None:
            share = formats.share(float(view.axes.explained_variance.sum()))
            st.metric("Differences shown", share, border=True, help=DIFFERENCES)
st.markdown(reading(view))
