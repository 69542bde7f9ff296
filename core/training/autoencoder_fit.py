"""Learning the autoencoder of lists: from a few titles of a viewer's list, where their other favourites are.

Each time a list is looked at, other titles of it are told, as many as a person may begin with; what is asked for are
the favourites among the rest (Liang et al. 2018). Half of all units are left out at each step (Srivastava et al. 2014,
"Dropout"), without which some thousand lists are soon learnt by heart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.data.progress_share import Tell, nobody, one_by_one, part
from core.data.ratings import HIGH, Ratings
from core.data.vocabulary import Vocabulary
from core.recommend.autoencoder import LOG_SCALE, MOST_TOLD, RATING_SCALE, Autoencoder

if TYPE_CHECKING:
    from torch import Tensor

NO_CHANCE = -1e9
"""Score of a title that was told."""


@dataclass(frozen=True)
class AutoencoderSettings:
    """What was chosen by measurement."""

    n_titles: int = 2000
    """Best-known titles that are told and asked for."""
    n_dimensions: int = 128
    told: tuple[int, ...] = (2, 3, 4, 5, 7, 10, 14, 20, MOST_TOLD)
    """How many titles are told of a list, drawn each time."""
    least_left: int = 10
    """Rated titles of a list that are left to be found, at least."""
    share_seen: float = 0.15
    """Share of the times that all titles are told without a rating."""
    n_viewers: int = 8_000
    """Most viewers that it learns from, drawn at random."""
    least_lists: int = 500
    """From fewer lists nothing is learnt."""
    dropout: float = 0.5
    epochs: int = 100
    batch_size: int = 256
    lr: float = 4e-3
    wd: float = 0.1


@dataclass(frozen=True)
class _Lists:
    """What viewers rated, those of one viewer after those of another; arrays are of shape ``(n_ratings,)``."""

    places: NDArray[np.int64]
    """Of the titles among those that are known."""
    above: NDArray[np.float32]
    """Ratings above the mean, in units of ``RATING_SCALE``."""
    is_liked: NDArray[np.bool_]
    starts: NDArray[np.int64]
    """Where each list starts, and where the last one ends, shape ``(n_lists + 1,)``."""

    def __len__(self) -> int:
        return len(self.starts) - 1

    def rows(self, chosen: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Which ratings are of the chosen lists, list by list, and the number of its list for each, counted from 0."""
        lengths = self.starts[chosen + 1] - self.starts[chosen]
        of_list = np.repeat(np.arange(len(chosen)), lengths)
        firsts = np.cumsum(lengths) - lengths
        return np.arange(lengths.sum()) - firsts[of_list] + self.starts[chosen][of_list], of_list


def fit_autoencoder(
    ratings: Ratings,
    anime: Vocabulary,
    n_high: NDArray[np.integer],
    seed: int,
    tell: Tell = nobody,
    settings: AutoencoderSettings = AutoencoderSettings(),
) -> Mapping[str, NDArray]:
    """Arrays of the autoencoder for a bundle's parts, learnt from these viewers' lists; none of too few of them.

    ``n_high`` is how many ratings of 8 and more each title has, shape ``(n_anime,)``. The same for the same seed.
    """
    random = np.random.default_rng([seed, 11])
    base = np.log(np.maximum(n_high, 0.5) / np.maximum(n_high, 0.5).sum()).astype(np.float32)
    rows = np.sort(np.argsort(-n_high, kind="stable")[: settings.n_titles]).astype(np.int32)
    lists, mean = _lists(ratings, Vocabulary(anime.ids[rows]), random, settings)
    if len(lists) < settings.least_lists:
        return {}
    return _learnt(lists, rows, base, mean, random, seed, settings, tell).as_parts()


def _lists(
    ratings: Ratings, known: Vocabulary, random: np.random.Generator, settings: AutoencoderSettings
) -> tuple[_Lists, NDArray[np.float32]]:
    """The lists of viewers who gave enough ratings to titles that are known, and the mean of these, shape ``(1,)``."""
    given = ratings.select(ratings.rated & ~ratings.imputed & (known.rows(ratings.anime_id, unknown="negative") >= 0))
    _, viewer, counts = np.unique(given.viewer_id, return_inverse=True, return_counts=True)
    has_enough = np.flatnonzero(counts >= min(settings.told) + settings.least_left)
    if len(has_enough) > settings.n_viewers:
        has_enough = np.sort(random.choice(has_enough, settings.n_viewers, replace=False))
    given = given.select(np.isin(viewer, has_enough))
    given = given.select(np.lexsort((given.rating, given.viewer_id)))
    starts = np.concatenate([[0], np.cumsum(counts[has_enough])])
    middle, ends = (starts[:-1] + starts[1:] - 1) / 2, np.diff(starts)
    median = (given.rating[np.floor(middle).astype(np.int64)] + given.rating[np.ceil(middle).astype(np.int64)]) / 2
    is_liked = given.rating >= np.repeat(np.maximum(HIGH, median), ends)
    mean = given.rating.mean(keepdims=True) if len(given) else np.zeros(1)
    above = ((given.rating - mean) / RATING_SCALE).astype(np.float32)
    return _Lists(known.rows(given.anime_id), above, is_liked, starts), mean.astype(np.float32)


