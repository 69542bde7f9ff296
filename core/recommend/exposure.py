"""What a person has probably seen, given what they have and have not, and how far one answer moves a list.

Seen or not, each of the best-known titles is a standardised variable that follows ``n_factors`` unseen ones:
probabilistic principal components (Tipping and Bishop 1999, "Probabilistic principal component analysis"), with a
noise of its own for each title. The posterior after any answers is closed form, and "not seen" teaches too.

How far an answer moves other titles is read off the weights of EASE (Steck 2019) on ratings of 8 and more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.data.ratings import HIGH, Ratings
from core.data.vocabulary import Vocabulary

PART = "ask."

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class ExposureSettings:
    """What was chosen by measurement."""

    n_known: int = 800
    """Titles whose being seen is modelled: those that most viewers have seen."""
    n_asked: int = 400
    """How many of them may be asked about, the most seen first."""
    n_factors: int = 80
    """Factors that say which titles are seen together."""
    ridge: float = 1000.0
    """Viewers added to each title's own count where answers pull other titles."""
    least: float = 0.01
    """Smallest probability of having seen a title: the linear model may leave 0…1."""
    most: float = 0.97
    """Largest one: nobody is that predictable."""
    least_noise: float = 0.05
    """Variance that is left to each standardised variable however much the factors explain."""


def fit_exposure(
    ratings: Ratings, anime: Vocabulary, settings: ExposureSettings = ExposureSettings()
) -> dict[str, NDArray]:
    """Arrays for a bundle, about 0.5 MB: what :class:`ExposureModel` needs, and the entropy of each title's ratings.

    All rows of ``ratings`` count as seen, those without a rating too; imputed ratings say nothing of what was liked.
    """
    rows = anime.rows(ratings.anime_id, unknown="negative")
    known = ratings.select(rows >= 0)
    rows = rows[rows >= 0]
    most_seen = np.argsort(-np.bincount(rows, minlength=len(anime)), kind="stable")[: settings.n_known]
    place = np.full(len(anime), -1)
    place[most_seen] = np.arange(len(most_seen))
    viewers, viewer = np.unique(known.viewer_id, return_inverse=True)
    given = known.rated & ~known.imputed
    seen, liked = (
        _table(viewer[mask], place[rows[mask]], (len(viewers), len(most_seen)))
        for mask in (place[rows] >= 0, (place[rows] >= 0) & given & (known.rating >= HIGH))
    )
    share = (seen.sum(axis=0) + 1) / (len(viewers) + 2)
    return {
        f"{PART}rows": most_seen.astype(np.int32),
        f"{PART}share": share.astype(np.float32),
        f"{PART}loadings": _loadings(seen, share, settings.n_factors).astype(np.float16),
        f"{PART}pull": _pull(liked[:, : settings.n_asked], settings.ridge).astype(np.float16),
        f"{PART}entropy": _entropy(rows[given], known.rating[given], len(anime)).astype(np.float32),
    }


def _table(viewer: NDArray, column: NDArray, shape: tuple[int, int]) -> Floats:
    table = np.zeros(shape, dtype=np.float32)
    table[viewer, column] = 1
    return table


def _loadings(seen: Floats, share: NDArray, n_factors: int) -> NDArray:
    """Loadings of the standardised seen-or-not variables on the factors, shape ``(n_known, n_factors)``."""
    deviation = np.sqrt(share * (1 - share))
    together = (seen.T @ seen) / max(len(seen), 1)
    correlation = (together - np.outer(share, share)) / np.outer(deviation, deviation)
    strength, directions = np.linalg.eigh(correlation.astype(np.float64))
    n = min(n_factors, len(strength))
    strength, directions = strength[::-1], directions[:, ::-1]
    noise = strength[n:].mean() if n < len(strength) else 0.0
    signs = np.where(directions[np.abs(directions).argmax(axis=0), np.arange(len(strength))] < 0, -1, 1)
    return (directions * signs)[:, :n] * np.sqrt(np.maximum(strength[:n] - noise, 0))


def _pull(liked: Floats, ridge: float) -> NDArray:
    """EASE's weight of one title's answer (row) for another's score (column), shape ``(n_asked, n_asked)``."""
    together = (liked.T @ liked).astype(np.float64)
    inverse = np.linalg.inv(together + ridge * np.eye(len(together)))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    return weights


