"""What is said of the span around an expected rating."""

from core.evaluation.kept import Coverage
from ui.for_you.why import coverage_said

ROWS = [
    Coverage(answers=3, group="all", ratings=100, coverage=0.704, deviation=1.2, bias=0.0),
    Coverage(answers=20, group="all", ratings=100, coverage=0.676, deviation=1.1, bias=0.0),
    Coverage(answers=20, group="title-few", ratings=30, coverage=0.5, deviation=1.1, bias=0.0),
]


def test_the_measured_coverage_is_that_of_the_nearest_number_of_answers():
    assert "70 of 100 ratings" in coverage_said(ROWS, 5)
    assert "68 of 100 ratings" in coverage_said(ROWS, 40)


def test_nothing_is_said_of_a_model_that_was_not_evaluated():
    assert coverage_said([], 5) == ""
