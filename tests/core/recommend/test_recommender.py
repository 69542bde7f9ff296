"""Lists: exact reasons, nothing answered, one of each franchise, filters that never starve them."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.data.catalog import Catalog
from core.data.ratings import Ratings
from core.data.vocabulary import Vocabulary
from core.model.bundle import Bundle
from core.model.dot_bias import DotBiasModel
from core.profiles import Profile
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.options import Options
from core.recommend.recommender import Recommender
from tests.cards import card_of

TITLES: list[tuple[int, str, tuple[str, ...], str, int | None, float, int]] = [
    (1, "Harbour Lights", ("Drama", "Romance"), "TV", 12, 8.1, 9000),
    (2, "Harbour Lights 2nd Season", ("Drama", "Romance"), "TV", 12, 8.3, 5000),
    (3, "Harbour Lights: Recap", ("Drama", "Romance"), "Special", 1, 6.5, 900),
    (4, "Iron Comet", ("Action", "Mecha"), "TV", 26, 7.9, 8000),
    (5, "Iron Comet Movie", ("Action", "Mecha"), "Movie", 1, 8.0, 3000),
    (6, "Quiet Orchard", ("Slice of Life",), "TV", 24, 7.4, 4000),
    (7, "Paper Moonrise", ("Drama", "Fantasy"), "Movie", 1, 8.4, 6000),
    (8, "Velvet Nights", ("Hentai",), "OVA", 2, 7.0, 2000),
    (9, "Song of Tides", ("Music",), "Music", 1, 7.2, 700),
    (10, "Winter Ledger", ("Mystery",), "TV", None, 7.7, 3500),
    (11, "Gilded Kettle", ("Comedy",), "TV", 13, float("nan"), 1500),
    (12, "Copper Sparrow", ("Action", "Comedy"), "TV", 50, 6.9, 2500),
]
NEEDED = ("anime_id", "title", "genres", "type", "episodes", "mean_rating", "members")


@pytest.fixture(scope="module")
def recommender() -> Recommender:
    """Twelve titles and 120 viewers with random lists that prefer low ids."""
    random = np.random.default_rng(3)
    table = pd.DataFrame(TITLES, columns=list(NEEDED)).set_index("anime_id")
    n = len(table)
    anime = Vocabulary(table.index.to_numpy())
    rows = [
        (viewer, int(anime_id), int(random.integers(4, 11)))
        for viewer in range(120)
        for anime_id in random.choice(anime.ids, size=6, replace=False, p=np.arange(n, 0, -1) / (n * (n + 1) / 2))
    ]
    ratings = Ratings.of(*(np.array(column) for column in zip(*rows, strict=True)))
    counts = pd.Series(ratings.anime_id).value_counts().reindex(table.index, fill_value=0)
    high = pd.Series(ratings.anime_id[ratings.rating >= 8]).value_counts().reindex(table.index, fill_value=0)
    means = pd.Series(ratings.rating).groupby(ratings.anime_id).mean().reindex(table.index)
    table["episodes"] = table["episodes"].astype("Int64")
    table = table.assign(n_ratings=counts, n_high=high, n_seen=counts, data_mean=means)
    model = DotBiasModel(
        Vocabulary(np.arange(120)),
        anime,
        random.normal(size=(120, 3)).astype(np.float32) * 0.3,
        random.normal(size=(n, 3)).astype(np.float32) * 0.3,
        random.normal(size=120).astype(np.float32) * 0.4,
        random.normal(size=n).astype(np.float32) * 0.3 + 1,
        (0.5, 10.5),
    )
    return Recommender(Bundle(model, Catalog(table), card_of(model, "twelve"), fit_cowatching(ratings, anime)))


ALL = Options(n=12)
NOBODY = Profile()


def ids(recommender: Recommender, profile: Profile, options: Options = ALL) -> list[int]:
    return [found.anime_id for found in recommender.recommend(profile, options)]


@pytest.mark.parametrize("n", [30, pytest.param(1000, marks=[pytest.mark.slow, pytest.mark.again])])
def test_hundreds_of_lists_keep_their_promises(shipped, n):
    """As long as asked, best first, nothing answered, no franchise twice, no specials, music or adult titles."""
    ours, random = Recommender(shipped), np.random.default_rng(0)
    table = shipped.catalog.table
    likely = table["members"].to_numpy() / table["members"].sum()
    for _ in range(n):
        told = random.choice(table.index, size=random.integers(0, 40), replace=False, p=likely)
        ratings = {int(anime_id): float(random.integers(1, 11)) for anime_id in told if random.random() < 0.7}
        profile = Profile(ratings, not_seen=frozenset(told.tolist()).difference(ratings))
        options = Options(n=int(random.integers(1, 31)), adventurous=float(random.random()))
        found = ours.recommend(profile, options)
        names = [each.anime_id for each in found]
        assert len(found) == options.n
        assert not profile.answered & set(names)
        assert len({each.franchise for each in found}) == len(found)
        assert not set(table.loc[names, "type"]) & {"Special", "Music"}
        assert not any("Hentai" in genres for genres in table.loc[names, "genres"])


def test_what_tells_the_first_title_of_the_catalog_again_says_so(recommender):
    table = recommender.bundle.catalog.table.copy()
    table.loc[2, "title"] = "Harbour Lights (2011)"
    ours = Recommender(replace(recommender.bundle, catalog=Catalog(table)))
    found = ours.listed(ours.scores(NOBODY), ours.score_of_anyone, np.arange(len(table)))
    assert {each.anime_id: each.retells for each in found if each.retells is not None} == {2: 1, 3: 1}


def test_without_ratings_the_most_popular_come_first(recommender):
    n_high = recommender.bundle.catalog.table["n_high"].to_numpy()
    scores = recommender.scores(Profile(not_seen={10})).score
    assert (np.diff(scores[np.argsort(n_high, kind="stable")]) >= 0).all()


def test_scores_are_made_once_for_what_a_person_said_and_anew_for_what_they_say_next(recommender):
    first = Profile({1: 9.0, 4: 3.0})
    scores = recommender.scores(first)
    listed = scores.listed.copy()
    recommender.new_to_you(first, Options(adventurous=1.0))
    recommender.recommend(first, Options(adventurous=0.0))
    assert recommender.scores(first) is scores
    assert np.array_equal(scores.listed, listed)
    changed = recommender.scores(first.with_rating(4, 10.0))
    afresh = Recommender(recommender.bundle).scores(Profile({1: 9.0, 4: 10.0}))
    assert np.array_equal(changed.listed, afresh.listed)
    assert not np.array_equal(changed.listed, listed)


def test_a_newcomer_gets_the_entry_of_a_franchise(recommender):
    found = ids(recommender, Profile({6: 9.0}))
    assert 1 in found
    assert not {2, 3} & set(found)


def test_a_newcomer_gets_a_part_that_leads_the_start_by_far(recommender):
    cards, rows = recommender.cards, recommender.bundle.model.anime.rows([4, 5])
    for lead, expected in ((0.4, rows[0]), (0.6, rows[1])):
        wanted = np.zeros(12)
        wanted[rows] = 1, 1 + lead
        found = cards.new_to(wanted, NOBODY, ALL)[1]
        assert expected in found
        assert len(set(rows) & set(found)) == 1


def test_of_each_ten_new_cards_the_most_familiar_stand_first_and_a_longer_list_begins_as_a_shorter_one(shipped):
    cards = Recommender(shipped).cards
    random = np.random.default_rng(0)
    familiar, wanted = random.normal(size=(2, len(shipped.model.anime)))
    lists = [cards.best_new_to(familiar, wanted, NOBODY, Options(n=n)).tolist() for n in (10, 25, 30)]
    assert lists[1][:10] == lists[0]
    assert lists[2][:20] == lists[1][:20]
    franchises = cards.franchises.group
    worth = np.full(franchises.max() + 1, -np.inf)
    allowed = cards.filter.allowed(Options())
    np.maximum.at(worth, franchises[allowed], wanted[allowed])
    tens = [franchises[lists[2][start : start + 10]] for start in (0, 10, 20)]
    assert [set(ten.tolist()) for ten in tens] == [set(np.argsort(-worth)[start : start + 10]) for start in (0, 10, 20)]
    best_part = [max(np.flatnonzero(allowed & (franchises == one)), key=wanted.__getitem__) for one in tens[0]]
    assert familiar[best_part].tolist() == sorted(familiar[best_part], reverse=True)


def test_who_has_seen_the_start_gets_the_next_part(recommender):
    assert 2 in ids(recommender, Profile({1: 9.0}))
    assert 2 in ids(recommender, Profile({6: 9.0}, seen={1}))


def test_a_start_that_was_not_seen_does_not_bring_its_sequel(recommender):
    assert not {1, 2} & set(ids(recommender, Profile(not_seen={1})))
    assert 1 in ids(recommender, Profile(not_seen={1}), Options(n=12, include_not_seen=True))


def test_a_hidden_title_takes_its_franchise_along(recommender):
    assert not {4, 5} & set(ids(recommender, Profile(hidden={5})))


def test_specials_music_and_adult_titles_come_only_when_asked_for(recommender):
    usual = set(ids(recommender, NOBODY))
    assert not usual & {3, 8, 9}
    assert 8 in ids(recommender, NOBODY, Options(n=12, include_adult=True))
    assert ids(recommender, NOBODY, Options(types=frozenset({"Music"}))) == [9]
    assert ids(recommender, NOBODY, Options(types=frozenset({"Special"}))) == [3]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (Options(types=frozenset({"Movie"})), {5, 7}),
        (Options(genres_in=frozenset({"Comedy"})), {11, 12}),
        (Options(genres_in=frozenset({"Comedy"}), genres_out=frozenset({"Action"})), {11}),
        (Options(episodes=(13, 26)), {4, 6, 11}),
        (Options(members=(None, 2500)), {11, 12}),
        (Options(mean_rating=(8.0, None)), {1, 5, 7}),
        (Options(genres_in=frozenset({"No such genre"})), set()),
    ],
)
def test_filters_keep_what_they_say(recommender, options, expected):
    """A film, or the one part of a franchise that passes, stands in for an entry that does not."""
    assert set(ids(recommender, NOBODY, options)) == expected


def test_filters_never_starve_a_list(shipped):
    ours = Recommender(shipped)
    profile = Profile(dict.fromkeys(shipped.catalog.table.nlargest(50, "members").index, 8.0))
    films = Options(n=60, types=frozenset({"Movie"}), genres_out=frozenset({"Action"}), members=(1000, None))
    assert len(ours.recommend(profile, films)) == 60


def test_a_list_longer_than_what_passes_holds_all_that_does(recommender):
    assert len(ids(recommender, NOBODY, Options(n=500))) == len({1, 4, 6, 7, 10, 11, 12})


def test_liked_genres_raise_and_disliked_ones_lower_a_title(recommender):
    usual = recommender.recommend(Profile({6: 8.0}), ALL)
    moved = recommender.recommend(Profile({6: 8.0}, liked_genres={"Comedy"}, disliked_genres={"Mecha"}), ALL)
    change = {each.anime_id: each.score for each in moved}
    for each in usual:
        expected = {11: 0.4, 12: 0.4, 4: -0.8}.get(each.anime_id, 0)
        assert change[each.anime_id] - each.score == pytest.approx(expected)


def test_a_more_adventurous_list_is_less_well_known(shipped):
    ours = Recommender(shipped)
    profile = Profile(dict.fromkeys(shipped.catalog.table.nlargest(60, "members").index[::4], 9.0))
    lists = [ids(ours, profile, Options(n=20, adventurous=step)) for step in (0, 0.5, 1)]
    known = [shipped.catalog.table.loc[each, "members"].median() for each in lists]
    assert known == sorted(known, reverse=True)
    assert known[2] < known[0] / 2


def test_a_little_adventure_weighs_more_the_more_is_told_and_all_of_it_the_same(recommender):
    popularity = np.log(recommender.cowatching.base / recommender.cowatching.base.max())
    for told, evidence in (((1,), 4 / 29), ((1, 4, 6), 6 / 31)):
        profile = Profile(dict.fromkeys(told, 8.0))
        scores = recommender.scores(profile)
        familiar, between, far = (
            recommender.wanted(scores, profile, Options(adventurous=step)) for step in (0, 0.5, 1)
        )
        assert familiar.tolist() == scores.score.tolist()
        half = 2.4 * (evidence * 0.5**0.5 + (1 - evidence) * 0.5**3)
        assert between - familiar == pytest.approx(-half * popularity)
        assert far - familiar == pytest.approx(-2.4 * popularity)


def test_in_one_list_adventure_moves_new_titles_alone_and_continuations_keep_their_places(shipped):
    ours, anime = Recommender(shipped), shipped.model.anime.ids
    profile = Profile(dict.fromkeys(shipped.catalog.table.nlargest(60, "members").index[::6], 9.0))
    watched = set(ours.franchises.group[ours.cards.watched(profile)].tolist())

    def places(adventurous: float) -> tuple[list[int], set[int]]:
        found = ours.recommend(profile, Options(n=20, adventurous=adventurous))
        on = [place for place, each in enumerate(found) if each.franchise in watched]
        return on, {each.anime_id for each in found if each.franchise not in watched}

    (on, new), (still_on, others) = places(0), places(0.8)
    assert 0 < len(on) < 20 and on == still_on
    assert len(new - others) > 5 and new | others <= set(anime.tolist())


def test_without_a_ranker_a_score_blends_the_logarithms_of_interest_and_love_with_the_predicted_rating(recommender):
    one, none = np.array([1.0, 0.5]), np.zeros(2)
    assert recommender.blend(one, None, np.array([8.0, 6.0])) == pytest.approx([1.2, math.log(0.5) + 0.9])
    loved = recommender.blend(one, np.array([0.5, 1.0]), np.array([8.0, 6.0]))
    assert loved == pytest.approx([0.3 * math.log(0.5) + 1.2, 0.7 * math.log(0.5) + 0.9])
    assert recommender.blend(none, none, none) == pytest.approx([0.7 * math.log(1e-3) + 0.3 * math.log(3e-4)] * 2)


def test_a_bundle_without_cowatching_still_recommends(tiny_bundle: Bundle):
    found = Recommender(tiny_bundle).recommend(Profile({10: 9.0}), Options(n=5))
    assert {each.anime_id for each in found} == {20, 30, 40}


def test_ranked_by_rating_every_part_of_a_franchise_stands_in_the_order_of_its_predicted_rating(recommender):
    profile = Profile({6: 9.0}, not_seen=frozenset({4}), seen=frozenset({7}), hidden=frozenset({2}))
    found = recommender.recommend_by_rating(profile, 20, np.ones(12, dtype=bool))
    assert {each.anime_id for each in found} == {8, 9, 10, 11, 12}
    predicted = [each.predicted for each in found]
    assert predicted == sorted(predicted, reverse=True) == [each.score for each in found]
    whole = recommender.recommend_by_rating(Profile({6: 9.0}), 20, np.ones(12, dtype=bool))
    assert {1, 2, 3, 4, 5} <= {each.anime_id for each in whole}
    among = np.isin(recommender.bundle.model.anime.ids, [1, 2, 6, 8])
    few = recommender.recommend_by_rating(Profile({6: 9.0}), 2, among)
    assert [each.anime_id for each in few] == [each.anime_id for each in whole if each.anime_id in (1, 2, 8)][:2]


def test_genres_count_where_titles_are_ranked_by_rating(recommender):
    profile = Profile({6: 8.0}, liked_genres=frozenset({"Comedy"}), disliked_genres=frozenset({"Mecha"}))
    found = recommender.recommend_by_rating(profile, 20, np.ones(12, dtype=bool))
    added = {each.anime_id: round(each.score - each.predicted, 6) for each in found}
    assert added == dict.fromkeys(added, 0) | {11: 0.4, 12: 0.4, 4: -0.8, 5: -0.8}
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_what_was_asked_for_adds_to_the_score_by_hand(recommender):
    """Adventure takes off a share of how well known a title is, the best known is taken nothing off."""
    profile = Profile({1: 9.0, 4: 6.0}, liked_genres={"Drama"}, disliked_genres={"Action", "Fantasy"})
    ranking, scores = recommender.settings.ranking, recommender.scores(profile)
    genres = recommender.bundle.catalog.table["genres"]
    asked = [
        ranking.liked_genre * ("Drama" in each) + ranking.disliked_genre * bool({"Action", "Fantasy"} & set(each))
        for each in genres
    ]
    assert recommender.familiar(scores, profile) == pytest.approx(scores.listed + asked)
    base = recommender.cowatching.base
    known = np.log(np.maximum(base, ranking.least_interest) / base.max())
    evidence = (2 + 3.0) / (2 + 28.0)
    adventure = 2.4 * (evidence * 0.25**0.5 + (1 - evidence) * 0.25**3)
    wanted = recommender.wanted(scores, profile, Options(adventurous=0.25))
    assert wanted == pytest.approx(scores.listed + asked - adventure * known)


def test_the_score_of_anyone_is_popularity_moved_to_where_scores_lie(tiny_bundle: Bundle):
    """Of 4, 2, 1 and 0 high ratings, the last of which counts as half of one; weighed by one more than these."""
    recommender = Recommender(tiny_bundle)
    popularity = np.log([4, 2, 1, 0.5])
    typical = recommender.blend(recommender.cowatching.base, None, recommender.fold_in.expected)
    moved = np.array([5, 3, 2, 1]) @ (typical - popularity) / (5 + 3 + 2 + 1)
    assert recommender.score_of_anyone == pytest.approx(popularity + moved)
    assert recommender.scores(Profile()).score == pytest.approx(popularity + moved)


def test_no_more_than_eight_peoples_scores_are_kept(recommender):
    people = [Profile({1: float(rating)}) for rating in range(1, 10)]
    first = recommender.scores(people[0])
    for person in people[1:8]:
        recommender.scores(person)
    assert recommender.scores(people[0]) is first
    recommender.scores(people[8])
    assert recommender.scores(people[0]) is not first
