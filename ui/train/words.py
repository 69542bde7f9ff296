"""Runs, their phases and states in the words a person reads."""

from __future__ import annotations

from core.runs.state import Run, State
from core.training.progress import Phase

PHASES: dict[Phase, str] = {
    "starting": "Starting",
    "reading": "Reading the ratings",
    "lr-find": "Trying learning rates",
    "side-features": "Summing up what everybody watched",
    "training": "Training",
    "combining": "Making one model of the members",
    "watched": "Working out what is watched together",
    "fold-in": "Working out how tastes differ",
    "ranking": "Learning the order of lists",
    "map": "Drawing the map",
    "saving": "Saving the model",
    "done": "Done",
    "stopped": "Stopped",
    "failed": "Failed",
}

PURPOSES: dict[Phase, str] = {
    "reading": "Checks every line and leaves out what cannot be used.",
    "lr-find": "Trains a copy with larger and larger steps to see which size works.",
    "side-features": "A few numbers for each viewer and title say what was watched, rated or not: a head start for all "
    "with few ratings.",
    "training": "Guesses ratings, sees how far off it was and shifts its numbers a little. This is where the model "
    "learns.",
    "combining": "Together the members guess better than each alone; here they become one model.",
    "watched": "Finds which titles are watched by the same people. Recommendations start from there.",
    "fold-in": "Learns how far tastes spread, so that a newcomer's few answers count for what they are worth.",
    "ranking": "Learns from viewers whose favourites are known which clues put the right titles first.",
    "map": "Lays out all titles so that those alike stand together, and measures how far that can be trusted.",
    "saving": "Writes the model to disk.",
}
"""What each phase is for, in a sentence."""

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


def doing(run: Run) -> str:
    """What a run at work is doing."""
    return f"Finding {title_of(run)[0].lower()}{title_of(run)[1:]}" if run.task.lr_find else f"Training {title_of(run)}"


def name_of(run: Run) -> str:
    """What the run is to bring and when it was started: no two runs have the same."""
    return f"{title_of(run)}, {run.created.astimezone():%d %b, %H:%M:%S}"


def duration(seconds: float | None) -> str:
    """A time in words: ``2 min 5 s``, or a dash where it is not known."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
