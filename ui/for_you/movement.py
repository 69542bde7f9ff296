"""What the last change did to the list: which titles rose, fell or came in."""

from __future__ import annotations

from collections.abc import Sequence

NEW = "new"


def movement(now: Sequence[int], before: Sequence[int] | None) -> dict[int, str]:
    """A mark for each title that is not where it was: "▲ 3" rose by three places, "▼ 2" fell by two, "new" came in.

    Without an earlier list nothing is marked.
    """
    if before is None:
        return {}
    places = {anime_id: place for place, anime_id in enumerate(before)}
    marks = {anime_id: _mark(places.get(anime_id), place) for place, anime_id in enumerate(now)}
    return {anime_id: mark for anime_id, mark in marks.items() if mark}


def _mark(before: int | None, now: int) -> str:
    if before is None:
        return NEW
    if before == now:
        return ""
    return f"▲ {before - now}" if before > now else f"▼ {now - before}"
