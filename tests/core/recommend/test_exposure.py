"""What a person has probably seen: by hand with one factor, asked in turn, and against a ridge regression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from core.data.ratings import UNRATED, Ratings
from core.data.vocabulary import Vocabulary
from core.errors import BundleError
from core.recommend.exposure import PART, ExposureModel, ExposureSettings, fit_exposure
from tests.blocks import in_blocks
from tests.tribes import FIRST_VIEWER, TwoTribes

TRIBES = TwoTribes(n_viewers=80, n_anime=16, own=0.75, other=0, unrated=1 / 6)


def test_one_factor_carries_an_answer_from_title_to_title() -> None:
    # Both titles are seen by half of all, so seen is (1 - 0.5) / 0.5 = 1 standard deviation. With loadings a and b and
    # noise 1 - a², the factor's mean is a / (1 - a² + a²) = a, and the other title moves by 0.5 · b · a.
    a, b = 0.8, 0.6
    model = ExposureModel(
        rows=np.array([0, 1], np.int32),
        share=np.array([0.5, 0.5], np.float32),
        loadings=np.array([[a], [b]], np.float32),
        noise=np.array([1 - a**2, 1 - b**2], np.float32),
        pull=np.array([[0, 0.2], [0.1, 0]], np.float32),
    )
    seen = model.posterior(np.array([0]), np.array([1.0]))
    not_seen = model.posterior(np.array([0]), np.array([0.0]))
    assert seen.mean == pytest.approx([a])
    assert model.probability(seen.mean)[1] == pytest.approx(0.5 + 0.5 * b * a)
    assert model.probability(not_seen.mean)[1] == pytest.approx(0.5 - 0.5 * b * a)
    # The factor keeps 1 - a² of its variance; what is open about the other title is the root of it.
    assert seen.covariance == pytest.approx(np.array([[1 - a**2]]))
    assert model.openness(seen.covariance)[1] == pytest.approx((1 - a**2) ** 0.5)
    assert model.after_asking(np.eye(1), 0) == pytest.approx(seen.covariance)
    assert model.movement(np.array([0.5, 0.25])) == pytest.approx([0.2 * 0.25**0.5, 0.1 * 0.5**0.5])


def test_the_posterior_of_several_answers_is_the_one_of_asking_them_in_turn() -> None:
    model = ExposureModel.of(fit_exposure(TRIBES.ratings, TRIBES.anime, ExposureSettings(n_factors=4)))
    places = np.array([0, 3, 5])
    covariance = np.eye(model.loadings.shape[1])
    for place in places:
        covariance = model.after_asking(covariance, place)
    assert model.posterior(places, np.array([1.0, 0.0, 1.0])).covariance == pytest.approx(covariance, abs=1e-6)


def test_an_answer_taken_out_leaves_what_the_others_say() -> None:
    model = ExposureModel.of(fit_exposure(TRIBES.ratings, TRIBES.anime, ExposureSettings(n_factors=4)))
    places, seen = np.array([0, 3, 5, 8]), np.array([1.0, 0.0, 1.0, 0.0])
    without = model.means_without_each(places, seen)
    for each, mean in enumerate(without):
        others = np.arange(len(places)) != each
        assert mean == pytest.approx(model.posterior(places[others], seen[others]).mean, abs=1e-9)
    assert model.probability(without) == pytest.approx(np.array([model.probability(mean) for mean in without]))


def test_the_pull_is_a_ridge_regression_of_each_title_on_the_others() -> None:
    ratings, anime = TRIBES.ratings, TRIBES.anime
    parts = fit_exposure(ratings, anime)
    asked = anime.ids[parts["ask.rows"]]
    liked = np.zeros((80, len(asked)))
    for viewer, anime_id, rating in zip(ratings.viewer_id, ratings.anime_id, ratings.rating, strict=True):
        liked[viewer - FIRST_VIEWER, list(asked).index(anime_id)] = rating >= 8
    others = np.arange(len(asked)) != 4
    x = liked[:, others]
    weights = np.linalg.solve(x.T @ x + ExposureSettings().ridge * np.eye(x.shape[1]), x.T @ liked[:, 4])
    assert parts["ask.pull"][others, 4] == pytest.approx(weights, rel=2e-3, abs=1e-6)
    assert not np.diag(parts["ask.pull"]).any()


def ratings_of(*columns: Sequence[float]) -> Ratings:
    return Ratings.of(*map(np.array, columns))


def test_shares_and_entropies_are_those_of_the_ratings() -> None:
    parts = fit_exposure(ratings_of([1, 2, 3, 4, 1], [7, 7, 7, 7, 9], [8, 8, 9, UNRATED, 5]), Vocabulary([9, 7, 5]))
    assert list(parts["ask.rows"]) == [1, 0, 2]
    assert parts["ask.share"] == pytest.approx([(4 + 1) / (4 + 2), (1 + 1) / (4 + 2), (0 + 1) / (4 + 2)])
    two_thirds = -(2 / 3) * np.log(2 / 3) - (1 / 3) * np.log(1 / 3)
    assert parts["ask.entropy"] == pytest.approx([0, two_thirds, 0])


def test_an_imputed_rating_says_seen_but_not_liked() -> None:
    given = ratings_of([1, 2], [7, 7], [9, 9])
    imputed = replace(given, imputed=np.array([True, True]))
    assert fit_exposure(imputed, Vocabulary([7]))["ask.share"] == fit_exposure(given, Vocabulary([7]))["ask.share"]
    assert not fit_exposure(imputed, Vocabulary([7]))["ask.entropy"].any()


def test_the_part_of_a_bundle_is_small() -> None:
    generator = np.random.default_rng(0)
    ratings = Ratings.of(
        np.repeat(np.arange(60), 100),
        generator.permuted(np.tile(np.arange(5000), (60, 1)), axis=1)[:, :100].ravel(),
        np.full(6000, 8),
    )
    parts = fit_exposure(ratings, Vocabulary(np.arange(5000)))
    assert sum(array.nbytes for array in parts.values()) < 1_000_000
    assert all(np.isfinite(array).all() for array in parts.values())


def test_with_as_many_factors_as_titles_nothing_is_taken_for_noise() -> None:
    seen = Ratings.of(np.array([1, 1, 2, 2, 3, 4]), np.array([10, 20, 10, 20, 10, 20]), np.full(6, 8))
    loadings = fit_exposure(seen, Vocabulary([10, 20]), ExposureSettings(n_factors=2))["ask.loadings"].astype(float)
    few = fit_exposure(seen, Vocabulary([10, 20]), ExposureSettings(n_factors=1))["ask.loadings"].astype(float)
    # the two directions of a 2 x 2 correlation: their strengths add up to its trace, and one is the other's noise
    assert (few**2).sum() < (loadings**2).sum()
    assert np.allclose((loadings[:, :1] ** 2).sum() - (loadings[:, 1:] ** 2).sum(), (few**2).sum(), atol=2e-3)


def test_only_given_ratings_of_8_and_more_say_that_two_titles_are_liked_together() -> None:
    rows = ([1, 1, 2, 2, 3, 4], [7, 9, 7, 9, 7, 9])
    pull = [
        fit_exposure(replace(ratings_of(*rows, rating), imputed=np.array(imputed)), Vocabulary([7, 9]))["ask.pull"]
        for rating, imputed in [
            ([8, 8, 8, 8, 8, 8], [False] * 6),
            ([8, 8, 8, 8, 8, 8], [False, False, True, True, False, False]),
            ([8, 8, 7, 7, 8, 8], [False] * 6),
            ([8, 7, 7, 8, 8, 8], [False] * 6),
        ]
    ]
    assert pull[0][0, 1] > pull[1][0, 1] > 0
    assert np.array_equal(pull[1], pull[2])
    assert not pull[3].any()


def test_titles_beyond_the_best_known_change_nothing_for_those_that_are() -> None:
    asked = ([1, 2, 3, 1, 2], [7, 7, 7, 9, 9], [9, 9, 9, 9, 8])
    more = ratings_of(*([*column, *extra] for column, extra in zip(asked, ([3], [5], [9]), strict=True)))
    settings = ExposureSettings(n_known=2)
    with_it, without = (fit_exposure(data, Vocabulary([9, 7, 5]), settings) for data in (more, ratings_of(*asked)))
    for part in ("ask.rows", "ask.share", "ask.loadings", "ask.pull"):
        assert np.array_equal(with_it[part], without[part])


def test_a_factors_strongest_loading_is_positive_so_that_every_fit_reads_alike() -> None:
    loadings = fit_exposure(TRIBES.ratings, TRIBES.anime)["ask.loadings"].astype(float)
    loadings = loadings[:, np.abs(loadings).max(axis=0) > 0.1]
    assert loadings.shape[1] > 2
    assert (loadings.max(axis=0) == np.abs(loadings).max(axis=0)).all()


@pytest.mark.parametrize(
    ("name", "damage", "flaw"),
    [
        ("rows", None, "lacks rows"),
        ("entropy", None, "lacks entropy"),
        ("rows", np.zeros(4, np.int32), "unique rows"),
        ("rows", np.arange(4, dtype=np.float32), "unique rows"),
        ("rows", np.zeros((2, 2), np.int32), "unique rows"),
        ("rows", np.arange(4, dtype=np.int32) - 1, "titles that the model does not have"),
        ("rows", np.arange(4, dtype=np.int32) + 1, "titles that the model does not have"),
        ("share", np.full(3, 0.5, np.float32), "do not fit"),
        ("share", np.full(4, 1.5, np.float32), "not between 0 and 1"),
        ("share", np.array([0.5, 0.5, 0.5, 1], np.float32), "not between 0 and 1"),
        ("share", np.array([0.5, 0.5, 0.5, 0], np.float32), "not between 0 and 1"),
        ("entropy", np.array([0, 0, 0, -0.5], np.float32), "not between 0 and 1"),
        ("share", np.full(4, np.nan, np.float32), "not finite"),
        ("loadings", np.ones(4, np.float16), "do not fit"),
        ("loadings", np.ones((3, 2), np.float16), "do not fit"),
        ("loadings", np.ones((4, 2), np.int8), "not finite"),
        ("pull", np.ones((4, 2), np.float16), "do not fit"),
        ("pull", np.ones((5, 5), np.float16), "do not fit"),
        ("entropy", np.ones(3, np.float32), "do not fit"),
    ],
)
def test_a_damaged_part_is_refused_by_the_models_name(tiny_bundle, tiny_ratings, name, damage, flaw) -> None:
    parts = fit_exposure(tiny_ratings, tiny_bundle.model.anime, ExposureSettings(n_factors=2))
    assert ExposureModel.of_bundle(replace(tiny_bundle, parts=parts))
    damaged = {key: array for key, array in (parts | {PART + name: damage}).items() if array is not None}
    with pytest.raises(BundleError, match=f"“tiny” .*damaged: .*{flaw}"):
        ExposureModel.of_bundle(replace(tiny_bundle, parts=damaged))


def test_lists_that_come_block_by_block_teach_the_same() -> None:
    whole, in_parts = (fit_exposure(ratings, TRIBES.anime) for ratings in (TRIBES.ratings, in_blocks(TRIBES.ratings)))
    assert len(list(in_blocks(TRIBES.ratings).by_viewers())) > 5
    for name, array in whole.items():
        assert in_parts[name].tolist() == array.tolist()


def test_it_tells_how_far_it_is_after_each_block_and_each_of_what_is_read_off_them():
    told: list[float] = []
    blocks = in_blocks(TRIBES.ratings)
    fit_exposure(blocks, TRIBES.anime, tell=told.append)
    ends = np.cumsum([len(block) for block in blocks.by_viewers()])
    assert told == pytest.approx([*(0.4 * ends / ends[-1]), 0.9, 1])


def test_loadings_are_the_principal_components_of_the_correlations_without_the_mean_of_what_is_left():
    seen = np.array([[1, 1, 0], [1, 1, 1], [1, 0, 0], [0, 0, 1], [1, 1, 1]])
    viewer, title = np.nonzero(seen)
    parts = fit_exposure(
        ratings_of(viewer.tolist(), title.tolist(), [5] * len(viewer)),
        Vocabulary([0, 1, 2]),
        ExposureSettings(n_factors=1),
    )
    assert list(parts["ask.rows"]) == [0, 1, 2]
    share = (seen.sum(axis=0) + 1) / (5 + 2)
    deviation = np.sqrt(share * (1 - share))
    correlation = (seen.T @ seen / 5 - np.outer(share, share)) / np.outer(deviation, deviation)
    strength, directions = np.linalg.eigh(correlation)
    first = directions[:, 2] * np.sign(directions[np.abs(directions[:, 2]).argmax(), 2])
    expected = first * np.sqrt(strength[2] - (strength[0] + strength[1]) / 2)
    assert parts["ask.loadings"][:, 0] == pytest.approx(expected, abs=1e-3)


def test_a_model_is_read_as_it_was_fitted_with_some_noise_left_to_every_title():
    parts = fit_exposure(TRIBES.ratings, TRIBES.anime, ExposureSettings(n_factors=2))
    explained = (parts["ask.loadings"].astype(float) ** 2).sum(axis=1)
    assert explained.min() < 0.6 < explained.max()
    model = ExposureModel.of(parts, ExposureSettings(least_noise=0.4))
    assert model.noise == pytest.approx(np.where(explained < 0.6, 1 - explained, 0.4))


def test_probabilities_stay_within_what_a_linear_model_can_know():
    model = ExposureModel(
        rows=np.array([0, 1], np.int32),
        share=np.array([0.5, 0.5]),
        loadings=np.array([[0.8], [-0.6]]),
        noise=np.array([0.36, 0.64]),
        pull=np.zeros((2, 2), np.float32),
    )
    assert model.probability(np.array([9.0])).tolist() == [0.97, 0.01]


def test_many_answers_and_few_are_weighed_alike():
    """With as many answers as factors and more the other form of the posterior is taken: a plain solve of both."""
    model = ExposureModel.of(fit_exposure(TRIBES.ratings, TRIBES.anime, ExposureSettings(n_factors=3)))
    for n in (1, 2, 3, 4, 6):
        places, seen = np.arange(n), np.resize([1.0, 0.0, 0.0], n)
        deviation = np.sqrt(model.share[places] * (1 - model.share[places]))
        weighted = model.loadings[places].T / model.noise[places]
        precision = np.eye(3) + weighted @ model.loadings[places]
        found = model.posterior(places, seen)
        assert found.covariance == pytest.approx(np.linalg.inv(precision))
        expected = np.linalg.solve(precision, weighted @ ((seen - model.share[places]) / deviation))
        assert found.mean == pytest.approx(expected)


def test_openness_is_measured_by_what_was_open_before_any_answer():
    model = ExposureModel.of(fit_exposure(TRIBES.ratings, TRIBES.anime, ExposureSettings(n_factors=3, n_asked=5)))
    covariance = model.posterior(np.array([1, 2]), np.array([1.0, 0.0])).covariance
    loadings = model.loadings[:5]
    left = [each @ covariance @ each / (each @ each) for each in loadings]
    assert model.openness(covariance) == pytest.approx(np.sqrt(left))
    assert model.openness(np.eye(3)) == pytest.approx(np.ones(5))


def test_entropies_are_of_whole_ratings_from_1_to_10():
    given = [1, 1, 10, 10, 10.4, 9.6, 1.4, 0.6]
    parts = fit_exposure(ratings_of(list(range(8)), [7] * 8, given), Vocabulary([7]))
    assert parts["ask.entropy"] == pytest.approx([-2 * 0.5 * np.log(0.5)])


def test_one_viewer_is_enough():
    """Of three people, two of them made up, two have seen the title: seen by all is (1 - 4/9) / (2/9) there."""
    parts = fit_exposure(ratings_of([1], [7], [9]), Vocabulary([7]))
    assert parts["ask.share"] == pytest.approx([2 / 3])
    assert parts["ask.loadings"][:, 0].astype(float) == pytest.approx([2.5**0.5], abs=1e-3)
