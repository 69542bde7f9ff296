"""Lines on two logarithmic axes, as SVG that follows the reader's light or dark colours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 340, 260
"""Of a panel between its axes."""
LEFT, NAMES, TOP, BOTTOM = 56, 150, 40, 52
"""Room around it: for numbers, for the names of lines, for its title and for the lower axis."""
APART = 15
"""Between the names of two lines at least."""
COLOURS = ("#4269d0", "#b07a00", "#e4573f", "#2e9e8f", "#9c5bd0", "#7a7f87")
STYLE = """
  .paper { fill: #fcfbf8 } .grid { stroke: #cfc8b8; stroke-width: 0.7 } .ink { fill: #10141f } .quiet { fill: #5b6070 }
  .line { fill: none; stroke-width: 2 } text { font: 13px system-ui, sans-serif } .name { font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #10141f } .grid { stroke: #3a445e } .ink { fill: #e8e6df } .quiet { fill: #a3a8b8 }
  }
"""


@dataclass(frozen=True)
class Panel:
    """One pair of axes with its lines."""

    title: str
    lines: Mapping[str, Sequence[tuple[float, float]]]
    """Points of each line by its name; all numbers are above 0."""


def drawing(below: str, panels: Sequence[Panel]) -> str:
    """The panels side by side as one SVG; ``below`` is what the lower axes count."""
    of_one = LEFT + WIDTH + NAMES
    width, height = of_one * len(panels), TOP + HEIGHT + BOTTOM
    label = f"{' and '.join(panel.title for panel in panels)} by {below}, on logarithmic axes"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{label}">'
    paper = f'<rect class="paper" width="{width}" height="{height}"/>'
    parts = [part for number, panel in enumerate(panels) for part in _panel(panel, below, number * of_one)]
    return "\n".join([head, f"<style>{STYLE}</style>", paper, *parts, "</svg>", ""])


def _panel(panel: Panel, below: str, left: float) -> Iterator[str]:
    columns, rows = (_decades([point[axis] for line in panel.lines.values() for point in line]) for axis in (0, 1))

    def place(x: float, y: float) -> tuple[float, float]:
        across, up = (
            (log10(number) - decades[0]) / (len(decades) - 1) for number, decades in ((x, columns), (y, rows))
        )
        return left + LEFT + across * WIDTH, TOP + (1 - up) * HEIGHT

    yield _text(left + LEFT, TOP - 16, "ink name", panel.title)
    for decade in rows:
        x, y = place(10 ** columns[0], 10**decade)
        yield f'<path class="grid" d="M{x:g} {y:g}h{WIDTH}"/>'
        yield _text(x - 8, y + 4, "quiet", f"{10.0**decade:,g}", "end")
    for decade in columns:
        x, y = place(10**decade, 10 ** rows[0])
        yield f'<path class="grid" d="M{x:g} {y:g}v{-HEIGHT}"/>'
        yield _text(x, y + 20, "quiet", f"10{'⁰¹²³⁴⁵⁶⁷⁸⁹'[decade]}", "middle")
    yield _text(left + LEFT + WIDTH / 2, TOP + HEIGHT + 42, "quiet", below, "middle")
    ends = {name: place(*line[-1]) for name, line in panel.lines.items()}
    beside = _spread({name: y for name, (_, y) in ends.items()})
    for (name, line), colour in zip(panel.lines.items(), COLOURS, strict=False):
        points = [place(*point) for point in line]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        yield f'<path class="line" stroke="{colour}" d="M{path}"/>'
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points)
        x = left + LEFT + WIDTH + 10
        yield f'<rect x="{x}" y="{beside[name] - 5:.1f}" width="10" height="10" rx="2" fill="{colour}"/>'
        yield _text(x + 16, beside[name] + 4, "ink", name)


def _decades(numbers: Sequence[float]) -> list[int]:
    """Powers of ten from below the lowest number to above the highest."""
    lowest, highest = floor(log10(min(numbers))), ceil(log10(max(numbers)))
    return list(range(lowest, max(highest, lowest + 1) + 1))


def _spread(heights: Mapping[str, float]) -> dict[str, float]:
    """The same heights, none nearer to another than names may be."""
    placed: dict[str, float] = {}
    for name, height in sorted(heights.items(), key=lambda item: -item[1]):
        lowest = min(placed.values(), default=height + APART) - APART
        placed[name] = min(height, lowest)
    return placed


def _text(x: float, y: float, style: str, words: str, anchor: str = "start") -> str:
    return f'<text class="{style}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(words)}</text>'
