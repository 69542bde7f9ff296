"""Parts of series: in what order they are watched, which of them tell on, and which tell again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.data.catalog import Catalog
from core.model.bundle import Bundle
from core.recommend.cards import Cards
from core.recommend.franchises import group_franchises
from core.recommend.parts import OTHER_STEP_SHARE, STEP_SHARE, Parts
from core.recommend.recommender import Recommender


@pytest.fixture(scope="module")
def cards(shipped: Bundle) -> Cards:
    return Recommender(shipped).cards


def row_of(cards: Cards, title: str) -> int:
    return int(np.flatnonzero(cards.catalog.table["title"] == title)[0])


@pytest.mark.parametrize(
    ("watched", "following"),
    [
        (["Code Geass: Hangyaku no Lelouch"], "Code Geass: Hangyaku no Lelouch R2"),
        (["Clannad"], "Clannad: After Story"),
        (["K-On!"], "K-On!!"),
        (["K-On!", "K-On!!"], "K-On! Movie"),
        (["Fullmetal Alchemist"], "Fullmetal Alchemist: The Conqueror of Shamballa"),
        (["Mahou Shoujo Madoka★Magica"], "Mahou Shoujo Madoka★Magica Movie 3: Hangyaku no Monogatari"),
        (["Neon Genesis Evangelion"], "Neon Genesis Evangelion: The End of Evangelion"),
        (["Mobile Suit Gundam 00"], "Mobile Suit Gundam 00 Second Season"),
        (["Mobile Suit Gundam Seed"], "Mobile Suit Gundam Seed Destiny"),
        (["Fate/Zero"], "Fate/Zero 2nd Season"),
        (["Toaru Kagaku no Railgun"], "Toaru Kagaku no Railgun S"),
        (["Gintama", "Gintama'"], "Gintama': Enchousen"),
        (["Suzumiya Haruhi no Yuuutsu", "Suzumiya Haruhi no Yuuutsu (2009)"], "Suzumiya Haruhi no Shoushitsu"),
        (["Break Blade 1: Kakusei no Toki"], "Break Blade 2: Ketsubetsu no Michi"),
        (["Fairy Tail"], "Fairy Tail (2014)"),
        (["Tengen Toppa Gurren Lagann"], None),
        (["Hunter x Hunter (2011)"], None),
        (["Fullmetal Alchemist: Brotherhood"], None),
    ],
)
def test_the_next_part_is_the_one_that_viewers_go_on_to(
    cards: Cards, watched: list[str], following: str | None
) -> None:
    rows = [row_of(cards, title) for title in watched]
    seen = np.isin(np.arange(len(cards.anime)), rows)
    found = cards.parts.next(int(cards.franchises.series[rows[0]]), rows[-1], seen)
    assert (None if found is None else cards.catalog.table["title"].iloc[found]) == following


@pytest.mark.parametrize(
    ("title", "may_begin"),
    [
        ("Fullmetal Alchemist: Brotherhood", True),
        ("Hellsing Ultimate", True),
        ("Fullmetal Alchemist", False),
        ("Fate/stay night: Unlimited Blade Works 2nd Season", False),
        ("Evangelion: 3.0 You Can (Not) Redo", False),
    ],
)
def test_one_may_begin_again_with_the_first_part_of_a_new_telling(cards: Cards, title: str, may_begin: bool) -> None:
    assert cards.parts.begins_again[row_of(cards, title)] == may_begin


@pytest.mark.parametrize(
    ("title", "retold"),
    [
        ("Fullmetal Alchemist: Brotherhood", "Fullmetal Alchemist"),
        ("Hunter x Hunter (2011)", "Hunter x Hunter"),
        ("Hellsing Ultimate", "Hellsing"),
        ("Kanon (2006)", "Kanon"),
        ("Evangelion: 1.0 You Are (Not) Alone", "Neon Genesis Evangelion"),
        ("Fate/stay night: Unlimited Blade Works", "Fate/stay night"),
        ("Tengen Toppa Gurren Lagann Movie: Gurren-hen", "Tengen Toppa Gurren Lagann"),
        ("Mahou Shoujo Madoka★Magica Movie 1: Hajimari no Monogatari", "Mahou Shoujo Madoka★Magica"),
        ("Mahou Shoujo Madoka★Magica Movie 3: Hangyaku no Monogatari", None),
        ("Suzumiya Haruhi no Yuuutsu (2009)", None),
        ("Fairy Tail (2014)", None),
        ("Hunter x Hunter", None),
        ("Naruto", None),
    ],
)
def test_new_versions_and_recap_films_are_told_apart(cards: Cards, title: str, retold: str | None) -> None:
    found = cards.parts.retells[row_of(cards, title)]
    assert (None if found < 0 else cards.catalog.table["title"].iloc[found]) == retold


def parts_of(rows: list[tuple[int, str, str, int]]) -> Parts:
    """Parts of a catalog of (anime_id, title, type, members); ids above a billion have no known date."""
    table = pd.DataFrame(rows, columns=["anime_id", "title", "type", "members"]).set_index("anime_id")
    catalog = Catalog(table.assign(genres=[("Drama", "Mystery")] * len(rows), episodes=12, mean_rating=7.0))
    return Parts.of(catalog, group_franchises(catalog))


def test_without_dates_parts_follow_in_the_order_of_their_ids() -> None:
    first = 10**9
    parts = parts_of(
        [(first + 3, "Marlin III", "TV", 50), (first + 2, "Marlin II", "TV", 60), (first, "Marlin", "TV", 99)]
    )
    assert parts.next(0, 2, np.array([False, False, True])) == 1
    assert parts.next(0, 1, np.array([False, True, True])) == 0
    assert parts.next(0, 0, np.array([True, True, True])) is None


def test_a_film_that_few_went_on_to_and_an_extra_are_no_steps() -> None:
    first = 10**9
    parts = parts_of(
        [
            (first, "Marlin", "TV", 100),
            (first + 1, "Marlin: Lost at Sea", "Movie", 21),
            (first + 2, "Marlin: Home", "Movie", 22),
            (first + 3, "Marlin Specials", "Special", 90),
            (first + 4, "Marlin Recap", "TV", 90),
            (first + 5, "Marlin OVA", "OVA", 27),
            (first + 6, "Marlin II", "TV", 9),
        ]
    )
    assert parts.is_step.tolist() == [True, False, True, False, False, False, False]


def test_another_telling_comes_only_after_all_that_tells_on() -> None:
    first = 10**9
    parts = parts_of(
        [(first, "Marlin", "TV", 9), (first + 1, "Marlin (2011)", "TV", 9), (first + 2, "Marlin II", "TV", 9)]
    )
    assert parts.retells.tolist() == [-1, 0, -1]
    assert parts.next(0, 0, np.array([True, False, False])) == 2
    assert parts.next(0, 0, np.array([True, False, True])) == 1


def test_what_tells_again_tells_the_first_step_again_where_there_is_one():
    others = [(10**9, "Quantix", "TV", 9), (10**9 + 1, "Frolic", "TV", 9)]
    again = (10**9 + 3, "Hellsing Ultimate", "TV", 9)
    assert parts_of([*others, again]).retells.tolist() == [-1, -1, -1]
    assert parts_of([*others, (10**9 + 2, "Hellsing", "TV", 9), again]).retells.tolist() == [-1, -1, -1, 2]


@pytest.mark.parametrize(("kind", "share"), [*STEP_SHARE.items(), ("OVA", OTHER_STEP_SHARE)])
def test_a_step_is_known_to_so_large_a_share_of_a_series_members(kind: str, share: float):
    enough = int(np.ceil(1000 * share))
    for members, is_step in ((enough, True), (enough - 1, False)):
        parts = parts_of([(10**7, "Zorblax", "TV", 1000), (10**7 + 1, "Zorblax 2nd Season", kind, members)])
        assert parts.is_step.tolist() == [True, is_step]
