"""The tabs of the Scoreboard: what was kept beside the lists' figures, each with the function that draws it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from core.data.catalog import Catalog
from core.evaluation.kept import KeptScores
from core.evaluation.title_cohorts import TITLE_COHORTS
from ui.scoreboard.cohorts import draw_titles, draw_viewers
from ui.scoreboard.details import draw_accuracy, draw_calibration, draw_checks
from ui.scoreboard.words import COHORTS, GROUPS, RULES


def tabs(kept: KeptScores, answers: int, catalog: Catalog) -> dict[str, Callable[[], None]]:
    """What draws each tab, by its name; those are left out for which nothing was kept."""
    viewers = [row for row in kept.cohorts if row.answers == answers and row.cohort in COHORTS]
    titles = [row for row in kept.titles if row.answers == answers and row.cohort in TITLE_COHORTS]
    errors = [row for row in kept.accuracy if row.answers == answers]
    bins = [row for row in kept.calibration if row.answers == answers]
    coverage = [row for row in kept.coverage if row.answers == answers and row.group in GROUPS]
    whole = next((row for row in coverage if row.group == "all"), None)
    checks = [row for row in kept.checks if row.check in RULES and row.tried]
    found: dict[str, Callable[[], None]] = {}
    if viewers:
        found["For whom"] = partial(draw_viewers, viewers)
    if titles:
        found["Which favourites"] = partial(draw_titles, titles, catalog)
    if errors:
        found["Predicted ratings"] = partial(draw_accuracy, errors)
    if bins and whole:
        found["Does it mean what it says?"] = partial(draw_calibration, bins, coverage, whole)
    if checks:
        found["Rules for any list"] = partial(draw_checks, checks, catalog)
    return found
