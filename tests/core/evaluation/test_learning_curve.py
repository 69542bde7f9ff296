"""The learning curve of ways of asking: what is shown, what it brings, and the table of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from core.__main__ import main
from core.data.ratings import UNRATED
from core.data.vocabulary import Vocabulary
from core.errors import DataError
from core.evaluation.baselines import BaselineScores, FittedBaseline
from core.evaluation.learning_curve import (
    evaluate_questions,
    kept_and_dropped,
    learning_curves,
    rows_of,
    table,
    titles_shown,
)
from core.evaluation.protocol import ColdStartViewer, Halving, halvings
from core.evaluation.results import CaseFigures, Results, by_viewer
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import Bundle
from core.profiles import Profile
from core.questionnaire import Strategy, strategies
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.exposure import ExposureSettings, fit_exposure
from core.recommend.franchises import Franchises
from tests.core.evaluation.people import FIRST_ANIME, case_of, cold_start, ratings_of, together
from tests.tribes import TwoTribes, untrained

KEEN = [9, 4] * 30 + [UNRATED] * 4
"""The median is 6.5, so the 9s, in the even rows, are the liked ones."""
N = len(KEEN)


@dataclass(frozen=True)
class InOrder:
    """Asks for every title in the order of the ids, and writes down how it was asked."""

    last: int = FIRST_ANIME + N + 6
    """The titles after the viewer's are unknown to them."""
    calls: list[tuple[Profile, set[int], int]] = field(default_factory=list)

    def next_titles(self, profile: Profile, shown: Collection[int] = (), n: int = 5) -> list[int]:
        self.calls.append((profile, set(shown), n))
        gone = {*profile.hidden, *shown}
        return [anime_id for anime_id in range(FIRST_ANIME, self.last) if anime_id not in gone][:n]


def half_of(ratings: Sequence[float]) -> Halving:
    """The first halving of a viewer with these ratings."""
    return next(halvings([cold_start(5, ratings)]))


def curve(
    recommender: FittedBaseline,
    ways: Mapping[str, Strategy],
    viewers: Sequence[ColdStartViewer],
    settings: EvaluationSettings = EvaluationSettings(),
) -> Results:
    """The learning curve of the list that keeps titles not seen."""
    return learning_curves(recommender, Vocabulary(np.arange(N) + FIRST_ANIME), ways, viewers, settings)["kept"]


def test_titles_are_shown_a_screen_at_a_time_and_never_the_withheld_ones():
    half, way = half_of(KEEN), InOrder()
    open_ids = [FIRST_ANIME + row for row in range(N + 6) if row >= N or not half.withheld[row]]
    assert titles_shown(way, half, n=7, screen=3) == open_ids[:7]
    hidden = half.withheld_ids
    assert way.calls == [(replace(half.profile(open_ids[:k]), hidden=hidden), set(open_ids[:k]), 3) for k in (0, 3, 6)]


def test_a_number_that_screens_fill_exactly_needs_no_further_screen():
    way = InOrder()
    assert len(titles_shown(way, half_of(KEEN), n=6, screen=3)) == 6
    assert len(way.calls) == 2
    assert titles_shown(way, half_of(KEEN), n=0, screen=3) == []
    assert len(way.calls) == 2


def test_a_way_of_asking_that_runs_out_shows_what_it_has():
    half, way = half_of(KEEN), InOrder(last=FIRST_ANIME + 10)
    assert titles_shown(way, half, n=50, screen=4) == [FIRST_ANIME + row for row in range(10) if not half.withheld[row]]


def knows_the_withheld(half: Halving, n_ratings: int = 0) -> FittedBaseline:
    """Ranks the withheld titles by their ratings before all others, once so many ratings were told; until then last."""
    worth = np.where(half.withheld, half.viewer.ratings, 0)

    def scores(profile: Profile) -> BaselineScores:
        return BaselineScores(worth if len(profile.ratings) >= n_ratings else -worth)

    return scores


def test_a_list_that_knows_the_viewer_is_perfect_and_the_opposite_useless():
    viewer, half = cold_start(5, KEEN[:60]), half_of(KEEN[:60])
    settings = EvaluationSettings(shown=(0, 12), n_draws=1)
    perfect = curve(knows_the_withheld(half), {"in order": InOrder()}, [viewer], settings)
    assert list(perfect) == [("in order", 0), ("in order", 12)]
    assert [figures.ndcg.tolist() for figures in perfect.values()] == [pytest.approx([1]), pytest.approx([1])]
    told = curve(knows_the_withheld(half, n_ratings=1), {"in order": InOrder()}, [viewer], settings)
    assert [figures.ndcg.tolist() for figures in told.values()] == [[0], pytest.approx([1])]


def knows_nothing(profile: Profile) -> BaselineScores:
    """Ranks by row, the last first."""
    return BaselineScores(np.arange(float(N)))


