"""The scoreboard: baselines on hand-made viewers, its rows and its table, the command, and the bars on real viewers."""

import json
import math
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.__main__ import main
from core.data.sources import load_folder
from core.errors import DataError
from core.evaluation.baselines import BASELINES, BaselineScores
from core.evaluation.beyond_accuracy import ListFigures
from core.evaluation.kept import kept_scores
from core.evaluation.lists import LISTS, RAW
from core.evaluation.results import CaseFigures, ViewerFigures, by_viewer, compare, summarise
from core.evaluation.scoreboard import corrected_p_values, evaluate, figures_at, rows_of, table
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle
from core.storage import write_whole
from tests.core.evaluation.people import cold_start, ratings_of

RATED = [9, 4, 10, 5, 8, 3] * 4
VIEWERS = [cold_start(5, RATED), cold_start(6, RATED[::-1])]


def knows_all(profile):
    """Ranks by the first viewer's ratings, and predicts them one too high."""
    return BaselineScores(np.array(RATED, dtype=float), np.array(RATED, dtype=float) + 1)


def knows_nothing(profile):
    return BaselineScores(-np.array(RATED, dtype=float))


def test_whoever_knows_the_ratings_scores_one_and_whoever_turns_them_around_nothing():
    settings = EvaluationSettings(answers=(0, 5), k=4)
    results = figures_at({"all": knows_all, "nothing": knows_nothing}, VIEWERS[:1], settings)[RAW]
    assert list(results) == [("all", 0), ("nothing", 0), ("all", 5), ("nothing", 5)]
    for n in (0, 5):
        assert results["all", n].ndcg == pytest.approx([1])
        assert results["nothing", n].recall.tolist() == [0]
        assert results["all", n].n_ratings.tolist() == [5 * n]
        assert results["all", n].squared_error.tolist() == [5 * (24 - n)]
        assert results["all", n].n_predicted.tolist() == [5 * (24 - n)]


def test_a_number_of_answers_that_leaves_nothing_to_find_is_left_out():
    results = figures_at({"all": knows_all}, VIEWERS, EvaluationSettings(answers=(3, 24)))[RAW]
    assert list(results) == [("all", 3)]
    with pytest.raises(DataError, match="None of the 2 viewers has a liked title left"):
        figures_at({"all": knows_all}, VIEWERS, EvaluationSettings(answers=(24,)))


def hand_made():
    """Two viewers; popularity finds half of what the others find for the first one."""

    def figures(first: float, second: float, n_predicted: int):
        cases = [(5, first), (6, second)]
        like = ListFigures(0.5, 2.0, math.nan, 0.25, 0.75, 0.0)
        return by_viewer(
            CaseFigures(id_, ndcg, ndcg / 2, 3, 8.0 * n_predicted, n_predicted, like=like, listed=[0, id_])
            for id_, ndcg in cases
        )

    results = {
        ("for-you", 0): figures(0.8, 0.4, 2),
        ("popularity", 0): figures(0.4, 0.4, 0),
        ("co-watching", 0): figures(0.7, 0.3, 0),
        ("popularity", 10): figures(0.5, 0.5, 0),
        ("co-watching", 10): figures(0.6, 0.6, 0),
    }
    return {RAW: results}


