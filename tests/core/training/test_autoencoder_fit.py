"""Learning the autoencoder of lists: two tribes are told apart, the seed decides, too few lists teach nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.recommend.autoencoder import PREFIX, Autoencoder
from core.recommend.evidence import Evidence
from core.training.autoencoder_fit import AutoencoderSettings, fit_autoencoder
from tests.tribes import TwoTribes, untrained

TRIBES = TwoTribes(n_viewers=60, n_anime=40, own=0.8, other=0.1, unrated=0.1)
N_HIGH = np.bincount(TRIBES.anime.rows(TRIBES.ratings.anime_id[TRIBES.ratings.rating >= 8]), minlength=40)
SMALL = AutoencoderSettings(
    n_titles=36, n_dimensions=8, told=(2, 4), least_left=4, least_lists=20, epochs=30, batch_size=16, dropout=0.2
)


def fitted(seed: int = 0, settings: AutoencoderSettings = SMALL, **kwargs) -> dict[str, np.ndarray]:
    return dict(fit_autoencoder(TRIBES.ratings, TRIBES.anime, N_HIGH, seed, settings=settings, **kwargs))


@pytest.mark.slow
def test_who_loves_titles_of_one_tribe_is_given_the_others_of_it():
    encoder = Autoencoder.of(untrained(TRIBES.ratings, TRIBES.catalog, fitted()))
    assert encoder is not None
    for tribe in (0, 1):
        told = encoder.rows[encoder.rows % 2 == tribe][:3]
        [shares] = np.exp(encoder.log_shares(Evidence(told, np.full(3, 9.0)), np.ones((1, 3))))
        others = np.setdiff1d(encoder.rows, told)
        assert shares[others[others % 2 == tribe]].mean() > 3 * shares[others[others % 2 != tribe]].mean()


@pytest.mark.slow
def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    few = replace(SMALL, epochs=2)
    first, again, other = fitted(0, few), fitted(0, few), fitted(1, few)
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert not np.array_equal(first[PREFIX + "out"], other[PREFIX + "out"])


@pytest.mark.slow
def test_progress_is_told_and_never_goes_back():
    told: list[float] = []
    fitted(settings=replace(SMALL, epochs=3), tell=told.append)
    assert told == sorted(told) and told[-1] == pytest.approx(1)


@pytest.mark.slow
def test_it_knows_the_titles_with_most_high_ratings_and_learns_from_as_many_viewers_as_are_wanted():
    parts = fitted(settings=replace(SMALL, epochs=1, n_titles=10, told=(2,), least_left=1, n_viewers=25))
    rows = parts[PREFIX + "rows"]
    assert len(rows) == 10 and N_HIGH[rows].min() >= np.delete(N_HIGH, rows).max()
    assert np.exp(parts[PREFIX + "base"]).sum() == pytest.approx(1, abs=1e-5)


def test_nothing_is_learnt_from_too_few_lists():
    assert not fitted(settings=replace(SMALL, least_lists=61))
    assert not fitted(settings=replace(SMALL, least_left=100))
