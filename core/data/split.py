"""Which rows a model learns from, and which measure it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.data.ratings import Ratings
from core.data.vocabulary import Vocabulary
from core.errors import TrainingError

Rows = NDArray[np.int32]
FEWEST_VIEWERS = 2
"""With one viewer there is nobody to have a taste in common with."""
INNER_SHARE = 0.02
"""Share of the training rows by which the epoch to keep is chosen, where one is."""
FEWEST_INNER, MOST_INNER = 500, 5_000
"""Fewer say too little (though a tenth of the rows has to do), and more say no more."""


@dataclass(frozen=True)
class Rated:
    """Ratings by matrix row; the three arrays have the same length."""

    viewer: Rows
    anime: Rows
    rating: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.rating)

    def select(self, rows: NDArray[np.bool_]) -> Rated:
        """Those of the ratings that a mask marks, in the same order."""
        return Rated(self.viewer[rows], self.anime[rows], self.rating[rows])

    def from_viewer(self, first: int) -> Rated:
        """The same with viewers counted on from ``first``."""
        return Rated(self.viewer + np.int32(first), self.anime, self.rating)

    @classmethod
    def joined(cls, parts: Sequence[Rated]) -> Rated:
        """The rows of several, one after the other."""
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("viewer", "anime", "rating")))


class SplitRows(Protocol):
    """What is asked of a split, whether its rows lie in memory or on disk."""

    @property
    def viewers(self) -> Vocabulary: ...
    @property
    def anime(self) -> Vocabulary: ...
    @property
    def held_out_viewers(self) -> int: ...
    @property
    def n_train(self) -> int: ...
    @property
    def n_valid(self) -> int: ...
    @property
    def n_watched(self) -> int: ...
    @property
    def n_ratings(self) -> NDArray[np.int64]:
        """Training ratings of each anime."""
        ...

    @property
    def fingerprint(self) -> str: ...
    def valid_blocks(self) -> Iterator[Rated]:
        """All validation rows, some viewers' at a time."""
        ...

    def of_viewers(self, rows: NDArray[np.integer]) -> tuple[Rated, Rated]:
        """Training and validation rows of some of the viewers, and perhaps of others."""
        ...


