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
    return _recommender(bundle, _name(bundle)).recommend(profile.answers, wishes)


def next_questions(bundle: Bundle, profile: Profile, n: int, passed: frozenset[int]) -> list[int]:
    """The next titles to ask about, none of them said something of or passed before."""
    return _questions(bundle, _name(bundle)).next_titles(profile, passed, n)


def _name(bundle: Bundle) -> str:
    return f"{bundle.name} {bundle.card.created}"


@st.cache_resource(show_spinner=False, max_entries=4)
def _recommender(_bundle: Bundle, name: str) -> Recommender:
    """The recommender; ``name`` stands for the bundle, which cannot be hashed."""
    return Recommender(_bundle)


@st.cache_resource(show_spinner=False, max_entries=4)
def _questions(_bundle: Bundle, name: str) -> Strategy:
    """The questionnaire; ``name`` stands for the bundle, which cannot be hashed."""
    return questionnaire(_bundle)
