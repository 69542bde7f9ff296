"""The command line, ``python -m core COMMAND``: train, evaluate, search, simulate, download, models."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from tqdm import tqdm

from core.data import sources
from core.data.sources import LoadedRatings
from core.data.titles import CatalogSearch, Naming, named, title_facts
from core.errors import AnimeExplorerError, BundleError
from core.evaluation import calibration, learning_curve, scoreboard
from core.evaluation.baselines import BASELINES
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import check_place, list_bundles, load_bundle, read_card
from core.model.card import EpochRecord, Metrics
from core.model.simulation import simulate
from core.runs.recorder import Recorder
from core.runs.task import Task
from core.runs.training import help_training, run_lr_find, run_training
from core.storage import home, write_whole
from core.training.cli_options import add_options, config_of
from core.training.devices import is_first_process
from core.training.progress import ProgressLine


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
    _add_train(commands.add_parser("train", help="train a model on a folder or zip of ratings"))
    _add_evaluate(commands.add_parser("evaluate", help="measure recommendations on viewers a model has never seen"))
    _add_search(commands.add_parser("search", help="find titles by any name, well spelt or not"))
    _add_simulate(commands.add_parser("simulate", help="draw ratings of invented viewers from a model"))
    _add_download(commands.add_parser("download", help="fetch the full set of ratings from Kaggle"))
    _add_models(commands.add_parser("models", help="list the models with their errors"))
    return parser


def _add_train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ratings", type=Path, required=True, metavar="DIR", help="anime.csv and rating.csv, or a zip")
    parser.add_argument("--out", type=Path, required=True, metavar="models/NAME", help="where the model goes")
    parser.add_argument(
        "--anime", type=_at_least(1), default=sources.N_ANIME, metavar="N", help="keep the anime with most members"
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
    check_place(arguments.out)
    recorder = Recorder(arguments.run_dir, arguments.resume)
    recorder.listen()

    def read() -> LoadedRatings:
        return _read(arguments.ratings, arguments.anime, arguments.source)

    if not is_first_process():
        help_training(read, config, recorder)
        return
    recorder.begin(Task.of(arguments.out.name, str(arguments.ratings), arguments.lr_find, config))
    if arguments.lr_find:
        for name, rate in run_lr_find(read, config, recorder).suggestions.items():
            print(f"{name:>8}  {rate:.2e}")
        return
    with _Bar() as bar:
        bundle = run_training(read, config, arguments.out, recorder, bar.show)
    _print_metrics(bundle.card.metrics)
    print(f"The model is in {arguments.out}.")


def _read(path: Path, n_anime: int, source: str | None) -> LoadedRatings:
    if path.suffix.lower() == ".zip" and path.is_file():
        with path.open("rb") as file:
            return sources.load_zip(file, path.name, n_anime, source)
    return sources.load_folder(path, n_anime, source)


class _Bar:
    """The progress of a training in the terminal: a bar for the epoch at work, a line for each one finished."""

    def __enter__(self) -> _Bar:
        self._bar = tqdm(total=1, bar_format="{desc} {percentage:3.0f}%|{bar:40}| {postfix}", disable=None, leave=False)
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
            self._bar.set_description(line.phase.capitalize())

    def _tell_epoch(self, epoch: EpochRecord) -> None:
        number, *measured = asdict(epoch).items()
        if not self._has_header:
            self._bar.write("  ".join(f"{name:>10}" for name, _ in (number, *measured)))
            self._has_header = True
        self._bar.write("  ".join([f"{number[1]:>10}", *(f"{value:>10.4f}" for _, value in measured)]))


def _print_metrics(metrics: Metrics) -> None:
    for name, value in asdict(metrics).items():
        print(f"{name:>18}  {value:,.4f}")


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, default=home().models / "dot-bias", metavar="DIR")
    parser.add_argument("--ratings", type=Path, required=True, metavar="DIR", help="anime.csv and rating.csv, or a zip")
    usual = EvaluationSettings()
    parser.add_argument(
        "--answers", type=_counts, default=usual.answers, metavar="N,N,…", help="how many titles a viewer has rated"
    )
    parser.add_argument(
        "--draws", type=_at_least(1), default=usual.n_draws, metavar="N", help="times each viewer's answers are drawn"
    )
    parser.add_argument(
        "--against",
        choices=BASELINES,
        default=scoreboard.AGAINST,
        metavar="NAME",
        help=f"what the difference column is measured against: {', '.join(BASELINES)} (default {scoreboard.AGAINST})",
    )
    parser.add_argument("--seed", type=_at_least(0), default=0, metavar="N")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the rows to this file")
    parser.add_argument(
        "--questionnaire", action="store_true", help="measure the ways of asking instead, by titles shown"
    )
    parser.add_argument(
        "--calibration", action="store_true", help="measure predicted ratings and their standard deviations instead"
    )
    parser.set_defaults(command=_evaluate)


def _evaluate(arguments: argparse.Namespace) -> None:
    bundle, ratings = load_bundle(arguments.model), _read(arguments.ratings, sys.maxsize, None).ratings
    settings = EvaluationSettings(answers=arguments.answers, n_draws=arguments.draws, seed=arguments.seed)
    if arguments.questionnaire:
        rows = learning_curve.rows_of(learning_curve.evaluate_questions(bundle, ratings, settings), settings)
        print(learning_curve.table(rows, settings))
    elif arguments.calibration:
        rows = calibration.evaluate_calibration(bundle, ratings, settings)
        print(calibration.table(rows))
    else:
        with tqdm(unit=" viewers", disable=None, leave=False) as bar:
            evaluation = scoreboard.evaluate(bundle, ratings, settings, partial(_tell, bar))
        rows = scoreboard.rows_of(evaluation, settings, arguments.against)
        print(scoreboard.table(rows, settings, arguments.against))
    if arguments.json:
        write_whole(arguments.json, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")


def _tell(bar: tqdm, done: int, of: int) -> None:
    bar.total = of
    bar.update(done - bar.n)


def _at_least(least: int) -> Callable[[str], int]:
    """Reads an option that is a whole number from ``least`` on."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least:
            raise argparse.ArgumentTypeError(f"“{text}” is not a whole number from {least} on")
        return number

    return read


