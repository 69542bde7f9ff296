"""The Ratings page, from a model's card alone and with ratings at hand."""

import pytest
from streamlit.testing.v1 import AppTest

from core.data.sources import keep
from core.model.simulation import simulate
from ui.app import library

TABS = ["Histogram", "Long tail", "Genres", "Unrated rows", "Rows", "Cleaning", "Get ratings"]


@pytest.fixture
def page(root, tmp_path, monkeypatch):
    monkeypatch.setattr(library, "DATA", tmp_path)
    app = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=30)
    return app.switch_page("pages/ratings.py")


@pytest.fixture
def kept(tmp_path, shipped):
    keep(simulate(shipped, n_viewers=100, n_ratings=3_000), tmp_path / "Simulated few")


@pytest.mark.parametrize(("model", "tab"), [*(("dot-bias", tab) for tab in TABS), ("neural", TABS[0])])
def test_each_tab_draws_from_the_card_alone(page, model, tab):
    page.query_params["model"] = model
    page.query_params["view"] = tab
    page.run()
    assert not page.exception
    assert page.metric[0].label == "Viewers"


@pytest.mark.parametrize("tab", TABS[:-1])
def test_each_tab_draws_with_ratings_at_hand(page, kept, tab):
    page.query_params["source"] = "Simulated few"
    page.query_params["view"] = tab
    page.query_params["unrated"] = "The viewer's mean"
    page.run()
    assert not page.exception
    assert page.metric[0].value == "100"
    assert "no person gave them" in page.warning[0].value


def test_the_effect_of_each_answer_is_measured_on_the_spot(page, kept):
    page.query_params["source"] = "Simulated few"
    page.query_params["view"] = "Unrated rows"
    page.run()
    effects = page.dataframe[0].value
    assert effects["Unrated rows"].tolist() == ["Left out", "The anime's mean", "The viewer's mean"]
    assert (effects["rmse_given"] > 0.5).all()


ANIME = b"anime_id,name,genre,type,episodes,rating,members\n1,One,Action,TV,12,8.0,100\n2,Two,Drama,TV,1,7.0,50\n"
RATING = b"user_id,anime_id,rating\n1,1,9\n1,2,-1\n2,1,7\n2,9,5\n"


def test_an_upload_is_checked_reported_and_kept_for_training(page, tmp_path):
    page.query_params["view"] = "Get ratings"
    page.run()
    page.file_uploader[0].upload("anime.csv", ANIME).upload("rating.csv", RATING)
    page.run()
    assert not page.exception
    report = page.dataframe[0].value.set_index("Step")["Rows"]
    assert (report["Rows read"], report["Ratings of unknown anime dropped"], report["Rows kept"]) == (4, 1, 3)
    next(button for button in page.button if button.label == "Keep these ratings").click().run()
    assert not page.exception
    assert (tmp_path / "My ratings" / "rating.csv").is_file()
    assert page.metric[2].value == "2"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../outside", "cannot be a name for ratings"),
        ("Simulated by hand", "is for simulated ratings"),
        ("Taken", "There are ratings called “Taken” already"),
    ],
)
def test_a_name_that_cannot_be_is_answered_with_a_sentence_and_nothing_is_written(page, tmp_path, read, name, said):
    (tmp_path / "Taken").mkdir()
    page.query_params["view"] = "Get ratings"
    page.run()
    page.file_uploader[0].upload("anime.csv", ANIME).upload("rating.csv", RATING)
    page.run()
    page.text_input[0].set_value(name)
    next(button for button in page.button if button.label == "Keep these ratings").click().run()
    assert not page.exception
    assert said in read(page.error[0])
    assert [path.name for path in tmp_path.rglob("*")] == ["Taken"]


def test_an_upload_with_a_bad_line_is_answered_with_a_sentence(page, read):
    page.query_params["view"] = "Get ratings"
    page.run()
    page.file_uploader[0].upload("anime.csv", ANIME).upload("rating.csv", RATING.replace(b"9\n", b"nine\n", 1))
    page.run()
    assert not page.exception
    assert "rating.csv, line 2" in read(page.error[0])
    assert page.button(key="simulation.start").label == "Simulate"


EVIL = "**bold** [x](http://e.vil)"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({f"{EVIL}.zip": b"no zip"}, f"{EVIL}.zip is not a zip file"),
        ({f"{EVIL}.csv": RATING, "b.csv": RATING}, f"Both {EVIL}.csv and b.csv look like rating.csv"),
        ({"anime.csv": ANIME, "rating.csv": RATING.replace(b"rating", EVIL.encode())}, f"user_id,anime_id,{EVIL}"),
    ],
)
def test_names_in_an_upload_are_shown_letter_by_letter(page, read, files, said):
    page.query_params["view"] = "Get ratings"
    page.run()
    for name, content in files.items():
        page.file_uploader[0].upload(name, content)
    page.run()
    assert not page.exception
    assert said in read(page.error[0])
    assert "**" not in page.error[0].value
    assert "http://" not in page.error[0].value


def test_simulated_ratings_are_kept_under_a_name_that_says_so(page, tmp_path):
    page.query_params["view"] = "Get ratings"
    page.run()
    page.select_slider(key="simulation.viewers").set_value(200)
    page.select_slider(key="simulation.each").set_value(20)
    page.button(key="simulation.start").click().run()
    assert not page.exception
    assert (tmp_path / "Simulated 200 viewers, 20 ratings each, seed 0" / "rating.csv").is_file()
    assert "no person gave them" in page.warning[0].value
