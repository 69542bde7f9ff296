"""The Compare page: the two shipped models in either order, and one model alone."""

import json
import re
import shutil
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from core.analysis.biases import bias_points
from core.data.titles import Naming, named, title_facts
from core.evaluation.kept import kept_scores
from core.model.bundle import Bundle
from core.profiles import Profile
from tests.pages import cards
from tests.pages.short_tables import short_tables
from ui.app import library
from ui.app.library import open_bundle
from ui.compare.scores import comparable

TABS = ["Learning", "Biases", "Maps", "Neighbours", "Lists", "Scores"]


@pytest.fixture
def page(root):
    app = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=30)
    return app.switch_page("pages/compare.py")


BOTH_ORDERS = pytest.mark.parametrize(("one", "other"), [("dot-bias", "neural"), ("neural", "dot-bias")])


@pytest.fixture
def at(page, open_tab):
    """The tab of this name, which alone is drawn, for a model and the one it is compared with."""

    def open_one(name: str, one: str, other: str) -> Block:
        page.query_params.update({"aspect": name, "model": one})
        page.run()
        assert not page.exception
        assert not page.error
        assert page.selectbox(key="other").value == other
        drawn = open_tab(page)
        assert drawn.label == name
        return drawn

    return open_one


def test_the_tabs_are_these(page):
    page.run()
    assert [tab.label for tab in page.tabs] == TABS


@BOTH_ORDERS
def test_how_both_learnt_stands_side_by_side(root, at, alts, one, other):
    tab = at("Learning", one, other)
    assert alts(tab) == [
        "Metrics of both models.",
        f"Error of {one} and {other} after each epoch.",
        "Settings that differ.",
    ]
    metrics, settings = (table.set_index(table.columns[0]) for table in short_tables(tab))
    errors = {
        name: json.loads((root / "models" / name / "card.json").read_text(encoding="utf-8"))["metrics"]["valid_rmse"]
        for name in (one, other)
    }
    assert metrics.loc["Error (RMSE, rating points)"].to_dict() == {
        name: f"{error:.3f}" for name, error in errors.items()
    }
    better = min(errors, key=errors.__getitem__).replace("-", "\\-")
    assert tab.markdown[0].value.startswith(f"Measured on the same rows, **{better}** is nearer")
    assert list(settings.columns) == [one, other]
    assert tab.caption[0].value.startswith("**neural** was measured on rows set aside"), "it stops early"
    assert set(settings.loc["Architecture"]) == {"Dot product and biases", "Neural network"}


@BOTH_ORDERS
def test_biases_of_both_are_compared_in_points(at, alts, one, other):
    bundles = [open_bundle(name) for name in (one, other)]
    counts = np.minimum(*(bundle.catalog.table["n_ratings"].to_numpy() for bundle in bundles))
    points = [bias_points(bundle.model)[counts >= 100] for bundle in bundles]
    agreement = f"{np.corrcoef(*points)[0, 1]:.2f}"
    tab = at("Biases", one, other)
    assert alts(tab) == [f"Scatter of biases, correlation {agreement}."]
    assert f"over {(counts >= 100).sum():,} titles they agree with a correlation of **{agreement}**" in (
        tab.markdown[0].value
    )


@BOTH_ORDERS
def test_both_maps_lie_over_each_other(at, alts, one, other):
    tab = at("Maps", one, other)
    ((alt, told),) = [(alt, text.value) for alt, text in zip(alts(tab), tab.markdown, strict=True)]
    agreement = re.fullmatch(r"Two maps in one picture; (\d+%) agreement\.", alt)
    assert agreement and f"**{agreement[1]}**" in told
    first, second = (name.replace("-", "\\-") for name in (one, other))
    assert told.startswith(f"The 100 most rated titles on both maps (PCA). The map of {second} is turned")
    assert f"onto that of {first}, " in told


@BOTH_ORDERS
def test_neighbours_in_both_are_counted_and_listed(at, alts, one, other):
    tab = at("Neighbours", one, other)
    story = tab.markdown[0].value
    assert re.fullmatch(r"Of a title's 10 nearest titles, the two models share \d\.\d on average; .* 0\.1\.", story)
    assert alts(tab)[0] == f"Histogram of shared neighbours. {story}"
    assert alts(tab)[1].startswith("The titles nearest to My Teen Romantic Comedy")
    assert short_tables(tab)[0].shape == (10, 2)
    assert list(short_tables(tab)[0].columns) == [one, other]


@BOTH_ORDERS
def test_the_lists_of_both_stand_side_by_side(at, alts, one, other):
    tab = at("Lists", one, other)
    assert alts(tab) == ["Recommendations of both models."]
    assert list(short_tables(tab)[0].columns) == [one, other, f"{one} predicts", f"{other} predicts"]
    assert tab.markdown[0].value.startswith("What both would recommend to somebody who rated Hyouka")


def test_both_lists_are_made_of_the_same_answers(page):
    page.query_params["aspect"] = "Lists"
    page.run()
    table = short_tables(page)[0]
    assert len(table) == 10
    assert not {"Hyouka", "Tokyo Ghoul"} & set(table.stack().astype(str).str.removeprefix("✓ "))


