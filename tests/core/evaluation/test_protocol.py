"""Evaluation: who is measured and on what, figures computed by hand, and the bars on real viewers."""

import json
from dataclasses import replace

import numpy as np
import pytest

from core.__main__ import main
from core.data.ratings import HIGH, Ratings
from core.data.sources import load_folder
from core.errors import DataError
from core.evaluation.protocol import Opinion, cases, evaluate, recommenders, rows_of, strangers, table
from core.model.bundle import Bundle
from core.profiles import Profile


def viewer(viewer_id: int, rated: dict[int, float]) -> Ratings:
    return Ratings.of(np.full(len(rated), viewer_id), np.array(list(rated)), np.array(list(rated.values())))


def both(one: Ratings, other: Ratings) -> Ratings:
    pairs = zip(vars(one).values(), vars(other).values(), strict=False)
    return Ratings(*(np.concatenate(pair) for pair in list(pairs)[:4]))


@pytest.fixture
def many(shipped: Bundle) -> dict[int, float]:
    """Fifty ratings 1…10 of the best-known titles."""
    best_known = shipped.catalog.table.nlargest(50, "members").index
    return {int(anime_id): float(place % 10 + 1) for place, anime_id in enumerate(best_known)}


def test_only_viewers_the_model_never_saw_with_enough_ratings_are_measured(shipped, many):
    seen = int(shipped.model.viewers.ids[0])
    few = dict(list(many.items())[:39])
    ratings = both(both(viewer(seen, many), viewer(10**6, many)), viewer(10**6 + 1, few))
    assert set(strangers(shipped, ratings).viewer_id) == {10**6}


def test_unrated_rows_and_unknown_titles_count_for_nothing(shipped, many):
    unrated = many | dict.fromkeys(list(many)[:11], -1.0)
    with pytest.raises(DataError, match="gave 40 ratings"):
        strangers(shipped, viewer(10**6, unrated))
    with pytest.raises(DataError, match="gave 40 ratings"):
        strangers(shipped, viewer(10**6, {10**8 + anime_id: rating for anime_id, rating in many.items()}))


def test_ratings_the_model_has_seen_get_a_sentence_that_says_what_to_do(shipped, many):
    with pytest.raises(DataError, match="--hold-out-viewers"):
        strangers(shipped, viewer(int(shipped.model.viewers.ids[0]), many))


def test_a_case_splits_a_viewers_ratings_into_answers_and_the_rest(shipped, many):
    for case in cases(shipped, viewer(10**6, many), n_answers=10, n_draws=3, seed=0):
        held_out = set(many) - case.answers.keys()
        assert case.answers == {anime_id: many[anime_id] for anime_id in case.answers}
        assert len(case.answers) == 10
        assert set(shipped.model.anime.ids[case.held_out]) == held_out
        assert set(shipped.model.anime.ids[case.relevant]) == {a for a in held_out if many[a] >= HIGH}


def test_fewer_answers_are_the_first_of_more(shipped, many):
    ratings = viewer(10**6, many)
    three, ten = ([*cases(shipped, ratings, n, n_draws=2, seed=5)] for n in (3, 10))
    assert [list(case.answers)[:3] for case in ten] == [list(case.answers) for case in three]


def test_a_viewer_whose_ratings_are_all_high_has_only_those_from_the_median_on_as_relevant(shipped, many):
    generous = {anime_id: 8.0 + place % 3 for place, anime_id in enumerate(many)}
    (case,) = cases(shipped, viewer(10**6, generous), n_answers=0, n_draws=1, seed=0)
    assert {generous[int(anime_id)] for anime_id in shipped.model.anime.ids[case.relevant]} == {9.0, 10.0}


def test_a_viewer_who_liked_nothing_has_no_case(shipped, many):
    assert not list(cases(shipped, viewer(10**6, dict.fromkeys(many, 5.0)), 3, 2, seed=0))


