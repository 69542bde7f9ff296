"""Co-watching: two tribes that watch different things, the regression by brute force, and what is kept of it."""

import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from core.data.catalog import Catalog
from core.data.ratings import Ratings
from core.data.vocabulary import Vocabulary
from core.errors import BundleError
from core.model.bundle import Bundle
from core.recommend.cowatching import PREFIX, CoWatching, CoWatchingSettings
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.cowatching_sums import N_BLOCKS, CoWatchingSums
from core.recommend.exposure import fit_exposure
from tests.blocks import in_blocks
from tests.tribes import TwoTribes

TRIBES = TwoTribes(n_viewers=200, n_anime=12, own=5 / 6, other=0, loved=3, unrated=1 / 6)
ANIME = TRIBES.anime


@pytest.fixture(scope="module")
def tribes() -> CoWatching:
    return CoWatching.from_parts(fit_cowatching(TRIBES.ratings, ANIME))


def test_a_viewer_of_one_tribe_finds_the_rest_of_it_interesting(tribes):
    first, second, *rest = ANIME.rows(TRIBES.even)
    interest = tribes.interest(np.array([first, second]), np.array([9.0, 6.0]))
    rest, others = interest[rest], interest[ANIME.rows(TRIBES.odd)]
    assert rest.min() > others.max()


def test_favourites_are_more_interesting_than_what_is_only_watched(tribes):
    for titles in (TRIBES.even, TRIBES.odd):
        base = tribes.base[ANIME.rows(titles)]
        assert base[:3].min() > base[3:].max()


def test_no_answers_leave_the_base_as_it_is(tribes):
    assert tribes.interest(np.array([], dtype=int), np.array([])) == pytest.approx(tribes.base)


def test_a_title_never_speaks_for_itself(tribes):
    for row in range(len(ANIME)):
        assert not tribes.watched.weights[row][tribes.watched.targets[row] == row].any()


def test_a_loved_title_speaks_louder_than_a_bad_one_a_hated_one_against_and_one_without_a_rating_as_the_mean():
    worth = CoWatchingSettings().worth(np.array([8.0, 10.0, 1.0, np.nan]), 8.0)
    assert worth.tolist() == pytest.approx([1, 1 + 0.2 * 2, -0.2, 1])


def test_more_answers_are_compared_with_as_many_of_an_average_viewer():
    assert [CoWatchingSettings().typical_answers(n) for n in (0, 1, 2, 10, 25)] == [0, 4, 4, 10, 25]


def test_leaving_an_answer_out_equals_never_having_given_it(tribes):
    rows, ratings = np.array([0, 3, 7]), np.array([9.0, 2.0, 6.5])
    wanted = np.arange(len(ANIME))
    without = tribes.interest_without_each(rows, ratings, tribes.interest(rows, ratings), wanted)
    for place in range(3):
        others = np.delete(rows, place), np.delete(ratings, place)
        assert without[place] == pytest.approx(tribes.interest(*others), abs=1e-9)


def test_leaving_one_of_many_answers_out_compares_with_one_average_title_less(tribes):
    """Of six answers more than of the four that any are compared with."""
    rows, ratings = np.arange(6), np.array([9.0, 2.0, 6.5, np.nan, 8.0, 10.0])
    wanted = np.array([11, 0, 7])
    love = tribes.love(rows, ratings)
    interest = tribes.interest_without_each(rows, ratings, tribes.interest(rows, ratings), wanted)
    for place in range(6):
        others = np.delete(rows, place), np.delete(ratings, place)
        assert interest[place] == pytest.approx(tribes.interest(*others)[wanted], abs=1e-9)
        without = tribes.love_without_each(rows, ratings, love, wanted)[place]
        assert without == pytest.approx(tribes.love(*others)[wanted], abs=1e-9)


def test_love_without_each_answer_is_left_open_where_love_is(tribes):
    rows, ratings, wanted = np.array([0, 3]), np.array([9.0, 2.0]), np.arange(3)
    assert tribes.love_without_each(rows, ratings, None, wanted) is None
    assert replace(tribes, loved=None).love_without_each(rows, ratings, tribes.base, wanted) is None
    without = tribes.love_without_each(rows, ratings, tribes.love(rows, ratings), wanted)
    assert without[1] == pytest.approx(tribes.love(rows[:1], ratings[:1])[wanted], abs=1e-9)


