"""Which titles to ask a newcomer about next, and how much each way of choosing them is worth."""

from core.questionnaire.curve import learning_curve
from core.questionnaire.seen import fit_seen
from core.questionnaire.strategies import AdaptiveQuestions, Strategy, questionnaire, strategies

__all__ = ["AdaptiveQuestions", "Strategy", "fit_seen", "learning_curve", "questionnaire", "strategies"]
