"""The settings of a training as options of the command line, made from what ``TrainConfig`` says of each."""

from __future__ import annotations

import argparse
from dataclasses import replace

from core.training.config import DOT, RECIPES, TrainConfig, recipe, settings
from core.training.settings import Setting, as_typed, option_of


def add_options(parser: argparse.ArgumentParser) -> None:
    """One option for each setting: ``n_factors`` is ``--factors``, ``batch_size`` is ``--batch-size``.

    What is left out is as the architecture's ``recipe`` has it.
    """
    for one in settings().values():
        parser.add_argument(
            one.option,
            dest=one.name,
            choices=list(one.choices) or None,
            type=one.reader,
            help=_help(one),
            metavar=None if one.choices else "N",
        )
        if one.formerly:
            parser.add_argument(option_of(one.formerly), dest=one.name, type=one.reader, help=argparse.SUPPRESS)


def config_of(arguments: argparse.Namespace) -> TrainConfig:
    """The configuration given on the command line; raises ``TrainingError``."""
    given = {name: getattr(arguments, name) for name in settings()}
    chosen = {name: value for name, value in given.items() if value is not None}
    return replace(recipe(chosen.get("model", DOT.model)), **chosen)


def typed(config: TrainConfig) -> list[str]:
    """The configuration as words of a command line; what is left to the training itself is left out."""
    given = {one.option: getattr(config, one.name) for one in settings().values()}
    return [word for option, value in given.items() if value is not None for word in (option, as_typed(value))]


def _help(one: Setting) -> str:
    usual = one.default
    values = [] if usual is None else [f"default {as_typed(usual)}"]
    if one.name != "model":
        others = {kind: getattr(config, one.name) for kind, config in RECIPES.items()}
        values += [f"{as_typed(value)} for {kind}" for kind, value in others.items() if value != usual]
    return f"{one.help} ({', '.join(values)})".removesuffix(" ()").replace("%", "%%")
