"""What friends are called: typed by whoever looks, and kept in the address beside the keys of their lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from ui.app import keys

LONGEST = 20
"""Letters of a name."""


def names_of(friends: Sequence[str]) -> dict[str, str]:
    """The name of each friend by the key of their list; empty where none was typed."""
    typed = st.query_params.get(keys.TOGETHER_NAMES, "").split(",")
    padded = [*typed, *[""] * len(friends)]
    return {key: cleaned(name) for key, name in zip(friends, padded, strict=False)}


def put_names(names: Mapping[str, str], friends: Sequence[str]) -> None:
    """Put the names of these friends into the address, in their order."""
    ordered = ",".join(cleaned(names.get(key, "")) for key in friends).rstrip(",")
    if ordered:
        st.query_params[keys.TOGETHER_NAMES] = ordered
    else:
        st.query_params.pop(keys.TOGETHER_NAMES, None)


def cleaned(name: str) -> str:
    """A name of few letters, all of which can be seen, without the comma that stands between names."""
    seen = "".join(letter if letter.isprintable() else " " for letter in name.replace(",", " "))
    return " ".join(seen.split())[:LONGEST].strip()
