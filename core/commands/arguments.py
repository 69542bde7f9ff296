"""What several commands read from the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from core.data import sources
from core.data.sources import LoadedRatings


def read_ratings(path: Path, n_anime: int, source: str | None) -> LoadedRatings:
    """Ratings of a folder or a zip; raises ``DataError``."""
    if path.suffix.lower() == ".zip" and path.is_file():
        with path.open("rb") as file:
            return sources.load_zip(file, path.name, n_anime, source)
    return sources.load_folder(path, n_anime, source)


def at_least(least: int) -> Callable[[str], int]:
    """Reads an option that is a whole number from ``least`` on."""

    def read(text: str) -> int:
        number: int | None
        try:
            number = int(text)
        except ValueError:
            number = None
        if number is None or number < least:
            raise argparse.ArgumentTypeError(f"“{text}” is not a whole number from {least} on")
        return number

    return read


def counts(text: str) -> tuple[int, ...]:
    """Reads an option of several whole numbers, with commas between them."""
    return tuple(map(at_least(0), text.split(",")))