def test_the_weights_are_the_ridge_regression_over_every_draw():
    """All ways to know two of a list's titles, written out as rows of a weighted least-squares problem."""
    from itertools import combinations

    settings = CoWatchingSettings(n_known=2)
    lists = {
        1: {100: 9, 101: 5, 102: 8},
        2: {100: 6, 102: 10, 103: 7, 104: 3},
        3: {101: 8, 103: 9},
        4: {104: 7, 100: 8, 103: 4},
    }
    anime = Vocabulary([100, 101, 102, 103, 104])
    ratings = Ratings.of(*np.array([(v, a, r) for v, own in lists.items() for a, r in own.items()]).T)
    parts = fit_cowatching(ratings, anime, settings)
    given = ratings.rating.mean()

    inputs, interest, love, weights = [], [], [], []
    lengths = np.array([len(own) for own in lists.values()])
    by_length = lengths**settings.list_power / np.mean(lengths**settings.list_power)
    for own, weight in zip(lists.values(), by_length, strict=True):
        target, loved, median = np.zeros(5), np.zeros(5), np.median(list(own.values()))
        for anime_id, rating in own.items():
            loved[anime.row(anime_id)] = rating >= 8 and rating >= median
            target[anime.row(anime_id)] = 1 + 0.5 * loved[anime.row(anime_id)]
        draws = list(combinations(own, min(2, len(own) - 1)))
        for known in draws:
            told = np.zeros(5)
            for anime_id in known:
                told[anime.row(anime_id)] = settings.worth(np.array(float(own[anime_id])), given)
            inputs.append(told), interest.append(target), love.append(loved), weights.append(weight / len(draws))
    x, w = np.array(inputs), np.array(weights)[:, None]
    for prefix, y in ((PREFIX, np.array(interest)), (f"{PREFIX}loved.", np.array(love))):
        x_mean, y_mean = (w * x).sum(0) / w.sum(), (w * y).sum(0) / w.sum()
        found, expected = np.zeros((5, 5)), np.zeros((5, 5))
        rows, units = parts[f"{PREFIX}targets"].astype(int), parts[f"{prefix}weights"]
        np.put_along_axis(found, rows, units * parts[f"{prefix}scales"][:, None], axis=1)
        for column in range(5):
            others = np.arange(5) != column
            centred = (x - x_mean)[:, others]
            gram = (w * centred).T @ centred + settings.ridge * np.eye(4)
            expected[others, column] = np.linalg.solve(gram, (w * centred).T @ (y - y_mean)[:, column])
        assert found == pytest.approx(expected, abs=2e-3)
        assert np.abs(units).max(axis=1).tolist() == [127] * 5
        assert parts[f"{prefix}base"] == pytest.approx(y_mean, abs=1e-5)
        assert parts[f"{prefix}typical"] == pytest.approx(x_mean @ expected / 2, abs=1e-5), "of one of two answers"


def test_love_speaks_for_the_targets_of_interest_unless_it_has_some_of_its_own():
    parts = fit_cowatching(TRIBES.ratings, ANIME, CoWatchingSettings(n_kept=3))
    assert PREFIX + "loved.targets" not in parts
    shared = CoWatching.from_parts(parts)
    assert shared.loved is not None and shared.loved.targets is shared.watched.targets
    own = parts[PREFIX + "targets"][:, ::-1]
    of_its_own = CoWatching.from_parts(parts | {PREFIX + "loved.targets": own}).loved
    assert of_its_own is not None and np.array_equal(of_its_own.targets, own)


def test_imputed_ratings_count_as_watched_only():
    tribes = TRIBES.ratings
    imputed = ~tribes.rated
    filled = Ratings(
        tribes.viewer_id, tribes.anime_id, np.where(imputed, 10, tribes.rating).astype(np.float32), imputed
    )
    for name, array in fit_cowatching(tribes, ANIME).items():
        assert np.array_equal(array, fit_cowatching(filled, ANIME)[name]), name


