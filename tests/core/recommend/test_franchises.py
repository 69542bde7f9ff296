"""Franchises: labelled pairs of real titles, entry points by table, and what must hold for any catalog."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.catalog import Catalog
from core.data.csv_files import read_anime
from core.recommend.franchises import Franchises, group_franchises

DATA = Path(__file__).parents[2] / "data"
PAIRS = pd.read_csv(DATA / "franchise_pairs.csv")


@pytest.fixture(scope="module")
def labelled() -> Catalog:
    """The labelled titles among 600 others, without the site's other 10,000."""
    table = pd.read_csv(DATA / "franchise_catalog.csv", index_col="anime_id")
    genres = table["genres"].fillna("").map(lambda text: tuple(text.split("|")) if text else ())
    return Catalog(table.assign(genres=genres, type=table["type"].fillna("Unknown")))


@pytest.fixture(scope="module")
def whole(real_data: Path) -> Catalog:
    with (real_data / "anime.csv").open("rb") as file:
        return Catalog(read_anime(file, "anime.csv"))


@pytest.fixture(scope="module", params=["labelled", "whole"])
def catalog(request: pytest.FixtureRequest) -> Catalog:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def franchises(catalog: Catalog) -> Franchises:
    return group_franchises(catalog)


def shares(franchises: Franchises, catalog: Catalog, pairs: pd.DataFrame) -> tuple[float, float]:
    """Precision and recall of “same franchise” over labelled pairs."""
    one, other = (catalog.table.index.get_indexer(pairs[key]) for key in ("anime_id_a", "anime_id_b"))
    found = franchises.group[one] == franchises.group[other]
    true = pairs["same_franchise"].to_numpy() == 1
    return (found & true).sum() / found.sum(), (found & true).sum() / true.sum()


def table(rows: list[tuple[str, str, int, tuple[str, ...]]]) -> Catalog:
    """A catalog of (title, type, members, genres), with ids from 1."""
    frame = pd.DataFrame(rows, columns=["title", "type", "members", "genres"], index=range(1, len(rows) + 1))
    return Catalog(frame.assign(episodes=12, mean_rating=7.0))


@pytest.mark.parametrize("half", ["tune", "test"])
def test_grouping_agrees_with_the_labelled_pairs(franchises: Franchises, catalog: Catalog, half: str) -> None:
    precision, recall = shares(franchises, catalog, PAIRS[PAIRS["half"] == half])
    assert precision >= 0.95
    assert recall >= 0.95


def test_the_labelled_file_is_large_enough_and_names_real_titles(catalog: Catalog) -> None:
    assert len(PAIRS) >= 300
    for key in ("a", "b"):
        assert list(catalog.table.loc[PAIRS[f"anime_id_{key}"], "title"]) == list(PAIRS[f"title_{key}"])


@pytest.mark.parametrize(
    ("title", "entry"),
    [
        ("Naruto: Shippuuden", "Naruto"),
        ("Code Geass: Hangyaku no Lelouch R2", "Code Geass: Hangyaku no Lelouch"),
        ("Code Geass: Hangyaku no Lelouch Special Edition Black Rebellion", "Code Geass: Hangyaku no Lelouch"),
        ("Clannad: After Story", "Clannad"),
        ("Clannad Movie", "Clannad"),
        ("Fate/Zero 2nd Season", "Fate/stay night"),
        ("Fate/kaleid liner Prisma☆Illya 2wei!", "Fate/stay night"),
        ("Monogatari Series: Second Season", "Bakemonogatari"),
        ("Kizumonogatari I: Tekketsu-hen", "Bakemonogatari"),
        ("Kara no Kyoukai 5: Mujun Rasen", "Kara no Kyoukai 1: Fukan Fuukei"),
        ("Higurashi no Naku Koro ni Kai", "Higurashi no Naku Koro ni"),
        ("Gintama°", "Gintama"),
        ("K-On! Movie", "K-On!"),
        ("Working'!!", "Working!!"),
        ("Mobile Suit Gundam Seed Destiny", "Mobile Suit Gundam"),
        ("Hunter x Hunter", "Hunter x Hunter (2011)"),
        ("Kanon", "Kanon (2006)"),
        ("Suzumiya Haruhi no Shoushitsu", "Suzumiya Haruhi no Yuuutsu"),
        ("Evangelion: 1.0 You Are (Not) Alone", "Neon Genesis Evangelion"),
        ("Toaru Majutsu no Index: Endymion no Kiseki", "Toaru Majutsu no Index"),
        ("Steins;Gate Movie: Fuka Ryouiki no Déjà vu", "Steins;Gate"),
        ("Dragon Ball Z", "Dragon Ball"),
        ("Major S6", "Major S1"),
        ("Ghost in the Shell", "Ghost in the Shell: Stand Alone Complex"),
        ("Aria The Origination", "Aria The Animation"),
        ("Fullmetal Alchemist: Brotherhood", "Fullmetal Alchemist"),
    ],
)
def test_a_franchise_is_entered_at_its_first_season(
    franchises: Franchises, catalog: Catalog, title: str, entry: str
) -> None:
    row = int(np.flatnonzero(catalog.table["title"] == title)[0])
    assert catalog.table["title"].iloc[franchises.entry_row[franchises.group[row]]] == entry


