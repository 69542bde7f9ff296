"""Ratings that stay on disk, and their split: the same viewers, the same rules, no row kept."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import numpy as np
import pytest
from numpy.typing import NDArray

from core.data.bias_only import bias_only_rmse, streamed_bias_only_rmse
from core.data.catalog import Catalog
from core.data.imputation import Unrated, impute
from core.data.mapped.convert import convert
from core.data.mapped.folder import MappedRatings
from core.data.mapped.split import StreamedSplit, streamed_split
from core.data.over_processes import ALONE, Share
from core.data.ratings import Ratings
from core.data.sources import LoadedRatings, StreamedLoaded, keep, load_folder, stream_folder
from core.data.split import Rated, Split, hold_out, split
from core.errors import TrainingError
from tests.tribes import TwoTribes

Result = TypeVar("Result")


def converted(loaded: LoadedRatings, folder: Path) -> Path:
    keep(loaded, folder / "files")
    convert([folder / "files"], folder / "converted", None, lambda what, done, of: None)
    return folder / "converted"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return converted(TwoTribes(200, 30, own=0.7, other=0.4, unrated=0.2).loaded, tmp_path_factory.mktemp("ratings"))


@pytest.fixture(scope="module")
def loaded(folder: Path) -> StreamedLoaded:
    return stream_folder(folder, 25)


def drawn(
    loaded: StreamedLoaded, unrated: Unrated = "drop", seed: int = 0, valid: float = 0.2, share: Share = ALONE
) -> StreamedSplit:
    return streamed_split(loaded.ratings, loaded.catalog, unrated, valid, 0.1, seed, share)


def in_memory(data: StreamedSplit) -> Split:
    """The same rows as a split that lies in memory."""
    blocks = list(data.blocks())
    sides = [
        Rated.joined([side.from_viewer(block.first) for block, side in zip(blocks, sides, strict=True)])
        for sides in ([block.train for block in blocks], [block.valid for block in blocks])
    ]
    watched = [(viewer + block.first, anime) for block in blocks for viewer, anime in [block.watched]]
    both = np.concatenate([viewer for viewer, _ in watched]), np.concatenate([anime for _, anime in watched])
    return Split(data.viewers, data.anime, *sides, both, data.held_out_viewers)


def rows_of(ratings: Ratings) -> list[tuple[int, int, float]]:
    return sorted(zip(ratings.viewer_id.tolist(), ratings.anime_id.tolist(), ratings.rating.tolist(), strict=True))


def test_what_stays_on_disk_is_what_would_be_read(folder: Path, loaded: StreamedLoaded):
    whole = load_folder(folder, 25)
    assert rows_of(loaded.ratings.together()) == rows_of(whole.ratings)
    assert len(loaded.ratings) == len(whole.ratings)
    assert loaded.report == whole.report and loaded.source == whole.source
    assert loaded.catalog.table.equals(whole.catalog.table)
    some = whole.ratings.viewer_id[::7]
    assert rows_of(loaded.ratings.of_viewers(some).together()) == rows_of(whole.ratings.of_viewers(some))
    assert not len(loaded.ratings.of_viewers(np.array([-5], np.int32)).together())


def test_ratings_that_are_read_a_few_viewers_at_a_time_are_the_same(
    folder: Path, loaded: StreamedLoaded, monkeypatch: pytest.MonkeyPatch
):
    whole, data, spans = load_folder(folder, 25), drawn(loaded), MappedRatings.spans
    monkeypatch.setattr(MappedRatings, "spans", lambda mapped, rows: spans(mapped, min(rows, 40)))
    again, streamed = load_folder(folder, 25), stream_folder(folder, 25)
    assert len(list(streamed.ratings.by_viewers())) > 50
    assert rows_of(again.ratings) == rows_of(whole.ratings) == rows_of(streamed.ratings.together())
    assert again.report == whole.report == streamed.report
    assert len(again.ratings) == len(streamed.ratings) == len(whole.ratings)
    in_parts = drawn(streamed)
    assert in_parts.overall == pytest.approx(data.overall)
    assert in_parts.catalog.table.equals(data.catalog.table)
    assert in_parts.anime.ids.tolist() == data.anime.ids.tolist()
    assert in_parts.n_train + in_parts.n_valid == data.n_train + data.n_valid


def test_a_viewer_with_one_row_is_read_too(tmp_path: Path, tiny_catalog: Catalog):
    ratings = Ratings.of(np.array([1, 1, 2, 3]), np.array([10, 20, 10, 40]), np.array([8, 9, 7, 6]))
    streamed = stream_folder(converted(LoadedRatings(ratings, tiny_catalog), tmp_path), 3).ratings
    assert rows_of(streamed.together()) == [(1, 10, 8.0), (1, 20, 9.0), (2, 10, 7.0)]
    assert streamed.viewers.tolist() == [1, 2]


def test_mean_ratings_are_drawn_towards_the_mean_of_all_by_five_of_it(loaded: StreamedLoaded):
    data = drawn(loaded)
    train = in_memory(data).train
    overall = float(np.mean(train.rating, dtype=np.float64))
    expected = [
        (train.rating[train.anime == row].sum() + 5 * overall) / ((train.anime == row).sum() + 5)
        for row in range(len(data.anime))
    ]
    assert data.mean_ratings() == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("n", [1, 2, 3, 7])
def test_parts_of_it_have_every_viewer_once_and_about_as_many_rows_each(loaded: StreamedLoaded, n: int):
    parts = [loaded.ratings.part(number, n) for number in range(n)]
    assert np.array_equal(np.concatenate([part.viewers for part in parts]), loaded.ratings.viewers)
    assert [len(part) for part in parts] == pytest.approx([len(loaded.ratings) / n] * n, abs=2 * 25)


@pytest.mark.parametrize("unrated", ["drop", "anime-mean", "viewer-mean"])
def test_both_splits_have_the_same_viewers_anime_and_rows_and_differ_in_which_are_drawn(
    folder: Path, loaded: StreamedLoaded, unrated: Unrated
):
    whole = load_folder(folder, 25)
    filled = impute(whole.ratings, unrated, whole.catalog)
    memory, data = split(whole.ratings, filled, 0.2, 0.1, 0), in_memory(drawn(loaded, unrated))
    assert np.array_equal(data.viewers.ids, memory.viewers.ids) and np.array_equal(data.anime.ids, memory.anime.ids)
    assert data.held_out_viewers == memory.held_out_viewers
    both = [Rated.joined([one.train, one.valid]) for one in (data, memory)]
    rows = [sorted(zip(one.viewer.tolist(), one.anime.tolist(), one.rating.tolist(), strict=True)) for one in both]
    assert [pair[:2] for pair in rows[0]] == [pair[:2] for pair in rows[1]]
    assert [pair[2] for pair in rows[0]] == pytest.approx([pair[2] for pair in rows[1]], abs=1e-5)
    assert len(data.valid) == pytest.approx(0.2 * len(rows[0]), rel=0.2)
    assert len(data.watched[0]) == len(memory.watched[0]) + len(memory.valid) - len(data.valid)


def test_a_title_that_only_held_out_viewers_know_is_not_learnt(tmp_path: Path):
    tribes = TwoTribes(100, 30)
    ratings, title = tribes.ratings, tribes.odd[0]
    is_known = (ratings.anime_id != title) | np.isin(ratings.viewer_id, hold_out(ratings.viewer_id, 0.1, 0))
    data = drawn(stream_folder(converted(replace(tribes.loaded, ratings=ratings.select(is_known)), tmp_path), 30))
    assert title in data.catalog and title not in data.anime
    assert set(data.anime.ids.tolist()) == {*tribes.odd, *tribes.even} - {title}


def test_its_counts_are_those_of_its_rows(loaded: StreamedLoaded):
    data = drawn(loaded)
    memory = in_memory(data)
    assert (data.n_train, data.n_valid, data.n_watched) == (memory.n_train, memory.n_valid, memory.n_watched)
    assert np.array_equal(data.n_ratings, memory.n_ratings)
    assert data.sums.sum() == pytest.approx(memory.train.rating.sum(dtype=np.float64))
    assert np.array_equal(data.viewer_rows(range(data.n_blocks)), np.arange(len(data.viewers)))
    assert sum(map(len, data.valid_blocks())) == data.n_valid
    blocks = list(data.blocks())
    assert len(blocks) > 10 and sum(block.n_viewers for block in blocks) == len(data.viewers)
    for number, block in enumerate(blocks):
        assert data.viewer_rows([number]).tolist() == list(range(block.first, block.first + block.n_viewers))
        assert block.n_viewers > max(block.train.viewer.max(initial=0), block.watched[0].max(initial=0))


def test_the_same_seed_draws_the_same_rows_and_another_seed_others(loaded: StreamedLoaded):
    marks = [drawn(loaded, seed=seed).fingerprint for seed in (0, 0, 1)]
    assert marks[0] == marks[1] != marks[2]


def test_some_viewers_can_be_read_alone(loaded: StreamedLoaded):
    data = drawn(loaded)
    memory, some = in_memory(data), np.array([3, 50, 51, 120])
    for one, whole in zip(data.of_viewers(some), (memory.train, memory.valid), strict=True):
        theirs = whole.select(np.isin(whole.viewer, some))
        assert np.array_equal(one.viewer, theirs.viewer) and np.array_equal(one.anime, theirs.anime)


def test_biases_alone_err_as_much_as_in_memory(loaded: StreamedLoaded):
    data = drawn(loaded)
    memory = in_memory(data)
    assert streamed_bias_only_rmse(data) == pytest.approx(bias_only_rmse(memory.train, memory.valid), abs=1e-5)


@pytest.mark.parametrize("rounds", [1, 2, 3])
def test_biases_alone_take_as_many_turns_as_in_memory(loaded: StreamedLoaded, rounds: int):
    data = drawn(loaded)
    memory = in_memory(data)
    expected = bias_only_rmse(memory.train, memory.valid, rounds=rounds)
    assert streamed_bias_only_rmse(data, rounds=rounds) == pytest.approx(expected, abs=1e-7)
    assert bias_only_rmse(memory.train, memory.valid, rounds=rounds + 1) != pytest.approx(expected, abs=1e-6)


def in_shares(n: int, work: Callable[[Share], Result]) -> list[Result]:
    """What each of so many threads makes of its share; a sum waits for all of them, as among processes."""
    given: list[NDArray] = [np.zeros(0)] * n
    all_are_here = Barrier(n, timeout=30)

    def work_on(rank: int) -> Result:
        def summed(array: NDArray) -> NDArray:
            given[rank] = array
            all_are_here.wait()
            total = sum(given[1:], given[0])
            all_are_here.wait()
            return total

        return work(Share(rank, n, summed))

    with ThreadPoolExecutor(n) as threads:
        return list(threads.map(work_on, range(n)))


@pytest.mark.parametrize("n", [2, 3])
def test_those_who_count_a_share_of_a_folder_each_have_all_of_it(folder: Path, loaded: StreamedLoaded, n: int):
    for each in in_shares(n, lambda share: stream_folder(folder, 25, share=share)):
        assert each.ratings.n_rows.tolist() == loaded.ratings.n_rows.tolist()
        assert each.report == loaded.report


@pytest.mark.parametrize("unrated", ["drop", "anime-mean"])
@pytest.mark.parametrize("n", [2, 3])
def test_those_who_count_a_share_each_have_the_split_of_one_who_counts_all(
    loaded: StreamedLoaded, n: int, unrated: Unrated
):
    whole = drawn(loaded, unrated)
    for data in in_shares(n, lambda share: drawn(loaded, unrated, share=share)):
        assert data.fingerprint == whole.fingerprint
        assert (data.n_valid, data.n_train, data.n_watched) == (whole.n_valid, whole.n_train, whole.n_watched)
        assert data.n_ratings.tolist() == whole.n_ratings.tolist()
        assert data.n_seen.tolist() == whole.n_seen.tolist()
        assert data.sums == pytest.approx(whole.sums, rel=1e-12)
        assert np.array_equal(data.viewers.ids, whole.viewers.ids) and np.array_equal(data.anime.ids, whole.anime.ids)


def test_biases_alone_err_as_much_where_each_reads_a_share(loaded: StreamedLoaded):
    data = drawn(loaded)
    found = in_shares(3, lambda share: streamed_bias_only_rmse(data, share=share))
    assert found == pytest.approx([streamed_bias_only_rmse(data)] * 3, rel=1e-12)


def test_too_few_rows_are_refused_as_in_memory(loaded: StreamedLoaded):
    with pytest.raises(TrainingError, match="too few to hold out"):
        drawn(loaded, valid=1e-9)


@pytest.mark.parametrize("n_anime", [100, 200, 400])
def test_a_split_on_disk_takes_40_bytes_a_viewer_and_nothing_for_rows_as_the_docs_say(tmp_path: Path, n_anime: int):
    """Four times the rows of as many viewers."""
    n_viewers = 2_000
    loaded = stream_folder(converted(TwoTribes(n_viewers, n_anime, own=0.5, other=0.5).loaded, tmp_path), n_anime)
    ratings = replace(loaded.ratings)
    tracemalloc.start()
    data = drawn(replace(loaded, ratings=ratings))
    now, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert data.n_train > 0.3 * n_viewers * n_anime
    assert now <= 40 * n_viewers + 200 * n_anime + 60_000
