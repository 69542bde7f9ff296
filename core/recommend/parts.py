"""In what order the parts of a series are watched, which of them tell its story on, and which tell it again.

The order is that of the first broadcast (:mod:`core.data.titles`); a part whose date is not known stands after those
that MyAnimeList numbered before it. Which films and OVAs belong to the story nobody wrote down, but it can be measured:
those that a fair share of the series' viewers went on to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.data.titles import title_facts
from core.recommend.franchises import NO_START, Franchises
from core.recommend.title_parts import Name, names_of

STEP_SHARE = {"TV": 0.1, "Movie": 0.22}
OTHER_STEP_SHARE = 0.28
"""What a part needs of the members of its series' best-known one to be a step of it, by type."""

TOLD_AGAIN = re.compile(
    r"^fullmetal alchemist brotherhood$|^hellsing ultimate$|^evangelion \d|death rebirth$|^dragon ball kai"
    r"|^fate stay night (movie )?unlimited blade works|^tengen toppa gurren lagann movie|madoka magica movie [12]\b"
    r"|^berserk ougon jidai hen|^mobile suit gundam i{1,3}$|^mobile suit gundam i{2,3} |zeta gundam a new translation"
    r"|gundam wing endless waltz movie|^macross do you remember love|^macross f movie|lyrical nanoha the movie"
    r"|^gintama movie shinyaku|^(clannad|air) movie|^shuffle memories|sailor moon crystal|^ghost in the shell 2 0"
    r"|adolescence mokushiroku|^escaflowne|^eve no jikan movie|^kowarekake no orgel movie|^shin hokuto no ken"
    r"|arata naru tatakai no overture|shin kyoto hen|shingeki no kyojin movie|\bnew edit\b|yamato 2199|^x 1999$"
    r"|^(shin )?tenchi muyou$|^kyoukai no kanata movie 1|^hokuto no ken movie|soushuuhen|recap"
)
"""New versions, recap films and other tellings that no rule on titles can know."""
TOLD_ON = re.compile(
    r"^(suzumiya haruhi no yuuutsu 2009|fairy tail 2014|berserk 2016|lupin iii 2015|vampire hunter d 2000|r o d the tv"
    r"|magi sinbad no bouken tv|bakuten shoot beyblade 2002|captain tsubasa road to 2002|pokemon .*|macross .*)$"
)
"""Titles that end in a year or in "TV" and tell their story on all the same."""


@dataclass(frozen=True)
class Parts:
    """The place of every catalog row in its series; arrays of shape ``(n_anime,)``."""

    place: NDArray[np.int64]
    """Smaller for what is watched earlier; only places of one series can be compared."""
    is_step: NDArray[np.bool_]
    """Whether a row belongs to what people watch of its series one after the other."""
    retells: NDArray[np.int64]
    """The row whose story a new version or recap film tells again, -1 for all others."""
    begins_again: NDArray[np.bool_]
    """Which rows are the first step of their series that tells it again, with which one may begin too."""
    in_order: Mapping[int, NDArray[np.int64]]
    """All rows of each series by its number, those watched earlier first."""

    def next(self, series: int, furthest: int, watched: NDArray[np.bool_]) -> int | None:
        """The row that comes after the furthest one watched: the next step, or else the next other telling."""
        rows = self.in_order[series]
        later = rows[(self.place[rows] > self.place[furthest]) & self.is_step[rows] & ~watched[rows]]
        is_new = self.retells[later] < 0
        return int(later[np.argmax(is_new)]) if len(later) else None

    @classmethod
    def of(cls, catalog: Catalog, franchises: Franchises, names: list[Name] | None = None) -> Parts:
        """The parts of a catalog's series; those of its titles are made where nobody has them yet."""
        table, series, names = catalog.table, franchises.series, names or names_of(catalog)
        rows_of: dict[int, list[int]] = defaultdict(list)
        by_id = np.argsort(table.index.to_numpy(), kind="stable")
        for row, number in zip(by_id.tolist(), series[by_id].tolist(), strict=True):
            rows_of[number].append(row)
        ids = table.index.tolist()
        dates = _dates(ids, rows_of, title_facts().releases)
        place = np.empty(len(table), dtype=np.int64)
        place[np.lexsort((ids, [name.place for name in names], dates))] = np.arange(len(table))
        is_step = _steps(catalog, series, names)
        retells, begins_again = np.full(len(table), -1), np.zeros(len(table), dtype=bool)
        in_order = {number: sorted(rows, key=place.__getitem__) for number, rows in rows_of.items()}
        for rows in in_order.values():
            if len(rows) > 1:
                retells[rows] = _retold(rows, names, is_step)
                begins_again[[row for row in rows if is_step[row] and retells[row] >= 0][:1]] = True
        return cls(place, is_step, retells, begins_again, {number: np.array(rows) for number, rows in in_order.items()})


def _dates(anime_ids: list[int], rows_of: Mapping[int, list[int]], releases: Mapping[int, float]) -> list[float]:
    """Year of the first broadcast by row; where it is not known the latest of those with a smaller id, or 0."""
    dates = [0.0] * len(anime_ids)
    for rows in rows_of.values():
        latest = 0.0
        for row in rows:
            dates[row] = releases.get(anime_ids[row], latest)
            latest = max(latest, dates[row])
    return dates


def _steps(catalog: Catalog, series: NDArray[np.int32], names: list[Name]) -> NDArray[np.bool_]:
    """Whether enough of a series' viewers know each row, and it does not call itself an extra."""
    members, kinds = catalog.table["members"].to_numpy(), catalog.table["type"].to_numpy(dtype=str)
    most = np.zeros(len(series))
    np.maximum.at(most, series, members)
    is_extra = np.isin(kinds, NO_START) | np.array([name.is_extra for name in names], dtype=bool)
    needed = np.array([STEP_SHARE.get(kind, OTHER_STEP_SHARE) for kind in kinds])
    return ~is_extra & (members >= needed * most[series])


def _retold(rows: list[int], names: list[Name], is_step: NDArray[np.bool_]) -> list[int]:
    """For each of a series' rows, in order, the first step where it tells that one again, else -1."""
    again = {row for row in rows if TOLD_AGAIN.search(names[row].whole)}
    first = next((row for row in rows if is_step[row] and row not in again), -1)
    told_before: set[str] = set()
    for row in rows:
        whole, without_year = names[row].whole, names[row].without_year
        if without_year != whole and without_year in told_before and not TOLD_ON.search(whole):
            again.add(row)
        told_before.add(without_year)
    return [first if row in again and row != first else -1 for row in rows]
