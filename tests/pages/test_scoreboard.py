"""The Scoreboard: kept figures of both shipped models in every list, and a model without any."""

import json
import shutil
import sys
from subprocess import PIPE, Popen

import pytest
from streamlit.testing.v1 import AppTest

from core.model.bundle import SCORES
from tests.pages.short_tables import short_tables
from tests.strangers import write_strangers
from ui.app import library
from ui.scoreboard.model_card import MODEL_CARD
from ui.scoreboard.words import LISTS, NAMES, TITLE_COHORTS


@pytest.fixture
def page(root):
    app = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=30)
    return app.switch_page("pages/scoreboard.py")


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("model", ["dot-bias", "neural"])
def test_every_list_shows_the_kept_figures_best_first(root, page, model, kind):
    page.query_params.update({"model": model, "kind": kind, "told": "5"})
    page.run()
    assert not page.exception
    assert not page.error
    rows = json.loads((root / "models" / model / SCORES).read_text())["rows"]
    expected = {
        NAMES[row["recommender"]]: row["ndcg_at_10"]
        for row in rows
        if row["list"] == LISTS[kind] and row["answers"] == 5
    }
    shown = page.dataframe[0].value
    assert dict(zip(shown["Recommender"], shown["NDCG@10"], strict=True)) == pytest.approx(expected)
    assert shown["NDCG@10"].is_monotonic_decreasing
    assert shown["Recommender"][0] == "For you"
    assert any("times what popularity finds" in each.value for each in page.markdown)


def test_the_exhibit_tells_figures_that_are_kept(root, page):
    page.query_params.update({"told": "10"})
    page.run()
    rows = json.loads((root / "models" / "dot-bias" / SCORES).read_text())["rows"]
    [model] = [row for row in rows if (row["recommender"], row["list"], row["answers"]) == ("rating-model", "raw", 10)]
    assert any(f"misses ratings by {model['rmse']:.2f} points" in each.value for each in page.markdown)


def test_with_nothing_told_nobody_is_said_to_lead(page):
    page.query_params.update({"told": "0"})
    page.run()
    assert any("nothing is known of anybody" in each.value for each in page.markdown)


def test_a_model_that_nobody_evaluated_says_how_to(root, page, tmp_path, monkeypatch):
    shutil.copytree(root / "models" / "dot-bias", tmp_path / "dot-bias")
    (tmp_path / "dot-bias" / SCORES).unlink()
    monkeypatch.setattr(library, "MODELS", tmp_path)
    page.run()
    assert not page.exception
    assert "has not been evaluated yet" in page.info[0].value
    assert "--keep" in page.code[0].value


@pytest.fixture
def mine(root, tmp_path, monkeypatch):
    """A model of one's own that nobody has evaluated, the only one there is; where its ratings would be."""
    for name in ("MODELS", "DATA", "EVALUATIONS"):
        monkeypatch.setattr(library, name, tmp_path / name.lower())
    shutil.copytree(root / "models" / "dot-bias", tmp_path / "models" / "mine")
    (tmp_path / "models" / "mine" / SCORES).unlink()
    return tmp_path / "data"


def test_without_ratings_nothing_can_be_evaluated_and_it_is_said(page, mine):
    page.run()
    assert page.button(key="evaluate.mine").disabled
    assert any("no ratings here to measure it on" in caption.value for caption in page.caption)


def test_ratings_are_chosen_where_there_are_several(page, mine, shipped):
    for name in ("One", "Two"):
        write_strangers(shipped, mine / name)
    page.run()
    assert not page.exception
    assert not page.button(key="evaluate.mine").disabled
    assert page.selectbox(key="evaluate.mine.ratings").options == ["One", "Two"]


def test_what_kept_an_evaluation_from_its_end_is_said_letter_by_letter(page, mine, shipped, read):
    write_strangers(shipped, mine / "One")
    folder = library.EVALUATIONS / "evaluate-mine"
    folder.mkdir(parents=True)
    told = {"phase": "failed", "message": "No **such** file.", "model_created": shipped.card.created}
    (folder / "evaluation.json").write_text(json.dumps(told))
    page.run()
    assert read(page.warning[0]) == "No **such** file."
    assert not page.button(key="evaluate.mine").disabled


def test_an_evaluation_at_work_is_seen_by_everybody_and_cancelled_once(page, mine, shipped):
    write_strangers(shipped, mine / "One")
    folder = library.EVALUATIONS / "evaluate-mine"
    folder.mkdir(parents=True)
    (folder / "evaluation.json").write_text(json.dumps({"phase": "measuring", "share": 0.25}))
    with Popen(
        [sys.executable, "-c", "print('here', flush=True); input()", folder.name], stdin=PIPE, stdout=PIPE
    ) as work:
        assert work.stdout and work.stdout.readline() == b"here\n"
        (folder / "pid").write_text(str(work.pid))
        page.run()
        assert page.get("progress")[0].value == 25
        page.button(key="evaluate.mine.cancel").click().run()
        assert (folder / "stop").exists()
        assert page.button(key="evaluate.mine.cancel").disabled
        work.kill()


