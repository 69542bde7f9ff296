"""What to watch next: titles a person would watch and would like, ranked and filtered.

Two models from the same ratings answer two questions. The co-watching model says how much *interest* a title would find
with someone who watched what this person watched, and how probably they would *love* it; the rating model says how they
would *rate* it. The score blends them,

    score = (1 − love_weight) · log(interest) + love_weight · log(love) + rating_weight · predicted rating

so that a rating point is worth a fixed factor of interest. Where a bundle has a ranker (:mod:`core.recommend.ranker`),
that one makes the score of these three and of what is known of titles and of the person, and what an autoencoder says
of the whole list (:mod:`core.recommend.autoencoder`) is added to it. Titles answered with "not
seen" move it as :mod:`core.recommend.not_seen` says. Before the first watched title nothing is known that would tell
one person from another; then the titles with most high ratings come first. A list takes one title of each franchise;
the page shows two of them, what is new to the person and what they may go on with.
Why a title is in a list is said in :mod:`core.recommend.explanations`.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.autoencoder import Autoencoder
from core.recommend.cards import Cards
from core.recommend.clues import Opinions, TitleClues, Wanted
from core.recommend.cowatching import CoWatching
from core.recommend.evidence import Evidence
from core.recommend.fold_in import FoldIn, Taste
from core.recommend.franchise_watching import FranchiseWatching
from core.recommend.franchises import Franchises, group_franchises
from core.recommend.genre_focus import GenreFocus
from core.recommend.not_seen import NotSeenEvidence
from core.recommend.options import Options
from core.recommend.parts import Parts
from core.recommend.ranker import Ranker, RankerWeights
from core.recommend.ranking import best
from core.recommend.settings import RecommenderSettings
from core.recommend.title_parts import names_of
from core.recommend.wishes import Wishes

Floats = NDArray[np.floating]

LAST_KEPT = 8
"""People whose scores are kept: as many as are answered at once."""


@dataclass(frozen=True)
class Recommendation:
    """One title of a list."""

    anime_id: int
    predicted: float
    """Expected rating, 1…10."""
    standard_deviation: float
    """Of that rating around the expected one, in rating points."""
    score: float
    """What the list is ranked by."""
    franchise: int
    """Number of its franchise; no list of :meth:`Recommender.recommend` holds one twice."""
    retells: int | None = None
    """The title whose story it tells again."""


@dataclass(frozen=True)
class Continuation:
    """The next part of a series that the person liked."""

    found: Recommendation
    after: int
    """The furthest title of it that they watched."""


@dataclass(frozen=True)
class Scores:
    """What one person's answers make of every title; all arrays have the shape ``(n_anime,)``."""

    profile: Profile
    evidence: Evidence
    taste: Taste
    interest: Floats
    love: Floats | None
    """None from a bundle that does not know it."""
    predicted: Floats
    score: Floats
    """How probably each title is loved."""
    listed: Floats
    """The same with the lean towards genres that the liked titles share: what the answers make of a list."""


