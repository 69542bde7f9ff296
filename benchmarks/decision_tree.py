"""The questions as a decision tree, a contender: Golbandi et al. 2011, "Adaptive bootstrapping of recommender systems".

Each node asks about one title, and its three branches are liked, seen but not liked, and not seen. It is grown on the
trained viewers: half of each viewer's titles may be asked about, the liked ones of the other half are to be found. A
node takes the title after which the best list of ten for each branch finds most, over all its viewers.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.ratings import HIGH, Ratings
from core.data.vocabulary import Vocabulary
from core.profiles import Profile
from core.questionnaire import Strategy

LISTED = 10
LEAST_VIEWERS = 150
"""A branch of fewer viewers asks no more."""
PRIOR = 20
"""Viewers of the whole crowd that are added to each branch where its best list is chosen."""
LIKED, SEEN, NOT_SEEN = range(3)

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Node:
    """One question and what comes after each of the three answers; none where the tree ends."""

    anime_id: int
    branches: tuple[Node | None, Node | None, Node | None]


@dataclass(frozen=True)
class TreeFirst:
    """Asks as the tree says, and beyond its leaves in another way."""

    tree: Node | None
    then: Strategy

    def next_titles(self, profile: Profile, shown: Collection[int] = (), n: int = 1) -> list[int]:
        """The next title of the tree; one that must not be shown counts as not seen."""
        node, gone = self.tree, {*shown, *profile.hidden}
        while node:
            if node.anime_id not in {*profile.answered, *profile.seen, *gone}:
                return [node.anime_id]
            liked = profile.ratings.get(node.anime_id, 0) >= HIGH
            watched = node.anime_id in {*profile.ratings, *profile.seen}
            node = node.branches[LIKED if liked else SEEN if watched else NOT_SEEN]
        return self.then.next_titles(profile, shown, n)


def grow(ratings: Ratings, askable: Collection[int], depth: int = 6, seed: int = 0) -> Node | None:
    """The tree of viewers with these ratings over the titles that may be asked about."""
    half = np.random.default_rng(seed).random(len(ratings)) < 0.5
    viewers, viewer = np.unique(ratings.viewer_id, return_inverse=True)
    asked, targets = Vocabulary(sorted(askable)), Vocabulary(np.unique(ratings.anime_id))
    liked = ratings.rating >= HIGH

    def table(of: NDArray[np.bool_], titles: Vocabulary) -> Floats:
        column = titles.rows(ratings.anime_id, unknown="negative")
        of = of & (column >= 0)
        cells = np.zeros((len(viewers), len(titles)), dtype=np.float32)
        cells[viewer[of], column[of]] = 1
        return cells

    found = table(half & liked, targets)
    most_liked = np.argsort(-found.sum(axis=0))[: len(asked)]
    found = found[:, most_liked] / np.clip(found.sum(axis=1, keepdims=True), 1, LISTED)
    grower = _Grower(table(~half, asked), table(~half & liked, asked), found, found.mean(axis=0) * PRIOR, asked)
    return grower.node(np.arange(len(viewers)), frozenset(), depth)


@dataclass(frozen=True)
class _Grower:
    seen: Floats
    """Which titles each viewer has seen, of those that may be asked about."""
    liked: Floats
    found: Floats
    """What each viewer's list is worth for each title in it."""
    crowd: Floats
    asked: Vocabulary

    def node(self, viewers: NDArray[np.int64], above: frozenset[int], depth: int) -> Node | None:
        if depth == 0 or len(viewers) < LEAST_VIEWERS:
            return None
        seen, liked, found = self.seen[viewers], self.liked[viewers], self.found[viewers]
        of_seen, of_liked = seen.T @ found, liked.T @ found
        branches = (of_liked, of_seen - of_liked, found.sum(axis=0) - of_seen)
        worth = np.sum([self._best_list(branch) for branch in branches], axis=0)
        worth[list(above)] = -1
        title = int(np.argmax(worth))
        answers = (liked[:, title] == 1, (seen[:, title] == 1) & (liked[:, title] == 0), seen[:, title] == 0)
        first, second, third = (self.node(viewers[of], above | {title}, depth - 1) for of in answers)
        return Node(int(self.asked.ids[title]), (first, second, third))

    def _best_list(self, found: Floats) -> Floats:
        """Worth of the best list of each branch, shape ``(n_asked,)``."""
        return np.partition(found + self.crowd, -LISTED, axis=1)[:, -LISTED:].sum(axis=1)
