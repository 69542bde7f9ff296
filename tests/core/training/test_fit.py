"""Training as a whole: both models of fastai, and that a training can be repeated, and stopped at any time."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import groupby, pairwise
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
from core.training.moving_embedding import N_MOMENTS, MovingEmbedding
from core.training.progress import ProgressLine
from tests.core.training.quick import QUICK

pytestmark = pytest.mark.slow


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
    assert [name for name in bundle.parts if name.startswith("map.")] == ["map.regions"]


def test_a_training_stopped_while_the_fold_in_is_fitted_keeps_the_model_without_its_prior(tribes: LoadedRatings):
    told: list[str] = []
    bundle = train(tribes, QUICK, report=lambda line: told.append(line.phase), should_stop=lambda: "fold-in" in told)
    assert told.count("fold-in") == 1
    assert told[-1] == "fold-in"
    assert bundle.card.epochs
    assert [name for name in bundle.parts if name.startswith(("foldin.", "map."))] == ["map.regions"]


def test_a_training_stopped_while_it_learns_still_finds_out_what_is_watched_together(tribes: LoadedRatings):
    told: list[ProgressLine] = []
    config = replace(QUICK, epochs=50)
    bundle = train(tribes, config, report=told.append, should_stop=lambda: any(line.epoch_end for line in told))
    assert [epoch.epoch for epoch in bundle.card.epochs] == [1]
    assert told[-1].phase == "watched" and told[-1].share == 1
    assert {"cowatch", "ask"} <= {name.split(".")[0] for name in bundle.parts}
    assert [name for name in bundle.parts if name.startswith(("foldin.", "map.tsne"))] == []


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
    phases = ["side-features", "training", "watched", "fold-in", "ranking", "map"]
    assert list(dict.fromkeys(line.phase for line in lines)) == phases
    _, start, *_, end = [line for line in lines if line.phase == "training"]
    assert (start.epoch, start.epochs) == (0, 2)
    assert "EmbeddingDotBias" in str(start.layers)
    assert end.finished is not None
    assert (end.epoch, end.share, end.finished.valid_rmse) == (2, 1, end.valid_rmse)
    assert end.ratings_per_second is not None and end.ratings_per_second > 0
    assert len({line.bias_only_rmse for line in lines if line.phase == "training"}) == 1
    [measured] = [line for line in lines if line.model_rmse]
    assert (round(measured.model_rmse or 0, 5), round(measured.model_mae or 0, 5)) == (
        bundle.card.metrics.valid_rmse,
        bundle.card.metrics.valid_mae,
    )


def test_the_share_that_is_done_never_falls_and_each_phase_tells_of_its_beginning_and_its_end(tribes: LoadedRatings):
    lines: list[ProgressLine] = []
    train(tribes, replace(QUICK, epochs=2), report=lines.append)
    shares = [line for line in lines if line.share is not None]
    done = [line.done or 0.0 for line in shares]
    assert done == sorted(done) and (done[0], done[-1], shares[-1].eta_seconds) == (0, 1, 0)
    for phase, of_phase in groupby(shares, key=lambda line: line.phase):
        told = [line.share or 0.0 for line in of_phase]
        assert told == sorted(told), phase
        assert (told[0], told[-1]) == (0, 1), phase


def test_the_best_known_titles_are_shown_from_one_place_to_where_the_model_has_them(tribes: LoadedRatings):
    shown: list[MovingEmbedding] = []
    bundle = train(tribes, QUICK, show=shown.append)
    moving, model = shown[-1], bundle.model
    rows = model.anime.rows(moving.anime_id)
    n_ratings = np.bincount(prepare(tribes, QUICK)[0].train.anime)
    assert (n_ratings[rows[:-1]] >= n_ratings[rows[1:]]).all()
    assert moving.titles == tuple(bundle.catalog.table["title"].iloc[rows])
    assert (moving.moments[0], moving.moments[-1]) == (0, QUICK.epochs)
    assert 1 + QUICK.epochs <= len(moving.moments) <= 1 + N_MOMENTS
    spread = moving.places.astype(np.float64).std(axis=1).max(axis=1)
    assert spread[0] < 0.1 * spread[-1]
    between = model.anime_factors[rows[0]] - model.anime_factors[rows[1:]]
    on_axes = moving.places[-1, 0].astype(np.float64) - moving.places[-1, 1:]
    assert (np.linalg.norm(on_axes, axis=1) <= np.linalg.norm(between, axis=1) + 1e-2).all(), "a projection"
    even = moving.anime_id % 2 == 0
    apart = np.abs(moving.places[-1, even, 0].mean() - moving.places[-1, ~even, 0].mean())
    assert apart > 2 * moving.places[-1, even, 0].std(), "the tribes drift apart along the first axis"


def test_what_is_shown_grows_with_the_training_and_stays_where_it_was(tribes: LoadedRatings):
    shown: list[MovingEmbedding] = []
    fit = partial(train, tribes, replace(QUICK, epochs=3))
    fit(show=shown.append)
    for earlier, later in pairwise(shown):
        n = len(earlier.moments)
        assert n < len(later.moments)
        assert np.array_equal(earlier.places, later.places[:n])
