"""Phases and states of a training in the words a person reads."""

from __future__ import annotations

PHASES = {
    "starting": "Starting",
    "reading": "Reading the ratings",
    "lr-find": "Trying learning rates",
    "watched": "Working out what is watched together",
    "training": "Training",
    "map": "Working out the map",
    "saving": "Saving the model",
    "done": "Done",
    "stopped": "Stopped",
    "failed": "Failed",
}

STATES = {
    "running": ":blue-badge[:material/play_circle: Running]",
    "done": ":green-badge[:material/check_circle: Done]",
    "stopped": ":orange-badge[:material/stop_circle: Stopped]",
    "interrupted": ":orange-badge[:material/power_off: Interrupted]",
    "failed": ":red-badge[:material/error: Failed]",
}

OUTCOMES = {"done": "It ran to its end; its best epoch is kept.", "stopped": "Its best epoch so far is kept."}
"""What became of a run that says nothing itself."""


def duration(seconds: float | None) -> str:
    """A time in words: ``2 min 5 s``, or a dash where it is not known."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
