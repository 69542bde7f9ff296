"""The explore pages on a model of four titles and two viewers, and beside one that knows none of its titles."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.data.catalog import Catalog
from core.data.vocabulary import Vocabulary
from core.model.bundle import save_bundle
from core.model.dot_bias import DotBiasModel
from ui.app import library

VIEWS = {
    "similarity": ("lab", ["Pairs", "Nearest and farthest", "Analogies", "Paths"]),
    "biases": ("drawn", ["Chart", "Table"]),
    "viewers": ("who", ["A viewer it knows"]),
    "ratings": ("view", ["Histogram", "Long tail", "Genres", "Unrated rows", "Rows", "Cleaning"]),
    "compare": ("aspect", ["Learning", "Biases", "Maps", "Neighbours", "Lists"]),
}
TAB_KEYS = {"lab", "view", "aspect"}
"""Which of these are tabs."""

WITHOUT_A_TITLE_IN_COMMON = {
    "Learning": None,
    "Biases": "Hardly any titles have that many ratings in both.",
    "Maps": "tiny and alien have hardly any titles in common. Compare with another model.",
    "Neighbours": "Hardly any titles have that many ratings in both.",
    "Lists": "Not one rated title is known to both models. Compare with another one.",
}


@pytest.fixture
def models(root, tmp_path, tiny_bundle, monkeypatch):
    """A folder with the tiny model, the shipped one, and one of titles that nobody else knows."""
    tiny = replace(tiny_bundle, parts={})
    save_bundle(tiny, tmp_path / "tiny")
    table = tiny.catalog.table.set_axis(tiny.catalog.table.index + 10_000_000)
    ids = Vocabulary(np.asarray(table.index))
    model = DotBiasModel(
        tiny.model.viewers,
        ids,
        tiny.model.viewer_factors,
        tiny.model.anime_factors,
        tiny.model.viewer_bias,
        tiny.model.anime_bias,
        tiny.model.y_range,
    )
    save_bundle(replace(tiny, catalog=Catalog(table), model=model), tmp_path / "alien")
    shutil.copytree(root / "models" / "dot-bias", tmp_path / "dot-bias")
    monkeypatch.setattr(library, "MODELS", tmp_path)


@pytest.mark.usefixtures("models")
@pytest.mark.parametrize(
    ("name", "key", "view", "least"),
    [
        (name, key, view, least)
        for name, (key, views) in VIEWS.items()
        for view in views
        for least in (["1 rating"] if name == "ratings" else ["1 rating", "100 ratings"])
    ],
)
def test_a_small_model_is_shown_or_says_what_it_lacks(root, open_tab, name, key, view, least):
    app = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=30).switch_page(f"pages/{name}.py")
    app.query_params.update({"model": "tiny", key: view, "least": least, "other": "dot-bias"})
    assert not app.run().exception
    assert not app.error
    if key in TAB_KEYS:
        drawn = open_tab(app)
        assert drawn.label == view
        assert drawn.markdown or drawn.info


@pytest.mark.usefixtures("models")
@pytest.mark.parametrize("aspect", VIEWS["compare"][1])
def test_two_models_without_a_title_in_common_are_compared_as_far_as_that_goes(root, open_tab, aspect):
    app = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=30).switch_page("pages/compare.py")
    app.query_params.update({"model": "tiny", "aspect": aspect, "other": "alien", "least": "1 rating"})
    assert not app.run().exception
    assert not app.error
    drawn = open_tab(app)
    assert drawn.label == aspect
    assert [note.value for note in drawn.info] == [note for note in [WITHOUT_A_TITLE_IN_COMMON[aspect]] if note]