def test_an_anime_nobody_watched_is_of_no_interest():
    model = CoWatching.from_parts(fit_cowatching(TRIBES.ratings, Vocabulary([*ANIME.ids, 999])))
    interest = model.interest(np.array([0, 1]), np.array([9.0, 9.0]))
    assert interest[-1] == pytest.approx(0, abs=1e-6)


def test_titles_outside_the_vocabulary_are_left_out():
    fewer = Vocabulary(ANIME.ids[:8])
    assert fit_cowatching(TRIBES.ratings, fewer)[f"{PREFIX}base"].shape == (8,)


def test_a_bundle_without_the_part_ranks_by_how_many_watched_a_title(tiny_bundle: Bundle):
    model = CoWatching.of(tiny_bundle)
    assert model.interest(np.array([1, 2]), np.array([9.0, 4.0])).tolist() == [6 / 6, 5 / 6, 3 / 6, 1 / 6]
    assert model.bases[1] is None and model.bases[0].tolist() == model.base.tolist()
    few = replace(tiny_bundle, catalog=Catalog(tiny_bundle.catalog.table.assign(n_seen=[0, 1, 0, 0])))
    assert CoWatching.of(few).base.tolist() == [0, 1, 0, 0]


def test_a_title_seen_without_a_rating_counts_as_one_of_the_mean_rating(tribes):
    rows = np.array([0, 3])
    seen, rated = (tribes.interest(rows, np.array([9.0, of])) for of in (np.nan, tribes.mean_rating))
    assert seen == pytest.approx(rated)


def test_what_is_loved_is_told_apart_from_what_is_watched(tribes):
    love = tribes.love(np.array([], dtype=int), np.array([]))
    for titles in (TRIBES.even, TRIBES.odd):
        of_tribe = love[ANIME.rows(titles)]
        assert of_tribe[:3].min() > 0.3
        assert of_tribe[3:].max() < 0.1


def test_leaving_an_answer_out_of_love_equals_never_having_given_it(tribes):
    rows, ratings, wanted = np.array([0, 3, 7]), np.array([9.0, np.nan, 6.5]), np.arange(len(ANIME))
    without = tribes.love_without_each(rows, ratings, tribes.love(rows, ratings), wanted)
    for place in range(3):
        assert without[place] == pytest.approx(tribes.love(np.delete(rows, place), np.delete(ratings, place)), abs=1e-9)


def test_the_largest_share_is_the_most_that_one_told_title_adds(tribes):
    rows, ratings, every = np.array([1, 2, 9]), np.array([9.0, 2.0, np.nan]), np.arange(len(tribes.base))
    shares = tribes.watched.shares(rows, tribes.settings.worth(ratings, tribes.mean_rating), every)
    assert tribes.largest_share(rows, ratings) == pytest.approx(np.maximum(shares.max(axis=0), 0))
    without = tribes.largest_share_without_each(rows, ratings, every[3:])
    for left_out in range(3):
        kept = np.delete(np.arange(3), left_out)
        assert without[left_out] == pytest.approx(tribes.largest_share(rows[kept], ratings[kept])[3:], abs=1e-12)


def test_a_model_of_before_is_served_as_it_was_fitted():
    parts = {name: array for name, array in fit_cowatching(TRIBES.ratings, ANIME).items() if ".loved." not in name}
    del parts[f"{PREFIX}worth"]
    model = CoWatching.from_parts(parts)
    assert model.love(np.array([0]), np.array([9.0])) is None
    assert model.love_without_each(np.array([0]), np.array([9.0]), None, np.array([1])) is None
    assert (model.settings.n_known, model.settings.rating_slope, model.settings.least_worth) == (10, 0.35, -0.2)


def test_a_model_may_have_been_fitted_to_one_answer():
    parts = fit_cowatching(TRIBES.ratings, ANIME, CoWatchingSettings(n_known=1, rating_slope=0.5))
    settings = CoWatching.from_parts(parts).settings
    assert (settings.n_known, settings.rating_slope) == (1, 0.5)


