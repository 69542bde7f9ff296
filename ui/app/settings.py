"""Settings of a training in the words a person reads."""

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
