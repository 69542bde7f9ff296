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
            default=argparse.SUPPRESS,
            choices=list(one.choices) or None,
            type=one.reader,
            help=_help(one),
            metavar=None if one.choices else "N",
        )
        if one.formerly:
            older = option_of(one.formerly)
            parser.add_argument(
                older, dest=one.name, default=argparse.SUPPRESS, type=one.reader, help=argparse.SUPPRESS
            )


def config_of(arguments: argparse.Namespace) -> TrainConfig:
    """The configuration given on the command line; raises ``TrainingError``."""
    given = {name: value for name, value in vars(arguments).items() if name in settings()}
    return replace(recipe(given.get("model", DOT.model), given.get("members", DOT.members)), **given)


def typed(config: TrainConfig) -> list[str]:
    """The configuration as words of a command line."""
    return [word for one in settings().values() for word in (one.option, as_typed(getattr(config, one.name)))]


def _help(one: Setting) -> str:
    usual = one.default
    values = [] if usual is None else [f"default {as_typed(usual)}"]
    if one.name != "model":
        others = {kind: getattr(config, one.name) for kind, config in RECIPES.items()}
        values += [f"{as_typed(value)} for {kind}" for kind, value in others.items() if value != usual]
    return f"{one.help} ({', '.join(values)})".removesuffix(" ()").replace("%", "%%")
