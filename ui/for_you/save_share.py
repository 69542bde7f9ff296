"""Save the answers and share the list: this browser holds the key to write, a link holds one that only reads."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import streamlit as st

from core.model.bundle import Bundle
from core.profiles.keys import is_key
from ui.app import answers, kept, keys
from ui.app.invitation import and_my_unsaved
from ui.app.menu import SHARED
from ui.app.shared_list import draw_picture, shared_text

TYPED = "save.typed"


def draw_save_and_share(bundle: Bundle) -> None:
    """Both, side by side."""
    save, share = st.columns(2, gap="large")
    with save:
        st.markdown("**Save**")
        (_draw_saved if kept.key() else _draw_not_saved)()
    with share:
        st.markdown("**Share**")
        _draw_share(bundle)


def _draw_not_saved() -> None:
    st.markdown(
        "Your answers are gone when you close this tab. Saved, they are here again on every page, after a reload and "
        "next month: this browser holds the key to them. No name, no e-mail, no password."
    )
    with st.container(horizontal=True):
        st.button("Save my answers", key="save", icon=":material/bookmark_add:", on_click=_save)
        with st.popover("I have a key", icon=":material/key:", type="tertiary"):
            st.text_input("The key to answers saved in another browser", key=TYPED, type="password", autocomplete="off")
            st.button(f"Open them{and_my_unsaved()}", key="save.open", on_click=_open)


def _draw_saved() -> None:
    unsaved = answers.n_unsaved()
    if unsaved:
        st.markdown(f"Saved before, but not your last {'change' if unsaved == 1 else f'{unsaved} changes'} yet.")
        st.button("Save now", key="save.now", icon=":material/refresh:", on_click=_save_now)
    else:
        st.markdown("Saved. Every further answer is saved at once, and this browser opens them again by itself.")
    with st.container(horizontal=True):
        with st.popover("In another browser", icon=":material/key:", type="tertiary"):
            st.markdown(
                "Open this page there, choose **I have a key** and paste this one. Whoever has it can change and "
                "delete your answers: to show them to somebody, share a link instead."
            )
            st.code(kept.key(), language=None, wrap_lines=True)
            st.button("Renew the key", key="save.renew", icon=":material/autorenew:", on_click=kept.renew)
            st.caption("The old key then no longer works anywhere.")
        with st.popover("Forget or delete", icon=":material/delete:", type="tertiary"):
            st.markdown("**On this browser only**: the answers stay saved for whoever has the key. Copy it first.")
            st.button("Forget the key here", key="save.forget", on_click=kept.let_go)
            st.markdown("**Everywhere**: the saved answers are deleted, and key and link stop working.")
            st.button("Delete for good", key="save.delete", on_click=kept.delete)


def _draw_share(bundle: Bundle) -> None:
    read_key = kept.read_key()
    if read_key is None:
        st.markdown("A link that shows your list and your taste to anyone who has it. It lets nobody change them.")
        st.button(
            "Make a link" if kept.key() else "Save and make a link",
            key="share",
            icon=":material/share:",
            on_click=_share,
        )
        return
    link = urljoin(st.context.url or "", f"{SHARED.address}?{keys.SHARED_LIST}={read_key}")
    st.markdown("Shows your list as it is whenever somebody looks, and lets nobody change it.")
    st.code(link, language=None, wrap_lines=True)
    with st.container(horizontal=True):
        draw_picture(bundle, answers.profile())
        with st.popover("Text to paste", icon=":material/content_paste:", type="tertiary"):
            st.code(shared_text(bundle, answers.profile(), link), language=None, wrap_lines=True)
        with st.popover("End this link", icon=":material/link_off:", type="tertiary"):
            st.markdown("It then stops working for everyone.")
            st.button("Replace it with a new one", key="share.renew", on_click=kept.share)
            st.button("Stop sharing", key="share.stop", on_click=kept.unshare)


def _save() -> None:
    kept.keep(answers.profile())


def _save_now() -> None:
    kept.try_again()
    answers.sync()


def _share() -> None:
    if kept.key() is None:
        _save()
    kept.share()


def _open() -> None:
    """Take the key that was typed, or the one at the end of an old link."""
    typed = re.split(r"[?&]profile=", st.session_state[TYPED].strip())[-1]
    if not is_key(typed):
        st.toast("That is not a key. A key has 32 characters: copy all of it.", icon=":material/error:")
        return
    answers.open_kept(typed)