def test_a_recommender_that_knows_the_answer_scores_one(shipped, many):
    found = [*cases(shipped, viewer(10**6, many), n_answers=5, n_draws=4, seed=0)]
    oracle = np.zeros(len(shipped.catalog))
    for anime_id, rating in many.items():
        oracle[shipped.model.anime.row(anime_id)] = rating
    opinions = {"popularity": Opinion(oracle, None), "co-watching": Opinion(-oracle, oracle + 1)}
    perfect, inverted = rows_of(5, [(case, opinions) for case in found])
    assert perfect["ndcg_at_10"] == pytest.approx(1)
    assert (perfect["recall_at_10"], perfect["rmse"], perfect["viewers"]) == (1, None, 1)
    assert inverted["ndcg_at_10"] == 0
    assert inverted["rmse"] == pytest.approx(1)
    assert perfect["above_cowatching"] == pytest.approx(1)


def test_bias_only_is_the_expected_rating_moved_by_the_viewers_own_offset(shipped):
    known = [int(anime_id) for anime_id in shipped.catalog.table.nlargest(2, "members").index]
    opinions = recommenders(shipped)
    expected = opinions(Profile())["bias-only"].predicted
    moved = opinions(Profile(dict.fromkeys(known, 5.0)))["bias-only"].predicted
    assert expected is not None and moved is not None
    offset = sum(5 - expected[shipped.model.anime.row(anime_id)] for anime_id in known) / (2 + 2)
    assert moved == pytest.approx(np.clip(expected + offset, 1, 10), abs=1e-6)


@pytest.mark.parametrize("name", ["shipped", "shipped_neural"])
def test_the_bars_hold_on_real_viewers(name, request, real_data):
    bundle = request.getfixturevalue(name)
    rows = evaluate(bundle, load_folder(real_data).ratings, answers=(0, 3, 10), n_draws=2)
    by = {(row["recommender"], row["answers"]): row for row in rows}
    for n, bar in ((0, 1.0), (3, 1.18), (10, 1.40)):
        assert by["for-you", n]["to_popularity"] >= bar
        assert by["for-you", n]["above_cowatching"] > 0
        assert by["for-you", n]["rmse"] <= by["bias-only", n]["rmse"] + 1e-9
    assert set(rows[0]) >= {"recommender", "answers", "viewers", "ndcg_at_10", "recall_at_10", "rmse"}
    assert "for-you" in table(rows)


def test_the_command_prints_a_table_and_writes_its_rows(tmp_path, root, shipped, many, capsys):
    catalog = shipped.catalog.table.loc[list(many)]
    known = catalog.assign(name=catalog["title"], rating=catalog["mean_rating"], genre="Comedy")
    known.index.name = "anime_id"
    known[["name", "genre", "type", "episodes", "rating", "members"]].to_csv(tmp_path / "anime.csv")
    lines = [f"{10**6},{anime_id},{rating:.0f}" for anime_id, rating in many.items()]
    (tmp_path / "rating.csv").write_text("\n".join(["user_id,anime_id,rating", *lines]))
    file = tmp_path / "rows.json"
    words = [
        "evaluate",
        "--model",
        "models/dot-bias",
        "--ratings",
        str(tmp_path),
        "--answers",
        "0,3",
        "--json",
        str(file),
    ]
    assert main(words) == 0
    assert "1 viewers the model has never seen" in capsys.readouterr().out
    rows = json.loads(file.read_text())
    assert {(row["recommender"], row["answers"]) for row in rows} == {
        (name, n) for name in ("for-you", "popularity", "bias-only", "rating-model", "co-watching") for n in (0, 3)
    }
    assert main([*words, "--json", str(tmp_path / "no" / "folder" / "rows.json")]) == 2
    assert "could not be written" in capsys.readouterr().err


def test_a_model_that_saw_everybody_ends_the_command_with_a_sentence(shipped, many):
    everyone = replace(viewer(1, many), viewer_id=np.resize(shipped.model.viewers.ids, len(many)))
    with pytest.raises(DataError, match="trained on every viewer"):
        evaluate(shipped, everyone)
