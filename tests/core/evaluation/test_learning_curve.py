"""The learning curve: viewers who answer from their own lists, and how good the lists are that they get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.data.ratings import UNRATED, Ratings
from core.data.vocabulary import Vocabulary
from core.errors import DataError
from core.evaluation.learning_curve import learning_curve, simulated_viewers
from core.model.bundle import Bundle
from core.profiles import Profile
from core.questionnaire import strategies
from core.recommend.exposure import fit_exposure
from tests.tribes import TwoTribes, untrained


@dataclass(frozen=True)
class Knows:
    """Scores every title by a table of its own."""

    bundle: Bundle
    by_id: Mapping[int, float]

    def score(self, profile: Profile) -> NDArray:
        return np.array([self.by_id.get(int(anime_id), 0.0) for anime_id in self.bundle.model.anime.ids])


def keen_viewer(viewer_id: int = 5) -> Ratings:
    """One viewer with 60 ratings, half of them 9 and half 4, and 4 titles without."""
    rating = np.concatenate([np.tile([9, 4], 30), np.full(4, UNRATED)])
    return Ratings.of(np.full(64, viewer_id), np.arange(1000, 1064), rating)


def test_a_viewer_is_halved_into_what_may_be_asked_and_what_is_to_be_found() -> None:
    ratings = keen_viewer()
    viewer = next(simulated_viewers(ratings, [5]))
    by_id = dict(zip(ratings.anime_id.tolist(), ratings.rating.tolist(), strict=True))
    assert set(viewer.answers) | viewer.withheld == set(by_id)
    assert not set(viewer.answers) & viewer.withheld
    # The median of thirty 9s and thirty 4s is 6.5, so the 9s are the liked ones.
    assert viewer.relevant == {anime_id for anime_id in viewer.withheld if by_id[anime_id] == 9}
    halvings = list(simulated_viewers(ratings, [5], n_draws=4))
    assert viewer == halvings[0]
    assert len({half.withheld for half in halvings}) == 4
    assert viewer != next(simulated_viewers(ratings, [5], seed=1))
    assert not list(simulated_viewers(ratings.select(ratings.anime_id < 1039), [5]))


def test_a_simulated_viewer_answers_with_a_rating_seen_or_not_seen() -> None:
    viewer = next(simulated_viewers(keen_viewer(), [5]))
    rated = next(anime_id for anime_id, rating in viewer.answers.items() if rating == 9)
    unrated = [anime_id for anime_id, rating in viewer.answers.items() if rating is None]
    profile = viewer.profile([rated, *unrated, 7])
    assert profile.ratings == {rated: 9}
    assert profile.not_seen == {7}
    assert profile.seen == set(unrated)


def keen_bundle(ratings: Ratings) -> Bundle:
    ids = np.arange(1000, 1080)
    table = pd.DataFrame({"title": [f"Title{n}q" for n in range(80)], "type": "TV", "members": 1}, index=ids)
    catalog = Catalog(table.assign(genres=[()] * 80))
    return untrained(ratings, catalog, fit_exposure(ratings, Vocabulary(ids)))


def test_the_learning_curve_of_perfect_and_useless_lists() -> None:
    ratings = keen_viewer()
    bundle = keen_bundle(ratings)
    viewer = next(simulated_viewers(ratings, [5]))
    perfect = Knows(bundle, dict.fromkeys(viewer.relevant, 1.0))
    useless = Knows(bundle, dict.fromkeys(viewer.relevant, -1.0))
    ways = {"popularity": strategies(bundle)["popularity"]}
    assert [
        row["ndcg_at_10"] for row in learning_curve(perfect, ratings, [5], ways, [0, 12], n_draws=1)
    ] == pytest.approx([1, 1])
    assert [row["ndcg_at_10"] for row in learning_curve(useless, ratings, [5], ways, [0, 12], n_draws=1)] == [0, 0]


def test_the_learning_curve_counts_what_was_shown_and_answered() -> None:
    ratings = keen_viewer()
    bundle = keen_bundle(ratings)
    viewer = next(simulated_viewers(ratings, [5]))
    rows = learning_curve(Knows(bundle, {}), ratings, [5], strategies(bundle), [0, 6, 12], screen=5, n_draws=1)
    assert len(rows) == 6 * 3
    assert list(rows[0]) == ["strategy", "shown", "answered", "viewers", "ndcg_at_10", "ndcg_low", "ndcg_high"]
    # Popularity asks in the order of the ids and skips what is withheld: the first 12 of the 16 + about 32 left.
    first = [anime_id for anime_id in range(1000, 1080) if anime_id not in viewer.withheld][:12]
    answered = sum(viewer.answers.get(anime_id) is not None for anime_id in first)
    found = {(row["strategy"], row["shown"]): row["answered"] for row in rows}
    assert found["popularity", 12] == answered
    assert found["adaptive", 0] == 0


def test_a_learning_curve_needs_somebody_to_measure() -> None:
    tribes = TwoTribes(n_anime=20)
    bundle = untrained(tribes.ratings, tribes.catalog)
    with pytest.raises(DataError, match="40 ratings"):
        learning_curve(Knows(bundle, {}), tribes.ratings, np.unique(tribes.ratings.viewer_id), strategies(bundle))