class Recommender:
    """The recommender of one bundle; what does not depend on a person is computed once, when it is first needed."""

    def __init__(self, bundle: Bundle, settings: RecommenderSettings = RecommenderSettings()) -> None:
        self.bundle = bundle
        self.settings = settings
        self._last: deque[Scores] = deque(maxlen=LAST_KEPT)

    def __repr__(self) -> str:
        return f"Recommender({self.bundle.name!r})"

    @cached_property
    def fold_in(self) -> FoldIn:
        return FoldIn.of(self.bundle, self.settings.fold_in, self.cowatching)

    @cached_property
    def cowatching(self) -> CoWatching:
        """Raises ``BundleError`` if the bundle's part is damaged."""
        return CoWatching.of(self.bundle, self.settings.cowatching)

    @cached_property
    def ranker(self) -> Ranker | None:
        """None where the bundle has none; raises ``BundleError`` if it is damaged."""
        weights = RankerWeights.of(self.bundle)
        if weights is None or self.cowatching.loved is None:
            return None
        watching = FranchiseWatching.of(self.bundle)
        if watching is None:
            return None
        catalog, factors = self.bundle.catalog, self.bundle.model.anime_factors
        return Ranker(weights, TitleClues.of(catalog, factors, self.franchises, self.fold_in.expected, watching))

    @cached_property
    def autoencoder(self) -> Autoencoder | None:
        """None where the bundle has none; raises ``BundleError`` if it is damaged."""
        return Autoencoder.of(self.bundle)

    @cached_property
    def not_seen(self) -> NotSeenEvidence:
        return NotSeenEvidence.of(self.bundle, self.settings.not_seen)

    @cached_property
    def genre_focus(self) -> GenreFocus:
        return GenreFocus.of(self.bundle.catalog, self.settings.genre_focus)

    @cached_property
    def wishes(self) -> Wishes:
        return Wishes(self.bundle.model.anime, self.cowatching, self.settings.wishes)

    @property
    def franchises(self) -> Franchises:
        return self.cards.franchises

    @cached_property
    def cards(self) -> Cards:
        catalog, model = self.bundle.catalog, self.bundle.model
        names = names_of(catalog)
        franchises = group_franchises(catalog, model.anime_factors, names)
        return Cards(catalog, model.anime, franchises, Parts.of(catalog, franchises, names))

    def scores(self, profile: Profile) -> Scores:
        """Interest, predicted rating and score of every title of the plain catalog: no filters, no franchises.

        Those made last are kept, since a page asks for several lists of the same person.
        """
        for made in tuple(self._last):
            if made.profile is profile:
                return made
        self._last.append(made := self._scores(profile))
        return made

    def _scores(self, profile: Profile) -> Scores:
        evidence, taste = Evidence.of(profile, self.bundle.model.anime), self.fold_in.taste(profile.opinions)
        interest = self.cowatching.interest(evidence.rows, evidence.ratings)
        love = self.cowatching.love(evidence.rows, evidence.ratings)
        predicted = self.fold_in.predict(taste)
        every, mask = slice(None), np.ones((1, len(evidence)))
        opinions = Opinions.of(
            interest, love, predicted, self.cowatching.largest_share(evidence.rows, evidence.ratings)
        )
        [score] = self.ranked(evidence, mask, every, opinions)
        score += self.not_seen.shift(profile)
        listed = score + self.genre_focus.shift(evidence, every)
        return Scores(profile, evidence, taste, interest, love, predicted, score, listed)

    def recommend(self, profile: Profile, options: Options = Options()) -> list[Recommendation]:
        """The best titles for a person, at most one of each franchise and none they answered, have seen or hid.

        The list has ``options.n`` titles unless fewer franchises pass the filters.
        """
        scores = self.scores(profile)
        wanted = self.wanted(scores, profile, options)
        rows = self.cards.in_one_list(self.familiar(scores, profile), wanted, profile, options)
        return self.listed(scores, wanted, rows)

    def new_to_you(self, profile: Profile, options: Options = Options()) -> list[Recommendation]:
        """The best titles of franchises that are new to a person, one of each; see :meth:`Cards.best_new_to`.

        The list has ``options.n`` titles unless fewer franchises pass the filters.
        """
        scores = self.scores(profile)
        wanted = self.wanted(scores, profile, options)
        rows = self.cards.best_new_to(self.familiar(scores, profile), wanted, profile, options)
        return self.listed(scores, wanted, rows)

    def go_on_with(self, profile: Profile, options: Options = Options()) -> list[Continuation]:
        """The next parts of the series that a person liked, the best ``options.n`` of them first."""
        parts = self.cards.next_parts(profile, options)
        if not parts:
            return []
        scores = self.scores(profile)
        wanted = self.wanted(scores, profile, options)
        parts = [parts[place] for place in best([wanted[part.row] for part in parts], options.n)]
        found = self.listed(scores, wanted, np.array([part.row for part in parts]))
        ids = self.bundle.model.anime.ids
        return [Continuation(each, int(ids[part.after])) for each, part in zip(found, parts, strict=True)]

    def wanted(self, scores: Scores, profile: Profile, options: Options = Options()) -> Floats:
        """What a list is ranked by: the score with all that was asked for, shape ``(n_anime,)``.

        That is the genres the liked titles share, those named, titles more or less like some, and the adventure.
        """
        adventure = self.settings.ranking.adventure_of(options.adventurous, len(scores.evidence))
        return self.familiar(scores, profile) - adventure * self._log_popularity

    def familiar(self, scores: Scores, profile: Profile) -> Floats:
        """The same without adventure, shape ``(n_anime,)``."""
        return scores.listed + self._genre_preference(profile) + self.wishes.shift(profile)

    def recommend_by_rating(self, profile: Profile, n: int, among: NDArray[np.bool_]) -> list[Recommendation]:
        """The titles of the highest predicted rating, whatever their franchise, for comparison with :meth:`recommend`.

        What the person said counts the same: answered, seen and hidden titles are left out, and a genre adds to the
        predicted rating what it adds to a score. ``among`` are the rows to choose from.
        """
        scores = self.scores(profile)
        wanted = scores.predicted + self._genre_preference(profile)
        rows = np.flatnonzero(among & self.cards.open_to(profile))
        return self.listed(scores, wanted, rows[best(wanted[rows], n)])

    def ranked(self, evidence: Evidence, mask: Floats, rows: Wanted, opinions: Opinions) -> Floats:
        """Scores of these titles for each version of a person, shape ``(n_versions, n_titles)``.

        ``mask`` says which told titles each version keeps, shape ``(n_versions, n_told)``.
        """
        scores = np.tile(self.score_of_anyone[rows], (len(mask), 1))
        told = mask.sum(axis=1) > 0
        if told.any() and self.ranker:
            scores[told] = self.ranker.scores(evidence, mask[told], rows, opinions.of_versions(told))
            if self.autoencoder:
                above = self.autoencoder.log_shares(evidence, mask[told])[:, rows] - self.autoencoder.usual
                scores[told] += self.settings.ranking.autoencoder_weight * above
        elif told.any():
            scores[told] = self.blend(opinions.interest, opinions.love, opinions.predicted)[told]
        return scores

    def blend(self, interest: Floats, love: Floats | None, predicted: Floats) -> Floats:
        """The score without a ranker, from interest, love and predicted rating of the same titles."""
        return self.settings.ranking.blend(interest, love, predicted)

    @cached_property
    def score_of_anyone(self) -> Floats:
        """The score with nothing told: popularity, moved to where scores with ratings lie, shape ``(n_anime,)``."""
        n_high = self.bundle.catalog.table["n_high"].to_numpy(dtype=np.float64)
        popularity = np.log(np.maximum(n_high, 0.5))
        typical = 0.0 if self.ranker else self.blend(*self.cowatching.bases, self.fold_in.expected)
        return popularity + np.average(typical - popularity, weights=n_high + 1)

    def listed(self, scores: Scores, wanted: Floats, rows: NDArray[np.integer]) -> list[Recommendation]:
        """These rows, in this order, as a person's recommendations."""
        deviations = self.fold_in.standard_deviation(scores.taste, rows)
        ids, retells = self.bundle.model.anime.ids, self.cards.parts.retells
        return [
            Recommendation(
                anime_id=int(ids[row]),
                predicted=float(scores.predicted[row]),
                standard_deviation=float(deviation),
                score=float(wanted[row]),
                franchise=int(self.franchises.group[row]),
                retells=int(ids[retells[row]]) if retells[row] >= 0 else None,
            )
            for row, deviation in zip(rows, deviations, strict=True)
        ]

    def _genre_preference(self, profile: Profile) -> Floats:
        """What liked and disliked genres add to each title's score, shape ``(n_anime,)``."""
        has_genre, ranking = self.cards.filter.has_genre, self.settings.ranking
        liked = np.where(has_genre(profile.liked_genres), ranking.liked_genre, 0.0)
        return liked + np.where(has_genre(profile.disliked_genres), ranking.disliked_genre, 0.0)

    @cached_property
    def _log_popularity(self) -> Floats:
        """Logarithm of each title's interest with no answers, 0 for the best known, shape ``(n_anime,)``."""
        interest = np.log(np.maximum(self.cowatching.base, self.settings.ranking.least_interest))
        return interest - interest.max()
