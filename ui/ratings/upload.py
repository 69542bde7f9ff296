"""Ways to get ratings: upload the two CSV files or a zip of them, or simulate some; kept so that Train can use them."""

from __future__ import annotations

import streamlit as st
from streamlit.config import get_option

from core.data.sources import N_ANIME, LoadedRatings, load_uploads
from core.errors import BundleError, DataError
from core.model.bundle import check_name
from ui.app import keys, library
from ui.app.formats import plain
from ui.app.kept_ratings import keep_ratings
from ui.app.links import link_to
from ui.app.permissions import may
from ui.app.simulation import SIMULATED, offer_simulation
from ui.app.uploads import MB, allow_uploads

UPLOADED, KEPT = "ratings.uploaded", "ratings.kept"


def offer() -> None:
    """Draw both ways side by side; the upload last, for a file that cannot be used ends the page."""
    if not may("bring"):
        return
    own, simulated = st.columns(2, border=True)
    with simulated:
        if name := offer_simulation():
            _show(name)
    with own:
        offer_upload()


def offer_upload() -> None:
    """Draw the upload, the report of what was dropped, and the button that keeps the ratings."""
    st.markdown("**Upload your own**")
    st.markdown(
        "Two files as in Kaggle's *Anime Recommendations Database*, or one zip of both: `anime.csv` "
        "(`anime_id, name, genre, type, episodes, rating, members`) and `rating.csv` (`user_id, anime_id, rating`). "
        "The files of Kaggle's newer sets, of 2018 and 2020, work as well."
    )
    allow_uploads(get_option("server.maxUploadSize") * MB, files=4)
    files = st.file_uploader("anime.csv and rating.csv, or a zip", ["csv", "zip"], accept_multiple_files=True)
    n_anime = st.number_input("How many of the best-known titles to keep", 1, 20_000, N_ANIME, step=500)
    if not files:
        return
    loaded = _checked(files, n_anime)
    st.dataframe(
        loaded.report.table(),
        hide_index=True,
        column_config={"Rows": st.column_config.NumberColumn(format="localized")},
        alt="What was read, dropped and kept.",
    )
    name = st.text_input("Save them as", "My ratings", max_chars=64)
    if st.button("Keep these ratings", type="primary", icon=":material/save:"):
        name = _checked_name(name)
        keep_ratings(loaded, name)
        _show(name)


def _checked(files: list, n_anime: int) -> LoadedRatings:
    """The uploads, cleaned; read again only when a file or the number of titles changes. Kept in the session alone."""
    stamp = (n_anime, *sorted(file.file_id for file in files))
    known = st.session_state.get(UPLOADED)
    if known is None or known[0] != stamp:
        with st.spinner("Reading and checking …"):
            known = (stamp, load_uploads({file.name: file.getvalue() for file in files}, n_anime))
        st.session_state[UPLOADED] = known
    return known[1]


def _checked_name(name: str) -> str:
    """The name, if ratings somebody brought may be kept under it; raises ``DataError``."""
    name = name.strip()
    if name.startswith(SIMULATED):
        raise DataError(f"A name that begins with “{SIMULATED}” is for simulated ratings. Choose another one.")
    try:
        check_name(name)
    except BundleError as error:
        raise DataError(str(error).replace("a model's name", "a name for ratings")) from error
    if (library.DATA / name).exists():
        raise DataError(f"There are ratings called “{name}” already. Choose another name; they stay as they are.")
    return name


def _show(name: str) -> None:
    """Show ratings that have just been kept, at the next run of the page."""
    st.session_state.pop(UPLOADED, None)
    st.session_state[KEPT] = name
    st.rerun()


def say_what_was_kept() -> None:
    """After ratings were kept: show them, say so, and point to Train."""
    name = st.session_state.pop(KEPT, None)
    if name is None:
        return
    st.session_state[keys.RATINGS_SOURCE] = name
    st.success(f"“{plain(name)}” is kept and shown below.", icon=":material/check_circle:")
    link_to("train", "Train a model on it")
