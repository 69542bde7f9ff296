"""How the tables of docs/evaluation.md get their figures."""

from __future__ import annotations

import re

from core.evaluation import cohorts, rating_accuracy, scoreboard
from core.evaluation.text_table import Row
from core.evaluation.title_cohorts import TITLE_COHORTS
from scripts.figures import COMMANDS, DOCUMENT, PLACE, TABLES, renewed

TEXT = DOCUMENT.read_text(encoding="utf-8")


def test_every_table_has_its_place_in_the_document_and_a_command():
    assert sorted(place[2] for place in PLACE.finditer(TEXT)) == sorted(TABLES)
    assert TEXT.count("<!-- figures:") == len(TABLES)
    assert {table.command for table in TABLES.values()} == set(COMMANDS)


def test_a_table_is_put_in_its_place_and_all_else_stays():
    document = "Before\n\n<!-- figures: groups -->\n\n```\nold\n\nfigures\n```\n\nAfter\n\n```\nother\n```\n"
    found = renewed(document, lambda command: f"\nwhat {command} prints\n")
    assert found == document.replace("old\n\nfigures", "what groups prints")


def test_of_a_command_that_prints_more_the_document_shows_its_part():
    tables = {place[2]: place[3] for place in PLACE.finditer(TEXT)}
    for name in ("ranking", "fold-in"):
        assert TABLES[name].part(f"{tables[name]}\nmore\n") == tables[name]
    both = f"\n{tables['adventure']}\n\n{tables['cost']}\n"
    assert (TABLES["adventure"].part(both), TABLES["cost"].part(both)) == (tables["adventure"], tables["cost"])


def test_the_parts_of_an_evaluation_are_found_in_what_it_prints():
    of_viewers: list[Row] = [
        {"recommender": "for-you", "answers": n, "cohort": name, "ndcg_at_10": 0.5}
        for n in (0, 10)
        for names in cohorts.COHORTS.values()
        for name in names
    ]
    of_titles: list[Row] = [
        {"recommender": "for-you", "answers": n, "cohort": name, "ndcg_at_10": 0.5, "recall_at_10": 0.25}
        for n in (0, 10)
        for name in TITLE_COHORTS
    ]
    errors: list[Row] = [
        {"predictor": "bias-only", "answers": n, "rmse": 1.25, "mae": 1.0, **{f"rmse_{c}": 1.5 for c in TITLE_COHORTS}}
        for n in (0, 10)
    ]
    raw = ["answers  recommender  NDCG@10", "", "      0  for-you      0.5", "      0  ease         0.25"]
    shown = ["answers  recommender  NDCG@10", "", "      0  for-you      0.75"]
    lists = [
        "4 viewers",
        "",
        f"{scoreboard.TITLES['raw']}:",
        "",
        *raw,
        "",
        f"{scoreboard.TITLES['shown']}:",
        "",
        *shown,
    ]
    rest = [cohorts.table(of_viewers, of_titles, 10), "", rating_accuracy.table(errors)]
    printed = "\n".join([*lists, "", *rest, ""])
    assert TABLES["lists"].part(printed).splitlines() == lists
    assert TABLES["neural"].part(printed).splitlines() == [raw[0], raw[2]]
    found = [re.split(" {2,}", line.strip()) for line in TABLES["titles"].part(printed).splitlines()]
    assert [line[:3] for line in found] == [
        ["answers", "recommender", "NDCG head"],
        ["10", "for-you", "0.5000"],
        [""],
        ["answers", "predictor", "RMSE"],
        ["10", "bias-only", "1.2500"],
    ]
