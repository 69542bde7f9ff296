"""What is asked next: by the classic orders, and by what the answers so far make promising."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from core.data.catalog import Catalog
from core.data.ratings import Ratings
from core.data.vocabulary import Vocabulary
from core.model.bundle import Bundle
from core.profiles import Profile
from core.questionnaire import AdaptiveQuestions, Strategy, questionnaire, strategies
from core.questionnaire.strategies import QuestionSettings
from core.recommend.exposure import ExposureModel, ExposureSettings, fit_exposure
from tests.tribes import TwoTribes, untrained

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


def test_what_was_seen_brings_titles_of_the_same_kind_and_what_was_not_brings_the_others() -> None:
    seen = ADAPTIVE.next_titles(Profile({SWORDS[0]: 9, EVERYBODY: 7}), {SEQUEL}, n=4)
    not_seen = ADAPTIVE.next_titles(Profile({EVERYBODY: 7}, not_seen={SWORDS[0]}), {SEQUEL}, n=4)
    assert set(seen) <= set(SWORDS)
    assert set(not_seen) <= set(HEARTS)


def test_only_the_best_known_titles_are_asked_about_but_others_tell_as_much() -> None:
    settings = ExposureSettings(n_asked=8, n_factors=4)
    bundle = replace(BUNDLE, parts=fit_exposure(RATINGS, Vocabulary(TITLES), settings))
    few = questionnaire(bundle)
    rows = bundle.parts["ask.rows"]
    best_known, others = ({TITLES[row] for row in part} for part in (rows[:8], rows[8:]))
    assert set(few.next_titles(Profile(), n=30)) <= best_known
    sword = next(anime_id for anime_id in SWORDS if anime_id in others)
    heart = next(anime_id for anime_id in HEARTS if anime_id in others)
    after_sword, after_heart = (
        few.next_titles(Profile({told: 9}), {EVERYBODY, SEQUEL}, n=2) for told in (sword, heart)
    )
    assert set(after_sword) <= set(SWORDS)
    assert set(after_heart) <= set(HEARTS)


def test_a_title_seen_without_a_rating_tells_as_much_of_what_else_was_seen() -> None:
    rated = Profile({SWORDS[0]: 9})
    assert ADAPTIVE.next_titles(rated) == ADAPTIVE.next_titles(Profile(seen=frozenset({SWORDS[0]})))


def test_genres_count() -> None:
    swords = ADAPTIVE.next_titles(Profile(liked_genres=frozenset({"Action"}), disliked_genres=frozenset({"Romance"})))
    hearts = ADAPTIVE.next_titles(Profile(liked_genres=frozenset({"Romance"}), disliked_genres=frozenset({"Action"})))
    assert len(set(swords) & set(SWORDS)) > len(set(swords) & set(HEARTS))
    assert len(set(hearts) & set(HEARTS)) > len(set(hearts) & set(SWORDS))


def test_each_title_of_a_screen_is_the_best_by_the_formula_after_those_before_it() -> None:
    """Chance of having been seen, times what an answer moves, times genres, times what is still open of it."""
    profile = Profile({SWORDS[0]: 9}, not_seen={HEARTS[1]}, liked_genres={"Action"}, disliked_genres={"Comedy"})
    model = ExposureModel.of_bundle(BUNDLE)
    assert model
    asked = [TITLES[row] for row in model.rows[: model.n_asked].tolist()]
    genres = CATALOG.table["genres"]
    settings = QuestionSettings()
    liked = np.array([settings.liked_genre if "Action" in genres[title] else 1 for title in asked])
    disliked = np.array([settings.disliked_genre if "Comedy" in genres[title] else 1 for title in asked])
    places = np.array([asked.index(SWORDS[0]), asked.index(HEARTS[1])])
    posterior = model.posterior(places, np.array([1.0, 0.0]))
    known, covariance = model.probability(posterior.mean), posterior.covariance
    left = {title for title in asked if title not in (SWORDS[0], HEARTS[1], ADULT)}
    expected = []
    for _ in range(6):
        worth = known[: model.n_asked] * liked * disliked * model.movement(known) * model.openness(covariance)
        best = max(left, key=lambda title: worth[asked.index(title)])
        expected.append(best)
        left -= {best, *({EVERYBODY, SEQUEL} if best in (EVERYBODY, SEQUEL) else ())}
        covariance = model.after_asking(covariance, asked.index(best))
    assert ADAPTIVE.next_titles(profile, n=6) == expected
    assert len({genres[title] for title in expected}) > 1


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


def test_questions_can_keep_to_some_titles() -> None:
    some = [TITLES[3], SEQUEL]
    for way in strategies(BUNDLE).values():
        assert set(way.next_titles(Profile(), n=5, among=some)) == set(some)
        assert way.next_titles(Profile({SEQUEL: 8}), n=5, among=[SEQUEL]) == []


def test_all_ways_of_asking_have_one_shape() -> None:
    ways: Mapping[str, Strategy] = strategies(BUNDLE)
    assert list(ways) == ["popularity", "random", "entropy", "popularity × entropy", "HELF", "adaptive"]
    assert isinstance(ways["adaptive"], AdaptiveQuestions)


def test_helf_weighs_entropy_against_the_largest_there_can_be(tiny_bundle: Bundle) -> None:
    # log 6 / log 3 = 1.63, log 5 / log 3 = 1.46 and log 4 / log 3 = 1.26; shares of ln 10: 0.5, 0.55 and 0.8.
    # 2·1.63·0.5 / 2.13 = 0.765; 2·1.46·0.55 / 2.01 = 0.799; 2·1.26·0.8 / 2.06 = 0.979
    shares = np.array([0.5, 0.55, 0.8, 0.0])
    parts = fit_exposure(RATINGS, tiny_bundle.model.anime) | {"ask.entropy": shares * np.log(10)}
    assert strategies(replace(tiny_bundle, parts=parts))["HELF"].next_titles(Profile(), n=3) == [30, 20, 10]
    # 2·1.63·0.1 / 1.73 = 0.188; 2·1.46·0.104 / 1.564 = 0.194: the sum in the divisor decides between them
    parts["ask.entropy"] = np.array([0.1, 0.104, 0.0, 0.0]) * np.log(10)
    assert strategies(replace(tiny_bundle, parts=parts))["HELF"].next_titles(Profile(), n=2) == [20, 10]


def test_helf_counts_ratings_on_a_scale_that_ends_with_all_viewers(tiny_bundle: Bundle) -> None:
    # 2 / HELF is 1 / frequency + 1 / share, and the frequencies of the first two titles, log 6 / log 3 and
    # log 5 / log 3, are 1.0986 · (0.6213 - 0.5581) = 0.069 apart in that: more than 0.064, less than 0.1.
    ways = []
    for apart in (0.064, 0.1):
        shares = np.array([1 / 2, 1 / (2 - apart), 0, 0])
        parts = fit_exposure(RATINGS, tiny_bundle.model.anime) | {"ask.entropy": shares * np.log(10)}
        ways.append(strategies(replace(tiny_bundle, parts=parts))["HELF"].next_titles(Profile(), n=2))
    assert ways == [[10, 20], [20, 10]]


def test_a_title_that_was_passed_by_brings_no_other_part_of_its_franchise_unless_one_was_seen() -> None:
    assert SEQUEL not in ADAPTIVE.next_titles(Profile(), {EVERYBODY}, n=30)
    assert SEQUEL in ADAPTIVE.next_titles(Profile({EVERYBODY: 8}), {EVERYBODY}, n=30)


def test_a_title_that_was_passed_by_keeps_back_its_series_wherever_it_stands_in_the_catalog() -> None:
    assert isinstance(ADAPTIVE, AdaptiveQuestions)
    group = ADAPTIVE.franchises.group.copy()
    group[1] = group[0]
    with_two_parts = replace(ADAPTIVE, franchises=replace(ADAPTIVE.franchises, group=group))
    assert TITLES[1] in ADAPTIVE.next_titles(Profile(), {TITLES[0]}, n=30)
    assert TITLES[1] not in with_two_parts.next_titles(Profile(), {TITLES[0]}, n=30)


def test_what_is_planned_is_not_asked_about() -> None:
    assert EVERYBODY not in ADAPTIVE.next_titles(Profile(planned=frozenset({EVERYBODY})), n=30)
