"""Who watches together: the person in front of the screen, and friends by the links that they share.

The keys of these links stand in the address: they only read, and so the whole group can be sent to everybody in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import streamlit as st

from core.errors import AnimeExplorerError
from core.profiles import Profile
from core.profiles.keys import is_key
from core.recommend.group import MOST
from ui.app import answers, kept, keys
from ui.app.formats import plain
from ui.app.invitation import told_by
from ui.app.links import link_to
from ui.together.names import LONGEST, names_of, put_names

YOU = "You"
"""What the person in front of the screen is called."""
TYPED, PROBLEM, ME = "together.link", "together.problem", "together.me"


@dataclass(frozen=True)
class Person:
    """One of the group."""

    name: str
    profile: Profile


def choose_people() -> list[Person]:
    """Draw who is in the group and the way to add to it; those of whom something is known."""
    st.header("Who watches", anchor=False)
    me = _choose_me()
    links = _keys()
    names = names_of(links)
    friends = [found for number, key in enumerate(links, start=1) if (found := _draw_friend(number, key, names[key]))]
    if len(links) < MOST - 1:
        st.text_input(
            "Add a friend by their link",
            key=TYPED,
            on_change=_add,
            placeholder="https://…/shared?list=…",
            autocomplete="off",
        )
        st.caption("Your friend finds it on For you, under “Save and share”. It only lets you look.")
    if problem := st.session_state.get(PROBLEM):
        st.warning(plain(problem), icon=":material/warning:")
    return [*me, *friends]


def _choose_me() -> list[Person]:
    profile = answers.profile()
    if not profile.watched:
        with st.container(border=True):
            st.markdown("**You** have not rated anything yet.")
            link_to("for_you", "Answer a few titles")
        return []
    with st.container(border=True):
        is_in = st.toggle(f"**You** :small[:gray[{told_by(profile)}]]", value=True, key=ME, persist_state="session")
    return [Person(YOU, profile)] if is_in else []


def _draw_friend(number: int, key: str, name: str) -> Person | None:
    """A friend, what they are called and the way to take them out, or why nothing is known of them."""
    try:
        profile = kept.store().shared(key)
        told = told_by(profile)
    except AnimeExplorerError as error:
        profile, told = None, plain(str(error))
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            _draw_name(number, key, name)
            st.button(
                "Remove",
                key=f"together.remove.{number}",
                icon=":material/close:",
                type="tertiary",
                on_click=_remove,
                args=(key,),
            )
        st.markdown(f":small[:gray[{told}]]")
    return Person(name or f"Friend {number}", profile) if profile and profile.watched else None


def _draw_name(number: int, key: str, name: str) -> None:
    """The name in a box where it can be changed."""
    box = f"together.name.{number}"
    if st.session_state.get(box) != name:
        st.session_state[box] = name
    st.text_input(
        f"Name of friend {number}",
        key=box,
        max_chars=LONGEST,
        placeholder=f"Friend {number}: type a name",
        label_visibility="collapsed",
        autocomplete="off",
        on_change=_call,
        args=(key, box),
    )


def _call(key: str, box: str) -> None:
    put_names(names_of(_keys()) | {key: st.session_state[box]}, _keys())


def _keys() -> list[str]:
    """The friends' keys in the address, each once."""
    named = st.query_params.get(keys.TOGETHER_WITH, "").split(",")
    mine = kept.read_key()
    return [key for key in dict.fromkeys(named) if is_key(key) and key != mine][: MOST - 1]


def _add() -> None:
    typed = re.split(r"[?&]list=", st.session_state[TYPED].strip())[-1].partition("&")[0]
    st.session_state[PROBLEM] = None
    if not typed:
        return
    if not is_key(typed):
        st.session_state[PROBLEM] = (
            "That is not a link to a shared list. Copy all of it: it ends in 32 letters and digits."
        )
        return
    st.session_state[TYPED] = ""
    if typed == kept.read_key():
        st.session_state[PROBLEM] = "That is the link to your own list, and you are already in."
        return
    _put([*_keys(), typed])


def _remove(key: str) -> None:
    _put([other for other in _keys() if other != key])


def _put(friends: list[str]) -> None:
    put_names(names_of(_keys()), friends)
    if friends:
        st.query_params[keys.TOGETHER_WITH] = ",".join(friends)
    else:
        st.query_params.pop(keys.TOGETHER_WITH, None)
