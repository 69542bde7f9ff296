"""``evaluate``: recommendations, questions or predictions, measured on viewers that a model has never seen."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tqdm import tqdm

from core.commands.arguments import at_least, counts, read_ratings
from core.commands.progress_bar import progress_bar
from core.data.ratings import Ratings
from core.evaluation import behaviour, calibration, cohorts, groups, learning_curve, rating_accuracy, report, scoreboard
from core.evaluation.baselines import NAMES
from core.evaluation.kept import keep_scores
from core.evaluation.settings import EvaluationSettings
from core.evaluation.side_by_side import Share, cores
from core.model.bundle import Bundle, load_bundle
from core.runs.evaluation import Tell, recorded
from core.storage import home, write_whole

LISTS_SHARE = 0.8
"""Of an evaluation's time: everybody's lists; the rest are errors, calibration and rules."""
BAR = "{percentage:3.0f}%|{bar:40}| {remaining} left"


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
        with progress_bar(total=1, bar_format=BAR) as bar:
            found = _measured(arguments, bundle, loaded.ratings, partial(_show, bar, tell))
        print(found.text)
        if arguments.keep and found.parts:
            keep_scores(found.parts, loaded.source, arguments.model)
        if arguments.json:
            write_whole(arguments.json, json.dumps(found.rows, ensure_ascii=False, indent=1) + "\n")


class Found(NamedTuple):
    """What was asked for."""

    rows: Sequence[Mapping[str, object]]
    text: str
    """The same as a person reads it."""
    parts: report.Parts | None = None
    """What can be kept beside the model, of lists alone."""


def _measured(arguments: argparse.Namespace, bundle: Bundle, ratings: Ratings, progress: Share) -> Found:
    n_processes = arguments.processes
    settings = EvaluationSettings(answers=arguments.answers, n_draws=arguments.draws, seed=arguments.seed)
    if arguments.questionnaire:
        curves = learning_curve.evaluate_questions(bundle, ratings, settings, progress, n_processes)
        questions = learning_curve.rows_of(curves, settings)
        return Found(questions, learning_curve.table(questions, settings))
    if arguments.calibration:
        found = calibration.evaluate_calibration(bundle, ratings, settings, progress, n_processes)
        return Found(found, calibration.table(found))
    if arguments.groups:
        rules = groups.evaluate_groups(bundle, ratings, settings, progress, n_processes)
        return Found(rules, groups.table(rules))

    def of_lists(done: int, of: int) -> None:
        progress(LISTS_SHARE * done / of)

    def of_rest(share: float) -> None:
        progress(LISTS_SHARE + (1 - LISTS_SHARE) * share)

    evaluation = scoreboard.evaluate(bundle, ratings, settings, of_lists, n_processes=n_processes)
    parts = report.parts_of(evaluation, bundle, ratings, settings, of_rest, n_processes)
    rows = parts["rows"]
    if arguments.against != scoreboard.AGAINST:
        rows = scoreboard.rows_of(evaluation, settings, arguments.against, len(bundle.model.anime))
    tables = [
        scoreboard.table(rows, settings, arguments.against),
        cohorts.table(parts["cohorts"], parts["titles"], settings.k),
        rating_accuracy.table(parts["accuracy"]),
        behaviour.table(parts["checks"]),
    ]
    return Found(rows, "\n\n".join(tables), parts)


def _show(bar: tqdm, tell: Tell, share: float) -> None:
    bar.update(share - bar.n)
    tell("measuring", share)
