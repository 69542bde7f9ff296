"""Storage: what is written appears whole or not at all, and a reader never undoes what a writer is about to do."""

from __future__ import annotations

import errno
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from core.errors import StorageError
from core.model.bundle import FILES, Bundle, list_bundles, load_bundle, save_bundle
from core.storage import home, locked, recover, remove_unfinished, whole_file, whole_folder, write_whole

NAMES = ("a.txt", "b.txt")


def save(folder: Path, text: str) -> None:
    with whole_folder(folder, "The folder", NAMES) as fresh:
        for name in NAMES:
            (fresh / name).write_text(text)


def texts(folder: Path) -> set[str]:
    return {(folder / name).read_text() for name in NAMES}


def step_aside(folder: Path) -> Path:
    """The folder as a kill between the two renames of its replacement leaves it."""
    return folder.rename(folder.with_name(f".{folder.name}.old"))


def test_a_file_is_replaced_as_a_whole_and_nothing_else_is_left(tmp_path: Path):
    file = tmp_path / "note.json"
    write_whole(file, "first")
    write_whole(file, "zweite – “2”".encode())
    assert file.read_text(encoding="utf-8") == "zweite – “2”"
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_cannot_be_written_is_named_and_as_it_was(tmp_path: Path):
    (tmp_path / "note").mkdir()
    with pytest.raises(StorageError, match="note could not be written"):
        write_whole(tmp_path / "note", "text")
    with pytest.raises(StorageError, match="No such file"):
        write_whole(tmp_path / "nowhere" / "note", "text")
    assert [path.name for path in tmp_path.iterdir()] == ["note"]


def test_an_error_while_a_file_is_written_leaves_the_older_one(tmp_path: Path):
    write_whole(tmp_path / "note", "old")
    with pytest.raises(ZeroDivisionError), whole_file(tmp_path / "note") as fresh:
        fresh.write_text("half")
        assert (tmp_path / "note").read_text() == "old"
        raise ZeroDivisionError
    assert (tmp_path / "note").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["note"]


def test_a_full_disk_is_told_of_what_was_being_written(tmp_path: Path):
    said = "The checkpoint could not be written: the disk is full"
    with pytest.raises(StorageError, match=said), whole_file(tmp_path / "note", "The checkpoint"):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_what_a_killed_writer_left_is_removed_and_nothing_else(tmp_path: Path):
    (tmp_path / ".mine.new-7").mkdir()
    (tmp_path / ".mine.new-7" / "card.json").touch()
    for name in (".mine.new-8-1", ".mine-2.new-9", "mine"):
        (tmp_path / name).touch()
    remove_unfinished(tmp_path / "mine")
    assert {path.name for path in tmp_path.iterdir()} == {".mine-2.new-9", "mine"}


def test_home_is_the_project_unless_the_environment_names_another(root: Path, tmp_path: Path, monkeypatch):
    monkeypatch.delenv("ANIME_EXPLORER_HOME", raising=False)
    assert home().models == root / "models"
    monkeypatch.setenv("ANIME_EXPLORER_HOME", str(tmp_path))
    assert (home().models, home().runs, home().data) == (tmp_path / "models", tmp_path / "runs", tmp_path / "data")
    assert home().evaluations == tmp_path / "evaluations"
    assert home().scoreboard == tmp_path / "evaluations" / "all-models"
    assert (home().titles, home().profiles) == (tmp_path / "titles.parquet", tmp_path / "profiles")


def test_writers_of_one_file_at_a_time_never_mix(tmp_path: Path):
    file, contents = tmp_path / "note", {letter * 100_000 for letter in "abcdefgh"}
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda content: write_whole(file, content), [*contents] * 5))
    assert file.read_text() in contents
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_is_replaced_as_a_whole_and_nothing_else_is_left(tmp_path: Path):
    save(tmp_path / "it", "first")
    save(tmp_path / "it", "second")
    assert texts(tmp_path / "it") == {"second"}
    assert [path.name for path in tmp_path.iterdir()] == ["it"]


def test_an_error_while_it_is_written_leaves_the_older_folder(tmp_path: Path):
    save(tmp_path / "it", "first")
    with pytest.raises(ZeroDivisionError), whole_folder(tmp_path / "it", "The folder", NAMES):
        _ = 1 / 0
    assert texts(tmp_path / "it") == {"first"}
    assert [path.name for path in tmp_path.iterdir()] == ["it"]


def test_recovery_brings_back_what_stepped_aside(tmp_path: Path):
    save(tmp_path / "it", "first")
    step_aside(tmp_path / "it")
    recover(tmp_path, NAMES)
    assert texts(tmp_path / "it") == {"first"}
    assert [path.name for path in tmp_path.iterdir()] == ["it"]