def test_a_row_has_the_means_the_bounds_and_both_comparisons():
    row = rows_of(hand_made())[0]
    assert row == {
        "recommender": "for-you",
        "answers": 0,
        "list": "raw",
        "viewers": 2,
        "ndcg_at_10": pytest.approx((0.8 + 0.4) / 2),
        "recall_at_10": pytest.approx((0.8 + 0.4) / 2 / 2),
        "rmse": pytest.approx(8**0.5),
        "ndcg_low": pytest.approx(0.4),
        "ndcg_high": pytest.approx(0.8),
        "to_popularity": pytest.approx((0.8 + 0.4) / (0.4 + 0.4)),
        "to_raw_popularity": pytest.approx((0.8 + 0.4) / (0.4 + 0.4)),
        "above_cowatching": pytest.approx(0.1),
        "above_low": pytest.approx(0.1),
        "above_high": pytest.approx(0.1),
        "franchise_ndcg_at_10": None,
        "franchise_ndcg_low": None,
        "franchise_ndcg_high": None,
        "titles_used": 3,
        "best_known_share": 0.5,
        "novelty": 2.0,
        "popularity_lift": None,
        "genre_divergence": 0.25,
        "diversity": 0.75,
        "continuations": 0.0,
        "mrr": 0.0,
        "coverage": None,
        "gini": None,
        "p_value": None,
    }
    assert list(row) == [
        *("recommender", "answers", "list", "viewers", "ndcg_at_10", "recall_at_10", "rmse", "ndcg_low", "ndcg_high"),
        *("to_popularity", "to_raw_popularity", "above_cowatching", "above_low", "above_high"),
        *("franchise_ndcg_at_10", "franchise_ndcg_low", "franchise_ndcg_high", "titles_used", "best_known_share"),
        *("novelty", "popularity_lift", "genre_divergence", "diversity", "continuations"),
        *("mrr", "coverage", "gini", "p_value"),
    ], "whoever reads the JSON relies on these names"


def test_coverage_and_gini_are_of_the_whole_catalog():
    row = rows_of(hand_made(), n_anime=7)[0]
    assert row["coverage"] == 3 / 7
    assert row["titles_used"] == 3, "rows 0 (twice), 5 and 6 of ten"
    counts = [0, 0, 0, 0, 1, 1, 2]
    expected = sum((2 * i - 7 - 1) * count for i, count in enumerate(counts, start=1)) / (7 * sum(counts))
    assert row["gini"] == pytest.approx(expected)


def test_each_recommender_is_tested_against_ours_and_corrected_for_the_others():
    random = np.random.default_rng(0)
    ours = random.random(40)

    def figures(ndcg: NDArray) -> ViewerFigures:
        return by_viewer(CaseFigures(viewer, value, value, 3) for viewer, value in enumerate(ndcg.tolist()))

    results = {("for-you", 5): figures(ours), ("worse", 5): figures(ours - 0.1), ("alike", 5): figures(ours[::-1])}
    p_values = corrected_p_values(results, EvaluationSettings(n_resamples=999))
    assert p_values["worse", 5] == pytest.approx(2 * 1 / 1000), "two were tested, and no toss came near"
    assert p_values["alike", 5] > 0.5
    assert ("for-you", 5) not in p_values


def test_rows_stand_in_the_order_of_the_results_and_names_follow_the_settings():
    rows = rows_of(hand_made(), EvaluationSettings(k=5), against="popularity")
    assert [(row["recommender"], row["answers"]) for row in rows] == list(hand_made()[RAW])
    assert {"ndcg_at_5", "recall_at_5", "above_popularity"} <= rows[0].keys()
    assert rows[0]["above_popularity"] == pytest.approx((0.4 + 0.0) / 2)
    assert (rows[0]["above_low"], rows[0]["above_high"]) == pytest.approx((0.0, 0.4))


def test_the_settings_decide_the_interval():
    wide, narrow = (rows_of(hand_made(), EvaluationSettings(confidence=level))[0] for level in (0.95, 0.4))
    assert (wide["ndcg_low"], wide["ndcg_high"]) == pytest.approx((0.4, 0.8))
    assert (narrow["ndcg_low"], narrow["ndcg_high"]) == pytest.approx((0.6, 0.6))
    both = [rows_of(hand_made(), EvaluationSettings(confidence=level), "popularity")[0] for level in (0.95, 0.4)]
    assert [row["above_high"] for row in both] == pytest.approx([0.4, 0.2])


