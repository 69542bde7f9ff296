"""Make every table of docs/evaluation.md anew: run the commands that it names and put what they print in its place.

``make figures RATINGS=DIR`` runs it, for an hour or two. A table's place is the code block after a line
``<!-- figures: NAME -->``. What each command printed stays under ``artifacts/figures/``, and with ``--kept`` what is
there is not run again. The figures beside the two shipped models are renewed too.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "evaluation.md"
PLACE = re.compile(r"(<!-- figures: ([\w-]+) -->\n\n```\n)(.*?)(\n```\n)", re.DOTALL)

DOT, NEURAL = "evaluate-dot-bias", "evaluate-neural"
COMMANDS = {
    DOT: "-m core evaluate --keep --model models/dot-bias",
    NEURAL: "-m core evaluate --keep --model models/neural",
    "calibration": "-m core evaluate --model models/dot-bias --calibration",
    "questionnaire": "-m core evaluate --model models/dot-bias --questionnaire",
    "groups": "-m core evaluate --model models/dot-bias --groups",
    "agreement": "benchmarks/agreement.py",
    "ranking": "benchmarks/ranking.py",
    "order": "-m benchmarks.order",
    "shipped": "benchmarks/ranking.py --shipped",
    "fold-in": "benchmarks/fold_in.py --seeds 1",
    "genre-focus": "benchmarks/genre_focus.py",
}
"""What is run, by the name of the file that keeps what it prints; each also gets ``--ratings``."""


@dataclass(frozen=True)
class Table:
    """A code block of the document."""

    command: str
    """The name of the command that prints it."""
    part: Callable[[str], str] = str.strip
    """What of the printed text is in the document."""


def lists(printed: str) -> str:
    """The tables of lists, without those by kind of viewer and what follows."""
    return printed.partition("The list as shown, NDCG@10 by kind of viewer:")[0].strip()


def raw_for_you(printed: str) -> str:
    """The lines of For you in the first table."""
    raw = printed.partition("The list as the page shows it")[0].splitlines()
    return "\n".join(line for line in raw if line.startswith("answers ") or " for-you " in line)


def titles_at_ten(printed: str) -> str:
    """The lines at ten answers of the tables that tell titles apart by how well known they are."""
    _, _, rest = printed.partition("The same, NDCG@10 and recall@10 of the favourites")
    lines = [line for line in rest.splitlines() if line.startswith(("answers ", "     10  "))]
    second = [place for place, line in enumerate(lines) if line.startswith("answers ")][1]
    return "\n".join([*lines[:second], "", *lines[second:]])


def up_to(last: str) -> Callable[[str], str]:
    """The lines up to the one that begins so."""

    def lines_up_to(printed: str) -> str:
        lines = printed.strip().splitlines()
        return "\n".join(lines[: 1 + next(place for place, line in enumerate(lines) if line.startswith(last))])

    return lines_up_to


def adventure(printed: str) -> str:
    """The first of two tables."""
    return printed.strip().partition("\n\n")[0]


def cost(printed: str) -> str:
    """The second of two tables."""
    return printed.strip().partition("\n\n")[2]


TABLES: Mapping[str, Table] = {
    "agreement": Table("agreement"),
    "lists": Table(DOT, lists),
    "neural": Table(NEURAL, raw_for_you),
    "titles": Table(DOT, titles_at_ten),
    "calibration": Table("calibration"),
    "questions": Table("questionnaire"),
    "ranking": Table("ranking", up_to("n_kept 1000")),
    "order": Table("order"),
    "fold-in": Table("fold-in", up_to("n_steps 8")),
    "genre-focus": Table("genre-focus"),
    "adventure": Table("shipped", adventure),
    "cost": Table("shipped", cost),
    "groups": Table("groups"),
}
"""Every table by the name in its place."""


def renewed(document: str, printed: Callable[[str], str]) -> str:
    """The document with its tables as ``printed`` tells what a command prints, by its name."""

    def block(place: re.Match[str]) -> str:
        table = TABLES[place[2]]
        return place[1] + table.part(printed(table.command)) + place[4]

    return PLACE.sub(block, document)


def _printed(folder: Path, ratings: Path, options: Mapping[str, list[str]], kept: bool) -> Callable[[str], str]:
    """Runs a command once; raises ``CalledProcessError`` where it fails."""

    def printed(name: str) -> str:
        file = folder / f"{name}.txt"
        if name not in made and not (kept and file.is_file()):
            command = [sys.executable, *COMMANDS[name].split(), "--ratings", str(ratings), *options.get(name, [])]
            print(" ".join(command), flush=True)
            done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
            file.write_text(done.stdout, encoding="utf-8")
        made.add(name)
        return file.read_text(encoding="utf-8")

    made: set[str] = set()
    return printed


def main() -> None:
    """Renew the document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ratings", type=Path, required=True, metavar="DIR")
    parser.add_argument("--source", required=True, metavar="TEXT", help="where the ratings come from")
    parser.add_argument("--bench", default=".venv-bench/bin/python", metavar="FILE", help="the benchmark environment")
    parser.add_argument("--kept", action="store_true", help="take what earlier runs have printed")
    arguments = parser.parse_args()
    folder = ROOT / "artifacts" / "figures"
    folder.mkdir(parents=True, exist_ok=True)
    source = ["--source", arguments.source]
    options = {DOT: source, NEURAL: source, "agreement": ["--python", arguments.bench]}
    text = DOCUMENT.read_text(encoding="utf-8")
    printed = _printed(folder, arguments.ratings.resolve(), options, arguments.kept)
    DOCUMENT.write_text(renewed(text, printed), encoding="utf-8")


if __name__ == "__main__":
    main()
