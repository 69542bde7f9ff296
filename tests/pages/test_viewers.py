"""The Viewers page on both shipped models, and for somebody who answered a few titles."""

import pytest
from streamlit.testing.v1 import AppTest

from core.profiles import Profile
from tests.pages.short_tables import numbers, short_tables
from ui.app import library


@pytest.fixture(params=["dot-bias", "neural"])
def page(request, root):
    app = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=30)
    app.query_params["model"] = request.param
    return app.switch_page("pages/viewers.py")


def names(page):
    return [text.value.strip("*") for text in page.markdown if text.value.startswith("**")]


def test_three_different_people_stand_side_by_side_with_their_favourites(page):
    page.run()
    assert not page.exception
    viewer, twin, opposite = names(page)[:3]
    assert viewer == f"Viewer {page.number_input(key='viewer').value}"
    assert len({name.split()[-1] for name in (viewer, twin, opposite)}) == 3
    for table in short_tables(page)[:3]:
        assert numbers(table["Own"]).is_monotonic_decreasing


def test_a_viewer_drawn_at_random_is_kept_in_the_link(page):
    page.run()
    page.button[0].click().run()
    assert not page.exception
    assert page.query_params["viewer"] == str(page.number_input(key="viewer").value)


def test_a_number_the_model_has_not_met_is_answered_with_a_sentence(page):
    page.query_params["viewer"] = "999999999"
    page.run()
    assert not page.exception
    assert "has not met viewer 999999999" in page.info[0].value


def test_the_twin_can_be_looked_at_in_turn(page):
    page.run()
    twin = names(page)[1]
    next(button for button in page.button if button.label == "Look at this viewer").click().run()
    assert names(page)[0] == f"Viewer {twin.split()[-1]}"


def test_me_asks_for_answers_and_then_finds_my_twin(page):
    page.query_params["who"] = "Me"
    page.run()
    assert "Rate a few titles first" in page.info[0].value
    page.session_state["answers.profile"] = Profile(ratings={12189: 10.0, 14813: 9.0, 22319: 3.0})
    page.run()
    assert not page.exception
    assert names(page)[0] == "You"


def test_what_both_really_rated_is_the_evidence_where_the_ratings_are_at_hand(page, real_data, tmp_path, monkeypatch):
    (tmp_path / "Real sample").symlink_to(real_data)
    monkeypatch.setattr(library, "DATA", tmp_path)
    page.query_params["viewer"] = "17"
    page.run()
    assert not page.exception
    shared = short_tables(page)[3]
    assert (shared.iloc[:, 1:].apply(numbers) >= 8).all(axis=None)
    assert any("the twin both rated 8 or more" in text.value for text in page.markdown)


def test_ratings_that_cannot_be_read_are_no_evidence_and_no_hindrance(page, tmp_path, monkeypatch):
    (tmp_path / "broken").mkdir()
    for name in ("anime.csv", "rating.csv"):
        (tmp_path / "broken" / name).touch()
    monkeypatch.setattr(library, "DATA", tmp_path)
    page.run()
    assert not page.exception
    assert not page.error
