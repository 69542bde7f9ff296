"""Every code box of the course runs against the installed fastai and prints what the station says it prints."""

from __future__ import annotations

import contextlib
import io
import re

import pytest

from ui.learn.course import SLUGS, STATIONS, notebook

NUMBER = re.compile(r"-?\d[\d,]*\.?\d*(?:e-?\d+)?")
LOGGED = re.compile(r"\[.*'\d\d:\d\d'\]")
"""What fastai says by itself after an epoch."""


@pytest.fixture(scope="module")
def printed(root) -> dict[str, str]:
    """What each box prints, all run one after the other as one notebook in the folder of the project."""
    import matplotlib as mpl
    from fastai.callback.progress import ProgressCallback
    from fastai.torch_core import defaults

    mpl.use("Agg")
    bars = defaults.callbacks
    defaults.callbacks = [callback for callback in bars if callback is not ProgressCallback]
    namespace: dict[str, object] = {}
    told = {}
    with contextlib.chdir(root):
        for station in STATIONS:
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(compile(station.code, station.slug, "exec"), namespace)
            lines = [line for line in out.getvalue().strip().splitlines() if not LOGGED.fullmatch(line)]
            told[station.slug] = "\n".join(lines)
    defaults.callbacks = bars
    return told


def numbers(text: str) -> list[float]:
    return [float(number.replace(",", "")) for number in NUMBER.findall(text)]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("station", STATIONS, ids=SLUGS)
def test_a_box_prints_what_its_station_shows(printed: dict[str, str], station) -> None:
    expected = station.prints.strip()
    told = printed[station.slug]
    assert NUMBER.sub("#", told) == NUMBER.sub("#", expected)
    # processors round differently, and training makes much of little
    assert numbers(told) == pytest.approx(numbers(expected), rel=0.03, abs=0.011)


def test_the_notebook_holds_every_box() -> None:
    assert all(station.code in notebook() for station in STATIONS)
    compile(notebook(), "course.py", "exec")
