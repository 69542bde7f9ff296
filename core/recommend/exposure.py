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

from core.data.over_processes import Sum, alone
from core.data.progress_share import Tell, nobody
from core.data.ratings import HIGH, HIGHEST, LOWEST, RatingRows, Ratings
from core.data.vocabulary import Vocabulary
from core.errors import BundleError
from core.model.bundle import Bundle

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
    ratings: RatingRows,
    anime: Vocabulary,
    settings: ExposureSettings = ExposureSettings(),
    tell: Tell = nobody,
    summed: Sum = alone,
) -> dict[str, NDArray]:
    """Arrays for a bundle, about 0.5 MB: what :class:`ExposureModel` needs, and the entropy of each title's ratings.

    All rows of ``ratings`` count as seen, those without a rating too; imputed ratings say nothing of what was liked.
    Of several processes each has other viewers, and all have the same arrays in the end.
    """
    n_seen, n_viewers = np.zeros(len(anime), dtype=np.int64), np.zeros(1, dtype=np.int64)
    counts = np.zeros((len(anime), HIGHEST), dtype=np.int64)
    for block in ratings.by_viewers():
        known, rows, given = _known(block, anime)
        n_seen += np.bincount(rows, minlength=len(anime))
        n_viewers += known.n_viewers
        counts += _counts(rows[given], known.rating[given], len(anime))
    n_seen, n_viewers, counts = summed(n_seen), summed(n_viewers), summed(counts)
    most_seen = np.argsort(-n_seen, kind="stable")[: settings.n_known]
    place = np.full(len(anime), -1)
    place[most_seen] = np.arange(len(most_seen))
    n_asked = min(settings.n_asked, len(most_seen))
    seen, liked = (np.zeros((n, n)) for n in (len(most_seen), n_asked))
    done = 0
    for block in ratings.by_viewers():
        known, rows, given = _known(block, anime)
        viewers, viewer = np.unique(known.viewer_id, return_inverse=True)
        is_liked = given & (known.rating >= HIGH) & (place[rows] < n_asked)
        for together, mask in ((seen, True), (liked, is_liked)):
            chosen = mask & (place[rows] >= 0)
            table = _table(viewer[chosen], place[rows[chosen]], (len(viewers), len(together)))
            together += table.T @ table
        done += len(block)
        tell(0.4 * done / len(ratings))
    seen, liked = summed(seen), summed(liked)
    share = (np.diag(seen) + 1) / (n_viewers + 2)
    loadings = _loadings(seen / np.maximum(n_viewers, 1), share, settings.n_factors).astype(np.float16)
    tell(0.9)
    pull = _pull(liked, settings.ridge).astype(np.float16)
    tell(1)
    return {
        f"{PART}rows": most_seen.astype(np.int32),
        f"{PART}share": share.astype(np.float32),
        f"{PART}loadings": loadings,
        f"{PART}pull": pull,
        f"{PART}entropy": _entropy(counts).astype(np.float32),
    }


def _known(ratings: Ratings, anime: Vocabulary) -> tuple[Ratings, NDArray[np.int64], NDArray[np.bool_]]:
    """The rows of anime that the vocabulary has, their anime rows, and which of them somebody rated."""
    rows = anime.rows(ratings.anime_id, unknown="negative")
    known = ratings.select(rows >= 0)
    return known, rows[rows >= 0], known.rated & ~known.imputed


def _flaw(parts: Mapping[str, NDArray], n_anime: int) -> str | None:
    """What is wrong with arrays that should be those of :func:`fit_exposure`; nothing where they are sound."""
    missing = [name for name in ("rows", "share", "loadings", "pull", "entropy") if PART + name not in parts]
    if missing:
        return f"it lacks {missing[0]}"
    rows, share, loadings, pull, entropy = (
        parts[PART + name] for name in ("rows", "share", "loadings", "pull", "entropy")
    )
    n = len(rows)
    if rows.ndim != 1 or rows.dtype.kind not in "iu" or not n or len(np.unique(rows)) != n:
        return "rows is not a list of unique rows"
    if rows.min() < 0 or rows.max() >= n_anime:
        return "rows names titles that the model does not have"
    if share.shape != (n,) or loadings.ndim != 2 or len(loadings) != n or not loadings.shape[1]:
        return "share or loadings do not fit its rows"
    if pull.ndim != 2 or pull.shape[0] != pull.shape[1] or len(pull) > n or entropy.shape != (n_anime,):
        return "pull or entropy do not fit its rows"
    floats = share, loadings, pull, entropy
    if any(array.dtype.kind != "f" or not np.isfinite(array).all() for array in floats):
        return "it holds values that are not finite numbers"
    return None if ((share > 0) & (share < 1)).all() and (entropy >= 0).all() else "its shares are not between 0 and 1"


