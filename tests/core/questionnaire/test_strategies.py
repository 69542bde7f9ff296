"""The questionnaire: what is probably seen, what is asked next, and the learning curve of simulated viewers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.data.ratings import UNRATED, Ratings
from core.data.vocabulary import Vocabulary
from core.errors import DataError
from core.evaluation.learning_curve import learning_curve, simulated_viewers
from core.model.bundle import Bundle
from core.profiles import Profile
from core.questionnaire import AdaptiveQuestions, Strategy, questionnaire, strategies
from core.recommend.exposure import ExposureModel, ExposureSettings, fit_exposure
from tests.tribes import FIRST_VIEWER, TwoTribes, untrained

TRIBES = TwoTribes(n_viewers=80, n_anime=16, own=0.75, other=0, unrated=1 / 6)
SWORDS, HEARTS = TRIBES.odd, TRIBES.even
EVERYBODY, ADULT, SEQUEL = 300, 301, 302


def with_titles_of_both_tribes() -> tuple[Ratings, Catalog]:
    """Two tribes of 40 who also watched three titles together, the last of them only every other viewer of each."""
    more = {
        EVERYBODY: ("Known to All", ("Comedy",)),
        ADULT: ("Bedroom", ("Hentai",)),
        SEQUEL: ("Known to All 2nd Season", ("Comedy",)),
    }
    likeness = TRIBES.catalog.table.iloc[[0, 0, 0]].set_axis(list(more))
    names, genres = zip(*more.values(), strict=True)
    table = pd.concat([TRIBES.catalog.table, likeness.assign(title=names, genres=genres, members=[3, 2, 1])])
    both = [
        row
        for place, viewer in enumerate(np.unique(TRIBES.ratings.viewer_id))
        for row in [(viewer, EVERYBODY, 6 + place % 4), (viewer, ADULT, 5), (viewer, SEQUEL, 8)][: 2 + place // 2 % 2]
    ]
    own = (TRIBES.ratings.viewer_id, TRIBES.ratings.anime_id, TRIBES.ratings.rating)
    rows = [np.concatenate(columns) for columns in zip(own, np.array(both).T, strict=True)]
    return Ratings.of(*rows), Catalog(table.rename_axis("anime_id"))


RATINGS, CATALOG = with_titles_of_both_tribes()
TITLES = CATALOG.table.index.tolist()
BUNDLE = untrained(RATINGS, CATALOG, fit_exposure(RATINGS, Vocabulary(TITLES), ExposureSettings(n_factors=4)))
ADAPTIVE = questionnaire(BUNDLE)
ANY_PROFILE = st.builds(
    Profile,
    ratings=st.dictionaries(st.sampled_from(TITLES), st.sampled_from([3.0, 7.0, 10.0])),
    not_seen=st.frozensets(st.sampled_from(TITLES)),
    seen=st.frozensets(st.sampled_from(TITLES)),
    hidden=st.frozensets(st.sampled_from(TITLES), max_size=3),
    liked_genres=st.frozensets(st.sampled_from(["Action", "Romance"])),
    disliked_genres=st.frozensets(st.sampled_from(["Comedy", "Mecha"])),
)


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
    assert model.probability(seen)[1] == pytest.approx(0.5 + 0.5 * b * a)
    assert model.probability(not_seen)[1] == pytest.approx(0.5 - 0.5 * b * a)
    # The factor keeps 1 - a² of its variance, and so does what is open about the other title.
    assert seen.covariance == pytest.approx(np.array([[1 - a**2]]))
    assert model.openness(seen.covariance)[1] == pytest.approx(1 - a**2)
    assert model.after_asking(np.eye(1), 0) == pytest.approx(seen.covariance)
    assert model.movement(np.array([0.5, 0.25])) == pytest.approx([0.2 * 0.25**0.5, 0.1 * 0.5**0.5])


def test_the_posterior_of_several_answers_is_the_one_of_asking_them_in_turn() -> None:
    model = ExposureModel.of(BUNDLE.parts)
    places = np.array([0, 3, 5])
    covariance = np.eye(model.loadings.shape[1])
    for place in places:
        covariance = model.after_asking(covariance, place)
    assert model.posterior(places, np.array([1.0, 0.0, 1.0])).covariance == pytest.approx(covariance, abs=1e-6)


def test_the_pull_is_a_ridge_regression_of_each_title_on_the_others() -> None:
    ratings, anime = RATINGS, Vocabulary(TITLES)
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


def test_shares_and_entropies_are_those_of_the_ratings() -> None:
    parts = fit_exposure(Ratings.of([1, 2, 3, 4, 1], [7, 7, 7, 7, 9], [8, 8, 9, UNRATED, 5]), Vocabulary([9, 7, 5]))
    assert list(parts["ask.rows"]) == [1, 0, 2]
    assert parts["ask.share"] == pytest.approx([(4 + 1) / (4 + 2), (1 + 1) / (4 + 2), (0 + 1) / (4 + 2)])
    two_thirds = -(2 / 3) * np.log(2 / 3) - (1 / 3) * np.log(1 / 3)
    assert parts["ask.entropy"] == pytest.approx([0, two_thirds, 0])


def test_an_imputed_rating_says_seen_but_not_liked() -> None:
    given = Ratings.of([1, 2], [7, 7], [9, 9])
    imputed = replace(given, imputed=np.array([True, True]))
    assert fit_exposure(imputed, Vocabulary([7]))["ask.share"] == fit_exposure(given, Vocabulary([7]))["ask.share"]
    assert not fit_exposure(imputed, Vocabulary([7]))["ask.entropy"].any()


def test_what_was_seen_brings_titles_of_the_same_kind_and_what_was_not_brings_the_others() -> None:
    seen = ADAPTIVE.next_titles(Profile({SWORDS[0]: 9, EVERYBODY: 7}), {SEQUEL}, n=4)
    not_seen = ADAPTIVE.next_titles(Profile({EVERYBODY: 7}, not_seen={SWORDS[0]}), {SEQUEL}, n=4)
    assert set(seen) <= set(SWORDS)
    assert set(not_seen) <= set(HEARTS)


def test_a_title_seen_without_a_rating_tells_as_much_of_what_else_was_seen() -> None:
    rated = Profile({SWORDS[0]: 9})
    assert ADAPTIVE.next_titles(rated) == ADAPTIVE.next_titles(Profile(seen=frozenset({SWORDS[0]})))


def test_genres_count() -> None:
    swords = ADAPTIVE.next_titles(Profile(liked_genres=frozenset({"Action"}), disliked_genres=frozenset({"Romance"})))
    hearts = ADAPTIVE.next_titles(Profile(liked_genres=frozenset({"Romance"}), disliked_genres=frozenset({"Action"})))
    assert len(set(swords) & set(SWORDS)) > len(set(swords) & set(HEARTS))
    assert len(set(hearts) & set(HEARTS)) > len(set(hearts) & set(SWORDS))


def test_one_franchise_stands_once_on_a_screen_and_not_at_all_when_its_beginning_was_not_seen() -> None:
    screen = ADAPTIVE.next_titles(Profile(), n=30)
    assert len({EVERYBODY, SEQUEL} & set(screen)) == 1
    assert len(screen) == 8 + 8 + 1
    assert SEQUEL not in ADAPTIVE.next_titles(Profile(not_seen={EVERYBODY}), n=30)
    assert SEQUEL in ADAPTIVE.next_titles(Profile({EVERYBODY: 8}), n=30)


@given(
    ANY_PROFILE,
    st.frozensets(st.sampled_from(TITLES)),
    st.integers(1, 6),
    st.sampled_from(sorted(strategies(BUNDLE))),
)
def test_nothing_is_asked_twice(profile: Profile, shown: frozenset[int], n: int, name: str) -> None:
    strategy = strategies(BUNDLE)[name]
    titles = strategy.next_titles(profile, shown, n)
    assert titles == strategy.next_titles(profile, shown, n)
    assert len(titles) == len(set(titles)) <= n
    assert not {*titles} & {*profile.answered, *profile.seen, *profile.hidden, *shown, ADULT}
    assert all(isinstance(anime_id, int) for anime_id in titles)


def test_the_classic_orders_are_what_their_formulas_say(tiny_bundle: Bundle) -> None:
    # 5, 4, 3 and 0 ratings; entropies 0, ln 2, ln 4 and 0 nats, of at most ln 10; two viewers, log(1 + 2) = log 3.
    entropy = np.array([0, np.log(2), np.log(4), 0])
    parts = fit_exposure(RATINGS, tiny_bundle.model.anime) | {"ask.entropy": entropy}
    ways = strategies(replace(tiny_bundle, parts=parts))

    def order(name: str) -> list[int]:
        return ways[name].next_titles(Profile(), n=3)

    assert order("popularity") == [10, 20, 30]
    assert order("entropy") == [30, 20, 10]
    # log(5 + 1)·0 < log(4 + 1)·ln 2 = 1.12 < log(3 + 1)·ln 4 = 1.92
    assert order("popularity × entropy") == [30, 20, 10]
    # log 5 / log 3 = 1.46 with 0.30 makes 0.50; log 4 / log 3 = 1.26 with 0.60 makes 0.82
    assert order("HELF") == [30, 20, 10]
    assert sorted(ways["random"].next_titles(Profile(), n=9)) == [10, 20, 30, 40]


def test_a_bundle_without_the_questions_part_asks_by_popularity(tiny_bundle: Bundle) -> None:
    assert set(strategies(tiny_bundle)) == {"popularity", "random"}
    assert questionnaire(tiny_bundle).next_titles(Profile({10: 8}), n=2) == [20, 30]


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
    anime = Vocabulary(np.arange(1000, 1080))
    counts = {"n_ratings": np.arange(80, 0, -1), "n_seen": np.arange(80, 0, -1)}
    table = pd.DataFrame(
        {"title": [f"Title{n}q" for n in range(80)], "type": "TV", "members": 1, **counts}, index=anime.ids
    )
    model = replace(BUNDLE.model, anime=anime, anime_factors=np.zeros((80, 1), np.float32))  # ty: ignore
    return replace(
        BUNDLE, model=model, catalog=Catalog(table.assign(genres=[()] * 80)), parts=fit_exposure(ratings, anime)
    )


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
    with pytest.raises(DataError, match="40 ratings"):
        learning_curve(Knows(BUNDLE, {}), RATINGS, np.unique(RATINGS.viewer_id), strategies(BUNDLE))


def test_all_ways_of_asking_have_one_shape() -> None:
    ways: dict[str, Strategy] = strategies(BUNDLE)
    assert list(ways) == ["popularity", "random", "entropy", "popularity × entropy", "HELF", "adaptive"]
    assert isinstance(ways["adaptive"], AdaptiveQuestions)
