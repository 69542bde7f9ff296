"""What a shared link opens, once its visitor wants it open."""

from __future__ import annotations

import streamlit as st

from core.errors import AnimeExplorerError
from core.profiles import Profile
from ui.app import kept, keys
from ui.app.formats import plain
from ui.app.invitation import draw_choices, draw_copy, told_by
from ui.app.links import link_to

LOOKED, GONE = "shared.looked", "shared.gone"


def shared_profile() -> Profile:
    """The answers behind the list that is shown; the page ends here where there are none, or before they are wanted."""
    if st.session_state.pop(GONE, False):
        st.switch_page("pages/for_you.py")
    read_key = st.query_params.get(keys.SHARED_LIST)
    theirs = _read(read_key) if read_key else st.session_state.get(keys.SHARED_LOOKING)
    if theirs is None:
        _say_that_nothing_is_shared(bool(read_key))
        st.stop()
    if read_key and read_key == kept.read_key():
        st.markdown("This is what others see behind the link that you share.")
        return theirs
    if read_key and st.session_state.get(LOOKED) != read_key:
        _ask(theirs)
        st.stop()
    st.markdown(f"Worked out from somebody's answers: {told_by(theirs)}. Nothing you do here changes them or yours.")
    with st.container(horizontal=True):
        draw_copy(theirs, "shared", _go)
        if read_key:
            link_to("together", "Something for both of you", {keys.TOGETHER_WITH: read_key})
        link_to("for_you", "Your own list")
    return theirs


def _read(read_key: str) -> Profile | None:
    try:
        return kept.store().shared(read_key)
    except AnimeExplorerError as error:
        st.warning(plain(str(error)), icon=":material/warning:")
        return None


def _ask(theirs: Profile) -> None:
    with st.container(border=True):
        st.header("Somebody shared their list with you", anchor=False)
        st.markdown(
            f"It comes from their answers: {told_by(theirs)}. Looking changes nothing, neither yours nor theirs."
        )
        draw_choices(theirs, "shared", _look, _go)


def _say_that_nothing_is_shared(was_asked: bool) -> None:
    if not was_asked:
        st.markdown("A list opens here from a link that somebody shares. You can share yours, too.")
    link_to("for_you", "Your own list")


def _look() -> None:
    st.session_state[LOOKED] = st.query_params.get(keys.SHARED_LIST)


def _go() -> None:
    st.session_state[GONE] = True
