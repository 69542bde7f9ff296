"""Which titles to ask a cold-start viewer about next."""

from core.questionnaire.strategies import (
    A_SCREEN,
    AdaptiveQuestions,
    QuestionSettings,
    Strategy,
    questionnaire,
    strategies,
)

__all__ = ["A_SCREEN", "AdaptiveQuestions", "QuestionSettings", "Strategy", "questionnaire", "strategies"]
