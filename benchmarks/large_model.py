"""What a model of a million viewers and 30,000 titles asks of a server, beside the one that comes along.

    python -m benchmarks.large_model [--viewers 1000000] [--titles 30000] [--answers 20] [--json FILE]

The large model is made up from the shipped one: further titles are its own with other names, a little noise and fewer
viewers, and further viewers are drawn from the normal distribution of its own. For each of both models: size on disk,
seconds to load it and to make what For you needs; then of a real server, asked as a browser would, how long each page
takes, its memory after it, and how long it takes from a click on an answer to the changed list. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.load import WORDS, memory_mb
from core.analysis.regions import region_parts
from core.data.catalog import Catalog
from core.data.titles import CatalogSearch, title_facts
from core.data.vocabulary import Vocabulary
from core.model.bundle import WEIGHTS, Bundle, load_bundle, save_bundle
from core.model.dot_bias import DotBiasModel
from core.profiles import Profile
from core.recommend.recommender import Recommender
from scripts.live import ROOT, server
from scripts.visitor import Visitor
from ui.app.menu import PAGES, PageEntry

FIRST_ID = 10_000_000
"""Of the titles that do not exist."""
Figures = dict[str, float]


def made_up(bundle: Bundle, n_viewers: int, n_titles: int, seed: int = 0) -> Bundle:
    """A bundle of so many viewers and titles whose shape is that of the given one, a dot model."""
    rng = np.random.default_rng(seed)
    model = cast(DotBiasModel, bundle.model)
    of, copy = np.arange(n_titles) % len(model.anime), np.arange(n_titles) // len(model.anime)
    ids = np.where(copy == 0, model.anime.ids[of], FIRST_ID + np.arange(n_titles))
    spread = model.anime_factors.std(axis=0)
    noise = rng.normal(size=(n_titles, len(spread))) * spread * (copy > 0)[:, None]
    mean, covariance = model.mean_viewer[0], np.cov(np.asarray(model.viewer_factors), rowvar=False)
    large = replace(
        model,
        viewers=Vocabulary(np.arange(1, n_viewers + 1)),
        anime=Vocabulary(ids),
        viewer_factors=rng.multivariate_normal(mean, covariance, n_viewers, method="cholesky").astype(np.float32),
        anime_factors=(model.anime_factors[of] + noise).astype(np.float32),
        viewer_bias=rng.choice(np.asarray(model.viewer_bias), n_viewers),
        anime_bias=model.anime_bias[of],
    )
    catalog = _catalog(bundle.catalog, ids, of, copy, rng)
    parts = {name: _spread(name, np.asarray(array), of, rng) for name, array in bundle.parts.items()}
    parts |= region_parts(large.anime_factors, catalog.table["n_ratings"])
    data = replace(bundle.card.data, viewers=n_viewers, anime=n_titles, simulated=True, source="Made up")
    return replace(
        bundle,
        model=large,
        catalog=catalog,
        card=replace(bundle.card, name="large", data=data),
        parts=parts,
    )


def _spread(name: str, array: NDArray, of: NDArray, rng: np.random.Generator) -> NDArray:
    """A further array of the bundle for all titles, where it has a row for each; weights point to any of them."""
    if len(array) != of.max() + 1:
        return array
    if name.endswith("targets"):
        return rng.integers(0, len(of), (len(of), array.shape[1])).astype(array.dtype)
    return array[of]


def _catalog(catalog: Catalog, ids: NDArray, of: NDArray, copy: NDArray, rng: np.random.Generator) -> Catalog:
    """Names of further titles are the first half of one and the second half of another."""
    table = catalog.table.iloc[of].set_axis(pd.Index(ids, name="anime_id"))
    words, others = table["title"].str.split(), rng.permutation(len(of))
    mixed = [
        " ".join([*one[: (len(one) + 1) // 2], *words.iloc[other][len(words.iloc[other]) // 2 :]])
        for one, other in zip(words, others, strict=True)
    ]
    rarer = {name: table[name] // (1 + 2 * copy) for name in ("members", "n_ratings", "n_high", "n_seen")}
    titles = np.where(copy == 0, table["title"], mixed)
    return Catalog(table.assign(title=pd.array(titles, dtype="str"), **rarer))


def in_memory(folder: Path) -> Figures:
    """Sizes and seconds of a bundle without a browser."""
    megabyte, begun = 1_000_000, time.perf_counter()
    bundle = load_bundle(folder)
    loaded = time.perf_counter()
    CatalogSearch(bundle.catalog, title_facts())
    indexed = time.perf_counter()
    recommender = Recommender(bundle)
    profile = Profile(ratings={int(anime_id): 9.0 for anime_id in bundle.catalog.table.index[:10]})
    recommender.new_to_you(profile)
    ready = time.perf_counter()
    rounds = []
    for rating in np.linspace(5, 9, 20):
        asked = time.perf_counter()
        recommender.new_to_you(replace(profile, ratings={**profile.ratings, 20: float(rating)}))
        rounds.append(1000 * (time.perf_counter() - asked))
    of_viewers = (bundle.model.viewer_factors.size + bundle.model.viewer_bias.size + len(bundle.model.viewers)) * 4
    on_disk = sum(file.stat().st_size for file in folder.iterdir())
    return {
        "bundle, MB": on_disk / megabyte,
        "bundle without viewers, MB": (on_disk - of_viewers) / megabyte,
        f"{WEIGHTS} read and checked, catalog too, s": loaded - begun,
        "search index, s": indexed - loaded,
        "recommender made, first list, s": ready - indexed,
        "a list of ten answers, ms": statistics.median(rounds),
    }


def on_a_server(home: Path, n_answers: int) -> Figures:
    """What a server takes and how long its pages and lists take it, for one visitor without a browser."""
    figures: Figures = {}
    with server(home) as explorer, Visitor(explorer.address) as visitor:

        def draw(entry: PageEntry, visit: str) -> None:
            visitor.page, visitor.script_hash = entry.address, ""
            took, worked = timed(explorer.pid, visitor.draw)
            figures[f"{entry.title}, {visit} visit, ms"] = took
            figures[f"{entry.title}, {visit} visit, ms of processor"] = worked
            figures[f"server after {entry.title}, {visit} visit, MB"] = memory_mb(explorer.pid)

        for visit in ("first", "second"):
            for entry in PAGES:
                draw(entry, visit)
        draw(next(entry for entry in PAGES if entry.file == "for_you"), "third")
        clicks = [
            timed(explorer.pid, partial(visitor.click, word))
            for _, word in zip(range(n_answers), cycle(WORDS), strict=False)
        ]
        figures["answer to list, median ms"], figures["answer to list, median ms of processor"] = (
            statistics.median(times) for times in zip(*clicks, strict=True)
        )
        figures["server after the answers, MB"] = memory_mb(explorer.pid)
    return figures


def timed(pid: int, action: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds that an action takes, and that a server works meanwhile, which other programs do not lengthen."""
    started, worked = time.perf_counter(), processor_seconds(pid)
    action()
    return 1000 * (time.perf_counter() - started), 1000 * (processor_seconds(pid) - worked)


def processor_seconds(pid: int) -> float:
    """How long a process has worked, as Linux tells it, to a hundredth of a second."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--viewers", type=int, default=1_000_000)
    parser.add_argument("--titles", type=int, default=30_000)
    parser.add_argument("--answers", type=int, default=20)
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    shipped = load_bundle(ROOT / "models" / "dot-bias")
    rows: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("shipped", "large"):
            bundle = shipped if name == "shipped" else made_up(shipped, options.viewers, options.titles)
            home = Path(folder) / name
            save_bundle(bundle, home / "models" / bundle.name)
            rows[name] = in_memory(home / "models" / bundle.name) | on_a_server(home, options.answers)
            del bundle
    print(pd.DataFrame(rows).to_string(float_format="{:,.1f}".format))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
