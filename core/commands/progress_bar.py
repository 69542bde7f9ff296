"""How a command shows how far it is."""

from __future__ import annotations

from functools import partial

from tqdm import tqdm

progress_bar = partial(tqdm, disable=None, leave=False)
"""A bar on a terminal, which is gone when it ends; nowhere else is anything drawn."""
