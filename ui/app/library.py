"""The models and ratings at hand: opened once, shared by everybody, read-only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import streamlit as st

from core.data.sources import FILES as RATINGS_FILES
from core.data.sources import LoadedRatings, holds_ratings, load_folder
from core.data.titles import Naming, named, title_facts
from core.errors import BundleError
from core.evaluation.kept import KeptScores, kept_scores
from core.model.bundle import FILES, Bundle, load_bundle
from core.profiles import move_profiles
from core.storage import home, recover
from ui.app import keys
from ui.app.links import link_to
from ui.app.naming import naming

MODELS, RUNS, DATA, PROFILES = home().models, home().runs, home().data, home().profiles
"""Where models, training runs, ratings and profiles are kept."""
EVALUATIONS = home().evaluations
"""Where the evaluations of models tell how far they are."""
ALL_MODELS = home().scoreboard
"""Where the figures of all models on the same viewers are kept."""

Stamp = tuple[tuple[str, int, int], ...]
"""Name, time and size of each file of a folder: what is kept under it is worked out anew once a file is replaced."""

DEFAULT = "dot-bias"
"""The model people see first, where it exists."""


def recover_once() -> None:
    """When the server starts, bring back what was killed halfway, and profiles from where they were kept once."""
    _recover(str(MODELS), str(DATA), str(PROFILES))


def bundle_names() -> list[str]:
    """Names of the models that can be opened: the default first, then by name."""
    return sorted((name for name in _folders() if _flaw(name) is None), key=lambda name: (name != DEFAULT, name))


def broken_bundles() -> dict[str, str]:
    """What is wrong with each model folder that cannot be opened, by name."""
    flaws = {name: _flaw(name) for name in _folders()}
    return {name: flaw for name, flaw in flaws.items() if flaw is not None}


def open_bundle(name: str) -> Bundle:
    """The model of this name, read again only when its files have changed; raises ``BundleError``.

    Its titles have the names that the person in front of the screen wants to see.
    """
    return _opened_with_names(str(MODELS / name), stamp_of(MODELS / name), naming())


def current_bundle() -> Bundle:
    """The model chosen in the sidebar; where there is none, the page says how to get one and ends."""
    names = bundle_names()
    if not names:
        _say_there_is_no_model()
        st.stop()
    chosen = st.session_state.get(keys.MODEL)
    return open_bundle(chosen if chosen in names else names[0])


def rating_folders() -> dict[str, Path]:
    """Folders of ratings somebody brought, by name."""
    if not DATA.is_dir():
        return {}
    visible = (folder for folder in DATA.iterdir() if not folder.name.startswith("."))
    found = (folder for folder in visible if folder.is_dir() and holds_ratings([name for name, *_ in stamp_of(folder)]))
    return {folder.name: folder for folder in sorted(found)}


def open_ratings(path: Path) -> LoadedRatings:
    """The ratings of a folder, read again only when its files have changed; raises ``DataError``."""
    return _read(str(path), stamp_of(path))


def open_scores(folder: Path) -> KeptScores | None:
    """The scores in a folder, read again only when its files have changed; raises ``BundleError``."""
    return _scores(str(folder), stamp_of(folder))


def stamp_of(folder: Path) -> Stamp:
    """Name, time and size of each file, so that a replaced file is noticed; nothing while a folder is swapped."""
    try:
        stats = [(file.name, file.stat()) for file in sorted(folder.iterdir()) if file.is_file()]
    except FileNotFoundError:
        return ()
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


def _folders() -> list[str]:
    if not MODELS.is_dir():
        return []
    return sorted(
        folder.name
        for folder in MODELS.iterdir()
        if not folder.name.startswith(".") and any((folder / file).is_file() for file in FILES)
    )


def _flaw(name: str) -> str | None:
    return _checked(str(MODELS / name), stamp_of(MODELS / name))


@st.cache_resource(show_spinner=False)
def _recover(models: str, data: str, profiles: str) -> None:
    recover(Path(models), FILES)
    recover(Path(data), RATINGS_FILES)
    move_profiles(Path(data), Path(profiles))


@st.cache_resource(show_spinner=False, max_entries=100)
def _checked(path: str, stamp: Stamp) -> str | None:
    """What is wrong with a model; one that can be opened is open from now on."""
    try:
        _opened(path, stamp)
    except BundleError as error:
        return str(error)
    return None


@st.cache_resource(show_spinner="Opening the model …", max_entries=8)
def _opened(path: str, stamp: Stamp) -> Bundle:
    return load_bundle(Path(path))


@st.cache_resource(show_spinner=False, max_entries=16)
def _opened_with_names(path: str, stamp: Stamp, names: Naming) -> Bundle:
    bundle = _opened(path, stamp)
    return replace(bundle, catalog=named(bundle.catalog, title_facts(), names))


@st.cache_resource(show_spinner="Reading the ratings …", max_entries=2)
def _read(path: str, stamp: Stamp) -> LoadedRatings:
    return load_folder(Path(path))


@st.cache_resource(show_spinner=False, max_entries=16)
def _scores(path: str, stamp: Stamp) -> KeptScores | None:
    return kept_scores(path)


def _say_there_is_no_model() -> None:
    st.title("No model yet")
    st.markdown("This page shows what a model has learnt, and there is none in the folder `models/` yet.")
    link_to("train", "**Train a model**")
    st.caption("It takes about a minute on an ordinary computer, with your own ratings or with simulated ones.")