@pytest.mark.parametrize(
    ("title", "start"),
    [
        ("Mobile Suit Gundam Seed Destiny", "Mobile Suit Gundam Seed"),
        ("Fate/kaleid liner Prisma☆Illya 2wei!", "Fate/kaleid liner Prisma☆Illya"),
        ("Fate/Zero 2nd Season", "Fate/Zero"),
        ("Toaru Kagaku no Railgun S", "Toaru Kagaku no Railgun"),
        ("Toaru Majutsu no Index: Endymion no Kiseki", "Toaru Majutsu no Index"),
        ("Naruto: Shippuuden", "Naruto"),
        ("Kizumonogatari I: Tekketsu-hen", "Bakemonogatari"),
    ],
)
def test_a_title_of_an_anthology_is_begun_at_its_own_series(
    franchises: Franchises, catalog: Catalog, title: str, start: str
) -> None:
    row = int(np.flatnonzero(catalog.table["title"] == title)[0])
    assert catalog.table["title"].iloc[franchises.start_row[row]] == start


def test_a_recap_film_with_more_members_is_not_the_entry() -> None:
    catalog = table(
        [
            ("Saga Movie: Recap", "Movie", 900, ("Drama",)),
            ("Saga Specials", "Special", 800, ("Drama",)),
            ("Saga 2nd Season", "TV", 700, ("Drama",)),
            ("Saga", "TV", 600, ("Drama",)),
        ]
    )
    franchises = group_franchises(catalog)
    assert list(franchises.group) == [0, 0, 0, 0]
    assert list(franchises.entry_row) == [3]
    assert list(franchises.members(1)) == [0, 1, 2, 3]


def test_one_word_opening_another_title_is_a_franchise_only_when_the_genres_agree() -> None:
    sea, war = ("Adventure", "Comedy", "Fantasy"), ("Ecchi", "Horror", "Mecha")
    catalog = table([("Marlin", "TV", 3, sea), ("Marlin Voyage", "TV", 2, sea), ("Marlin Strike", "TV", 1, war)])
    assert list(group_franchises(catalog).group) == [0, 0, 1]


@pytest.mark.parametrize(
    ("title", "n_others", "is_one"),
    [
        # Two words that two of the titles have and one of its own: 2 log(20 / 2) / (2 log(20 / 2) + log 20) = 0.61
        ("Lantern Harbor Night", 18, True),
        ("Lantern Harbor Night", 10, False),  # 2 log(12 / 2) / (2 log(12 / 2) + log 12) = 0.59
        ("Lantern Harbor Night Voyage", 18, False),
    ],
)
def test_titles_of_mostly_the_same_rare_words_are_a_franchise(title: str, n_others: int, is_one: bool) -> None:
    likeness = ("Drama", "Mystery", "Romance")
    others = [(f"{chr(97 + n) * 4}", "TV", 1, ("Music",)) for n in range(n_others)]
    group = group_franchises(table([("Harbor Lantern", "TV", 3, likeness), (title, "TV", 2, likeness), *others])).group
    assert (group[0] == group[1]) == is_one
    assert len(set(group)) == n_others + (1 if is_one else 2)


def test_embeddings_join_what_the_genres_leave_open() -> None:
    catalog = table([("Marlin", "TV", 2, ("Drama", "Sports")), ("Marlin Voyage", "TV", 1, ("Drama", "Romance"))])
    assert list(group_franchises(catalog).group) == [0, 1]
    assert list(group_franchises(catalog, np.array([[1.0, 0.0], [0.9, 0.1]])).group) == [0, 0]
    assert list(group_franchises(catalog, np.array([[1.0, 0.0], [0.1, 0.9]])).group) == [0, 1]


