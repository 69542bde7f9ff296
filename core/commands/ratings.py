"""``simulate``, ``convert`` and ``download``: folders of ratings to train on."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tqdm import tqdm

from core.commands.arguments import at_least
from core.commands.progress_bar import progress_bar
from core.data import sources
from core.data.kaggle_sets import SETS
from core.data.mapped.convert import convert
from core.data.movielens import load_movielens
from core.data.ratings import Ratings
from core.data.sources import LoadedRatings
from core.model.bundle import load_bundle
from core.model.simulation import Simulation
from core.storage import home


def add_simulate(parser: argparse.ArgumentParser) -> None:
    """Options of ``simulate``."""
    parser.add_argument(
        "--model", type=Path, default=home().models / "dot-bias", metavar="DIR", help="whose taste to draw from"
    )
    parser.add_argument("--viewers", type=int, default=10_000, metavar="N")
    parser.add_argument("--ratings", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--seed", type=at_least(0), default=0, metavar="N")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for anime.csv and rating.csv")
    parser.set_defaults(command=_simulate)


def _simulate(arguments: argparse.Namespace) -> None:
    simulation = Simulation(load_bundle(arguments.model), arguments.viewers, arguments.ratings, arguments.seed)
    with progress_bar(total=arguments.ratings, unit=" ratings", unit_scale=True) as bar:
        sources.keep_parts(simulation.loaded(Ratings.of([], [], [])), _told(simulation.parts(), bar), arguments.out)
    print(f"{arguments.ratings:,} ratings of {arguments.viewers:,} viewers are in {arguments.out}.")


def _told(parts: Iterator[Ratings], bar: tqdm) -> Iterator[Ratings]:
    for part in parts:
        yield part
        bar.update(len(part))


def add_convert(parser: argparse.ArgumentParser) -> None:
    """Options of ``convert``."""
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument(
        "--ratings",
        type=Path,
        nargs="+",
        metavar="PATH",
        help="folders, or files of anime and of ratings: CSV, gzip, zip, Parquet",
    )
    given.add_argument("--movielens", type=Path, metavar="DIR", help="what MovieLens 100K or 1M unpacks to")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the converted ratings")
    parser.add_argument("--source", metavar="TEXT", help="with --ratings: a sentence on where the ratings come from")
    parser.set_defaults(command=_convert)


def _convert(arguments: argparse.Namespace) -> None:
    if arguments.movielens:
        _keep(load_movielens(arguments.movielens), arguments.out)
        return
    with progress_bar(unit_scale=True) as bar:
        converted = convert(arguments.ratings, arguments.out, arguments.source, partial(_tell, bar))
    for step in converted.report().steps:
        print(f"{step.count:>15,}  {step.what}: {step.why}")
    header = converted.header
    print(f"{header.rows:,} ratings of {header.viewers:,} viewers are in {arguments.out}.")


def _tell(bar: tqdm, what: str, done: int, of: int) -> None:
    bar.set_description(what, refresh=False)
    bar.total, bar.n = of, done
    bar.refresh()


def add_download(parser: argparse.ArgumentParser) -> None:
    """Options of ``download``."""
    parser.add_argument(
        "--set", type=int, choices=SETS, default=sources.FIRST, help="the year that the lists were read in"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="by itself data/kaggle, or data/kaggle-2020 and so on")
    parser.add_argument("--anime", type=at_least(1), default=sources.N_ANIME, metavar="N")
    parser.set_defaults(command=_download)


def _download(arguments: argparse.Namespace) -> None:
    _keep(sources.download(arguments.anime, arguments.set), arguments.out or place_of(arguments.set))


def place_of(year: int) -> Path:
    """Where a downloaded set goes by itself."""
    return home().data / ("kaggle" if year == sources.FIRST else f"kaggle-{year}")


def _keep(loaded: LoadedRatings, out: Path) -> None:
    sources.keep(loaded, out)
    print(f"{len(loaded.ratings):,} ratings of {loaded.ratings.n_viewers:,} viewers are in {out}.")
