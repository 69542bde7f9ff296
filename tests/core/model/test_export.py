"""What other tools read of a model: the same numbers as the model's own."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.__main__ import main
from core.errors import StorageError
from core.model.bundle import Bundle, save_bundle
from core.model.export import FILES, anime_table, export_bundle


def test_an_export_holds_the_vectors_the_catalog_the_card_and_the_curves(tmp_path: Path, tiny_bundle: Bundle):
    places = np.array([[0, 9], [1, 8], [2, 7], [3, 6]], np.float32)
    export_bundle(replace(tiny_bundle, parts={"map.tsne": places}), str(tmp_path / "out"))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(FILES)
    anime, viewers = (pd.read_parquet(tmp_path / "out" / name) for name in FILES[:2])
    assert anime.index.tolist() == [10, 20, 30, 40]
    assert anime.loc[20, ["title", "bias", "factor_0", "factor_1", "map_x", "map_y"]].tolist() == [
        "Blue",
        0,
        0,
        1,
        1,
        8,
    ]
    assert anime.loc[20, "genres"].tolist() == ["Romance", "Comedy"]
    assert viewers.loc[2].tolist() == [0, 0, 2]
    assert viewers.index.name == "viewer_id"
    assert json.loads((tmp_path / "out" / "card.json").read_text())["name"] == "tiny"
    assert json.loads((tmp_path / "out" / "curves.json").read_text()) == []


@pytest.mark.parametrize("places", [np.zeros(4, np.float32), np.zeros((4, 3), np.float32)])
def test_what_is_no_map_has_no_coordinates(tiny_bundle: Bundle, places: np.ndarray):
    assert "map_x" not in anime_table(replace(tiny_bundle, parts={"map.tsne": places}))
    assert "map_x" not in anime_table(replace(tiny_bundle, parts={}))


def test_an_export_takes_the_place_of_another_and_of_nothing_else(tmp_path: Path, tiny_bundle: Bundle):
    for _ in range(2):
        export_bundle(tiny_bundle, tmp_path / "out")
    (tmp_path / "out" / "mine.txt").write_text("precious")
    with pytest.raises(StorageError):
        export_bundle(tiny_bundle, tmp_path / "out")
    assert (tmp_path / "out" / "mine.txt").exists()


def test_the_command_exports_a_model(tmp_path: Path, tiny_bundle: Bundle, capsys):
    save_bundle(tiny_bundle, tmp_path / "tiny")
    assert main(["export", "--model", str(tmp_path / "tiny"), "--out", str(tmp_path / "out")]) == 0
    assert "anime.parquet" in capsys.readouterr().out
    again = pd.read_parquet(tmp_path / "out" / "anime.parquet")
    assert np.isclose(again["bias"], tiny_bundle.model.anime_bias).all()
