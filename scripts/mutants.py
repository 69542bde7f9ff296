"""How many wrong versions of ``core`` the unit tests tell from the right one.

    python -m scripts.mutants [--sample 200] [--seed 0] [--room recommend]

Draws mutants of `core/` outside training (what they are: `scripts/mutations.py`), and runs for each the quick tests of
`tests/core/` that can see it on a copy of the tree: those named after its file, and where they pass those of its room,
then all others. Prints each mutant with its place and whether a test failed, then the share killed by room. A run that
takes three times the processor of all of these tests on the unchanged tree, or ten times as long, counts as killed.
"""

from __future__ import annotations

import argparse
import math
import os
import queue
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from scripts.architecture import imported, imports
from scripts.mutations import mutant, n_mutants

ROOT = Path(__file__).resolve().parents[1]
UNIT_TESTS = "tests/core"
LEFT_OUT = ("core/training/",)
LOOPS, HANGS = 3, 10
"""How many times the processor, and the time, of all tests on the unchanged tree a mutant's tests may take."""
SLACK_SECONDS = 20
NO_TESTS = 5
"""How pytest says that it found none."""
OUT_OF_TIME = (-signal.SIGKILL, -signal.SIGXCPU)
"""How a process ends that has used up its share of the processor."""
MEMORY_BYTES = 12 * 2**30
"""What the tests of a mutant that runs away may take."""


@dataclass(frozen=True)
class Place:
    """Where a mutant is: a file, relative to the root, and the mutant's number in it."""

    file: str
    number: int

    @property
    def room(self) -> str:
        """The folder of core that it is in, or the file where it is in none."""
        return self.file.split("/")[1].removesuffix(".py")


@dataclass(frozen=True)
class Outcome:
    """What the tests said of a mutant."""

    place: Place
    text: str
    """File, line, and the change."""
    fate: str
    """``killed``, ``timeout`` or ``SURVIVED``."""


def places(room: str | None) -> list[Place]:
    """Every mutant of core outside training, or of one room of it."""
    files = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "core").rglob("*.py"))]
    mutable = [file for file in files if not file.startswith(LEFT_OUT)]
    counted = [Place(file, n) for file in mutable for n in range(n_mutants((ROOT / file).read_text(encoding="utf-8")))]
    return [place for place in counted if room in (None, place.room)]


