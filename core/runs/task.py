"""What a training run is to do, as its folder tells it; what was written by hand is read as far as it can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.training.config import TrainConfig, kept, settings, with_names_of_today
from core.training.settings import Setting

_BEYOND = 10**15
"""No setting is that large, and a table could not hold much larger ones."""


@dataclass(frozen=True)
class Task:
    """Which model to train, on which ratings, and how."""

    name: str = ""
    """Of the model."""
    ratings: str = ""
    """Path of the ratings."""
    lr_find: bool = False
    """Whether to look for a learning rate only."""
    settings: Mapping[str, object] = field(default_factory=dict)
    """Values of a ``TrainConfig`` by name, those that can be values of it."""

    @classmethod
    def of(cls, name: str, ratings: str, lr_find: bool, config: TrainConfig) -> Task:
        """The task of training with this configuration."""
        return cls(name, ratings, lr_find, kept(config))

    def as_json(self) -> dict[str, object]:
        """As it is written down: one object, the settings beside the rest."""
        return {"name": self.name, "ratings": self.ratings, "lr_find": self.lr_find, **self.settings}

    @classmethod
    def read(cls, written: Mapping[str, object]) -> Task:
        """What ``as_json`` wrote, under today's names, without values that cannot be."""
        written = with_names_of_today(written)
        words = {name: str(written[name]) for name in ("name", "ratings") if _is_word(written.get(name))}
        sound = {one.name: written[one.name] for one in settings().values() if _can_be(one, written.get(one.name))}
        return cls(**words, lr_find=bool(written.get("lr_find")), settings=sound)


def _can_be(one: Setting, value: object) -> bool:
    if one.choices:
        return _is_word(value)
    if one.is_sizes:
        return isinstance(value, list) and all(map(_is_number, value))
    return _is_number(value)


def _is_word(value: object) -> bool:
    return isinstance(value, str) and value.isprintable()


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _BEYOND
