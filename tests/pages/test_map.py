"""The Map: every layout and colour on both models, a click's panel, an outline's table, and the way to For you."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.model.bundle import Bundle, save_bundle
from ui.app import library
from ui.map.inputs import MOST_IN_LINK, ids_in_link
from ui.map.panel import MOST_LIKED
from ui.map.view import LAYOUTS, Layout

HYOUKA, STEINS_GATE, CLANNAD = 12189, 9253, 2167
N_AXES = {"pca": 2, "pca3": 3, "neighbours": 2}
COLOURS = {
    "Genre": "Slice of Life",
    "Type": "TV",
    "Mean rating": "Mean rating",
    "Number of ratings": "Ratings",
    "Bias": "Bias in points",
}
"""What stands first in the legend of each way to colour."""


def sent(at: AppTest, component: str = "anime_atlas") -> dict:
    """What the page sends to one of the map's components."""
    [found] = [element.proto for element in at.get("bidi_component") if element.proto.component_name == component]
    return json.loads(found.json)


@pytest.mark.parametrize("name", ["dot-bias", "neural"])
@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_each_layout_opens_and_says_how_far_to_trust_it(
    open_page: Callable[..., AppTest], layout: Layout, name: str
) -> None:
    at = open_page("map", model=name, layout=layout)
    assert not at.exception
    assert at.title[0].value == "Map"
    drawn = sent(at)
    assert len(drawn["places"]) == N_AXES[layout]
    assert len(drawn["axes"]) == (0 if layout == "neighbours" else N_AXES[layout])
    assert drawn["version"].startswith(f"{name} ")
    assert f"({LAYOUTS[layout].lower()})" in drawn["alt"]
    assert sent(at, "anime_atlas_marks")["map"] == drawn["map"]
    told = {metric.label: metric.value for metric in at.metric}
    assert 0.5 < float(told["Trustworthiness"]) <= 1
    assert told["Neighbours kept"].endswith("%")
    assert ("Differences shown" in told) == (layout != "neighbours")


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_every_colour_can_be_chosen_on_every_layout(open_page: Callable[..., AppTest], layout: str) -> None:
    at = open_page("map", layout=layout)
    assert at.selectbox(key="colour").options == list(COLOURS)
    for way, first in COLOURS.items():
        at.selectbox(key="colour").set_value(way).run()
        assert not at.exception
        colour = sent(at)["colour"]
        assert (colour["names"][0] if colour["kind"] == "categories" else colour["label"]) == first
        assert len(colour["of"]) == len(sent(at)["ids"])


def test_a_network_offers_no_colour_by_bias_and_says_why(open_page: Callable[..., AppTest]) -> None:
    at = open_page("map", model="neural")
    assert "Bias" not in at.selectbox(key="colour").options
    assert any("no bias" in caption.value for caption in at.caption)


def test_a_chosen_title_shows_its_facts_and_nearest_titles(open_page: Callable[..., AppTest]) -> None:
    at = open_page("map", at=HYOUKA)
    assert "## Hyouka" in [block.value for block in at.markdown]
    near = [button for button in at.button if str(button.key).startswith("near-")]
    assert [f"near-{anime_id}" for anime_id in sent(at, "anime_atlas_marks")["near"]] == [one.key for one in near]
    assert len(near) == 8
    near[0].click().run()
    nearest = int(str(near[0].key).removeprefix("near-"))
    assert at.session_state["at"] == nearest
    assert sent(at, "anime_atlas_marks")["chosen"] == nearest
    assert not at.exception


def test_outlined_titles_are_listed_and_lead_to_recommendations(open_page: Callable[..., AppTest]) -> None:
    at = open_page("map", **{"map.selected": [HYOUKA, STEINS_GATE, CLANNAD]})
    assert at.header[0].value == "3 titles selected"
    titles = at.dataframe[0].value["Title"].tolist()
    assert set(titles) == {"Hyouka", "Steins;Gate", "Clannad"}
    at.button(key="map.recommend").click().run()
    assert not at.exception
    assert at.title[0].value == "For you"
    at.switch_page("pages/map.py").run()
    assert at.title[0].value == "Map"
    assert len(sent(at, "anime_atlas_marks")["me"]) == 2
    assert "My predicted rating" in at.selectbox(key="colour").options


def test_only_the_best_known_outlined_titles_become_answers(open_page: Callable[..., AppTest], shipped: Bundle) -> None:
    many = shipped.catalog.table.index[:60].tolist()
    at = open_page("map", **{"map.selected": many})
    at.button(key="map.recommend").click().run()
    assert not at.exception
    assert len(at.session_state["answers.profile"].ratings) == MOST_LIKED


def test_a_link_reopens_the_outline_and_keeps_up_with_it(open_page: Callable[..., AppTest], root: Path) -> None:
    at = open_page("map", **{"map.selected": [HYOUKA, STEINS_GATE]})
    link = at.query_params["outlined"]
    again = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=30).switch_page("pages/map.py")
    again.query_params["outlined"] = link
    again.run()
    assert again.header[0].value == "2 titles selected"
    assert sorted(again.dataframe[0].value["Title"]) == ["Hyouka", "Steins;Gate"]
    assert sorted(sent(again, "anime_atlas_marks")["selected"]) == [STEINS_GATE, HYOUKA]
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


def test_what_is_drawn_around_has_a_sentence_first_and_an_empty_table_once_somebody_draws(
    open_page: Callable[..., AppTest],
) -> None:
    at = open_page("map")
    assert any("to list them here" in caption.value for caption in at.caption)
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
        tiny_bundle.model,  # ty: ignore[invalid-argument-type]
        viewer_factors=np.asarray(tiny_bundle.model.viewer_factors)[:, :1],
        anime_factors=tiny_bundle.model.anime_factors[:, :1],
    )
    card = replace(tiny_bundle.card, architecture=replace(tiny_bundle.card.architecture, n_factors=1))
    save_bundle(replace(tiny_bundle, model=model, card=card), tmp_path / "tiny")
    monkeypatch.setattr(library, "MODELS", tmp_path)
    at = open_page("map", layout=layout, at=40)
    assert not at.exception
    assert sorted(sent(at)["ids"]) == [10, 20, 30, 40]
    assert "## Grey" in [block.value for block in at.markdown]


@pytest.mark.parametrize("left_over", [{"at": 99_999_999}, {"shown": 12_345}, {"map.selected": [99_999_999]}])
def test_what_another_model_left_behind_is_forgotten(open_page: Callable[..., AppTest], left_over: dict) -> None:
    at = open_page("map", **left_over)
    assert not at.exception
    assert not at.dataframe
    assert len(sent(at)["ids"]) == 100
    assert sent(at, "anime_atlas_marks")["chosen"] is None
