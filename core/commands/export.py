"""``export``: a model's vectors, card and curves as Parquet and JSON."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.model.bundle import load_bundle
from core.model.export import FILES, export_bundle
from core.storage import home


def add_export(parser: argparse.ArgumentParser) -> None:
    """Options of ``export``."""
    parser.add_argument("--model", type=Path, default=home().models / "dot-bias", metavar="DIR")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=f"folder for {', '.join(FILES)}")
    parser.set_defaults(command=_export)


def _export(arguments: argparse.Namespace) -> None:
    export_bundle(load_bundle(arguments.model), arguments.out)
    print(f"{arguments.out} holds {', '.join(FILES)}.")
