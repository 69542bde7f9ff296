"""``train``: a model from ratings, with a bar for each epoch."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from core.commands.arguments import at_least, read_ratings
from core.commands.progress_bar import progress_bar
from core.data import sources
from core.data.ratings import HIGHEST
from core.data.sources import LoadedRatings, StreamedLoaded, stream_folder
from core.model.bundle import check_place
from core.model.card import Card, EpochRecord
from core.runs.recorder import Recorder
from core.runs.task import Task
from core.runs.training import help_training, run_lr_find, run_training, stay_on_disk
from core.training.cli_options import add_options, config_of
from core.training.devices import is_first_process, times_started_again
from core.training.progress import ProgressLine
from core.training.streamed.group import shared


def add_train(parser: argparse.ArgumentParser) -> None:
    """Options of ``train``."""
    parser.add_argument("--ratings", type=Path, required=True, metavar="DIR", help="anime.csv and rating.csv, or a zip")
    parser.add_argument("--out", type=Path, required=True, metavar="models/NAME", help="where the model goes")
    parser.add_argument(
        "--anime", type=at_least(1), default=sources.N_ANIME, metavar="N", help="keep the anime with most members"
    )
    parser.add_argument(
        "--source", metavar="TEXT", help="a sentence for the card that says where the ratings come from"
    )
    parser.add_argument("--run-dir", type=Path, metavar="DIR", help="folder for progress and checkpoint")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --run-dir")
    parser.add_argument("--lr-find", action="store_true", help="only try learning rates and suggest one")
    add_options(parser)
    parser.set_defaults(command=_train)


def _train(arguments: argparse.Namespace) -> None:
    config = config_of(arguments)
    if not arguments.lr_find:
        check_place(arguments.out)
    recorder = Recorder(arguments.run_dir, arguments.resume or times_started_again() > 0)
    recorder.listen()
    source = arguments.ratings, arguments.anime, arguments.source

    def read() -> LoadedRatings | StreamedLoaded:
        if not stay_on_disk(arguments.ratings, config):
            return read_ratings(*source)
        with shared(config, "viewers") as share:
            return stream_folder(*source, share)

    if not is_first_process():
        help_training(read, config, recorder)
        return
    recorder.begin(Task.of(arguments.out.name, str(arguments.ratings), arguments.lr_find, config))
    if arguments.lr_find:
        for name, rate in run_lr_find(lambda: read_ratings(*source), config, recorder).suggestions.items():
            print(f"{name:>8}  {rate:.2e}")
        return
    with _Bar() as bar:
        bundle = run_training(read, config, arguments.out, recorder, bar.show)
    _print_metrics(bundle.card)
    print(f"The model is in {arguments.out}.")


class _Bar:
    """The progress of a training in the terminal: a bar for the epoch at work, a line for each one finished."""

    def __enter__(self) -> _Bar:
        self._bar = progress_bar(total=1, bar_format="{desc} {percentage:3.0f}%|{bar:40}| {postfix}")
        self._has_header = False
        return self

    def __exit__(self, *exception: object) -> None:
        self._bar.close()

    def show(self, line: ProgressLine) -> None:
        """Draw one line of progress."""
        if line.finished:
            self._tell_epoch(line.finished)
        elif line.batch and line.batches:
            self._bar.set_description(f"Epoch {line.epoch} of {line.epochs}", refresh=False)
            speed, left = line.ratings_per_second or 0, line.eta_seconds or 0
            self._bar.set_postfix_str(f"{speed:,.0f} ratings/s, {left:,.0f} s to go", refresh=False)
            self._bar.n = line.batch / line.batches
            self._bar.refresh()
        else:
            self._bar.set_description(line.phase.capitalize(), refresh=False)
            self._bar.set_postfix_str(f"{line.eta_seconds or 0:,.0f} s to go", refresh=False)
            self._bar.n = line.share or 0
            self._bar.refresh()

    def _tell_epoch(self, epoch: EpochRecord) -> None:
        number, *measured = asdict(epoch).items()
        if not self._has_header:
            self._bar.write("  ".join(f"{name:>10}" for name, _ in (number, *measured)))
            self._has_header = True
        self._bar.write("  ".join([f"{number[1]:>10}", *(f"{value:>10.4f}" for _, value in measured)]))


def _print_metrics(card: Card) -> None:
    for name, value in asdict(card.metrics).items():
        print(f"{name:>18}  {value:,.4f}")
    if (points := card.data.points) != HIGHEST:
        rmse = card.metrics.valid_rmse * points / HIGHEST
        print(f"The ratings are of {points} where they come from: an RMSE of {rmse:.4f} there.")
