"""Names beside dots hide neither dots nor each other."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ui.app.dot_names import GAP, LETTER, LINE, NARROWEST, named_dots

HEIGHT, RADIUS = 300.0, 5.0


def corners(spot: np.ndarray, name: str, side: str) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of a name, as plotly sets it."""
    (x, y), width, away = spot, len(name) * LETTER, RADIUS + GAP
    if side.startswith("middle"):
        left = x + away if side.endswith("right") else x - away - width
        return left, y - LINE / 2, left + width, y + LINE / 2
    bottom = y + away if side.startswith("top") else y - away - LINE
    return x - width / 2, bottom, x + width / 2, bottom + LINE


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.integers(1, 24)), max_size=30), st.integers(1, 5))
def test_a_name_lies_inside_and_over_no_dot_and_no_other_name(dots: list[tuple[float, float, int]], most: int):
    places = np.array([dot[:2] for dot in dots]).reshape(-1, 2)
    names = ["x" * n for *_, n in dots]
    sides = named_dots(places, names, HEIGHT, RADIUS, most)
    assert len(sides) <= most
    spots = places * [NARROWEST, HEIGHT]
    boxes = [corners(spots[row], names[row], side) for row, side in sides.items()]
    for number, (left, bottom, right, top) in enumerate(boxes):
        assert left >= 0
        assert bottom >= 0
        assert right <= NARROWEST
        assert top <= HEIGHT
        assert not any(left < x < right and bottom < y < top for x, y in spots)
        for other in boxes[:number]:
            assert left >= other[2] or right <= other[0] or bottom >= other[3] or top <= other[1]


def test_the_first_dots_are_named_first_and_to_the_right_where_there_is_room():
    places = np.array([[0.1, 0.5], [0.1, 0.9], [0.1, 0.1]])
    assert named_dots(places, ["One", "Two", "Three"], HEIGHT, RADIUS, most=2) == {0: "middle right", 1: "middle right"}


def test_a_name_gives_way_to_a_dot_at_its_right_to_the_left_side():
    places = np.array([[0.5, 0.5], [0.55, 0.5]])
    assert named_dots(places, ["Name", "Unnamed"], HEIGHT, RADIUS, most=9, others=1) == {0: "middle left"}


def test_a_name_between_dots_on_all_sides_is_left_out():
    around = [[0.5, 0.5], [0.56, 0.5], [0.44, 0.5], [0.5, 0.55], [0.5, 0.45]]
    assert named_dots(np.array(around), ["Name"] * 5, HEIGHT, RADIUS, most=9, others=4) == {}
