"""The tabs of the Compare page, each a function that draws one of them for two models."""

from __future__ import annotations

import streamlit as st

from core.model.bundle import Bundle
from ui.app import answers, charts, formats
from ui.app.formats import plain
from ui.app.learning_curves import Learning, on_other_rows, runs_compared
from ui.app.links import link_to
from ui.app.short_tables import draw_short_table
from ui.app.title_choice import OREGAIRU, choose_title
from ui.compare import tables
from ui.compare.charts import aligned_maps, biases, overlaps


def draw_learning(one: Bundle, other: Bundle) -> None:
    """Metrics, curves and settings."""
    names = (one.name, other.name)
    st.markdown(tables.verdict(one, other))
    draw_short_table(tables.metrics_table(one, other), {}, alt="Metrics of both models.")
    st.header("Error after each epoch")
    learnt = {bundle.name: Learning.of_card(bundle.card) for bundle in (one, other)}
    if any(learning.has_members for learning in learnt.values()):
        st.markdown("A model made of several members has a line for each of them; together they are better than any.")
    charts.show(
        runs_compared(learnt),
        key="compare_curves",
        alt=f"Error of {names[0]} and {names[1]} after each epoch.",
    )
    if note := on_other_rows(learnt):
        st.caption(note)
    st.header("What is different")
    draw_short_table(tables.settings_table(one, other), {}, alt="Settings that differ.")


def draw_biases(one: Bundle, other: Bundle, least: int) -> None:
    """What biases are worth in both."""
    names = (one.name, other.name)
    pairs = tables.bias_pairs(one, other, least)
    if len(pairs) < 3:
        st.info("Hardly any titles have that many ratings in both.", icon=":material/tune:")
        return
    st.markdown(
        f"What each title's bias is worth in rating points, in both models: over {formats.count(len(pairs))} "
        f"titles they agree with a correlation of **{tables.agreement(pairs):.2f}**. Where a model learns "
        "no biases, its mean predictions stand in for them."
    )
    charts.show(
        biases(pairs, names),
        key="compare_biases",
        alt=f"Scatter of biases, correlation {tables.agreement(pairs):.2f}.",
    )


def draw_maps(one: Bundle, other: Bundle) -> None:
    """Both maps, the second laid onto the first."""
    names = (one.name, other.name)
    if tables.n_shared(one, other) < 3:
        st.info(
            f"{plain(names[0])} and {plain(names[1])} have hardly any titles in common. Compare with another model."
        )
        return
    here, aligned, titles = tables.maps(one, other, tables.N_ON_MAP)
    st.markdown(
        f"The {len(titles)} most rated titles on both maps (PCA). The map of {plain(names[1])} is turned, mirrored and "
        f"scaled onto that of {plain(names[0])}, which leaves its shape as it is (Procrustes). They then agree on "
        f"**{formats.share(1 - aligned.disparity)}** of what sets titles apart on it; a long line is a title the "
        "two disagree on."
    )
    charts.show(
        aligned_maps(here, aligned.points, titles, names),
        key="compare_maps",
        alt=f"Two maps in one picture; {formats.share(1 - aligned.disparity)} agreement.",
    )


def draw_neighbours(one: Bundle, other: Bundle, least: int) -> None:
    """How many of its nearest titles a title has in common in both, and which."""
    table = tables.overlap(one, other, least)
    if len(table) <= tables.K:
        st.info("Hardly any titles have that many ratings in both.", icon=":material/tune:")
        return
    st.markdown(tables.overlap_story(table["shared"]))
    charts.show(
        overlaps(table["shared"].to_numpy(), tables.K),
        key="compare_overlap",
        alt=f"Histogram of shared neighbours. {tables.overlap_story(table['shared'])}",
    )
    anime_id = choose_title(one, "Look at the neighbours of", "of", OREGAIRU)
    if anime_id not in other.model.anime:
        st.info(f"{plain(other.name)} does not know this title. Choose another one.")
        return
    st.caption("Ticked titles are in both lists.")
    draw_short_table(
        tables.neighbours(one, other, anime_id, least),
        {},
        alt=f"The titles nearest to {one.catalog.title(anime_id)} in both models.",
    )


def draw_lists(one: Bundle, other: Bundle) -> None:
    """What both recommend from the same answers."""
    names = (one.name, other.name)
    has_rated = bool(answers.ratings())
    profile = tables.who_is_asked_for(one, other, answers.profile())
    if not profile.ratings:
        st.info("Not one rated title is known to both models. Compare with another one.", icon=":material/search_off:")
        return
    st.markdown(tables.who_asks(one, profile.ratings, has_rated))
    if not has_rated:
        link_to("for_you", "Use your own answers")
    by = st.segmented_control(
        "Ranked",
        [tables.BY_SCORE, tables.BY_RATING],
        default=tables.BY_SCORE,
        required=True,
        key="ranked",
        bind="query-params",
        help="For you blends the predicted rating with interest from co-watching, which two models of the same "
        "ratings share. Ranked by predicted rating alone, the models themselves show. Either way genres that you "
        "like or avoid count, and titles that you have seen, hid or answered “Not seen” are left out.",
    )
    table, both = tables.lists(one, other, profile, by)
    st.markdown(f"**{both} of {len(table)}** titles are in both lists; they are ticked.")
    draw_short_table(
        table, {f"{name} predicts": formats.tenths for name in names}, alt="Recommendations of both models."
    )
