"""Figures of the Train page."""

from __future__ import annotations

from ui.train.charts import learning_rate_curve


def test_a_suggestion_lies_on_the_curve_and_what_comes_after_breakdown_is_out_of_sight():
    figure = learning_rate_curve([1e-4, 1e-3, 1e-2, 1e-1], [3.0, 2.0, 2.5, 90.0], {"valley": 1.1e-3})
    _, suggestion = figure.data
    assert (list(suggestion.x), list(suggestion.y)) == ([1.1e-3], [2.0])
    assert figure.layout.yaxis.range == (2.0 - (3.0 - 2.0) / 4, 3.0 + (3.0 - 2.0) / 4)
