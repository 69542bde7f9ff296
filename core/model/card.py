"""Whether a model's card holds what the pages read from it, each value of the kind it should be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

_SHAPES = {"architecture": dict, "training": dict, "split": dict, "metrics": dict, "epochs": list, "data": dict}
_NUMBERS = {
    "metrics": ("valid_mse", "valid_rmse", "valid_mae", "bias_only_rmse"),
    "data": ("viewers", "anime", "ratings", "unrated"),
    "split": (),
}
_OPTIONAL = {"valid_rows", "held_out_viewers"}
_EPOCH = ("train_loss", "valid_loss", "valid_rmse", "valid_mae")
_N_RATINGS = 10


def flaw_of(card: Mapping[str, Any]) -> str | None:
    """What is wrong with the values of a card that has all its parts, as the end of "… in its card"; or nothing."""
    for name, shape in _SHAPES.items():
        if not isinstance(card[name], shape):
            return f"“{name}” is not what it should be"
    architecture = card["architecture"]
    if not isinstance(architecture.get("n_factors"), int) or architecture["n_factors"] < 1:
        return "n_factors is not a number of factors"
    if not _is_rising_pair(architecture.get("y_range")):
        return "y_range is not two rising numbers"
    for part, needed in _NUMBERS.items():
        names = {*needed, *card[part]} if part == "metrics" else {*needed, *(_OPTIONAL & card[part].keys())}
        if bad := sorted(name for name in names if not _is_number(card[part].get(name))):
            return f"{part}.{bad[0]} is not a number"
    if not all(
        isinstance(epoch, dict) and all(_is_number(epoch.get(name)) for name in _EPOCH) for epoch in card["epochs"]
    ):
        return "“epochs” is not a list of errors"
    if not _is_histogram(card["data"].get("histogram")):
        return "data.histogram does not count ratings of 1 to 10"
    if not _is_cleaning(card["data"].get("cleaning", [])):
        return "data.cleaning is not a list of steps"
    return None if _is_time(card["created"]) else "“created” is not a time"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def _is_rising_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_number, value)) and value[0] < value[1]


def _is_histogram(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    counts = [value.get(part) for part in ("given", "imputed")]
    return all(isinstance(count, list) and len(count) == _N_RATINGS and all(map(_is_number, count)) for count in counts)


def _is_cleaning(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(step, dict) and {"what", "why"} <= step.keys() and _is_number(step.get("count")) for step in value
    )


def _is_time(value: object) -> bool:
    try:
        datetime.fromisoformat(str(value))
    except ValueError:
        return False
    return True
