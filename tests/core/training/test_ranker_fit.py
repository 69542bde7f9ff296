"""Learning the order of lists: cases of two tribes, and a network that finds the clue that tells."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pytest

from core.recommend.clues import PAIR
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.ranker import N_CLUES, PREFIX
from core.training.ranker_cases import RankerCases, RankerSettings, ranker_cases
from core.training.ranker_fit import NO_CHANCE, best_of_new, fit_ranker, learn, list_loss
from tests.tribes import TwoTribes, untrained

TRIBES = TwoTribes(n_viewers=80, n_anime=60, own=0.7, other=0.1)
BUNDLE = untrained(TRIBES.ratings, TRIBES.catalog, fit_cowatching(TRIBES.ratings, TRIBES.anime))
SMALL = RankerSettings(
    n_titles=40, candidates_of=3, told=(3, 5), n_best=15, n_others=5, least_cases=20, n_hidden=4, batch_size=16
)


def test_a_case_has_candidates_that_were_not_told_and_something_to_find():
    cases = ranker_cases(BUNDLE, TRIBES.ratings, 0, lambda share: None, SMALL)
    assert cases.clues.shape == (*cases.relevant.shape, N_CLUES)
    assert cases.relevant.shape[1] == 15 + 5 + 5
    assert cases.relevant.any(axis=1).all()
    assert np.isfinite(cases.clues).all()


def test_interest_of_the_other_half_still_finds_what_is_relevant():
    cases = ranker_cases(BUNDLE, TRIBES.ratings, 0, lambda share: None, SMALL)
    interest = cases.clues[..., PAIR.index("log interest")]
    assert interest[cases.relevant].mean() > interest[~cases.relevant].mean() + 0.2


def test_cases_are_of_no_more_viewers_than_are_wanted():
    few = ranker_cases(BUNDLE, TRIBES.ratings, 0, lambda share: None, replace(SMALL, n_viewers=10, n_draws=1))
    assert 1 <= len(few.clues) <= 10


def test_progress_is_told_and_never_goes_back():
    told: list[float] = []
    ranker_cases(BUNDLE, TRIBES.ratings, 0, told.append, replace(SMALL, n_draws=10))
    assert told
    assert told == sorted(told)
    assert told[-1] <= 1


@pytest.mark.slow
def test_the_network_puts_first_what_the_telling_clue_says():
    cases = made_up(seed=0)
    weights = learn(cases, 0, SMALL)
    strength = np.abs(weights.linear)
    assert strength.argmax() == 2


@pytest.mark.slow
def test_the_same_seed_gives_the_same_weights_and_another_seed_others():
    first, again, other = (learn(made_up(seed=0), seed, SMALL) for seed in (0, 0, 1))
    for field in fields(first):
        assert np.array_equal(getattr(first, field.name), getattr(again, field.name))
    assert not np.array_equal(first.hidden, other.hidden)


@pytest.mark.parametrize(("least", "learnt"), [pytest.param(20, True, marks=pytest.mark.slow), (10_000, False)])
def test_nothing_is_learnt_from_too_few_cases(least, learnt):
    parts = fit_ranker(BUNDLE, TRIBES.ratings, 0, lambda share: None, replace(SMALL, least_cases=least))
    assert (f"{PREFIX}out" in parts) == learnt


def test_without_a_single_case_nothing_fails():
    nobody = TRIBES.ratings.select(TRIBES.ratings.viewer_id < 1_003)
    assert not fit_ranker(BUNDLE, nobody, 0, lambda share: None, replace(SMALL, least_left=1_000))


def made_up(seed: int) -> RankerCases:
    """Cases in which the third clue alone decides."""
    random = np.random.default_rng(seed)
    clues = random.normal(size=(400, 12, N_CLUES)).astype(np.float32)
    relevant = clues[..., 2] == clues[..., 2].max(axis=1, keepdims=True)
    alone = np.tile(np.arange(12), (400, 1))
    return RankerCases(clues, relevant, alone, np.ones_like(relevant), relevant)


@pytest.mark.slow
def test_of_each_new_franchise_the_best_title_competes_and_told_franchises_do_not():
    import torch

    scores = torch.tensor([[[1.0], [3.0], [2.0], [9.0]]])
    franchise, is_new = torch.tensor([[0, 0, 1, 2]]), torch.tensor([[True, True, True, False]])
    of_franchises = best_of_new(scores, franchise, is_new)
    assert of_franchises[0, :, 0].tolist() == [3, 2, NO_CHANCE, NO_CHANCE]
    loss = list_loss(of_franchises, torch.tensor([[1.0, 0.0, 0.0, 0.0]]))
    assert loss.item() == pytest.approx(-math.log(math.exp(3) / (math.exp(3) + math.exp(2))))
    assert list_loss(of_franchises, torch.zeros(1, 4)).item() == 0


def test_a_franchise_is_new_if_nothing_of_it_was_told_and_found_if_anything_of_it_is_relevant():
    cases = ranker_cases(BUNDLE, TRIBES.ratings, 0, lambda share: None, SMALL)
    assert (cases.relevant & cases.is_new <= cases.found).all()
    assert (cases.found <= cases.is_new).all()
    assert cases.franchise.min() == 0
    assert (cases.franchise.max(axis=1) < cases.franchise.shape[1]).all()
