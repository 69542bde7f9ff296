"""The split of ratings that stay on disk: which rows a block teaches and which measure, drawn anew when it is read.

A block is some viewers with all their rows. Its validation rows hang on the seed and the block's number alone, so that
nothing has to be kept of any row, and every process that reads a block draws the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from core.data.catalog import Catalog
from core.data.imputation import Unrated, check_any_rated, fill
from core.data.mapped.streamed import StreamedRatings
from core.data.over_processes import ALONE, Share
from core.data.split import Rated, Rows, check_enough, damped_means, fingerprint_of, hold_out
from core.data.vocabulary import Vocabulary

SMALLEST_BLOCK, LARGEST_BLOCK, BLOCKS = 1, 65_536, 64
"""Rows of a block at least and at most; between them so many blocks are made."""
AT_ONCE = 1_000_000
"""Rows counted together."""


@dataclass(frozen=True)
class Block:
    """Some viewers, whose rows here are counted from the first of them."""

    first: int
    """The model's row of the first of them."""
    n_viewers: int
    train: Rated
    valid: Rated
    bare: tuple[Rows, Rows]
    """Viewer and anime rows of what was watched and teaches no rating."""

    @property
    def watched(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Viewer and anime rows of all that is known to be watched: all rows but the validation's."""
        viewer, anime = self.bare
        return np.concatenate([self.train.viewer, viewer]), np.concatenate([self.train.anime, anime])


@dataclass(frozen=True)
class StreamedSplit:
    """The rows of one training run, read block by block; of single rows nothing is in memory."""

    ratings: StreamedRatings
    """Those of the model's viewers, as they were given."""
    viewers: Vocabulary
    anime: Vocabulary
    held_out_viewers: int
    unrated: Unrated
    catalog: Catalog
    """With a mean rating of every anime, for those that are filled in."""
    overall: float
    """Mean of all given ratings."""
    valid: float
    seed: int
    spans: tuple[tuple[int, int], ...]
    """Places of each block's viewers in the folder."""
    n_ratings: NDArray[np.int64]
    """Training ratings of each anime."""
    sums: NDArray[np.float64]
    """Their sums."""
    n_seen: NDArray[np.int64]
    """How often each anime is known to be watched."""
    n_valid: int
    fingerprint: str
    """SHA-256 of the fingerprints that the validation rows of the blocks have, in hexadecimal."""

    @property
    def n_train(self) -> int:
        return int(self.n_ratings.sum())

    @property
    def n_watched(self) -> int:
        return int(self.n_seen.sum())

    @property
    def n_blocks(self) -> int:
        return len(self.spans)

    @property
    def filled(self) -> StreamedRatings:
        """The ratings of which no row is unrated any more."""
        made = partial(fill, unrated=self.unrated, catalog=self.catalog, overall=self.overall)
        return replace(self.ratings, fill=made)

    def mean_ratings(self) -> NDArray[np.float64]:
        """Mean training rating of each anime, drawn towards the mean of all."""
        return damped_means(self.sums, self.n_ratings, float(self.sums.sum() / self.n_train))

    def block(self, number: int) -> Block:
        """One block, always the same."""
        first, last = self.spans[number]
        place, anime_row, code = self.ratings.rows(first, last)
        viewer, anime = self._viewer_row[place], self._anime_row[anime_row]
        rating, learnt = self._scale[code], code != 0
        if self.unrated != "drop":
            rating, learnt = self.filled.block(first, last).rating, np.ones(len(code), dtype=bool)
        start = int(self._before[number])
        rows = Rated(viewer - np.int32(start), anime, rating)
        in_valid = np.zeros(len(code), dtype=bool)
        in_valid[learnt] = np.random.default_rng([self.seed, 2, number]).random(int(learnt.sum())) < self.valid
        bare = rows.select(~learnt)
        sides = rows.select(learnt & ~in_valid), rows.select(in_valid)
        return Block(start, int(self._before[number + 1]) - start, *sides, (bare.viewer, bare.anime))

    def blocks(self, numbers: Sequence[int] | None = None) -> Iterator[Block]:
        """These blocks, or all."""
        return map(self.block, range(self.n_blocks) if numbers is None else numbers)

    def some_of(self, numbers: Iterable[int], rows: int) -> list[int]:
        """These blocks, or so many drawn at random that ``rows`` rows are in as large a share of all blocks."""
        drawn = np.random.default_rng([self.seed, 4]).permutation(list(numbers))
        return np.sort(drawn[: max(1, round(len(drawn) * min(1, rows / self.n_watched)))]).tolist()

    def viewer_rows(self, numbers: Iterable[int]) -> NDArray[np.int32]:
        """The model's rows of the viewers of these blocks."""
        ranges = [np.arange(*self._before[[number, number + 1]], dtype=np.int32) for number in numbers]
        return np.concatenate([*ranges, np.zeros(0, np.int32)])

    def valid_blocks(self) -> Iterator[Rated]:
        """All validation rows, some viewers' at a time."""
        for block in self.blocks():
            yield block.valid.from_viewer(block.first)

    def of_viewers(self, rows: NDArray[np.integer]) -> tuple[Rated, Rated]:
        """Training and validation rows of some of the viewers, in memory."""
        chosen = np.zeros(len(self.viewers), dtype=bool)
        chosen[rows] = True
        found: list[tuple[Rated, Rated]] = []
        for number in np.flatnonzero(np.logical_or.reduceat(chosen, self._before[:-1])).tolist():
            block = self.block(number)
            sides = block.train.from_viewer(block.first), block.valid.from_viewer(block.first)
            found.append((sides[0].select(chosen[sides[0].viewer]), sides[1].select(chosen[sides[1].viewer])))
        train, valid = zip(*found, strict=True)
        return Rated.joined(train), Rated.joined(valid)

    @cached_property
    def _scale(self) -> NDArray[np.float32]:
        return np.array(self.ratings.mapped.header.scale, dtype=np.float32)

    @cached_property
    def _viewer_row(self) -> NDArray[np.int32]:
        """The model's row of each place in the folder."""
        return (np.cumsum(self.ratings.n_rows > 0, dtype=np.int32) - 1).astype(np.int32)

    @cached_property
    def _anime_row(self) -> NDArray[np.int32]:
        """The model's row of each anime row of the folder, −1 for those it has not."""
        ids = self.ratings.mapped.catalog.table.index.to_numpy()
        return self.anime.rows(ids, unknown="negative").astype(np.int32)

    @cached_property
    def _before(self) -> NDArray[np.int64]:
        """The model's row of each block's first viewer, and how many there are in all."""
        has_rows = np.concatenate([[0], np.cumsum(self.ratings.n_rows > 0)])
        return has_rows[[first for first, _ in self.spans] + [self.spans[-1][1]]]


def streamed_split(
    ratings: StreamedRatings,
    catalog: Catalog,
    unrated: Unrated,
    valid: float,
    hold_out_viewers: float,
    seed: int,
    share: Share = ALONE,
) -> StreamedSplit:
    """The split of ratings that stay on disk; viewers are held out as ``core.data.split.split`` does it.

    Of several processes each counts its share of the rows, and all have the same split in the end.
    Raises ``DataError`` where there is no rating, ``TrainingError`` where a side of the split would be empty.
    """
    unseen = hold_out(ratings.viewers, hold_out_viewers, seed)
    kept = ratings.of_viewers(np.setdiff1d(ratings.viewers, unseen, assume_unique=True)) if len(unseen) else ratings
    rows_of_block = int(np.clip(ratings.mapped.header.rows // BLOCKS, SMALLEST_BLOCK, LARGEST_BLOCK))
    spans = tuple(span for span in ratings.spans(rows_of_block) if kept.n_rows[slice(*span)].any())
    n_seen, n_given, sums = _counts(ratings, catalog, share)
    check_any_rated(int(n_given.sum()))
    overall = float(sums.sum() / n_given.sum())
    means = np.divide(sums, n_given, out=np.full(len(sums), overall), where=n_given > 0)
    filled_means = catalog.table["mean_rating"].fillna(dict(zip(catalog.table.index, means, strict=True)))
    whole = Catalog(catalog.table.assign(mean_rating=filled_means))
    if kept is not ratings:
        n_seen, n_given, _ = _counts(kept, catalog, share)
    anime = Vocabulary(np.sort(catalog.table.index.to_numpy(dtype=np.int32)[n_seen > 0]))
    n_learnt = int(n_given.sum() if unrated == "drop" else n_seen.sum())
    check_enough(len(kept.viewers), n_learnt, valid, hold_out_viewers, len(unseen))
    nothing = np.zeros(len(anime), dtype=np.int64)
    empty = StreamedSplit(
        kept, Vocabulary(kept.viewers), anime, len(unseen), unrated, whole, overall, valid, seed, spans,
        nothing, nothing.astype(np.float64), nothing, 0, "",
    )  # fmt: skip
    counted = _counted(empty, share)
    check_enough(len(kept.viewers), 0 if not counted.n_valid else n_learnt, valid, hold_out_viewers, len(unseen))
    return counted


def _counted(data: StreamedSplit, share: Share) -> StreamedSplit:
    """The same split with what there is to count of its rows."""
    n_anime = len(data.anime)
    n_ratings, n_seen, n_valid = (np.zeros(n, dtype=np.int64) for n in (n_anime, n_anime, 1))
    sums, marks = np.zeros(n_anime), np.zeros((data.n_blocks, sha256().digest_size), dtype=np.uint8)
    for number in share.of(range(data.n_blocks)):
        block = data.block(number)
        n_ratings += np.bincount(block.train.anime, minlength=n_anime)
        sums += np.bincount(block.train.anime, block.train.rating, n_anime)
        n_seen += np.bincount(block.bare[1], minlength=n_anime)
        n_valid += len(block.valid)
        mark = fingerprint_of(block.valid.from_viewer(block.first), data.viewers, data.anime)
        marks[number] = np.frombuffer(bytes.fromhex(mark), dtype=np.uint8)
    n_ratings, sums, n_seen, n_valid, marks = map(share.summed, (n_ratings, sums, n_seen, n_valid, marks))
    fingerprint = sha256("".join(mark.tobytes().hex() for mark in marks).encode()).hexdigest()
    return replace(
        data,
        n_ratings=n_ratings,
        sums=sums,
        n_seen=n_ratings + n_seen,
        n_valid=int(n_valid[0]),
        fingerprint=fingerprint,
    )


def _counts(
    ratings: StreamedRatings, catalog: Catalog, share: Share
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray]:
    """How often each anime of the catalog was watched and how often rated, and the sum of its ratings."""
    places = Vocabulary(ratings.mapped.catalog.table.index.to_numpy()).rows(catalog.table.index.to_numpy())
    scale = np.array(ratings.mapped.header.scale, dtype=np.float32)
    n = len(ratings.mapped.catalog)
    n_seen, n_given, sums = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64), np.zeros(n)
    for first, last in share.of(ratings.spans(AT_ONCE)):
        _, anime_row, code = ratings.rows(first, last)
        n_seen += np.bincount(anime_row, minlength=n)
        n_given += np.bincount(anime_row[code > 0], minlength=n)
        sums += np.bincount(anime_row[code > 0], scale[code[code > 0]], n)
    n_seen, n_given, sums = map(share.summed, (n_seen, n_given, sums))
    return n_seen[places], n_given[places], sums[places]
