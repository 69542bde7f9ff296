"""What the histograms below the map show of its titles: year, mean rating and popularity, each sorted into bins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.model.bundle import Bundle
from ui.app import formats
from ui.app.per_bundle import per_bundle
from ui.app.titles import year

FIRST_YEAR = 1985
"""The few earlier titles are counted with this year."""
MEANS = np.arange(4.0, 10.0, 0.25)
"""Where the bins of mean ratings begin; the few lower ones are counted with the first."""


@dataclass(frozen=True)
class Measure:
    """Titles sorted into bins by a number that each of them has."""

    name: str
    of: NDArray[np.int64]
    """The bin of each title, or −1 where its number is not known, shape ``(n,)``."""
    begins: Sequence[str]
    """Where each bin begins, as people read it."""
    ends: Sequence[str]
    """Where it ends."""

    def take(self, rows: NDArray[np.int64]) -> Measure:
        """The same for some titles only."""
        return replace(self, of=self.of[rows])

    def as_data(self) -> dict[str, object]:
        """What the atlas in the browser needs to know."""
        return {"name": self.name, "of": self.of.tolist(), "from": list(self.begins), "to": list(self.ends)}


@per_bundle
def measures(bundle: Bundle) -> tuple[Measure, ...]:
    """The measures of all titles, by model row."""
    table = bundle.catalog.table
    years = np.array([float(year(int(anime_id)) or "nan") for anime_id in table.index])
    return (
        by_year(years),
        Measure(
            "Mean rating",
            bins(table["data_mean"], MEANS),
            [formats.rating(mean) for mean in (1.0, *MEANS[1:])],
            [formats.rating(mean) for mean in (*MEANS[1:], 10.0)],
        ),
        by_doublings(table["n_ratings"].to_numpy()),
    )


def by_year(years: NDArray[np.float64]) -> Measure:
    """A bin for each year up to the last; NaN where it is not known."""
    known = years[~np.isnan(years)]
    begins = np.arange(FIRST_YEAR, max(known.max(initial=FIRST_YEAR), FIRST_YEAR) + 1)
    names = [f"≤ {FIRST_YEAR}", *(f"{begin:.0f}" for begin in begins[1:])]
    return Measure("Year", bins(years, begins), names, names)


def by_doublings(counts: NDArray[np.int64]) -> Measure:
    """Bins of numbers of ratings, each twice as wide as the one before: 1, 2–3, 4–7 and so on."""
    begins = 2 ** np.arange(int(np.log2(max(counts.max(initial=1), 1))) + 1)
    ends = [formats.count(2 * begin - 1) for begin in begins]
    return Measure("Ratings", bins(counts, begins), [formats.count(begin) for begin in begins], ends)


def bins(values: ArrayLike, begins: NDArray) -> NDArray[np.int64]:
    """The bin of each value, −1 for NaN; what lies before the first bin is counted with it."""
    known = np.asarray(values, dtype=np.float64)
    places = np.searchsorted(begins, known, side="right") - 1
    return np.where(np.isnan(known), -1, places.clip(0))
