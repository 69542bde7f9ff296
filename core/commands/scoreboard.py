"""``scoreboard``: every model and every baseline on the same viewers, whom no ranked model has seen."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from core.commands.arguments import at_least, counts, read_ratings
from core.commands.progress_bar import progress_bar
from core.errors import BundleError
from core.evaluation import cohorts, rating_accuracy, report, scoreboard
from core.evaluation.all_models import accuracy_of_models, differences, evaluate_models, field_of
from core.evaluation.kept import keep_scores
from core.evaluation.lists import SHOWN
from core.evaluation.settings import EvaluationSettings
from core.evaluation.side_by_side import cores
from core.model.bundle import Bundle, list_bundles, load_bundle
from core.storage import PROJECT, home, not_written


def add_scoreboard(parser: argparse.ArgumentParser) -> None:
    """Options of ``scoreboard``."""
    usual = EvaluationSettings()
    parser.add_argument("--ratings", type=Path, required=True, metavar="DIR", help="anime.csv and rating.csv, or a zip")
    parser.add_argument(
        "--models",
        type=Path,
        nargs="+",
        default=list(dict.fromkeys((home().models, PROJECT / "models"))),
        metavar="DIR",
        help="folders of models (default: those kept here and those that came with the project)",
    )
    parser.add_argument("--answers", type=counts, default=usual.answers, metavar="N,N,…")
    parser.add_argument("--draws", type=at_least(1), default=usual.n_draws, metavar="N")
    parser.add_argument("--seed", type=at_least(0), default=0, metavar="N")
    parser.add_argument("--source", metavar="TEXT", help="a sentence on where the ratings come from")
    parser.add_argument("--processes", type=at_least(1), default=cores(), metavar="N", help="how many work at once")
    parser.set_defaults(command=_scoreboard)


def _scoreboard(arguments: argparse.Namespace) -> None:
    loaded = read_ratings(arguments.ratings, sys.maxsize, arguments.source)
    settings = EvaluationSettings(answers=arguments.answers, n_draws=arguments.draws, seed=arguments.seed)
    field = field_of(_bundles(arguments.models), loaded.ratings, settings)
    with progress_bar(unit=" viewers") as bar:

        def show(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        evaluation = evaluate_models(field, loaded.ratings, settings, show, arguments.processes)
    parts = {
        **report.parts_of_lists(evaluation, field.ranked[0], loaded.ratings, settings, field.ours),
        "accuracy": accuracy_of_models(field, loaded.ratings, settings),
    }
    print(scoreboard.table(parts["rows"], settings, ours=field.ours))
    print("\n" + cohorts.table(parts["cohorts"], parts["titles"], settings.k))
    print("\n" + rating_accuracy.table(parts["accuracy"]))
    for answers in settings.answers:
        if (field.ours, answers) in evaluation[SHOWN]:
            print(f"\nThe list as shown, {answers} answers:")
            print("\n".join(differences(evaluation[SHOWN], answers, field.ours, settings)))
    for reason in field.left_out.values():
        print(f"\nNot ranked: {reason}")
    folder = home().scoreboard
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_written(str(folder), error) from error
    keep_scores(parts, loaded.source, folder)
    print(f"\nThe figures are kept in {folder}, and the page Scoreboard shows them.")


def _bundles(folders: list[Path]) -> list[Bundle]:
    """All that can be opened, called as their folders are, of several of one name the first; says which cannot be."""
    found: dict[str, Bundle] = {}
    for place in (folder / name for folder in folders for name in list_bundles(folder)):
        if place.name not in found:
            try:
                bundle = load_bundle(place)
            except BundleError as error:
                print(error, file=sys.stderr)
            else:
                found[place.name] = replace(bundle, card=replace(bundle.card, name=place.name))
    return list(found.values())
