"""What a folder of ratings says of itself beside the rows: where they come from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from core.data.ratings import HIGHEST

ABOUT = "about.json"


@dataclass(frozen=True)
class About:
    """What is noted of ratings when they are kept."""

    source: str = ""
    """A sentence that says where they come from; empty where that is not known."""
    simulated: bool = False
    points: int = HIGHEST
    """The highest rating where they come from; here it is 10, and the lower ones are in proportion."""

    @classmethod
    def read(cls, written: object) -> About:
        """What was written, as far as it is sound."""
        written = written if isinstance(written, dict) else {}
        source, points = written.get("source"), written.get("points")
        return cls(
            source if isinstance(source, str) else "",
            written.get("simulated") is True,
            points if type(points) is int and 1 < points <= 100 else HIGHEST,
        )


def about(folder: Path) -> About:
    """What was noted of the folder's ratings, as far as it is sound."""
    try:
        return About.read(json.loads((folder / ABOUT).read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError):
        return About()
