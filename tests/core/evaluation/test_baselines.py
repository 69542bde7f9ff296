"""Every baseline keeps one contract, and each ranks and predicts by what it says it does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.evaluation.baselines import BASELINES, bias_only, co_watching, for_you, popularity, rating_model
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.cowatching import CoWatching
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.fold_in import FoldIn
from core.recommend.recommender import Recommender
from core.recommend.settings import RankingSettings, RecommenderSettings
from tests.tribes import TwoTribes, untrained

TRIBES = TwoTribes(n_viewers=40, n_anime=20, own=0.7, other=0.1)
BUNDLE = untrained(TRIBES.ratings, TRIBES.catalog, fit_cowatching(TRIBES.ratings, TRIBES.anime))
RECOMMENDER = Recommender(BUNDLE)
FITTED = {name: fit(RECOMMENDER) for name, fit in BASELINES.items()}
RATINGS = st.dictionaries(st.sampled_from(TRIBES.anime.ids.tolist()), st.integers(1, 10), max_size=8)


@pytest.mark.parametrize("name", BASELINES)
@settings(deadline=None, max_examples=25)
@given(ratings=RATINGS)
def test_a_baseline_scores_every_title_and_predicts_ratings_or_none(name: str, ratings: dict[int, float]):
    found, again = FITTED[name](Profile(ratings)), FITTED[name](Profile(ratings))
    assert found.ranking.shape == (len(TRIBES.anime),)
    assert np.isfinite(found.ranking).all()
    assert found.ranking.tolist() == again.ranking.tolist(), "nobody's answers change what another one gets"
    if found.predicted is not None:
        assert found.predicted.shape == (len(TRIBES.anime),)
        assert ((found.predicted >= 1) & (found.predicted <= 10)).all()


def test_the_first_names_are_those_of_the_published_table():
    assert list(BASELINES)[:5] == ["for-you", "popularity", "bias-only", "rating-model", "co-watching"]


def test_popularity_is_the_number_of_high_ratings_whatever_was_answered(tiny_bundle: Bundle):
    fitted = popularity(Recommender(tiny_bundle))
    for profile in (Profile(), Profile({10: 1, 40: 10})):
        assert np.exp(fitted(profile).ranking) == pytest.approx([4, 2, 1, 0.5])
        assert fitted(profile).predicted is None


def test_bias_only_is_mean_and_anime_bias_moved_by_the_viewers_own(tiny_bundle: Bundle):
    fitted = bias_only(Recommender(tiny_bundle))
    mean = (5 * 8.5 + 4 * 7 + 3 * 6) / (5 + 4 + 3)
    bias = [5 * (8.5 - mean) / (5 + 5), 4 * (7 - mean) / (4 + 5), 3 * (6 - mean) / (3 + 5), 0]
    nobody = fitted(Profile())
    assert nobody.ranking == pytest.approx(bias)
    assert nobody.predicted == pytest.approx(np.add(mean, bias))
    somebody = fitted(Profile({20: 4, 30: 5, 999: 1}))
    own = ((4 - mean - bias[1]) + (5 - mean - bias[2])) / (2 + 5)
    assert somebody.ranking == pytest.approx(bias), "one bias for all titles changes no order"
    assert somebody.predicted == pytest.approx(np.add(mean + own, bias))


def test_bias_only_stays_on_the_scale(tiny_bundle: Bundle):
    lowest = bias_only(Recommender(tiny_bundle))(Profile(dict.fromkeys([10, 20, 30, 40], 1.0))).predicted
    assert lowest is not None
    assert lowest.min() > 1, "drawn towards the crowd"
    highest = bias_only(Recommender(tiny_bundle))(Profile(dict.fromkeys([10, 20, 30, 40], 10.0))).predicted
    assert highest is not None
    assert highest.max() <= 10


def test_the_rating_model_ranks_by_the_rating_it_predicts(tiny_bundle: Bundle):
    profile, fold_in = Profile({10: 3, 30: 9}), FoldIn.of(tiny_bundle)
    found = rating_model(Recommender(tiny_bundle))(profile)
    assert found.predicted is not None
    assert (
        found.predicted.tolist() == found.ranking.tolist() == fold_in.predict(fold_in.taste(profile.ratings)).tolist()
    )


def test_co_watching_ranks_by_interest_and_finds_the_persons_tribe():
    odd, even = TRIBES.odd, TRIBES.even
    found = co_watching(RECOMMENDER)(Profile(dict.fromkeys(odd[:3], 9.0)))
    rows, ratings = TRIBES.anime.rows(odd[:3]), np.full(3, 9.0)
    assert found.ranking == pytest.approx(CoWatching.of(BUNDLE).interest(rows, ratings))
    assert found.predicted is None
    assert found.ranking[TRIBES.anime.rows(odd[3:])].min() > found.ranking[TRIBES.anime.rows(even)].max()


def test_for_you_is_the_recommenders_score():
    profile = Profile(dict.fromkeys(TRIBES.odd[:3], 9.0))
    scores = RECOMMENDER.scores(profile)
    found = for_you(RECOMMENDER)(profile)
    assert found.predicted is not None
    assert (found.ranking.tolist(), found.predicted.tolist()) == (scores.score.tolist(), scores.predicted.tolist())


def test_for_you_takes_the_recommenders_settings():
    profile = Profile(dict.fromkeys(TRIBES.odd[:3], 9.0))
    other = Recommender(BUNDLE, RecommenderSettings(ranking=RankingSettings(rating_weight=3)))
    assert for_you(other)(profile).ranking == pytest.approx(other.scores(profile).score)
    assert for_you(other)(profile).ranking.tolist() != for_you(RECOMMENDER)(profile).ranking.tolist()


def test_with_no_ratings_for_you_is_the_order_of_popularity():
    ours, theirs = (fit(RECOMMENDER)(Profile()).ranking for fit in (for_you, popularity))
    assert np.argsort(-ours, kind="stable").tolist() == np.argsort(-theirs, kind="stable").tolist()


def test_chance_is_another_order_for_other_titles_and_the_same_for_the_same(tiny_bundle: Bundle):
    fitted = BASELINES["random"](Recommender(tiny_bundle))
    one, again, other = (fitted(Profile({anime_id: 7.0})).ranking.tolist() for anime_id in (10, 10, 20))
    assert one == again != other


def test_similar_titles_point_where_those_rated_above_the_mean_do(tiny_bundle: Bundle):
    vectors = tiny_bundle.model.anime_factors.astype(float)
    directions = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    liked, disliked = tiny_bundle.model.anime.rows([10, 30])
    ranking = BASELINES["similar"](Recommender(tiny_bundle))(Profile({10: 9.0, 30: 5.0})).ranking
    assert ranking == pytest.approx(directions @ (2 * directions[liked] - 2 * directions[disliked]))
    alone = BASELINES["similar"](Recommender(tiny_bundle))(Profile({10: 6.0})).ranking
    assert alone == pytest.approx(6 * directions @ directions[liked]), "there is no mean to be above"