def test_a_title_in_both_lists_is_ticked_in_both(page):
    page.query_params["aspect"] = "Lists"
    page.query_params["ranked"] = "By predicted rating alone"
    page.run()
    table = short_tables(page)[0]
    one, other = ({title for title in table[name] if title.startswith("✓ ")} for name in ("dot-bias", "neural"))
    assert one == other
    assert any(text.value.startswith(f"**{len(one)} of 10**") for text in page.markdown)


def english(bundle: Bundle) -> dict[int, str]:
    """What people see each title called who changed nothing."""
    return named(bundle.catalog, title_facts(), Naming.ENGLISH).titles


BY_SCORE, BY_RATING = "As on For you", "By predicted rating alone"


def listed(page, profile: Profile, ranked: str) -> list[str]:
    """Titles of both lists for somebody who said this, without ticks."""
    page.session_state["answers.profile"] = profile
    page.query_params["aspect"] = "Lists"
    page.query_params["ranked"] = ranked
    page.run()
    assert not page.exception
    table = short_tables(page)[0]
    return [title.removeprefix("✓ ") for name in ("dot-bias", "neural") for title in table[name]]


@pytest.mark.parametrize("ranked", [BY_SCORE, BY_RATING])
@pytest.mark.parametrize("said", ["seen", "not_seen", "hidden"])
def test_a_title_that_was_seen_not_seen_or_hidden_is_in_neither_list(page, shipped, said, ranked):
    rated = Profile({12189: 9.0, 14813: 9.0})
    usual = listed(page, rated, ranked)
    (gone,) = (anime_id for anime_id, name in english(shipped).items() if name == usual[0])
    assert usual[0] not in listed(page, replace(rated, **{said: frozenset({int(gone)})}), ranked)


def test_a_hidden_title_takes_its_franchise_out_of_both_lists(page, shipped):
    table = shipped.catalog.table
    rated = Profile(dict.fromkeys(table.index[table["title"].str.startswith("Gintama")][:2].tolist(), 10.0))
    assert any(title.startswith("Gintama") for title in listed(page, rated, BY_RATING))
    hidden = replace(rated, hidden=frozenset({int(table.index[table["title"] == "Gintama°"][0])}))
    assert not any(title.startswith("Gintama") for title in listed(page, hidden, BY_RATING))


@pytest.mark.parametrize("ranked", [BY_SCORE, BY_RATING])
def test_genres_count_in_both_lists(page, shipped, ranked):
    with_genre = set(shipped.catalog.table.index[shipped.catalog.table["genres"].map(lambda own: "Romance" in own)])
    shown = english(shipped)
    names = {shown[int(anime_id)] for anime_id in with_genre}
    rated = Profile({12189: 9.0, 14813: 9.0})
    liked, usual, disliked = (
        sum(title in names for title in listed(page, profile, ranked))
        for profile in (
            replace(rated, liked_genres=frozenset({"Romance"})),
            rated,
            replace(rated, disliked_genres=frozenset({"Romance"})),
        )
    )
    assert disliked < usual < liked


def test_the_list_by_score_is_the_one_of_for_you(page, open_page):
    said = Profile(
        {12189: 9.0, 5114: 4.0}, seen=frozenset({1}), hidden=frozenset({1575}), liked_genres=frozenset({"Drama"})
    )
    for_you = open_page("for_you", **{"answers.profile": said})
    ids = cards.shown(for_you) + cards.shown(for_you, cards.NEXT)
    catalog = open_bundle("dot-bias").catalog
    assert listed(page, said, BY_SCORE)[:10] == [catalog.title(anime_id) for anime_id in ids]


def test_neighbours_of_a_title_stand_side_by_side(page):
    page.query_params["aspect"] = "Neighbours"
    page.query_params["of"] = "Hyouka"
    page.run()
    table = short_tables(page)[0]
    assert len(table) == 10
    assert "Hyouka" not in set(table.stack().str.removeprefix("✓ "))


def test_one_model_alone_is_asked_for_company(page, root, tmp_path, monkeypatch):
    shutil.copytree(root / "models" / "dot-bias", tmp_path / "dot-bias")
    monkeypatch.setattr(library, "MODELS", tmp_path)
    page.run()
    assert not page.exception
    assert "only one model" in page.info[0].value


@BOTH_ORDERS
def test_kept_scores_stand_side_by_side_and_a_shipped_model_says_why_it_stays_as_it_is(root, at, one, other):
    tab = at("Scores", one, other)
    kept = [json.loads((root / "models" / name / "scores.json").read_text()) for name in (one, other)]
    [ours, theirs] = [
        next(
            row for row in each["rows"] if (row["recommender"], row["list"], row["answers"]) == ("for-you", "shown", 10)
        )
        for each in kept
    ]
    [table] = short_tables(tab)
    assert table.iloc[0].tolist()[1:] == [f"{ours['to_popularity']:.2f}", f"{theirs['to_popularity']:.2f}"]
    assert any("viewers of the same ratings whom they had never seen" in text.value for text in tab.markdown)
    assert [button.disabled for button in tab.button] == [True, True]
    assert sum("came with the explorer" in caption.value for caption in tab.caption) == 2


def test_scores_of_other_ratings_are_not_compared(root):
    kept = kept_scores(root / "models" / "dot-bias")
    assert kept
    assert "not measured on the same viewers" in comparable([kept, replace(kept, ratings="a friend")])