def test_the_curve_counts_viewers_halvings_and_the_ratings_that_titles_brought():
    viewers = [cold_start(5, KEEN), cold_start(6, KEEN)]
    settings = EvaluationSettings(shown=(0, 12, 70), n_draws=3, screen=4)
    results = curve(knows_nothing, {"in order": InOrder()}, viewers, settings)
    halves = list(halvings(viewers, settings))

    def n_rated(of_halves: list[Halving], n: int) -> int:
        """How many of the first titles shown have a rating: those of the first 60 rows."""
        return sum(int((np.flatnonzero(~half.withheld)[:n] < 60).sum()) for half in of_halves)

    for n in settings.shown:
        figures = results["in order", n]
        assert (figures.viewer_ids.tolist(), figures.n_cases.tolist()) == ([5, 6], [3, 3])
        assert figures.n_ratings.tolist() == [n_rated(halves[:3], n), n_rated(halves[3:], n)]
    assert rows_of({"list": results})[0]["answered"] == 0


def test_ways_of_asking_face_the_same_halves():
    ways = {"in order": InOrder(), "nothing": InOrder(last=FIRST_ANIME)}
    results = curve(knows_nothing, ways, [cold_start(5, KEEN)], EvaluationSettings(shown=(0, 6)))
    assert results["in order", 0].ndcg.tolist() == results["nothing", 0].ndcg.tolist()
    assert results["nothing", 6].n_ratings.tolist() == [0]


def test_only_the_places_that_the_settings_say_count():
    viewer, settings = cold_start(5, [10, 9, *[3] * 8]), EvaluationSettings(shown=(0,), k=1, n_draws=20)

    def by_row(profile: Profile) -> BaselineScores:
        return BaselineScores(-np.arange(10.0))

    figures = curve(by_row, {"in order": InOrder()}, [viewer], settings)["in order", 0]
    first_is_withheld = [half.withheld[0] for half in halvings([viewer], settings)]
    assert 0 < np.mean(first_is_withheld) < 1
    assert figures.ndcg.tolist() == pytest.approx([np.mean(first_is_withheld)])


def test_a_learning_curve_needs_somebody_to_measure():
    with pytest.raises(DataError, match="None of the 2 viewers has a liked title"):
        curve(knows_nothing, {}, [cold_start(5, [3] * 50), cold_start(6, [7] * 50)])


def hand_made() -> dict[str, Results]:
    def figures(*of_cases: tuple[int, float, int]):
        return by_viewer(CaseFigures(id_, ndcg, 0.0, n_ratings, 0.0, 0) for id_, ndcg, n_ratings in of_cases)

    kept = {
        ("popularity", 0): figures((5, 0.2, 0), (6, 0.4, 0)),
        ("popularity", 12): figures((5, 0.2, 4), (5, 0.4, 5), (6, 0.5, 3)),
        ("adaptive", 0): figures((5, 0.2, 0), (6, 0.4, 0)),
        ("adaptive", 12): figures((5, 0.9, 10), (6, 0.9, 12)),
    }
    return {"kept": kept, "dropped": {("adaptive", 12): figures((5, 1.0, 10), (6, 0.9, 12))}}


def test_a_row_is_a_mean_over_viewers_and_what_was_answered_a_mean_over_halvings():
    row = rows_of(hand_made())[1]
    assert row == {
        "strategy": "popularity",
        "not_seen": "kept",
        "shown": 12,
        "answered": (4 + 5 + 3) / 3,
        "viewers": 2,
        "ndcg_at_10": pytest.approx(((0.2 + 0.4) / 2 + 0.5) / 2),
        "ndcg_low": pytest.approx(0.3),
        "ndcg_high": pytest.approx(0.5),
    }
    assert list(row) == ["strategy", "not_seen", "shown", "answered", "viewers", "ndcg_at_10", "ndcg_low", "ndcg_high"]
    assert [row["not_seen"] for row in rows_of(hand_made())] == ["kept"] * 4 + ["dropped"]
    settings = EvaluationSettings(k=3, confidence=0.4)
    assert rows_of(hand_made(), settings)[1]["ndcg_at_3"] == row["ndcg_at_10"]
    assert rows_of(hand_made(), settings)[1]["ndcg_low"] == pytest.approx(0.4)


def test_the_table_has_a_line_for_each_way_and_a_column_for_each_number_in_each_list():
    settings = EvaluationSettings(k=5)
    assert table(rows_of(hand_made(), settings), settings).splitlines() == [
        "2 viewers the model has never seen; NDCG@5 by titles shown (ratings they brought)",
        "",
        "not seen: kept                     0              12",
        "popularity              0.3000 (0.0)    0.4000 (4.0)",
        "adaptive                0.3000 (0.0)   0.9000 (11.0)",
        "",
        "not seen: dropped                 12",
        "adaptive               0.9500 (11.0)",
    ]


TRIBES = TwoTribes(n_viewers=40, n_anime=20, own=0.9, other=0.3)


