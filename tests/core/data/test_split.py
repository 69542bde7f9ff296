"""The split: validation rows that can be told from any others."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from core.data.imputation import impute
from core.data.ratings import UNRATED, Ratings
from core.data.split import Rated, Split, hold_out, inner_split, mean_ratings, split
from core.data.vocabulary import Vocabulary
from core.errors import TrainingError
from tests.tribes import TwoTribes

NO_RATINGS = Rated(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32))


def of(valid: Rated, viewers: Vocabulary, anime: Vocabulary) -> Split:
    nothing = np.zeros(0, np.int32)
    return Split(viewers, anime, Rated(nothing, nothing, np.zeros(0, np.float32)), valid, (nothing, nothing), 0)


@pytest.fixture
def three() -> Split:
    """Viewers 5 and 6 rated anime 10, 20 and 10 with 8, 7 and 9."""
    valid = Rated(np.array([0, 0, 1], np.int32), np.array([0, 1, 0], np.int32), np.array([8, 7, 9], np.float32))
    return of(valid, Vocabulary([5, 6]), Vocabulary([10, 20]))


def test_a_fingerprint_is_the_same_for_the_same_rows_in_any_order_and_by_any_row_numbers(three: Split):
    valid = Rated(np.array([0, 1, 1], np.int32), np.array([2, 0, 2], np.int32), np.array([9, 7, 8], np.float32))
    same = of(valid, Vocabulary([6, 5]), Vocabulary([20, 30, 10]))
    assert three.fingerprint == same.fingerprint
    assert len(three.fingerprint) == 64


@pytest.mark.parametrize("change", ["viewer", "anime", "rating", "fewer rows"])
def test_a_fingerprint_changes_with_any_part_of_a_row(three: Split, change: str):
    viewer, anime, rating = three.valid.viewer, three.valid.anime, three.valid.rating
    other = {
        "viewer": Rated(1 - viewer, anime, rating),
        "anime": Rated(viewer, 1 - anime, rating),
        "rating": Rated(viewer, anime, rating + np.float32(0.5)),
        "fewer rows": Rated(viewer[:2], anime[:2], rating[:2]),
    }[change]
    assert replace(three, valid=other).fingerprint != three.fingerprint


def test_a_fingerprint_does_not_depend_on_what_is_learnt_from(three: Split):
    one = np.zeros(1, np.int32)
    more = Rated(one, one, np.ones(1, np.float32))
    assert replace(three, train=more, watched=(one, one), held_out_viewers=3).fingerprint == three.fingerprint


def test_another_seed_draws_other_rows():
    viewers, anime = np.repeat(np.arange(10), 10), np.tile(np.arange(10), 10)
    ratings = Ratings.of(viewers, anime, 1 + (viewers + anime) % 10)
    first, again, other = (split(ratings, ratings, 0.1, 0.1, seed).fingerprint for seed in (0, 0, 1))
    assert first == again != other


def table(n_viewers: int, n_anime: int) -> Ratings:
    """Every viewer's rating of every anime; ids are not rows."""
    viewers, anime = np.repeat(np.arange(n_viewers), n_anime), np.tile(np.arange(n_anime), n_viewers)
    return Ratings.of(viewers + 50, 7 * anime, 1 + (viewers + anime) % 10)


def pairs(part: Rated, of_split: Split) -> dict[tuple[int, int], float]:
    """Ratings by the ids of viewer and anime."""
    ids = zip(of_split.viewers.ids[part.viewer].tolist(), of_split.anime.ids[part.anime].tolist(), strict=True)
    return dict(zip(ids, part.rating.tolist(), strict=True))


def test_each_rating_is_learnt_or_held_for_validation():
    ratings = table(6, 5)
    data = split(ratings, ratings, valid=0.2, hold_out_viewers=0.0, seed=0)
    assert (len(data.train), len(data.valid), data.held_out_viewers) == (24, 6, 0)
    both = pairs(data.train, data) | pairs(data.valid, data)
    given = zip(ratings.viewer_id.tolist(), ratings.anime_id.tolist(), ratings.rating.tolist(), strict=True)
    assert both == {(viewer, anime): rating for viewer, anime, rating in given}
    assert data.viewers.ids.tolist() == list(range(50, 56))
    assert data.anime.ids.tolist() == [0, 7, 14, 21, 28]


def test_both_draws_hang_on_the_seed_and_not_on_each_other():
    """Cards name a seed: the rows it stands for may never change."""
    ratings = table(10, 4)
    held_out = hold_out(ratings.viewer_id, 0.3, seed=4)
    assert held_out.tolist() == sorted(np.random.default_rng([4, 1]).permutation(np.arange(50, 60))[:3].tolist())
    data = split(ratings, ratings, valid=0.25, hold_out_viewers=0.3, seed=4)
    left = ratings.select(~np.isin(ratings.viewer_id, held_out))
    drawn = np.random.default_rng([4, 2]).permutation(28)[:7]
    assert set(pairs(data.valid, data)) == set(
        zip(left.viewer_id[drawn].tolist(), left.anime_id[drawn].tolist(), strict=True)
    )
    assert data.held_out_viewers == 3
    assert not set(held_out) & set(data.viewers.ids)


