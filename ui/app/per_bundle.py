"""What is derived from a model once and kept for everybody."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.analysis.similarity import Measure, vectors_for
from core.model.bundle import Bundle
from ui.app.naming import naming


def bundle_key(bundle: Bundle) -> tuple[str, str]:
    """What tells one bundle from any other, one trained later under the same name too."""
    return bundle.name, bundle.card.created


per_bundle = st.cache_resource(hash_funcs={Bundle: bundle_key}, show_spinner=False, max_entries=8)
"""Kept for each bundle, shared by everybody, read-only."""


def _key_with_names(bundle: Bundle) -> tuple[str, str, str]:
    return *bundle_key(bundle), naming()


per_naming = st.cache_resource(hash_funcs={Bundle: _key_with_names}, show_spinner=False, max_entries=8)
"""The same for what holds names of titles: kept apart for English and Japanese ones."""


@per_bundle
def title_vectors(bundle: Bundle, measure: Measure) -> NDArray[np.float32]:
    """Vectors of all titles whose dot products are the measure."""
    return vectors_for(bundle.model.anime_factors, measure)