@dataclass(frozen=True)
class Split:
    """The rows of one training run."""

    viewers: Vocabulary
    """Everyone the model gets a vector for: held-out viewers are not among them."""
    anime: Vocabulary
    train: Rated
    valid: Rated
    watched: tuple[Rows, Rows]
    """Viewer and anime rows of all that is known to be watched: every row, unrated ones too, but the validation's."""
    held_out_viewers: int

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the validation rows in hexadecimal: equal for the same viewers, anime and ratings in any order."""
        return fingerprint_of(self.valid, self.viewers, self.anime)

    @property
    def n_train(self) -> int:
        return len(self.train)

    @property
    def n_valid(self) -> int:
        return len(self.valid)

    @property
    def n_watched(self) -> int:
        return len(self.watched[0])

    @property
    def n_ratings(self) -> NDArray[np.int64]:
        """Training ratings of each anime."""
        return np.bincount(self.train.anime, minlength=len(self.anime))

    def valid_blocks(self) -> Iterator[Rated]:
        """All validation rows, together."""
        yield self.valid

    def of_viewers(self, rows: NDArray[np.integer]) -> tuple[Rated, Rated]:
        """Training and validation rows of these viewers and all others."""
        return self.train, self.valid


def fingerprint_of(rated: Rated, viewers: Vocabulary, anime: Vocabulary) -> str:
    """SHA-256 of some ratings in hexadecimal, the same for the same ids and ratings in any order."""
    viewer, title = viewers.ids[rated.viewer], anime.ids[rated.anime]
    order = np.lexsort((rated.rating, title, viewer))
    columns = ((viewer, "<i4"), (title, "<i4"), (rated.rating, "<f4"))
    return sha256(b"".join(column[order].astype(kind).tobytes() for column, kind in columns)).hexdigest()


def hold_out(viewer_ids: NDArray[np.int32], share: float, seed: int) -> NDArray[np.int32]:
    """The ids of a random share of the viewers, drawn by the seed alone, in rising order."""
    unique = np.unique(viewer_ids)
    shuffled = np.random.default_rng([seed, 1]).permutation(unique)
    return np.sort(shuffled[: round(len(unique) * share)])


def split(ratings: Ratings, filled: Ratings, valid: float, hold_out_viewers: float, seed: int) -> Split:
    """Draw the validation rows at random from ``filled``, the ratings of which no row is unrated any more.

    ``ratings`` are the same ratings before that: their unrated rows still tell what was watched. Raises
    ``TrainingError`` where a side of the split would be empty.
    """
    unseen = hold_out(ratings.viewer_id, hold_out_viewers, seed)
    is_kept = ~np.isin(ratings.viewer_id, unseen)
    viewers = Vocabulary(np.setdiff1d(ratings.viewer_id, unseen))
    anime = Vocabulary(np.unique(ratings.anime_id[is_kept]))
    whole = _rated(filled, ~np.isin(filled.viewer_id, unseen), viewers, anime)
    check_enough(len(viewers), len(whole), valid, hold_out_viewers, len(unseen))
    in_valid = np.zeros(len(whole), dtype=bool)
    in_valid[np.random.default_rng([seed, 2]).permutation(len(whole))[: round(len(whole) * valid)]] = True
    train, held = whole.select(~in_valid), whole.select(in_valid)
    del whole  # as large as both
    is_dropped = ~ratings.rated & (len(filled) < len(ratings))
    bare = _rated(ratings, is_kept & is_dropped, viewers, anime)
    watched = np.concatenate([train.viewer, bare.viewer]), np.concatenate([train.anime, bare.anime])
    return Split(viewers, anime, train, held, watched, len(unseen))


def _rated(ratings: Ratings, rows: NDArray[np.bool_], viewers: Vocabulary, anime: Vocabulary) -> Rated:
    """Some of the ratings by matrix row."""
    return Rated(viewers.rows32(ratings.viewer_id[rows]), anime.rows32(ratings.anime_id[rows]), ratings.rating[rows])


def inner_split(data: Split, seed: int) -> Split:
    """The training rows split once more: a few, drawn by the seed, take the validation rows' place to choose by.

    Whatever is chosen by them (the epoch that is kept), the validation rows of ``data`` still measure it fairly. As of
    those, it is not known of them that they were watched. A single training row has to do for both.
    """
    n = len(data.train)
    if n == 1:
        return replace(data, valid=data.train)
    chosen = np.zeros(n, dtype=bool)
    n_chosen = int(np.clip(n * INNER_SHARE, min(FEWEST_INNER, -(-n // 10)), MOST_INNER))
    chosen[np.random.default_rng([seed, 3]).choice(n, n_chosen, replace=False)] = True
    valid, n_anime = data.train.select(chosen), len(data.anime)
    known = ~np.isin(_pairs(*data.watched, n_anime), _pairs(valid.viewer, valid.anime, n_anime))
    watched = data.watched[0][known], data.watched[1][known]
    return replace(data, train=data.train.select(~chosen), valid=valid, watched=watched)


def _pairs(viewer: Rows, anime: Rows, n_anime: int) -> NDArray[np.int64]:
    """A number for each pair of a viewer and an anime."""
    return viewer.astype(np.int64) * n_anime + anime


def check_enough(n_kept: int, n_ratings: int, valid: float, hold_out_viewers: float, n_unseen: int) -> None:
    """Raise ``TrainingError`` where too few viewers or rows are left for both sides of a split."""
    if n_unseen and n_kept < FEWEST_VIEWERS:
        raise TrainingError(
            f"Keeping {100 * hold_out_viewers:g}% of {n_unseen + n_kept:,} viewers out of training leaves "
            f"{n_kept}, and a model needs {FEWEST_VIEWERS} at least. Keep a smaller share of them out."
        )
    if not 1 <= round(n_ratings * valid) < n_ratings:
        whose = f" of the {n_kept:,} viewers not kept out" if n_unseen else ""
        remedy = ", or keep fewer viewers out" if n_unseen else ""
        raise TrainingError(
            f"{n_ratings:,} ratings{whose} are too few to hold out {100 * valid:g}% of them for validation. "
            f"Use more ratings or another share{remedy}."
        )


def mean_ratings(data: Split, damping: float = 5) -> NDArray[np.float64]:
    """Mean training rating of each anime, drawn towards the mean of all by ``damping`` ratings of that mean."""
    train, n_anime = data.train, len(data.anime)
    return damped_means(np.bincount(train.anime, train.rating, n_anime), data.n_ratings, train.rating.mean(), damping)


def damped_means(sums: NDArray, n: NDArray, mean: float | np.floating, damping: float = 5) -> NDArray[np.float64]:
    """Means of so many numbers of such sums, drawn towards a mean by ``damping`` numbers of it."""
    return (sums + damping * mean) / (n + damping)
