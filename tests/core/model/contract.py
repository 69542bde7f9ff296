"""What every ``RatingModel`` promises, as tests that each architecture's own test class inherits."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.catalog import Catalog
from core.data.vocabulary import Vocabulary
from core.model.architectures import ARCHITECTURES
from core.model.bundle import Bundle, load_bundle, save_bundle
from core.model.rating_model import ArchitectureWords, RatingModel, to_logit, to_rating
from core.model.stored import Flaw, Stored
from tests.cards import card_of

VIEWERS, ANIME = Vocabulary([7, 3, 9]), Vocabulary([50, 10, 40, 20, 30])
N_FACTORS = 4
Y_RANGE = (0.5, 10.5)


def numbers(*shape: int, seed: int = 0) -> np.ndarray:
    """Numbers around 0 as a trained model has them."""
    return np.random.default_rng([seed, *shape]).normal(scale=0.5, size=shape).astype(np.float32)


class RatingModelContract:
    """A subclass sets ``model``: any model of ``VIEWERS`` and ``ANIME`` with ``N_FACTORS`` factors, none of them 0."""

    model: RatingModel

    def logits(self, vector: np.ndarray, bias: float = 0.0) -> np.ndarray:
        return to_logit(self.model.predict_taste(vector, bias).astype(np.float64), self.model.y_range)

    def stored(self, **arrays: np.ndarray | None) -> Stored:
        """The model's arrays as they lie on disk, some of them replaced or left out."""
        changed = {name: array for name, array in {**self.model.arrays(), **arrays}.items() if array is not None}
        return Stored(VIEWERS, ANIME, N_FACTORS, self.model.y_range, changed)

    def test_the_mean_viewer_is_the_mean_of_all_viewers_numbers(self):
        model = self.model
        factors, bias = model.mean_viewer
        every = np.concatenate(list(model.viewer_numbers()))
        assert factors == pytest.approx(np.asarray(model.viewer_factors).mean(axis=0), abs=1e-6)
        assert bias == pytest.approx(np.asarray(model.viewer_bias).mean(), abs=1e-6)
        assert every[:, : len(factors)] == pytest.approx(np.asarray(model.viewer_factors))
        assert len(every) == len(model.viewers)

    def test_its_kind_finds_it(self):
        assert ARCHITECTURES[self.model.kind] is type(self.model)

    def test_it_has_a_row_of_factors_and_a_bias_for_everybody(self):
        model = self.model
        assert model.viewer_factors.shape == (len(model.viewers), N_FACTORS)
        assert model.anime_factors.shape == (len(model.anime), N_FACTORS)
        assert model.viewer_bias.shape == (len(model.viewers),)
        assert model.anime_bias.shape == (len(model.anime),)

    def test_an_architecture_without_biases_has_zeros_for_them(self):
        told = {bool(biases.any()) for biases in (np.asarray(self.model.viewer_bias), self.model.anime_bias)}
        assert told == {self.model.has_biases}

    def test_a_prediction_is_a_rating_for_each_pair(self):
        predicted = self.model.predict([0, 1, 2, 2], [4, 0, 3, 3])
        assert (predicted.shape, predicted.dtype) == ((4,), np.float32)
        assert ((predicted > Y_RANGE[0]) & (predicted < Y_RANGE[1])).all()
        assert predicted[2] == predicted[3] != predicted[0]

    def test_a_viewers_own_taste_predicts_what_their_row_predicts(self):
        model = self.model
        for row in range(len(model.viewers)):
            of_taste = model.predict_taste(model.viewer_factors[row], float(model.viewer_bias[row]))
            assert (of_taste.shape, of_taste.dtype) == ((len(model.anime),), np.float32)
            assert of_taste == pytest.approx(model.predict([row] * len(model.anime), range(len(model.anime))), abs=1e-5)

    def test_a_taste_of_doubles_is_computed_in_doubles(self):
        vector = self.model.viewer_factors[0].astype(np.float64)
        assert self.model.predict_taste(vector).dtype == np.float64

    def test_a_bias_is_added_to_the_logit_of_every_anime(self):
        vector = self.model.viewer_factors[0].astype(np.float64)
        assert self.logits(vector, 0.75) - self.logits(vector) == pytest.approx(0.75)

    def test_slopes_are_what_small_steps_measure(self):
        for row in range(len(self.model.viewers)):
            vector, step = self.model.viewer_factors[row].astype(np.float64), 1e-6
            steps = step * np.eye(N_FACTORS)
            measured = np.stack([(self.logits(vector + d) - self.logits(vector - d)) / (2 * step) for d in steps], 1)
            slopes = self.model.slopes(vector)
            assert (slopes.shape, slopes.dtype) == ((len(self.model.anime), N_FACTORS), np.float64)
            assert slopes == pytest.approx(measured, rel=1e-6, abs=1e-7)

    def test_an_explanation_adds_up_to_the_logit(self):
        for viewer, anime in ((0, 0), (1, 4), (2, 3)):
            terms, biases = self.model.explain(viewer, anime)
            assert terms.ndim == 1
            logit = float(terms.sum(dtype=np.float64)) + sum(biases.values())
            assert to_rating(logit, Y_RANGE) == pytest.approx(float(self.model.predict([viewer], [anime])[0]), abs=1e-5)

    def test_it_comes_back_from_its_arrays(self):
        again = type(self.model).from_arrays(self.stored())
        assert again.predict([0, 1, 2], [4, 0, 3]).tolist() == self.model.predict([0, 1, 2], [4, 0, 3]).tolist()
        assert again.arrays().keys() == self.model.arrays().keys()
        assert (again.viewers, again.anime, again.y_range) == (VIEWERS, ANIME, self.model.y_range)

    def test_it_comes_back_from_a_bundle(self, tmp_path: Path):
        table = pd.DataFrame(
            {"title": "A", "genres": [()] * len(ANIME), "type": "TV", "episodes": 1, "mean_rating": 7.0, "members": 9},
            index=pd.Index(ANIME.ids, name="anime_id"),
        ).assign(n_ratings=1, n_high=0, n_seen=1, data_mean=7.0)
        save_bundle(Bundle(self.model, Catalog(table), card_of(self.model, "it")), tmp_path / "it")
        again = load_bundle(tmp_path / "it").model
        assert type(again) is type(self.model)
        assert again.predict([0, 1, 2], [4, 0, 3]).tolist() == self.model.predict([0, 1, 2], [4, 0, 3]).tolist()

    def test_it_has_learnt_as_many_numbers_as_its_arrays_hold(self):
        arrays = self.model.arrays()
        assert self.model.n_parameters == sum(array.size for array in arrays.values())
        learnt = {*map(id, arrays.values())}
        own = [getattr(self.model, one.name) for one in fields(self.model)]  # ty: ignore[invalid-argument-type]
        assert all(id(value) in learnt for value in own if isinstance(value, np.ndarray))

    def test_arrays_that_cannot_be_are_refused_by_name(self):
        for name, rows in self.model.arrays().items():
            array = np.asarray(rows)
            not_finite = array.copy()
            not_finite.flat[-1] = np.nan
            for wrong, flaw in (
                (None, r"missing|does not end"),
                (array[..., None], "shape"),
                (array.astype(np.int32), "int32"),
                (not_finite, "not finite"),
            ):
                with pytest.raises(Flaw, match=flaw):
                    type(self.model).from_arrays(self.stored(**{name: wrong}))
            with pytest.raises(Flaw):
                type(self.model).from_arrays(self.stored(**{name: np.array(1, dtype=np.float32)}))

    def test_the_same_numbers_make_the_same_viewers(self):
        model = self.model
        again = model.with_viewers(model.viewers, np.concatenate(list(model.viewer_numbers())).astype(np.float64))
        assert again.predict([0, 1, 2], [4, 0, 3]).tolist() == model.predict([0, 1, 2], [4, 0, 3]).tolist()
        assert again.viewer_factors.dtype == np.float32

    def test_other_viewers_leave_the_anime_as_they_are(self):
        model = self.model
        other = model.with_viewers(Vocabulary([1, 2]), np.concatenate(list(model.viewer_numbers()))[[2, 0]])
        assert other.viewers.ids.tolist() == [1, 2]
        assert other.predict([0, 1], [3, 4]).tolist() == model.predict([2, 0], [3, 4]).tolist()
        assert len(model.viewers) == len(VIEWERS)

    def test_asking_changes_nothing(self):
        before = {name: np.array(array) for name, array in self.model.arrays().items()}
        vector = self.model.viewer_factors[0].copy()
        self.model.predict([0, 1], [1, 0])
        self.model.predict_taste(vector, 1.0)
        self.model.slopes(vector.astype(np.float64))
        self.model.explain(0, 0)
        assert all(np.array_equal(array, before[name]) for name, array in self.model.arrays().items())
        assert np.array_equal(vector, before["viewer_factors"][0])
        with pytest.raises(FrozenInstanceError):
            self.model.y_range = (0, 1)  # ty: ignore[invalid-assignment]

    def test_pages_have_words_for_it(self):
        words = self.model.words
        needed = [getattr(words, one.name) for one in fields(ArchitectureWords) if one.name != "likeness"]
        assert all(text and text == text.strip() for text in needed)
        assert all(text.endswith(".") for text in (words.how_to_read, words.beyond_taste))
        assert [model.words.name for model in ARCHITECTURES.values()].count(words.name) == 1

    def test_it_is_shown_in_a_line(self):
        assert repr(self.model).startswith(f"{type(self.model).__name__}(3 viewers × 5 anime, ")
