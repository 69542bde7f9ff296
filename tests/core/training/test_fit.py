"""Training: the split, both models of fastai, and that a training can be repeated, stopped and resumed."""

from __future__ import annotations

import argparse
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.data.imputation import impute
from core.data.sources import LoadedRatings
from core.data.split import Rated, Split, hold_out, mean_ratings, split
from core.data.vocabulary import Vocabulary
from core.errors import TrainingError
from core.model.bundle import load_bundle, save_bundle
from core.model.dot_bias import DotBiasModel
from core.model.neural import NeuralModel
from core.training.batches import RatingBatches, batch_size_for
from core.training.callbacks import unless_stopped
from core.training.checkpoint import Checkpoint
from core.training.cli_options import add_options, config_of
from core.training.config import TrainConfig, recipe
from core.training.fit import fit_model, prepare, train
from core.training.lr_finder import find_lr
from core.training.side_features import side_features
from tests.tribes import TwoTribes

N_VIEWERS, N_ANIME = 60, 30
QUICK = TrainConfig(
    n_factors=4, epochs=8, batch_size=64, lr=0.05, wd=0.05, side_features=4, hold_out_viewers=0.1, threads=1
)


@pytest.fixture(scope="module")
def tribes() -> LoadedRatings:
    return TwoTribes(N_VIEWERS, N_ANIME, own=0.7, other=0.7, unrated=0.1, seed=7).loaded


@pytest.mark.parametrize("kind", ["dot", "nn"])
def test_a_short_training_beats_the_mean_and_the_biases(tribes: LoadedRatings, kind):
    config = replace(QUICK, model=kind, layers=(8,))
    bundle = train(tribes, config, "tribes")
    data, _ = prepare(tribes, config)
    spread = float(np.sqrt(np.mean((data.valid.rating - data.train.rating.mean()) ** 2)))
    metrics = bundle.card.metrics
    assert isinstance(bundle.model, NeuralModel if kind == "nn" else DotBiasModel)
    assert metrics.valid_rmse < 0.7 * min(spread, metrics.bias_only_rmse)
    assert metrics.valid_mse == pytest.approx(metrics.valid_rmse**2, abs=1e-4)
    assert min(epoch.valid_loss for epoch in bundle.card.epochs) == pytest.approx(metrics.valid_mse, abs=1e-4)


def test_a_trained_bundle_is_saved_and_loaded_whole(tribes: LoadedRatings, tmp_path: Path):
    bundle = train(tribes, replace(QUICK, epochs=1), "tribes")
    save_bundle(bundle, tmp_path / "tribes")
    loaded = load_bundle(tmp_path / "tribes")
    data = loaded.card.data
    assert data.source == "two tribes"
    assert data.viewers == len(loaded.model.viewers) == N_VIEWERS - 6
    assert data.ratings + (data.unrated or 0) == loaded.catalog.table["n_seen"].sum()
    assert sum(data.histogram.given) == data.ratings == loaded.catalog.table["n_ratings"].sum()
    assert sum(data.histogram.imputed) == 0
    assert (loaded.card.split.train_rows or 0) + loaded.card.split.valid_rows == data.ratings
    assert "map.tsne" in loaded.parts
    assert "EmbeddingDotBias" in loaded.card.architecture.printed


def test_numpy_predicts_what_fastai_predicted_in_validation(tribes: LoadedRatings):
    for kind in ("dot", "nn"):
        config = replace(QUICK, model=kind, layers=(8, 4), epochs=2)
        data, _ = prepare(tribes, config)
        fit = fit_model(data, config)
        error = fit.model.predict(data.valid.viewer, data.valid.anime) - data.valid.rating
        assert np.mean(error**2) == pytest.approx(min(epoch.valid_loss for epoch in fit.epochs), abs=1e-5)


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


def test_a_resumed_training_ends_where_an_uninterrupted_one_does(tribes: LoadedRatings, tmp_path: Path):
    data, _ = prepare(tribes, QUICK)
    config = replace(QUICK, epochs=4, patience=4)
    whole = fit_model(data, config)
    batches = 0

    def in_the_third_epoch() -> bool:
        nonlocal batches
        batches += 1
        return batches > 2 * (len(whole_batches) + 1) + 3

    whole_batches = RatingBatches(data.train, 64, "cpu")
    cut = fit_model(
        data,
        config,
        should_stop=in_the_third_epoch,
        checkpoint=Checkpoint(tmp_path / "checkpoint.safetensors", replace(QUICK, lr=1)),
    )
    assert cut.stopped and len(cut.epochs) == 2
    resumed = fit_model(
        data, config, checkpoint=Checkpoint(tmp_path / "checkpoint.safetensors", replace(QUICK, lr=1), resume=True)
    )
    assert [epoch.epoch for epoch in resumed.epochs] == [1, 2, 3, 4]
    assert np.array_equal(resumed.model.viewer_factors, whole.model.viewer_factors)


