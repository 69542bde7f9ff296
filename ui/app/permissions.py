"""What the person in front of the screen may do, and the sentence that says why not. Every page asks here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

import streamlit as st

from core.errors import AccessError
from core.model.bundle import SHIPPED
from ui.app.access import Access, Person, access, person
from ui.app.formats import plain

Action = Literal["train", "bring", "download", "evaluate"]

WHAT: dict[Action, str] = {
    "train": "Training models",
    "bring": "Bringing ratings",
    "download": "Downloading the whole set",
    "evaluate": "Evaluating models",
}


NEEDS: dict[Action, str] = {"train": "fastai", "download": "kagglehub", "evaluate": "tqdm"}
"""The package without which nobody can do this."""


@dataclass(frozen=True)
class Permissions:
    """What one person may do on this server."""

    access: Access
    person: Person | None

    @property
    def is_owner(self) -> bool:
        """Whether everything is allowed: on one's own machine, or to an owner who signed in."""
        return self.access.mode == "personal" or self._is_named_in(self.access.owners)

    @property
    def key(self) -> str | None:
        """What this person brings is noted under it; nothing where it is the owner's anyway."""
        return self.person.key if self.person and self.access.mode == "public" else None

    def why_not(self, action: Action) -> str | None:
        """Why this person may not do this, as a sentence; nothing where they may."""
        what = WHAT[action]
        if self.is_owner or self._is_named_in(self.access.members):
            lacks = NEEDS.get(action)
            return f"{what} needs {lacks}, which is not installed here." if lacks and not find_spec(lacks) else None
        if not self.access.can_sign_in:
            return (
                f"{what} is off here, because this explorer is open to everybody. On a computer of your own it is on: "
                "the README starts the explorer in two commands."
            )
        if self.person is None:
            return f"{what} is for people whom this explorer's owner has named. If you are one of them, sign in first."
        return (
            f"{what} is for people whom this explorer's owner has named, and {self.person.shown} is not one of them. "
            "Ask the owner, or start the explorer on a computer of your own."
        )

    def require(self, action: Action) -> None:
        """Raise ``AccessError`` where this person may not do this."""
        if reason := self.why_not(action):
            raise AccessError(reason)

    def owns(self, key: str | None) -> bool:
        """Whether what is noted under this key is theirs to stop, replace or delete."""
        return self.is_owner or (key is not None and self.key == key)

    def why_not_replace(self, model: str, key: str | None) -> str | None:
        """Why this person may not replace a model that is noted under this key; nothing where they may."""
        if model.casefold() in SHIPPED:
            return "It came with the explorer and always stays as it is."
        return None if self.owns(key) else "Somebody else trained it."

    def _is_named_in(self, names: frozenset[str]) -> bool:
        return self.person is not None and bool(self.person.names & names)


def permissions() -> Permissions:
    """What the person in front of the screen may do now; raises ``AccessError`` where a setting cannot be read."""
    return Permissions(access(), person())


def may(action: Action) -> bool:
    """Whether it is allowed; where it is not, the page says why and, where that may help, offers to sign in."""
    allowed = permissions()
    reason = allowed.why_not(action)
    if reason:
        st.info(plain(reason), icon=":material/lock:")
        if allowed.access.can_sign_in and not allowed.person:
            st.button("Sign in", icon=":material/login:", key=f"sign.in.{action}", on_click=st.login)
    return reason is None


def draw_sign_in() -> None:
    """In public mode with a provider: the way in, or who signed in and the way out."""
    allowed = permissions()
    if allowed.access.mode == "personal" or not allowed.access.can_sign_in:
        return
    if allowed.person is None:
        st.button("Sign in", icon=":material/login:", key="sign.in", on_click=st.login, type="tertiary")
    else:
        st.caption(f"Signed in as {plain(allowed.person.shown)}.")
        st.button("Sign out", icon=":material/logout:", key="sign.out", on_click=st.logout, type="tertiary")
