"""What was watched, as a few numbers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import random_array
from sklearn.utils.extmath import randomized_svd

from core.data.imputation import impute
from core.data.sources import LoadedRatings
from core.data.split import split
from core.training.side_features import N_ROUNDS, SCALE, directions, singular_vectors


def test_side_features_tell_two_tribes_apart(tribes: LoadedRatings):
    even_only = tribes.ratings.select(tribes.ratings.viewer_id % 2 == tribes.ratings.anime_id % 2)
    data = split(even_only, impute(even_only, "drop"), 0.1, 0.0, seed=0)
    viewers, anime = directions(data, 2, seed=0).side_features(2)
    alike = viewers / np.linalg.norm(viewers, axis=1, keepdims=True)
    same = data.viewers.ids[:, None] % 2 == data.viewers.ids[None, :] % 2
    assert (alike @ alike.T)[same].min() > 0.9 > 0.1 > (alike @ alike.T)[~same].max()
    assert anime.shape == (len(data.anime), 2)


def test_side_features_are_small_and_no_more_than_the_table_has(tribes: LoadedRatings):
    data = split(tribes.ratings, impute(tribes.ratings, "drop"), 0.1, 0.0, seed=0)
    viewers, anime = directions(data, 1_000, seed=0).side_features(1_000)
    assert viewers.shape == (len(data.viewers), len(data.anime))
    assert anime.shape == (len(data.anime), len(data.anime))
    for features in (viewers, anime):
        assert np.sqrt(np.mean(features**2)) == pytest.approx(SCALE, rel=1e-4)


def test_fewer_side_features_are_the_strongest_directions_at_the_same_scale(tribes: LoadedRatings):
    data = split(tribes.ratings, impute(tribes.ratings, "drop"), 0.1, 0.0, seed=0)
    found = directions(data, 6, seed=0)
    for few, all_of_them in zip(found.side_features(2), found.side_features(6), strict=True):
        assert np.sqrt(np.mean(few**2)) == pytest.approx(SCALE, rel=1e-4)
        assert np.allclose(few / few[0, 0], all_of_them[:, :2] / all_of_them[0, 0], rtol=1e-3, atol=1e-4)
    assert [table.shape[1] for table in (directions(data, 0, seed=0).viewers, found.anime)] == [0, 6]


@pytest.mark.parametrize("shape", [(90, 40), (40, 90)])
def test_singular_vectors_are_scikit_learns_and_each_round_is_told(shape: tuple[int, int]):
    random, told = np.random.default_rng(0), []
    table = random_array(shape, density=0.2, rng=random, format="csr", dtype=np.float32)
    found = singular_vectors(table, 5, 3, told.append)
    for ours, theirs in zip(found, randomized_svd(table, 5, n_iter=N_ROUNDS, random_state=3), strict=True):
        assert ours == pytest.approx(theirs, abs=1e-5)
    assert told == pytest.approx([0.8 / 3, 1.6 / 3, 0.8, 0.9, 1])
