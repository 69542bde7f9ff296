"""What the stations show: the small simulated sample, and a model with biases whose vectors share one space."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from core.data.sample import load_sample
from core.data.sources import LoadedRatings
from core.data.titles import Naming, named, title_facts
from core.model.bundle import Bundle
from core.model.stored import blocks
from ui.app.library import bundle_names, current_bundle, open_bundle
from ui.app.naming import naming
from ui.app.per_bundle import per_bundle

SIMULATED = ":small[:material/casino: A small simulated sample: these viewers do not exist.]"
"""Stands wherever numbers of the sample are shown."""


def sample() -> LoadedRatings:
    """The small ratings that come along, titles named as the person in front of the screen wants."""
    return _sample(naming())


def dot_bundle() -> Bundle | None:
    """The chosen model, or the first that is a dot product with biases; the page says so where there is none."""
    chosen = current_bundle()
    for bundle in (chosen, *(open_bundle(name) for name in bundle_names())):
        if bundle.model.has_biases and bundle.model.one_space:
            if bundle.name != chosen.name:
                st.caption(f"“{chosen.name}” has no biases; this is “{bundle.name}”.")
            return bundle
    st.info("None of your models is a dot product with biases, which this station takes apart. Train one first.")
    return None


@per_bundle
def typical_viewer(bundle: Bundle) -> int:
    """Row of the viewer whose taste is as strong as most people's: the length of their vector is the median."""
    lengths = np.concatenate([np.linalg.norm(block, axis=1) for block in blocks(bundle.model.viewer_factors)])
    return int(np.argsort(lengths)[(len(lengths) - 1) // 2])


def of_model(bundle: Bundle) -> str:
    """A line that says whose numbers a station shows."""
    who = "simulated viewers" if bundle.card.data.simulated else "real viewers"
    return f":small[:material/neurology: The model “{bundle.name}”, which learnt from {who}.]"


@st.cache_resource(show_spinner=False)
def _sample(names: Naming) -> LoadedRatings:
    loaded = load_sample()
    return replace(loaded, catalog=named(loaded.catalog, title_facts(), names))