class _Batch(NamedTuple):
    """Some lists, of each of which some titles are told; pairs of a list's place and a title's."""

    told: tuple[Tensor, Tensor]
    above: Tensor
    """Ratings of the told titles above the mean."""
    n_told: Tensor
    to_find: tuple[Tensor, Tensor]
    weights: Tensor
    """Of each title to find."""


def _batch(
    lists: _Lists, chosen: NDArray[np.int64], random: np.random.Generator, settings: AutoencoderSettings
) -> _Batch:
    """The chosen lists, of each of which titles are drawn to be told."""
    import torch

    rows, of_list = lists.rows(chosen)
    lengths = np.bincount(of_list, minlength=len(chosen))
    told = np.array(sorted(settings.told))
    n_choices = np.searchsorted(told, lengths - settings.least_left, side="right")
    n_told = told[(random.random(len(chosen)) * n_choices).astype(np.int64)]
    order = np.lexsort((random.random(len(rows)), of_list))  # of each list in an order of chance
    is_told = np.arange(len(rows)) - (np.cumsum(lengths) - lengths)[of_list] < n_told[of_list]
    some, rest = rows[order[is_told]], rows[order[~is_told]]
    of_some, of_rest = of_list[is_told], of_list[~is_told]
    has_ratings = (random.random(len(chosen)) >= settings.share_seen).astype(np.float32)
    is_liked = lists.is_liked[rest]
    liked, of_liked = lists.places[rest[is_liked]], of_rest[is_liked]
    weights = np.maximum(np.bincount(of_liked, minlength=len(chosen)), 1)[of_liked] ** -0.5
    return _Batch(
        (torch.from_numpy(of_some), torch.from_numpy(lists.places[some])),
        torch.from_numpy(lists.above[some] * has_ratings[of_some]),
        torch.from_numpy(n_told.astype(np.float32)),
        (torch.from_numpy(of_liked), torch.from_numpy(liked)),
        torch.from_numpy(weights.astype(np.float32)),
    )


def _learnt(
    lists: _Lists,
    rows: NDArray[np.int32],
    base: NDArray[np.float32],
    mean: NDArray[np.float32],
    random: np.random.Generator,
    seed: int,
    settings: AutoencoderSettings,
    tell: Tell,
) -> Autoencoder:
    import torch

    generator, n, d = torch.Generator().manual_seed(seed), len(rows), settings.n_dimensions

    def drawn(*shape: int, scale: float) -> Tensor:
        return (torch.randn(shape, generator=generator) * scale).requires_grad_()

    def zeros() -> Tensor:
        return torch.zeros(d, requires_grad=True)

    told, rated, out = drawn(n, d, scale=0.05), drawn(n, d, scale=0.02), drawn(n, d, scale=0.02)
    first, second = drawn(d + 2, d, scale=(3 * d) ** -0.5), drawn(d, d, scale=(3 * d) ** -0.5)
    first_bias, second_bias, out_bias = zeros(), zeros(), torch.from_numpy(base[rows]).clone().requires_grad_()
    learnt = [told, rated, out, out_bias, first, first_bias, second, second_bias]

    def some_of(units: Tensor) -> Tensor:
        is_kept = torch.rand(units.shape, generator=generator) >= settings.dropout
        return units * is_kept / (1 - settings.dropout)

    def loss(batch: _Batch) -> Tensor:
        of_list, title = batch.told
        root = batch.n_told.sqrt()[:, None]
        read = torch.zeros(len(root), d).index_add(0, of_list, told[title] + batch.above[:, None] * rated[title]) / root
        mean_above = torch.zeros(len(root)).index_add(0, of_list, batch.above) / batch.n_told
        units = some_of(torch.cat([read, batch.n_told.log()[:, None] / LOG_SCALE, mean_above[:, None]], dim=1))
        units = torch.tanh(units @ first + first_bias)
        units = some_of(units + torch.tanh(some_of(units) @ second + second_bias))
        said = units @ out.T + out_bias
        said[of_list, title] = NO_CHANCE
        return -(said.log_softmax(dim=1)[batch.to_find] * batch.weights).sum() / len(root)

    optimizer = torch.optim.AdamW(learnt, lr=settings.lr, weight_decay=settings.wd, fused=True)
    n_batches = max(len(lists) // settings.batch_size, 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, settings.lr, total_steps=settings.epochs * n_batches)
    for epoch in range(settings.epochs):
        chunks = np.array_split(random.permutation(len(lists)), n_batches)
        of_epoch = part(tell, epoch / settings.epochs, (epoch + 1) / settings.epochs)
        for chunk in one_by_one(chunks, of_epoch):
            optimizer.zero_grad()
            loss(_batch(lists, chunk, random, settings)).backward()
            optimizer.step()
            schedule.step()
    arrays = (tensor.detach().numpy() for tensor in learnt)
    return Autoencoder(rows, base, mean, *arrays)
