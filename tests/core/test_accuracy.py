"""What every clone can check of accuracy, with no ratings of real people at hand: the simulated sample comes along."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.data.bias_only import bias_only_rmse
from core.data.sources import LoadedRatings
from core.evaluation.lists import RAW
from core.evaluation.results import compare, summarise
from core.evaluation.scoreboard import evaluate
from core.evaluation.settings import EvaluationSettings
from core.training.config import TrainConfig
from core.training.fit import fit_model, prepare

DOT = replace(TrainConfig(), n_factors=8)
NETWORK = replace(DOT, model="nn", layers=(16,))


@pytest.mark.slow
@pytest.mark.parametrize(("config", "bar"), [(DOT, 0.93), (NETWORK, 0.97)], ids=["dot", "network"])
def test_a_model_trained_on_the_sample_is_well_below_the_error_of_biases_alone(
    simulated: LoadedRatings, config: TrainConfig, bar: float
):
    data, _ = prepare(simulated, config)
    best = min(epoch.valid_rmse for epoch in fit_model(data, config).epochs)
    assert best <= bar * bias_only_rmse(data.train, data.valid)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["shipped", "shipped_neural"])
def test_ten_answers_bring_a_better_list_than_popularity_and_better_predictions_than_biases(
    simulated: LoadedRatings, name: str, request: pytest.FixtureRequest
):
    settings = EvaluationSettings(answers=(10,))
    results = evaluate(request.getfixturevalue(name), simulated.ratings, settings)[RAW]
    ours, biases = (summarise(results[who, 10], settings) for who in ("for-you", "bias-only"))
    assert ours.n_viewers >= 40
    assert compare(results, "popularity", settings)["for-you", 10].ratio >= 1.15
    assert ours.rmse and biases.rmse and ours.rmse < biases.rmse


def test_the_sample_says_that_nobody_gave_its_ratings(simulated: LoadedRatings):
    assert "simulated" in simulated.source
    assert simulated.ratings.n_viewers == 300
    assert 30_000 < len(simulated.ratings) < 40_000
