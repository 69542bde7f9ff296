from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.vocabulary import Vocabulary
from core.model.bundle import Bundle
from core.model.neural import Layer, NeuralModel
from core.model.rating_model import to_logit, to_rating


def sigmoid(z: float) -> float:
    return 1 / (1 + np.exp(-z))


def test_dot_bias_is_a_stretched_sigmoid_of_product_and_biases(tiny_bundle: Bundle):
    predicted = tiny_bundle.model.predict([0, 1], [2, 1])
    first = 0.5 + 10 * sigmoid(1 * 1 + 0 * 1 + 0.5 - 1)
    second = 0.5 + 10 * sigmoid(0 * 0 + 2 * 1 + 0 + 0)
    assert predicted == pytest.approx([first, second], abs=1e-6)


def test_a_viewers_own_vector_predicts_what_their_row_predicts(tiny_bundle: Bundle):
    model = tiny_bundle.model
    by_taste = model.predict_taste(model.viewer_factors[0], 0.5)
    assert by_taste == pytest.approx(model.predict([0] * 4, range(4)), abs=1e-6)


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


@given(st.floats(0.6, 10.4))
def test_logit_inverts_rating(rating: float):
    assert to_rating(to_logit(rating, (0.5, 10.5)), (0.5, 10.5)) == pytest.approx(rating, abs=1e-6)
