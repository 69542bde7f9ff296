"""Training as a process of its own: real runs of the real command on ratings small enough to take a second."""

from __future__ import annotations

import json
import os
import random
import resource
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from core.errors import BundleError, StorageError, TrainingError
from core.model.bundle import list_bundles, load_bundle
from core.runs import background, process
from core.runs.folder import RunFolder
from core.runs.state import Run, history, read_run, running
from core.storage import locked
from core.training.config import TrainConfig
from tests.tribes import TwoTribes

EPOCHS = 24
CONFIG = TrainConfig(n_factors=4, epochs=EPOCHS, side_features=0, batch_size=64)
LONG = replace(CONFIG, epochs=5_000)
FOREVER = 60 * 10


@pytest.fixture
def ratings(tmp_path) -> Path:
    return TwoTribes(n_viewers=60, n_anime=40, own=0.8, other=0.8).write(tmp_path / "data")


@pytest.fixture
def runs(tmp_path) -> Iterator[Path]:
    yield tmp_path / "runs"
    while run := running(tmp_path / "runs"):
        kill(run)


@pytest.fixture
def out(tmp_path) -> Path:
    return tmp_path / "models" / "mine"


def pid_of(run: Run) -> int:
    return int((run.folder.path / "pid").read_text())


def kill(run: Run) -> None:
    """``kill -9``; comes back when the process is gone."""
    descriptor = os.pidfd_open(pid_of(run))
    os.kill(pid_of(run), signal.SIGKILL)
    wait_for_end(descriptor)


def wait_for_end(descriptor: int) -> None:
    assert select.select([descriptor], [], [], FOREVER)[0]
    os.close(descriptor)


def told(run: Run) -> int:
    """How much the run has told so far, in bytes."""
    path = run.folder.path / "progress.jsonl"
    path.touch()
    return path.stat().st_size