def test_the_table_has_a_part_for_each_list_and_a_block_for_each_number_of_answers():
    shown = {key: by_franchise(figures) for key, figures in hand_made()[RAW].items() if key[1] == 10}
    lines = table(rows_of(hand_made() | {"shown": shown})).splitlines()
    assert lines[:7] == [
        "2 viewers the model has never seen",
        "",
        "The whole catalog in order, which nobody sees but other work can be compared with:",
        "",
        "answers  recommender  NDCG@10                 × popularity  above co-watching          Recall@10    RMSE"
        "     MRR  titles  Gini  top 50  novelty  lift  genres  diversity  continued  p (for-you)",
        "",
        "      0  for-you      0.6000 (0.4000…0.8000)         1.500  +0.1000 (+0.1000…+0.1000)     0.3000  2.8284"
        "  0.0000       3     –     50%     2.00     –    0.25       0.75         0%            –",
    ]
    assert [line[:22].split() for line in lines[7:12]] == [
        ["0", "popularity"],
        ["0", "co-watching"],
        [],
        ["10", "popularity"],
        ["10", "co-watching"],
    ]
    assert lines[13] == "The list as the page shows it: filtered, one card a franchise:"
    assert "RMSE" not in lines[15]
    assert lines[17].startswith(
        "     10  popularity   0.5000 (0.5000…0.5000)         1.000             1.000        0.2500  -0.1000"
    )


def by_franchise(figures: ViewerFigures) -> ViewerFigures:
    return replace(figures, franchise_ndcg=figures.ndcg / 2)


def test_a_shown_list_is_told_as_a_multiple_of_raw_popularity_too_and_a_discovery_is_not():
    half = {key: replace(figures, ndcg=figures.ndcg / 2) for key, figures in hand_made()[RAW].items()}
    rows = rows_of(hand_made() | {"shown": half, "discovery": half})
    shown, discovery = ([row for row in rows if row["list"] == name] for name in ("shown", "discovery"))
    assert (shown[0]["to_popularity"], shown[0]["to_raw_popularity"]) == (pytest.approx(1.5), pytest.approx(0.75))
    assert {row["to_raw_popularity"] for row in discovery} == {None}


def test_the_table_names_the_yardstick_and_the_places_that_count():
    settings = EvaluationSettings(k=5)
    head = table(rows_of(hand_made(), settings, "popularity"), settings, "popularity").splitlines()[4]
    assert head.startswith(
        "answers  recommender  NDCG@5                  × popularity  above popularity           Recall@5    RMSE"
    )


def test_every_baseline_is_measured_at_every_number_of_answers(shipped: Bundle, many: dict[int, float]):
    settings = EvaluationSettings(answers=(0, 2), n_draws=2)
    told = []
    evaluation = evaluate(shipped, ratings_of(10**6, many), settings, lambda done, of: told.append((done, of)))
    assert list(evaluation) == ["raw", "shown", "discovery"]
    for results in evaluation.values():
        assert list(results) == [(name, n) for n in (0, 2) for name in BASELINES]
        assert {figures.n_cases.tolist()[0] for figures in results.values()} == {2}
    assert told == [(1, 2), (2, 2)]


def test_figures_are_the_same_whatever_the_number_of_processes():
    viewers = [cold_start(number, np.roll(RATED, number).tolist()) for number in range(1, 8)]
    settings, told = EvaluationSettings(answers=(0, 5, 24), k=4), []
    recommenders = {"all": knows_all, "nothing": knows_nothing}
    one = figures_at(recommenders, viewers, settings)[RAW]
    several = figures_at(
        recommenders, viewers, settings, progress=lambda done, of: told.append((done, of)), n_processes=2
    )[RAW]
    assert list(several) == list(one)
    for key, figures in one.items():
        for name in ("viewer_ids", "n_cases", "ndcg", "recall", "squared_error", "listed", "n_listed"):
            assert np.array_equal(getattr(figures, name), getattr(several[key], name)), name
    assert told[-1] == (21, 21)


def test_a_model_that_saw_everybody_ends_with_a_sentence(shipped: Bundle, many: dict[int, float]):
    everyone = replace(ratings_of(1, many), viewer_id=np.resize(shipped.model.viewers.ids, len(many)))
    with pytest.raises(DataError, match="trained on every viewer"):
        evaluate(shipped, everyone)


