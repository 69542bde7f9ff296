"""Evaluations as processes of their own: the real command on viewers made for it, watched, cancelled and refused."""

from __future__ import annotations

import json
import os
import select
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from core.errors import BundleError, EvaluationError
from core.evaluation.kept import kept_scores
from core.model.bundle import SCORES, Bundle
from core.runs.evaluation import (
    Evaluation,
    cancel,
    evaluated_now,
    latest_evaluation,
    recorded,
    start_evaluation,
)
from core.runs.folder import RunFolder
from tests.core.runs.folders import WAIT
from tests.strangers import FIRST, write_strangers

FOREVER = 60 * 10


@pytest.fixture
def model(tmp_path: Path, root: Path) -> Path:
    """A model of somebody's own that nobody has evaluated."""
    shutil.copytree(root / "models" / "dot-bias", tmp_path / "models" / "mine")
    (tmp_path / "models" / "mine" / SCORES).unlink()
    return tmp_path / "models" / "mine"


@pytest.fixture
def evaluations(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "evaluations"
    for path in (tmp_path / "evaluations").glob("*"):
        RunFolder(path).ask_to_stop()
        end_of(RunFolder(path))


def end_of(folder: RunFolder) -> None:
    """Come back when the evaluation's process is gone."""
    pid = folder.read_pid()
    try:
        descriptor = os.pidfd_open(pid or 0)
    except OSError:
        return
    assert select.select([descriptor], [], [], FOREVER)[0]
    os.close(descriptor)


def ended(evaluations: Path, model: Path) -> Evaluation:
    end_of(RunFolder(evaluations / f"evaluate-{model.name}"))
    found = latest_evaluation(evaluations, model)
    assert found
    return found


@pytest.mark.slow
def test_the_figures_of_an_evaluation_are_kept_beside_its_model(evaluations, model, shipped: Bundle, tmp_path):
    ratings = write_strangers(shipped, tmp_path / "data")
    begun = start_evaluation(evaluations, model, ratings)
    assert begun.is_running
    done = ended(evaluations, model)
    assert (done.told.phase, done.told.share, done.failure) == ("done", 1.0, "")
    kept = kept_scores(model)
    assert kept
    assert {row.viewers for row in kept.rows} == {1}
    assert kept.checks


@pytest.mark.slow
def test_cancelled_it_ends_soon_and_keeps_nothing_and_meanwhile_no_other_starts(evaluations, model, shipped, tmp_path):
    ratings = write_strangers(shipped, tmp_path / "data", range(FIRST, FIRST + 500))
    begun = start_evaluation(evaluations, model, ratings)
    assert evaluated_now(evaluations) == "mine"
    with pytest.raises(EvaluationError, match="one at a time"):
        start_evaluation(evaluations, model, ratings)
    cancel(begun)
    done = ended(evaluations, model)
    assert (done.told.phase, done.is_running, done.failure, done.is_asked_to_stop) == ("cancelled", False, "", False)
    assert kept_scores(model) is None
    assert evaluated_now(evaluations) is None


@pytest.mark.slow
def test_a_model_that_has_seen_the_viewers_is_not_ranked_and_says_why(evaluations, model, shipped: Bundle, tmp_path):
    ratings = write_strangers(shipped, tmp_path / "data", shipped.model.viewers.ids[:2].tolist())
    start_evaluation(evaluations, model, ratings)
    assert "was trained on every viewer" in ended(evaluations, model).failure
    assert kept_scores(model) is None


def test_missing_ratings_fail_in_a_sentence_that_is_kept(tmp_path: Path, model: Path):
    folder = tmp_path / "evaluations" / "evaluate-mine"
    with pytest.raises(EvaluationError, match="No such file"), recorded(folder):
        raise EvaluationError("No such file.")
    found = RunFolder(folder)
    assert not found.is_asked_to_stop
    assert "No such file" in (folder / "evaluation.json").read_text()


def test_it_is_told_what_it_does_how_far_it_is_and_that_it_is_done(tmp_path: Path):
    folder = tmp_path / "evaluations" / "evaluate-mine"
    with recorded(folder) as tell:
        tell("reading", 0.25)
        assert state_of(folder) == {"phase": "reading", "share": 0.25, "message": "", "model_created": ""}
        tell("measuring", 0.5)
        assert state_of(folder)["phase"] == "reading", "nobody looks more often than five times a second"
    assert state_of(folder) == {"phase": "done", "share": 1.0, "message": "", "model_created": ""}
    with recorded(None) as tell:
        tell("reading", 0.25)


def test_cancelled_it_ends_when_it_tells_next_and_forgets_the_wish(tmp_path: Path):
    folder = tmp_path / "evaluations" / "evaluate-mine"
    with pytest.raises(EvaluationError, match="was cancelled"), recorded(folder) as tell:
        tell("reading", 0.0)
        RunFolder(folder).ask_to_stop()
        tell("measuring", 0.5)
    assert state_of(folder)["phase"] == "cancelled"
    assert not RunFolder(folder).is_asked_to_stop


def test_while_one_is_at_work_no_other_starts(evaluations: Path, model: Path, tmp_path: Path):
    folder = RunFolder(evaluations / "evaluate-mine")
    folder.make()
    with Popen([sys.executable, "-c", WAIT, folder.name], stdin=PIPE, stdout=PIPE) as process:
        folder.write_pid(process.pid)
        assert process.stdout and process.stdout.readline() == b"here\n"
        for phase in ("starting", "reading", "measuring"):
            (folder.path / "evaluation.json").write_text(json.dumps({"phase": phase, "share": 0.5}))
            assert evaluated_now(evaluations) == "mine"
            found = latest_evaluation(evaluations, model)
            assert found and found.is_running and found.failure == ""
            with pytest.raises(EvaluationError, match="one at a time"):
                start_evaluation(evaluations, model, tmp_path)
        cancel(found)
        assert folder.is_asked_to_stop
        (folder.path / "evaluation.json").write_text('{"phase": "done"}')
        assert evaluated_now(evaluations) is None
        process.communicate(b"\n")


def state_of(folder: Path) -> dict:
    return json.loads((folder / "evaluation.json").read_text())


def test_a_shipped_model_keeps_the_figures_that_came_with_it(evaluations, root: Path, tmp_path: Path):
    with pytest.raises(EvaluationError, match="came with the explorer"):
        start_evaluation(evaluations, root / "models" / "dot-bias", tmp_path)


def test_a_model_that_is_not_there_is_not_evaluated(evaluations, tmp_path: Path):
    with pytest.raises(BundleError):
        start_evaluation(evaluations, tmp_path / "nothing", tmp_path)
    assert evaluated_now(evaluations) is None


@pytest.mark.parametrize("written", ["", "[]", '{"phase": "dancing"}', '{"share": "much"}', "{" * 10_000])
def test_a_damaged_file_says_nothing(evaluations, model, written):
    folder = evaluations / "evaluate-mine"
    folder.mkdir(parents=True)
    (folder / "evaluation.json").write_text(written)
    found = latest_evaluation(evaluations, model)
    assert found is None, "nobody knows whether it was of this model"


def test_what_was_told_of_an_older_model_of_the_same_name_is_forgotten(evaluations, model, shipped: Bundle):
    folder = evaluations / "evaluate-mine"
    folder.mkdir(parents=True)
    for created, failure in ((shipped.card.created, "It was cut off"), ("2020-01-01T00:00:00", None)):
        text = f'{{"phase": "measuring", "share": 0.5, "model_created": "{created}", "message": "It was cut off"}}'
        (folder / "evaluation.json").write_text(text)
        found = latest_evaluation(evaluations, model)
        assert (found.failure if found else None) == failure