@pytest.mark.parametrize(
    ("name", "damage", "flaw"),
    [
        ("worth", np.ones(2, np.float32), "damaged"),
        ("worth", np.array([0, 0.2, -0.2], np.float32), "what a rating is worth"),
        ("mean_rating", np.zeros(0, np.float32), "damaged"),
        ("mean_rating", np.full(1, np.inf, np.float32), "not finite"),
        ("loved.typical", None, "lacks"),
        ("loved.base", np.full(4, np.nan, np.float32), "not finite"),
        ("loved.weights", np.ones((4, 4), np.float32), "not those of titles"),
        ("base", np.ones((4, 1), np.float32), "not of the same anime"),
        ("typical", None, "lacks"),
        ("base", np.ones(3, np.float32), "not of the same anime"),
        ("targets", np.full((4, 4), 9, np.uint16), "not in the model"),
        ("targets", np.full((4, 4), 4, np.uint16), "not in the model"),
        ("weights", np.ones((4, 2), np.int8), "not those of titles"),
        ("scales", np.full(4, np.nan, np.float32), "not finite"),
    ],
)
def test_a_damaged_part_is_refused_by_the_models_name(tiny_bundle, tiny_ratings, name, damage, flaw):
    parts = fit_cowatching(tiny_ratings, tiny_bundle.model.anime) | {PREFIX + name: damage}
    damaged = replace(tiny_bundle, parts={key: array for key, array in parts.items() if array is not None})
    with pytest.raises(BundleError, match=f"“tiny”.*{flaw}"):
        CoWatching.of(damaged)


def ratings_of(*rows: tuple[int, int, float]) -> Ratings:
    """Ratings by viewer, anime and rating."""
    return Ratings.of(*(np.array(column) for column in zip(*rows, strict=True)))


def test_the_sums_of_one_list_by_hand():
    """A 9 and a 7, of which one is known at a time: worth 1.2 and 0.8, and only the 9 is a favourite."""
    sums = CoWatchingSums.of(ratings_of((1, 100, 9), (1, 101, 7)), Vocabulary([100, 101]))
    worth, interest, love = np.array([1.2, 0.8]), np.array([1.5, 1.0]), np.array([1.0, 0.0])
    assert (sums.mean_rating, sums.weight.tolist()) == (8, [1])
    assert sums.told == pytest.approx(worth / 2)
    assert sums.squares == pytest.approx(worth**2 / 2)
    assert sums.together.tolist() == [[0, 0], [0, 0]], "the two are never known together"
    assert (sums.aims[0].tolist(), sums.aims[1].tolist()) == (interest.tolist(), love.tolist())
    assert sums.products[0] == pytest.approx(np.outer(worth, interest) / 2)
    assert sums.products[1] == pytest.approx(np.outer(worth, love) / 2)


def test_longer_lists_count_more_and_a_lone_title_is_never_known():
    """Lists of one and of three: by the fourth root of their lengths, which are 1 on average."""
    rows = [(1, 100, 8.0), (2, 100, 8.0), (2, 101, 8.0), (2, 102, 8.0)]
    sums = CoWatchingSums.of(ratings_of(*rows), Vocabulary([100, 101, 102]))
    short, long = np.array([1, 3**0.25]) / ((1 + 3**0.25) / 2)
    assert sums.weight == pytest.approx([short + long])
    assert sums.told == pytest.approx([long * 2 / 3] * 3), "two of three are known"
    assert sums.together == pytest.approx(np.full((3, 3), long * 2 / 3 * 1 / 2), rel=1e-5)
    assert sums.aims[1] == pytest.approx([short + long, long, long]), "every 8 is at its viewer's median"


def test_a_favourite_is_at_least_the_median_of_its_list():
    """Of 8, 9, 10 and 10 the median is 9.5; of 8, 9 and 10 it is 9; a title without a rating is in no order."""
    four = [(1, 100, 8.0), (1, 101, 9.0), (1, 102, 10.0), (1, 103, 10.0), (1, 104, -1.0)]
    three = [(2, 100, 8.0), (2, 101, 9.0), (2, 102, 10.0)]
    anime = Vocabulary([100, 101, 102, 103, 104])
    for rows, loved in ((four, [0, 0, 1, 1, 0]), (three, [0, 1, 1, 0, 0]), ([*four, *three], None)):
        sums = CoWatchingSums.of(ratings_of(*rows), anime, CoWatchingSettings(list_power=0))
        assert sums.aims[1].tolist() == (loved or [0, 1, 2, 1, 0])


