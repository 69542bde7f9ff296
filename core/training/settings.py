"""A setting of a training and all that is known of it: limits, words, its option, how a page asks for it.

Each field of ``TrainConfig`` carries this as ``field(metadata=…)``. Checks, command line and form are made from it, so
a new setting is written down once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from types import NoneType
from typing import TYPE_CHECKING, Literal, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Value = str | int | float | tuple[int, ...] | None
"""What a setting may be; ``None`` leaves it to the training itself."""


AUTO = "auto"
"""On the command line: the training itself decides."""

Group = Literal["Learning", "Data"]
"""What a setting is about."""


@dataclass(frozen=True)
class Limits:
    """The numbers a setting may be."""

    at_least: float = -math.inf
    at_most: float = math.inf
    above: float = -math.inf
    below: float = math.inf

    def hold(self, number: float) -> bool:
        return self.at_least <= number <= self.at_most and self.above < number < self.below

    def __str__(self) -> str:
        if self.above > -math.inf:
            return f"lie between {self.above} and {self.below}" if self.below < math.inf else f"be above {self.above}"
        if self.below < math.inf:
            return f"be from {self.at_least} to under {self.below}"
        return f"be from {self.at_least:,} to {self.at_most:,}"


@dataclass(frozen=True)
class OnPage:
    """How a page asks for a setting, and what it calls it."""

    label: str
    help: str
    group: Group | None = None
    """The column among more settings; without one it stands above them."""
    low: float = 0
    high: float = 0
    """The range offered, narrower than what is allowed."""
    digits: int | None = None
    """Decimals of a box for a number; without them a range has a slider."""
    offered: tuple[Value, ...] = ()
    """Values to choose from, where any number would be too many."""
    by_itself: str = ""
    """What it says where a person leaves the choice to the training itself."""


@dataclass(frozen=True)
class Setting:
    """A field of ``TrainConfig``."""

    name: str
    type: object
    default: Value
    help: str
    """A sentence: what it is for."""
    limits: Limits | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    """The words it may be, each as a person reads it."""
    only_for: tuple[str, ...] = ()
    """The architectures that know it; all where none is named."""
    on_page: OnPage | None = None
    formerly: str = ""
    """A name it had once, still read in what was written then."""

    @property
    def option(self) -> str:
        """On the command line: ``--factors`` for ``n_factors``, ``--batch-size`` for ``batch_size``."""
        return option_of(self.name)

    @property
    def is_sizes(self) -> bool:
        """Whether it is several whole numbers."""
        return get_origin(self.type) is tuple

    def is_for(self, kind: str) -> bool:
        """Whether an architecture knows it."""
        return not self.only_for or kind in self.only_for

    def flaw_of(self, value: Value) -> str | None:
        """What is wrong with a value, in a sentence; nothing if it can be used."""
        if self.choices:
            return None if value in self.choices else f"must be one of {', '.join(self.choices)}, not {value!r}."
        if self.limits is None or value is None:
            return None
        if isinstance(value, tuple):
            is_sound = value and all(map(self.limits.hold, value))
            return None if is_sound else f"must hold at least one size, each {str(self.limits).removeprefix('be ')}."
        return None if self.limits.hold(float(value)) else f"must {self.limits}, not {value}."

    @property
    def reader(self) -> Callable[[str], Value]:
        """Reads what ``as_typed`` writes; raises ``ValueError``."""
        if self.is_sizes:
            return sizes
        if self.choices:
            return str
        if NoneType in get_args(self.type):
            return number_or_auto
        return float if self.type is float else int

    def in_words(self, value: object) -> str:
        """A value as people read it: ``Left out`` for ``drop``, ``50 → 10`` for layers, or a dash."""
        if isinstance(value, list | tuple):
            return " → ".join(map(str, value))
        if isinstance(value, int):
            return f"{value:,}"
        return "–" if value is None else self.choices.get(str(value), str(value))


def sizes(text: str) -> tuple[int, ...]:
    """Whole numbers separated by commas."""
    return tuple(map(int, text.split(",")))


def number_or_auto(text: str) -> int | None:
    """A whole number, or nothing for what is left to the training itself."""
    return None if text == AUTO else int(text)


def option_of(name: str) -> str:
    return f"--{name.removeprefix('n_').replace('_', '-')}"


def as_typed(value: Value) -> str:
    """A setting as one writes it on the command line."""
    if value is None:
        return AUTO
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def about(
    help: str,
    limits: Limits | None = None,
    on_page: OnPage | None = None,
    *,
    choices: Mapping[str, str] | None = None,
    only_for: tuple[str, ...] = (),
    formerly: str = "",
) -> Mapping[str, object]:
    """What a field of ``TrainConfig`` carries as its metadata; ``Setting`` says what each means."""
    told = {"limits": limits, "choices": choices or {}, "only_for": only_for, "on_page": on_page, "formerly": formerly}
    return {"help": help, **told}


def settings_of(config: type[DataclassInstance]) -> dict[str, Setting]:
    """The settings of a configuration class by name, in order."""
    hints = get_type_hints(config)
    return {
        one.name: Setting(one.name, hints[one.name], getattr(config, one.name), **one.metadata)
        for one in fields(config)
    }
