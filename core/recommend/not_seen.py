"""What a list learns from titles that were answered with "not seen".

Who has not seen one title has probably not seen others of its kind, and somebody who does not watch a kind of title
is not looking for more of it. How much less probable each title has become is known in closed form
(:mod:`core.recommend.exposure`), and moves its score by

    weight · log( P(seen | all answers) / P(seen | titles seen alone) )

Titles that are seen count in interest already, so the second probability takes their part out again. Titles beyond the
best known, of which the exposure model says nothing, keep their score.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.data.vocabulary import Vocabulary
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.exposure import ExposureModel

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class NotSeenSettings:
    """What was chosen by measurement."""

    weight: float = 0.85
    """What the logarithm of the change in probability adds to a score."""


@dataclass(frozen=True)
class NotSeenEvidence:
    """The evidence as it moves one bundle's scores."""

    anime: Vocabulary
    exposure: ExposureModel | None
    """None where the bundle has none: then nothing moves."""
    settings: NotSeenSettings = NotSeenSettings()

    @classmethod
    def of(cls, bundle: Bundle, settings: NotSeenSettings = NotSeenSettings()) -> NotSeenEvidence:
        return cls(bundle.model.anime, ExposureModel.of_bundle(bundle), settings)

    def shift(self, profile: Profile) -> Floats:
        """What it adds to each title's score, shape ``(n_anime,)``; 0 everywhere without titles not seen."""
        shift, (places, seen) = np.zeros(len(self.anime)), self._answers(profile)
        if self.exposure and not seen.all():
            alone = self.exposure.posterior(places[seen], np.ones(seen.sum()))
            every = self.exposure.posterior(places, seen.astype(np.float64))
            shift[self.exposure.rows] = self._log_ratio(every.mean, alone.mean)
        return shift

    def shift_without_each(
        self, profile: Profile, left_out: NDArray[np.integer], wanted: NDArray[np.integer]
    ) -> Floats:
        """What it would add to the wanted titles had one of the seen titles not been told, both as anime rows.

        The shape is ``(len(left_out), len(wanted))``; each line equals :meth:`shift` of the profile without that title.
        """
        shifts, (places, seen) = np.zeros((len(left_out), len(wanted))), self._answers(profile)
        if self.exposure and not seen.all():
            place, wanted_place = self._places[left_out], self._places[wanted]
            counts, covered = np.flatnonzero(place >= 0), np.flatnonzero(wanted_place >= 0)
            if len(counts) < len(place):
                shifts[place < 0] = self.shift(profile)[wanted]
            of_each = np.searchsorted(places[seen], place[counts])
            alone = self.exposure.means_without_each(places[seen], np.ones(seen.sum()))
            every = self.exposure.means_without_each(places, seen.astype(np.float64))[seen]
            log_ratio = self._log_ratio(every[of_each], alone[of_each])
            shifts[np.ix_(counts, covered)] = log_ratio[:, wanted_place[covered]]
        return shifts

    def _log_ratio(self, every: Floats, alone: Floats) -> Floats:
        """The weighted logarithm, for the factors' means after all answers and after the titles seen alone."""
        assert self.exposure
        return self.settings.weight * np.log(self.exposure.probability(every) / self.exposure.probability(alone))

    @cached_property
    def _places(self) -> NDArray[np.int64]:
        """Place in the exposure model of each anime row, −1 for those it does not cover, shape ``(n_anime,)``."""
        places = np.full(len(self.anime), -1)
        if self.exposure:
            places[self.exposure.rows] = np.arange(len(self.exposure.rows))
        return places

    def _answers(self, profile: Profile) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Places of the covered titles that the person said something of, in rising order, and whether each is seen."""
        watched = [*profile.ratings, *profile.seen]
        rows = self.anime.rows([*watched, *profile.not_seen], unknown="negative")
        places, seen = np.where(rows >= 0, self._places[rows], -1), np.arange(len(rows)) < len(watched)
        order = np.argsort(places, kind="stable")
        order = order[places[order] >= 0]
        return places[order], seen[order]
