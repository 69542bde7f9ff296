"""Fuzz the parsers of foreign bytes, each in a process of its own, guided by coverage.

    python -m benchmarks.fuzz [TARGET …] [--runs 500000] [--seconds 600]

Needs ``pip install atheris==3.0.0`` (Python 3.11). Prints one line for each target; what broke one is written to
``artifacts/`` and belongs into ``benchmarks/fuzz/cases/TARGET/`` once it is mended.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

LARGEST = 4_096
"""Bytes of an input."""
OF_A_PROCESS = 100_000
"""Inputs, after which the next process goes on with what was found: each input leaves some memory behind in atheris."""
ARTIFACTS = Path(__file__).resolve().parents[2] / "artifacts"


@dataclass(frozen=True)
class Fuzzed:
    """How one target fared."""

    inputs: int
    broke: str = ""
    """What the process said that ended early."""


def fuzz(name: str, runs: int, seconds: int) -> Fuzzed:
    """Fuzz one target in processes of their own, one after the other, until an input breaks it."""
    inputs, ends = 0, time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as found:
        while inputs < runs and (left := int(ends - time.monotonic())) > 0:
            command = [sys.executable, "-m", "benchmarks.fuzz", name, "--found", found]
            command += ["--runs", str(min(OF_A_PROCESS, runs - inputs)), "--seconds", str(left)]
            done = subprocess.run(command, capture_output=True, text=True, errors="replace")
            told = re.search(r"Done (\d+) runs in \d+ second", done.stderr)
            inputs += int(told[1]) if told else 0
            if done.returncode or not told:
                return Fuzzed(inputs, done.stderr[-3_000:])
    return Fuzzed(inputs)


def fuzz_here(name: str, found: str, runs: int, seconds: int) -> None:
    """Fuzz one target in this process, which ends with it; ``found`` holds what was found before."""
    import atheris  # ty: ignore[import-not-found]

    with atheris.instrument_imports(include=["core", "defusedxml"]):
        from benchmarks.fuzz.targets import CASES, targets
    target = targets()[name]
    limits = [
        f"-runs={runs}",
        f"-max_total_time={seconds}",
        f"-max_len={LARGEST}",
        "-timeout=20",
        "-rss_limit_mb=2000",
    ]
    seeds = [str(CASES / name)] if (CASES / name).is_dir() else []
    atheris.Setup([sys.argv[0], found, *seeds, *limits, f"-artifact_prefix={ARTIFACTS}/{name}-"], target)
    atheris.Fuzz()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", nargs="*")
    parser.add_argument("--runs", type=int, default=500_000)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--found", help=argparse.SUPPRESS)
    options = parser.parse_args()
    ARTIFACTS.mkdir(exist_ok=True)
    if options.found:
        fuzz_here(options.target[0], options.found, options.runs, options.seconds)
        return
    from benchmarks.fuzz.targets import targets

    print(f"{'target':<16} {'inputs':>10} {'seconds':>8} {'foreign exceptions':>19}")
    total = 0
    for name in options.target or targets():
        began = time.monotonic()
        fuzzed = fuzz(name, options.runs, options.seconds)
        seconds = time.monotonic() - began
        print(f"{name:<16} {fuzzed.inputs:>10,} {seconds:>8,.0f} {int(bool(fuzzed.broke)):>19}", flush=True)
        if fuzzed.broke:
            print(fuzzed.broke)
        total += fuzzed.inputs
    print(f"{'all':<16} {total:>10,}")


if __name__ == "__main__":
    main()
