"""Many people at once, who speak to the real server as browsers do: how long each waits, and what a session costs.

    python benchmarks/load.py [--people 1 10 25 50 100 200] [--answers 10] [--rounds 1] [--replicas 1] [--floor]

Each person opens For you, answers titles with one to three seconds of thought between them, then opens the map and
Similarity. The clock runs from a click until the server says that the page is drawn. ``--floor`` measures a Streamlit
app of one line instead: what the framework alone takes on this machine. The people live in a process of their own.
With ``--replicas 2`` every second one of them comes to a second server, as behind the proxy of deploy/.
With ``--people 100 --rounds 10`` a hundred come and go ten times: the last column says whether memory stays flat.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path

from scripts.live import Server, free_port, home_with_models, server, wait_until_healthy
from scripts.visitor import Visitor

WORDS = ("Loved", "Liked", "Not seen", "So-so", "Loved")
THOUGHT_S = (1.0, 3.0)
FLOOR = 'import streamlit as st\nst.button("Loved")\n'


@dataclass
class Day:
    """What the people of one round met with."""

    answers: list[float] = field(default_factory=list)
    """Seconds of each answer."""
    pages: list[float] = field(default_factory=list)
    """Seconds of each page."""
    errors: list[str] = field(default_factory=list)


def visit(address: str, answers: int, is_floor: bool, seed: int, day: Day) -> None:
    """One person from the first page to the last; what goes wrong is noted."""
    chance = random.Random(seed)
    time.sleep(chance.uniform(0, sum(THOUGHT_S)))
    try:
        with Visitor(address, "" if is_floor else "for_you") as person:
            day.pages.append(_timed(person.draw))
            for _, word in zip(range(answers), cycle(["Loved"] if is_floor else WORDS), strict=False):
                time.sleep(chance.uniform(*THOUGHT_S))
                day.answers.append(_timed(partial(person.click, word)))
            for page in () if is_floor else ("map", "similarity"):
                time.sleep(chance.uniform(*THOUGHT_S))
                person.page, person.script_hash = page, ""
                day.pages.append(_timed(person.draw))
    except Exception as error:
        day.errors.append(f"{type(error).__name__}: {error}"[:200])


def _timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def measure(replicas: Sequence[Server], people: int, answers: int, is_floor: bool) -> str:
    """A line of the table: one round of so many people at once."""
    before, day, started = _memory_mb(replicas), Day(), time.perf_counter()
    with ThreadPoolExecutor(people) as crowd:
        for seed, replica in zip(range(people), cycle(replicas), strict=False):
            crowd.submit(visit, replica.address, answers, is_floor, seed, day)
    seconds = time.perf_counter() - started
    after = _memory_mb(replicas)
    if not day.answers:
        return f"{people:>7} {'–':>8} {'–':>8} {'–':>8} {'–':>10} {len(day.errors):>7} {'–':>11} {'–':>8} {after:>9.0f}"
    return (
        f"{people:>7} {statistics.median(day.answers):>8.3f} {late(day.answers):>8.3f} {max(day.answers):>8.3f} "
        f"{late(day.pages):>10.3f} {len(day.errors):>7} {len(day.answers) / seconds:>11.1f} "
        f"{(after - before) / people:>8.2f} {after:>9.0f}"
    )


def late(times: list[float]) -> float:
    """What 95 % of the times are below."""
    return sorted(times)[min(len(times) - 1, round(0.95 * len(times)))]


def _memory_mb(replicas: Sequence[Server]) -> float:
    return sum(memory_mb(replica.pid) for replica in replicas)


def memory_mb(pid: int) -> float:
    """What a process holds in memory."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"There is no process {pid}.")


def _explorer(home: Path) -> AbstractContextManager[Server]:
    home.mkdir()
    return server(home_with_models(home))


@contextmanager
def floor(folder: Path) -> Generator[Server]:
    """A Streamlit app of one line."""
    script, port = folder / "floor.py", free_port()
    script.write_text(FLOOR, encoding="utf-8")
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true", "--runner.postScriptGC", "false"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}", process)
            yield Server(f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, nargs="+", default=[1, 10, 25, 50, 100, 200])
    parser.add_argument("--answers", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=1, help="how often all of it is done on one server")
    parser.add_argument("--replicas", type=int, default=1, help="servers that the people are spread over")
    parser.add_argument("--floor", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with ExitStack() as running:
            starts = [floor(home) if options.floor else _explorer(home / f"{n}") for n in range(options.replicas)]
            replicas = [running.enter_context(start) for start in starts]
            measure(replicas, len(replicas), 3, options.floor)  # warms up
            print(f"{'people':>7} {'median s':>8} {'95 % s':>8} {'worst s':>8}", end=" ")
            print(f"{'page 95 % s':>10} {'errors':>7} {'answers a s':>11} {'MB each':>8} {'MB in all':>9}")
            for people in options.people * options.rounds:
                print(measure(replicas, people, options.answers, options.floor), flush=True)


if __name__ == "__main__":
    main()
