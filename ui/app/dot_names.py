"""Names beside the dots of a chart: as many as find room, each on a side of its dot where it hides nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FONT = 11
"""Size of the names, in pixels."""
LETTER, LINE, GAP = 0.58 * FONT, 14.0, 3.0
"""Width of a letter and height of a line, with room to spare, and the gap between a dot and its name, in pixels."""
NARROWEST = 280.0
"""Width of a chart on a phone, in pixels. Names that find room there find it on any screen: dots only move apart."""
SIDES = ("middle right", "middle left", "top center", "bottom center")
"""Where a name may stand, as plotly says it; the first is tried first."""


def named_dots(
    places: NDArray[np.floating], names: Sequence[str], height: float, radius: float, most: int, others: int = 0
) -> dict[int, str]:
    """The side on which each name stands, by the row of its dot: the first names that find room, at most so many.

    ``places`` have shape ``(n, 2)``, from 0 at the left and the bottom to 1; the last ``others`` are dots that have no
    names and are not to be hidden either. ``height`` of the chart and ``radius`` of a dot are in pixels.
    """
    size = np.array([NARROWEST, height])
    spots = places * size
    boxes: list[NDArray[np.float64]] = []
    sides: dict[int, str] = {}
    for row in range(len(places) - others):
        for side in SIDES:
            box = _box(spots[row], len(names[row]) * LETTER, radius, side)
            if _is_inside(box, size) and not _hides(box, spots, radius) and not _touches(box, boxes):
                boxes.append(box)
                sides[row] = side
                break
        if len(sides) == most:
            break
    return sides


def _box(spot: NDArray[np.float64], width: float, radius: float, side: str) -> NDArray[np.float64]:
    """Left, bottom, right and top of a name on this side of its dot."""
    x, y = spot
    away = radius + GAP
    left = {"middle right": x + away, "middle left": x - away - width}.get(side, x - width / 2)
    bottom = {"top center": y + away, "bottom center": y - away - LINE}.get(side, y - LINE / 2)
    return np.array([left, bottom, left + width, bottom + LINE])


def _is_inside(box: NDArray[np.float64], size: NDArray[np.float64]) -> bool:
    return bool((box[:2] >= 0).all() and (box[2:] <= size).all())


def _hides(box: NDArray[np.float64], spots: NDArray[np.float64], radius: float) -> bool:
    """Whether the box lies over a dot; its own keeps its distance by the gap."""
    return bool(((spots > box[:2] - radius) & (spots < box[2:] + radius)).all(axis=1).any())


def _touches(box: NDArray[np.float64], boxes: Sequence[NDArray[np.float64]]) -> bool:
    return any((box[:2] < other[2:]).all() and (other[:2] < box[2:]).all() for other in boxes)