def wait_until(run: Run, is_there: Callable[[dict], bool], since: int = 0) -> None:
    """Come back as soon as the run, which lives, tells what is waited for."""
    told(run)
    command = ["tail", "-f", f"--pid={pid_of(run)}", "-c", f"+{since + 1}", str(run.folder.path / "progress.jsonl")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as tail:
        assert tail.stdout
        assert any(is_there(json.loads(line)) for line in tail.stdout), read_run(run.folder).message
        tail.kill()


def wait(run: Run) -> Run:
    """The run after its end."""
    if read_run(run.folder).state == "running":
        wait_for_end(os.pidfd_open(pid_of(run)))
    return read_run(run.folder)


def contents(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def is_epoch_end(line: dict) -> bool:
    return bool(line.get("epoch_end"))


def moments(n: int) -> list[tuple[str, Callable[[dict], bool] | None]]:
    """``n`` moments of a run in the order in which they come, drawn at random, one at least in each phase."""
    epochs = {f"epoch {number}": number for number in range(1, EPOCHS)}
    drawn = sorted(random.Random(0).sample(list(epochs.values()), n - 6))
    return [
        ("start", None),
        ("reading", lambda line: line["phase"] == "reading"),
        ("before the first epoch", lambda line: line.get("epoch") == 0),
        *((f"epoch {number}", lambda line, number=number: line.get("epoch", 0) >= number) for number in drawn),
        ("what is watched together", lambda line: line["phase"] == "watched"),
        ("map", lambda line: line["phase"] == "map"),
        ("saving", lambda line: line.get("epoch") == 0),
    ]


def wait_until_it_writes(out: Path) -> None:
    """Come back once a run has begun to write its model; whoever holds the lock of the folder keeps it at that."""
    while not list(out.parent.glob(f".{out.name}.new-*")):
        pass


@pytest.mark.slow
def test_killed_at_ten_moments_a_run_is_interrupted_resumable_and_has_harmed_nothing(ratings, runs, out, shipped, root):
    """The model that is to be replaced stays as it was, byte by byte, until the new one is whole."""
    shutil.copytree(root / "models" / "dot-bias", out)
    before = contents(out)
    run, since = process.start(runs, ratings, out, CONFIG), 0
    epochs_kept = 0
    for number, (moment, is_there) in enumerate(moments(10)):
        with locked(out.parent) if moment == "saving" else nullcontext():
            if is_there:
                wait_until(run, is_there, since)
            if moment == "saving":
                wait_until_it_writes(out)
            kill(run)
        run = read_run(run.folder)
        assert (run.state, run.can_resume, running(runs)) == ("interrupted", True, None), moment
        assert list_bundles(out.parent) == ["mine"]
        assert contents(out) == before, moment
        assert len(read_run(run.folder).progress.epochs) >= epochs_kept, moment
        epochs_kept = len(read_run(run.folder).progress.epochs)
        since = told(run)
        run = process.resume(run)
        assert run.state == "running", number
    run = wait(run)
    assert (run.state, run.message) == ("done", "")
    assert [epoch.epoch for epoch in read_run(run.folder).progress.epochs] == list(range(1, EPOCHS + 1))
    assert load_bundle(out).card.architecture.n_factors == CONFIG.n_factors
    assert [path.name for path in out.parent.iterdir()] == ["mine"]
    assert len(history(runs)) == 1


def test_one_run_at_a_time_however_many_are_started_at_once(ratings, runs, out):
    def attempt(number: int) -> Run | TrainingError:
        try:
            return process.start(runs, ratings, out, LONG)
        except TrainingError as error:
            return error

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(attempt, range(8)))
    [started] = [result for result in results if isinstance(result, Run)]
    assert running(runs) == started
    assert all("one at a time" in str(result) for result in results if result is not started)
    with pytest.raises(TrainingError, match="one at a time"):
        process.resume(started)


@pytest.mark.slow
def test_a_run_outlives_its_starter_can_be_stopped_by_another_and_goes_on_later(ratings, runs, out):
    start = (
        "import sys; from pathlib import Path; from core.runs import process;"
        "from core.training.config import TrainConfig;"
        "runs, ratings, out = map(Path, sys.argv[1:]);"
        f"process.start(runs, ratings, out, {LONG!r})"
    )
    subprocess.run([sys.executable, "-c", start, str(runs), str(ratings), str(out)], cwd=background.ROOT, check=True)
    run = running(runs)
    assert run is not None
    assert os.getsid(pid_of(run)) == pid_of(run)
    assert os.getpriority(os.PRIO_PROCESS, pid_of(run)) == background.NICENESS
    assert os.sched_getscheduler(pid_of(run)) == os.SCHED_IDLE
    wait_until(run, is_epoch_end)
    process.stop(run)
    assert read_run(run.folder).is_asked_to_stop
    run = wait(run)
    assert run.state == "stopped"
    told_epochs = [epoch.epoch for epoch in read_run(run.folder).progress.epochs]
    assert [epoch.epoch for epoch in load_bundle(out).card.epochs] == told_epochs
    done, since = len(read_run(run.folder).progress.epochs), told(run)
    run = process.resume(run)
    wait_until(run, is_epoch_end, since)
    assert len(read_run(run.folder).progress.epochs) > done


@pytest.mark.slow
def test_a_search_for_a_learning_rate_is_a_run_that_saves_no_model(ratings, runs, out):
    run = wait(process.start(runs, ratings, out, CONFIG, lr_find=True))
    assert run.state == "done"
    assert run.task.lr_find
    found = run.folder.read_learning_rates()
    assert found is not None
    assert len(found.lrs) == len(found.losses) > 10
    assert set(found.suggestions) == {"valley", "steep", "minimum"}
    assert not out.exists()


@pytest.mark.slow
def test_a_full_disk_fails_in_a_sentence_and_leaves_the_old_model(ratings, runs, out, root):
    shutil.copytree(root / "models" / "dot-bias", out)
    before = contents(out)
    run = process.start(runs, ratings, out, CONFIG)
    resource.prlimit(pid_of(run), resource.RLIMIT_FSIZE, (10_000, resource.RLIM_INFINITY))
    run = wait(run)
    assert run.state == "failed"
    assert "Free some space" in run.message
    assert "Traceback" not in run.message
    assert contents(out) == before
    assert list_bundles(out.parent) == ["mine"]


NO_ROOM = """
import resource, signal, sys
from pathlib import Path
from core.errors import StorageError
from core.runs import process
from core.training.config import TrainConfig
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
try:
    process.start(*map(Path, sys.argv[1:]), TrainConfig())
except StorageError as error:
    print(error)
"""


def test_a_start_on_a_full_disk_leaves_no_run_behind(ratings, runs, out, root):
    words = [sys.executable, "-c", NO_ROOM, str(runs), str(ratings), str(out)]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=True)
    assert "could not be written" in done.stdout
    assert list(runs.iterdir()) == []
    assert history(runs) == []


