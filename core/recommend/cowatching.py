"""What people with a similar list watched and loved: the co-watching model.

It says how much of a viewer's interest each anime would find, from a few titles they rated: a base for
everyone, plus a row of weights for each rated title, times what its rating is worth. The weights are the
closed-form ridge regression of *interest* (1 for a title the viewer watched, and half more if it is among their
favourites) on the titles of their list, as in EASE (Steck 2019), where no title may explain itself. Two things
differ, and both count when answers are few:

- EASE learns from whole lists. Here the regression is solved for what a person has really told: ``N_KNOWN``
  titles drawn at random from a list. Averaged over all such draws the normal equations are again closed (the
  idea of Steck 2020): a pair of titles counts ``n (n−1) / (l (l−1))`` and a title with itself ``n / l`` for a
  list of length ``l``.
- A base is part of the regression, so that popularity is not mixed in by hand.

Of each title only the ``N_KEPT`` largest weights are kept, in one byte each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.data.ratings import Ratings
from core.data.vocabulary import Vocabulary
from core.errors import BundleError
from core.model.bundle import Bundle

if TYPE_CHECKING:
    from scipy.sparse import csr_array

PREFIX = "cowatch."
N_KNOWN = 10
"""Answers the regression is solved for."""
RAMP = 5
"""With fewer answers than that, this many are taken for each."""
RIDGE = 5.0
"""Viewers added to each title's own count."""
LIST_POWER = 0.25
"""A viewer counts by this power of their list's length: who has seen more says more about what goes together."""
FAVOURITE = 8
"""A favourite is rated at least this and at least the viewer's median."""
FAVOURITE_INTEREST = 0.5
"""Interest in a favourite beyond having watched it."""
N_KEPT = 200
"""Weights kept of each title; on held-out viewers as good as all of them."""

Floats = NDArray[np.floating]


def worth(ratings: Floats, mean: float) -> Floats:
    """What a rating counts as evidence: 1 at the mean of all ratings, more above it, slightly against below 4."""
    return np.maximum(1 + 0.35 * (np.asarray(ratings) - mean), -0.2)


@dataclass(frozen=True)
class CoWatching:
    """The fitted model as it is served; interest is about 0…1.5, though the regression does not keep it there."""

    base: Floats
    """Interest with no answers: that of all viewers, shape ``(n_anime,)``."""
    typical: Floats
    """What one rating of an average viewer adds, shape ``(n_anime,)``."""
    targets: NDArray[np.integer]
    """Anime rows that a rated title speaks for, shape ``(n_anime, n_kept)``."""
    weights: NDArray[np.int8]
    """How much it does, in units of ``scales``, shape ``(n_anime, n_kept)``."""
    scales: Floats
    """Interest that one unit of a title's weights is worth, shape ``(n_anime,)``."""
    mean_rating: float

    @classmethod
    def of(cls, bundle: Bundle) -> CoWatching:
        """A bundle's co-watching model; where it has none, interest is how many watched a title, whatever the answers.

        Raises ``BundleError`` if its arrays do not fit the bundle.
        """
        if f"{PREFIX}base" not in bundle.parts:
            seen = bundle.catalog.table["n_seen"].to_numpy(dtype=np.float64)
            base, none = seen / max(1.0, seen.max(initial=0)), np.zeros((len(seen), 0), dtype=np.int8)
            return cls(base, np.zeros_like(base), none, none, np.ones_like(base), 0.0)
        try:
            model = cls.from_parts(bundle.parts)
        except KeyError as missing:
            raise _damaged(bundle, f"it lacks {missing}") from missing
        if flaw := model._flaw(len(bundle.model.anime)):
            raise _damaged(bundle, flaw)
        return model

    @classmethod
    def from_parts(cls, parts: Mapping[str, NDArray]) -> CoWatching:
        """The model from the arrays that :func:`fit` makes; ``KeyError`` for one that is missing."""
        base, typical, scales = (parts[PREFIX + name].astype(np.float64) for name in ("base", "typical", "scales"))
        targets, weights, mean = (parts[PREFIX + name] for name in ("targets", "weights", "mean_rating"))
        return cls(base, typical, targets, weights, scales, float(mean[0]))

    def interest(self, rows: NDArray[np.integer], ratings: Floats) -> Floats:
        """Interest in every anime of someone with these ratings, shape ``(n_anime,)``."""
        interest = self.base - typical_answers(len(rows)) * self.typical
        for row, strength in zip(rows, self._strengths(rows, ratings), strict=True):
            interest[self.targets[row]] += strength * self.weights[row]
        return interest

    def interest_without_each(
        self, rows: NDArray[np.integer], ratings: Floats, interest: Floats, wanted: NDArray[np.integer]
    ) -> Floats:
        """Interest in the wanted anime had one rating not been given, shape ``(len(rows), len(wanted))``.

        ``interest`` is what :meth:`interest` says with all of them.
        """
        strengths = self._strengths(rows, ratings)
        shares = np.zeros((len(rows), len(self.base)))
        for place, row in enumerate(rows):
            shares[place, self.targets[row]] = strengths[place] * self.weights[row]
        fewer = typical_answers(len(rows)) - typical_answers(len(rows) - 1)
        return (interest + fewer * self.typical)[wanted] - shares[:, wanted]

    def _flaw(self, n_anime: int) -> str | None:
        """What does not fit a model of so many anime, as the end of a sentence."""
        if {len(array) for array in (self.base, self.typical, self.targets, self.weights, self.scales)} != {n_anime}:
            return "it is not of the same anime as the model"
        rows = self.targets
        if rows.shape != self.weights.shape or rows.max(initial=0) >= n_anime or rows.min(initial=0) < 0:
            return "it points to anime that are not in the model"
        finite = all(np.isfinite(array).all() for array in (self.base, self.typical, self.scales, self.mean_rating))
        return None if finite else "it holds values that are not finite numbers"

    def _strengths(self, rows: NDArray[np.integer], ratings: Floats) -> Floats:
        return worth(ratings, self.mean_rating) * self.scales[rows]