def _counts(text: str) -> tuple[int, ...]:
    return tuple(map(_at_least(0), text.split(",")))


def _add_search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words", nargs="+", metavar="WORDS", help="English, Japanese or short: shingeki, aot, attack titn"
    )
    parser.add_argument("--model", default="dot-bias", metavar="NAME", help="whose titles: a model's name or folder")
    parser.set_defaults(command=_search)


def _search(arguments: argparse.Namespace) -> None:
    """Print the ten best, one a line as ``anime_id``, tab, title; a title that the model lacks is told of apart."""
    folder = Path(arguments.model) if Path(arguments.model).is_dir() else home().models / arguments.model
    catalog, text = load_bundle(folder).catalog, " ".join(arguments.words)
    search = CatalogSearch(catalog, title_facts())
    answer = search.find(text, n=10)
    if not answer.anime_ids and answer.missing is None:
        raise AnimeExplorerError(f"No title is called anything like “{text}”. Try fewer words.")
    shown = named(catalog, title_facts(), Naming.ENGLISH)
    for anime_id in answer.anime_ids:
        print(anime_id, shown.title(anime_id), sep="\t")
    if answer.missing:
        print(search.why_missing(answer.missing), file=sys.stderr)


def _add_simulate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model", type=Path, default=home().models / "dot-bias", metavar="DIR", help="whose taste to draw from"
    )
    parser.add_argument("--viewers", type=int, default=10_000, metavar="N")
    parser.add_argument("--ratings", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--seed", type=_at_least(0), default=0, metavar="N")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for anime.csv and rating.csv")
    parser.set_defaults(command=_simulate)


def _simulate(arguments: argparse.Namespace) -> None:
    loaded = simulate(load_bundle(arguments.model), arguments.viewers, arguments.ratings, arguments.seed)
    _keep(loaded, arguments.out)


def _add_download(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=home().data / "kaggle", metavar="DIR")
    parser.add_argument("--anime", type=_at_least(1), default=sources.N_ANIME, metavar="N")
    parser.set_defaults(command=lambda arguments: _keep(sources.download(arguments.anime), arguments.out))


def _keep(loaded: LoadedRatings, out: Path) -> None:
    sources.keep(loaded, out)
    print(f"{len(loaded.ratings):,} ratings of {loaded.ratings.n_viewers:,} viewers are in {out}.")


def _add_models(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--models", type=Path, default=home().models, metavar="DIR")
    parser.set_defaults(command=_models)


def _models(arguments: argparse.Namespace) -> None:
    names, flaws = list_bundles(arguments.models), []
    if not names:
        raise BundleError(f"There is no model in {arguments.models} yet. Train one with: python -m core train --help")
    for name in names:
        try:
            card = read_card(arguments.models / name)
        except BundleError as error:
            flaws.append(str(error))
            continue
        print(f"{name:<24} {card.architecture.kind:<4} RMSE {card.metrics.valid_rmse:.4f}  {card.data.source}")
    if flaws:
        raise BundleError("\n".join(flaws))


if __name__ == "__main__":
    sys.exit(main())
