"""Simulated ratings: as many as asked for, of viewers like the model's, and labelled as what they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from core.data.catalog import COLUMNS, Catalog
from core.data.ratings import Ratings
from core.data.sources import keep, keep_parts, load_folder
from core.data.vocabulary import Vocabulary
from core.errors import DataError
from core.model.bundle import Bundle
from core.model.dot_bias import DotBiasModel
from core.model.simulation import GROUP, PULL_OF_TASTE, Simulation, simulate
from tests.cards import card_of
from tests.core.model.contract import numbers


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def changed(bundle: Bundle, **arrays: object) -> Bundle:
    """The bundle with other arrays in its model, a dot model."""
    return replace(bundle, model=replace(cast(DotBiasModel, bundle.model), **arrays))


def seen_by(bundle: Bundle, *n_seen: int) -> Bundle:
    """The bundle whose titles so many have seen."""
    return replace(bundle, catalog=Catalog(bundle.catalog.table.assign(n_seen=n_seen)))


@pytest.fixture
def small(tiny_bundle: Bundle) -> Bundle:
    """The tiny model with forty viewers, so that their tastes have a spread in every direction."""
    viewers = Vocabulary(np.arange(40))
    return changed(tiny_bundle, viewers=viewers, viewer_factors=numbers(40, 2), viewer_bias=numbers(40))


def test_they_have_the_size_asked_for_and_say_what_they_are(shipped: Bundle, tmp_path: Path):
    loaded = simulate(shipped, n_viewers=50, n_ratings=3_000, seed=1)
    ratings = loaded.ratings
    pairs = set(zip(ratings.viewer_id.tolist(), ratings.anime_id.tolist(), strict=True))
    assert len(pairs) == len(ratings) == 3_000
    assert sorted(set(ratings.viewer_id.tolist())) == list(range(1, 51))
    assert set(np.unique(ratings.rating)) <= {-1, *range(1, 11)}
    assert loaded.source == "Simulated: 50 viewers who do not exist, drawn from the model dot-bias"
    assert [(step.what, step.count) for step in loaded.report.steps] == [("Rows simulated", 3_000)]
    assert tuple(loaded.catalog.table.columns) == COLUMNS
    keep(loaded, tmp_path / "simulated")
    assert load_folder(tmp_path / "simulated").simulated


def test_the_same_seed_simulates_the_same_ratings_and_another_seed_others(small: Bundle):
    first, again, other = (simulate(small, 30, 50, seed).ratings for seed in (3, 3, 4))
    assert first.anime_id.tolist() == again.anime_id.tolist()
    assert first.rating.tolist() == again.rating.tolist()
    assert (first.anime_id.tolist(), first.rating.tolist()) != (other.anime_id.tolist(), other.rating.tolist())


def test_how_much_is_drawn_at_once_changes_no_rating(shipped: Bundle):
    simulation = Simulation(shipped, n_viewers=GROUP + 20, n_ratings=20_000, seed=1)
    few, many = (Ratings.joined(list(simulation.parts(cells))) for cells in (7 * len(shipped.catalog), 10**6))
    for name in ("viewer_id", "anime_id", "rating"):
        assert np.array_equal(getattr(few, name), getattr(many, name))
    assert len(few) == 20_000


def test_a_part_is_no_larger_however_many_ratings_there_are(small: Bundle):
    """Half the titles, the longest list, of as many viewers as are looked at together."""
    parts = list(Simulation(small, n_viewers=2 * GROUP, n_ratings=2 * GROUP * 2).parts(cells=400))
    assert {len(part) for part in parts} == {400 // 4 * 2}
    assert [part.viewer_id.min() for part in parts] == list(range(1, 2 * GROUP, 100)), "viewer after viewer"


def test_every_list_of_every_group_has_a_title(shipped: Bundle):
    lengths = np.bincount(simulate(shipped, GROUP + 1, GROUP + 9, seed=4).ratings.viewer_id, minlength=GROUP + 2)[1:]
    assert (lengths.min(), lengths.sum()) == (1, GROUP + 9)


def test_parts_are_kept_as_the_whole_is(small: Bundle, tmp_path: Path):
    simulation = Simulation(small, n_viewers=GROUP + 5, n_ratings=2_000, seed=2)
    whole = simulate(small, GROUP + 5, 2_000, seed=2)
    keep(whole, tmp_path / "whole")
    keep_parts(whole, simulation.parts(cells=40), tmp_path / "parts")
    for name in ("anime.csv", "rating.csv", "about.json"):
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "parts" / name).read_bytes()


def test_viewers_prefer_the_titles_people_watch(shipped: Bundle):
    ratings = simulate(shipped, n_viewers=200, n_ratings=10_000, seed=2).ratings
    known = shipped.catalog.table["n_seen"].reindex(ratings.anime_id).mean()
    assert known > 3 * shipped.catalog.table["n_seen"].mean()


def test_what_is_watched_is_drawn_by_how_many_have_seen_it(small: Bundle):
    """One title each, no taste in it: the chance of a title is its share of log-counts' exponentials, 1 + count."""
    seen = changed(seen_by(small, 59, 29, 9, 0), anime_factors=np.zeros((4, 2), np.float32))
    ratings = simulate(seen, n_viewers=20_000, n_ratings=20_000, seed=0).ratings
    shares = [float((ratings.anime_id == anime_id).mean()) for anime_id in (10, 20, 30, 40)]
    assert shares == pytest.approx([60 / 101, 30 / 101, 10 / 101, 1 / 101], abs=0.01)