def test_lists_that_come_block_by_block_teach_the_same():
    shuffled = TRIBES.ratings.select(np.random.default_rng(0).permutation(len(TRIBES.ratings)))
    whole, in_parts = (
        CoWatching.from_parts(fit_cowatching(ratings, ANIME)) for ratings in (TRIBES.ratings, in_blocks(shuffled))
    )
    assert len(list(in_blocks(shuffled).by_viewers())) > 10
    for rows, ratings in ((np.array([0, 3]), np.array([9.0, 2.0])), (np.array([5]), np.array([np.nan]))):
        assert in_parts.interest(rows, ratings) == pytest.approx(whole.interest(rows, ratings), abs=1e-4)
        assert in_parts.love(rows, ratings) == pytest.approx(whole.love(rows, ratings), abs=1e-4)


@pytest.mark.parametrize("share", [0, 0.3, 1])
def test_long_lists_and_short_ones_are_summed_alike(monkeypatch: pytest.MonkeyPatch, share: float):
    ratings = Ratings.joined([TRIBES.ratings, TwoTribes(40, 12, own=0.3, other=0.1, seed=1).ratings])
    sums = CoWatchingSums.of(ratings, ANIME)
    monkeypatch.setattr("core.recommend.cowatching_sums.LONG_LIST", share)
    others = CoWatchingSums.of(ratings, ANIME)
    for one, other in zip((sums.together, *sums.products), (others.together, *others.products), strict=True):
        assert one == pytest.approx(other, rel=1e-5)


def peak_of(n_viewers: int, n_anime: int, *fits: Callable[[Ratings, Vocabulary], object]) -> int:
    """Bytes in use at the most while these are fitted to lists of so many viewers, some rows at a time."""
    tribes = TwoTribes(n_viewers=n_viewers, n_anime=n_anime, own=0.5, other=0.1)
    ratings, anime = in_blocks(tribes.ratings), tribes.anime
    for fit in fits:
        fit(in_blocks(TRIBES.ratings), ANIME)  # imports are not what is measured
    tracemalloc.start()
    for fit in fits:
        fit(ratings, anime)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


@pytest.mark.slow
def test_memory_does_not_grow_with_the_lists():
    sizes = (100, 100, 200, 400)  # the first time NumPy and SciPy keep some of what they have looked up
    _, small, middle, large = (peak_of(n_viewers, 60, fit_cowatching, fit_exposure) for n_viewers in sizes)
    assert middle == pytest.approx(small, rel=0.1)
    assert large == pytest.approx(small, rel=0.1)


@pytest.mark.slow
def test_it_takes_no_more_than_five_tables_of_4_bytes_for_each_pair_of_titles_as_the_docs_say():
    fit = partial(fit_cowatching, settings=CoWatchingSettings(n_kept=10))
    for n_anime in (400, 800, 1200):
        assert peak_of(20, n_anime, fit) <= 5 * 4 * n_anime**2


def test_it_tells_how_far_it_is_with_each_block_and_each_part_of_a_regression():
    told: list[float] = []
    blocks = in_blocks(TRIBES.ratings)
    fit_cowatching(blocks, ANIME, tell=told.append)
    sizes = [len(block) for block in blocks.by_viewers()]
    ends = np.cumsum(sizes) / sum(sizes)
    of_blocks = [
        0.4 * (end - size / sum(sizes) * left)
        for end, size in zip(ends, sizes, strict=True)
        for left in (2 / 3, 1 / 3, 1 / 3, 0)
    ]
    of_regressions = [0.4 + 0.6 * share for share in (1 / 3, *(1 / 3 + np.arange(1, 17) / 24))]
    assert told == pytest.approx(of_blocks + of_regressions)


def test_the_fitting_tells_how_far_it_is_and_says_the_same_as_without(monkeypatch):
    told: list[float] = []
    found = fit_cowatching(TRIBES.ratings, ANIME, tell=told.append)
    assert told == sorted(told) and told[-1] == pytest.approx(1) and len(told) > 2 * N_BLOCKS
    monkeypatch.setattr("core.recommend.cowatching_sums.N_BLOCKS", 1)
    for name, array in fit_cowatching(TRIBES.ratings, ANIME).items():
        assert found[name] == pytest.approx(array, abs=1), name
