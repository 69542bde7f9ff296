"""The recorded trainings of the course are what a training gives, and tell the story the course tells."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from core.training.course import DECAYS, EPOCHS, LONG, LR, RATES, recorded


def test_all_trainings_are_recorded() -> None:
    found = recorded()
    assert set(found.by_rate) == {f"{rate:g}" for rate in RATES}
    assert set(found.by_decay) == {f"{decay:g}" for decay in DECAYS}
    assert {len(run.epochs) for run in found.by_rate.values()} == {EPOCHS}
    assert {len(run.epochs) for run in found.by_decay.values()} == {LONG}
    assert len(found.search.rates) == len(found.search.losses) == 100


def test_without_weight_decay_the_model_overfits_and_with_some_it_does_not() -> None:
    free, held = recorded().by_decay["0"], recorded().by_decay["0.5"]
    lowest = min(epoch.valid for epoch in free.epochs)
    assert free.epochs[-1].train < 0.2 * free.epochs[-1].valid
    assert free.epochs[-1].valid > 1.3 * lowest
    assert held.epochs[-1].valid < 1.1 * min(epoch.valid for epoch in held.epochs)


def test_the_articles_learning_rate_is_the_best_of_those_tried() -> None:
    ends = {rate: run.epochs[-1].valid for rate, run in recorded().by_rate.items()}
    assert min(ends, key=ends.__getitem__) == f"{LR:g}"


@pytest.mark.slow
def test_a_live_training_tells_how_far_it_is_and_ends_as_it_was_recorded(root) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "core.training.course", "fit", "0.5"]
    told = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.splitlines()
    lines = [json.loads(line) for line in told]
    shares = [line["share"] for line in lines]
    assert shares == sorted(shares)
    assert len(shares) > 50
    last = lines[-1]["course"]["epochs"][-1]
    assert last["valid"] == pytest.approx(recorded().by_decay["0.5"].epochs[-1].valid, rel=0.03)


@pytest.mark.slow
def test_a_live_search_ends_as_it_was_recorded_and_leaves_nothing_where_it_ran(tmp_path) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "core.training.course", "rates"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.splitlines()
    lines = [json.loads(line) for line in told]
    shares = [line["share"] for line in lines]
    assert shares == sorted(shares)
    assert len(shares) >= 10
    found = lines[-1]["search"]["suggestions"]
    assert found == pytest.approx(dict(recorded().search.suggestions), rel=0.1)
    assert not list(tmp_path.iterdir())