def test_a_taste_that_all_share_pulls_as_far_as_is_set_whatever_the_lengths_of_factors(small: Bundle):
    """Titles pull by -2, -1, 0 and 3 in some unit, on the mean square of which all is measured."""
    factors = np.array([[-2.0, 9], [-1, 9], [0, 9], [3, 9]], np.float32) / 7
    alike = changed(
        seen_by(small, 9, 9, 9, 9), anime_factors=factors, viewer_factors=np.full((40, 2), [5, 0], np.float32)
    )
    pull = PULL_OF_TASTE * np.array([-2, -1, 0, 3]) / np.sqrt((4 + 1 + 0 + 9) / 4)
    ratings = simulate(alike, n_viewers=20_000, n_ratings=20_000, seed=0).ratings
    shares = [float((ratings.anime_id == anime_id).mean()) for anime_id in (10, 20, 30, 40)]
    assert shares == pytest.approx((np.exp(pull) / np.exp(pull).sum()).tolist(), abs=0.01)


def test_taste_moves_what_is_watched(small: Bundle):
    """Two kinds of titles, opposite and seen as often: by chance alone their mean rating would be the scale's middle.

    With a viewer's liking ``z`` of standard deviation 1, pulled ``0.7 z`` one way or the other, the liked kind is
    watched with the chance ``sigmoid(1.4 |z|)``, and rated ``10 sigmoid(s |z|)`` above the scale's low end.
    """
    factors = np.array([[4, 0], [-4, 0], [4, 0], [-4, 0]], np.float32)
    viewers = np.column_stack([numbers(40), np.zeros(40)]).astype(np.float32)
    nothing = np.zeros(40, np.float32)
    alike = changed(seen_by(small, 5, 5, 5, 5), viewer_bias=nothing, anime_bias=nothing[:4])
    bundle = changed(alike, viewer_factors=viewers, anime_factors=factors)
    ratings = simulate(bundle, n_viewers=20_000, n_ratings=20_000, seed=0).ratings
    z = np.abs(np.random.default_rng(1).normal(size=200_000))
    strength = 4 * float(viewers[:, 0].std(ddof=1))
    expected = 5.5 + np.mean((2 * sigmoid(1.4 * z) - 1) * 10 * (sigmoid(strength * z) - 0.5))
    assert ratings.rating[ratings.rated].mean() == pytest.approx(expected, abs=0.15)
    assert expected > 6


