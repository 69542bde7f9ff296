"""``search``: titles by any of their names."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from core.data.titles import CatalogSearch, Naming, named, title_facts
from core.errors import AnimeExplorerError
from core.model.bundle import load_bundle
from core.storage import home


def add_search(parser: argparse.ArgumentParser) -> None:
    """Options of ``search``."""
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
