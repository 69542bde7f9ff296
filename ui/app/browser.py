"""What the browser does for a person's answers: hold their key, and a copy of those that are not saved.

Unsaved answers live in the server's memory; a restart or a phone that slept for long would lose them. So the tab has
a copy, until it is closed, and offers it back. Many unsaved answers are not left without a question either.
"""

from __future__ import annotations

import secrets
from functools import reduce
from pathlib import Path

import streamlit as st

from core.errors import ProfileError
from core.profiles import Profile
from core.profiles.profile import from_document, to_document
from ui.app import answers, kept

SESSION, BROUGHT = "browser.session", "browser.brought"
MANY = 10
"""Unsaved answers that are not left without a question."""
LONGEST = 2**20
"""Characters of a copy that is read; a hundred thousand answers fit in."""
PLACE = "browser"
STYLE = f"""<style>
.st-key-{PLACE}:not(:has(.browser-says:not([hidden]))), .st-key-{PLACE}-quiet {{ display: none }}
</style>"""

_FOLDER = Path(__file__).parent
_component = st.components.v2.component(
    "anime_answers",
    html='<div class="browser-says" role="status" hidden></div>',
    css=(_FOLDER / "browser.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "browser.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def tell_browser() -> None:
    """Tell the browser what to hold; where it has unsaved answers from before, it offers them here."""
    st.html(STYLE)
    with st.container(key=PLACE):
        _component(data=_told(offers=True), key=f"{PLACE}.loud", on_back_change=_bring_back)


def tell_browser_quietly() -> None:
    """Tell the browser what to hold from within a fragment, whose runs do not reach what stands above the page."""
    with st.container(key=f"{PLACE}-quiet"):
        _component(data=_told(offers=False), key=f"{PLACE}.quiet")


def _told(offers: bool) -> dict[str, object]:
    profile = answers.profile()
    unsaved, for_browser = answers.n_unsaved(), kept.for_browser()
    return {
        "session": st.session_state.setdefault(SESSION, secrets.token_hex(8)),
        "document": to_document(profile) if unsaved else None,
        "n": unsaved,
        "many": unsaved >= MANY,
        "offers": offers,
        "brought": st.session_state.get(BROUGHT, 0),
        "key": for_browser._asdict() if for_browser else None,
    }


def _bring_back() -> None:
    """Add the copies that the browser sends, which may be anything, to the answers; what was said since counts more."""
    sent = st.session_state[f"{PLACE}.loud"]["back"]
    st.session_state[BROUGHT] = st.session_state.get(BROUGHT, 0) + 1
    try:
        earlier = read_copies(sent)
    except ProfileError as error:
        st.toast(f"{error}", icon=":material/error:")
        return
    answers.change(earlier.joined(answers.profile()))


def read_copies(sent: object) -> Profile:
    """All copies in one, where they disagree the last; ``ProfileError`` for what the app did not write."""
    copies = sent if isinstance(sent, list) else [sent]
    if not all(isinstance(copy, str) and len(copy) <= LONGEST for copy in copies):
        raise ProfileError("The copy of your answers in this browser is damaged and cannot be read.")
    return reduce(Profile.joined, map(from_document, copies), Profile())
