"""What a list is like beside what it finds: how well known, how new, how varied, how close to the person's genres.

All are of one list and one person, small and pure; the facts they are made of come from the bundle, so that every
recommender is measured by the same ones. A figure that needs titles the person told of is NaN where they told of none,
and so is every figure of an empty list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.evaluation.title_cohorts import title_cohorts
from core.model.bundle import Bundle

BEST_KNOWN = 50
"""Titles that count as best known: those most viewers have seen."""
SMOOTHING = 0.01
"""Share of the person's own genres mixed into a list's, so that a genre the list lacks costs no infinite amount."""

Floats = NDArray[np.floating]
Rows = NDArray[np.int64]


class ListFigures(NamedTuple):
    """What one list is like."""

    best_known_share: float
    """Share of the list's titles among the ``BEST_KNOWN``, 0…1."""
    novelty: float
    """Mean of −log₂ of the share of viewers who have seen a title, in bits."""
    popularity_lift: float
    """How much better known the list's titles are than the person's, 0 for as well, 1 for twice as well."""
    genre_divergence: float
    """How far the list's genres are from the person's, in nats; 0 for the same shares."""
    diversity: float
    """Mean share of genres that two of the list's titles do not share, 0…1."""
    continuations: float
    """Share of the list's titles from franchises that the person has told of, 0…1."""


UNKNOWN = ListFigures(*[float("nan")] * len(ListFigures._fields))
"""Those of an empty list."""


@dataclass(frozen=True)
class TitleFacts:
    """What is known of each title, by anime row."""

    n_seen: Floats
    """Viewers who have seen it, at least 1."""
    n_viewers: int
    is_best_known: NDArray[np.bool_]
    has_genre: NDArray[np.bool_]
    """Shape ``(n_anime, n_genres)``."""
    franchise: NDArray[np.integer]
    """Number of its franchise."""
    cohort: NDArray[np.integer]
    """Place of its cohort in ``TITLE_COHORTS``."""

    @classmethod
    def of(cls, bundle: Bundle, franchise: NDArray[np.integer]) -> TitleFacts:
        """The facts that a bundle knows."""
        n_seen = bundle.catalog.table["n_seen"].to_numpy(dtype=np.float64)
        is_best_known = np.zeros(len(n_seen), dtype=bool)
        is_best_known[np.argsort(-n_seen, kind="stable")[:BEST_KNOWN]] = True
        n_viewers = max(len(bundle.model.viewers), int(n_seen.max(initial=1)))
        cohort = title_cohorts(bundle.catalog.table["n_ratings"])
        return cls(np.maximum(n_seen, 1), n_viewers, is_best_known, bundle.catalog.genre_matrix, franchise, cohort)

    def about(self, told: Rows) -> AboutPerson:
        """What lists of a person who has told of these titles are compared with."""
        own = self.n_seen[told]
        return AboutPerson(
            self,
            float(own.mean()) if len(own) else float("nan"),
            self.genre_shares(told),
            self.franchise[told],
        )

    def genre_shares(self, rows: Rows) -> Floats:
        """Each genre's share of these titles, NaN where no title has a genre, of shape ``(…, n_genres)``.

        ``rows`` are of shape ``(…, n_titles)``.
        """
        n_tagged = self._is_tagged[rows].sum(axis=-1, keepdims=True)
        return self._shared_out[rows].sum(axis=-2) / np.where(n_tagged, n_tagged, np.nan)

    @cached_property
    def _is_tagged(self) -> NDArray[np.bool_]:
        return self.has_genre.sum(axis=1) > 0

    @cached_property
    def _shared_out(self) -> Floats:
        """Each title evenly among its genres, shape ``(n_anime, n_genres)``."""
        return _shared_out(self.has_genre)

    @cached_property
    def novelty(self) -> Floats:
        """−log₂ of the share of viewers who have seen each title, in bits."""
        return -np.log2(self.n_seen / self.n_viewers)

    @cached_property
    def genres(self) -> Floats:
        """``has_genre`` as 0 and 1."""
        return self.has_genre.astype(np.float64)