def copy_tree(folder: Path) -> Path:
    """A copy of what git knows or would take, with the real ratings beside it where they are at hand."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    tree = folder / "tree"
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, tree / name)
    if (ROOT.parent / "shared").is_dir():
        (folder / "shared").symlink_to(ROOT.parent / "shared")
    return tree


def tests_for(place: Place, seen: Mapping[Path, set[str]]) -> list[list[str]]:
    """The unit tests that can see the mutant: those named after its file, those of its room, all others."""
    seeing = [path for path, rooms in seen.items() if f"core.{place.room}" in rooms]
    files = [file for path in seeing for file in (sorted(path.rglob("test_*.py")) if path.is_dir() else [path])]
    names = [file.relative_to(ROOT).as_posix() for file in files]
    own = f"tests/{Path(place.file).parent.as_posix()}/test_{Path(place.file).stem}.py"
    room = f"{UNIT_TESTS}/{place.room}/"
    named = [name for name in names if name == own]
    beside = [name for name in names if name.startswith(room) and name != own]
    return [named, beside, [name for name in names if name not in {*named, *beside}]]


def closure(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """Each room with all that it imports, itself or through others; the graph has no circle."""

    def below(room: str) -> set[str]:
        return {room}.union(*map(below, graph[room]))

    return {room: below(room) for room in graph}


def rooms_seen() -> dict[Path, set[str]]:
    """Each file and folder of unit tests, with the rooms that it imports at last."""
    below = closure(imports())
    return {path: _seen(path, below) for path in sorted((ROOT / UNIT_TESTS).iterdir())}


def _seen(path: Path, below: dict[str, set[str]]) -> set[str]:
    files = path.rglob("test_*.py") if path.is_dir() else [path] if path.name.startswith("test_") else []
    named = {room for file in files for room in imported(file)}
    return set().union(*(below.get(room, set()) for room in named))


def run_tests(tree: Path, tests: Iterable[str], limit: float | None = None) -> str:
    """What became of the tests within ``limit`` seconds of a processor: ``killed``, ``timeout`` or ``SURVIVED``."""
    shutil.rmtree(tree / ".hypothesis", ignore_errors=True)  # no example that another mutant left
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0"]
    command += ["-m", "not slow", "--no-header", *tests]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    process = subprocess.Popen(
        command,
        cwd=tree,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    resource.prlimit(process.pid, resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    if limit is not None:
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (math.ceil(limit), math.ceil(limit)))
    try:
        code = process.wait(None if limit is None else limit * HANGS / LOOPS)
    except subprocess.TimeoutExpired:
        return "timeout"
    finally:
        end(process)
    if code in (0, NO_TESTS):
        return "SURVIVED"
    return "timeout" if code in OUT_OF_TIME else "killed"


def end(process: subprocess.Popen[bytes]) -> None:
    """End the tests and what they started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def judge(place: Place, tests: list[list[str]], tree: Path, limit: float) -> Outcome:
    """Make the mutant in the tree, run the tests, and mend the tree."""
    path = tree / place.file
    source = path.read_text(encoding="utf-8")
    made = mutant(source, place.number)
    path.write_text(made.source, encoding="utf-8")
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*"):
        compiled.unlink()
    try:
        fates = (run_tests(tree, some, limit) for some in tests if some)
        fate = next((fate for fate in fates if fate != "SURVIVED"), "SURVIVED")
    finally:
        path.write_text(source, encoding="utf-8")
    return Outcome(place, f"{place.file}:{made.line}  {made.before}  →  {made.after}", fate)


def judge_all(sample: list[Place], processes: int) -> list[Outcome]:
    """Outcomes of a sample, each printed as it comes; raises ``SystemExit`` where the unchanged tree fails."""
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(processes) as pool:
        seen = rooms_seen()
        tests = {place.file: tests_for(place, seen) for place in sample}
        trees: queue.Queue[Path] = queue.Queue()
        for number in range(processes):
            trees.put(copy_tree(Path(scratch) / str(number)))
        tree = trees.get()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        if run_tests(tree, [UNIT_TESTS]) != "SURVIVED":
            raise SystemExit("The unit tests fail on the unchanged tree.")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        trees.put(tree)
        print(f"The unit tests take {took:.0f} s of a processor on the unchanged tree.", flush=True)

        def judged(place: Place) -> Outcome:
            tree = trees.get()
            try:
                outcome = judge(place, tests[place.file], tree, LOOPS * took + SLACK_SECONDS)
            finally:
                trees.put(tree)
            print(f"{outcome.fate:<8}  {outcome.text}", flush=True)
            return outcome

        return list(pool.map(judged, sample))


def summary(outcomes: list[Outcome]) -> str:
    """The survivors, then the share killed by room and in all."""
    by_room: dict[str, list[bool]] = defaultdict(list)
    for outcome in outcomes:
        by_room[outcome.place.room].append(outcome.fate != "SURVIVED")
    lines = ["", "Survivors:", *sorted(outcome.text for outcome in outcomes if outcome.fate == "SURVIVED"), ""]
    rows = [*sorted(by_room.items()), ("all", [outcome.fate != "SURVIVED" for outcome in outcomes])]
    lines += [
        f"{room:<16}{sum(killed):>4} of {len(killed):>4}  {sum(killed) / len(killed):>5.0%}" for room, killed in rows
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=200, metavar="N", help="how many mutants to draw")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--room", help="draw from one room of core only")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    known = places(options.room)
    sample = random.Random(options.seed).sample(known, min(options.sample, len(known)))
    print(f"{len(sample)} of {len(known)} mutants, seed {options.seed}", flush=True)
    print(summary(judge_all(sample, options.processes)))


if __name__ == "__main__":
    main()