def test_the_command_keeps_the_figures_beside_the_model_and_tells_a_folder_how_far_it_is(
    tmp_path: Path, folder: Path, root: Path, capsys, monkeypatch: pytest.MonkeyPatch
):
    told: list[dict] = []

    def written(file: Path, text: str) -> None:
        told.append(json.loads(text))
        write_whole(file, text)

    monkeypatch.setattr("core.runs.evaluation.write_whole", written)
    monkeypatch.setattr("core.runs.evaluation._TELL_EVERY", 0)
    model, run, file = tmp_path / "mine", tmp_path / "evaluate-mine", tmp_path / "rows.json"
    shutil.copytree(root / "models" / "dot-bias", model)
    words = ["evaluate", "--model", str(model), "--ratings", str(folder), "--answers", "0,3", "--draws", "1"]
    words += ["--processes", "1", "--keep", "--source", "Somebody", "--run-dir", str(run), "--json", str(file)]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert all(head in said for head in ("1 viewers the model has never seen", "above co-watching", "each rule held"))
    kept = kept_scores(model)
    assert kept
    assert (kept.ratings, kept.answers, len(kept.rows)) == ("Somebody", [0, 3], len(json.loads(file.read_text())))
    assert kept.accuracy and kept.cohorts and kept.titles and kept.checks
    assert json.loads((run / "evaluation.json").read_text())["phase"] == "done"
    assert (told[0]["phase"], told[0]["share"]) == ("reading", 0)
    shares = [each["share"] for each in told if each["phase"] == "measuring"]
    assert shares == sorted(shares) and {0.4, 0.8} < set(shares) and shares[-1] == pytest.approx(1)


@pytest.mark.slow
def test_the_command_prints_a_table_and_writes_its_rows(tmp_path: Path, folder: Path, capsys):
    file = tmp_path / "rows.json"
    words = ["evaluate", "--model", "models/dot-bias", "--ratings", str(folder), "--answers", "0,3"]
    assert main([*words, "--json", str(file)]) == 0
    assert "1 viewers the model has never seen" in capsys.readouterr().out
    rows = json.loads(file.read_text())
    expected = [(of, name, n) for of in LISTS for n in (0, 3) for name in BASELINES]
    assert [(row["list"], row["recommender"], row["answers"]) for row in rows] == expected
    assert main([*words, "--json", str(tmp_path / "no" / "folder" / "rows.json")]) == 2
    assert "could not be written" in capsys.readouterr().err


@pytest.mark.slow
def test_the_command_compares_with_any_baseline(tmp_path: Path, folder: Path, capsys):
    file = tmp_path / "rows.json"
    words = ["evaluate", "--ratings", str(folder), "--answers", "3", "--against", "rating-model", "--json", str(file)]
    assert main(words) == 0
    assert "above rating-model" in capsys.readouterr().out
    rows = json.loads(file.read_text())
    above = {row["recommender"]: row["above_ratingmodel"] for row in rows if row["list"] == "raw"}
    assert above["rating-model"] == 0 < above["for-you"]
    with pytest.raises(SystemExit):
        main([*words, "--against", "nobody"])
    assert "for-you" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("name", ["shipped", pytest.param("shipped_neural", marks=pytest.mark.again)])
def test_the_bars_hold_on_real_viewers(name: str, request, real_data: Path):
    settings = EvaluationSettings(answers=(0, 3, 10), n_draws=2)
    results = evaluate(request.getfixturevalue(name), load_folder(real_data).ratings, settings)[RAW]
    to_popularity, above = compare(results, "popularity", settings), compare(results, "co-watching", settings)
    errors = {key: summarise(figures, settings).rmse or math.inf for key, figures in results.items()}
    for n, bar, worst_error in ((0, 1.0, 1.57), (3, 1.18, 1.34), (10, 1.40, 1.26)):
        assert to_popularity["for-you", n].ratio >= bar
        assert above["for-you", n].difference.mean > 0
        assert errors["for-you", n] < worst_error
    for n in (3, 10):
        assert errors["for-you", n] < errors["bias-only", n]
