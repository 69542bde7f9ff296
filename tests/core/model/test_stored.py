"""Viewers who stay in the file: the model says what it says with all of them in memory."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from safetensors.numpy import save_file

from core.analysis.viewers import average_viewer, cosines, viewer_at
from core.data.ratings import Ratings
from core.data.vocabulary import MOST_HASHED, Vocabulary
from core.errors import BundleError
from core.model.bundle import Bundle, load_bundle, save_bundle
from core.model.dot_bias import DotBiasModel
from core.model.stored import BLOCK, MOST_READ, Flaw, StoredRows, blocks, mean_and_covariance, read_arrays
from core.recommend.cowatching import PREFIX, CoWatching
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.taste_prior import TastePrior
from tests.core.model.contract import numbers


@pytest.fixture
def larger(tiny_bundle: Bundle, tmp_path: Path) -> Path:
    """The tiny bundle, of so many viewers that they are looked at in two blocks."""
    n = BLOCK + 7
    model = replace(
        cast(DotBiasModel, tiny_bundle.model),
        viewers=Vocabulary(np.arange(n) * 2),
        viewer_factors=numbers(n, 2),
        viewer_bias=numbers(n),
    )
    save_bundle(replace(tiny_bundle, model=model), tmp_path / "larger")
    return tmp_path / "larger"


def test_a_model_says_the_same_with_its_viewers_in_the_file(larger: Path):
    read, left = load_bundle(larger), load_bundle(larger, most_read=0)
    assert isinstance(left.model.viewer_factors, StoredRows)
    assert not isinstance(read.model.viewer_factors, StoredRows)
    some = [0, BLOCK, 5, BLOCK + 6]
    assert left.model.predict(some, [0, 1, 2, 3]).tolist() == read.model.predict(some, [0, 1, 2, 3]).tolist()
    assert left.model.explain(BLOCK, 2).biases == read.model.explain(BLOCK, 2).biases
    assert left.model.n_parameters == read.model.n_parameters
    for one, other in zip(viewer_at(left.model, BLOCK), viewer_at(read.model, BLOCK), strict=True):
        assert np.array_equal(one, other)
    for one, other in zip(average_viewer(left.model), average_viewer(read.model), strict=True):
        assert np.array_equal(one, other)
    vector = np.array([1.0, -2.0], np.float32)
    assert np.array_equal(cosines(left.model, vector), cosines(read.model, vector))
    assert np.array_equal(TastePrior.by_hand(left.model).basis, TastePrior.by_hand(read.model).basis)


@pytest.fixture
def companions(tiny_bundle: Bundle, tiny_ratings: Ratings) -> Bundle:
    """The tiny bundle with what is watched together."""
    return replace(tiny_bundle, parts=fit_cowatching(tiny_ratings, tiny_bundle.model.anime))


def test_what_is_watched_together_is_the_same_in_the_file(companions: Bundle, tmp_path: Path):
    save_bundle(companions, tmp_path / "model")
    read, left = (CoWatching.of(load_bundle(tmp_path / "model", most_read)) for most_read in (MOST_READ, 0))
    assert isinstance(left.watched.targets, StoredRows)
    assert isinstance(left.watched.weights, StoredRows)
    assert not isinstance(read.watched.targets, StoredRows)
    assert left.watched.weights[:].dtype == read.watched.weights[:].dtype
    rows, ratings, every = np.array([0, 2]), np.array([9.0, np.nan]), np.arange(len(read.base))
    for ask in (CoWatching.interest, CoWatching.love, CoWatching.largest_share):
        assert ask(left, rows, ratings) == pytest.approx(ask(read, rows, ratings), rel=0, abs=0)
    one, other = (model.largest_share_without_each(rows, ratings, every) for model in (read, left))
    assert np.array_equal(one, other)


def test_companions_in_the_file_that_the_model_has_not_are_refused(companions: Bundle, tmp_path: Path):
    name = f"{PREFIX}targets"
    targets = np.array(companions.parts[name])
    targets[-1, -1] = len(targets)
    save_bundle(replace(companions, parts={**companions.parts, name: targets}), tmp_path / "model")
    with pytest.raises(BundleError, match="not in the model"):
        CoWatching.of(load_bundle(tmp_path / "model", most_read=0))


def test_every_viewer_has_their_cosine(larger: Path):
    model = load_bundle(larger, most_read=0).model
    factors, vector = np.asarray(model.viewer_factors), np.array([1.0, -2.0])
    expected = factors @ vector / np.linalg.norm(factors, axis=1) / np.sqrt(5)
    assert cosines(model, vector) == pytest.approx(expected, abs=1e-6)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone tells what is resident")
def test_none_of_a_large_models_viewers_stay_in_memory(tmp_path: Path):
    """All 80 MB of them are looked at."""
    factors = np.ones((5_000_000, 4), np.float32)
    save_file({"viewer_factors": factors}, tmp_path / "weights.safetensors")
    del factors
    before = resident_mb()
    rows = read_arrays(tmp_path / "weights.safetensors")["viewer_factors"]
    assert sum(float(block.sum()) for block in blocks(rows)) == 20_000_000
    assert resident_mb() - before < 30


def resident_mb() -> float:
    """What the process holds in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def test_it_is_saved_as_it_is(larger: Path, tmp_path: Path):
    save_bundle(load_bundle(larger, most_read=0), tmp_path / "again")
    assert (tmp_path / "again" / "weights.safetensors").read_bytes() == (larger / "weights.safetensors").read_bytes()


