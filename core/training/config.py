"""The settings of a training run, each with its reason."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal, get_args

from core.data.imputation import UNRATED_CHOICES, Unrated
from core.errors import TrainingError
from core.model.architectures import Kind

Device = Literal["auto", "cpu", "cuda"]

MOST_NUMBERS = 2_000
"""Factors, guides or units of a layer: beyond that memory ends before anything is gained."""
_RANGES: dict[str, tuple[int, int]] = {
    "n_factors": (1, MOST_NUMBERS),
    "epochs": (1, 100_000),
    "batch_size": (2, 2**24),
    "wd": (0, 1_000),
    "wd_bias": (0, 1_000),
    "guides": (0, MOST_NUMBERS),
    "patience": (1, 100_000),
    "seed": (0, 2**32 - 1),
    "threads": (1, 1_024),
}


@dataclass(frozen=True)
class TrainConfig:
    """What to learn and how; the defaults were chosen by measurement on real ratings (docs/benchmarks.md)."""

    model: Kind = "dot"
    """``dot`` is fastai's EmbeddingDotBias, ``nn`` its EmbeddingNN."""
    n_factors: int = 50
    """Length of the vector of each viewer and each anime."""
    layers: tuple[int, ...] = (200,)
    """Sizes of the network's hidden layers; the dot model has none."""
    epochs: int = 3
    """Passes over the training ratings; the learning rate rises and falls once over all of them."""
    batch_size: int | None = None
    """Ratings a step; by itself about 32 steps an epoch, and more of the largest size."""
    lr: float = 2e-2
    """Highest learning rate of the one-cycle schedule."""
    wd: float = 1.8
    """Weight decay of the factors."""
    wd_bias: float = 0.0
    """Weight decay of the biases."""
    guides: int = 64
    """How many numbers sum up what a viewer watched, rated or not, to steer the vectors; 0 does without."""
    unrated: Unrated = "drop"
    """What an unrated row is taken to mean."""
    valid: float = 0.1
    """Share of the ratings kept out of training to measure the model."""
    hold_out_viewers: float = 0.1
    """Share of the viewers whom the model never sees, so that recommendations for strangers can be measured."""
    patience: int = 2
    """Epochs without a better validation loss after which training ends early."""
    seed: int = 0
    """Decides the split, the start and the order of the ratings."""
    device: Device = "auto"
    """``auto`` takes a CUDA device where there is one."""
    threads: int | None = None
    """Processor threads; by itself all cores but one, so that a server beside it stays quick, and 4 at most."""

    def __post_init__(self) -> None:
        for name, (least, most) in _RANGES.items():
            value = getattr(self, name)
            if value is not None and not least <= value <= most:
                raise TrainingError(f"{name} must be from {least:,} to {most:,}, not {value}.")
        for name, choices in (("model", get_args(Kind)), ("unrated", UNRATED_CHOICES), ("device", get_args(Device))):
            if getattr(self, name) not in choices:
                raise TrainingError(f"{name} must be one of {', '.join(choices)}, not {getattr(self, name)!r}.")
        if not 0 < self.lr < math.inf:
            raise TrainingError(f"lr must be above 0, not {self.lr}.")
        if not 0 < self.valid < 1:
            raise TrainingError(f"valid must lie between 0 and 1, not {self.valid}: it is the share held out.")
        if not 0 <= self.hold_out_viewers < 1:
            raise TrainingError(f"hold_out_viewers must be from 0 to under 1, not {self.hold_out_viewers}.")
        if self.model == "nn" and not (self.layers and all(1 <= size <= MOST_NUMBERS for size in self.layers)):
            raise TrainingError(f"layers must hold at least one size, each from 1 to {MOST_NUMBERS:,}.")


DOT = TrainConfig()
NETWORK = TrainConfig(model="nn", epochs=6, batch_size=4096, lr=5e-3, wd=5.0)
"""What serves the network better than the defaults, which were chosen for the dot model."""


def recipe(model: Kind) -> TrainConfig:
    """The settings measured best for an architecture."""
    return NETWORK if model == "nn" else replace(DOT, model=model)
