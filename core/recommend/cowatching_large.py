"""Co-watching of catalogs so large that a table of every pair of titles does not fit into memory.

It is the regression of :mod:`core.recommend.cowatching_fit` but for two things:

- Only the ``n_together`` titles that are told of most are solved for together. Each other title speaks by a regression
  of its own, as if nothing else had been told. (Steck 2019, "Markov random fields for collaborative filtering", solves
  for the nearest few hundred inputs of each target instead. That finds less here, see ``benchmarks/large_catalog.py``:
  seldom is one of a person's few answers among them.)
- Sums of pairs are taken for some target titles at a time, in a pass over all lists for each. What is not among the
  ``n_kept`` largest weights of a told title by then is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.over_processes import Sum, alone
from core.data.progress_share import Tell, nobody, part
from core.data.ratings import RatingRows
from core.data.vocabulary import Vocabulary
from core.recommend.cowatching import CoWatchingSettings, Rows
from core.recommend.cowatching_algebra import as_parts, in_units, inverse_of, row_type, subtract
from core.recommend.cowatching_sums import Counted, Known, TitleSums, add_products, cut

Floats = NDArray[np.floating]
Table = NDArray[np.float32]


@dataclass(frozen=True)
class LargeSettings:
    """What a large catalog gives up, in accuracy or in time."""

    n_together: int = 5_000
    """Titles that are solved for together."""
    n_pairs: int = 250_000_000
    """Pairs of a told title and a target that are looked at in one pass, in two tables of 4 bytes each."""

    def passes(self, n_anime: int) -> list[slice]:
        """The targets of each pass."""
        width = max(self.n_pairs // n_anime, 1)
        return [slice(start, min(start + width, n_anime)) for start in range(0, n_anime, width)]


def fit_large(
    ratings: RatingRows,
    anime: Vocabulary,
    settings: CoWatchingSettings = CoWatchingSettings(),
    large: LargeSettings = LargeSettings(),
    tell: Tell = nobody,
    summed: Sum = alone,
    solve: bool = True,
) -> dict[str, NDArray]:
    """The arrays of :func:`core.recommend.cowatching_fit.fit_cowatching`, from the same parameters."""
    passes = large.passes(len(anime))
    n_steps = 2 + len(passes)
    steps = [part(tell, step / n_steps, (step + 1) / n_steps) for step in range(n_steps)]
    sums = _Sums(ratings, anime, settings, Known.of(ratings, anime, settings, summed), summed)
    titles = sums.of_titles(steps[0])
    leading = np.sort(np.argsort(-titles.squares, kind="stable")[: large.n_together])
    together = sums.of_pairs(leading, steps[1])
    solver = _Solver.of(titles, leading, together, settings) if solve else None
    found = [_Found.nothing(len(anime)) for _ in titles.aims]
    for targets, step in zip(passes, steps[2:], strict=True):
        _look_at(targets, sums, titles, solver, found, step)
    if not solve:
        return {}
    bases = ({"base": aim / titles.weight} for aim in titles.aims)
    regressions = [base | regression.arrays() for base, regression in zip(bases, found, strict=True)]
    return as_parts(regressions, titles.mean_rating, settings)


def _look_at(
    targets: slice, sums: _Sums, titles: TitleSums, solver: _Solver | None, found: Sequence[_Found], tell: Tell
) -> None:
    """Count some targets and, where there is a solver, find the weights on them."""
    for products, aim, regression in zip(sums.of_aims(targets, tell), titles.aims, found, strict=True):
        if solver:
            solver.solve(products, aim[targets], targets)
            regression.add(products, targets, titles.told / titles.weight, sums.settings)


@dataclass(frozen=True)
class _Sums:
    """Sums over the lists of all processes, each in a pass over them."""

    ratings: RatingRows
    anime: Vocabulary
    settings: CoWatchingSettings
    known: Known
    summed: Sum

    def of_titles(self, tell: Tell) -> TitleSums:
        titles = TitleSums.empty(self.known.mean_rating, len(self.anime))
        self._pass(titles.add, titles.arrays, tell)
        return titles

    def of_pairs(self, rows: Rows, tell: Tell) -> Table:
        """How often each two of these titles are told of together, shape ``(len(rows), len(rows))``."""
        table = np.zeros((len(rows), len(rows)), dtype=np.float32)

        def add(counted: Counted) -> None:
            told = counted.told[:, rows]
            add_products(table, told, counted.twice, told)

        self._pass(add, [table], tell)
        return table

    def of_aims(self, targets: slice, tell: Tell) -> tuple[Table, Table]:
        """The products of what is told and these aims, of interest and of love, shape ``(n_anime, n_targets)``."""
        shape = len(self.anime), targets.stop - targets.start
        tables = np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.float32)

        def add(counted: Counted) -> None:
            for table, aim in zip(tables, counted.aims, strict=True):
                add_products(table, counted.told, counted.once, aim[:, targets])

        self._pass(add, tables, tell)
        return tables

    def _pass(self, add: Callable[[Counted], None], arrays: Iterable[NDArray], tell: Tell) -> None:
        done = 0
        for block in self.ratings.by_viewers():
            add(Counted.of(block, self.anime, self.known, self.settings))
            done += len(block)
            tell(done / len(self.ratings))
        for array in arrays:
            array[...] = self.summed(array)


@dataclass(frozen=True)
class _Solver:
    """What makes weights of products."""

    titles: TitleSums
    own: Floats
    """Of what is told of each title, its square around the mean and the ridge, shape ``(n_anime,)``."""
    rows: Rows
    """Of the titles that are solved for together, rising."""
    inverse: Table
    """Of the table of their pairs, shape ``(len(rows), len(rows))``."""

    @classmethod
    def of(cls, titles: TitleSums, rows: Rows, together: Table, settings: CoWatchingSettings) -> _Solver:
        """The solver from how often each two of these titles are told of together, in whose memory it works."""
        squares, told = titles.squares + settings.ridge, titles.told[rows]
        np.fill_diagonal(together, squares[rows])
        subtract(together, told, told / titles.weight)
        return cls(titles, squares - titles.told**2 / titles.weight, rows, inverse_of(together))

    def solve(self, products: Table, aim: Floats, targets: slice) -> None:
        """Put the weights on the targets in the place of their products with all that is told of."""
        subtract(products, self.titles.told, aim / self.titles.weight)
        for columns in cut(products.shape[1]):
            first, last = targets.start + columns.start, targets.start + columns.stop
            self._solve(products[:, columns], np.arange(first, last))

    def _solve(self, products: Table, targets: Rows) -> None:
        explained = self.inverse @ products[self.rows]
        _, both, columns = np.intersect1d(self.rows, targets, assume_unique=True, return_indices=True)
        excess = explained[both, columns] / self.inverse.diagonal()[both]
        explained[:, columns] -= self.inverse[:, both] * excess
        products /= self.own.astype(np.float32)[:, None]
        products[self.rows] = explained
        products[targets, np.arange(len(targets))] = 0


@dataclass
class _Found:
    """One regression, of the targets that were looked at so far."""

    targets: NDArray[np.integer]
    weights: Table
    """The largest of each told title, shape ``(n_anime, n_kept)``."""
    typical: Floats
    """What a title of an average viewer adds to each target, shape ``(n_anime,)``."""

    @classmethod
    def nothing(cls, n_anime: int) -> _Found:
        targets = np.empty((n_anime, 0), dtype=row_type(n_anime))
        return cls(targets, np.empty((n_anime, 0), dtype=np.float32), np.zeros(n_anime))

    def add(self, weights: Table, targets: slice, told: Floats, settings: CoWatchingSettings) -> None:
        """Add the weights of all titles on some more targets; ``told`` is what is told of each title on average."""
        for rows in cut(len(weights)):
            self.typical[targets] += told[rows] @ weights[rows] / settings.n_known
        n_kept = min(settings.n_kept, self.weights.shape[1] + weights.shape[1])
        kept = np.empty((len(weights), n_kept), self.targets.dtype), np.empty((len(weights), n_kept), np.float32)
        more = np.arange(targets.start, targets.stop, dtype=self.targets.dtype)
        for rows in cut(len(weights)):
            both = np.hstack([self.weights[rows], weights[rows]])
            of_both = np.hstack([self.targets[rows], np.broadcast_to(more, weights[rows].shape)])
            largest = _largest(of_both, both, n_kept)
            for array, values in zip(kept, largest, strict=True):
                array[rows] = values
        self.targets, self.weights = kept

    def arrays(self) -> dict[str, NDArray]:
        """The regression without its base."""
        return {"typical": self.typical, "targets": self.targets} | in_units(self.weights)


def _largest(targets: Rows, weights: Table, n: int) -> tuple[Rows, Table]:
    """Targets and weights of the ``n`` largest weights of each row."""
    places = np.argpartition(np.abs(weights), -n, axis=1)[:, -n:]
    return np.take_along_axis(targets, places, axis=1), np.take_along_axis(weights, places, axis=1)
