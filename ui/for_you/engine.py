"""The recommender and the questionnaire of a model: made once, shared by everybody, holding nothing of anybody."""

from __future__ import annotations

import streamlit as st

from core.bundle import Bundle
from core.profiles import Profile
from core.questionnaire import Strategy, questionnaire
from core.recommend import Recommendation, Recommender
from core.wishes import Wishes


def recommend(bundle: Bundle, profile: Profile, wishes: Wishes) -> list[Recommendation]:
    """The list for what a person said and wishes."""
    return _recommender(bundle, identity(bundle)).recommend(profile.answers, wishes)


def next_questions(bundle: Bundle, profile: Profile, n: int, passed: frozenset[int]) -> list[int]:
    """The next titles to ask about, none of them said something of or passed before."""
    return _questions(bundle, identity(bundle)).next_titles(profile, passed, n)


def identity(bundle: Bundle) -> str:
    """What tells this model from any other, one trained later under the same name too."""
    return f"{bundle.name} {bundle.card.created}"


@st.cache_resource(show_spinner=False, max_entries=4)
def _recommender(_bundle: Bundle, identity: str) -> Recommender:
    """The recommender; ``identity`` stands for the bundle, which cannot be hashed."""
    return Recommender(_bundle)


@st.cache_resource(show_spinner=False, max_entries=4)
def _questions(_bundle: Bundle, identity: str) -> Strategy:
    """The questionnaire; ``identity`` stands for the bundle, which cannot be hashed."""
    return questionnaire(_bundle)
