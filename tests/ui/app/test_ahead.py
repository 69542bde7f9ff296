"""What further pages need is there before they are opened."""

from __future__ import annotations

import sys

from core.model.bundle import load_bundle
from ui.app.ahead import look_ahead


def test_what_pages_import_is_loaded_in_the_background_once_for_a_model(root):
    bundle = load_bundle(root / "models" / "dot-bias")
    thread = look_ahead(bundle)
    thread.join()
    assert {"ui.learn.course", "ui.train.form", "ui.similarity.charts"} <= set(sys.modules)
    assert look_ahead(bundle) is thread
