"""The small ratings that come along: viewers who do not exist, so that the course has rows to show and to train on.

``make course`` draws them anew from the default model. They are a file and not drawn at each start, since the course
quotes numbers of them.
"""

from __future__ import annotations

from pathlib import Path

from core.data.sources import LoadedRatings, load_folder

FOLDER = Path(__file__).parent


def load_sample() -> LoadedRatings:
    """About 15,000 rows of 250 simulated viewers and the 200 titles that most people watched."""
    return load_folder(FOLDER)
