"""A training whose ratings stay on disk learns what one in memory learns, and goes on where it was cut off."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from core.data.mapped.convert import convert
from core.data.mapped.split import StreamedSplit
from core.data.sources import LoadedRatings, StreamedLoaded, keep, stream_folder
from core.errors import DataError, TrainingError
from core.model.bundle import load_bundle, save_bundle
from core.runs.training import stay_on_disk
from core.training.checkpoint import Checkpoint
from core.training.config import TrainConfig
from core.training.fit import fit_model, never, prepared, silent, train
from core.training.streamed.fit import fit_streamed
from core.training.streamed.windows import Window, Windows
from core.training.summary import measure
from tests.core.training.quick import QUICK
from tests.tribes import TwoTribes

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def folder(tribes: LoadedRatings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("tribes")
    keep(tribes, made / "files")
    convert([made / "files"], made / "converted", None, lambda what, done, of: None)
    return made / "converted"


@pytest.fixture(scope="session")
def streamed(folder: Path) -> StreamedLoaded:
    return stream_folder(folder)


def split_of(streamed: StreamedLoaded, config: TrainConfig = QUICK) -> StreamedSplit:
    data, _ = prepared(streamed, config)
    assert isinstance(data, StreamedSplit)
    return data


@pytest.mark.parametrize("kind", ["dot", "nn"])
def test_it_errs_no_more_than_a_training_in_memory(tribes: LoadedRatings, streamed: StreamedLoaded, kind):
    config = replace(QUICK, model=kind, layers=(8,))
    errors = []
    for loaded in (tribes, streamed):
        data, _ = prepared(loaded, config)
        fit = fit_model(data, config)
        errors.append(measure(fit.model, data)["valid_rmse"])
        assert fit.epochs[-1].valid_rmse == pytest.approx(errors[-1], abs=1e-4)
    assert errors[1] < 1.15 * errors[0]


def test_a_bundle_of_it_has_all_that_others_have(tribes: LoadedRatings, streamed: StreamedLoaded, tmp_path: Path):
    save_bundle(train(streamed, QUICK, "streamed"), tmp_path / "streamed")
    loaded, memory = load_bundle(tmp_path / "streamed"), train(tribes, QUICK, "memory")
    assert loaded.parts.keys() == memory.parts.keys()
    assert loaded.card.data.histogram == memory.card.data.histogram
    assert loaded.card.architecture.printed == memory.card.architecture.printed
    assert (loaded.catalog.table["n_seen"] == memory.catalog.table["n_seen"]).all()
    for name in ("cowatch.base", "ask.share"):
        assert loaded.parts[name] == pytest.approx(memory.parts[name], abs=1e-4), name
    assert loaded.card.metrics.valid_rmse < 0.7 * loaded.card.metrics.bias_only_rmse


def test_every_viewer_is_in_one_window_and_every_row_learnt_once_an_epoch(streamed: StreamedLoaded):
    data = split_of(streamed)
    for rank, n in ((0, 1), (0, 2), (1, 2)):
        windows = Windows.of(data, 200, rank, n)
        assert windows.n_windows > 1
        for dealt in (list(windows.in_order()), list(windows.dealt(0, 0)), list(windows.dealt(0, 1))):
            viewers = np.concatenate([window.viewers for window in dealt])
            assert np.array_equal(np.sort(viewers), data.viewer_rows(windows.numbers))
    halves = [Windows.of(data, 200, rank, 2) for rank in (0, 1)]
    assert halves[0].n_windows == halves[1].n_windows
    assert sum(len(window.train) for half in halves for window in half.dealt(0, 3)) == data.n_train


def test_a_windows_rows_are_those_of_its_viewers(streamed: StreamedLoaded):
    data = split_of(streamed)
    window = Window.of([data.block(5), data.block(2)])
    train, valid = data.of_viewers(window.viewers)
    for found, rows in ((train, window.train), (valid, window.valid)):
        theirs = sorted(zip(window.viewers[rows.viewer].tolist(), rows.anime.tolist(), strict=True))
        assert sorted(zip(found.viewer.tolist(), found.anime.tolist(), strict=True)) == theirs


def test_a_training_of_several_windows_that_was_cut_off_ends_as_if_it_had_not_been(
    streamed: StreamedLoaded, tmp_path: Path
):
    config, data = replace(QUICK, epochs=3), split_of(streamed)
    fit = partial(fit_streamed, data, config, silent, window_rows=300)
    whole = fit(never)
    asked = 0

    def in_the_third_epoch() -> bool:
        nonlocal asked
        asked += 1
        return asked > 45

    file = tmp_path / "checkpoint.safetensors"
    cut = fit(in_the_third_epoch, Checkpoint(file, config))
    assert cut.stopped and 0 < len(cut.epochs) < 3
    resumed = fit(never, Checkpoint(file, config, resume=True))
    assert [epoch.epoch for epoch in resumed.epochs] == [1, 2, 3]
    assert np.allclose(resumed.model.anime_factors, whole.model.anime_factors, atol=1e-6)
    with pytest.raises(TrainingError, match="other settings"):
        fit(never, Checkpoint(file, replace(config, lr=0.5), resume=True))


def peak_of(n_viewers: int, n_factors: int, folder: Path) -> int:
    """Bytes in use at the most while a model learns, window by window, from the lists of so many viewers."""
    keep(TwoTribes(n_viewers, 30, own=0.5, other=0.2).loaded, folder / "files")
    convert([folder / "files"], folder / "converted", None, lambda what, done, of: None)
    config = replace(QUICK, epochs=1, n_factors=n_factors, batch_size=5_000)
    tracemalloc.start()
    fit_streamed(split_of(stream_folder(folder / "converted"), config), config, silent, never, window_rows=10_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_a_viewer_takes_no_more_memory_than_the_docs_say_and_a_row_none(tmp_path: Path):
    n_factors, sizes = 60, (2_000, 4_000, 8_000)
    peak_of(50, n_factors, tmp_path / "imports")
    peaks = [peak_of(n_viewers, n_factors, tmp_path / str(n_viewers)) for n_viewers in sizes]
    for (few, less), (many, more) in pairwise(zip(sizes, peaks, strict=True)):
        assert 8 * (n_factors + 1) < (more - less) / (many - few) <= 16 * (n_factors + 1) + 40


@pytest.mark.parametrize(("change", "said"), [({"patience": 2}, "Patience"), ({"members": 2}, "several members")])
def test_what_needs_all_rows_in_memory_is_refused(streamed: StreamedLoaded, change: dict[str, int], said: str):
    with pytest.raises(TrainingError, match=f"{said}.*--rows memory"):
        fit_model(split_of(streamed), replace(QUICK, **change))


def test_converted_ratings_stay_on_disk_where_that_is_wanted_or_many_train(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    assert stay_on_disk(folder, replace(QUICK, rows="disk"))
    assert not stay_on_disk(folder, QUICK) and not stay_on_disk(folder.parent / "files", QUICK)
    with pytest.raises(DataError, match="core convert --ratings"):
        stay_on_disk(folder.parent / "files", replace(QUICK, rows="disk"))
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert stay_on_disk(folder, QUICK) and not stay_on_disk(folder, replace(QUICK, rows="memory"))
