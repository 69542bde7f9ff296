"""For whom lists are good, and which favourites they find: the same figures for one kind at a time.

Two ways of telling viewers apart, each by the ratings and titles that were not held back from anybody: by *taste*, how
well known the titles are that they watched (thirds: niche, middle, mainstream), and by *ratings*, how many they gave
(halves: few, many). Titles are told apart by how well known they are (:mod:`core.evaluation.title_cohorts`): the list
is the same, with its places for all of them, and what it should find is what the viewer liked of one part alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.evaluation import text_table
from core.evaluation.protocol import ColdStartViewer
from core.evaluation.results import Results, mean_of_viewers
from core.evaluation.settings import EvaluationSettings
from core.evaluation.text_table import ANSWERS, Column, blocks, number, text
from core.evaluation.title_cohorts import TITLE_COHORTS
from core.model.bundle import Bundle

Row = dict[str, str | int | float]
"""One recommender's figures for one cohort, ready for JSON."""

COHORTS = {"taste": ("niche", "middle", "mainstream"), "ratings": ("few", "many")}
"""The cohorts of each way of telling viewers apart, from the lowest values on."""


def cohorts_of(bundle: Bundle, viewers: Sequence[ColdStartViewer]) -> dict[str, dict[int, str]]:
    """For each way of telling viewers apart, every viewer's cohort by id."""
    n_seen = np.maximum(bundle.catalog.table["n_seen"].to_numpy(dtype=np.float64), 1)
    known = [float(np.log(n_seen[viewer.rows]).mean()) for viewer in viewers]
    given = [int(viewer.is_rated.sum()) for viewer in viewers]
    ids = [viewer.viewer_id for viewer in viewers]
    return {
        way: dict(zip(ids, parted(values, COHORTS[way]), strict=True))
        for way, values in (("taste", known), ("ratings", given))
    }


def parted(values: ArrayLike, names: Sequence[str]) -> list[str]:
    """A name for each value: parts of equal size from the lowest values on, equal ones in the order they are in."""
    order = np.argsort(np.asarray(values), kind="stable")
    found = np.empty(len(order), dtype=object)
    for name, places in zip(names, np.array_split(order, len(names)), strict=True):
        found[places] = name
    return found.tolist()


def rows_of(
    results: Results,
    cohorts: Mapping[str, Mapping[int, str]],
    settings: EvaluationSettings = EvaluationSettings(),
    to: str = "popularity",
) -> list[Row]:
    """Mean NDCG of each recommender at each number of answers for each cohort that anybody belongs to.

    ``to_popularity`` is that as a multiple of what popularity finds for the same viewers.
    """
    return list(_rows(results, cohorts, settings, to))


def _rows(
    results: Results, cohorts: Mapping[str, Mapping[int, str]], settings: EvaluationSettings, to: str
) -> Iterator[Row]:
    for (name, n), figures in results.items():
        other = results[to, n]
        for way, of_viewer in cohorts.items():
            own = np.array([of_viewer[viewer] for viewer in figures.viewer_ids.tolist()])
            for cohort in COHORTS[way]:
                among: NDArray[np.bool_] = own == cohort
                if not among.any():
                    continue
                estimate = mean_of_viewers(figures.ndcg[among], settings)
                yield {
                    "recommender": name,
                    "answers": n,
                    "way": way,
                    "cohort": cohort,
                    "viewers": int(among.sum()),
                    f"ndcg_at_{settings.k}": estimate.mean,
                    "ndcg_low": estimate.low,
                    "ndcg_high": estimate.high,
                    "to_popularity": estimate.mean / float(other.ndcg[among].mean()),
                }


def title_rows_of(results: Results, settings: EvaluationSettings = EvaluationSettings()) -> list[Row]:
    """Mean NDCG and recall of each recommender at each number of answers for the favourites in each cohort of titles.

    They are means over the viewers who have such favourites left to find; a cohort of which nobody has any is left out.
    """
    return list(_title_rows(results, settings))


def _title_rows(results: Results, settings: EvaluationSettings) -> Iterator[Row]:
    for (name, n), figures in results.items():
        for cohort in TITLE_COHORTS:
            ndcg, recall = figures.cohort_ndcg[cohort], figures.cohort_recall[cohort]
            has_some = ~np.isnan(ndcg)
            if not has_some.any():
                continue
            estimate = mean_of_viewers(ndcg[has_some], settings)
            yield {
                "recommender": name,
                "answers": n,
                "cohort": cohort,
                "viewers": int(has_some.sum()),
                f"ndcg_at_{settings.k}": estimate.mean,
                "ndcg_low": estimate.low,
                "ndcg_high": estimate.high,
                f"recall_at_{settings.k}": float(recall[has_some].mean()),
            }


def table(rows: Sequence[text_table.Row], title_rows: Sequence[text_table.Row], k: int) -> str:
    """Both kinds of rows as a person reads them: a line for each recommender, a column for each cohort."""
    ndcg, recall, leading = f"ndcg_at_{k}", f"recall_at_{k}", [ANSWERS, text("recommender", "recommender")]
    viewers = [cohort for cohorts in COHORTS.values() for cohort in cohorts]
    lines = [f"The list as shown, NDCG@{k} by kind of viewer:", ""]
    lines += blocks(_across(rows, {ndcg: ""}), [*leading, *_numbers(viewers)])
    titles = [f"{figure} {cohort}" for figure in ("NDCG", "recall") for cohort in TITLE_COHORTS]
    lines += ["", f"The same, NDCG@{k} and recall@{k} of the favourites among head, middle and tail titles:", ""]
    lines += blocks(_across(title_rows, {ndcg: "NDCG ", recall: "recall "}), [*leading, *_numbers(titles)])
    return "\n".join(lines)


def _numbers(names: Sequence[str]) -> list[Column]:
    return [number(name, name, ".4f") for name in names]


def _across(rows: Sequence[text_table.Row], figures: Mapping[str, str]) -> list[dict[str, object]]:
    """One row for each recommender and number of answers, with these figures of all cohorts side by side."""
    found: dict[tuple[object, object], dict[str, object]] = {}
    for row in rows:
        name, answers = row["recommender"], row["answers"]
        one = found.setdefault((name, answers), {"recommender": name, "answers": answers})
        one |= {f"{before}{row['cohort']}": row[figure] for figure, before in figures.items()}
    return list(found.values())
