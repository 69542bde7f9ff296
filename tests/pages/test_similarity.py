"""The Similarity page on both shipped models."""

import numpy as np
import pytest
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from tests.pages.short_tables import numbers, short_tables
from ui.app import formats
from ui.app.library import open_bundle
from ui.similarity.tables import PERCENTILE

MODELS = ["dot-bias", "neural"]
MEASURES = ["Cosine", "Dot product", "Centred cosine"]
TRIO = [14813, 12189, 22319]


@pytest.fixture(params=MODELS)
def page(request, root):
    app = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=30)
    app.query_params["model"] = request.param
    return app.switch_page("pages/similarity.py")


def test_it_opens_on_the_articles_trio_and_names_its_closest_pair(page):
    page.run()
    assert not page.exception
    assert page.multiselect(key="titles").value == TRIO
    table = short_tables(page)[0]
    assert table.shape[0] == 3
    assert {table.loc[0, "One"], table.loc[0, "Other"]} == {
        "My Teen Romantic Comedy SNAFU",
        "Hyouka",
    }
    assert numbers(table["Cosine"]).is_monotonic_decreasing


@pytest.fixture
def at(page, open_tab):
    """The tab of this name, which alone is drawn."""

    def open_one(name: str, measure: str) -> Block:
        page.query_params.update({"lab": name, "measure": measure})
        page.run()
        assert not page.exception
        assert not page.error
        drawn = open_tab(page)
        assert drawn.label == name
        return drawn

    return open_one


def products(page, measure: str, ids: list[int]) -> NDArray:
    """The measure between each two of the titles, by its definition."""
    model = open_bundle(page.selectbox(key="model").value).model
    factors = model.anime_factors.astype(np.float64)
    factors = factors - factors.mean(axis=0) if measure == "Centred cosine" else factors
    chosen = factors[model.anime.rows(ids)]
    lengths = np.linalg.norm(chosen, axis=1) if measure != "Dot product" else np.ones(len(ids))
    return chosen @ chosen.T / np.outer(lengths, lengths)


def test_the_tabs_are_these(page):
    page.run()
    assert [tab.label for tab in page.tabs] == ["Pairs", "Nearest and farthest", "Analogies", "Paths"]


@pytest.mark.parametrize("measure", MEASURES)
def test_pairs_have_the_measure_that_was_chosen(page, at, alts, measure):
    tab = at("Pairs", measure)
    heat_map, table, spread = alts(tab)
    assert heat_map.startswith(f"Heat map of the {measure.lower()} between My Teen Romantic Comedy")
    assert table == "The pairs, the most alike first."
    assert spread == f"Histogram of the {measure.lower()} of all pairs of titles, with the chosen pairs marked."
    expected = sorted(products(page, measure, TRIO)[np.triu_indices(3, 1)], reverse=True)
    [pairs] = short_tables(tab)
    assert pairs[measure].tolist() == [formats.measure(value) for value in expected]
    assert numbers(pairs["Percentile"]).between(0, 100).all()


@pytest.mark.parametrize("measure", MEASURES)
def test_each_title_has_its_nearest_and_its_farthest(page, at, alts, measure):
    tab = at("Nearest and farthest", measure)
    assert [alt.split(" ")[0] for alt in alts(tab)] == ["Nearest", "Farthest"] * 3
    assert [caption.value for caption in tab.caption] == [*["Nearest", "Farthest"] * 3, PERCENTILE]
    for near, far in zip(short_tables(tab)[::2], short_tables(tab)[1::2], strict=True):
        assert near.shape == far.shape == (8, 3)
        assert numbers(near[measure]).is_monotonic_decreasing
        assert numbers(far[measure]).is_monotonic_increasing
        assert numbers(near[measure]).min() > numbers(far[measure]).max()


@pytest.mark.parametrize("measure", MEASURES)
def test_an_analogy_is_answered_by_cosine(page, at, alts, measure):
    tab = at("Analogies", measure)
    assert [box.label for box in tab.selectbox] == ["Start from", "− take away", "+ add"]
    assert alts(tab) == ["The titles nearest to the sum, the nearest first."]
    table = short_tables(tab)[0]
    assert list(table.columns) == ["Title", "Cosine"]
    assert numbers(table["Cosine"]).is_monotonic_decreasing
    assert len(table) == 10
    if page.selectbox(key="model").value == "dot-bias":
        assert tab.markdown[1].value.startswith("The nearest to that is **Attack on Titan**.")


@pytest.mark.parametrize("measure", MEASURES)
def test_a_path_leads_from_one_title_to_the_other(page, at, alts, measure):
    tab = at("Paths", measure)
    chart, table = alts(tab)
    stops = short_tables(tab)[0]
    assert chart == f"A path of {len(stops)} titles: {' → '.join(stops['Title'])}."
    assert table == "The stops of the path in order."
    titles = open_bundle(page.selectbox(key="model").value).catalog.titles
    assert [stops["Title"].iloc[0], stops["Title"].iloc[-1]] == [titles[TRIO[0]], titles[TRIO[2]]]
    ids = {title: anime_id for anime_id, title in titles.items()}
    row = [ids[title] for title in stops["Title"]]
    cosines = products(page, "Cosine" if measure == "Dot product" else measure, row)
    assert stops["Like the one before"].tolist() == ["–", *map(formats.measure, np.diag(cosines, 1))]


def test_one_title_alone_is_asked_for_company(page):
    page.run()
    page.multiselect(key="titles").set_value(TRIO[:1]).run()
    assert not page.exception
    assert "at least two titles" in page.info[0].value


def test_a_link_reopens_the_titles_it_names(page):
    page.query_params["titles"] = ["Hyouka", "Death Note"]
    page.run()
    assert page.multiselect(key="titles").value == [12189, 1535]


def test_the_nearest_titles_never_include_the_title_itself(page):
    page.query_params["lab"] = "Nearest and farthest"
    page.run()
    assert "Hyouka" not in short_tables(page)[2]["Title"].tolist()