def test_recovery_clears_away_what_has_its_successor(tmp_path: Path):
    save(tmp_path / "it", "first")
    save(tmp_path / "fresh", "second")
    step_aside(tmp_path / "it")
    (tmp_path / "fresh").rename(tmp_path / "it")
    recover(tmp_path, NAMES)
    assert texts(tmp_path / "it") == {"second"}
    assert [path.name for path in tmp_path.iterdir()] == ["it"]


@pytest.mark.parametrize("content", [(), ("a.txt", "mine.txt")], ids=["empty", "of somebody else"])
def test_recovery_leaves_alone_what_is_not_of_these_files(tmp_path: Path, content: tuple[str, ...]):
    (tmp_path / ".it.old").mkdir()
    (tmp_path / ".bashrc.old").write_text("mine")
    for name in content:
        (tmp_path / ".it.old" / name).touch()
    recover(tmp_path, NAMES)
    assert {path.name for path in tmp_path.iterdir()} == {".it.old", ".bashrc.old"}
    recover(tmp_path / "nowhere", NAMES)


def test_every_writer_recovers_its_neighbours_too(tmp_path: Path):
    save(tmp_path / "it", "first")
    step_aside(tmp_path / "it")
    save(tmp_path / "other", "other")
    assert texts(tmp_path / "it") == {"first"}


def test_recovery_waits_for_a_writer_between_its_renames(tmp_path: Path):
    """Between the two renames the old folder must stay aside: put back, it would keep the new one out."""
    save(tmp_path / "it", "first")
    save(tmp_path / "fresh", "second")
    with ThreadPoolExecutor() as pool:
        with locked(tmp_path):
            old = step_aside(tmp_path / "it")
            recovery = pool.submit(recover, tmp_path, NAMES)
            assert old.exists()
            assert not recovery.done()
            (tmp_path / "fresh").rename(tmp_path / "it")
        recovery.result(timeout=30)
    assert texts(tmp_path / "it") == {"second"}
    assert [path.name for path in tmp_path.iterdir()] == ["it"]


@pytest.fixture
def saved(tiny_bundle: Bundle, tmp_path: Path) -> Path:
    save_bundle(tiny_bundle, tmp_path / "tiny")
    return tmp_path / "tiny"


READERS: dict[str, Callable[[Path], object]] = {
    "list of models": list_bundles,
    "one model": lambda models: [load_bundle(models / name) for name in list_bundles(models)],
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())
def test_reading_between_two_renames_moves_nothing(saved: Path, read: Callable[[Path], object]):
    old = step_aside(saved)
    read(saved.parent)
    assert old.is_dir()
    assert not saved.exists()


def test_a_new_model_is_never_lost_while_others_list(tiny_bundle: Bundle, saved: Path):
    done = Event()

    def look() -> int:
        looks = 0
        while not done.is_set() or not looks:
            list_bundles(saved.parent)
            looks += 1
        return looks

    with ThreadPoolExecutor() as pool:
        looks = [pool.submit(look) for _ in range(3)]
        try:
            for seed in range(20):
                card = replace(tiny_bundle.card, created=f"2026-01-01T00:00:{seed:02}+00:00")
                save_bundle(replace(tiny_bundle, card=card), saved)
                assert load_bundle(saved).card.created == card.created
        finally:
            done.set()
        assert all(look.result() for look in looks)
    assert [path.name for path in saved.parent.iterdir()] == ["tiny"]


def test_two_trainings_that_end_in_one_name_leave_one_whole_model(tiny_bundle: Bundle, saved: Path):
    """Of two servers, or of a server and a command line: of their models the later one stays, and nothing else."""
    ends = [f"2026-01-01T00:00:{second:02}+00:00" for second in range(60)]

    models = [replace(tiny_bundle, card=replace(tiny_bundle.card, created=end)) for end in ends]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda model: save_bundle(model, saved), models))
    assert load_bundle(saved).card.created in ends
    assert [path.name for path in saved.parent.iterdir()] == ["tiny"]


KILLED_BETWEEN_THE_RENAMES = """
import os, signal, sys
from pathlib import Path
from core.model.bundle import load_bundle, save_bundle

def step_aside_and_die(path, target, rename=Path.rename):
    rename(path, target)
    os.kill(os.getpid(), signal.SIGKILL)

folder = Path(sys.argv[1])
bundle = load_bundle(folder)
Path.rename = step_aside_and_die
save_bundle(bundle, folder)
"""


def test_a_writer_killed_between_its_renames_loses_no_model(saved: Path, root: Path):
    before = {file.name: file.read_bytes() for file in saved.iterdir()}
    killed = subprocess.run([sys.executable, "-c", KILLED_BETWEEN_THE_RENAMES, str(saved)], cwd=root, check=False)
    assert killed.returncode == -9
    assert list_bundles(saved.parent) == []
    recover(saved.parent, FILES)
    assert list_bundles(saved.parent) == ["tiny"]
    assert {file.name: file.read_bytes() for file in saved.iterdir()} == before
