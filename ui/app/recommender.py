"""The recommender and the questionnaire of a model: made once, shared by everybody."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.model.bundle import Bundle
from core.profiles import Profile
from core.questionnaire import questionnaire
from core.questionnaire.strategies import AdaptiveQuestions, FixedOrder
from core.recommend import explanations
from core.recommend.explanations import Why
from core.recommend.fold_in import FoldIn
from core.recommend.group import ForGroup, Rule, recommend_to_group
from core.recommend.moods import Mood
from core.recommend.options import Options
from core.recommend.recommender import Continuation, Recommendation, Recommender
from ui.app.metrics import LISTS, QUESTIONS
from ui.app.per_bundle import per_bundle


def new_to_you(bundle: Bundle, profile: Profile, options: Options) -> list[Recommendation]:
    """The list of what is new to a person."""
    with LISTS.time():
        return _recommender(bundle).new_to_you(profile, options)


def go_on_with(bundle: Bundle, profile: Profile, options: Options) -> list[Continuation]:
    """What comes next in the series that a person liked."""
    return _recommender(bundle).go_on_with(profile, options)


def recommend_by_rating(bundle: Bundle, profile: Profile, n: int, among: NDArray[np.bool_]) -> list[Recommendation]:
    """The titles of the highest predicted rating among these rows that a person's answers leave."""
    return _recommender(bundle).recommend_by_rating(profile, n, among)


def group_recommend(bundle: Bundle, profiles: Sequence[Profile], options: Options) -> list[ForGroup]:
    """What these people may watch together, by the rule that does best for groups of held-out viewers."""
    return recommend_to_group(_recommender(bundle), profiles, Rule.FAIR, options)


def reasons(bundle: Bundle, profile: Profile, anime_ids: Sequence[int], others: Sequence[int] = ()) -> list[Why]:
    """For each of these titles the answers that moved it most, and those that set it apart from the others."""
    return explanations.reasons(_recommender(bundle), profile, anime_ids, others)


def fold_in(bundle: Bundle) -> FoldIn:
    """What fold-in needs of a model; it knows nothing of any person."""
    return _recommender(bundle).fold_in


def next_questions(
    bundle: Bundle, profile: Profile, n: int, passed: frozenset[int], mood: Mood | None = None
) -> list[int]:
    """The next titles to ask about, none of them said something of or passed before; first those that fit a mood."""
    with QUESTIONS.time():
        questions = _questions(bundle)
        among = bundle.model.anime.ids[mood.fitting(bundle.catalog)].tolist() if mood else ()
        fitting = questions.next_titles(profile, passed, n, among) if mood else []
        if len(fitting) == n:
            return fitting
        return fitting + questions.next_titles(profile, passed.union(fitting), n - len(fitting))


def prepare(bundle: Bundle) -> None:
    """Make what lists and questions need of a model, which else the first person who asks for them waits for."""
    _questions(bundle).next_titles(Profile(), frozenset(), 1)
    _recommender(bundle).new_to_you(Profile())


@per_bundle
def _recommender(bundle: Bundle) -> Recommender:
    return Recommender(bundle)


@per_bundle
def _questions(bundle: Bundle) -> AdaptiveQuestions | FixedOrder:
    return questionnaire(bundle, _recommender(bundle).franchises)
