"""Small models of random numbers to fold in with, and answers for them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from core.data.vocabulary import Vocabulary
from core.model.dot_bias import DotBiasModel
from core.model.neural import Layer, NeuralModel
from core.model.rating_model import RatingModel
from core.recommend.cowatching import CoWatching, Regression
from core.recommend.taste_prior import TastePrior

RANDOM = np.random.default_rng(7)
N_ANIME = 30
ANSWER_LISTS = st.dictionaries(st.integers(1, N_ANIME), st.integers(1, 10).map(float), min_size=1, max_size=12)


def floats(*shape: int, scale: float = 1.0) -> np.ndarray:
    return (RANDOM.normal(size=shape) * scale).astype(np.float32)


DOT = DotBiasModel(
    Vocabulary(np.arange(50)),
    Vocabulary(np.arange(1, N_ANIME + 1)),
    floats(50, 4, scale=0.3),
    floats(N_ANIME, 4, scale=0.5),
    floats(50, scale=0.4),
    floats(N_ANIME) + 1,
    (0.5, 10.5),
)
NEURAL = NeuralModel(
    DOT.viewers,
    DOT.anime,
    DOT.viewer_factors,
    DOT.anime_factors,
    [Layer(floats(6, 8), floats(6)), Layer(floats(3, 6), floats(3)), Layer(floats(1, 3), floats(1) + 1)],
    (0.5, 10.5),
)
COWATCHING = CoWatching(
    Regression(
        base=np.linspace(0.1, 1.6, N_ANIME),
        typical=np.full(N_ANIME, 0.01),
        targets=np.array([RANDOM.permutation(N_ANIME)[:5] for _ in range(N_ANIME)]),
        weights=RANDOM.integers(-127, 128, (N_ANIME, 5)).astype(np.int8),
        scales=np.full(N_ANIME, 0.001),
    ),
    loved=None,
    mean_rating=7.0,
)


def fitted(model: RatingModel) -> TastePrior:
    """A prior as evidence could have found it: nothing in it is the same for all titles."""
    return replace(
        TastePrior.by_hand(model),
        offsets=np.linspace(-0.4, 0.4, N_ANIME),
        noise=np.linspace(0.6, 2.4, N_ANIME),
        evidence=np.array([8.0]),
        response=np.array([0.3, 0.9, 0.5, -0.2]),
        spread=np.linspace(0.9, 1.2, N_ANIME),
    )


ATTACHMENT = 0.4


def in_threes(prior: TastePrior) -> TastePrior:
    """The same where each three titles are a franchise, but for the last three, which stand alone."""
    franchise = np.where(np.arange(N_ANIME) < N_ANIME - 3, np.arange(N_ANIME) // 3, -1).astype(np.int32)
    return replace(prior, franchise=franchise, attachment=np.array([ATTACHMENT]))
