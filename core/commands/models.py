"""``models``: what there is, with its errors."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.errors import BundleError
from core.model.bundle import list_bundles, read_card
from core.storage import home


def add_models(parser: argparse.ArgumentParser) -> None:
    """Options of ``models``."""
    parser.add_argument("--models", type=Path, default=home().models, metavar="DIR")
    parser.set_defaults(command=_models)


def _models(arguments: argparse.Namespace) -> None:
    names, flaws = list_bundles(arguments.models), []
    if not names:
        raise BundleError(f"There is no model in {arguments.models} yet. Train one with: python -m core train --help")
    for name in names:
        try:
            card = read_card(arguments.models / name)
        except BundleError as error:
            flaws.append(str(error))
            continue
        print(f"{name:<24} {card.architecture.kind:<4} RMSE {card.metrics.valid_rmse:.4f}  {card.data.source}")
    if flaws:
        raise BundleError("\n".join(flaws))
