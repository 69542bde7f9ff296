"""What a card says of a training: above all, which rows its errors were measured on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.analysis.comparison import measured_alike
from core.data.sources import LoadedRatings, load_folder
from core.errors import TrainingError
from core.model.bundle import Bundle, load_bundle, save_bundle
from core.model.card import Card
from core.training.config import TrainConfig
from core.training.fit import prepare, train
from tests.tribes import TwoTribes, untrained

QUICK = TrainConfig(
    n_factors=2, epochs=1, batch_size=64, lr=0.05, wd=0.05, side_features=0, hold_out_viewers=0.1, threads=1
)
TRIBES = TwoTribes(40, 24, own=0.7, other=0.7, unrated=0.1, seed=7)


@pytest.fixture(scope="module")
def trained() -> Bundle:
    return train(TRIBES.loaded, QUICK, "one")


@pytest.mark.slow
def test_two_models_of_the_same_ratings_from_elsewhere_are_measured_alike(trained: Bundle, tmp_path: Path):
    elsewhere = load_folder(TRIBES.write(tmp_path / "copied"), source="the same, from a friend")
    other = train(elsewhere, replace(QUICK, n_factors=3, lr=0.01), "other")
    assert other.card.data.source != trained.card.data.source
    assert measured_alike(trained.card, other.card) is True


@pytest.mark.slow
def test_a_model_says_the_same_of_its_rows_after_it_was_saved(trained: Bundle, tmp_path: Path):
    save_bundle(trained, tmp_path / "one")
    assert measured_alike(load_bundle(tmp_path / "one").card, trained.card) is True
    assert trained.card.split.fingerprint == prepare(TRIBES.loaded, QUICK)[0].fingerprint


def card_of_rows(loaded: LoadedRatings, config: TrainConfig) -> Card:
    """A card that tells of the validation rows that a training of this kind has."""
    card, (data, _) = untrained(TRIBES.ratings, TRIBES.catalog).card, prepare(loaded, config)
    return replace(card, split=replace(card.split, fingerprint=data.fingerprint))


@pytest.mark.parametrize("change", [{"seed": 1}, {"valid": 0.2}, {"hold_out_viewers": 0.2}, {"unrated": "anime-mean"}])
def test_models_of_other_validation_rows_are_not_measured_alike(change: dict[str, object]):
    one, again = (card_of_rows(TRIBES.loaded, QUICK) for _ in range(2))
    other = card_of_rows(TRIBES.loaded, replace(QUICK, **change))
    assert (measured_alike(one, again), measured_alike(one, other)) == (True, False)


def test_other_ratings_of_the_same_pairs_are_not_measured_alike():
    ratings = TRIBES.loaded.ratings
    given = ratings.rating
    milder: LoadedRatings = replace(
        TRIBES.loaded, ratings=replace(ratings, rating=given - (given > 5).astype(given.dtype))
    )
    assert measured_alike(card_of_rows(milder, QUICK), card_of_rows(TRIBES.loaded, QUICK)) is False


@pytest.mark.slow
def test_settings_on_a_card_are_as_a_loaded_card_has_them(trained: Bundle, tmp_path: Path):
    save_bundle(trained, tmp_path / "one")
    assert load_bundle(tmp_path / "one").card == trained.card


@pytest.mark.slow
def test_a_training_that_goes_astray_is_told_and_not_kept():
    with pytest.raises(TrainingError, match=r"went astray.*lower learning rate"):
        train(TRIBES.loaded, replace(QUICK, lr=1e38), "wild")
