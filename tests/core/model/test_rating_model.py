"""The architectures: what every model promises, and what each computes by its own formula."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.vocabulary import Vocabulary
from core.model.architectures import ARCHITECTURES, Kind
from core.model.bundle import Bundle
from core.model.dot_bias import DotBiasModel
from core.model.neural import Layer, NeuralModel
from core.model.rating_model import to_logit, to_rating
from core.model.stored import Flaw
from tests.core.model.contract import ANIME, N_FACTORS, VIEWERS, Y_RANGE, RatingModelContract, numbers

FACTORS = (numbers(len(VIEWERS), N_FACTORS), numbers(len(ANIME), N_FACTORS))


class TestDotBias(RatingModelContract):
    model = DotBiasModel(VIEWERS, ANIME, *FACTORS, numbers(len(VIEWERS)), numbers(len(ANIME), seed=1), Y_RANGE)

    def test_its_terms_are_the_products_of_factors(self):
        terms, biases = self.model.explain(1, 2)
        assert terms.tolist() == (self.model.viewer_factors[1] * self.model.anime_factors[2]).tolist()
        assert list(biases.values()) == [float(self.model.viewer_bias[1]), float(self.model.anime_bias[2])]
        assert "viewer" in next(iter(biases))


class TestNeural(RatingModelContract):
    model = NeuralModel(
        VIEWERS,
        ANIME,
        *FACTORS,
        [
            Layer(numbers(8, 2 * N_FACTORS), numbers(8)),
            Layer(numbers(6, 8), numbers(6)),
            Layer(numbers(1, 6), numbers(1)),
        ],
        Y_RANGE,
    )

    def test_its_terms_are_the_units_of_the_last_hidden_layer(self):
        terms, biases = self.model.explain(1, 2)
        assert terms.shape == (6,)
        assert (terms == 0).any(), "a unit below zero is cut off"
        assert biases == {"The last layer's bias": float(self.model.arrays()["layers.2.bias"][0])}

    def test_a_network_that_does_not_end_in_one_number_is_refused(self):
        without_the_last = self.stored(**{"layers.2.weight": None, "layers.2.bias": None})
        without_any = self.stored(**{name: None for name in self.model.arrays() if name.startswith("layers.")})
        for stored in (without_the_last, without_any):
            with pytest.raises(Flaw, match="does not end in one number"):
                NeuralModel.from_arrays(stored)


class TestNarrowNetwork(RatingModelContract):
    """All that passes from the vectors to the rating passes through one unit."""

    model = NeuralModel(
        VIEWERS,
        ANIME,
        *FACTORS,
        [Layer(numbers(1, 2 * N_FACTORS), np.array([3], np.float32)), Layer(numbers(1, 1) + 1, numbers(1))],
        Y_RANGE,
    )


class TestNetworkWithoutHiddenLayers(RatingModelContract):
    """The smallest network is a sum of all numbers, each with its weight."""

    model = NeuralModel(VIEWERS, ANIME, *FACTORS, [Layer(numbers(1, 2 * N_FACTORS), numbers(1))], Y_RANGE)


def test_every_architecture_is_named_on_the_command_line():
    assert get_args(Kind) == tuple(ARCHITECTURES)


def sigmoid(z: float) -> float:
    return 1 / (1 + np.exp(-z))


def test_dot_bias_is_a_stretched_sigmoid_of_product_and_biases(tiny_bundle: Bundle):
    predicted = tiny_bundle.model.predict([0, 1], [2, 1])
    first = 0.5 + 10 * sigmoid(1 * 1 + 0 * 1 + 0.5 - 1)
    second = 0.5 + 10 * sigmoid(0 * 0 + 2 * 1 + 0 + 0)
    assert predicted == pytest.approx([first, second], abs=1e-6)


@pytest.fixture
def network() -> NeuralModel:
    """Two factors each side, two hidden units: relu(u0 + a0), relu(u1 - a1); the output is their sum minus one."""
    hidden = Layer(np.array([[1, 0, 1, 0], [0, 1, 0, -1]], np.float32), np.zeros(2, np.float32))
    output = Layer(np.ones((1, 2), np.float32), np.array([-1], np.float32))
    viewer, anime = np.array([[1, 2], [0, 0]], np.float32), np.array([[1, 5], [-3, 1]], np.float32)
    return NeuralModel(Vocabulary([1, 2]), Vocabulary([10, 20]), viewer, anime, [hidden, output], (0.0, 10.0))


def test_the_network_is_its_layers_with_relu_between(network: NeuralModel):
    first = 10 * sigmoid(max(1 + 1, 0) + max(2 - 5, 0) - 1)
    second = 10 * sigmoid(max(1 - 3, 0) + max(2 - 1, 0) - 1)
    assert network.predict([0, 0], [0, 1]) == pytest.approx([first, second], abs=1e-6)
    assert network.predict_taste([1, 2]) == pytest.approx([first, second], abs=1e-6)


def test_a_unit_that_is_just_zero_lets_no_slope_through(network: NeuralModel):
    # at the viewer (3, 5) the second unit of the first anime is 5 - 5, and the first one of the second anime 3 - 3
    assert network.slopes(np.array([3.0, 5.0])).tolist() == [[1, 0], [0, 1]]


@given(st.floats(0.6, 10.4))
def test_logit_inverts_rating(rating: float):
    assert to_rating(to_logit(rating, (0.5, 10.5)), (0.5, 10.5)) == pytest.approx(rating, abs=1e-6)