def test_a_training_gives_way_to_everything_else_as_a_group_too_where_there_are_groups(ratings, runs, out):
    run = process.start(runs, ratings, out, LONG)
    assert os.getpriority(os.PRIO_PROCESS, pid_of(run)) == background.NICENESS
    group = Path(f"/proc/{pid_of(run)}/autogroup")
    assert not group.exists() or group.read_text().endswith(f"nice {background.GROUP_NICENESS}\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("", "empty"),
        ("user_id,anime_id,rating\n", "rating"),
        ("user_id,anime_id,rating\n1,100,-1\n2,100,-1\n", "from 1 to 10"),
        ("user_id,anime_id,rating\n1,100,eleven\n", "eleven"),
    ],
)
def test_ratings_nothing_can_be_learnt_from_are_a_sentence_that_names_the_reason(ratings, runs, out, rows, reason):
    (ratings / "rating.csv").write_text(rows)
    run = wait(process.start(runs, ratings, out, CONFIG))
    assert run.state == "failed"
    assert reason in run.message
    assert "Traceback" not in run.message
    assert not out.exists()


@pytest.mark.parametrize("name", ["..", "a/..", ".hidden", "x" * 65])
def test_a_bad_name_starts_nothing(ratings, runs, tmp_path, name):
    with pytest.raises(BundleError, match="cannot be a model's name"):
        process.start(runs, ratings, tmp_path / "models" / name, CONFIG)
    assert history(runs) == []


def test_runs_that_cannot_be_written_are_a_sentence(ratings, out, tmp_path):
    (tmp_path / "runs").write_text("a file where the folder should be")
    with pytest.raises(StorageError, match="could not be written"):
        process.start(tmp_path / "runs", ratings, out, CONFIG)


def test_a_run_started_on_the_command_line_is_resumed_there(runs):
    (runs / "by-hand").mkdir(parents=True)
    (runs / "by-hand" / "config.json").write_text("{}")
    with pytest.raises(TrainingError, match="command line"):
        process.resume(read_run(RunFolder(runs / "by-hand")))


@pytest.mark.slow
def test_a_finished_run_has_nothing_to_resume(ratings, runs, out):
    run = wait(process.start(runs, ratings, out, replace(CONFIG, epochs=1)))
    assert run.state == "done"
    assert run.folder.read_layers().startswith("EmbeddingDotBias")
    assert read_run(run.folder) == run
    with pytest.raises(TrainingError, match="nothing left to resume"):
        process.resume(run)


@pytest.mark.slow
def test_a_run_that_is_starting_is_never_taken_for_one_that_ended(ratings, runs, out):
    """Starter and process both write its id; whoever looks meanwhile finds a whole one."""
    run = process.start(runs, ratings, out, LONG)
    while read_run(run.folder).progress.phase == "starting":
        assert read_run(run.folder).state == "running"


def test_a_process_leaves_one_core_to_the_server_where_there_are_several():
    assert background.spare_cores() == max(1, len(os.sched_getaffinity(0)) - 1)
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(everywhere)})
    try:
        assert background.spare_cores() == 1
    finally:
        os.sched_setaffinity(0, everywhere)
