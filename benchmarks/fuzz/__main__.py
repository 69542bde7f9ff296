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
from pathlib import Path

LARGEST = 4_096
"""Bytes of an input."""
ARTIFACTS = Path(__file__).resolve().parents[2] / "artifacts"


def fuzz(name: str, runs: int, seconds: int) -> None:
    """Fuzz one target in this process, which ends with it."""
    import atheris  # ty: ignore[import-not-found]

    with atheris.instrument_imports(include=["core", "defusedxml"]):
        from benchmarks.fuzz.targets import CASES, targets
    target = targets()[name]
    with tempfile.TemporaryDirectory() as found:
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
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    ARTIFACTS.mkdir(exist_ok=True)
    if options.alone:
        fuzz(options.target[0], options.runs, options.seconds)
        return
    from benchmarks.fuzz.targets import targets

    print(f"{'target':<10} {'inputs':>10} {'seconds':>8} {'foreign exceptions':>19}")
    total = 0
    for name in options.target or targets():
        command = [sys.executable, "-m", "benchmarks.fuzz", name, "--alone"]
        command += ["--runs", str(options.runs), "--seconds", str(options.seconds)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")
        told = re.search(r"Done (\d+) runs in (\d+) second", done.stderr)
        inputs, seconds = (int(told[1]), int(told[2])) if told else (0, 0)
        print(f"{name:<10} {inputs:>10,} {seconds:>8,} {0 if done.returncode == 0 else 1:>19}", flush=True)
        total += inputs
        if done.returncode:
            print(done.stderr[-3_000:])
    print(f"{'all':<10} {total:>10,}")


if __name__ == "__main__":
    main()
