"""The Map: every layout and colour on both models, a click's panel, an outline's table, and the way to For you."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from core.model.bundle import Bundle, save_bundle
from ui.app import library
from ui.map.colours import colourings
from ui.map.inputs import MOST_IN_LINK, ids_in_link, link_of_ids
from ui.map.panel import MOST_LIKED, selection_table
from ui.map.view import LAYOUTS, Layout, map_quality, map_view, near_rows, sizes

HYOUKA, STEINS_GATE, CLANNAD = 12189, 9253, 2167


@pytest.mark.parametrize("name", ["dot-bias", "neural"])
@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_each_layout_opens_and_says_how_far_to_trust_it(
    open_page: Callable[..., AppTest], layout: str, name: str
) -> None:
    at = open_page("map", model=name, layout=layout)
    assert not at.exception
    told = {metric.label: metric.value for metric in at.metric}
    assert 0.5 < float(told["Trustworthiness"]) <= 1
    assert told["Neighbours kept"].endswith(" %")
    assert ("Differences shown" in told) == (layout != "neighbours")


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_every_colour_can_be_chosen_on_every_layout(open_page: Callable[..., AppTest], layout: str) -> None:
    at = open_page("map", layout=layout)
    for colour in at.selectbox(key="colour").options:
        at.selectbox(key="colour").set_value(colour).run()
        assert not at.exception


def test_a_network_offers_no_colour_by_bias_and_says_why(open_page: Callable[..., AppTest]) -> None:
    at = open_page("map", model="neural")
    assert "Bias" not in at.selectbox(key="colour").options
    assert any("no bias" in caption.value for caption in at.caption)


def test_a_chosen_title_shows_its_facts_and_nearest_titles(open_page: Callable[..., AppTest]) -> None:
    at = open_page("map", at=HYOUKA)
    assert "#### Hyouka" in [block.value for block in at.markdown]
    near = [button for button in at.button if str(button.key).startswith("near-")]
    assert len(near) == 8
    near[0].click().run()
    assert at.session_state["at"] == int(str(near[0].key).removeprefix("near-"))
    assert not at.exception


def test_a_title_outside_the_most_rated_joins_the_map_when_it_is_chosen(shipped: Bundle) -> None:
    rare = int(shipped.catalog.table["n_ratings"].to_numpy().argmin())
    assert rare not in map_view(shipped, "pca", 100, None).rows
    view = map_view(shipped, "pca", 100, rare)
    assert view.rows[-1] == rare
    assert len(view.places) == 101


def test_outlined_titles_are_listed_and_lead_to_recommendations(open_page: Callable[..., AppTest]) -> None:
    at = open_page("map", **{"map.selected": [HYOUKA, STEINS_GATE, CLANNAD]})
    assert at.subheader[0].value == "3 titles drawn around"
    titles = at.dataframe[0].value["Title"].tolist()
    assert set(titles) == {"Hyouka", "Steins;Gate", "Clannad"}
    at.button(key="map.recommend").click().run()
    assert not at.exception
    assert at.title[0].value == "For you"
    at.switch_page("pages/map.py").run()
    assert "My predicted rating" in at.selectbox(key="colour").options


def test_the_table_of_outlined_titles_begins_with_the_most_rated(shipped: Bundle) -> None:
    table = selection_table(shipped, [CLANNAD, HYOUKA, STEINS_GATE], None)
    assert table["Ratings"].is_monotonic_decreasing
    assert list(table.columns) == [
        "Title",
        "Type",
        "Genres",
        "Mean rating",
        "Ratings",
        "Bias in points",
        "MyAnimeList",
    ]


def test_nearest_titles_are_on_the_map_and_never_the_title_itself(shipped: Bundle) -> None:
    view = map_view(shipped, "pca", 100, None)
    row = int(view.rows[3])
    near = near_rows(shipped, row, view.rows)
    assert row not in [other for other, _ in near]
    assert {other for other, _ in near} <= set(view.rows.tolist())
    assert [cosine for _, cosine in near] == sorted((cosine for _, cosine in near), reverse=True)


def test_sizes_end_with_the_whole_catalog(shipped: Bundle) -> None:
    assert sizes(shipped)[0] == 100
    assert sizes(shipped)[-1] == len(shipped.catalog)


def test_the_quality_of_the_whole_neighbour_map_is_good(shipped: Bundle) -> None:
    quality = map_quality(shipped, "neighbours", len(shipped.catalog))
    assert quality is not None
    assert quality[0] >= 0.90


def test_scales_reach_from_the_lowest_to_the_highest_but_for_a_few_extremes(shipped: Bundle) -> None:
    data = colourings(shipped, None)["Mean rating"]().as_data()
    assert min(part for part in data["of"] if part is not None) == 0
    assert max(part for part in data["of"] if part is not None) == 1
    bias = colourings(shipped, None)["Bias"]()
    low, high = bias.ends
    assert low == -high


def test_only_the_best_known_outlined_titles_become_answers(open_page: Callable[..., AppTest], shipped: Bundle) -> None:
    many = shipped.catalog.table.index[:60].tolist()
    at = open_page("map", **{"map.selected": many})
    at.button(key="map.recommend").click().run()
    assert not at.exception
    assert len(at.session_state["answers.profile"].ratings) == MOST_LIKED


@given(st.sets(st.integers(1, 60_000)))
def test_outlined_titles_survive_the_link(anime_ids: set[int]) -> None:
    assert ids_in_link(link_of_ids(list(anime_ids))) == sorted(anime_ids)


def test_ids_in_a_link_are_distances_in_base_36() -> None:
    assert link_of_ids([46, 10]) == "_a_10"  # 10 = a, and 46 - 10 = 36 = 10 in base 36


@pytest.mark.parametrize("text", ["", "_", "a", "_a__b", "_A", "_é", "_1 _2", "_9999999"])
def test_a_broken_outline_in_a_link_is_none(text: str) -> None:
    assert ids_in_link(text) == []


def test_a_link_reopens_the_outline_and_keeps_up_with_it(open_page: Callable[..., AppTest], root: Path) -> None:
    at = open_page("map", **{"map.selected": [HYOUKA, STEINS_GATE]})
    link = at.query_params["outlined"]
    again = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=30).switch_page("pages/map.py")
    again.query_params["outlined"] = link
    again.run()
    assert again.subheader[0].value == "2 titles drawn around"
    again.button(key="map.clear").click().run()
    assert "outlined" not in again.query_params
    assert not again.dataframe


def test_a_link_keeps_the_best_known_of_a_large_outline_and_says_so(
    open_page: Callable[..., AppTest], shipped: Bundle
) -> None:
    by_ratings = shipped.catalog.table.sort_values("n_ratings", ascending=False, kind="stable").index
    at = open_page("map", **{"map.selected": by_ratings[: MOST_IN_LINK + 50].tolist()})
    kept = ids_in_link(at.query_params["outlined"])
    assert kept == sorted(by_ratings[:MOST_IN_LINK])
    assert any("400 best known" in caption.value for caption in at.caption)


@pytest.mark.parametrize(("layout", "n_axes"), [("pca", 2), ("pca3", 3), ("neighbours", 2)])
def test_every_size_and_layout_goes_to_the_same_canvas(shipped: Bundle, layout: Layout, n_axes: int) -> None:
    for n in (100, len(shipped.catalog)):
        assert map_view(shipped, layout, n, None).places.shape == (n, n_axes)


def test_what_is_drawn_around_has_a_sentence_first_and_an_empty_table_once_somebody_draws(
    open_page: Callable[..., AppTest],
) -> None:
    at = open_page("map")
    assert any("they are listed here" in caption.value for caption in at.caption)
    assert not at.dataframe
    later = open_page("map", **{"map.has_drawn": True})
    assert later.dataframe[0].value.empty


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_a_tiny_model_with_one_factor_has_a_map_too(
    open_page: Callable[..., AppTest],
    tiny_bundle: Bundle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    layout: str,
) -> None:
    model = replace(
        tiny_bundle.model,
        viewer_factors=tiny_bundle.model.viewer_factors[:, :1],
        anime_factors=tiny_bundle.model.anime_factors[:, :1],
    )
    card = replace(tiny_bundle.card, architecture=tiny_bundle.card.architecture | {"n_factors": 1})
    save_bundle(replace(tiny_bundle, model=model, card=card), tmp_path / "tiny")
    monkeypatch.setattr(library, "MODELS", tmp_path)
    assert not open_page("map", layout=layout, at=40).exception


@pytest.mark.parametrize("left_over", [{"at": 99_999_999}, {"shown": 12_345}, {"map.selected": [99_999_999]}])
def test_what_another_model_left_behind_is_forgotten(open_page: Callable[..., AppTest], left_over: dict) -> None:
    at = open_page("map", **left_over)
    assert not at.exception
    assert not at.dataframe
