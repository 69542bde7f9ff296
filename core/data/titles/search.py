"""Finds titles by any of their names, with typing errors, in any word order, the best known first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from core.data.titles.spelling import words

MOST_WORDS = 12
"""Words of a text that are looked for."""
ASIDE = frozenset({"anime"})
"""Words that people add to the name of any title, to be understood elsewhere."""
WHOLE = 0.999
"""From here on a share is all of it."""


@dataclass(frozen=True)
class SearchSettings:
    """How names are ranked; chosen on one list of names that people type, measured on another (docs/benchmarks.md)."""

    completeness: float = 0.10
    """What a name is worth that the text names whole, over one of which it is a small part."""
    whole_name: float = 0.15
    """What a name is worth that is the text, word by word."""
    fame: float = 0.20
    """What the best-known title is worth over one that nobody knows."""
    least: float = 0.60
    """Share of the text that a name has to account for."""
    unlike: float = 0.70
    """Likeness of two names, read without their spaces, below which they have nothing in common."""
    error: float = 1.2
    """What a typing error costs, in letters of the word."""
    begun: float = 0.80
    """What the beginning of a word is worth beside the whole of it."""


@dataclass(frozen=True)
class Found:
    """A title that was found."""

    anime_id: int
    match: float
    """0…1: how much of the text the best of its names accounts for."""
    score: float
    """What the order goes by."""


class TitleSearch:
    """The names of many titles, ready to be searched; nothing of a search is kept."""

    def __init__(
        self,
        names: Mapping[int, Sequence[str]],
        fame: Mapping[int, float],
        settings: SearchSettings = SearchSettings(),
    ) -> None:
        """``fame`` says how well known each title is, 0…1; one without is not known at all."""
        self._settings = settings
        self._anime_ids = np.fromiter(names, dtype=np.int64, count=len(names))
        self._fame = np.array([fame.get(anime_id, 0.0) for anime_id in names])
        kept: dict[str, str] = {}  # each word once: of 30,000 titles they else take 10 MB more
        pairs = (
            (row, tuple(kept.setdefault(word, word) for word in words(name)))
            for row, every in enumerate(names.values())
            for name in every
        )
        spelt = [(row, name) for row, name in dict.fromkeys(pairs) if name]
        self._row_of_name = np.array([row for row, _ in spelt], dtype=np.int64)
        self._joined = ["".join(name) for _, name in spelt]
        self._letters = np.array([len(name) for name in self._joined], dtype=float)
        self._vocabulary = sorted({word for _, name in spelt for word in name})
        numbers = {word: number for number, word in enumerate(self._vocabulary)}
        self._words = np.array([numbers[word] for _, name in spelt for word in name], dtype=np.int64)
        self._starts = np.cumsum([0, *(len(name) for _, name in spelt)])[:-1]

    def find(self, text: str, n: int = 10) -> list[Found]:
        """At most ``n`` titles, the best match first; none for a text without letters or numbers."""
        typed = words(text)[:MOST_WORDS]
        asked = [word for word in typed if word not in ASIDE] or typed
        if not asked or not self._joined:
            return []
        match, complete = self._by_words(asked)
        joined = self._by_letters("".join(asked))
        closer = joined > match
        match[closer], complete[closer] = joined[closer], joined[closer]
        return self._best(match, complete, n)

    def _best(self, match: NDArray, complete: NDArray, n: int) -> list[Found]:
        """The titles of the best names, each by the best of its own."""
        names = np.flatnonzero(match >= self._settings.least)
        rows, match, complete = self._row_of_name[names], match[names], complete[names]
        whole = (match > WHOLE) & (complete > WHOLE)
        score = match + self._settings.completeness * complete + self._settings.whole_name * whole
        score += self._settings.fame * self._fame[rows]
        found: dict[int, Found] = {}
        for place in np.argsort(-score, kind="stable"):
            anime_id = int(self._anime_ids[rows[place]])
            found.setdefault(anime_id, Found(anime_id, float(match[place]), float(score[place])))
            if len(found) == n:
                break
        return list(found.values())

    def _by_words(self, asked: Sequence[str]) -> tuple[NDArray, NDArray]:
        """For each name: the share of the text that its words account for, and the share of it that is in the text."""
        likeness = [np.maximum.reduceat(self._likeness(word)[self._words], self._starts) for word in asked]
        rarity = np.array([_rarity(each) for each in likeness])
        match = rarity @ likeness / rarity.sum()
        complete = np.array([len(word) for word in asked]) @ likeness / self._letters
        return match, np.minimum(complete, 1)

    def _likeness(self, word: str) -> NDArray:
        """How much each word of the vocabulary is like this one, 0…1: the same, a typing error away, or begun so."""
        most_errors = 0 if len(word) < 4 or word.isdigit() else 1 if len(word) < 7 else 2
        likeness = np.zeros(len(self._vocabulary))
        if most_errors:
            errors = process.cdist([word], self._vocabulary, scorer=OSA.distance, score_cutoff=most_errors)[0]
            likeness = np.where(errors <= most_errors, 1 - self._settings.error * errors / len(word), 0.0)
        for known in range(bisect_left(self._vocabulary, word), bisect_left(self._vocabulary, word + "\U0010ffff")):
            share = len(word) / len(self._vocabulary[known])
            likeness[known] = max(likeness[known], self._settings.begun + (1 - self._settings.begun) * share)
        return likeness

    def _by_letters(self, asked: str) -> NDArray:
        """How much each name, read without its spaces, is like the text: 0, or from a half up to 1."""
        unlike = self._settings.unlike
        alike = process.cdist([asked], self._joined, scorer=fuzz.ratio, score_cutoff=100 * unlike)[0] / 100
        return np.where(alike > unlike, 0.5 + 0.5 * (alike - unlike) / (1 - unlike), 0.0)


def _rarity(likeness: NDArray) -> float:
    """What a word of a text weighs: more, the fewer names have it, and little where none has."""
    n_names = np.count_nonzero(likeness > 0.9) or np.count_nonzero(likeness)
    return float(np.log(1 + len(likeness) / n_names)) if n_names else 1.0