def test_a_crossover_does_not_join_two_franchises() -> None:
    genres = ("Action", "Comedy", "Mystery")
    titles = ["Red Thief", "Blue Detective", "Red Thief vs. Blue Detective"]
    assert list(group_franchises(table([(title, "TV", 1, genres) for title in titles])).group) == [0, 1, 0]


@settings(max_examples=40)
@given(st.lists(st.text(max_size=12), max_size=12), st.randoms(use_true_random=False))
def test_every_title_has_one_franchise_whose_entry_belongs_to_it(titles: list[str], random) -> None:
    catalog = table([(title, random.choice(["TV", "Movie"]), random.randint(0, 9), ("Drama",)) for title in titles])
    franchises = group_franchises(catalog)
    again = group_franchises(catalog)
    assert franchises.group.shape == (len(titles),)
    assert franchises.group.dtype == franchises.entry_row.dtype == np.int32
    assert list(franchises.group[franchises.entry_row]) == list(range(len(franchises.entry_row)))
    assert np.array_equal(franchises.group[franchises.start_row], franchises.group)
    assert np.array_equal(franchises.group, again.group)
    assert np.array_equal(franchises.entry_row, again.entry_row)


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        (("A", "B", "C"), ("A", "B", "C", "D", "E"), True),  # 3 of 5 genres are shared: 0.6
        (("A", "B", "C", "D"), ("A", "B", "C", "E", "F"), False),  # 3 of 6
        (("A", "B"), ("A", "B"), True),  # both have the same two
        (("A", "B"), ("A", "B", "C"), False),  # 2 of 3
        (("A",), ("A",), False),  # one genre says too little
    ],
)
def test_genres_agree_where_three_of_five_or_all_of_two_are_shared(
    one: tuple[str, ...], other: tuple[str, ...], is_one: bool
) -> None:
    catalog = table([("Marlin", "TV", 2, one), ("Marlin Voyage", "TV", 1, other)])
    assert (list(group_franchises(catalog).group) == [0, 0]) is is_one


def test_two_words_that_open_another_title_need_a_quarter_of_the_genres() -> None:
    def groups(genres: tuple[str, ...]) -> list[int]:
        catalog = table([("Blue Marlin", "TV", 2, ("A", "B")), ("Blue Marlin Voyage Home", "TV", 1, genres)])
        return list(group_franchises(catalog).group)

    assert groups(("A", "C", "D")) == [0, 0]  # 1 of 4
    assert groups(("A", "C", "D", "E")) == [0, 1]  # 1 of 5
    assert groups(()) == [0, 1]


def test_a_type_nobody_knows_is_entered_after_films_and_before_specials() -> None:
    def entry(kind: str) -> int:
        catalog = table([("Marlin", "CM", 2, ("A",)), ("Marlin", kind, 3, ("A",))])
        return int(group_franchises(catalog).entry_row[0])

    assert [entry(kind) for kind in ("TV", "OVA", "ONA", "Movie")] == [1, 1, 1, 1]
    assert [entry(kind) for kind in ("Special", "Music")] == [0, 0]


def of_titles(*titles: tuple[str, str], factors: list[list[float]] | None = None) -> list[int]:
    """The number of each title's franchise, of titles with their genres, one letter each."""
    catalog = table([(title, "TV", 10, tuple(genres)) for title, genres in titles])
    return group_franchises(catalog, None if factors is None else np.array(factors, np.float32)).group.tolist()


@pytest.mark.parametrize(("genres", "agree"), [("AB", True), ("A", False)])
def test_a_name_after_a_colon_is_that_of_a_title_where_the_genres_agree(genres: str, agree: bool) -> None:
    assert of_titles(("Zorblax", genres), ("Quantix: Zorblax", genres)) == [0, 0 if agree else 1]


@pytest.mark.parametrize(
    ("one", "other", "cosine", "agree"),
    [
        ("A", "ABC", 0.6, True),
        ("A", "ABC", 0.4, False),
        ("A", "ABCD", 1.0, False),
        ("ABC", "ABCDEFGHIJ", 0.6, True),  # three shared of ten
        ("AB", "AB", -1.0, True),
    ],
)
def test_fewer_shared_genres_are_enough_where_factors_agree(one: str, other: str, cosine: float, agree: bool) -> None:
    factors = [[2.0, 0.0], [3 * cosine, 3 * (1 - cosine**2) ** 0.5]]
    assert of_titles(("Zorblax", one), ("Quantix: Zorblax", other), factors=factors) == [0, 0 if agree else 1]