def test_a_checkpoint_of_other_settings_is_refused(tribes: LoadedRatings, tmp_path: Path):
    data, _ = prepare(tribes, QUICK)
    fit_model(
        data, replace(QUICK, epochs=1), checkpoint=Checkpoint(tmp_path / "checkpoint.safetensors", replace(QUICK, lr=1))
    )
    with pytest.raises(TrainingError, match="other settings"):
        fit_model(
            data,
            replace(QUICK, epochs=1),
            checkpoint=Checkpoint(tmp_path / "checkpoint.safetensors", replace(QUICK, lr=2), resume=True),
        )


def test_a_damaged_checkpoint_is_refused(tribes: LoadedRatings, tmp_path: Path):
    (tmp_path / "checkpoint.safetensors").write_bytes(b"half a file")
    data, _ = prepare(tribes, QUICK)
    with pytest.raises(TrainingError, match="cannot be read"):
        fit_model(data, QUICK, checkpoint=Checkpoint(tmp_path / "checkpoint.safetensors", QUICK, resume=True))


def test_a_training_stopped_while_its_map_is_worked_out_keeps_the_model_without_one(tribes: LoadedRatings):
    told: list[str] = []
    bundle = train(tribes, QUICK, report=lambda line: told.append(line.phase), should_stop=lambda: "map" in told)
    assert bundle.card.epochs
    assert "cowatch.base" in bundle.parts
    assert [name for name in bundle.parts if name.startswith("map.")] == []


def test_work_gives_its_result_or_its_error_unless_it_is_stopped():
    assert unless_stopped(lambda: 6 * 7, should_stop=lambda: False) == 42
    with pytest.raises(ZeroDivisionError):
        unless_stopped(lambda: 1 / 0, should_stop=lambda: False)
    begun, never_set = threading.Event(), threading.Event()
    assert unless_stopped(lambda: begun.set() or never_set.wait(), should_stop=begun.is_set) is None
    assert unless_stopped(pytest.fail, should_stop=lambda: True) is None


def test_a_training_stopped_before_its_first_epoch_keeps_nothing(tribes: LoadedRatings):
    with pytest.raises(TrainingError, match="no model to keep"):
        train(tribes, QUICK, should_stop=lambda: True)


def test_training_ends_early_when_nothing_is_gained_and_keeps_the_best(tribes: LoadedRatings):
    data, _ = prepare(tribes, QUICK)
    fit = fit_model(data, replace(QUICK, epochs=60, lr=0.3, wd=0.0, patience=2))
    losses = [epoch.valid_loss for epoch in fit.epochs]
    assert len(losses) < 60
    assert min(losses) == losses[-3]
    error = fit.model.predict(data.valid.viewer, data.valid.anime) - data.valid.rating
    assert np.mean(error**2) == pytest.approx(min(losses), abs=1e-4)


def test_the_learning_rate_finder_returns_its_curve_and_suggestions(tribes: LoadedRatings):
    found = find_lr(tribes, QUICK)
    assert len(found.lrs) == len(found.losses) > 50
    assert sorted(found.lrs) == list(found.lrs)
    assert found.suggestions.keys() == {"valley", "steep", "minimum"}
    assert all(0 < rate < 10 for rate in found.suggestions.values())


def test_held_out_viewers_are_drawn_by_the_seed_and_never_trained_on(tribes: LoadedRatings):
    held = hold_out(tribes.ratings.viewer_id, 0.1, seed=0)
    data, _ = prepare(tribes, QUICK)
    assert len(held) == round(0.1 * N_VIEWERS)
    assert not set(held) & set(data.viewers.ids)
    assert not np.array_equal(held, hold_out(tribes.ratings.viewer_id, 0.1, seed=1))


def test_validation_rows_are_never_among_what_is_known_to_be_watched(tribes: LoadedRatings):
    for unrated in ("drop", "anime-mean"):
        data, filled = prepare(tribes, replace(QUICK, unrated=unrated, hold_out_viewers=0.0))
        watched = set(zip(*(rows.tolist() for rows in data.watched), strict=True))
        held = set(zip(data.valid.viewer.tolist(), data.valid.anime.tolist(), strict=True))
        assert not watched & held
        assert len(data.train) + len(data.valid) == len(filled)
        assert len(watched) + len(held) == len(tribes.ratings)


