"""What a bundle says of itself in ``card.json``: the model, how it was trained and on what, and how far off it is.

The dataclasses are the format: ``card_of`` reads them, strict about each value and blind to names it does not know,
and ``as_json`` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from core.data.cleaning import CleaningStep
from core.data.ratings import HIGHEST, Histogram
from core.model.stored import Flaw
from core.model.typed_json import read, write

FORMAT_VERSION = 1
_RENAMED = {"guides": "side_features"}
"""Settings of a training that had another name in older cards."""


@dataclass(frozen=True)
class ArchitectureCard:
    """The shape of a model."""

    kind: str
    """Its name among ``core.model.architectures``."""
    n_factors: int
    y_range: tuple[float, float]
    layers: tuple[int, ...] = ()
    """Sizes of a network's hidden layers."""
    printed: str = ""
    """As torch prints the model."""

    def __post_init__(self) -> None:
        if self.n_factors < 1:
            raise ValueError("n_factors is not a number of factors")
        if not self.y_range[0] < self.y_range[1]:
            raise ValueError("y_range is not two rising numbers")


@dataclass(frozen=True)
class SplitCard:
    """How rows and viewers were held out; older cards do not say all of it."""

    valid: float | None = None
    """Share of the rows asked for as validation."""
    train_rows: int | None = None
    valid_rows: int = 0
    hold_out_viewers: float | None = None
    """Share of the viewers asked to be kept out."""
    held_out_viewers: int = 0
    seed: int | None = None
    how: str = ""
    fingerprint: str | None = None
    """What tells the validation rows from any others (``core.data.split``)."""


@dataclass(frozen=True)
class Metrics:
    """Errors on the validation rows, in rating points, and how long training took."""

    valid_mse: float
    valid_rmse: float
    valid_mae: float
    bias_only_rmse: float
    """Of biases without factors, on the same rows."""
    ratings_per_second: float | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class EpochRecord:
    """What was measured after an epoch; losses are squared errors."""

    epoch: int
    train_loss: float
    valid_loss: float
    valid_rmse: float
    valid_mae: float
    seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class DataCard:
    """The ratings the model saw; held-out viewers are left out."""

    source: str = ""
    """A sentence on where they come from."""
    simulated: bool = False
    viewers: int
    anime: int
    ratings: int
    unrated: int
    histogram: Histogram
    cleaning: tuple[CleaningStep, ...] = ()
    points: int = HIGHEST
    """The highest rating where they come from; here it is 10, and the lower ones are in proportion."""
    folded_in: int = 0
    """Viewers that were folded in after the training (``core.training.update``)."""

    def __post_init__(self) -> None:
        if not 1 < self.points <= 100:
            raise ValueError("points is not from 2 to 100")
        if min(self.viewers, self.anime, self.ratings, self.unrated, self.folded_in) < 0:
            raise ValueError("viewers, anime, ratings, unrated and folded_in are not all counts")


@dataclass(frozen=True, repr=False)
class Card:
    """All a bundle says of itself."""

    name: str
    architecture: ArchitectureCard
    training: Mapping[str, object]
    """The settings of the training by name."""
    split: SplitCard
    metrics: Metrics
    epochs: tuple[EpochRecord, ...]
    data: DataCard
    versions: Mapping[str, str]
    """Of the packages it was trained with."""
    created: str
    """ISO time."""
    format_version: int = field(default=FORMAT_VERSION)

    def __post_init__(self) -> None:
        try:
            datetime.fromisoformat(self.created)
        except ValueError as error:
            raise ValueError("created is not a time") from error

    def __repr__(self) -> str:
        return f"Card({self.name!r}, {self.architecture.kind}, RMSE {self.metrics.valid_rmse:.4f}, {self.created})"


def card_of(raw: Mapping[str, object]) -> Card:
    """The card of plain JSON; raises ``Flaw`` that names the first value that cannot be."""
    card = read(Card, raw)
    return replace(card, training={_RENAMED.get(name, name): value for name, value in card.training.items()})


def as_json(card: Card) -> str:
    """The text of ``card.json``."""
    return json.dumps(write(card), ensure_ascii=False, indent=1, allow_nan=False)


def version_of(raw: object) -> int:
    """The format a card is written in; raises ``Flaw`` if it does not say."""
    version = raw.get("format_version") if isinstance(raw, Mapping) else None
    if type(version) is not int:
        raise Flaw("it has no format_version")
    return version
