"""What a training does one after the other: how far it is, how long each phase took, and what it is for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import streamlit as st

from core.runs.progress import Progress
from core.runs.state import Run
from core.training.progress import Phase
from ui.app import formats
from ui.train.words import PHASES, PURPOSES, duration


def draw_bars(now: Progress) -> None:
    """The phase at work with a bar of its own, and one for all phases with the time to go."""
    st.markdown(f"**{PHASES[now.phase]}.** {PURPOSES.get(now.phase, '')} {formats.plain(now.message)}")
    st.progress(now.share or 0.0, text=_of_phase(now))
    to_go = f", about {duration(now.eta_seconds)} to go" if now.eta_seconds else ""
    st.progress(now.done or 0.0, text=f"{formats.share(now.done or 0)} of all steps{to_go}")


def draw_phases(run: Run) -> None:
    """A line for each phase: whether it is done, how long it took, and what it is for."""
    took = {record.phase: record.seconds for record in run.progress.phases}
    st.subheader("Step by step")
    st.markdown("\n\n".join(_line(phase, run, took) for phase in _phases(run)))


def _phases(run: Run) -> Iterator[Phase]:
    """Those of a run, whether it has come to them or not."""
    begun = {record.phase for record in run.progress.phases}
    only_sometimes = {"lr-find": run.task.lr_find, "combining": bool(_members(run) > 1)}
    for phase in get_args(Phase):
        to_come = run.state == "running" and only_sometimes.get(phase, not run.task.lr_find)
        if phase in PURPOSES and (phase in begun or to_come):
            yield phase


def _members(run: Run) -> int:
    members = run.task.settings.get("members")
    return members if isinstance(members, int) else 1


def _line(phase: Phase, run: Run, took: dict[Phase, float | None]) -> str:
    seconds = took.get(phase)
    is_at_work = run.state == "running" and run.progress.phase == phase
    icon = "pending" if is_at_work else "check_circle" if phase in took else "radio_button_unchecked"
    time = "" if seconds is None else f" · {duration(seconds)}"
    return f":material/{icon}: **{PHASES[phase]}**{time}: {PURPOSES[phase]}"


def _of_phase(now: Progress) -> str:
    if now.phase == "training" and now.n_epochs:
        batches = f", batch {formats.count(now.batch)} of {formats.count(now.n_batches)}" if now.n_batches else ""
        speed = f", {formats.count(now.ratings_per_second)} ratings a second" if now.ratings_per_second else ""
        return f"Epoch {now.epoch} of {now.n_epochs}{batches}{speed}"
    return formats.share(now.share or 0.0)