def _entropy(rows: NDArray, rating: NDArray, n_anime: int) -> NDArray:
    """Entropy in nats of each title's distribution of ratings over 1…10; 0 without ratings."""
    value = np.rint(rating).astype(np.int64).clip(1, 10) - 1
    counts = np.bincount(rows * 10 + value, minlength=n_anime * 10).reshape(n_anime, 10)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return -(shares * np.log(np.where(shares > 0, shares, 1))).sum(axis=1)


@dataclass(frozen=True)
class Posterior:
    """A person's factors after some answers."""

    mean: NDArray
    """Shape ``(n_factors,)``."""
    covariance: NDArray
    """Shape ``(n_factors, n_factors)``."""


@dataclass(frozen=True)
class ExposureModel:
    """Seen-or-not of the best-known titles, of which the first may be asked about; arrays are by place in ``rows``."""

    rows: NDArray[np.int32]
    """Catalog rows, the most seen first."""
    share: Floats
    """Share of the viewers who have seen each."""
    loadings: Floats
    """Shape ``(n_known, n_factors)``."""
    noise: Floats
    """Variance of each standardised variable that the factors do not explain."""
    pull: Floats
    """How far one title's answer (row) moves another's score (column), shape ``(n_asked, n_asked)``."""
    settings: ExposureSettings = ExposureSettings()

    @classmethod
    def of(cls, parts: Mapping[str, NDArray], settings: ExposureSettings = ExposureSettings()) -> ExposureModel:
        """The model :func:`fit_exposure` put into a bundle; ``KeyError`` if it is not there."""
        rows, share, loadings, pull = (parts[PART + name] for name in ("rows", "share", "loadings", "pull"))
        loadings = loadings.astype(np.float64)
        noise = np.maximum(1 - (loadings**2).sum(axis=1), settings.least_noise)
        return cls(rows, share.astype(np.float64), loadings, noise, pull.astype(np.float32), settings)

    @property
    def n_asked(self) -> int:
        """How many titles may be asked about, the first ones."""
        return len(self.pull)

    @cached_property
    def _deviation(self) -> Floats:
        """Standard deviation of seen-or-not of each title."""
        return np.sqrt(self.share * (1 - self.share))

    @cached_property
    def _squared_pull(self) -> Floats:
        return self.pull**2

    def posterior(self, places: NDArray, seen: NDArray) -> Posterior:
        """Factors of a person who has seen (1) or not seen (0) the titles at these places."""
        surprise = (seen - self.share[places]) / self._deviation[places]
        loadings = self.loadings[places]
        weighted = loadings / self.noise[places, None]
        covariance = np.linalg.inv(np.eye(loadings.shape[1]) + loadings.T @ weighted)
        return Posterior(covariance @ (weighted.T @ surprise), covariance)

    def means_without_each(self, places: NDArray, seen: NDArray) -> NDArray:
        """Means of the posterior had one of the answers not been given, shape ``(len(places), n_factors)``.

        An answer is taken out by a rank-one downdate (Sherman and Morrison), which gives exactly what
        :meth:`posterior` says of the others.
        """
        posterior, loadings = self.posterior(places, seen), self.loadings[places]
        error = (seen - self.share[places]) / self._deviation[places] - loadings @ posterior.mean
        along = loadings @ posterior.covariance
        left = self.noise[places] - np.einsum("ij,ij->i", along, loadings)
        return posterior.mean - along * (error / left)[:, None]

    def probability(self, mean: NDArray) -> NDArray:
        """How probable it is that a person of these factors has seen each title.

        Shape ``(n_known,)``, or ``(n, n_known)`` for means of the shape ``(n, n_factors)``.
        """
        probability = self.share + self._deviation * (mean @ self.loadings.T)
        return np.clip(probability, self.settings.least, self.settings.most)

    def movement(self, probability: NDArray) -> NDArray:
        """Root of the expected squared shift that an answer brings to the titles the person knows, ``(n_asked,)``."""
        return np.sqrt(self._squared_pull @ probability[: self.n_asked])

    def openness(self, covariance: NDArray) -> NDArray:
        """What is open of what the factors say of each title, as a standard deviation that is 1 before any answer.

        Shape ``(n_asked,)``.
        """
        loadings = self.loadings[: self.n_asked]
        open_ = ((loadings @ covariance) * loadings).sum(axis=1)
        return np.sqrt(open_ / np.maximum((loadings**2).sum(axis=1), 1e-9))

    def after_asking(self, covariance: NDArray, place: int) -> NDArray:
        """The covariance once this title is answered, whatever the answer will be."""
        along = covariance @ self.loadings[place]
        return covariance - np.outer(along, along) / (self.loadings[place] @ along + self.noise[place])
