"""Titles by any of their names on every page: in boxes, in links, and under the names a person wants to see."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.short_tables import short_tables
from ui.app import keys
from ui.app.title_choice import MOST_LISTED

OREGAIRU, HYOUKA, ATTACK_ON_TITAN = 14813, 12189, 16498
KURAU, LUPIN = 483, 6115
"""Two that hardly anybody rated."""
Open = Callable[..., AppTest]


def told(at: AppTest) -> str:
    return " ".join(info.value.replace("\\", "") for info in at.info)


def type_into(at: AppTest, key: str, text: str) -> None:
    """Type a text that is none of a box's options and confirm it."""
    box = at.selectbox(key=key)
    box.options.append(text)
    box.set_value(text).run()
    assert not at.exception


@pytest.mark.parametrize("typed", ["aot", "atack on titn", "titan attack", "shingeki"])
def test_whatever_is_typed_into_a_box_becomes_the_title_that_was_meant(open_page: Open, typed: str) -> None:
    at = open_page("how_it_works")
    type_into(at, "worked_title", typed)
    assert not at.exception
    assert at.selectbox(key="worked_title").value == ATTACK_ON_TITAN


def test_a_title_that_the_model_lacks_leaves_the_box_as_it_was_and_says_why(open_page: Open) -> None:
    at = open_page("how_it_works")
    at.selectbox(key="worked_title").set_value(HYOUKA).run()
    type_into(at, "worked_title", "frieren")
    assert at.selectbox(key="worked_title").value == HYOUKA
    assert "is newer than the ratings of this model, which end in 2016" in told(at)
    type_into(at, "worked_title", "one piece")
    assert "One Piece (1999) is known, but nobody in the ratings of this model rated it." in told(at)


def test_titles_are_added_to_a_list_by_any_name(open_page: Open) -> None:
    at = open_page("similarity")
    at.multiselect(key=keys.SIMILARITY_TITLES).set_value([HYOUKA, "aot"]).run()
    assert at.multiselect(key=keys.SIMILARITY_TITLES).value == [HYOUKA, ATTACK_ON_TITAN]
    at.multiselect(key=keys.SIMILARITY_TITLES).set_value([HYOUKA, ATTACK_ON_TITAN, "one piece"]).run()
    assert at.multiselect(key=keys.SIMILARITY_TITLES).value == [HYOUKA, ATTACK_ON_TITAN]
    assert "One Piece" in told(at)


def test_a_title_that_a_box_does_not_list_is_chosen_by_its_name_and_stays_chosen(open_page: Open) -> None:
    at = open_page("how_it_works")
    assert len(at.selectbox(key="worked_title").options) == MOST_LISTED
    type_into(at, "worked_title", "kurau phantom memory")
    assert at.selectbox(key="worked_title").value == KURAU
    at.number_input(key="worked_viewer").set_value(7).run()
    assert at.selectbox(key="worked_title").value == KURAU
    assert at.selectbox(key="worked_title").options[-1] == "Kurau Phantom Memory"


def test_a_link_may_name_several_titles_that_a_box_does_not_list(root: Path) -> None:
    at = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=30).switch_page("pages/similarity.py")
    at.query_params[keys.SIMILARITY_TITLES] = ["Kurau Phantom Memory", "Hyouka", "Lupin III vs. Detective Conan"]
    assert not at.run().exception
    assert at.multiselect(key=keys.SIMILARITY_TITLES).value == [KURAU, HYOUKA, LUPIN]
    at.multiselect(key=keys.SIMILARITY_TITLES).set_value([KURAU, LUPIN]).run()
    at.session_state[keys.NAMES] = "Japanese"
    at.run()
    assert not at.exception
    assert at.multiselect(key=keys.SIMILARITY_TITLES).value == [KURAU, LUPIN]


@pytest.mark.parametrize(
    ("page", "key", "asked", "value"),
    [
        ("how_it_works", "worked_title", "Shingeki no Kyojin", ATTACK_ON_TITAN),
        ("how_it_works", "worked_title", "Attack on Titan", ATTACK_ON_TITAN),
        ("how_it_works", "worked_title", "nothing at all", OREGAIRU),
        ("map", "at", "oregairu", OREGAIRU),
    ],
)
def test_a_link_may_name_a_title_in_any_language(root: Path, page: str, key: str, asked: str, value: int) -> None:
    app = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=60).switch_page(f"pages/{page}.py")
    app.query_params[key] = asked
    assert not app.run().exception
    assert app.selectbox(key=key).value == value


def test_the_names_wanted_are_shown_wherever_titles_are(open_page: Open) -> None:
    english, japanese = (open_page("similarity", **{keys.NAMES: names}) for names in ("English", "Japanese"))
    for at, name in (
        (english, "My Teen Romantic Comedy SNAFU"),
        (japanese, "Yahari Ore no Seishun Love Comedy wa Machigatteiru."),
    ):
        assert name in set(short_tables(at)[0]["One"]) | set(short_tables(at)[0]["Other"])
        assert name in at.multiselect(key=keys.SIMILARITY_TITLES).options


def test_what_is_chosen_stays_chosen_under_its_other_name(open_page: Open) -> None:
    at = open_page("similarity")
    at.multiselect(key=keys.SIMILARITY_TITLES).set_value([HYOUKA, ATTACK_ON_TITAN]).run()
    at.session_state[keys.NAMES] = "Japanese"
    at.run()
    assert not at.exception
    assert at.multiselect(key=keys.SIMILARITY_TITLES).value == [HYOUKA, ATTACK_ON_TITAN]
    assert "Shingeki no Kyojin" in str(short_tables(at)[0])


def test_a_card_and_a_question_give_the_other_name_and_the_year(open_page: Open) -> None:
    at = open_page("for_you")
    at.text_input(key="questions.search").set_value("aot").run()
    assert any(
        "**Attack on Titan** :small[:gray[Shingeki no Kyojin · 2013 · TV" in block.value for block in at.markdown
    )


def test_the_overview_names_the_sources_of_the_data_and_their_licences(open_page: Open) -> None:
    (about,) = [each for each in open_page("overview").expander if each.label.startswith("About")]
    said = about.markdown[0].value
    assert all(name in said for name in ("bangumi-data", "CC BY 4.0", "@kawaiioverflow/arm", "MIT"))