def test_lists_are_of_very_different_lengths_and_none_is_empty_or_too_long(shipped: Bundle):
    ratings = simulate(shipped, n_viewers=500, n_ratings=20_000, seed=5).ratings
    lengths = np.bincount(ratings.viewer_id)[1:]
    assert lengths.sum() == 20_000
    assert 1 <= lengths.min() < 10 < 200 < lengths.max() <= len(shipped.catalog) // 2
    assert np.log(lengths).std() == pytest.approx(1.1, abs=0.15)


def test_every_list_is_half_the_catalog_where_most_is_asked_for(small: Bundle):
    ratings = simulate(small, n_viewers=6, n_ratings=6 * 2).ratings
    assert np.bincount(ratings.viewer_id)[1:].tolist() == [2] * 6


def test_a_rating_is_the_prediction_with_noise_as_large_as_the_models_error(small: Bundle):
    plain = changed(
        small,
        viewer_factors=numbers(40, 2) * 1e-3,
        viewer_bias=numbers(40) * 1e-3,
        anime_bias=np.zeros(4, np.float32),
    )
    ratings = simulate(plain, n_viewers=20_000, n_ratings=20_000, seed=0).ratings
    given = ratings.rating[ratings.rated]
    assert given.mean() == pytest.approx(5.5, abs=0.05), "the middle of 0.5…10.5"
    assert given.std() == pytest.approx(np.sqrt(1.1**2 + 1 / 12), abs=0.03), "rounding adds a twelfth"
    assert 1 - ratings.rated.mean() == pytest.approx(3 / (12 + 3), abs=0.01)


@pytest.mark.parametrize(
    ("n_viewers", "n_ratings"), [(1, 2), (10, 9), (10, 10 * 2 + 1), (0, 0)], ids=["one", "fewer", "more", "none"]
)
def test_a_size_that_cannot_be_is_a_sentence(small: Bundle, n_viewers: int, n_ratings: int):
    with pytest.raises(DataError, match="with 4 anime: ask for at least 2 viewers and from 1 to 2 ratings a viewer"):
        simulate(small, n_viewers, n_ratings)


def test_the_smallest_size_can_be(small: Bundle):
    assert len(simulate(small, 2, 2).ratings) == 2


def test_an_odd_catalog_has_a_longest_list_too(small: Bundle):
    model = small.model
    odd = changed(
        replace(small, catalog=Catalog(small.catalog.table.head(3))),
        anime=Vocabulary([10, 20, 30]),
        anime_factors=model.anime_factors[:3],
        anime_bias=model.anime_bias[:3],
    )
    assert len(simulate(odd, 4, 4).ratings) == 4
    with pytest.raises(DataError, match="from 1 to 1 ratings a viewer"):
        simulate(odd, 4, 5)


def test_a_model_of_fewer_viewers_than_numbers_of_each_can_be_simulated(tiny_bundle: Bundle):
    """Two viewers spread along one line: so do those drawn from them."""
    assert len(simulate(tiny_bundle, 20, 40).ratings) == 40


def test_a_model_whose_viewers_all_are_alike_can_be_simulated(small: Bundle):
    same = changed(small, viewer_factors=np.zeros((40, 2), np.float32), viewer_bias=np.zeros(40, np.float32))
    ratings = simulate(replace(same, card=card_of(same.model, "same", same.card.data.histogram)), 20, 40).ratings
    assert ratings.rated.all(), "its data have no unrated rows"
    assert len(ratings) == 40


def test_taste_pulls_as_hard_whatever_the_length_of_a_models_vectors(small: Bundle):
    longer = changed(small, anime_factors=4 * cast(DotBiasModel, small.model).anime_factors)
    watched = [simulate(bundle, 300, 500, seed=0).ratings.anime_id.tolist() for bundle in (small, longer)]
    assert watched[0] == watched[1]