def test_what_is_kept_beside_the_lists_is_shown_with_the_same_numbers(root, page, tmp_path, monkeypatch):
    shutil.copytree(root / "models" / "dot-bias", tmp_path / "dot-bias")
    kept = json.loads((tmp_path / "dot-bias" / SCORES).read_text())
    figures = {"viewers": 9, "ndcg_at_10": 0.5, "ndcg_low": 0.4, "ndcg_high": 0.6, "to_popularity": 1.62}
    favourites = {"viewers": 9, "ndcg_at_10": 0.5, "ndcg_low": 0.4, "ndcg_high": 0.6}
    kept |= {
        "accuracy": [{"predictor": "rating-model", "answers": 5, "rmse": 1.25, "mae": 0.95, "rmse_tail": 1.375}],
        "cohorts": [{"recommender": "for-you", "answers": 5, "way": "ratings", "cohort": "few", **figures}],
        "titles": [
            {"recommender": "for-you", "answers": 5, "cohort": cohort, "recall_at_10": recall, **favourites}
            for cohort, recall in (("head", 0.61), ("middle", 0.2), ("tail", 0.015))
        ],
        "calibration": [{"answers": 5, "ratings": 7, "predicted": 7.1, "observed": 7.3}],
        "coverage": [{"answers": 5, "group": "all", "ratings": 7, "coverage": 0.69, "deviation": 1.1, "bias": -0.02}],
        "checks": [{"check": "mirrored", "tried": 50, "held": 49, "example": [5114]}],
    }
    (tmp_path / "dot-bias" / SCORES).write_text(json.dumps(kept))
    monkeypatch.setattr(library, "MODELS", tmp_path)
    page.query_params.update({"told": "5"})
    page.run()
    tabs = [tab.label for tab in page.tabs]
    assert tabs == [
        "For whom",
        "Which favourites",
        "Predicted ratings",
        "Does it mean what it says?",
        "Rules for any list",
    ]
    said, tables = "", []
    for name in tabs:
        page.session_state["closer"] = name
        page.run()
        assert not page.exception
        said += " ".join(each.value for each in page.markdown)
        tables += [each.value for each in page.dataframe]
    assert "those who gave few ratings: it finds 1.62 times" in said
    assert (
        "among the best-known titles, For you’s ten cards hold 61%; of those among the little-known ones, 1.5%" in said
    )
    assert "**69% do**" in said
    assert "held 49 of 50 times" in said
    assert any(list(table.get("RMSE", [])) == [1.25] for table in tables)
    assert any(list(table.get("Little known: RMSE", [])) == [1.375] for table in tables)
    assert any(list(table.get("Little known: recall", [])) == [0.015] for table in tables)


def test_figures_of_an_older_version_are_shown_without_those_of_titles(root, page, tmp_path, monkeypatch):
    shutil.copytree(root / "models" / "dot-bias", tmp_path / "dot-bias")
    kept = json.loads((tmp_path / "dot-bias" / SCORES).read_text())
    kept.pop("titles", None)
    for row in kept["accuracy"]:
        for cohort in TITLE_COHORTS:
            row.pop(f"rmse_{cohort}", None)
    (tmp_path / "dot-bias" / SCORES).write_text(json.dumps(kept))
    monkeypatch.setattr(library, "MODELS", tmp_path)
    page.run()
    assert not page.exception
    tabs = [tab.label for tab in page.tabs]
    assert "For whom" in tabs
    assert "Which favourites" not in tabs
    page.session_state["closer"] = "Predicted ratings"
    page.run()
    assert any("RMSE" in table.value for table in page.dataframe)
    assert not any("Little known: RMSE" in table.value for table in page.dataframe)


def test_all_models_stand_in_one_table_once_they_were_measured_together(root, page, tmp_path, monkeypatch):
    kept = json.loads((root / "models" / "dot-bias" / SCORES).read_text())
    for row in kept["rows"]:
        if row["recommender"] == "for-you":
            row["recommender"] = "for-you (dot-bias)"
    (tmp_path / SCORES).write_text(json.dumps(kept))
    monkeypatch.setattr(library, "ALL_MODELS", tmp_path)
    page.run()
    assert not page.exception
    named = [each.value for each in page.dataframe if "For you (dot-bias)" in list(each.value.get("Recommender", []))]
    table = named[0]
    assert "Popularity" in list(table["Recommender"])


def test_the_card_of_the_model_can_be_read(page, shipped):
    page.session_state[MODEL_CARD] = True
    page.run()
    [card] = [each for each in short_tables(page) if "This model" in each]
    said = dict(zip(card["What"], card["This model"], strict=True))
    assert f"RMSE {shipped.card.metrics.valid_rmse:.3f}" in said["Error"]
    assert f"{shipped.card.data.viewers:,} viewers" in said["Learnt from"]
