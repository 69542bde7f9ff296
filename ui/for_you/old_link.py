"""Links of earlier versions, with ``?profile=KEY``: their key may change the answers, so they ask before they open."""

from __future__ import annotations

import streamlit as st

from core.errors import AnimeExplorerError, ProfileError
from core.profiles import Profile
from ui.app import answers, kept, keys
from ui.app.formats import plain
from ui.app.invitation import and_my_unsaved, draw_choices, told_by
from ui.app.menu import SHARED

PARAMETER = "profile"
KEY, THEIRS, LOOK = "old_link.key", "old_link.theirs", "old_link.look"


def ask_about_old_link() -> None:
    """Ask what to do with an old link in the address, and draw nothing else of the page until that is said."""
    if link := st.query_params.get(PARAMETER):
        _read(link)
    if st.session_state.pop(LOOK, False):
        st.switch_page(SHARED.path)
    if st.session_state.get(KEY):
        _ask()
        st.stop()


def _read(link: str) -> None:
    """Take the key out of the address, as soon as the database has said what it opens."""
    try:
        theirs = kept.store().load(link)
    except AnimeExplorerError as error:
        st.warning(plain(str(error)), icon=":material/warning:")
        if isinstance(error, ProfileError):
            st.query_params.pop(PARAMETER)
        return
    st.query_params.pop(PARAMETER)
    if link != kept.key():
        st.session_state.update({KEY: link, THEIRS: theirs})


def _ask() -> None:
    theirs: Profile = st.session_state[THEIRS]
    with st.container(border=True):
        st.header("Open these answers?", anchor=False)
        st.markdown(
            f"The link you opened leads to saved answers ({told_by(theirs)}). It is of an older kind, which contains "
            "the key to change and delete them. **The key has been taken out of the address**, so that nobody gets "
            "it with a copied address. Nothing of yours has changed."
        )
        st.button(
            f"They are mine: open them here{and_my_unsaved()}",
            key="old_link.mine",
            icon=":material/key:",
            on_click=_take,
        )
        if kept.key():
            st.caption(
                "This browser holds the key to other saved answers, and can hold only one. To come back to those, "
                "copy their key first: “Save and share”, “In another browser”."
            )
        draw_choices(theirs, "old_link", _look, _forget)


def _take() -> None:
    answers.open_kept(st.session_state[KEY])
    _forget()


def _look() -> None:
    st.session_state[keys.SHARED_LOOKING] = st.session_state[THEIRS]
    st.session_state[LOOK] = True
    _forget()


def _forget() -> None:
    st.session_state.update({KEY: None, THEIRS: None})
