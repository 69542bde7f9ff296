"""How a command shows how far it is."""

from __future__ import annotations

from typing import Any

from tqdm import tqdm


def progress_bar(**look: Any) -> tqdm:
    """A bar on a terminal, which is gone when it ends; nowhere else is anything drawn."""
    return tqdm(disable=None, leave=False, **look)
