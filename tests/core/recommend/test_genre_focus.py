"""Genres that liked titles share: what clears the bar, and lists that are of what somebody asked for."""

from __future__ import annotations

from collections import Counter
from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.profiles import Profile
from core.recommend.evidence import Evidence
from core.recommend.genre_focus import GenreFocus, GenreFocusSettings
from core.recommend.recommender import Recommender

DATA = Path(__file__).parents[2] / "data"
TASTES = pd.concat(pd.read_csv(DATA / f"{file}.tsv", sep="\t") for file in ("five_tastes", "five_tastes_again"))
GENRES = np.array([[1, 0], [1, 1], [0, 1], [1, 0], [1, 0]], dtype=bool)
"""Five titles; four of the first genre, two of the second."""


def evidence(*ratings: float) -> Evidence:
    return Evidence(np.arange(len(ratings)), np.array(ratings))


def wilson_low(share: float, n: int, z: float) -> float:
    return (share + z**2 / (2 * n) - z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))) / (1 + z**2 / n)


def test_a_genre_counts_by_a_power_of_how_far_it_surely_stands_out_among_the_liked_titles():
    focus = GenreFocus(GENRES, np.array([0.1, 0.5]), GenreFocusSettings(weight=10, power=3, sureness=1))
    shift = focus.shift(evidence(9, 8, 3, 7), np.arange(5))
    first = 10 * (wilson_low(3 / 3, 3, 1) - 0.1) ** 3
    assert shift == pytest.approx([first, first, 0, first, first])


def test_mixed_or_few_liked_titles_move_nothing():
    focus = GenreFocus(GENRES, usual=np.array([0.5, 0.5]))
    assert not focus.shift(evidence(9, 8, 9, 7), np.arange(5)).any()
    assert not focus.shift(evidence(), np.arange(5)).any()
    assert not focus.shift(evidence(6, 5, np.nan), np.arange(5)).any()


def test_without_each_title_it_is_what_the_others_alone_would_make_it():
    focus = GenreFocus(GENRES, usual=np.array([0.1, 0.2]), settings=GenreFocusSettings(weight=3, sureness=1))
    whole = evidence(9, 8, 3, 7)
    without = focus.shift_without_each(whole, np.arange(5))
    for left_out in range(4):
        kept = np.delete(np.arange(4), left_out)
        alone = focus.shift(Evidence(whole.rows[kept], whole.ratings[kept]), np.arange(5))
        assert without[left_out] == pytest.approx(alone)


@pytest.mark.parametrize("name", ["shipped", pytest.param("shipped_neural", marks=pytest.mark.slow)])
@pytest.mark.parametrize("person", ["one", "two", "three"])
def test_five_tastes_get_six_of_ten_titles_of_what_they_asked_for_and_no_title_is_in_four_lists(name, person, request):
    ours = Recommender(request.getfixturevalue(name))
    genres, times = ours.bundle.catalog.table["genres"], Counter()
    for genre, answers in TASTES[TASTES["person"] == person].groupby("genre"):
        assert len(answers) == 8
        found = ours.new_to_you(Profile(dict(zip(answers["anime_id"], answers["rating"], strict=True))))
        listed = [each.anime_id for each in found]
        assert len(listed) == 10
        assert sum(genre in genres[anime_id] for anime_id in listed) >= 6, genre
        times.update(listed)
    assert max(times.values()) < 4
