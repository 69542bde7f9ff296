"""The Compare page: the two shipped models in either order, and one model alone."""

import shutil

import pytest
from streamlit.testing.v1 import AppTest

from ui.app import library

TABS = ["Learning", "Biases", "Maps", "Neighbours", "Lists"]


@pytest.fixture
def page(root):
    app = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=30)
    return app.switch_page("pages/compare.py")


@pytest.mark.parametrize(("one", "other"), [("dot-bias", "neural"), ("neural", "dot-bias")])
@pytest.mark.parametrize("tab", TABS)
def test_each_aspect_is_drawn_for_both_models(page, tab, one, other):
    page.query_params["model"] = one
    page.query_params["aspect"] = tab
    page.run()
    assert not page.exception
    assert page.selectbox(key="other").value == other


def test_both_lists_are_made_of_the_same_answers(page):
    page.query_params["aspect"] = "Lists"
    page.run()
    table = page.dataframe[0].value
    assert len(table) == 10
    assert not {"Hyouka", "Tokyo Ghoul"} & set(table.stack().astype(str).str.removeprefix("✓ "))


def test_a_title_in_both_lists_is_ticked_in_both(page):
    page.query_params["aspect"] = "Lists"
    page.query_params["ranked"] = "By predicted rating alone"
    page.run()
    table = page.dataframe[0].value
    one, other = ({title for title in table[name] if title.startswith("✓ ")} for name in ("dot-bias", "neural"))
    assert one == other
    assert any(text.value.startswith(f"**{len(one)} of 10**") for text in page.markdown)


def test_neighbours_of_a_title_stand_side_by_side(page):
    page.query_params["aspect"] = "Neighbours"
    page.query_params["of"] = "Hyouka"
    page.run()
    table = page.dataframe[0].value
    assert len(table) == 10
    assert "Hyouka" not in set(table.stack().str.removeprefix("✓ "))


def test_one_model_alone_is_asked_for_company(page, root, tmp_path, monkeypatch):
    shutil.copytree(root / "models" / "dot-bias", tmp_path / "dot-bias")
    monkeypatch.setattr(library, "MODELS", tmp_path)
    page.run()
    assert not page.exception
    assert "only one model" in page.info[0].value
