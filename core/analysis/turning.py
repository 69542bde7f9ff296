"""A cloud of points turned by hand, and how much of it a flat picture shows from there."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

ASKEW = (35.0, 50.0)
"""Turn and tilt in degrees, from the view along the third principal axis, in which a cloud is first shown."""


def turned(points: ArrayLike, turn: float, tilt: float) -> Floats:
    """Points ``(n, 3)`` as seen after a turn about the second axis and a tilt about the first, in degrees.

    The first two columns are what a flat picture shows; the third is the depth it loses.
    """
    a, b = np.radians(turn), np.radians(tilt)
    about_second = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    about_first = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    return np.asarray(points, dtype=np.float64) @ (about_first @ about_second).T


def share_shown(seen: ArrayLike) -> float:
    """Share of the variance of points ``(n, 3)`` that lies in their first two columns, 0…1."""
    variance = np.asarray(seen, dtype=np.float64).var(axis=0)
    return float(variance[:2].sum() / variance.sum())
