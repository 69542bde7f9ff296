"""The recommender and the questionnaire of a model: made once, shared by everybody, holding nothing of anybody."""

from __future__ import annotations

from core.model.bundle import Bundle
from core.profiles import Profile
from core.questionnaire import Strategy, questionnaire
from core.recommend.options import Wishes
from core.recommend.recommender import Recommendation, Recommender
from ui.app.per_bundle import per_bundle


def recommend(bundle: Bundle, profile: Profile, wishes: Wishes) -> list[Recommendation]:
    """The list for what a person said and wishes."""
    return _recommender(bundle).recommend(profile.answers, wishes)


def next_questions(bundle: Bundle, profile: Profile, n: int, passed: frozenset[int]) -> list[int]:
    """The next titles to ask about, none of them said something of or passed before."""
    return _questions(bundle).next_titles(profile, passed, n)


@per_bundle
def _recommender(bundle: Bundle) -> Recommender:
    return Recommender(bundle)


@per_bundle
def _questions(bundle: Bundle) -> Strategy:
    return questionnaire(bundle, _recommender(bundle).franchises)
