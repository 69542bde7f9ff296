"""Bring a list from elsewhere, and take one's own along."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.errors import ListError
from core.lists import EXPORTS, LARGEST, ListReport, endings, read_list, sources
from core.model.bundle import Bundle
from ui.app import answers
from ui.app.formats import plain
from ui.app.uploads import allow_uploads

REPORT, FLAW, FILES = "list.report", "list.flaw", "list.files"
NAMED = 20
"""Titles that a report names before it only counts them."""


def draw_bring(bundle: Bundle) -> None:
    """The upload, and what became of the last list."""
    # A new key for each file empties the control, so that the same file can be brought again.
    key = f"list.file.{st.session_state.get(FILES, 0)}"
    allow_uploads(4 * LARGEST, files=4)
    st.file_uploader(
        f"A list from {sources()}",
        type=endings(),
        max_upload_size=LARGEST // 2**20,
        key=key,
        on_change=_read,
        args=(bundle, key),
    )
    if flaw := st.session_state.get(FLAW):
        st.error(f"{plain(flaw)} Your answers are as they were.", icon=":material/error:")
    if report := st.session_state.get(REPORT):
        _draw_report(report)


def _read(bundle: Bundle, key: str) -> None:
    file = st.session_state[key]
    if file is None:
        return
    st.session_state[FILES] = st.session_state.get(FILES, 0) + 1
    st.session_state.update({REPORT: None, FLAW: None})
    try:
        brought = read_list(file.name, file.getvalue(), bundle.catalog)
    except ListError as error:
        st.session_state[FLAW] = str(error)
        return
    answers.join(brought.profile)
    st.session_state[REPORT] = brought.report


def _draw_report(report: ListReport) -> None:
    st.success("  \n".join(plain(sentence) for sentence in report.sentences()), icon=":material/check:")
    left_out = {
        "Newer than this model's ratings": report.newer,
        "Not in this model's catalog": report.not_in_catalog,
        "Listed more than once": report.duplicates,
        "Could not be read": report.unreadable,
    }
    for what, names in left_out.items():
        if names:
            more = f"\n- and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
            with st.expander(f"{what}: {len(names):,}"):
                st.markdown("\n".join(f"- {plain(name)}" for name in names[:NAMED]) + more)


def draw_take(bundle: Bundle) -> None:
    """The answers as a file, in every format there is; each is written when it is asked for."""
    profile, catalog = answers.profile(), bundle.catalog
    st.markdown("Export your answers:")
    with st.container(horizontal=True):
        for export in EXPORTS:
            st.download_button(
                export.label,
                partial(export.write, profile, catalog),
                file_name=export.file_name,
                mime=export.mime,
                key=f"take.{export.file_name}",
                on_click="ignore",
                icon=":material/download:",
            )
