"""The Similarity page on both shipped models."""

import pytest
from streamlit.testing.v1 import AppTest

MODELS = ["dot-bias", "neural"]
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
    table = page.dataframe[0].value
    assert table.shape[0] == 3
    assert {table.loc[0, "One"], table.loc[0, "Other"]} == {
        "Yahari Ore no Seishun Love Comedy wa Machigatteiru.",
        "Hyouka",
    }
    assert table["Cosine"].is_monotonic_decreasing


@pytest.mark.parametrize(
    ("tab", "measure"),
    [
        ("Pairs", "Centred cosine"),
        ("Nearest and farthest", "Dot product"),
        ("Analogies", "Dot product"),
        ("Paths", "Dot product"),
        ("Paths", "Centred cosine"),
    ],
)
def test_each_tab_draws_with_each_measure(page, tab, measure):
    page.query_params["lab"] = tab
    page.query_params["measure"] = measure
    page.run()
    assert not page.exception
    assert page.dataframe


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
    assert "Hyouka" not in page.dataframe[2].value["Title"].tolist()