def _damaged(bundle: Bundle, flaw: str) -> BundleError:
    return BundleError(
        f"The model “{bundle.name}” cannot recommend: its co-watching part is damaged, {flaw}. Train it again."
    )


def typical_answers(n: int) -> float:
    """How many average ratings the given ``n`` are compared with: only what goes beyond them speaks for a title.

    The regression says ``N_KNOWN`` for up to that many; more are compared with as many.
    """
    return 0 if n == 0 else max(n, min(N_KNOWN, RAMP * n))


def fit(ratings: Ratings, anime: Vocabulary) -> dict[str, NDArray]:
    """Arrays of the co-watching model for a bundle's parts, fitted to these viewers' lists.

    Unrated rows count as watched, imputed ratings as unrated. Rows of anime outside the vocabulary are left out.
    """
    lists = _Lists.of(ratings, anime)
    weight = np.maximum(lists.length, 1) ** LIST_POWER
    weight /= weight.mean()
    single, pair = _chances(lists.length)
    told = lists.matrix(worth(lists.rating, lists.mean_rating) * lists.known)
    interest = lists.matrix(1 + FAVOURITE_INTEREST * lists.is_favourite)
    total, mean_told, mean_interest = weight.sum(), told.T @ (weight * single), interest.T @ weight
    together = _products(told, weight * pair, told)
    together[np.diag_indices_from(together)] = (told * told).T @ (weight * single) + RIDGE
    together -= np.outer(mean_told, mean_told / total)
    matrix = _ridge(together, _products(told, weight * single, interest) - np.outer(mean_told, mean_interest / total))
    typical = mean_told @ matrix / total / N_KNOWN
    arrays = {"base": mean_interest / total, "typical": typical, "mean_rating": np.array([lists.mean_rating])}
    arrays = {name: array.astype(np.float32) for name, array in arrays.items()} | _compact(matrix)
    return {PREFIX + name: array for name, array in arrays.items()}


