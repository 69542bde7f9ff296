"""Which titles to ask a cold-start viewer about next."""

from core.questionnaire.strategies import AdaptiveQuestions, Strategy, questionnaire, strategies

__all__ = ["AdaptiveQuestions", "Strategy", "questionnaire", "strategies"]
