"""What a person chose on the Map, in a link."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.map.inputs import ids_in_link, link_of_ids


@given(st.sets(st.integers(1, 60_000)))
def test_outlined_titles_survive_the_link(anime_ids: set[int]) -> None:
    assert ids_in_link(link_of_ids(list(anime_ids))) == sorted(anime_ids)


def test_ids_in_a_link_are_distances_in_base_36() -> None:
    assert link_of_ids([46, 10]) == "_a_10"  # 10 = a, and 46 - 10 = 36 = 10 in base 36


@pytest.mark.parametrize("text", ["", "_", "a", "_a__b", "_A", "_é", "_1 _2", "_9999999"])
def test_a_broken_outline_in_a_link_is_none(text: str) -> None:
    assert ids_in_link(text) == []
