"""Numbers, dates and names as people read them."""

from __future__ import annotations

import pytest

from ui.app import formats


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (formats.count(506786), "506,786"),
        (formats.rating(7.625), "7.62"),
        (formats.rating(float("nan")), "–"),
        (formats.signed(0.416), "+0.42"),
        (formats.signed(-0.416), "−0.42"),
        (formats.signed(-0.004), "0.00"),
        (formats.signed(0.0), "0.00"),
        (formats.signed(-0.0004, 3), "0.000"),
        (formats.signed(-0.0006, 3), "−0.001"),
        (formats.signed(10.0, 0), "+10"),
        (formats.share(0.104), "10%"),
        (formats.share(0.0168, 1), "1.7%"),
        (formats.off_by(0.8371), "off by 0.84 points on average"),
        (formats.date("2026-11-24T06:03:52+00:00"), "24 November 2026"),
        (formats.listed(["Action"]), "Action"),
        (formats.listed(["Action", "Drama", "Sci-Fi"]), "Action, Drama and Sci-Fi"),
    ],
)
def test_numbers_read_as_people_write_them(read: str, expected: str) -> None:
    assert read == expected
