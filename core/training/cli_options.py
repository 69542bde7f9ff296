"""The settings of a training as options of the command line, made from ``TrainConfig`` itself."""

from __future__ import annotations

import argparse
import ast
import inspect
import itertools
from dataclasses import fields, replace
from typing import Any, get_args

from core.data.imputation import UNRATED_CHOICES
from core.model.architectures import Kind
from core.training.config import DOT, NETWORK, Device, TrainConfig, recipe

_CHOICES = {"model": get_args(Kind), "unrated": UNRATED_CHOICES, "device": get_args(Device)}
_WITHOUT_DEFAULT = {"batch_size": int, "threads": int}


def add_options(parser: argparse.ArgumentParser) -> None:
    """One option for each setting: ``n_factors`` is ``--factors``, ``batch_size`` is ``--batch-size``.

    What is left out is as the architecture's ``recipe`` has it.
    """
    reasons = _reasons()
    for setting in fields(TrainConfig):
        default = setting.default
        parser.add_argument(
            f"--{setting.name.removeprefix('n_').replace('_', '-')}",
            dest=setting.name,
            choices=_CHOICES.get(setting.name),
            type=_sizes if isinstance(default, tuple) else _WITHOUT_DEFAULT.get(setting.name, type(default)),
            help=_help(reasons[setting.name], setting.name),
            metavar=None if setting.name in _CHOICES else "N",
        )


def _help(reason: str, name: str) -> str:
    usual, network = (_as_typed(getattr(settings, name)) for settings in (DOT, NETWORK))
    values = [] if usual is None else [f"default {usual}"]
    values += [] if network == usual or name == "model" else [f"{network} for nn"]
    return f"{reason} ({', '.join(values)})".removesuffix(" ()").replace("%", "%%")


def _as_typed(value: object) -> object:
    """A setting as one writes it on the command line."""
    return ",".join(map(str, value)) if isinstance(value, tuple) else value


def config_of(arguments: argparse.Namespace) -> TrainConfig:
    """The configuration given on the command line; raises ``TrainingError``."""
    given = {setting.name: getattr(arguments, setting.name) for setting in fields(TrainConfig)}
    chosen = {name: value for name, value in given.items() if value is not None}
    return replace(recipe(chosen.get("model", DOT.model)), **chosen)


def _sizes(text: str) -> tuple[int, ...]:
    """Whole numbers separated by commas."""
    return tuple(int(size) for size in text.split(","))


def _reasons() -> dict[str, str]:
    """The sentence under each field of ``TrainConfig``, by field, without its marks for code."""
    [definition] = ast.parse(inspect.getsource(TrainConfig)).body
    body: list[Any] = definition.body if isinstance(definition, ast.ClassDef) else []
    return {
        line.target.id: inspect.cleandoc(below.value.value).replace("``", "")
        for line, below in itertools.pairwise(body)
        if isinstance(line, ast.AnnAssign) and isinstance(below, ast.Expr)
    }
