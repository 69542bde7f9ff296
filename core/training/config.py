"""The settings of a training run, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from typing import Literal, get_args

from core.data.imputation import UNRATED_CHOICES, Unrated
from core.errors import TrainingError
from core.model.architectures import ARCHITECTURES, Kind
from core.training.settings import Limits, OnPage, Setting, about, settings_of

Device = Literal["auto", "cpu", "cuda"]
Place = Literal["auto", "memory", "disk"]

MOST_NUMBERS = 2_000
"""Factors, side features or units of a layer: beyond that memory ends before anything is gained."""

_A_NUMBER_OF_NUMBERS = Limits(1, MOST_NUMBERS)
_LAYERS = ((200,), (50, 10), (100,), (100, 50), (200, 50), (300, 100, 30))
_BATCHES = (None, 64, 256, 1_024, 4_096, 16_384, 65_536, 131_072)


@dataclass(frozen=True)
class TrainConfig:
    """What to learn and how; the defaults were chosen by measurement on real ratings (docs/benchmarks.md)."""

    model: Kind = field(
        default="dot",
        metadata=about(
            "dot is fastai's EmbeddingDotBias, nn its EmbeddingNN.",
            on_page=OnPage(
                "Architecture", "Dot product: taste times traits, summed. Network: layers learn how to combine the two."
            ),
            choices={kind: architecture.words.name for kind, architecture in ARCHITECTURES.items()},
        ),
    )
    epochs: int = field(
        default=3,
        metadata=about(
            "Passes over the training ratings; the learning rate rises and falls once over all of them.",
            Limits(1, 100_000),
            OnPage("Epochs", "How many times every rating is looked at.", low=1, high=30),
        ),
    )
    n_factors: int = field(
        default=50,
        metadata=about(
            "Length of the vector of each viewer and each anime.",
            _A_NUMBER_OF_NUMBERS,
            OnPage("Factors", "How many numbers describe each viewer and each anime.", "Learning", 5, 200),
        ),
    )
    members: int = field(
        default=1,
        metadata=about(
            "How many dot models are trained one after the other and made into one, which errs less than each of them.",
            Limits(1, 100),
            OnPage(
                "Members",
                "This many models are trained, each from a different start, and made into one of the same size. Eight "
                "err less than one, and take eight times as long.",
                "Learning",
                1,
                16,
            ),
            only_for=("dot",),
        ),
    )
    layers: tuple[int, ...] = field(
        default=(200,),
        metadata=about(
            "Sizes of the network's hidden layers; the dot model has none.",
            _A_NUMBER_OF_NUMBERS,
            OnPage(
                "Hidden layers",
                "How many numbers each layer of the network hands to the next.",
                "Learning",
                offered=_LAYERS,
            ),
            only_for=("nn",),
        ),
    )
    lr: float = field(
        default=2e-2,
        metadata=about(
            "Highest learning rate of the one-cycle schedule.",
            Limits(above=0),
            OnPage(
                "Highest learning rate",
                "How far a step goes: too small is slow, too large is wild.",
                "Learning",
                1e-5,
                1.0,
                digits=5,
            ),
        ),
    )
    wd: float = field(
        default=1.8,
        metadata=about(
            "Weight decay of the factors.",
            Limits(0, 1_000),
            OnPage(
                "Weight decay",
                "Pulls the factors towards zero, against overfitting.",
                "Learning",
                0.0,
                10.0,
                digits=3,
            ),
        ),
    )
    wd_bias: float = field(default=0.0, metadata=about("Weight decay of the biases.", Limits(0, 1_000)))
    side_features: int = field(
        default=64,
        metadata=about(
            "How many numbers sum up what a viewer watched, rated or not, to steer the vectors; 0 does without.",
            Limits(0, MOST_NUMBERS),
            formerly="guides",
        ),
    )
    patience: int | None = field(
        default=None,
        metadata=about(
            "Epochs without a better loss after which training ends early and the best one is kept, by training rows "
            "that are not learnt for that; by itself all rows are learnt and the last epoch is kept.",
            Limits(1, 100_000),
            OnPage(
                "Stop after epochs without gain",
                "Then the best epoch is kept, judged by a few of the training ratings, which are not learnt.",
                "Learning",
                offered=(None, 1, 2, 3, 5, 10),
                by_itself="Never: the last epoch is kept",
            ),
        ),
    )
    batch_size: int | None = field(
        default=None,
        metadata=about(
            "Ratings a step; by itself about 32 steps an epoch, and more of the largest size.",
            Limits(2, 2**24),
            OnPage(
                "Ratings in a batch",
                "How many ratings a single step looks at.",
                "Learning",
                offered=_BATCHES,
                by_itself="Chosen from the number of ratings",
            ),
        ),
    )
    unrated: Unrated = field(
        default="drop",
        metadata=about(
            "What an unrated row is taken to mean.",
            on_page=OnPage("Watched but unrated", "What to make of titles watched but not rated.", "Data"),
            choices={**UNRATED_CHOICES},
        ),
    )
    valid: float = field(
        default=0.1,
        metadata=about(
            "Share of the ratings kept out of training to measure the model.",
            Limits(above=0, below=1),
            OnPage(
                "Share of ratings for validation",
                "The model never learns them; they measure it.",
                "Data",
                0.01,
                0.5,
                digits=2,
            ),
        ),
    )
    hold_out_viewers: float = field(
        default=0.1,
        metadata=about(
            "Share of the viewers whom the model never sees, so that recommendations for new viewers can be measured.",
            Limits(0, below=1),
            OnPage(
                "Share of viewers kept out",
                "Viewers the model never meets, to measure recommendations on.",
                "Data",
                0.0,
                0.5,
                digits=2,
            ),
        ),
    )
    rows: Place = field(
        default="auto",
        metadata=about(
            "Where the ratings lie while a model learns; auto leaves converted ratings on disk where they are more "
            "than 50 million or several processes train.",
            choices={place: place for place in get_args(Place)},
        ),
    )
    seed: int = field(
        default=0,
        metadata=about(
            "Decides the split, the start and the order of the ratings.",
            Limits(0, 2**32 - 1),
            OnPage("Seed", "The same seed and settings give the same model.", "Data", 0, 2**31 - 1, digits=0),
        ),
    )
    device: Device = field(
        default="auto",
        metadata=about(
            "auto takes a CUDA device where there is one.", choices={device: device for device in get_args(Device)}
        ),
    )
    threads: int | None = field(
        default=None,
        metadata=about(
            "Processor threads; by itself all cores but one, so that a server beside it stays quick, and 4 at most.",
            Limits(1, 1_024),
        ),
    )

    def __post_init__(self) -> None:
        for one in settings().values():
            flaw = one.flaw_of(getattr(self, one.name)) if one.is_for(self.model) else None
            if flaw:
                raise TrainingError(f"{one.name} {flaw}")


@cache
def settings() -> dict[str, Setting]:
    """What is known of each setting, by name, in the order in which pages and help show them."""
    return settings_of(TrainConfig)


DOT = TrainConfig()
RECIPES: dict[str, TrainConfig] = {
    "dot": DOT,
    "nn": TrainConfig(model="nn", epochs=6, batch_size=4096, lr=5e-3, wd=5.0),
}
"""What serves an architecture better than the defaults, which were chosen for the dot model."""
EPOCHS_OF_A_MEMBER = 5
"""Two more than a single model is best served with: where one member overfits the others do not."""


def recipe(model: str, members: int = 1) -> TrainConfig:
    """The settings measured best for an architecture; raises ``TrainingError`` where there is no such architecture."""
    config = RECIPES.get(model) or replace(DOT, model=model)
    is_one = members == 1 or not settings()["members"].is_for(model)
    return config if is_one else replace(config, members=members, epochs=EPOCHS_OF_A_MEMBER)


def kept(config: TrainConfig) -> dict[str, object]:
    """A configuration as it is written down in JSON."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(config).items()}


def with_names_of_today(written: Mapping[str, object]) -> dict[str, object]:
    """What was written down under names that settings have had since then or before."""
    today = {one.formerly: one.name for one in settings().values() if one.formerly}
    return {today.get(name, name): value for name, value in written.items()}
