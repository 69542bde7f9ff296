"""``titles``: more of what is known of titles, from a file that an owner brings."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.data.titles.added import keep
from core.data.titles.facts import FILE, read_titles
from core.data.titles.offline_database import read_offline_database
from core.storage import home


def add_titles(parser: argparse.ArgumentParser) -> None:
    """Options of ``titles``."""
    parser.add_argument(
        "--offline-database",
        type=Path,
        required=True,
        metavar="FILE",
        help="anime-offline-database (manami-project, Open Database License) as JSON or JSON lines, unpacked",
    )
    parser.set_defaults(command=_titles)


def _titles(arguments: argparse.Namespace) -> None:
    """Keep what the file says in the home, in place of what was brought before."""
    database = read_offline_database(arguments.offline_database)
    known = read_titles(FILE)
    n_new = sum(anime_id not in known for anime_id in database.table["anime_id"].to_pylist())
    n_pictures = len(database.table) - database.table["picture"].null_count
    keep(database, home().titles)
    dated = f" of {database.last_update}" if database.last_update else ""
    print(
        f"{len(database.table):,} titles of anime-offline-database{dated} are in {home().titles}: {n_new:,} are new "
        f"here, {n_pictures:,} have a picture. Left out: {database.n_elsewhere:,} that MyAnimeList does not have, "
        f"{database.n_unreadable:,} that could not be read. It counts from the next start of the explorer on."
    )