def test_a_model_that_takes_its_place_is_not_mixed_up_with_it(larger: Path, tiny_bundle: Bundle):
    model = load_bundle(larger, most_read=0).model
    before = model.viewer_factors[BLOCK]
    save_bundle(tiny_bundle, larger)
    assert np.array_equal(model.viewer_factors[BLOCK], before)


def test_a_file_that_is_cut_short_under_it_is_told_of(larger: Path):
    model = load_bundle(larger, most_read=0).model
    os.truncate(larger / "weights.safetensors", 1_000)
    with pytest.raises(BundleError, match="changed while it was open"):
        viewer_at(model, BLOCK)


def test_values_that_are_not_finite_are_found_in_the_last_block_too(larger: Path):
    file = larger / "weights.safetensors"
    content, vector = bytearray(file.read_bytes()), load_bundle(larger).model.viewer_factors[BLOCK + 6].tobytes()
    place = content.rfind(vector)
    content[place : place + 4] = np.float32(np.nan).tobytes()
    file.write_bytes(content)
    with pytest.raises(BundleError, match="viewer_factors holds values that are not finite"):
        load_bundle(larger, most_read=0)


@pytest.mark.parametrize(
    ("value", "is_sound"), [(10_000, True), (-10_000, True), (10_001, False), (-10_001, False), (np.inf, False)]
)
def test_numbers_go_as_far_as_10_000(tmp_path: Path, value: float, is_sound: bool):
    save_file({"anime_bias": np.array([0, value], np.float32)}, tmp_path / "weights.safetensors")
    if is_sound:
        assert np.array_equal(read_arrays(tmp_path / "weights.safetensors")["anime_bias"], [0, value])
    else:
        with pytest.raises(Flaw, match="up to 10,000"):
            read_arrays(tmp_path / "weights.safetensors")


@pytest.mark.parametrize("array", [np.float32(1), np.ones(2, bool)], ids=["one number", "truth values"])
def test_what_is_no_table_of_numbers_is_refused(tmp_path: Path, array: np.ndarray):
    save_file({"anime_bias": np.asarray(array)}, tmp_path / "weights.safetensors")
    with pytest.raises(Flaw, match="anime_bias is not a list or table of numbers"):
        read_arrays(tmp_path / "weights.safetensors")


@pytest.mark.parametrize("ddof", [0, 1])
def test_mean_and_covariance_are_those_of_all_parts_together(ddof: int):
    rows = numbers(40, 3)
    mean, covariance = mean_and_covariance(blocks(rows, 7), ddof)
    assert mean == pytest.approx(rows.mean(axis=0), abs=1e-6)
    assert covariance == pytest.approx(np.cov(rows, rowvar=False, ddof=ddof), abs=1e-6)


@pytest.mark.parametrize("rising", [True, False])
def test_a_large_vocabulary_finds_ids_as_a_small_one_does(rising: bool):
    ids = np.arange(MOST_HASHED + 1, dtype=np.int32) * 3
    viewers = Vocabulary(ids if rising else ids[::-1])
    for row in (0, 1, MOST_HASHED):
        assert viewers.row(int(viewers.ids[row])) == row
        assert int(viewers.ids[row]) in viewers
    for unknown in (1, -3, 2**40, -(2**40)):
        assert unknown not in viewers
        with pytest.raises(KeyError):
            viewers.row(unknown)
