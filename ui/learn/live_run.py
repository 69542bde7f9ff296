"""Runs a training of the course in a process of its own and shows how far it is."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, TypeVar

import streamlit as st

from core.model.stored import Flaw
from core.model.typed_json import read
from core.training.course import Course, RateSearch
from ui.app.formats import plain
from ui.app.permissions import permissions

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0
"""Seconds after which a run is given up."""
SECONDS_BETWEEN_LOOKS = 0.1


def offer_run(label: str, key: str, *arguments: str) -> RateSearch | Course | None:
    """Draw the button that starts a run; what it found at the click, with a bar and a way to stop it until then."""
    why_not = permissions().why_not("train")
    clicked = st.button(label, icon=":material/play_arrow:", key=key, disabled=why_not is not None)
    if why_not:
        st.caption(f"You see a recorded run. {plain(why_not)}")
    if not clicked:
        return None
    with _alone() as free:
        if not free:
            st.info("Somebody else is running one; try again in a few seconds.", icon=":material/hourglass_top:")
            return None
        return _watched(key, arguments)


def _watched(key: str, arguments: tuple[str, ...]) -> RateSearch | Course | None:
    """What the run found. A click on Stop is a new run of the page, which ends this one, and with it the process."""
    place, last = st.empty(), {}
    with place.container():
        bar = st.progress(0.0, text="Starting fastai …")
        st.button("Stop", icon=":material/stop_circle:", key=f"{key}.stop", on_click=_say_stopped)
    with closing(_lines(arguments)) as lines:
        for line in lines:
            last = line or last
            done = last.get("share", 0.0)
            bar.progress(min(done, 1.0), text="Training …" if done else "Starting fastai …")
    place.empty()
    for name, kind in (("search", RateSearch), ("course", Course)):
        if name in last:
            return _sound(kind, last[name])
    st.warning("The run ended without a result. What you see is the recorded one.", icon=":material/warning:")
    return None


def _say_stopped() -> None:
    st.toast("Stopped.", icon=":material/stop_circle:")


def _sound(kind: type[T], raw: object) -> T | None:
    try:
        return read(kind, raw)
    except Flaw:
        return None


def _lines(arguments: tuple[str, ...]) -> Generator[dict]:
    """What the run tells, and an empty line ten times a second so that somebody who leaves need not wait."""
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "core.training.course", *arguments],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        told: queue.Queue[str] = queue.Queue()
        threading.Thread(target=_pass_on, args=(process.stdout, told), daemon=True).start()
        end = time.monotonic() + PATIENCE
        try:
            while time.monotonic() < end:
                try:
                    line = told.get(timeout=SECONDS_BETWEEN_LOOKS)
                except queue.Empty:
                    yield {}
                    continue
                if not line:
                    return
                yield json.loads(line)
        finally:
            process.kill()


def _pass_on(stream: IO[str] | None, told: queue.Queue[str]) -> None:
    for line in stream or ():
        told.put(line)
    told.put("")


@contextmanager
def _alone() -> Generator[bool]:
    """Whether no other run of the course is at work on this server; none starts while this lasts."""
    lock = _lock()
    free = lock.acquire(blocking=False)
    try:
        yield free
    finally:
        if free:
            lock.release()


@st.cache_resource(show_spinner=False)
def _lock() -> threading.Lock:
    return threading.Lock()
