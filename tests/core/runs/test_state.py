"""What a run folder says, on folders written by hand."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from core.runs.state import LR_FIND, Progress, history, is_alive, learning_rates, progress, read_run, running

WAIT = "print('here', flush=True); input()"
TRAINING = {"phase": "training", "epochs": 4, "batches": 10, "bias_only_rmse": 1.2}


def write_run(folder: Path, *records: dict, unfinished: str = "", pid: int | None = None) -> Path:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text('{"model": "dot"}')
    (folder / "progress.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records) + unfinished)
    if pid is not None:
        (folder / "pid").write_text(str(pid))
    return folder


def epoch(number: int, valid_rmse: float) -> dict:
    errors = {"train_loss": 1.0, "valid_loss": valid_rmse**2, "valid_rmse": valid_rmse, "valid_mae": 0.9}
    return {**TRAINING, "epoch": number, "batch": 10, **errors, "epoch_end": True}


def test_progress_knows_the_epochs_so_far_and_the_share_that_is_done(tmp_path):
    folder = write_run(
        tmp_path / "run",
        {"phase": "reading"},
        epoch(1, 1.3),
        {**TRAINING, "epoch": 2, "batch": 5, "ratings_per_second": 1e5, "eta_seconds": 7.5},
    )
    now = progress(folder)
    assert [record.valid_rmse for record in now.epochs] == [1.3]
    assert now.epoch_fraction == 5 / 10
    assert now.fraction == (1 + 5 / 10) / 4
    assert (now.phase, now.n_epochs, now.n_batches) == ("training", 4, 10)
    assert (now.ratings_per_second, now.eta_seconds, now.bias_only_rmse) == (1e5, 7.5, 1.2)


def test_at_an_epochs_end_all_its_batches_are_done(tmp_path):
    batch = {**TRAINING, "epoch": 1, "batch": 7}
    end = epoch(1, 1.3)
    del end["batch"]
    now = progress(write_run(tmp_path / "run", batch, end))
    assert (now.epoch_fraction, now.fraction) == (1, 1 / 4)


def test_a_half_written_last_line_waits_for_its_end(tmp_path):
    folder = write_run(tmp_path / "run", epoch(1, 1.3), unfinished='{"phase": "done", "mess')
    assert progress(folder).phase == "training"
    with (folder / "progress.jsonl").open("a") as file:
        file.write('age": ""}\n')
    assert progress(folder).phase == "done"


def test_a_damaged_line_is_passed_over(tmp_path):
    folder = write_run(tmp_path / "run", epoch(1, 1.3), unfinished="\x00\x00{]\n[1]\n")
    assert progress(folder).phase == "training"


def test_an_epoch_told_again_after_a_resume_counts_once(tmp_path):
    folder = write_run(tmp_path / "run", epoch(1, 1.3), epoch(2, 1.2), epoch(3, 1.1), epoch(2, 1.25))
    assert [record.valid_rmse for record in progress(folder).epochs] == [1.3, 1.25]


def test_a_run_without_a_word_yet_is_at_its_start(tmp_path):
    assert progress(tmp_path) == Progress()
    assert Progress().fraction == Progress().epoch_fraction == 0


@pytest.mark.parametrize("phase", ["done", "stopped", "failed"])
def test_the_last_word_of_an_ended_run_is_its_state(tmp_path, phase):
    run = read_run(write_run(tmp_path / "run", epoch(1, 1.3), {"phase": phase, "message": "So it is."}))
    assert (run.state, run.message) == (phase, "So it is.")
    assert run.can_resume == (phase != "done")


def test_a_run_that_has_said_its_last_word_has_ended_although_its_process_still_cleans_up(tmp_path):
    folder = write_run(tmp_path / "20261124-060000-000003", epoch(1, 1.3), {"phase": "stopped"})
    with Popen([sys.executable, "-c", WAIT, folder.name], stdin=PIPE, stdout=PIPE) as process:
        (folder / "pid").write_text(str(process.pid))
        assert process.stdout.readline() == b"here\n"
        assert is_alive(folder)
        assert read_run(folder).state == "stopped"
        process.communicate(b"\n")


@pytest.mark.parametrize(
    "record",
    [{"phase": 3, "message": ["no"], "epoch": "one", "batches": {}, "eta_seconds": "soon"}, [1], "{" * 100_000],
)
def test_what_somebody_wrote_into_the_progress_by_hand_is_read_as_far_as_it_can_be(tmp_path, record):
    written = record if isinstance(record, str) else json.dumps(record)
    now = progress(write_run(tmp_path / "run", epoch(1, 1.3), unfinished=f"{written}\n"))
    assert [(one.epoch, one.valid_rmse) for one in now.epochs] == [(1, 1.3)]
    assert isinstance(now.phase, str) and isinstance(now.message, str)
    assert (now.epoch, now.n_batches, now.eta_seconds) == (1, 10, None)


@pytest.mark.parametrize(
    "found",
    [{}, {"lrs": 1, "losses": 1, "suggestions": {}}, {"lrs": ["a"], "losses": ["b"], "suggestions": {}}, {"lrs": [1]}],
)
def test_a_search_for_a_learning_rate_that_was_damaged_found_nothing(tmp_path, found):
    folder = write_run(tmp_path / "run")
    (folder / LR_FIND).write_text(json.dumps(found))
    assert learning_rates(folder) is None


def test_a_dead_process_without_a_last_word_was_interrupted(tmp_path):
    run = read_run(write_run(tmp_path / "run", epoch(1, 1.3)))
    assert run.state == "interrupted"
    assert run.can_resume


def test_a_process_id_given_to_another_process_since_is_not_the_run(tmp_path):
    folder = write_run(tmp_path / "20261124-060000-000001", epoch(1, 1.3), pid=os.getpid())
    assert not is_alive(folder)
    assert read_run(folder).state == "interrupted"


def test_a_zombie_is_not_alive(tmp_path):
    folder = write_run(tmp_path / "20261124-060000-000002")
    with Popen([sys.executable, "-c", WAIT, folder.name], stdin=PIPE, stdout=PIPE) as process:
        (folder / "pid").write_text(str(process.pid))
        assert process.stdout.readline() == b"here\n"
        assert is_alive(folder)
        assert running(tmp_path) == read_run(folder)
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert not is_alive(folder)


@pytest.mark.parametrize("content", ["", "none", "-1", "0", "999999999"])
def test_a_strange_process_id_is_not_alive(tmp_path, content):
    (tmp_path / "pid").write_text(content)
    assert not is_alive(tmp_path)


def test_a_process_that_died_of_an_exception_says_so_in_one_sentence(tmp_path):
    folder = write_run(tmp_path / "runs" / "one")
    (folder / "log.txt").write_text("Traceback (most recent call last):\n  File …\nMemoryError: no more\n")
    run = read_run(folder)
    assert run.state == "failed"
    assert "MemoryError: no more" in run.message
    assert "runs/one/log.txt" in run.message
    assert "Traceback" not in run.message


def test_history_lists_the_latest_run_first_and_only_runs(tmp_path):
    write_run(tmp_path / "20261124-060000-000000")
    write_run(tmp_path / "20261124-070000-000000")
    (tmp_path / "something else").mkdir()
    (tmp_path / ".lock").touch()
    assert [run.folder.name for run in history(tmp_path)] == ["20261124-070000-000000", "20261124-060000-000000"]
    assert history(tmp_path / "none") == []
    assert running(tmp_path / "none") is None


def test_the_baseline_is_remembered_however_long_ago_it_was_told(tmp_path):
    batches = [{"phase": "training", "epoch": 1, "epochs": 4, "batch": n, "batches": 500} for n in range(1, 401)]
    folder = write_run(tmp_path / "run", {**TRAINING, "epoch": 0}, *batches)
    now = progress(folder)
    assert (now.bias_only_rmse, now.batch, now.n_batches) == (1.2, 400, 500)


def test_the_record_of_an_epoch_that_lacks_an_error_is_passed_over(tmp_path):
    damaged = epoch(2, 1.2)
    del damaged["valid_mae"]
    folder = write_run(tmp_path / "run", epoch(1, 1.3), damaged)
    assert [record.epoch for record in progress(folder).epochs] == [1]


def test_a_search_for_a_learning_rate_that_tried_none_found_nothing(tmp_path: Path):
    (tmp_path / LR_FIND).write_text('{"lrs": [], "losses": [], "suggestions": {}}')
    assert learning_rates(tmp_path) is None
