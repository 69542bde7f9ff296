"""All models on the same viewers: who may be ranked, whose titles stand where, and what is said of differences."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.__main__ import main
from core.data.vocabulary import Vocabulary
from core.errors import DataError
from core.evaluation.all_models import Field, accuracy_of_models, differences, evaluate_models, field_of
from core.evaluation.kept import kept_scores
from core.evaluation.rating_accuracy import PREDICTORS
from core.evaluation.results import CaseFigures, by_viewer
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle
from core.storage import HOME_VARIABLE, home
from tests.core.evaluation.people import ratings_of, together

QUICK = EvaluationSettings(answers=(3,), n_draws=1)
STRANGER = 10**6


def called(bundle: Bundle, name: str) -> Bundle:
    return replace(bundle, card=replace(bundle.card, name=name))


def who_knows(bundle: Bundle, name: str, viewer_id: int) -> Bundle:
    """The same model, of which one viewer has another id."""
    ids = bundle.model.viewers.ids.copy()
    ids[0] = viewer_id
    model = copy(bundle.model)
    vars(model)["viewers"] = Vocabulary(ids)
    return called(replace(bundle, model=model), name)


def test_a_model_that_has_seen_the_viewers_is_not_ranked(shipped: Bundle, many: dict[int, float]):
    knows = who_knows(shipped, "knows", STRANGER)
    both = together(ratings_of(STRANGER, many), ratings_of(STRANGER + 1, many))
    field = field_of([knows, shipped], together(both))
    assert [bundle.name for bundle in field.ranked] == ["knows", "dot-bias"], "the second has seen nobody of them"
    field = field_of([shipped, called(shipped, "twin"), knows], ratings_of(STRANGER, many))
    assert [bundle.name for bundle in field.ranked] == ["dot-bias", "twin"]
    assert "trained on every viewer" in field.left_out["knows"]


def test_viewers_are_chosen_so_that_most_models_are_ranked(shipped: Bundle, many: dict[int, float]):
    first, second = who_knows(shipped, "one", STRANGER), who_knows(shipped, "two", STRANGER)
    alone = who_knows(shipped, "alone", STRANGER + 1)
    both = together(ratings_of(STRANGER, many), ratings_of(STRANGER + 1, many))
    field = field_of([alone, first, second], both)
    assert [bundle.name for bundle in field.ranked] == ["one", "two"]
    assert "has seen 1 of the 1 viewers" in field.left_out["alone"]


def test_the_others_are_tested_against_the_list_of_the_first(shipped: Bundle):
    assert Field((called(shipped, "one"), called(shipped, "two")), {}).ours == "for-you (one)"


def test_errors_are_those_of_each_model_and_of_every_simpler_predictor(shipped: Bundle, many: dict[int, float]):
    ratings = ratings_of(STRANGER, many)
    rows = accuracy_of_models(field_of([shipped, called(shipped, "twin")], ratings), ratings, QUICK)
    names = [row["predictor"] for row in rows]
    assert names[:2] == ["rating-model (dot-bias)", "rating-model (twin)"]
    assert {*names[2:]} == {*PREDICTORS} - {"rating-model"}
    assert rows[0]["rmse"] == rows[1]["rmse"]


def test_where_every_model_has_seen_everybody_it_is_said(shipped: Bundle, many: dict[int, float]):
    with pytest.raises(DataError, match="trained on every viewer"):
        field_of([who_knows(shipped, "one", STRANGER)], ratings_of(STRANGER, many))
    with pytest.raises(DataError, match="no model"):
        field_of([], ratings_of(STRANGER, many))


@pytest.mark.slow
def test_each_model_makes_its_own_lists_and_the_baselines_are_measured_once(
    shipped: Bundle, shipped_neural: Bundle, many: dict[int, float]
):
    ratings = ratings_of(STRANGER, many)
    evaluation = evaluate_models(field_of([shipped, shipped_neural], ratings), ratings, QUICK)
    turned = evaluate_models(field_of([shipped_neural, shipped], ratings), ratings, QUICK)
    names = [name for name, _ in evaluation["raw"]]
    assert names[:2] == ["for-you (dot-bias)", "rating-model (dot-bias)"]
    assert {"for-you (neural)", "popularity", "co-watching"} <= set(names)
    assert "for-you" not in names
    for name in names[:4]:
        one, other = (each["raw"][name, 3] for each in (evaluation, turned))
        assert np.array_equal(one.ndcg, other.ndcg), "whichever comes first"


def test_what_is_real_is_said_and_what_may_be_chance_too():
    random = np.random.default_rng(0)
    ours = 0.4 + 0.2 * random.random(60)

    def figures(ndcg):
        return by_viewer(CaseFigures(viewer, value, value, 3) for viewer, value in enumerate(ndcg.tolist()))

    results = {
        ("ours", 3): figures(ours),
        ("worse", 3): figures(ours - 0.1),
        ("better", 3): figures(ours + 0.05),
        ("alike", 3): figures(ours[::-1]),
    }
    assert differences(results, 3, "ours") == [
        f"better finds more than ours: {ours.mean() + 0.05:.4f} against {ours.mean():.4f} NDCG@10, by 0.0500 "
        "(0.0500 to 0.0500), too much to be chance.",
        f"worse finds less than ours: {ours.mean() - 0.1:.4f} against {ours.mean():.4f} NDCG@10, by 0.1000 "
        "(0.1000 to 0.1000), too much to be chance.",
        "Between ours and alike the difference may be chance.",
    ]


def test_the_command_prints_a_table_and_keeps_it(tmp_path: Path, folder: Path, capsys, monkeypatch):
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    assert main(["scoreboard", "--ratings", str(folder), "--answers", "3", "--draws", "1", "--processes", "1"]) == 0
    said = capsys.readouterr().out
    assert "1 viewers the model has never seen" in said
    assert "for-you (neural)" in said
    assert "may be chance" in said, "of one viewer nothing is known"
    kept = kept_scores(home().scoreboard)
    assert kept
    assert {row.answers for row in kept.rows} == {3}