@pytest.mark.parametrize(
    ("head", "title", "one", "other", "same"),
    [
        ("Zorblax no", "Zorblax no Mirth", "A", "ABCD", False),
        ("Zorblax", "Zorblax Quantix", "A", "ABC", False),
        ("Zorblax", "Zorblax Quantix", "AB", "AB", True),
        ("Zor", "Zor Quantix", "AB", "AB", True),
        ("Zorblax Quantix", "Zorblax Quantix Mirth", "A", "ABCD", True),
        ("Zorblax Quantix", "Mirth Zorblax Quantix", "A", "ABCD", False),
        ("Zorblax Quantix", "Mirth Zorblax Quantix", "A", "ABC", False),
        ("Zorblax Quantix", "Mirth Zorblax Quantix", "AB", "AB", True),
        ("Zorblax Quantix", "Mirth Zorblax Quantix Wumble", "AB", "AB", True),
        ("Zorblax", "Mirth Zorblax Quantix", "AB", "AB", False),
        ("Zorblax Quantix", "Mirth vs Zorblax Quantix", "AB", "AB", False),
        ("Mirth", "Mirth vs Zorblax Quantix", "AB", "AB", True),
    ],
)
def test_a_name_that_opens_another_or_stands_within_it_joins_them_as_far_as_genres_agree(
    head: str, title: str, one: str, other: str, same: bool
) -> None:
    assert of_titles((head, one), (title, other)) == [0, 0 if same else 1]


def test_a_rare_first_word_of_four_letters_joins_up_to_three_names() -> None:
    names = ["Mirth", "Wumble", "Quantix", "Frolic"]
    for word, n, same in (("Zorb", 2, True), ("Zorb", 3, True), ("Zorb", 4, False), ("Zor", 2, False)):
        found = of_titles(*((f"{word} {name}", "AB") for name in names[:n]))
        assert found == ([0] * n if same else list(range(n))), (word, n)
    assert of_titles(("Zorb Mirth", "A"), ("Zorb Wumble", "A")) == [0, 1]


def test_names_that_share_most_of_their_rare_words_are_joined() -> None:
    """Of eight names a word of one weighs log 8 and one of two log 4: five shared and two alone are 62%, four 57%."""
    others = [(name, "Z") for name in ("Mirth", "Wumble", "Quantix", "Frolic", "Gribble", "Snorkel")]
    five, four = "bamble crumble dimble fumble grumble", "bamble crumble dimble fumble"
    assert len(set(of_titles((f"Alpha {five}", "AB"), (f"Omega {five}", "AB"), *others))) == 7
    assert len(set(of_titles((f"Alpha {four}", "AB"), (f"Omega {four}", "AB"), *others))) == 8


def test_titles_of_one_brand_are_one_franchise_whatever_their_genres() -> None:
    assert of_titles(("Gundam Build Fighters", "A"), ("SD Gundam Force", "B"), ("Zorblax", "A")) == [0, 0, 1]


@pytest.mark.parametrize(
    ("rows", "entry"),
    [
        ([("Zorblax Movie", "Movie", 9, ()), ("Zorblax", "TV", 5, ())], 1),
        ([("Zorblax 2nd Season", "TV", 9, ()), ("Zorblax", "TV", 5, ())], 1),
        ([("Zorblax Movie", "Movie", 100, ()), ("Zorblax", "TV", 25, ())], 1),
        ([("Zorblax Movie", "Movie", 100, ()), ("Zorblax", "TV", 24, ())], 0),
        ([("Zorblax Special", "TV", 100, ()), ("Zorblax", "OVA", 90, ())], 1),
        ([("Zorblax", "TV", 5, ()), ("Zorblax (2006)", "TV", 9, ())], 1),
        ([("Zorblax", "TV", 9, ()), ("Zorblax S1", "TV", 5, ())], 1),
        ([("Zorblax", "TV", 9, ()), ("Zorblax (2006)", "TV", 9, ())], 0),
    ],
)
def test_a_franchise_begins_with_its_best_known_first_series(rows: list, entry: int) -> None:
    assert group_franchises(table(rows)).entry_row.tolist() == [entry]
