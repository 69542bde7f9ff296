"""Links that somebody mistyped or made up: every page opens, with what is sound in the link and without the rest."""

import pytest
from streamlit.testing.v1 import AppTest

ENDLESS = "9" * 400


@pytest.mark.parametrize(
    ("name", "asked", "left"),
    [
        ("viewers", {"viewer": "1e400", "model": "neural"}, {"model": "neural"}),
        ("viewers", {"viewer": "-5", "who": "Nobody"}, {}),
        ("how_it_works", {"worked_viewer": ENDLESS, "worked_title": "Hyouka"}, {"worked_title": "Hyouka"}),
        ("similarity", {"measure": "", "titles": "", "lab": "Paths", "steps": ""}, {"titles": "", "lab": "Paths"}),
        ("map", {"layout": "", "at": "../../etc"}, {}),
        ("biases", {"n": "-inf", "least": "nothing", "marked": [f"title {n}" for n in range(900)]}, {}),
        ("compare", {"aspect": "Lists", "ranked": "", "model": "../../etc"}, {"aspect": "Lists"}),
    ],
)
def test_what_a_link_cannot_mean_is_left_out_of_it(root, open_tab, name, asked, left):
    app = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=30).switch_page(f"pages/{name}.py")
    app.query_params.update(asked)
    assert not app.run().exception
    assert not app.error
    kept = {key: values if isinstance(values, str) else values[-1] for key, values in app.query_params.items()}
    assert kept == left
    for key in {"lab", "aspect"} & set(left):
        assert open_tab(app).label == left[key]


@pytest.mark.parametrize(
    ("name", "asked"),
    [("viewers", {"viewer": "abc"}), ("for_you", {"mean": ["9", "2"], "episodes": ["52", "2"]})],
)
def test_a_number_that_is_none_and_a_range_the_wrong_way_round_still_show_something(root, name, asked):
    app = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=30).switch_page(f"pages/{name}.py")
    app.query_params.update(asked)
    assert not app.run().exception
    assert not app.info
