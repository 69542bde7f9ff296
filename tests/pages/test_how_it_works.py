"""How it works: the article's example can be turned, is summed in full, and goes back to where it began."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.short_tables import short_tables
from ui.how_it_works.toy_model import NO_BREAK


def sums(at: AppTest) -> list[list[str]]:
    return [table.loc["Sum"].tolist() for table in short_tables(at)]


def test_it_starts_with_the_articles_sums_and_names_the_winners(open_page: Callable[..., AppTest]) -> None:
    at = open_page("how_it_works")
    assert sums(at) == [["29.2", "26", "31.8"], ["47.5", "35.5", "22.5"]]
    told = " ".join(block.value for block in at.markdown)
    assert "For viewer 1, **Tokyo Ghoul** comes first, 2.6 points ahead" in told
    assert "For viewer 2, **Oregairu** comes first, 12.0 points ahead" in told


def test_every_product_is_shown(open_page: Callable[..., AppTest]) -> None:
    table = short_tables(open_page("how_it_works"))[0]
    assert [cell.replace(NO_BREAK, " ") for cell in table["Oregairu"]] == [
        "1.2 × 3.5 = 4.2",
        "2 × 3 = 6",
        "4 × 3.5 = 14",
        "1 × 3 = 3",
        "4 × 0.5 = 2",
        "29.2",
    ]


def test_a_dial_changes_the_sums_and_the_button_turns_it_back(open_page: Callable[..., AppTest]) -> None:
    at = open_page("how_it_works")
    at.slider(key="viewer_1_action").set_value(0.0).run()
    # without action: 29.2 - 4 * 0.5, 26 - 4 * 0.5, 31.8 - 4 * 4
    assert sums(at)[0] == ["27.2", "24", "15.8"]
    at.button[0].click().run()
    assert sums(at)[0] == ["29.2", "26", "31.8"]


@pytest.mark.parametrize("name", ["dot-bias", "neural"])
def test_a_real_prediction_is_worked_out_for_any_viewer(open_page: Callable[..., AppTest], name: str) -> None:
    at = open_page("how_it_works", model=name)
    before = [block.value for block in at.markdown if "σ(" in block.value]
    at.number_input(key="worked_viewer").set_value(7).run()
    after = [block.value for block in at.markdown if "σ(" in block.value]
    assert not at.exception
    assert len(before) == len(after) == 1
    assert before != after


def test_a_viewer_the_model_has_not_met_is_answered_with_a_sentence(open_page: Callable[..., AppTest]) -> None:
    at = open_page("how_it_works")
    at.number_input(key="worked_viewer").set_value(999_999_999).run()
    assert not at.exception
    assert "has not met viewer 999999999" in at.info[0].value


def test_dials_are_drawn_where_they_are_seen_or_turned(open_page: Callable[..., AppTest]) -> None:
    at = open_page("how_it_works")
    assert [slider.key for slider in at.slider] == [
        "viewer_1_romance",
        "viewer_1_comedy",
        "viewer_1_slice_of_life",
        "viewer_1_harem",
        "viewer_1_action",
    ]
    at = open_page("how_it_works", viewer_2_action=0.0)
    assert at.slider(key="viewer_2_action").value == 0.0
    # viewer 2 without action: 47.5 - 1 * 0.5, 35.5 - 1 * 0.5, 22.5 - 1 * 4
    assert sums(at)[1] == ["47", "35", "18.5"]


def test_the_sum_and_its_rating_are_drawn_in_a_tab_each(open_page: Callable[..., AppTest], alts) -> None:
    at = open_page("how_it_works")
    (the_sum,) = alts(at.tabs[-2])
    assert the_sum.startswith("The parts of one prediction as steps that add up to")
    assert not alts(at.tabs[-1])
    at.session_state["worked"] = "From the sum to a rating"
    at.run()
    (rating,) = alts(at.tabs[-1])
    assert rating.startswith("An S-shaped curve from sums to ratings")
