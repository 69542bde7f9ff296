"""The Ratings page, from a model's card alone and with ratings at hand."""

import json

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from core.data.sources import LoadedRatings, keep
from core.model.simulation import simulate
from tests.pages.short_tables import short_tables
from tests.tribes import TwoTribes
from ui.app import library

TABS = ["Histogram", "Long tail", "Genres", "Unrated rows", "Rows", "Cleaning", "Get ratings"]


@pytest.fixture
def page(root, tmp_path, monkeypatch):
    monkeypatch.setattr(library, "DATA", tmp_path)
    app = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=30)
    return app.switch_page("pages/ratings.py")


@pytest.fixture
def at(page, open_tab):
    """The tab of this name, which alone is drawn."""

    def open_one(name: str, **chosen: str) -> Block:
        page.query_params.update({"view": name, **chosen})
        page.run()
        assert not page.exception
        assert not page.error
        drawn = open_tab(page)
        assert drawn.label == name
        return drawn

    return open_one


@pytest.fixture
def kept(tmp_path, tiny_ratings, tiny_catalog):
    """Ratings at hand under the name Few: 4 ratings and 2 unrated rows of 3 viewers, 2 of them of Red."""
    keep(LoadedRatings(tiny_ratings, tiny_catalog, source="three people"), tmp_path / "Few")
    return {"source": "Few"}


@pytest.fixture(scope="module")
def card(root):
    """What the default model's card holds on disk; both shipped models learnt from the same ratings."""
    return json.loads((root / "models" / "dot-bias" / "card.json").read_text(encoding="utf-8"))


def test_the_tabs_are_these(page):
    page.run()
    assert [tab.label for tab in page.tabs] == TABS


@pytest.mark.parametrize("model", ["dot-bias", "neural"])
def test_the_histogram_of_a_card_is_told_in_a_sentence(page, at, alts, card, model):
    given = card["data"]["histogram"]["given"]
    mean = sum(rating * count for rating, count in enumerate(given, 1)) / sum(given)
    tab = at("Histogram", model=model)
    share = f"{100 * sum(given[6:]) / sum(given):.0f}%"
    sentence = f"People are generous: the mean rating is {mean:.2f}, and {share} are 7 or more."
    assert tab.markdown[0].value == sentence
    assert alts(tab) == [f"Histogram of {sum(given):,} ratings from 1 to 10. {sentence}"]
    assert page.metric[0].label == "Viewers"


def test_the_histogram_of_ratings_at_hand_counts_them(page, at, alts, kept):
    tab = at("Histogram", **kept)
    # 9, 7, 6 and 10: a mean of 8, three of four are 7 or more
    assert tab.markdown[0].value == "People are generous: the mean rating is 8.00, and 75% are 7 or more."
    assert len(alts(tab)) == 1
    assert alts(tab)[0].startswith("Histogram of 4 ratings")
    assert [metric.value for metric in page.metric] == ["3", "4", "4", "2", f"{100 * 6 / 12:.1f}%"]


def test_the_long_tail_of_a_card_has_titles_and_no_viewers(at, alts):
    tab = at("Long tail")
    assert tab.markdown[0].value.startswith("The most rated tenth of the titles has **55%**")
    assert alts(tab) == [
        "Share of all ratings against share of titles: a tenth of the titles has 55% of the ratings.",
        "How many titles have how many.",
    ]
    assert [heading.value for heading in tab.header] == ["Ratings per title", "Ratings per viewer"]
    assert "A model does not keep how much each viewer rated" in tab.info[0].value


def test_the_long_tail_of_ratings_at_hand_has_both(at, alts, kept):
    tab = at("Long tail", **kept)
    # Red has half of the four ratings and is a quarter of the titles: a tenth of them has 0.1 / 0.25 of that
    assert "**20%** of all ratings" in tab.markdown[0].value
    assert alts(tab)[1:] == ["How many titles have how many.", "How many viewers have how many."]
    assert not tab.info


def test_genres_of_a_card_are_drawn_by_type(at, alts):
    tab = at("Genres")
    assert alts(tab) == ["Heat map of mean ratings, 15 genres by type; most ratings have Comedy titles."]
    assert "a cell with fewer than 50 stays empty" in tab.markdown[0].value