@dataclass(frozen=True)
class _Lists:
    """Viewers' lists as rows of a table, one for each title watched."""

    viewer: NDArray[np.int64]
    anime: NDArray[np.int64]
    rating: Floats
    known: NDArray[np.bool_]
    """True where the viewer gave the rating."""
    shape: tuple[int, int]

    @classmethod
    def of(cls, ratings: Ratings, anime: Vocabulary) -> _Lists:
        rows = anime.rows(ratings.anime_id, unknown="negative")
        inside = ratings.select(rows >= 0)
        ids, viewer = np.unique(inside.viewer_id, return_inverse=True)
        known = inside.rated & ~inside.imputed
        return cls(viewer, rows[rows >= 0], inside.rating.astype(np.float64), known, (len(ids), len(anime)))

    @cached_property
    def mean_rating(self) -> float:
        return float(self.rating[self.known].mean())

    @cached_property
    def length(self) -> Floats:
        """Ratings that each viewer gave, shape ``(n_viewers,)``."""
        return np.bincount(self.viewer[self.known], minlength=self.shape[0]).astype(np.float64)

    @cached_property
    def is_favourite(self) -> NDArray[np.bool_]:
        """True for each row that is a favourite of its viewer."""
        given = np.flatnonzero(self.known)
        sorted_ratings = self.rating[given[np.lexsort((self.rating[given], self.viewer[given]))]]
        ends = np.cumsum(self.length).astype(np.int64)
        starts = ends - self.length.astype(np.int64)
        middle = np.maximum(starts + ends - 1, 0)
        last = max(len(sorted_ratings) - 1, 0)
        low, high = (sorted_ratings[np.minimum(place, last)] for place in (middle // 2, (middle + 1) // 2))
        median = (low + high) / 2
        return self.known & (self.rating >= FAVOURITE) & (self.rating >= median[self.viewer])

    def matrix(self, values: Floats) -> csr_array:
        """Values of the rows as a sparse matrix, shape ``(n_viewers, n_anime)``."""
        from scipy.sparse import csr_array

        return csr_array((values.astype(np.float32), (self.viewer, self.anime)), shape=self.shape)


def _chances(length: Floats) -> tuple[Floats, Floats]:
    """Chance that one title, and that a pair of titles, is among ``N_KNOWN`` drawn from lists of these lengths.

    One title of each list is always left to be found.
    """
    drawn = np.minimum(N_KNOWN, np.maximum(length - 1, 0))
    single = drawn / np.maximum(length, 1)
    return single, single * np.maximum(drawn - 1, 0) / np.maximum(length - 1, 1)


def _products(left: csr_array, weight: Floats, right: csr_array) -> NDArray[np.float32]:
    """Weighted sums over viewers of every pair of columns, shape ``(n_anime, n_anime)``."""
    from scipy.sparse import diags_array

    return (left.T @ (diags_array(weight.astype(np.float32)) @ right)).toarray()


def _ridge(together: Floats, aims: Floats) -> NDArray[np.float32]:
    """Weights that explain ``aims`` from the inputs with none on the title itself, shape ``(n_anime, n_anime)``."""
    inverse = _inverse(together.astype(np.float32))
    matrix = inverse @ aims.astype(np.float32)
    matrix -= inverse * (np.diag(matrix) / np.diag(inverse))
    np.fill_diagonal(matrix, 0)
    return matrix


def _inverse(positive: NDArray[np.float32]) -> NDArray[np.float32]:
    """The inverse of a positive definite matrix by its Cholesky factor, in a fifth of ``numpy.linalg.inv``'s time."""
    from scipy.linalg import cholesky, get_lapack_funcs

    [potri] = get_lapack_funcs(("potri",), (positive,))
    lower, _ = potri(cholesky(positive, lower=True, check_finite=False), lower=1, overwrite_c=1)
    inverse = lower + lower.T
    inverse[np.diag_indices_from(inverse)] /= 2
    return inverse


def _compact(matrix: NDArray[np.float32]) -> dict[str, NDArray]:
    """The largest weights of each row as whole numbers in -127…127, with the worth of one unit."""
    kept = min(N_KEPT, len(matrix))
    targets = np.argpartition(-np.abs(matrix), kept - 1, axis=1)[:, :kept]
    weights = np.take_along_axis(matrix, targets, axis=1)
    scales = np.abs(weights).max(axis=1, initial=0) / 127
    units = np.rint(weights / np.where(scales > 0, scales, 1)[:, None])
    row_type = np.uint16 if len(matrix) <= np.iinfo(np.uint16).max else np.int32
    return {"targets": targets.astype(row_type), "weights": units.astype(np.int8), "scales": scales.astype(np.float32)}
