"""How many names find their title, and how long a search takes.

    python benchmarks/search.py

Names are those of ``tests/data``: as they are spelt, on which search was made, and with typing errors, other orders
and half names, which were written before search was first measured on them, and more nicknames. Time is that of the
process, so that a busy machine does not count.
"""

from __future__ import annotations

import csv
import itertools
import time
from pathlib import Path

import numpy as np

from core.data.titles import CatalogSearch, title_facts
from core.data.titles.search import TitleSearch
from core.model.bundle import load_bundle

ROOT = Path(__file__).resolve().parents[1]
LISTS = ("titles_typed.tsv", "titles_mistyped.tsv", "titles_nicknames.tsv")
MANY = 10_000
"""Titles of the large table, as many as a full catalog has, with all their names."""


def asked(file: str) -> list[tuple[str, int]]:
    """What was typed, and the title that was meant."""
    with (ROOT / "tests" / "data" / file).open(encoding="utf-8", newline="") as lines:
        return [(line["typed"], int(line["anime_id"])) for line in csv.DictReader(lines, delimiter="\t")]


def places(search: CatalogSearch, names: list[tuple[str, int]]) -> np.ndarray:
    """Place of each title among the ten found, from 1; 11 where it is not among them."""
    found = [(search.find(typed).anime_ids, anime_id) for typed, anime_id in names]
    return np.array([ids.index(anime_id) + 1 if anime_id in ids else 11 for ids, anime_id in found])


def milliseconds(search: TitleSearch, names: list[tuple[str, int]]) -> np.ndarray:
    times = []
    for typed, _ in names:
        before = time.process_time()
        search.find(typed)
        times.append(1000 * (time.process_time() - before))
    return np.array(times)


def large() -> TitleSearch:
    """The names of many titles: those that have some, and as many of them again as it takes, with another word each."""
    facts = title_facts()
    numbers = itertools.cycle(facts.names)
    more = {
        -n: tuple(f"{name} {n}" for name in facts.names[next(numbers)]) for n in range(1, MANY - len(facts.names) + 1)
    }
    return TitleSearch({**facts.names, **more}, {})


def main() -> None:
    search, everything = CatalogSearch(load_bundle(ROOT / "models" / "dot-bias").catalog, title_facts()), large()
    print(f"{'names':<22} {'asked':>6} {'first':>7} {'first two':>10} {'median ms':>10} {'95 % ms':>8}")
    for file in LISTS:
        names = asked(file)
        found, took = places(search, names), milliseconds(everything, names)
        first, two = (f"{100 * np.mean(found <= place):.1f} %" for place in (1, 2))
        late = np.quantile(took, 0.95)
        print(f"{file:<22} {len(names):>6} {first:>7} {two:>10} {np.median(took):>10.1f} {late:>8.1f}")


if __name__ == "__main__":
    main()
