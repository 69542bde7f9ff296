"""Several dot models made into one: by hand, in a short training, stopped and resumed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from core.data.sources import LoadedRatings
from core.data.split import Rated, Split
from core.data.vocabulary import Vocabulary
from core.errors import TrainingError
from core.model.dot_bias import DotBiasModel
from core.model.rating_model import to_logit
from core.training.callbacks import Course
from core.training.checkpoint import Checkpoint, member_file
from core.training.ensemble import combine, members_of
from core.training.fit import fit_model, never, prepare, silent, train
from core.training.member import fit_member
from core.training.progress import ProgressLine
from core.training.side_features import directions
from tests.core.training.quick import QUICK

THREE = replace(QUICK, members=3, epochs=3)
Y_RANGE = (0.5, 10.5)


def split_of(n_viewers: int, n_anime: int) -> Split:
    """Every viewer has rated every anime."""
    viewer, anime = (part.ravel().astype(np.int32) for part in np.indices((n_viewers, n_anime)))
    rated = Rated(viewer, anime, np.full(len(viewer), 7, np.float32))
    vocabularies = (Vocabulary(np.arange(n, dtype=np.int32)) for n in (n_viewers, n_anime))
    return Split(*vocabularies, rated, rated, (viewer, anime), 0)


def model_of(data: Split, n_factors: int, seed: int) -> DotBiasModel:
    random = np.random.default_rng(seed)
    sizes = (len(data.viewers), n_factors), (len(data.anime), n_factors), len(data.viewers), len(data.anime)
    viewer, anime, *biases = (random.normal(0, 0.3, size).astype(np.float32) for size in sizes)
    return DotBiasModel(data.viewers, data.anime, viewer, anime, *biases, Y_RANGE)


def logits(model: DotBiasModel) -> np.ndarray:
    viewer, anime = np.indices((len(model.viewers), len(model.anime)))
    return to_logit(model.predict(viewer.ravel(), anime.ravel()), Y_RANGE)


def error(model, data: Split) -> float:
    predicted = model.predict(data.valid.viewer, data.valid.anime)
    return float(np.sqrt(np.mean((predicted - data.valid.rating) ** 2)))


def test_where_nothing_is_cut_off_the_logits_are_the_mean_of_the_members():
    data = split_of(7, 4)
    members = [model_of(data, 4, seed) for seed in range(3)]
    whole = combine(members, data)
    assert whole.viewer_factors.shape == (7, 4)
    assert np.allclose(logits(whole), np.mean([logits(member) for member in members], axis=0), atol=1e-4)


def test_the_cut_keeps_what_two_members_share_and_drops_what_is_weak():
    data = split_of(2, 2)
    none = np.zeros(2, np.float32)
    strong, weak = np.array([[2], [0]], np.float32), np.array([[0], [0.1]], np.float32)
    members = [DotBiasModel(data.viewers, data.anime, table, table, none, none, Y_RANGE) for table in (strong, weak)]
    whole = combine(members, data)
    assert np.allclose(whole.viewer_factors @ whole.anime_factors.T, [[2 * 2 / 2, 0], [0, 0]], atol=1e-6)


def test_who_has_many_ratings_is_kept_best_by_the_cut():
    """Two directions of equal length, each of one viewer and one anime; those of 15 ratings win over those of none."""
    vocabulary = Vocabulary(np.arange(2, dtype=np.int32))
    rows = np.ones(15, np.int32)
    rated = Rated(rows, rows, np.full(15, 7, np.float32))
    data = Split(vocabulary, vocabulary, rated, rated, (rows, rows), 0)
    none = np.zeros(2, np.float32)
    tables = np.array([[1], [0]], np.float32), np.array([[0], [1]], np.float32)
    whole = combine([DotBiasModel(vocabulary, vocabulary, table, table, none, none, Y_RANGE) for table in tables], data)
    assert np.allclose(whole.viewer_factors @ whole.anime_factors.T, [[0, 0], [0, 0.5]], atol=1e-6)


def test_a_world_smaller_than_its_factors_fills_them_up_with_zeros():
    data = split_of(3, 2)
    members = [model_of(data, 5, seed) for seed in range(2)]
    whole = combine(members, data)
    assert whole.anime_factors.shape == (2, 5)
    assert np.allclose(logits(whole), np.mean([logits(member) for member in members], axis=0), atol=1e-4)


def test_members_differ_in_seed_and_side_features_and_a_single_model_is_as_configured():
    members = members_of(replace(QUICK, members=3, side_features=8, seed=7))
    assert [(member.seed, member.side_features) for member in members] == [(7, 2), (1_007, 9), (2_007, 40)]
    many = members_of(replace(QUICK, members=2, side_features=2_000, seed=2**32 - 1))
    assert [(member.seed, member.side_features) for member in many] == [(2**32 - 1, 500), (999, 2_000)]
    assert members_of(QUICK) == [QUICK]
    network = replace(QUICK, members=3, model="nn")
    assert members_of(network) == [network]


@pytest.mark.slow
def test_members_err_less_than_a_model_alone_and_have_as_many_factors(tribes: LoadedRatings):
    data, _ = prepare(tribes, THREE)
    alone = [error(fit_model(data, replace(member, members=1)).model, data) for member in members_of(THREE)]
    bundle = train(tribes, THREE, "tribes")
    assert error(bundle.model, data) < np.mean(alone)
    assert bundle.model.anime_factors.shape == (30, QUICK.n_factors)
    assert bundle.card.training["members"] == 3
    assert [epoch.epoch for epoch in bundle.card.epochs] == list(range(1, 10))


@pytest.mark.slow
def test_progress_counts_the_epochs_of_all_members(tribes: LoadedRatings):
    data, _ = prepare(tribes, THREE)
    lines: list[ProgressLine] = []
    fit = fit_model(data, THREE, lines.append)
    assert {line.epochs for line in lines if line.phase == "training"} == {9}
    assert [line.epoch for line in lines if line.epoch_end] == list(range(1, 10))
    assert [line.epoch for line in lines if line.layers] == [0]
    assert [line.share for line in lines if line.epoch_end] == pytest.approx([number / 9 for number in range(1, 10)])
    assert lines[-1].phase == "combining"
    assert fit.seconds > 0 and fit.ratings_per_second > 0


@pytest.mark.slow
def test_stopped_among_its_members_a_training_keeps_those_that_are_whole_and_can_go_on(
    tribes: LoadedRatings, tmp_path: Path
):
    data, _ = prepare(tribes, THREE)
    file = tmp_path / "checkpoint.safetensors"
    lines: list[ProgressLine] = []

    def in_the_third_member() -> bool:
        return any(line.epoch == 7 for line in lines if line.epoch_end)

    cut = fit_model(data, THREE, lines.append, in_the_third_member, Checkpoint(file, THREE))
    assert cut.stopped and len(cut.epochs) == 7
    watched = directions(data, 20, THREE.seed)
    first_two = [fit_member(data, one, watched, Course(3), silent, never, None).model for one in members_of(THREE)[:2]]
    both = combine(cast("list[DotBiasModel]", first_two), data)
    assert np.allclose(cut.model.viewer_factors, both.viewer_factors, atol=1e-6)
    assert member_file(file, 2).name == "checkpoint.3.safetensors"
    resumed = fit_model(data, THREE, checkpoint=Checkpoint(file, THREE, resume=True))
    assert [epoch.epoch for epoch in resumed.epochs] == list(range(1, 10))
    assert np.array_equal(resumed.model.viewer_factors, fit_model(data, THREE).model.viewer_factors)


@pytest.mark.slow
def test_stopped_in_its_first_member_a_training_keeps_what_that_has(tribes: LoadedRatings):
    data, _ = prepare(tribes, THREE)
    lines: list[ProgressLine] = []
    cut = fit_model(data, THREE, lines.append, lambda: any(line.epoch_end for line in lines))
    assert cut.stopped and [epoch.epoch for epoch in cut.epochs] == [1]


def test_several_processes_train_no_members(tribes: LoadedRatings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WORLD_SIZE", "2")
    data, _ = prepare(tribes, THREE)
    with pytest.raises(TrainingError, match="without torchrun"):
        fit_model(data, THREE)
