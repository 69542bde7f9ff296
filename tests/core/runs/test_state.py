"""What became of a run, on folders written by hand."""

from __future__ import annotations

import os
import sys
from subprocess import PIPE, Popen

import pytest

from core.runs.folder import RunFolder
from core.runs.state import history, is_alive, read_run, running
from tests.core.runs.folders import WAIT, epoch, write_run


@pytest.mark.parametrize("phase", ["done", "stopped", "failed"])
def test_the_last_word_of_an_ended_run_is_its_state(tmp_path, phase):
    run = read_run(write_run(tmp_path / "run", epoch(1, 1.3), {"phase": phase, "message": "So it is."}))
    assert (run.state, run.message) == (phase, "So it is.")
    assert run.can_resume == (phase != "done")


def test_a_run_that_has_said_its_last_word_has_ended_although_its_process_still_cleans_up(tmp_path):
    folder = write_run(tmp_path / "20261124-060000-000003", epoch(1, 1.3), {"phase": "stopped"})
    with Popen([sys.executable, "-c", WAIT, folder.name], stdin=PIPE, stdout=PIPE) as process:
        folder.write_pid(process.pid)
        assert process.stdout and process.stdout.readline() == b"here\n"
        assert is_alive(folder)
        assert read_run(folder).state == "stopped"
        process.communicate(b"\n")


def test_a_run_carries_its_progress_and_its_task(tmp_path):
    folder = write_run(tmp_path / "run", epoch(1, 1.3))
    run = read_run(folder)
    assert run.progress == folder.read_progress()
    assert run.task.settings == {"model": "dot"}


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
        folder.write_pid(process.pid)
        assert process.stdout and process.stdout.readline() == b"here\n"
        assert is_alive(folder)
        assert running(tmp_path) == read_run(folder)
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert not is_alive(folder)


@pytest.mark.parametrize("content", ["", "none", "-1", "0", "999999999"])
def test_a_strange_process_id_is_not_alive(tmp_path, content):
    (tmp_path / "pid").write_text(content)
    assert not is_alive(RunFolder(tmp_path))


def test_a_process_that_died_of_an_exception_says_so_in_one_sentence(tmp_path):
    folder = write_run(tmp_path / "runs" / "one")
    folder.log.write_text("Traceback (most recent call last):\n  File …\nMemoryError: no more\n")
    run = read_run(folder)
    assert run.state == "failed"
    assert "MemoryError: no more" in run.message
    assert run.message.endswith(" Its log is runs/one/log.txt.")
    assert "Traceback" not in run.message


def test_history_lists_the_latest_run_first_and_only_runs(tmp_path):
    write_run(tmp_path / "20261124-060000-000000")
    write_run(tmp_path / "20261124-070000-000000")
    (tmp_path / "something else").mkdir()
    (tmp_path / "a file").touch()
    assert [run.folder.name for run in history(tmp_path)] == ["20261124-070000-000000", "20261124-060000-000000"]
    assert history(tmp_path / "none") == []
    assert running(tmp_path / "none") is None
