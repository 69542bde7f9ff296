"""What the ranker learns from: trained viewers whose lists are taken apart as if they were new.

A ranker must not learn from interest that already knows the answer. So the viewers are divided in two halves, and
co-watching fitted on one half speaks of the other (cross-fitting). It is fitted on the best-known titles alone: the
others are seldom told of and never among the best.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.data.progress_share import Tell, nobody, one_by_one, part
from core.data.ratings import HIGH, Ratings
from core.data.vocabulary import Vocabulary
from core.model.bundle import Bundle
from core.recommend.clues import Opinions, TitleClues
from core.recommend.cowatching import LOVED, PREFIX, CoWatching
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.evidence import Evidence
from core.recommend.fold_in import FoldIn
from core.recommend.franchise_watching import FranchiseWatching, fit_franchise_watching
from core.recommend.franchises import Franchises
from core.recommend.ranker import N_CLUES
from core.recommend.recommender import Recommender
from core.recommend.taste_prior import TastePrior

Floats = NDArray[np.floating]
Rows = NDArray[np.int64]

FITTING = 0.1
"""Share of the time that fitting co-watching on one half of the viewers takes."""


@dataclass(frozen=True)
class RankerSettings:
    """What was chosen by measurement."""

    n_titles: int = 2500
    """Best-known titles that the halves' co-watching is fitted on."""
    told: tuple[int, ...] = (2, 3, 4, 5, 7, 10, 14, 20, 28)
    """How many titles a case tells, drawn for each case."""
    n_viewers: int = 8_000
    """Most viewers that cases are made of, drawn at random: more take memory and time and teach nothing new."""
    n_draws: int = 3
    """Cases of each viewer."""
    candidates_of: int = 4
    """No case is made of a catalog with fewer than this many times ``n_best`` titles."""
    least_left: int = 10
    """Rated titles that are left to be found, at least."""
    n_best: int = 60
    """Candidates of the highest blended score in each case."""
    n_others: int = 20
    """Further candidates, drawn from the next ``n_best``, and as many of all titles."""
    share_seen: float = 0.1
    """Share of the cases whose titles are all told without a rating, and of those where half of them are."""
    least_cases: int = 500
    """With fewer cases nothing is learnt."""
    n_networks: int = 4
    """Networks whose mean is taken."""
    n_hidden: int = 12
    """Units of each."""
    title_loss: float = 5.0
    """Weight of the mean logistic loss of a case's titles beside that of its list."""
    franchise_loss: float = 1.0
    """Weight of the loss of the list of new franchises beside that of the list of titles."""
    epochs: int = 8
    batch_size: int = 128
    lr: float = 0.02
    wd: float = 1e-4


class RankerCases(NamedTuple):
    """Candidates of many cases, or of one without the first axis; arrays begin with ``(n_cases, n_candidates)``."""

    clues: NDArray[np.float32]
    """In the order of the ranker's clues, shape ``(n_cases, n_candidates, n_clues)``."""
    relevant: NDArray[np.bool_]
    franchise: NDArray[np.int64]
    """Number of the franchise, counted from 0 in each case."""
    is_new: NDArray[np.bool_]
    """Whether nothing of the franchise was told."""
    found: NDArray[np.bool_]
    """Whether the franchise is new and holds something relevant, which need not be a candidate."""

    @classmethod
    def of(cls, cases: Sequence[RankerCases]) -> RankerCases:
        """Cases one by one as one; of none, arrays without a case."""
        if not cases:
            flags = np.zeros((0, 0), dtype=bool)
            return cls(np.zeros((0, 0, N_CLUES), dtype=np.float32), flags, flags.astype(np.int64), flags, flags)
        return cls(*map(np.stack, zip(*cases, strict=True)))


def ranker_cases(
    bundle: Bundle, ratings: Ratings, seed: int, tell: Tell = nobody, settings: RankerSettings = RankerSettings()
) -> RankerCases:
    """Cases of the viewers of these ratings, with at least one relevant title among the candidates of each."""
    random, ours = np.random.default_rng([seed, 3]), Recommender(bundle)
    viewers = np.unique(ratings.viewer_id)
    in_first = np.isin(ratings.viewer_id, viewers[random.random(len(viewers)) < 0.5])
    is_drawn = np.ones(len(ratings), dtype=bool)
    if settings.n_viewers < len(viewers):
        is_drawn = np.isin(ratings.viewer_id, random.choice(viewers, settings.n_viewers, replace=False))
    found = []
    for half, start in ((in_first, 0.0), (~in_first, 0.5)):
        cowatching = _fitted_on(ratings.select(~half), bundle, settings, part(tell, start, start + FITTING))
        fold_in = FoldIn(bundle.model, TastePrior.of(bundle), cowatching)
        watching = _franchise_watching(ratings.select(~half), bundle.model.anime, ours.franchises)
        factors = bundle.model.anime_factors
        clues = TitleClues.of(bundle.catalog, factors, ours.franchises, fold_in.expected, watching)
        drawn, of_viewers = ratings.select(half & is_drawn), part(tell, start + FITTING, start + 0.5)
        for evidence, relevant in _divisions(drawn, bundle.model.anime, random, settings, of_viewers):
            found.append(_candidates(ours, fold_in, clues, evidence, relevant, random, settings))
    return RankerCases.of([case for case in found if case.relevant.any()])


