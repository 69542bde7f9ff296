"""What a run was to do, as its folder tells it: whatever somebody wrote in there by hand must not stop the page."""

from __future__ import annotations

from typing import Any

from core.runs.state import Run
from ui.app.settings import SHOWN

_WORDS = {"name", "ratings", "model", "unrated"}
_BEYOND = 10**15
"""No setting is that large, and a table could not hold much larger ones."""


def settings_of(run: Run) -> dict[str, Any]:
    """The settings of a run by their names, but for those with a value that no such setting can have."""
    config = run.config
    settings = {name: value for name in _WORDS if _is_word(value := config.get(name))}
    settings |= {name: value for name in SHOWN.keys() - _WORDS if _is_number(value := config.get(name))}
    layers = config.get("layers")
    return settings | ({"layers": layers} if isinstance(layers, list) and all(map(_is_number, layers)) else {})


def is_search(run: Run) -> bool:
    """Whether the run only looked for a learning rate."""
    return bool(run.config.get("lr_find"))


def title_of(run: Run) -> str:
    """What the run is to bring."""
    name = settings_of(run).get("name", "a model")
    return f"Learning rates for “{name}”" if is_search(run) else f"“{name}”"


def name_of(run: Run) -> str:
    """What the run is to bring and when it was started: no two runs have the same."""
    return f"{title_of(run)}, {run.created.astimezone():%d %b, %H:%M:%S}"


def _is_word(value: object) -> bool:
    return isinstance(value, str) and value.isprintable()


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _BEYOND
