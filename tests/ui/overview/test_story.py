"""A card told in sentences."""

from __future__ import annotations

from core.model.bundle import Bundle
from ui.overview.story import data_story, error_story


def test_the_story_of_a_card_names_what_was_held_out(shipped: Bundle) -> None:
    split = shipped.card.split
    assert f"{split.valid_rows:,} ratings held out" in error_story(shipped.card)
    assert f"{split.held_out_viewers:,} viewers" in data_story(shipped.card)
