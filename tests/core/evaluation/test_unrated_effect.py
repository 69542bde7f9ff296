"""What each answer to unrated rows does, by hand and on the real ratings."""

import math

import numpy as np
import pytest

from core.data.bias_only import bias_only_rmse
from core.data.catalog import Catalog
from core.data.ratings import Ratings
from core.data.sources import load_folder
from core.data.split import Rated
from core.evaluation.unrated_effect import distributions, effects, sample_of_viewers


def test_distributions_count_imputed_rows_beside_the_given_ones(tiny_ratings, tiny_catalog):
    shares = distributions(tiny_ratings, tiny_catalog)
    assert shares.sum().to_numpy() == pytest.approx([1, 1, 1])
    assert shares.loc[9, "drop"] == 1 / 4
    assert shares.loc[6, "viewer-mean"] == 2 / 6, "viewer 2 gave a 6 and left Blue unrated"
    assert shares.loc[8, "anime-mean"] == 2 / 6, "Blue's 7.5 and the mean of all, 8, for Grey"


@pytest.fixture(scope="module")
def noisy():
    """60 viewers, 40 titles: ratings are a title's quality plus noise, and a third is unrated."""
    rng = np.random.default_rng(0)
    viewer, anime = (side.ravel() for side in np.meshgrid(np.arange(60), np.arange(40)))
    rating = np.clip(np.rint(rng.normal(3 + 6 * anime / 40, 1.5)), 1, 10)
    rating[rng.random(len(rating)) < 1 / 3] = -1
    return Ratings.of(viewer, anime, rating)


def test_filled_rows_flatter_the_error_measured_among_them_and_not_the_one_on_given_ratings(noisy, tiny_catalog):
    table = effects(noisy, tiny_catalog)
    unrated = int((~noisy.rated).sum())
    assert table["imputed"].tolist() == [0, unrated, unrated]
    assert table["rows"].tolist() == [len(noisy) - unrated, len(noisy), len(noisy)]
    assert table.loc["anime-mean", "rmse_own"] < 0.95 * table.loc["drop", "rmse_own"]
    assert table["rmse_given"].idxmin() == "drop"


def test_held_out_ratings_are_not_learnt_from(noisy, tiny_catalog):
    """Ratings are a quality and noise of 1.5 points: a model that has seen them would seem to err by less."""
    table = effects(noisy, tiny_catalog)
    for column in ("rmse_given", "rmse_own"):
        assert table.loc["drop", column] == pytest.approx(1.5, abs=0.1)
    given_alone = noisy.select(noisy.rated)
    assert effects(given_alone, tiny_catalog)["rmse_given"].nunique() == 1, "with nothing to fill in answers are alike"


def test_a_tenth_is_held_out_and_the_rest_is_learnt_from(noisy, tiny_catalog):
    given = noisy.select(noisy.rated)
    held = np.zeros(len(given), dtype=bool)
    held[np.random.default_rng(0).permutation(len(given))[: round(len(given) / 10)]] = True

    def rated(rows: np.ndarray) -> Rated:
        part = given.select(rows)
        return Rated(part.viewer_id, part.anime_id, part.rating)

    expected = bias_only_rmse(rated(~held), rated(held))
    assert bias_only_rmse(rated(held), rated(held)) != pytest.approx(expected, abs=1e-3)
    row = effects(given, tiny_catalog).loc["drop"]
    assert (row["rmse_own"], row["rmse_given"]) == pytest.approx((expected, expected), abs=1e-5)


def test_too_few_ratings_to_hold_some_out_have_no_error(tiny_ratings, tiny_catalog):
    table = effects(tiny_ratings, tiny_catalog)
    assert table.loc["drop", "mean"] == (9 + 7 + 6 + 10) / 4
    assert table.loc["drop", "standard_deviation"] == pytest.approx(math.sqrt((1 + 1 + 4 + 4) / 4))
    assert table.loc["anime-mean", "mean"] == pytest.approx((9 + 7 + 6 + 7.5 + 10 + 8) / 6), "as on the site"
    assert table["rmse_given"].isna().all()


def test_a_sample_has_all_rows_of_some_viewers(noisy):
    sample = sample_of_viewers(noisy, most=500)
    assert len(sample) == 480, "12 viewers of 40 rows"
    assert set(np.unique(sample.viewer_id, return_counts=True)[1]) == {40}
    assert sample_of_viewers(noisy, most=len(noisy)) is noisy


def test_a_sample_has_one_viewer_at_least_and_as_many_as_fit(noisy):
    for most, n_viewers in ((1, 1), (40, 1), (79, 1), (80, 2), (2_399, 59)):
        assert sample_of_viewers(noisy, most).n_viewers == n_viewers
    assert set(sample_of_viewers(noisy, 40, seed=1).viewer_id) != set(sample_of_viewers(noisy, 40).viewer_id)


def test_on_the_real_ratings_filling_in_does_not_lower_the_error_on_given_ratings(real_data):
    loaded = load_folder(real_data)
    table = effects(sample_of_viewers(loaded.ratings, 100_000), Catalog(loaded.catalog.table))
    assert table.loc["anime-mean", "rmse_own"] < table.loc["drop", "rmse_own"]
    assert table["rmse_given"].idxmin() == "drop"