def _table(viewer: NDArray, column: NDArray, shape: tuple[int, int]) -> Floats:
    table = np.zeros(shape, dtype=np.float32)
    table[viewer, column] = 1
    return table


def _loadings(together: Floats, share: NDArray, n_factors: int) -> NDArray:
    """Loadings of the standardised seen-or-not variables on the factors, shape ``(n_known, n_factors)``.

    ``together`` is the share of the viewers who have seen both of two titles.
    """
    deviation = np.sqrt(share * (1 - share))
    correlation = (together - np.outer(share, share)) / np.outer(deviation, deviation)
    strength, directions = np.linalg.eigh(correlation.astype(np.float64))
    n = min(n_factors, len(strength))
    strength, directions = strength[::-1], directions[:, ::-1]
    noise = strength[n:].mean() if n < len(strength) else 0.0
    signs = np.where(directions[np.abs(directions).argmax(axis=0), np.arange(len(strength))] < 0, -1, 1)
    return (directions * signs)[:, :n] * np.sqrt(np.maximum(strength[:n] - noise, 0))


def _pull(together: Floats, ridge: float) -> NDArray:
    """EASE's weight of one title's answer (row) for another's score (column), shape ``(n_asked, n_asked)``.

    ``together`` is how many viewers liked both.
    """
    inverse = np.linalg.inv(together + ridge * np.eye(len(together)))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    return weights


def _counts(rows: NDArray, rating: NDArray, n_anime: int) -> NDArray[np.int64]:
    """How often each title was given each of 1…10, shape ``(n_anime, 10)``."""
    value = np.rint(rating).astype(np.int64).clip(LOWEST, HIGHEST) - LOWEST
    return np.bincount(rows * HIGHEST + value, minlength=n_anime * HIGHEST).reshape(n_anime, HIGHEST)


def _entropy(counts: NDArray[np.int64]) -> NDArray:
    """Entropy in nats of each title's distribution of ratings over 1…10; 0 without ratings."""
    from scipy.special import entr

    return entr(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)).sum(axis=1)


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

    @classmethod
    def of_bundle(cls, bundle: Bundle, settings: ExposureSettings = ExposureSettings()) -> ExposureModel | None:
        """The bundle's model, if it has one; raises ``BundleError`` if its arrays do not fit the bundle."""
        parts = {name: np.asarray(array) for name, array in bundle.parts.items() if name.startswith(PART)}
        if not parts:
            return None
        if flaw := _flaw(parts, len(bundle.model.anime)):
            raise BundleError(
                f"The part of the model “{bundle.name}” that says what people have seen is damaged: {flaw}. "
                "Train the model again."
            )
        return cls.of(parts, settings)

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
        """Factors of a person who has seen (1) or not seen (0) the titles at these places.

        Of the two forms that Woodbury's identity makes equal, the one with the smaller matrix to invert.
        """
        surprise = (seen - self.share[places]) / self._deviation[places]
        loadings, noise = self.loadings[places], self.noise[places]
        prior = np.eye(loadings.shape[1])
        if len(places) < len(prior):
            gain = np.linalg.solve(loadings @ loadings.T + np.diag(noise), loadings).T
            return Posterior(gain @ surprise, prior - gain @ loadings)
        weighted = loadings / noise[:, None]
        covariance = np.linalg.inv(prior + loadings.T @ weighted)
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
        open_ = np.einsum("ij,ij->i", loadings @ covariance, loadings)
        return np.sqrt(open_ / self._open_before)

    @cached_property
    def _open_before(self) -> NDArray:
        """What is open of each title before any answer, squared and never 0, shape ``(n_asked,)``."""
        return np.maximum((self.loadings[: self.n_asked] ** 2).sum(axis=1), 1e-9)

    def after_asking(self, covariance: NDArray, place: int) -> NDArray:
        """The covariance once this title is answered, whatever the answer will be."""
        along = covariance @ self.loadings[place]
        return covariance - np.outer(along, along) / (self.loadings[place] @ along + self.noise[place])
