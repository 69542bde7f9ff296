"""Runs, their phases and states in the words a person reads."""

from __future__ import annotations

from core.runs.state import Run, State
from core.training.progress import Phase

PHASES: dict[Phase, str] = {
    "starting": "Starting",
    "reading": "Reading the ratings",
    "lr-find": "Trying learning rates",
    "watched": "Working out what is watched together",
    "training": "Training",
    "combining": "Making one model of the members",
    "fold-in": "Working out how tastes differ",
    "ranking": "Learning the order of lists",
    "map": "Working out the map",
    "saving": "Saving the model",
    "done": "Done",
    "stopped": "Stopped",
    "failed": "Failed",
}

STATES: dict[State, str] = {
    "running": ":blue-badge[:material/play_circle: Running]",
    "done": ":green-badge[:material/check_circle: Done]",
    "stopped": ":orange-badge[:material/stop_circle: Stopped]",
    "interrupted": ":orange-badge[:material/power_off: Interrupted]",
    "failed": ":red-badge[:material/error: Failed]",
}

OUTCOMES: dict[State, str] = {
    "done": "It ran to its end; its best epoch is kept.",
    "stopped": "Its best epoch so far is kept.",
}
"""What became of a run that says nothing itself."""


def title_of(run: Run) -> str:
    """What the run is to bring."""
    name = run.task.name or "a model"
    return f"Learning rates for “{name}”" if run.task.lr_find else f"“{name}”"


def name_of(run: Run) -> str:
    """What the run is to bring and when it was started: no two runs have the same."""
    return f"{title_of(run)}, {run.created.astimezone():%d %b, %H:%M:%S}"


def duration(seconds: float | None) -> str:
    """A time in words: ``2 min 5 s``, or a dash where it is not known."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
