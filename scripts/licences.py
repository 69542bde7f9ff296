"""The licence of every package that a server or a training brings along, as each says itself.

python -m scripts.licences [requirements-serving.lock]
"""

from __future__ import annotations

import argparse
import re
from importlib import metadata
from pathlib import Path

UNKNOWN = "not said"


def locked(file: Path) -> list[str]:
    """Names of the packages of a lock file."""
    return re.findall(r"^([\w.-]+)\S*?==", file.read_text(encoding="utf-8"), re.MULTILINE)


def licence(name: str) -> str:
    """What an installed package says of its licence, in a few words."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return "not installed here"
    classifiers = [
        one.rsplit(" :: ", 1)[-1] for one in said.get_all("Classifier") or [] if one.startswith("License ::")
    ]
    ways = (said.get_all("License-Expression"), ["; ".join(classifiers)], said.get_all("License"), [UNKNOWN])
    words = next(way[0] for way in ways if way and way[0].strip())
    return words.strip().splitlines()[0][:60]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lock", type=Path, nargs="?", default=Path("requirements.lock"))
    for name in sorted(set(locked(parser.parse_args().lock)), key=str.lower):
        print(f"{name:<32} {licence(name)}")


if __name__ == "__main__":
    main()
