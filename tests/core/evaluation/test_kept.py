"""Figures kept beside a model: what was written is read again, what is damaged is told."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from core.errors import BundleError
from core.evaluation.kept import Score, keep_scores, kept_scores
from core.model.bundle import SCORES, save_bundle

ROW = {
    "recommender": "for-you",
    "answers": 5,
    "list": "raw",
    "viewers": 3,
    "ndcg_at_10": 0.5,
    "recall_at_10": 0.4,
    "rmse": None,
    "ndcg_low": 0.4,
    "ndcg_high": 0.6,
    "to_popularity": 1.2,
    "above_cowatching": 0.1,
    "above_low": -0.1,
    "above_high": 0.3,
    "titles_used": 12,
    "best_known_share": 0.5,
    "novelty": 2.0,
    "diversity": 0.7,
    "popularity_lift": None,
}


def test_rows_are_read_as_they_were_written_and_a_number_that_is_none_stays_none(tmp_path: Path):
    rows = [{**ROW, "ndcg_at_10": ndcg} for ndcg in (0.2, 0.5)] + [{**ROW, "answers": 10, "rmse": 1.25}]
    keep_scores({"rows": rows}, "three people", tmp_path)
    kept = kept_scores(tmp_path)
    assert kept is not None
    assert (kept.ratings, kept.answers) == ("three people", [5, 10])
    assert [row.ndcg_at_10 for row in kept.of("raw", 5)] == [0.5, 0.2]
    assert [row.rmse for row in kept.rows] == [None, None, 1.25]
    assert kept.of("shown", 5) == []
    assert (kept.accuracy, kept.cohorts) == ((), ()), "as of an older version"
    assert {name: value for name, value in asdict(kept.rows[0]).items() if name in ROW} == {
        name: 0.2 if name == "ndcg_at_10" else value for name, value in ROW.items() if name in Score.__annotations__
    }


def test_nothing_is_kept_of_a_model_that_nobody_evaluated(tmp_path: Path):
    assert kept_scores(tmp_path) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not readable JSON"),
        ("[]", "is not an object"),
        (json.dumps({"ratings": "x", "made": "y"}), "rows is missing"),
        (json.dumps({"ratings": "x", "made": "y", "rows": [1]}), "is not an object"),
        (json.dumps({"ratings": "x", "made": "y", "rows": [{**ROW, "novelty": "high"}]}), "novelty is not a number"),
        (json.dumps({"ratings": "x", "made": "y", "rows": [{**ROW, "novelty": float("nan")}]}), "novelty"),
        (" " * (4 * 2**20 + 1), "too large"),
    ],
)
def test_damaged_figures_get_a_sentence_with_the_models_name(tmp_path: Path, text: str, said: str):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / SCORES).write_text(text)
    with pytest.raises(BundleError, match=f"“mine”.*{said}"):
        kept_scores(tmp_path / "mine")


def test_a_model_that_is_trained_anew_takes_its_old_figures_away(tmp_path: Path, tiny_bundle):
    save_bundle(tiny_bundle, tmp_path / "tiny")
    keep_scores({"rows": [ROW]}, "three people", tmp_path / "tiny")
    save_bundle(tiny_bundle, tmp_path / "tiny")
    assert kept_scores(tmp_path / "tiny") is None


def test_figures_are_kept_as_text_that_a_person_can_read(tmp_path: Path):
    keep_scores({"rows": [ROW]}, "drei Zuschauer — für später", tmp_path)
    lines = (tmp_path / SCORES).read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["{", ' "ratings": "drei Zuschauer — für später",']


def test_figures_may_be_as_large_as_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    keep_scores({"rows": [ROW]}, "three people", tmp_path)
    monkeypatch.setattr("core.evaluation.kept.LARGEST_FILE", (tmp_path / SCORES).stat().st_size)
    assert kept_scores(tmp_path)
