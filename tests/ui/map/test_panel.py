"""What is listed of titles that were drawn around: each title's own numbers, whatever its id."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace

import pytest

from core.data.catalog import Catalog
from core.data.vocabulary import Vocabulary
from core.model.bundle import Bundle
from ui.map.panel import as_csv, selection_table

TASTE = {"Red": 0.5 + 0.25, "Blue": 1 + 0.25, "Green": 1.5 + 0.25, "Grey": 0.25}
"""Factors times the mean viewer's vector (0.5, 1), and the mean viewer's bias of 0.25."""
BIAS = {"Red": 0.5, "Blue": 0.0, "Green": -1.0, "Grey": 0.0}
MEAN_BIAS = -0.125


def points(title: str) -> float:
    """Rating with the title's bias minus rating with the mean bias, on the scale from 0.5 to 10.5."""
    with_bias, without = (0.5 + 10 / (1 + math.exp(-(TASTE[title] + bias))) for bias in (BIAS[title], MEAN_BIAS))
    return with_bias - without


def with_ids(bundle: Bundle, ids: tuple[int, ...]) -> Bundle:
    """The same titles in the same rows under other ids."""
    table = bundle.catalog.table.set_axis(list(ids)).rename_axis("anime_id")
    model = replace(bundle.model, anime=Vocabulary(ids))  # ty: ignore[invalid-argument-type]
    return replace(bundle, model=model, catalog=Catalog(table), card=replace(bundle.card, name=f"with {ids}"))


@pytest.mark.parametrize("ids", [(10, 20, 30, 40), (1, 0, 3, 2)], ids=["far from rows", "rows of other titles"])
def test_every_outlined_title_has_its_own_bias_in_table_and_file(tiny_bundle: Bundle, ids: tuple[int, ...]) -> None:
    table = selection_table(with_ids(tiny_bundle, ids), list(ids), None)
    expected = {title: pytest.approx(points(title), abs=1e-6) for title in TASTE}
    assert dict(zip(table["Title"], table["Bias in points"], strict=True)) == expected
    in_file = csv.DictReader(io.StringIO(as_csv(table).decode()))
    assert {row["Title"]: float(row["Bias in points"]) for row in in_file} == expected


def test_a_title_that_a_spreadsheet_would_run_is_made_harmless_in_the_file(tiny_bundle: Bundle) -> None:
    formulas = ["=1+1", "+A1", "@SUM(A1)", "Red"]
    hostile = replace(tiny_bundle, catalog=Catalog(tiny_bundle.catalog.table.assign(title=formulas, type="=2")))
    in_file = list(csv.DictReader(io.StringIO(as_csv(selection_table(hostile, [10, 20, 30, 40], None)).decode())))
    assert {row["Title"] for row in in_file} == {"'=1+1", "'+A1", "'@SUM(A1)", "Red"}
    assert {row["Type"] for row in in_file} == {"'=2"}


def test_the_table_of_outlined_titles_begins_with_the_most_rated(shipped: Bundle) -> None:
    table = selection_table(shipped, [2167, 12189, 9253], None)
    assert table["Ratings"].is_monotonic_decreasing
    assert list(table.columns) == [
        "Title",
        "Type",
        "Genres",
        "Mean rating",
        "Ratings",
        "Bias in points",
        "MyAnimeList",
    ]
