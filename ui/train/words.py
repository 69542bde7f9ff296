"""Settings, phases and states of a training in the words a person reads."""

from __future__ import annotations

LABELS = {
    "model": ("Architecture", "Dot product: taste times traits, summed. Network: layers learn how to combine the two."),
    "epochs": ("Epochs", "How many times every rating is looked at."),
    "n_factors": ("Factors", "How many numbers describe each viewer and each anime."),
    "layers": ("Hidden layers", "How many numbers each layer of the network hands to the next."),
    "lr": ("Highest learning rate", "How far a step goes: too small is slow, too large is wild."),
    "wd": ("Weight decay", "Pulls the factors towards zero, against learning by heart."),
    "patience": ("Stop after epochs without gain", "The best epoch is kept in any case."),
    "batch_size": ("Ratings in a batch", "How many ratings a single step looks at."),
    "unrated": (
        "Watched but unrated",
        "What is made of titles watched without a rating.",
    ),
    "valid": ("Share of ratings for validation", "The model never learns them; they measure it."),
    "hold_out_viewers": ("Share of viewers kept out", "Strangers to the model, to measure recommendations with."),
    "seed": ("Seed", "The same seed and settings give the same model."),
}
"""Label and explanation of each setting that a person may choose."""

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
