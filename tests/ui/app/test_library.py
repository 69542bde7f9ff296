"""The models and ratings at hand: which there are, which cannot be opened, and that replaced files are read anew."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from core.data.mapped.convert import convert
from core.data.sources import keep
from tests.tribes import TwoTribes
from ui.app import library


@pytest.fixture
def models(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(library, "MODELS", tmp_path / "models")
    (tmp_path / "models").mkdir()
    for name in ("apple", "dot-bias", "zebra"):
        shutil.copytree(root / "models" / "dot-bias", tmp_path / "models" / name)
    return tmp_path / "models"


def test_models_are_listed_by_name_the_default_first(models: Path) -> None:
    (models / ".hidden").mkdir()
    (models / "notes").mkdir()
    assert library.bundle_names() == ["dot-bias", "apple", "zebra"]
    assert library.broken_bundles() == {}


def test_a_model_that_cannot_be_opened_is_named_with_its_flaw_and_not_offered(models: Path) -> None:
    (models / "apple" / "card.json").write_text("{}")
    assert library.bundle_names() == ["dot-bias", "zebra"]
    assert list(library.broken_bundles()) == ["apple"]
    assert "card.json" in library.broken_bundles()["apple"]


def test_a_model_is_opened_once_until_its_files_are_replaced(root: Path, models: Path) -> None:
    before = library.open_bundle("zebra")
    assert library.open_bundle("zebra") is before
    shutil.rmtree(models / "zebra")
    shutil.copytree(root / "models" / "neural", models / "zebra")
    assert library.open_bundle("zebra").card.created != before.card.created


def test_scores_are_read_once_until_they_are_replaced(models: Path) -> None:
    scores = models / "zebra" / "scores.json"
    before = library.open_scores(models / "zebra")
    assert before is not None and library.open_scores(models / "zebra") is before
    scores.unlink()
    assert library.open_scores(models / "zebra") is None


def test_a_model_is_read_once_to_be_checked_and_shown(models: Path) -> None:
    names = library.bundle_names()
    for name in names:  # a file of the same time and size is not read again, so what is in it now goes unnoticed
        weights = models / name / "weights.safetensors"
        written = weights.stat()
        weights.write_bytes(bytes(written.st_size))
        os.utime(weights, ns=(written.st_atime_ns, written.st_mtime_ns))
    assert [library.open_bundle(name).name for name in names] == names


def test_a_server_brings_back_at_its_start_alone_what_a_kill_left_aside(models: Path) -> None:
    """Never later: another process may be between the two renames of a replacement then."""
    (models / "zebra").rename(models / ".zebra.old")
    assert library.bundle_names() == ["dot-bias", "apple"]
    library.recover_once()
    assert library.bundle_names() == ["dot-bias", "apple", "zebra"]
    (models / "zebra").rename(models / ".zebra.old")
    library.recover_once()
    assert library.bundle_names() == ["dot-bias", "apple"]


def test_without_a_folder_there_is_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "MODELS", tmp_path / "none")
    monkeypatch.setattr(library, "DATA", tmp_path / "none")
    assert (library.bundle_names(), library.broken_bundles(), library.rating_folders()) == ([], {}, {})


def test_folders_that_hold_both_files_or_converted_ratings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "DATA", tmp_path)
    for name in ("two", "one", ".hidden", "half"):
        TwoTribes(n_viewers=4, n_anime=4).write(tmp_path / name)
    (tmp_path / "half" / "anime.csv").unlink()
    convert([tmp_path / "one"], tmp_path / "three", None, lambda what, done, of: None)
    assert library.rating_folders() == {name: tmp_path / name for name in ("one", "three", "two")}


def test_ratings_are_read_once_until_their_files_are_replaced(tmp_path: Path) -> None:
    folder = TwoTribes(n_viewers=4, n_anime=4).write(tmp_path / "mine")
    before = library.open_ratings(folder)
    assert library.open_ratings(folder) is before
    keep(TwoTribes(n_viewers=6, n_anime=4).loaded, folder)
    assert library.open_ratings(folder).ratings.n_viewers == 6
