"""What further pages need, made in the background once the first page is drawn, so that nobody waits for it there."""

from __future__ import annotations

import importlib
import pkgutil
from contextlib import suppress
from threading import Thread

import ui
from core.errors import AnimeExplorerError
from core.model.bundle import Bundle
from ui.app.per_bundle import per_bundle
from ui.app.recommender import prepare


@per_bundle
def look_ahead(bundle: Bundle) -> Thread:
    """Begin, at the first call for a model, to load what pages import and to make what its lists and questions need."""
    thread = Thread(target=_load, args=(bundle,), name="look ahead", daemon=True)
    thread.start()
    return thread


def _load(bundle: Bundle) -> None:
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        importlib.import_module(module.name)
    with suppress(AnimeExplorerError):  # the page that needs it says so
        prepare(bundle)
