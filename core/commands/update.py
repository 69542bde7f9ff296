"""``update``: new viewers for a model, without training it anew."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from core.commands.arguments import read_ratings
from core.commands.progress_bar import progress_bar
from core.model.bundle import check_place, load_bundle, save_bundle
from core.training.update import update


def add_update(parser: argparse.ArgumentParser) -> None:
    """Options of ``update``."""
    parser.add_argument("--model", type=Path, required=True, metavar="DIR", help="the model that new viewers come to")
    parser.add_argument("--ratings", type=Path, required=True, metavar="DIR", help="all ratings there are now")
    parser.add_argument("--out", type=Path, required=True, metavar="models/NAME", help="where the new model goes")
    parser.add_argument(
        "--source", metavar="TEXT", help="a sentence for the card that says where the ratings come from"
    )
    parser.set_defaults(command=_update)


def _update(arguments: argparse.Namespace) -> None:
    check_place(arguments.out)
    bundle = load_bundle(arguments.model)
    loaded = read_ratings(arguments.ratings, sys.maxsize, arguments.source)
    with progress_bar(total=1, bar_format="{desc} {percentage:3.0f}%|{bar:40}|") as bar:
        bar.set_description("Updating")
        updated = update(bundle, loaded, lambda share: bar.update(share - bar.n))
    save_bundle(updated, arguments.out)
    data = updated.card.data
    print(f"{len(updated.model.viewers) - len(bundle.model.viewers):,} viewers are new, {data.viewers:,} in all.")
    if missing := len(loaded.catalog) - int(loaded.catalog.table.index.isin(bundle.model.anime.ids).sum()):
        print(f"{missing:,} titles of these ratings are not in the model, which would have to be trained for them.")
    print(f"The model is in {arguments.out}.")
