"""The recommender and the questionnaire of a model: made once, shared by everybody, holding nothing of anybody."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.model.bundle import Bundle
from core.profiles import Profile
from core.questionnaire import Strategy, questionnaire
from core.recommend import explanations
from core.recommend.explanations import Why
from core.recommend.fold_in import FoldIn
from core.recommend.options import Options
from core.recommend.recommender import Recommendation, Recommender
from ui.app.per_bundle import per_bundle


def recommend(bundle: Bundle, profile: Profile, options: Options) -> list[Recommendation]:
    """The list for what a person said and wants of it."""
    return _recommender(bundle).recommend(profile, options)


def recommend_by_rating(bundle: Bundle, profile: Profile, n: int, among: NDArray[np.bool_]) -> list[Recommendation]:
    """The titles of the highest predicted rating among these rows that a person's answers leave."""
    return _recommender(bundle).recommend_by_rating(profile, n, among)


def reasons(bundle: Bundle, profile: Profile, anime_ids: Sequence[int]) -> list[Why]:
    """For each of these titles the person's answers that moved it most, the most influential first."""
    return explanations.reasons(_recommender(bundle), profile, anime_ids)


def fold_in(bundle: Bundle) -> FoldIn:
    """What fold-in needs of a model; it knows nothing of any person."""
    return _recommender(bundle).fold_in


def next_questions(bundle: Bundle, profile: Profile, n: int, passed: frozenset[int]) -> list[int]:
    """The next titles to ask about, none of them said something of or passed before."""
    return _questions(bundle).next_titles(profile, passed, n)


@per_bundle
def _recommender(bundle: Bundle) -> Recommender:
    return Recommender(bundle)


@per_bundle
def _questions(bundle: Bundle) -> Strategy:
    return questionnaire(bundle, _recommender(bundle).franchises)