def test_what_was_watched_is_all_but_the_validation_rows():
    ratings = table(4, 5)
    some_unrated = replace(ratings, rating=np.where(ratings.anime_id == 14, np.float32(UNRATED), ratings.rating))
    dropped = split(some_unrated, impute(some_unrated, "drop"), valid=0.25, hold_out_viewers=0.0, seed=1)
    filled = split(some_unrated, impute(some_unrated, "viewer-mean"), valid=0.25, hold_out_viewers=0.0, seed=1)
    for data, n_valid in ((dropped, 4), (filled, 5)):
        watched = set(zip(*(rows.tolist() for rows in data.watched), strict=True))
        held = set(zip(data.valid.viewer.tolist(), data.valid.anime.tolist(), strict=True))
        assert len(held) == n_valid
        assert not watched & held
        assert len(watched) == len(data.watched[0]) == 20 - n_valid


def test_one_viewer_may_learn_alone_but_nobody_kept_out_may_leave_one():
    alone = table(1, 10)
    assert len(split(alone, alone, valid=0.1, hold_out_viewers=0.0, seed=0).viewers) == 1
    three = table(3, 10)
    assert len(split(three, three, valid=0.1, hold_out_viewers=0.34, seed=0).viewers) == 2
    with pytest.raises(TrainingError, match="Keeping 60% of 3 viewers out of training leaves 1, and a model needs 2"):
        split(three, three, valid=0.1, hold_out_viewers=0.6, seed=0)


@pytest.mark.parametrize(("valid", "n_valid"), [(0.05, None), (0.1, 1), (0.9, 9), (0.96, None)])
def test_both_sides_of_a_split_need_a_row(valid: float, n_valid: int | None):
    ten = table(2, 5)
    if n_valid is not None:
        assert len(split(ten, ten, valid, 0.0, seed=0).valid) == n_valid
        return
    with pytest.raises(TrainingError, match=rf"^10 ratings are too few to hold out {100 * valid:g}%.*another share\.$"):
        split(ten, ten, valid, 0.0, seed=0)


def test_too_few_ratings_of_those_not_kept_out_have_two_remedies():
    with pytest.raises(
        TrainingError, match=r"^10 ratings of the 2 viewers not kept out .* or keep fewer viewers out\.$"
    ):
        split(table(3, 5), table(3, 5), 0.01, 0.34, seed=0)


def test_mean_ratings_are_drawn_to_the_mean_of_all(three: Split):
    train = Rated(np.array([0, 1, 0], np.int32), np.array([0, 0, 1], np.int32), np.array([8, 10, 3], np.float32))
    means = mean_ratings(replace(three, train=train, anime=Vocabulary([10, 20, 30])))
    assert means == pytest.approx([(18 + 5 * 7) / (2 + 5), (3 + 5 * 7) / (1 + 5), 7])


@pytest.mark.parametrize(("n", "chosen"), [(2, 1), (10, 1), (11, 2), (2_000, 200), (10_000, 500), (50_000, 1_000)])
def test_a_few_training_rows_choose_and_the_others_teach(n: int, chosen: int):
    rows = np.arange(n, dtype=np.int32)
    train, unrated = Rated(rows, rows, rows.astype(np.float32)), np.roll(rows, 1)
    watched = np.concatenate([rows, rows]), np.concatenate([rows, unrated])
    data = replace(of(NO_RATINGS, Vocabulary(rows), Vocabulary(rows)), train=train, watched=watched)
    inner = inner_split(data, seed=0)
    assert (len(inner.valid), len(inner.train)) == (chosen, n - chosen)
    assert np.array_equal(np.sort(np.concatenate([inner.train.viewer, inner.valid.viewer])), rows)
    assert (np.diff(inner.train.viewer) > 0).all()
    viewer, anime = inner.watched
    assert np.array_equal(viewer[: n - chosen], inner.train.viewer) and np.array_equal(viewer[n - chosen :], rows)
    assert np.array_equal(anime[: n - chosen], inner.train.viewer) and np.array_equal(anime[n - chosen :], unrated)
    for side in (inner.train, inner.valid):
        assert np.array_equal(side.viewer, side.rating) and np.array_equal(side.viewer, side.anime)


def test_the_seed_says_which_training_rows_choose_and_no_more_than_5000_do():
    n = 300_000
    rows = np.arange(n, dtype=np.int32)
    data = replace(of(NO_RATINGS, Vocabulary(rows), Vocabulary(rows)), train=Rated(rows, rows, rows.astype(np.float32)))
    first, again, other = (inner_split(data, seed).valid.viewer for seed in (0, 0, 1))
    assert len(first) == 5_000
    assert np.array_equal(first, again) and not np.array_equal(first, other)


def test_a_single_training_row_teaches_and_chooses():
    row = np.zeros(1, np.int32)
    data = replace(of(NO_RATINGS, Vocabulary([5]), Vocabulary([10])), train=Rated(row, row, np.full(1, 7, np.float32)))
    inner = inner_split(data, seed=0)
    assert len(inner.train) == len(inner.valid) == 1


@pytest.mark.parametrize("n_viewers", [500, 1_000, 2_000])
def test_drawing_a_split_takes_no_more_than_45_bytes_a_row_beside_the_ratings_as_the_docs_say(n_viewers: int):
    ratings = TwoTribes(n_viewers=n_viewers, n_anime=60, own=0.7, other=0.3, unrated=0.2).ratings
    tracemalloc.start()
    split(ratings, impute(ratings, "drop"), 0.1, 0.1, 0)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak <= 45 * len(ratings)