def bundle_of_tribes() -> Bundle:
    parts = fit_exposure(TRIBES.ratings, TRIBES.anime, ExposureSettings(n_factors=4))
    return untrained(TRIBES.ratings, TRIBES.catalog, fit_cowatching(TRIBES.ratings, TRIBES.anime) | parts)


def test_every_way_of_asking_is_measured_with_this_projects_list():
    bundle = bundle_of_tribes()
    newcomer = ratings_of(5, dict.fromkeys(TRIBES.odd, 9) | dict.fromkeys(TRIBES.even[:4], 4))
    settings = EvaluationSettings(least_ratings=10, shown=(0, 6), n_draws=4)
    curves = evaluate_questions(bundle, newcomer, settings)
    assert list(curves) == ["kept", "dropped"]
    for results in curves.values():
        assert list(results) == [(name, n) for name in strategies(bundle) for n in (0, 6)]
        for name in ("popularity", "adaptive"):
            assert results[name, 6].ndcg[0] > results[name, 0].ndcg[0]


def test_viewers_measured_side_by_side_have_the_figures_of_those_measured_one_after_the_other():
    bundle, shares = bundle_of_tribes(), list[float]()
    of_one = dict.fromkeys(TRIBES.odd, 9) | dict.fromkeys(TRIBES.even[:4], 4)
    newcomers = together(ratings_of(7, of_one), ratings_of(9, dict.fromkeys(TRIBES.odd, 8)), ratings_of(8, of_one))
    settings = EvaluationSettings(least_ratings=10, shown=(0, 6), n_draws=2)
    alone = evaluate_questions(bundle, newcomers, settings)
    side_by_side = evaluate_questions(bundle, newcomers, settings, shares.append, n_processes=2)
    assert rows_of(side_by_side) == rows_of(alone)
    assert {row["viewers"] for row in rows_of(alone)} == {3}
    assert shares == sorted(shares) and shares[-1] == 1


def test_a_withheld_title_keeps_no_other_of_its_franchise_from_being_asked_about():
    """As one that was shown and passed by would: nobody passed the withheld ones by."""
    pairs = np.arange(20, dtype=np.int32) // 2
    franchises = Franchises(pairs, entry_row=pairs[::2] * 2, start_row=pairs * 2, series=pairs)
    way, half = strategies(bundle_of_tribes(), franchises=franchises)["adaptive"], half_of(KEEN[:20])
    assert set(pairs[half.withheld]) & set(pairs[~half.withheld])
    assert set(titles_shown(way, half, n=20, screen=1)) == set(half.answers)


def test_titles_not_seen_stay_in_one_list_and_not_in_the_other():
    lists = kept_and_dropped(Vocabulary([100, 101, 102, 103]))
    case = replace(case_of(seen=[3], relevant=[0]), profile=Profile({103: 8.0}, not_seen=frozenset({101, 7})))
    [found] = lists(case, {"it": BaselineScores(np.array([1.0, 3.0, 2.0, 4.0]))}, 10).values()
    assert {name: judged.rows.tolist() for name, judged in found.items()} == {"kept": [1, 2, 0], "dropped": [2, 0]}
    assert all(judged.hunt.relevant == {0} for judged in found.values())


def test_a_list_that_drops_what_was_not_seen_has_room_for_more():
    # The viewer is shown the ten titles they never watched; the list that keeps them holds nothing else.
    viewer = cold_start(5, KEEN)
    favours_the_unwatched = np.r_[np.arange(N), np.full(10, 2.0 * N)]

    def recommender(profile: Profile) -> BaselineScores:
        return BaselineScores(favours_the_unwatched)

    @dataclass(frozen=True)
    class Unwatched:
        def next_titles(self, profile: Profile, shown: Collection[int] = (), n: int = 5) -> list[int]:
            return [anime_id for anime_id in range(FIRST_ANIME + N, FIRST_ANIME + N + 10) if anime_id not in shown][:n]

    anime = Vocabulary(np.arange(N + 10) + FIRST_ANIME)
    settings = EvaluationSettings(shown=(0, 10))
    curves = learning_curves(recommender, anime, {"unwatched": Unwatched()}, [viewer], settings)
    assert curves["kept"]["unwatched", 10].ndcg.tolist() == [0]
    assert curves["dropped"]["unwatched", 0].ndcg.tolist() == [0]
    assert curves["dropped"]["unwatched", 10].ndcg[0] > 0


def test_the_command_prints_the_curve_and_writes_its_rows(tmp_path: Path, folder: Path, capsys):
    file = tmp_path / "rows.json"
    assert main(["evaluate", "--ratings", str(folder), "--questionnaire", "--draws", "1", "--json", str(file)]) == 0
    assert "NDCG@10 by titles shown" in capsys.readouterr().out
    rows = json.loads(file.read_text())
    assert {row["strategy"] for row in rows} >= {"popularity", "adaptive"}
    assert {row["not_seen"] for row in rows} == {"kept", "dropped"}
    assert {(row["viewers"], row["shown"]) for row in rows} == {(1, n) for n in (0, 6, 12, 18, 24, 36)}