@dataclass(frozen=True)
class AboutPerson:
    """What one person has told of, as far as figures of lists need it."""

    facts: TitleFacts
    popularity: float
    """Mean of how many viewers have seen each title; NaN where none was told."""
    genres: Floats
    """Each genre's share; NaN where no title has a genre."""
    franchises: NDArray[np.integer]
    """Numbers of the franchises of the titles."""

    def figures(self, lists: Sequence[Rows]) -> list[ListFigures]:
        """Those of each list of titles for this person; lists of one length are looked at together."""
        found = [UNKNOWN] * len(lists)
        for length in {len(rows) for rows in lists if len(rows)}:
            places = [place for place, rows in enumerate(lists) if len(rows) == length]
            columns = list(self._columns(np.stack([lists[place] for place in places])))
            for place, figures in zip(places, np.column_stack(columns).tolist(), strict=True):
                found[place] = ListFigures(*figures)
        return found

    def _columns(self, listed: Rows) -> Iterator[Floats]:
        """Each of :class:`ListFigures` of lists of the shape ``(n_lists, n_titles)``."""
        facts = self.facts
        yield facts.is_best_known[listed].mean(axis=1)
        yield facts.novelty[listed].mean(axis=1)
        yield facts.n_seen[listed].mean(axis=1) / self.popularity - 1
        yield _divergence(facts.genre_shares(listed), self.genres)
        yield diversity(facts.genres[listed])
        yield np.isin(facts.franchise[listed], self.franchises).mean(axis=1)


def novelty(share_of_viewers: ArrayLike) -> float:
    """Mean self-information of titles seen by these shares of viewers, above 0 and up to 1, in bits.

    (Zhou et al. 2010, "Solving the apparent diversity-accuracy dilemma of recommender systems".)

    >>> novelty([0.5, 0.125])
    2.0
    """
    return float(-np.log2(np.asarray(share_of_viewers, dtype=np.float64)).mean())


def popularity_lift(listed: ArrayLike, told: ArrayLike) -> float:
    """Mean popularity of the listed titles over that of the told ones, less 1; NaN where none were told.

    (Abdollahpouri et al. 2020, "The connection between popularity bias, calibration, and fairness in recommendation".)

    >>> popularity_lift(listed=[600, 200], told=[100, 300])
    1.0
    """
    own, theirs = np.asarray(told, dtype=np.float64), np.asarray(listed, dtype=np.float64)
    return float(theirs.mean() / own.mean() - 1) if own.size else float("nan")


def genre_divergence(listed: NDArray[np.bool_], told: NDArray[np.bool_]) -> float:
    """Kullback–Leibler divergence of a list's genres from those of the told titles, in nats; NaN where none has any.

    Both are of shape ``(n_titles, n_genres)``; each title shares itself out evenly among its genres (Steck 2018,
    "Calibrated recommendations").
    """
    return float(_divergence(_genre_shares(listed), _genre_shares(told)))


def _divergence(found: Floats, wanted: Floats) -> Floats:
    """Of shares of the shape ``(…, n_genres)``, from those wanted, shape ``(n_genres,)``; NaN where either is."""
    found = (1 - SMOOTHING) * found + SMOOTHING * wanted
    counts = wanted != 0
    return np.sum(wanted[counts] * np.log(wanted[counts] / found[..., counts]), axis=-1)


def diversity(has_genre: NDArray[np.bool_] | Floats) -> Floats:
    """Mean Jaccard distance of the genres of every two titles, shape ``(…, n_titles, n_genres)``; NaN for one title.

    (The intra-list distance of Ziegler et al. 2005, "Improving recommendation lists through topic diversification".)
    """
    n = has_genre.shape[-2]
    if n < 2:
        return np.full(has_genre.shape[:-2], np.nan)
    genres = has_genre.astype(np.float64, copy=False)
    shared = genres @ genres.swapaxes(-1, -2)
    size = shared.diagonal(axis1=-2, axis2=-1)
    either = size[..., :, None] + size[..., None, :] - shared
    distance = 1 - shared / np.maximum(either, 1)
    distance[..., range(n), range(n)] = 0
    return distance.sum(axis=(-2, -1)) / (n * (n - 1))


def _genre_shares(has_genre: NDArray[np.bool_]) -> Floats:
    """Each genre's share of these titles; NaN where no title has a genre."""
    n_tagged = np.count_nonzero(has_genre.any(axis=1))
    return _shared_out(has_genre).sum(axis=0) / (n_tagged or np.nan)


def _shared_out(has_genre: NDArray[np.bool_]) -> Floats:
    """Each title evenly among its genres; zeros for one without."""
    return has_genre / np.maximum(has_genre.sum(axis=1, keepdims=True), 1)
