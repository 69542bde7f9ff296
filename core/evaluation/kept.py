"""Figures of an evaluation that are kept beside the model they are of, so that a page can show them at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.errors import BundleError
from core.model.bundle import SCORES
from core.model.stored import Flaw
from core.model.typed_json import read
from core.storage import write_whole

LARGEST_FILE = 4 * 2**20
"""Bytes; those of the shipped models have a tenth of a million."""


@dataclass(frozen=True)
class Score:
    """One recommender's figures at a number of answers in one list, as :func:`core.evaluation.scoreboard.rows_of` has
    them."""

    recommender: str
    answers: int
    list: str
    viewers: int
    ndcg_at_10: float
    ndcg_low: float
    ndcg_high: float
    recall_at_10: float
    to_popularity: float
    above_cowatching: float
    above_low: float
    above_high: float
    titles_used: int
    best_known_share: float
    novelty: float
    diversity: float
    rmse: float | None = None
    mrr: float | None = None
    coverage: float | None = None
    gini: float | None = None
    p_value: float | None = None
    """None of this project's own, and in figures kept by an older version, as the three before."""


@dataclass(frozen=True)
class Accuracy:
    """One predictor's errors at a number of answers (:mod:`core.evaluation.rating_accuracy`), in rating points."""

    predictor: str
    answers: int
    rmse: float
    mae: float
    rmse_head: float | None = None
    """Of titles of this cohort (:mod:`core.evaluation.title_cohorts`); none in figures kept by an older version."""
    rmse_middle: float | None = None
    rmse_tail: float | None = None


@dataclass(frozen=True)
class CohortScore:
    """One recommender's figures for viewers of one kind (:mod:`core.evaluation.cohorts`), in the list as shown."""

    recommender: str
    answers: int
    way: str
    cohort: str
    viewers: int
    ndcg_at_10: float
    ndcg_low: float
    ndcg_high: float
    to_popularity: float


@dataclass(frozen=True)
class TitleScore:
    """One recommender's figures for the favourites in one of ``TITLE_COHORTS``, in the list as shown."""

    recommender: str
    answers: int
    cohort: str
    viewers: int
    """Those who have such favourites left to find."""
    ndcg_at_10: float
    ndcg_low: float
    ndcg_high: float
    recall_at_10: float


@dataclass(frozen=True)
class CalibrationBin:
    """Mean predicted and observed rating where predictions are alike (:mod:`core.evaluation.calibration`)."""

    answers: int
    ratings: int
    predicted: float
    observed: float


@dataclass(frozen=True)
class Coverage:
    """How often ratings of one group fell within the ± that is shown."""

    answers: int
    group: str
    ratings: int
    coverage: float
    """0…1, 0.68 where the ± is what it says."""
    deviation: float
    """Mean of the ±, in rating points."""
    bias: float
    """Mean of rating minus prediction."""


@dataclass(frozen=True)
class CheckResult:
    """How often one rule held (:mod:`core.evaluation.behaviour`)."""

    check: str
    tried: int
    held: int
    example: tuple[int, ...] = ()
    """Titles of the first time it did not hold, else of the first time."""


@dataclass(frozen=True)
class KeptScores:
    """All figures of one evaluation; those that older versions did not keep are empty."""

    ratings: str
    """A sentence on the ratings that it was made of."""
    made: str
    """ISO time."""
    rows: tuple[Score, ...]
    accuracy: tuple[Accuracy, ...] = ()
    cohorts: tuple[CohortScore, ...] = ()
    titles: tuple[TitleScore, ...] = ()
    calibration: tuple[CalibrationBin, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    checks: tuple[CheckResult, ...] = ()

    def of(self, list_name: str, answers: int) -> list[Score]:
        """Those of one list at a number of answers, the best first."""
        found = [row for row in self.rows if row.list == list_name and row.answers == answers]
        return sorted(found, key=lambda row: -row.ndcg_at_10)

    @property
    def answers(self) -> list[int]:
        """The numbers of answers, in rising order."""
        return sorted({row.answers for row in self.rows})


def keep_scores(parts: Mapping[str, Sequence[Mapping[str, object]]], ratings: str, folder: str | Path) -> None:
    """Write an evaluation's parts, rows by the names of ``KeptScores``' fields, beside the model in this folder.

    Raises ``StorageError`` where it cannot.
    """
    made = datetime.now(UTC).isoformat(timespec="seconds")
    text = json.dumps({"ratings": ratings, "made": made, **parts}, ensure_ascii=False, indent=1)
    write_whole(Path(folder) / SCORES, text + "\n")


def kept_scores(folder: str | Path) -> KeptScores | None:
    """What is kept beside the model in this folder, if anything; raises ``BundleError`` where it is damaged."""
    folder = Path(folder)
    file = folder / SCORES
    try:
        if not file.is_file():
            return None
        if file.stat().st_size > LARGEST_FILE:
            raise Flaw("it is too large")
        return read(KeptScores, _known(json.loads(file.read_text(encoding="utf-8"))))
    except (Flaw, OSError, ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, Flaw) else "it is not readable JSON"
        raise BundleError(
            f"The scores of the model “{folder.name}” cannot be shown: {reason}. Evaluate it again."
        ) from None


def _known(raw: object) -> object:
    """The same without rows' values that are none, which stand for figures that a recommender does not have."""
    if not isinstance(raw, Mapping) or not isinstance(rows := raw.get("rows"), list):
        return raw
    kept = [
        {name: value for name, value in row.items() if value is not None} if isinstance(row, Mapping) else row
        for row in rows
    ]
    return {**raw, "rows": kept}
