"""A public server: strangers look and get recommendations, named people train and bring ratings."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.data.sources import LoadedRatings, keep
from ui.app import library
from ui.app.access import MODE_VARIABLE, Person
from ui.app.ownership import Note, note_of, put_note

SETTINGS = {"auth": {"client_id": "x"}, "explorer": {"owners": ["olga@example.org"], "members": ["paul"]}}
OLGA = {"is_logged_in": True, "iss": "id", "sub": "1", "email": "olga@example.org", "email_verified": True}
PAUL = {"is_logged_in": True, "iss": "id", "sub": "paul"}
EVE = {"is_logged_in": True, "iss": "id", "sub": "eve"}


def key_of(claims: Mapping[str, object]) -> str:
    person = Person.of(claims)
    assert person
    return person.key


@pytest.fixture
def home(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(MODE_VARIABLE, "public")
    for name in ("MODELS", "RUNS", "DATA"):
        monkeypatch.setattr(library, name, tmp_path / name.lower())
    shutil.copytree(root / "models" / "dot-bias", tmp_path / "models" / "dot-bias")
    return tmp_path


@pytest.fixture
def seen_by(root: Path, home: Path) -> Callable[..., AppTest]:
    """A page as somebody sees it who signed in with these claims, or a stranger."""

    def open_one(page: str, claims: dict[str, object] | None = None, **chosen: str) -> AppTest:
        app = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=30)
        app.secrets.update(SETTINGS)
        app.user = dict(claims or {})
        app.query_params.update(chosen)
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception
        return app

    return open_one


@pytest.fixture
def paul_brought(home: Path, tiny_ratings, tiny_catalog) -> str:
    keep(LoadedRatings(tiny_ratings, tiny_catalog, source="three people"), home / "data" / "Few")
    put_note("data", "Few", Note(key_of(PAUL)))
    return "Few"


@pytest.mark.parametrize("claims", [None, EVE])
def test_a_stranger_reads_why_nothing_can_be_trained_or_brought(seen_by, claims, paul_brought):
    train = seen_by("train", claims)
    assert "Training models is for people whom this explorer's owner has named" in train.info[0].value
    assert "train.start" not in [button.key for button in train.button]
    ratings = seen_by("ratings", claims, view="Get ratings")
    assert "Bringing ratings is for people" in ratings.info[0].value
    assert not ratings.file_uploader
    assert [button.key for button in ratings.button if button.key and "simulation" in button.key] == []


def test_lists_for_the_recommendations_are_brought_by_anybody(seen_by):
    page = seen_by("for_you")
    panels = page.pills(key="panel").options
    offered = [len(page.pills(key="panel").set_value(panel).run().file_uploader) for panel in panels]
    assert sum(offered) == 1


def test_without_a_provider_nobody_is_asked_to_sign_in(seen_by, monkeypatch):
    monkeypatch.setitem(SETTINGS, "auth", None)
    monkeypatch.delitem(SETTINGS, "auth")
    page = seen_by("train")
    assert "because this explorer is open to everybody" in page.info[0].value
    assert "sign.in" not in [button.key for button in page.button]


def test_who_signed_in_is_told_so_and_others_are_offered_it(seen_by):
    assert "sign.in" in [button.key for button in seen_by("overview").button]
    page = seen_by("overview", OLGA)
    assert "sign.out" in [button.key for button in page.button]
    assert any("olga" in caption.value for caption in page.sidebar.caption)


def test_ratings_are_seen_by_who_brought_them_and_the_owner_until_they_are_shared(seen_by, paul_brought):
    def sees(claims) -> bool:
        return paul_brought in seen_by("ratings", claims).selectbox(key="source").options

    assert [sees(claims) for claims in (None, EVE, PAUL, OLGA)] == [False, False, True, True]
    put_note("data", "Few", Note(key_of(PAUL), shared=True))
    assert [sees(claims) for claims in (None, EVE, PAUL, OLGA)] == [True] * 4


def test_a_member_trains_on_what_they_see_and_nobody_replaces_a_shipped_model(seen_by, paul_brought):
    page = seen_by("train", PAUL)
    assert page.selectbox(key="train.ratings").options == ["Few"]
    assert not page.button(key="train.start").disabled
    page.text_input(key="train.name").set_value("dot-bias").run()
    assert "came with the explorer" in page.error[0].value
    assert page.button(key="train.start").disabled


def test_a_model_that_somebody_else_trained_is_not_replaced(seen_by, paul_brought, home):
    shutil.copytree(home / "models" / "dot-bias", home / "models" / "olgas")
    page = seen_by("train", PAUL)
    page.text_input(key="train.name").set_value("olgas").run()
    assert "Somebody else trained it." in page.error[0].value
    assert page.button(key="train.start").disabled


def test_who_brought_ratings_shares_and_deletes_them_on_the_page(seen_by, paul_brought, home):
    assert not seen_by("ratings", OLGA | {"sub": "2", "email": "x@example.org"}, source="Few").toggle
    page = seen_by("ratings", PAUL, source="Few")
    page.toggle(key="ratings.shared.Few").set_value(True).run()
    assert note_of("data", "Few") == Note(key_of(PAUL), shared=True)
    assert "ratings.delete.Few" not in [button.key for button in seen_by("ratings", EVE, source="Few").button]
    page.button(key="ratings.delete.Few").click().run()
    assert not page.exception
    assert not (home / "data" / "Few").exists()
    assert page.selectbox(key="source").options == ["What the model learnt from"]


def test_a_misspelt_mode_shows_a_sentence_and_nothing_else(seen_by, monkeypatch):
    monkeypatch.setenv(MODE_VARIABLE, "pubic")
    page = seen_by("for_you")
    assert "has to be personal or public" in page.error[0].value
    assert not page.file_uploader


@pytest.mark.parametrize("claims", [None, EVE])
def test_a_stranger_reads_why_nothing_can_be_evaluated(seen_by, home, claims):
    shutil.copytree(home / "models" / "dot-bias", home / "models" / "mine")
    page = seen_by("compare", claims, aspect="Scores")
    assert [button.disabled for button in page.button if (button.key or "").startswith("evaluate.")] == [True, True]
    assert any("Evaluating models is for people whom" in caption.value for caption in page.caption)


def test_a_member_evaluates_models_of_their_own_alone(seen_by, home, paul_brought):
    for name in ("mine", "other"):
        shutil.copytree(home / "models" / "dot-bias", home / "models" / name)
    put_note("models", "mine", Note(key_of(PAUL)))
    page = seen_by("compare", PAUL, aspect="Scores", model="mine", other="other")
    assert not page.button(key="evaluate.mine").disabled
    assert page.button(key="evaluate.other").disabled
    assert any("Somebody else trained this model" in caption.value for caption in page.caption)