def test_a_split_with_an_empty_side_is_refused(tribes: LoadedRatings):
    few = tribes.ratings.select(np.arange(3))
    with pytest.raises(TrainingError, match="too few"):
        split(few, impute(few, "drop"), valid=0.1, hold_out_viewers=0.0, seed=0)


def _by_hand(train: list[tuple[int, int, float]], valid: list[tuple[int, int, float]]) -> Split:
    def rated(rows: list[tuple[int, int, float]]) -> Rated:
        viewer, anime, rating = (np.array(column) for column in zip(*rows, strict=True))
        return Rated(viewer.astype(np.int32), anime.astype(np.int32), rating.astype(np.float32))

    learnt = rated(train)
    return Split(Vocabulary([1, 2]), Vocabulary([10, 20]), learnt, rated(valid), (learnt.viewer, learnt.anime), 0)


def test_mean_ratings_are_drawn_to_the_mean_of_all():
    data = _by_hand([(0, 0, 8), (1, 0, 10), (0, 1, 3)], [(1, 1, 5)])
    assert mean_ratings(data, damping=5) == pytest.approx([(18 + 5 * 7) / (2 + 5), (3 + 5 * 7) / (1 + 5)])


def test_side_features_tell_two_tribes_apart(tribes: LoadedRatings):
    even_only = tribes.ratings.select(tribes.ratings.viewer_id % 2 == tribes.ratings.anime_id % 2)
    data = split(even_only, impute(even_only, "drop"), 0.1, 0.0, seed=0)
    viewers, anime = side_features(data, 2, seed=0)
    alike = viewers / np.linalg.norm(viewers, axis=1, keepdims=True)
    same = data.viewers.ids[:, None] % 2 == data.viewers.ids[None, :] % 2
    assert (alike @ alike.T)[same].min() > 0.9 > 0.1 > (alike @ alike.T)[~same].max()
    assert anime.shape == (N_ANIME, 2)


def test_every_row_is_in_one_batch_and_the_order_depends_on_seed_and_epoch():
    n = 103
    rated = Rated(np.arange(n, dtype=np.int32), np.zeros(n, np.int32), np.ones(n, np.float32))

    def order(seed: int, epoch: int, rank: int = 0, n_processes: int = 1) -> list[int]:
        batches = RatingBatches(rated, 10, "cpu", seed, rank, n_processes)
        batches.epoch = epoch
        return [int(row) for pairs, _ in batches for row in pairs[:, 0]]

    assert sorted(order(0, 0)) == list(range(n))
    assert order(0, 0) == order(0, 0) != order(0, 1) != order(1, 1)
    assert sorted(order(0, 0, 0, 2) + order(0, 0, 1, 2)) == list(range(n))
    assert len(RatingBatches(rated, 10, "cpu")) == 10


@pytest.mark.parametrize(("n_ratings", "size"), [(100, 64), (500_000, 16_384), (6_000_000, 131_072), (10**9, 131_072)])
def test_the_batch_grows_with_the_ratings(n_ratings: int, size: int):
    assert batch_size_for(n_ratings) == size


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("epochs", 0),
        ("n_factors", 0),
        ("batch_size", 1),
        ("lr", 0.0),
        ("lr", float("nan")),
        ("wd", -1.0),
        ("valid", 0.0),
        ("valid", 1.0),
        ("hold_out_viewers", 1.0),
        ("model", "tree"),
        ("unrated", "zero"),
        ("device", "tpu"),
        ("seed", -1),
        ("seed", 2**32),
        ("n_factors", 10**8),
        ("patience", 0),
        ("threads", 0),
        ("side_features", -1),
    ],
)
def test_a_setting_out_of_range_is_named(setting: str, value: object):
    with pytest.raises(TrainingError, match=setting):
        TrainConfig(**{setting: value})  # ty: ignore[invalid-argument-type]


def test_a_network_without_layers_is_refused():
    with pytest.raises(TrainingError, match="layers"):
        TrainConfig(model="nn", layers=())


def test_the_command_line_takes_the_architectures_recipe_and_what_is_given_in_its_place():
    parser = argparse.ArgumentParser()
    add_options(parser)
    assert config_of(parser.parse_args([])) == TrainConfig()
    assert config_of(parser.parse_args(["--model", "nn"])) == recipe("nn")
    assert config_of(parser.parse_args(["--model", "nn", "--epochs", "2"])) == replace(recipe("nn"), epochs=2)
