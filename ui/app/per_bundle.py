"""What is derived from a model once and kept for everybody."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from threading import RLock
from typing import Concatenate, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.analysis.similarity import Measure, vectors_for
from core.model.bundle import Bundle
from ui.app.naming import naming

P = ParamSpec("P")
R = TypeVar("R")

MOST_KEPT = 8
"""Results that each function keeps; the oldest goes first."""


def bundle_key(bundle: Bundle) -> tuple[str, str]:
    """What tells one bundle from any other, one trained later under the same name too."""
    return bundle.name, bundle.card.created


def per_bundle(make: Callable[Concatenate[Bundle, P], R]) -> Callable[Concatenate[Bundle, P], R]:
    """Keep what is made of each of the last bundles; shared by everybody, read-only.

    It is asked for dozens of times a draw, so looking it up has to cost next to nothing, unlike Streamlit's caches.
    """
    return _kept_by(bundle_key, make)


def per_naming(make: Callable[Concatenate[Bundle, P], R]) -> Callable[Concatenate[Bundle, P], R]:
    """The same for what holds names of titles: kept apart for English and Japanese ones."""
    return _kept_by(lambda bundle: (*bundle_key(bundle), naming()), make)


def _kept_by(
    key_of: Callable[[Bundle], Hashable], make: Callable[Concatenate[Bundle, P], R]
) -> Callable[Concatenate[Bundle, P], R]:
    kept: dict[Hashable, R] = {}
    lock = RLock()

    @wraps(make)
    def of_bundle(bundle: Bundle, *args: P.args, **kwargs: P.kwargs) -> R:
        key = key_of(bundle), tuple(map(_hashable, args)), tuple(kwargs.items())
        with lock:
            if key not in kept:
                made = make(bundle, *args, **kwargs)
                if len(kept) >= MOST_KEPT:
                    del kept[next(iter(kept))]
                kept[key] = made
            return kept[key]

    return of_bundle


def _hashable(argument: object) -> object:
    """An argument as a part of a key: a further bundle by what tells it from any other."""
    return bundle_key(argument) if isinstance(argument, Bundle) else argument


@per_bundle
def title_vectors(bundle: Bundle, measure: Measure) -> NDArray[np.float32]:
    """Vectors of all titles whose dot products are the measure."""
    return vectors_for(bundle.model.anime_factors, measure)
