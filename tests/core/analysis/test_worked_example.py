"""The article's worked example, and real predictions taken apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.analysis.worked_example import NUMBERS, TITLES, products, strongest, winners, work_out
from core.model.bundle import load_bundle

MODELS = Path(__file__).resolve().parents[3] / "models"
ANIME = [NUMBERS[title] for title in TITLES]


def test_the_first_viewers_scores_are_those_of_the_article() -> None:
    scores = products(NUMBERS["Viewer 1"], ANIME).sum(axis=1)
    oregairu = 1.2 * 3.5 + 2 * 3 + 4 * 3.5 + 1 * 3 + 4 * 0.5
    assert scores == pytest.approx([oregairu, 26, 31.8])
    assert oregairu == pytest.approx(29.2)
    assert winners(scores) == [2]


def test_the_second_viewers_scores_are_those_of_the_article() -> None:
    assert products(NUMBERS["Viewer 2"], ANIME).sum(axis=1) == pytest.approx([47.5, 35.5, 22.5])


def test_equal_scores_share_the_win() -> None:
    assert winners([3, 3.001, 1]) == [0, 1]


def test_the_strongest_terms_may_be_negative() -> None:
    assert strongest([0.1, -0.5, 0.3], 2) == [1, 2]


@pytest.mark.parametrize("name", ["dot-bias", "neural"])
def test_a_prediction_taken_apart_adds_up_to_what_the_model_says(name: str) -> None:
    model = load_bundle(MODELS / name).model
    for viewer_row, anime_row in ((0, 0), (17, 4), (len(model.viewers) - 1, len(model.anime) - 1)):
        worked = work_out(model, viewer_row, anime_row)
        assert worked.logit == pytest.approx(float(np.sum(worked.terms)) + sum(worked.biases.values()))
        assert worked.rating == pytest.approx(float(model.predict([viewer_row], [anime_row])[0]), abs=1e-5)
