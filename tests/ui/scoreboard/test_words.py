"""What the Scoreboard says of figures: what is real and what may be chance, and which rules do not always hold."""

from __future__ import annotations

from core.data.catalog import Catalog
from core.evaluation.kept import CheckResult, Score
from ui.scoreboard.charts import trade_off
from ui.scoreboard.details import rule
from ui.scoreboard.words import verdict


def score(name: str, ndcg: float, p_value: float | None, novelty: float = 2.0) -> Score:
    return Score(
        name, 5, "shown", 9, ndcg, ndcg, ndcg, 0.5, ndcg / 0.4, 0.1, 0.05, 0.2, 9, 0.5, novelty, 0.7, p_value=p_value
    )


OURS = score("for-you", 0.6, None)


def test_a_lead_over_all_others_is_called_real_where_every_test_says_so():
    said = verdict([OURS, score("ease", 0.5, 0.01), score("popularity", 0.4, 0.04)])
    assert said.startswith("**For you finds 1.50 times what popularity finds.** It is ahead of all 2 others")
    assert said.endswith("The nearest is EASE (+0.100 NDCG).")


def test_what_may_be_chance_and_what_is_better_are_named():
    said = verdict([score("als", 0.7, 0.01), OURS, score("ease", 0.59, 0.2), score("popularity", 0.4, 0.01)])
    assert "It is ahead of 1 of the 3 others" in said
    assert "against EASE the difference may be chance" in said
    assert "ALS found more, and not by chance" in said
    assert "The nearest is ALS (−0.100 NDCG)." in said


def test_figures_of_an_older_version_are_told_against_co_watching():
    assert "Against co-watching" in verdict([OURS, score("popularity", 0.4, None)])


def test_names_in_the_picture_do_not_lie_over_each_other():
    crowd = [score("ease", 0.45, 0.01), score("als", 0.45, 0.01), score("rating-model", 0.45, 0.01)]
    [points] = trade_off([score("random", 0.02, 0.01, novelty=7.0), *crowd, OURS]).data
    assert list(points.hovertext) == ["For you", "EASE", "ALS", "Rating model", "Chance"]
    assert list(points.text) == ["For you", "EASE", "ALS", "", "Chance"]
    assert points.textposition[1] != points.textposition[2]


def test_a_rule_that_did_not_always_hold_names_titles(tiny_catalog: Catalog):
    broken = rule(CheckResult("mirrored", tried=10, held=8, example=(10, 20, 999)), tiny_catalog)
    assert broken.startswith(":material/close: **Somebody who hates")
    assert broken.endswith("held 8 of 10 times. It failed, for example, with Red and Blue.")
    assert rule(CheckResult("mirrored", 10, 10, (10,)), tiny_catalog).endswith("held 10 of 10 times.")
