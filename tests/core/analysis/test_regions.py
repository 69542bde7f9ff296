"""Regions of titles, and the genres they are named by."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.analysis.regions import N_TITLES, PART, SMALLEST, region_parts, regions, telling_genres
from core.data.catalog import Catalog
from core.model.bundle import Bundle, load_bundle

PRINT_REGIONS = """
import json, sys
from core.analysis.regions import PART, region_parts
from core.model.bundle import load_bundle

bundle = load_bundle(sys.argv[1])
print(json.dumps(region_parts(bundle.model.anime_factors, bundle.catalog.table["n_ratings"])[PART].tolist()))
"""


def test_two_clouds_in_two_directions_are_two_regions(shipped: Bundle) -> None:
    rng = np.random.default_rng(0)
    clouds = [centre + 0.05 * rng.standard_normal((40, 3)) for centre in ([1, 0, 0], [0, 1, 0])]
    catalog = shipped.catalog.take(shipped.catalog.table.index[:80])
    found = regions(region_parts(np.vstack(clouds), np.ones(80))[PART], catalog)
    sides = {tuple(sorted(set((region.rows >= 40).tolist()))) for region in found}
    assert sides == {(False,), (True,)}
    assert all(len(region.rows) >= SMALLEST for region in found)


def test_too_few_titles_have_no_regions(shipped: Bundle) -> None:
    labels = region_parts(shipped.model.anime_factors[:20], np.ones(20))[PART]
    assert labels.tolist() == [-1] * 20
    assert regions(labels, shipped.catalog.take(shipped.catalog.table.index[:20])) == []


def test_only_the_most_rated_titles_have_a_region(shipped: Bundle) -> None:
    n_ratings = shipped.catalog.table["n_ratings"].to_numpy()
    labels = region_parts(shipped.model.anime_factors, n_ratings)[PART]
    least = np.sort(n_ratings)[-N_TITLES]
    assert (labels >= 0).any()
    assert n_ratings[labels >= 0].min() >= least


def test_regions_are_told_by_their_numbers_and_groups_that_are_too_small_are_none(shipped: Bundle) -> None:
    labels = np.full(len(shipped.catalog.table), -1)
    labels[5 : 5 + SMALLEST], labels[100 : 100 + SMALLEST - 1] = 7, 2
    (only,) = regions(labels, shipped.catalog)
    assert only.rows.tolist() == [*range(5, 5 + SMALLEST)]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["dot-bias", "neural"])
def test_the_shipped_models_have_the_regions_of_their_factors(name: str, root: Path) -> None:
    """Found without AVX-512 on any processor: with it, titles equally far from a region are sorted otherwise."""
    folder = root / "models" / name
    environment = os.environ | {"NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR"}
    command = [sys.executable, "-c", PRINT_REGIONS, str(folder)]
    anew = json.loads(subprocess.run(command, cwd=root, env=environment, capture_output=True, check=True).stdout)
    assert load_bundle(folder).part(PART, len(anew)).tolist() == anew


def test_a_region_is_named_by_genres_that_many_of_it_and_few_of_all_have(shipped: Bundle) -> None:
    genres, has = shipped.catalog.genres, shipped.catalog.genre_matrix
    sports = np.flatnonzero(has[:, genres.index("Sports")])
    assert telling_genres(sports, shipped.catalog)[0] == "Sports"
    assert telling_genres(np.arange(len(has)), shipped.catalog) == ()


def of_genres(*genres: tuple[str, ...]) -> Catalog:
    return Catalog(pd.DataFrame({"title": "A", "genres": list(genres)}, index=pd.Index(range(len(genres)))))


def test_a_telling_genre_is_of_a_quarter_of_a_region_at_least_and_twice_as_frequent_as_among_all() -> None:
    """Action is of 2 of the 8 titles of the region and of no other of 64, drama of 4 and of 12 others; of one title,
    or of nearly all, no region is named. Chance brings the 2 less easily than the 4."""
    inside = [("Action", "Drama"), ("Action", "Drama"), ("Drama", "War"), ("Drama",), *[()] * 4]
    catalog = of_genres(*((*genres, "TV") for genres in inside), *[("Drama", "TV")] * 12, *[("TV",)] * 44)
    assert telling_genres(np.arange(8), catalog) == ("Action", "Drama")


@pytest.mark.parametrize(("n", "has_regions"), [(2 * SMALLEST - 1, False), (2 * SMALLEST, True)])
def test_two_regions_need_as_many_titles(n: int, has_regions: bool) -> None:
    half = n // 2
    rng = np.random.default_rng(0)
    clouds = [[1, 0, 0] + 0.02 * rng.standard_normal((half, 3)), [0, 1, 0] + 0.02 * rng.standard_normal((n - half, 3))]
    assert (region_parts(np.vstack(clouds), np.ones(n))[PART] >= 0).any() == has_regions
