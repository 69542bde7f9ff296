"""The command line, ``python -m core COMMAND``: train, update, evaluate, scoreboard, search, titles, simulate, convert,
download, export and models."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from core.commands.evaluate import add_evaluate
from core.commands.export import add_export
from core.commands.models import add_models
from core.commands.ratings import add_convert, add_download, add_simulate
from core.commands.scoreboard import add_scoreboard
from core.commands.search import add_search
from core.commands.titles import add_titles
from core.commands.train import add_train
from core.commands.update import add_update
from core.errors import AnimeExplorerError


def main(words: Sequence[str] | None = None) -> int:
    """Carry out one command; 0 if it went well, 2 after an error that is told in a sentence."""
    arguments = parser().parse_args(words)
    try:
        arguments.command(arguments)
    except AnimeExplorerError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m core", description="Train, simulate and list models.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_train(commands.add_parser("train", help="train a model on a folder or zip of ratings"))
    add_update(commands.add_parser("update", help="give a model the viewers that are new, without training it anew"))
    add_evaluate(commands.add_parser("evaluate", help="measure recommendations on viewers a model has never seen"))
    add_scoreboard(commands.add_parser("scoreboard", help="rank all models and baselines on the same unseen viewers"))
    add_search(commands.add_parser("search", help="find titles by any name, well spelt or not"))
    add_titles(commands.add_parser("titles", help="bring more names, years and pictures of titles, from a file"))
    add_simulate(commands.add_parser("simulate", help="draw ratings of invented viewers from a model"))
    add_convert(commands.add_parser("convert", help="make a folder of ratings of files of any size, or of MovieLens"))
    add_download(commands.add_parser("download", help="fetch the full set of ratings from Kaggle"))
    add_export(commands.add_parser("export", help="write a model's vectors, card and curves as Parquet and JSON"))
    add_models(commands.add_parser("models", help="list the models with their errors"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
