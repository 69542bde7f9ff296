"""What answers bring, read off kept figures: straight between two numbers, flat beyond the last."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.evaluation.gain import Gain, gain_of
from core.evaluation.kept import KeptScores, Score, kept_scores


def score(answers: int, to_popularity: float, recommender: str = "for-you", list_name: str = "discovery") -> Score:
    rest = dict.fromkeys(("ndcg_at_10", "ndcg_low", "ndcg_high", "recall_at_10", "above_cowatching"), 0.5)
    rest |= dict.fromkeys(("above_low", "above_high", "best_known_share", "novelty", "diversity"), 0.5)
    return Score(recommender, answers, list_name, viewers=9, to_popularity=to_popularity, titles_used=1, **rest)


def kept(*rows: Score) -> KeptScores:
    return KeptScores("ratings", "2026-01-01", rows)


MEASURED = kept(
    replace(score(20, 1.5), viewers=7),
    score(0, 1.0),
    score(10, 1.4),
    score(10, 9.0, "chance"),
    score(10, 9.0, list_name="raw"),
)


@pytest.mark.parametrize(
    ("n_answers", "better"), [(0, 0), (5, 0.4 * 5 / 10), (10, 0.4), (15, 0.4 + 0.1 * 5 / 10), (20, 0.5), (500, 0.5)]
)
def test_between_two_numbers_of_answers_the_line_is_straight(n_answers: int, better: float):
    found = gain_of(MEASURED, n_answers)
    assert found
    assert (found.better, found.share) == pytest.approx((better, better / 0.5))
    assert (found.most, found.viewers) == (20, 7)


def test_figures_that_do_not_say_bring_nothing():
    assert gain_of(kept(), 5) is None
    assert gain_of(kept(score(0, 1.0)), 5) is None
    assert gain_of(kept(score(3, 1.0), score(20, 1.5)), 5) is None
    assert gain_of(kept(score(0, 1.0), score(20, 0.9)), 5) is None
    assert gain_of(kept(score(0, 1.0), score(20, 1.0)), 5) is None
    assert gain_of(kept(score(0, 0.0), score(20, 1.5)), 5) is None


def test_two_numbers_of_answers_are_enough():
    found = gain_of(kept(score(0, 0.5), score(20, 0.6)), 10)
    assert found
    assert (found.better, found.share) == pytest.approx((0.1, 0.5))


@pytest.mark.parametrize(("n_answers", "better", "share"), [(5, -0.2, 0), (10, 0.8, 1)])
def test_the_share_stays_between_nothing_and_all_where_lists_get_worse_on_the_way(n_answers, better, share):
    """Better by -20%, 80% and 50% after 5, 10 and 20 answers."""
    found = gain_of(kept(score(0, 1.0), score(5, 0.8), score(10, 1.8), score(20, 1.5)), n_answers)
    assert found
    assert (found.better, found.share) == (pytest.approx(better), share)


@pytest.mark.parametrize("name", ["dot-bias", "neural"])
def test_the_shipped_models_say_that_ten_answers_bring_most_of_what_twenty_do(root: Path, name: str):
    figures = kept_scores(root / "models" / name)
    assert figures
    few, ten, twenty = (gain_of(figures, n) for n in (3, 10, 20))
    assert isinstance(few, Gain) and isinstance(ten, Gain) and isinstance(twenty, Gain)
    assert 0 < few.share < 0.7 < ten.share < twenty.share == 1