def test_genres_of_ratings_at_hand_are_theirs(at, alts, kept):
    # Action 2 (Red), Comedy 1 + 1 (Blue, Green), Romance 1 (Blue)
    assert alts(at("Genres", **kept)) == [
        "Heat map of mean ratings, 3 genres by type; most ratings have Action titles."
    ]


def test_unrated_rows_of_a_card_are_a_share_beside_the_models_at_hand(at, alts, card):
    data = card["data"]
    tab = at("Unrated rows")
    assert tab.markdown[0].value.startswith(
        f"**{100 * data['unrated'] / (data['unrated'] + data['ratings']):.0f}%** of all rows"
    )
    assert "To fit a small model under each answer" in tab.info[0].value
    assert alts(tab) == ["The models at hand, with what they did with unrated rows and their error."]
    table = short_tables(tab)[0]
    assert table["Model"].tolist() == ["dot-bias", "neural"]
    assert table["Error (RMSE)"][0] == f"{card['metrics']['valid_rmse']:.3f}"


def test_the_effect_of_each_answer_is_measured_on_the_spot(page, at, alts, tmp_path):
    tribes = TwoTribes(n_viewers=60, unrated=0.25)
    tribes.write(tmp_path / "Tribes")
    tab = at("Unrated rows", source="Tribes", unrated="The viewer's mean")
    assert page.segmented_control(key="unrated").value == "viewer-mean"
    assert alts(tab) == [
        "Share of rows at each rating under each answer; filling in means heaps rows around the mean.",
        "What each answer comes to.",
        "The models at hand, with what they did with unrated rows and their error.",
    ]
    effects = tab.dataframe[0].value
    unrated = int((~tribes.ratings.rated).sum())
    assert effects["Unrated rows"].tolist() == ["Left out", "The anime's mean", "The viewer's mean"]
    assert effects["imputed"].tolist() == [0, unrated, unrated]
    assert (effects["rmse_given"] > 0.5).all()
    assert f"fitted on {len(tribes.ratings):,} rows a moment ago" in tab.caption[0].value


def test_a_card_has_no_rows_to_show(at, alts):
    tab = at("Rows")
    assert alts(tab) == []
    assert [note.value for note in tab.info] == [
        "A model does not keep the rows it learnt from. Choose other ratings above, or get some in the last tab."
    ]


def test_the_first_rows_at_hand_are_shown_as_they_were_loaded(at, alts, kept):
    tab = at("Rows", **kept)
    assert alts(tab) == ["The first rows."]
    rows = tab.dataframe[0].value
    assert rows["Viewer"].tolist() == [1, 1, 2, 2, 3, 3]
    assert rows["Title"].tolist() == ["Red", "Blue", "Red", "Blue", "Green", "Grey"]
    assert rows["Rating"].tolist() == [9, 7, 6, -1, 10, -1]


def test_a_card_tells_what_cleaning_dropped(at, alts, card):
    tab = at("Cleaning")
    assert alts(tab) == ["The cleaning report."]
    report = tab.dataframe[0].value
    told = [(step["what"], step["count"], step["why"]) for step in card["data"]["cleaning"]]
    assert list(report.itertuples(index=False, name=None)) == told


def test_cleaning_of_ratings_at_hand_is_told_step_by_step(at, kept):
    report = at("Cleaning", **kept).dataframe[0].value.set_index("Step")["Rows"]
    assert (report["Rows read"], report["Rows kept"]) == (6, 6)


@pytest.mark.parametrize("source", ["What the model learnt from", "Few"])
@pytest.mark.usefixtures("kept")
def test_ratings_can_be_got_in_two_ways(at, alts, source):
    tab = at("Get ratings", source=source)
    assert alts(tab) == []
    assert [text.value for text in tab.markdown if len(text.value) < 30] == ["**Upload your own**", "**Simulate some**"]
    assert [button.label for button in tab.button] == ["Simulate"]


def test_simulated_ratings_at_hand_are_told_as_such(page, at, tmp_path, shipped):
    keep(simulate(shipped, n_viewers=100, n_ratings=3_000), tmp_path / "Simulated few")
    at("Histogram", source="Simulated few")
    assert page.metric[0].value == "100"
    assert "no person gave them" in page.warning[0].value


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
