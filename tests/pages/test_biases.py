"""The Biases page on both shipped models."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.short_tables import numbers, short_tables


@pytest.fixture(params=["dot-bias", "neural"])
def page(request, root):
    app = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=30)
    app.query_params["model"] = request.param
    return app.switch_page("pages/biases.py")


def test_the_most_the_highest_and_the_lowest_rated_titles_stand_side_by_side_with_their_biases(page):
    page.run()
    assert not page.exception
    most, highest, lowest = (table[["Mean", table.columns[2]]].apply(numbers) for table in short_tables(page))
    assert (len(most), len(highest), len(lowest)) == (5, 5, 5)
    assert short_tables(page)[0]["Title"].tolist()[:2] == ["Death Note", "Sword Art Online"]
    assert highest["Mean"].min() > lowest["Mean"].max()
    assert highest.iloc[:, 1].min() > lowest.iloc[:, 1].max()


def test_the_number_of_titles_and_of_ratings_can_be_chosen(page):
    page.query_params["drawn"] = "Table"
    page.run()
    page.slider(key="n").set_value(10).run()
    page.select_slider(key="least").set_value(500).run()
    assert not page.exception
    assert len(short_tables(page)[0]) == 10
    assert page.dataframe[0].value["n_ratings"].min() >= 500


def test_a_marked_title_stands_first_in_the_table_and_is_ticked_there(page):
    page.query_params.update({"marked": "Hyouka", "drawn": "Table"})
    page.run()
    assert not page.exception
    assert page.dataframe[0].value.index[0] == 12189
    assert page.session_state["bias_rows"]["selection"]["rows"] == [0]


def test_titles_are_listed_by_how_far_the_mean_lies_from_the_rule(page):
    page.query_params.update({"order": "Mean rating below expected", "drawn": "Table"})
    page.run()
    assert page.dataframe[0].value["gap"].is_monotonic_increasing
