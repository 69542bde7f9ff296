"""Settings of a training in the words a person reads; each setting itself says which (``core.training.config``)."""

from __future__ import annotations

from collections.abc import Mapping

from core.training.config import settings
from core.training.settings import OnPage

SHOWN: dict[str, OnPage] = {name: one.on_page for name, one in settings().items() if one.on_page}
"""The settings that a person may choose, and how a page asks for each."""


def in_words(name: str, value: object) -> str:
    """The value of a setting as people read it."""
    return settings()[name].in_words(value)


def labelled(values: Mapping[str, object]) -> dict[str, str]:
    """Those of the values that a person may choose, in words, by label."""
    return {page.label: in_words(name, values[name]) for name, page in SHOWN.items() if name in values}
