"""``evaluate``: recommendations, questions or predictions, measured on viewers that a model has never seen."""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from pathlib import Path

from tqdm import tqdm

from core.commands.arguments import at_least, counts, read_ratings
from core.data.sources import LoadedRatings
from core.evaluation import behaviour, calibration, cohorts, groups, learning_curve, rating_accuracy, report, scoreboard
from core.evaluation.baselines import NAMES
from core.evaluation.kept import keep_scores
from core.evaluation.settings import EvaluationSettings
from core.evaluation.side_by_side import cores
from core.model.bundle import Bundle, load_bundle
from core.runs.evaluation import Tell, recorded
from core.storage import home, write_whole

LISTS_SHARE = 0.8
"""Of an evaluation's time: everybody's lists; the rest are errors, calibration and rules."""


def add_evaluate(parser: argparse.ArgumentParser) -> None:
    """Options of ``evaluate``."""
    parser.add_argument("--model", type=Path, default=home().models / "dot-bias", metavar="DIR")
    parser.add_argument("--ratings", type=Path, required=True, metavar="DIR", help="anime.csv and rating.csv, or a zip")
    usual = EvaluationSettings()
    parser.add_argument(
        "--answers", type=counts, default=usual.answers, metavar="N,N,…", help="how many titles a viewer has rated"
    )
    parser.add_argument(
        "--draws", type=at_least(1), default=usual.n_draws, metavar="N", help="times each viewer's answers are drawn"
    )
    parser.add_argument(
        "--against",
        choices=NAMES,
        default=scoreboard.AGAINST,
        metavar="NAME",
        help=f"what the difference column is measured against: {', '.join(NAMES)} (default {scoreboard.AGAINST})",
    )
    parser.add_argument("--seed", type=at_least(0), default=0, metavar="N")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the rows to this file")
    parser.add_argument(
        "--questionnaire", action="store_true", help="measure the ways of asking instead, by titles shown"
    )
    parser.add_argument(
        "--calibration", action="store_true", help="measure predicted ratings and their standard deviations instead"
    )
    parser.add_argument("--groups", action="store_true", help="measure the rules for people who watch together instead")
    parser.add_argument(
        "--keep", action="store_true", help="keep the figures beside the model, for the page Scoreboard"
    )
    parser.add_argument("--source", metavar="TEXT", help="with --keep: a sentence on where the ratings come from")
    parser.add_argument(
        "--processes",
        type=at_least(1),
        default=cores(),
        metavar="N",
        help="how many work at once (default: all cores)",
    )
    parser.add_argument("--run-dir", type=Path, metavar="DIR", help="folder that is told how far it is")
    parser.set_defaults(command=_evaluate)


def _evaluate(arguments: argparse.Namespace) -> None:
    with recorded(arguments.run_dir) as tell:
        tell("reading", 0.0)
        bundle = load_bundle(arguments.model)
        loaded = read_ratings(arguments.ratings, sys.maxsize, arguments.source)
        _measure(arguments, bundle, loaded, tell)


def _measure(arguments: argparse.Namespace, bundle: Bundle, loaded: LoadedRatings, tell: Tell) -> None:
    ratings = loaded.ratings
    settings = EvaluationSettings(answers=arguments.answers, n_draws=arguments.draws, seed=arguments.seed)
    if arguments.questionnaire:
        rows = learning_curve.rows_of(learning_curve.evaluate_questions(bundle, ratings, settings), settings)
        print(learning_curve.table(rows, settings))
    elif arguments.calibration:
        rows = calibration.evaluate_calibration(bundle, ratings, settings)
        print(calibration.table(rows))
    elif arguments.groups:
        rows = groups.evaluate_groups(bundle, ratings, settings)
        print(groups.table(rows))
    else:
        with tqdm(unit=" viewers", disable=None, leave=False) as bar:
            show = partial(_show, bar, tell)
            evaluation = scoreboard.evaluate(bundle, ratings, settings, show, n_processes=arguments.processes)
        parts = report.parts_of(evaluation, bundle, ratings, settings, partial(_tell_rest, tell), arguments.processes)
        rows = parts["rows"]
        if arguments.against != scoreboard.AGAINST:
            rows = scoreboard.rows_of(evaluation, settings, arguments.against, len(bundle.model.anime))
        print(scoreboard.table(rows, settings, arguments.against))
        print("\n" + cohorts.table(parts["cohorts"], parts["titles"], settings.k))
        print("\n" + rating_accuracy.table(parts["accuracy"]))
        print("\n" + behaviour.table(parts["checks"]))
        if arguments.keep:
            keep_scores(parts, loaded.source, arguments.model)
    if arguments.json:
        write_whole(arguments.json, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")


def _show(bar: tqdm, tell: Tell, done: int, of: int) -> None:
    bar.total = of
    bar.update(done - bar.n)
    tell("measuring", LISTS_SHARE * done / of)


def _tell_rest(tell: Tell, share: float) -> None:
    tell("measuring", LISTS_SHARE + (1 - LISTS_SHARE) * share)
