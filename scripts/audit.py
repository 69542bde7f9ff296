"""Which locked packages have known faults, as the advisories of PyPI and OSV say.

``make audit`` runs it. Ends with 0 where there is none, 1 where there are some, and 2 where the advisories could not be
read, so that nothing is known.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

SERVICES = ("pypi", "osv")
UNREAD = 2
"""How a run ends that could read no advisory, of one package at least."""


def audit(lock: Path, service: str) -> tuple[int, str]:
    """What the advisories of a service say of a lock file: how it ended, and its words."""
    options = ["--strict", "--disable-pip", "--require-hashes", "--progress-spinner", "off"]
    options += ["--vulnerability-service", service, "--requirement", str(lock)]
    command = [sys.executable, "-m", "pip_audit", *options]
    done = subprocess.run(command, capture_output=True, text=True)
    if "Traceback" in done.stderr or "ERROR" in done.stderr:
        reason = done.stderr.strip().splitlines()[-1]
        return UNREAD, f"Nothing is known of {lock}: the advisories of {service} could not be read ({reason[:200]})."
    return done.returncode, (done.stdout or done.stderr).strip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lock", type=Path, nargs="?", default=Path("requirements.lock"))
    lock = parser.parse_args().lock
    for service in SERVICES:
        ended, words = audit(lock, service)
        print(words)
        if ended != UNREAD:
            return ended
    return UNREAD


if __name__ == "__main__":
    sys.exit(main())
