"""Training as a whole: both models of fastai, and that a training can be repeated, and stopped at any time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.data.sources import LoadedRatings
from core.data.split import inner_split
from core.errors import TrainingError
from core.model.bundle import load_bundle, save_bundle
from core.model.dot_bias import DotBiasModel
from core.model.neural import NeuralModel
from core.recommend.taste_prior import TastePrior
from core.training.fit import fit_model, prepare, train
from core.training.progress import ProgressLine
from tests.core.training.quick import QUICK


@pytest.mark.parametrize("kind", ["dot", "nn"])
def test_a_short_training_beats_the_mean_and_the_biases(tribes: LoadedRatings, kind):
    config = replace(QUICK, model=kind, layers=(8,))
    bundle = train(tribes, config, "tribes")
    data, _ = prepare(tribes, config)
    spread = float(np.sqrt(np.mean((data.valid.rating - data.train.rating.mean()) ** 2)))
    metrics = bundle.card.metrics
    assert type(bundle.model) is (NeuralModel if kind == "nn" else DotBiasModel)
    assert metrics.valid_rmse < 0.7 * min(spread, metrics.bias_only_rmse)
    assert metrics.valid_mse == pytest.approx(metrics.valid_rmse**2, abs=1e-4)
    assert bundle.card.epochs[-1].valid_loss == pytest.approx(metrics.valid_mse, abs=1e-4)


def test_a_trained_bundle_is_saved_and_loaded_whole(tribes: LoadedRatings, tmp_path: Path):
    bundle = train(tribes, replace(QUICK, epochs=1), "tribes")
    save_bundle(bundle, tmp_path / "tribes")
    loaded = load_bundle(tmp_path / "tribes")
    data = loaded.card.data
    assert data.source == "two tribes"
    assert data.viewers == len(loaded.model.viewers) == 60 - 6
    assert data.ratings + (data.unrated or 0) == loaded.catalog.table["n_seen"].sum()
    assert sum(data.histogram.given) == data.ratings == loaded.catalog.table["n_ratings"].sum()
    assert sum(data.histogram.imputed) == 0
    assert (loaded.card.split.train_rows or 0) + loaded.card.split.valid_rows == data.ratings
    assert "map.tsne" in loaded.parts
    assert np.isfinite(TastePrior.of(loaded).evidence).all(), "fitted, not by hand"
    assert "EmbeddingDotBias" in loaded.card.architecture.printed


def test_numpy_predicts_what_fastai_predicted_in_validation(tribes: LoadedRatings):
    for kind in ("dot", "nn"):
        config = replace(QUICK, model=kind, layers=(8, 4), epochs=2)
        data, _ = prepare(tribes, config)
        fit = fit_model(data, config)
        error = fit.model.predict(data.valid.viewer, data.valid.anime) - data.valid.rating
        assert np.mean(error**2) == pytest.approx(fit.epochs[-1].valid_loss, abs=1e-5)


def test_without_patience_all_epochs_are_run_and_the_last_is_kept(tribes: LoadedRatings):
    data, _ = prepare(tribes, QUICK)
    fit = fit_model(data, replace(QUICK, epochs=12, lr=0.3, wd=0.0))
    losses = [epoch.valid_loss for epoch in fit.epochs]
    assert len(losses) == 12 and losses[-1] > min(losses)
    error = fit.model.predict(data.valid.viewer, data.valid.anime) - data.valid.rating
    assert np.mean(error**2) == pytest.approx(losses[-1], abs=1e-4)


def test_the_same_seed_gives_the_same_model_and_another_seed_another(tribes: LoadedRatings):
    data, _ = prepare(tribes, QUICK)
    first, again, other = (fit_model(data, replace(QUICK, epochs=2, seed=seed)).model for seed in (0, 0, 1))
    assert np.array_equal(first.viewer_factors, again.viewer_factors)
    assert np.array_equal(first.anime_factors, again.anime_factors)
    assert not np.array_equal(first.anime_factors, other.anime_factors)


def test_imputed_rows_are_told_apart_in_the_histogram(tribes: LoadedRatings):
    bundle = train(tribes, replace(QUICK, epochs=1, unrated="anime-mean"), "tribes")
    histogram = bundle.card.data.histogram
    assert sum(histogram.imputed) == histogram.imputed[7 - 1] == bundle.card.data.unrated > 0


def test_a_training_stopped_while_its_map_is_worked_out_keeps_the_model_without_one(tribes: LoadedRatings):
    told: list[str] = []
    bundle = train(tribes, QUICK, report=lambda line: told.append(line.phase), should_stop=lambda: "map" in told)
    assert bundle.card.epochs
    assert "cowatch.base" in bundle.parts
    assert [name for name in bundle.parts if name.startswith("map.")] == []


def test_a_training_stopped_while_the_fold_in_is_fitted_keeps_the_model_without_its_prior(tribes: LoadedRatings):
    told: list[str] = []
    bundle = train(tribes, QUICK, report=lambda line: told.append(line.phase), should_stop=lambda: "fold-in" in told)
    assert told.count("fold-in") == 1
    assert bundle.card.epochs
    assert [name for name in bundle.parts if name.startswith(("foldin.", "map."))] == []


def test_a_training_stopped_before_its_first_epoch_keeps_nothing(tribes: LoadedRatings):
    with pytest.raises(TrainingError, match="no model to keep"):
        train(tribes, QUICK, should_stop=lambda: True)


def test_training_ends_early_when_nothing_is_gained_and_keeps_the_best(tribes: LoadedRatings):
    data, _ = prepare(tribes, QUICK)
    fit = fit_model(data, replace(QUICK, epochs=60, lr=0.3, wd=0.0, patience=2))
    losses = [epoch.valid_loss for epoch in fit.epochs]
    assert len(losses) < 60
    assert min(losses) == losses[-3]
    judges = inner_split(data, 0).valid
    error = fit.model.predict(judges.viewer, judges.anime) - judges.rating
    assert np.mean(error**2) == pytest.approx(min(losses), abs=1e-4)


def test_the_validation_rows_have_no_part_in_the_model(tribes: LoadedRatings):
    data, _ = prepare(tribes, QUICK)
    other_valid = replace(data, valid=data.valid.select(data.valid.rating > 5))
    config = replace(QUICK, epochs=60, lr=0.3, wd=0.0, patience=2)
    one, other = (fit_model(of, config) for of in (data, other_valid))
    assert one.epochs[-1].epoch == other.epochs[-1].epoch < 60
    assert np.array_equal(one.model.viewer_factors, other.model.viewer_factors)


def test_every_line_of_progress_tells_what_it_can(tribes: LoadedRatings):
    lines: list[ProgressLine] = []
    bundle = train(tribes, replace(QUICK, epochs=2), report=lines.append)
    assert list(dict.fromkeys(line.phase for line in lines)) == ["watched", "training", "fold-in", "ranking", "map"]
    start, *_, end = [line for line in lines if line.phase == "training"]
    assert (start.epoch, start.epochs) == (0, 2)
    assert "EmbeddingDotBias" in str(start.layers)
    assert end.finished is not None
    assert (end.epoch, end.eta_seconds, end.finished.valid_rmse) == (2, 0, end.valid_rmse)
    assert end.ratings_per_second is not None and end.ratings_per_second > 0
    assert len({line.bias_only_rmse for line in lines if line.phase == "training"}) == 1
    [measured] = [line for line in lines if line.model_rmse]
    assert (round(measured.model_rmse or 0, 5), round(measured.model_mae or 0, 5)) == (
        bundle.card.metrics.valid_rmse,
        bundle.card.metrics.valid_mae,
    )