def _fitted_on(ratings: Ratings, bundle: Bundle, settings: RankerSettings, tell: Tell) -> CoWatching:
    """Co-watching of these viewers, of the best-known titles, in the bundle's rows; others are of no interest."""
    anime = bundle.model.anime
    known = np.argsort(-bundle.catalog.table["n_seen"].to_numpy(), kind="stable")[: settings.n_titles]
    known = np.sort(known)
    parts = fit_cowatching(ratings, Vocabulary(anime.ids[known]), tell=tell)
    parts[PREFIX + "targets"] = known[parts[PREFIX + "targets"]]
    of_titles = ("base", "typical", "scales", "weights")
    for name in (PREFIX + "targets", *(prefix + name for prefix in (PREFIX, PREFIX + LOVED) for name in of_titles)):
        array = parts[name]
        spread = np.zeros((len(anime), *array.shape[1:]), dtype=array.dtype)
        spread[known] = array
        parts[name] = spread
    return CoWatching.from_parts(parts)


def _franchise_watching(ratings: Ratings, anime: Vocabulary, franchises: Franchises) -> FranchiseWatching:
    """The co-watching of franchises of these viewers."""
    return FranchiseWatching.from_parts(fit_franchise_watching(ratings, anime, franchises.group), len(anime))


def _divisions(
    ratings: Ratings, anime: Vocabulary, random: np.random.Generator, settings: RankerSettings, tell: Tell
) -> Iterator[tuple[Evidence, Rows]]:
    """What viewers told, and the anime rows of those of their other titles that are relevant."""
    given = ratings.select(ratings.rated & ~ratings.imputed)
    order = np.argsort(given.viewer_id, kind="stable")
    _, starts = np.unique(given.viewer_id[order], return_index=True)
    for own in one_by_one(np.split(order, starts[1:]), tell):
        rows, values = anime.rows(given.anime_id[own]), given.rating[own].astype(np.float64)
        liked = values >= max(HIGH, np.median(values))
        lengths = [n for n in settings.told if n + settings.least_left <= len(rows)]
        for n in random.choice(lengths, settings.n_draws) if lengths else ():
            drawn = random.permutation(len(rows))
            told, left = drawn[:n], drawn[n:]
            if liked[left].any():
                share = random.choice([1.0, 0.5, 0.0], p=[settings.share_seen] * 2 + [1 - 2 * settings.share_seen])
                told_ratings = np.where(random.random(n) < share, np.nan, values[told])
                yield Evidence(rows[told], told_ratings), rows[left[liked[left]]]


def _candidates(
    ours: Recommender,
    fold_in: FoldIn,
    clues: TitleClues,
    evidence: Evidence,
    relevant: Rows,
    random: np.random.Generator,
    settings: RankerSettings,
) -> RankerCases:
    """One case's candidates: their clues, their franchises, and what of them is relevant."""
    cowatching, rated = fold_in.cowatching, evidence.is_rated
    assert cowatching is not None
    interest = cowatching.interest(evidence.rows, evidence.ratings)
    love = cowatching.love(evidence.rows, evidence.ratings)
    assert love is not None
    predicted = fold_in.predict(fold_in.taste_of_rows(evidence.rows[rated], evidence.ratings[rated]))
    blended = ours.blend(interest, love, predicted)
    blended[evidence.rows] = -np.inf
    order = np.argpartition(-blended, 2 * settings.n_best)
    best, near = np.split(order[: 2 * settings.n_best][np.argsort(-blended[order[: 2 * settings.n_best]])], 2)
    near = random.permutation(near)[: settings.n_others]
    rest = order[2 * settings.n_best :]
    far = random.choice(rest[blended[rest] > -np.inf], settings.n_others, replace=False)
    wanted = np.concatenate([best, near, far])
    mask = np.ones((1, len(evidence)))
    largest_share = cowatching.largest_share(evidence.rows, evidence.ratings)
    opinions = Opinions.of(interest[wanted], love[wanted], predicted[wanted], largest_share[wanted])
    pairs, person = clues.pairs(evidence, mask, wanted, opinions)[0], clues.persons(evidence, mask)[0]
    whole = np.hstack([pairs, clues.titles[wanted], np.tile(person, (len(wanted), 1))])
    group = ours.franchises.group
    is_new = ~np.isin(group[wanted], group[evidence.rows])
    return RankerCases(
        clues=whole.astype(np.float32),
        relevant=np.isin(wanted, relevant),
        franchise=np.unique(group[wanted], return_inverse=True)[1],
        is_new=is_new,
        found=is_new & np.isin(group[wanted], group[relevant]),
    )
