"""Who may do what here, as the server's settings say, and who is in front of the screen.

Two modes. *personal*: the server is its owner's alone, and everything is allowed. *public*: strangers look and get
recommendations; what costs the server or changes what others see is for the people whom the settings name. They sign
in with the OpenID provider of the section ``[auth]`` of ``secrets.toml``, through Streamlit's own ``st.login``.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import streamlit as st

from core.errors import AccessError

Mode = Literal["personal", "public"]
MODE_VARIABLE = "ANIME_EXPLORER_MODE"
"""In the environment: the mode, where it is not ``personal``."""
SECTION = "explorer"
"""Section of ``secrets.toml``: ``mode``, ``owners``, ``members`` and ``quotas``."""


@dataclass(frozen=True)
class Access:
    """Who may do what on this server."""

    mode: Mode = "personal"
    owners: frozenset[str] = frozenset()
    """Who may do everything in public mode: verified e-mail addresses, or subjects of the OpenID provider."""
    members: frozenset[str] = frozenset()
    """Who may train and bring ratings, and touch what they brought themselves."""
    can_sign_in: bool = False
    """Whether the settings name a provider."""

    @classmethod
    def read(cls, variable: str | None, settings: Mapping[str, object], can_sign_in: bool) -> Access:
        """What the environment's variable and the section of ``secrets.toml`` say; raises ``AccessError``."""
        asked = variable or settings.get("mode") or "personal"
        mode = next((known for known in get_args(Mode) if known == asked), None)
        if mode is None:
            raise AccessError(
                f"{MODE_VARIABLE} is “{asked}”, and it has to be personal or public. Nothing opens until it is."
            )
        return cls(mode, _names(settings, "owners"), _names(settings, "members"), can_sign_in)


@dataclass(frozen=True)
class Person:
    """Somebody who signed in."""

    key: str
    """What is theirs is noted under it: a digest of provider and subject, the same at each sign-in."""
    names: frozenset[str]
    """By which a setting may name them."""
    shown: str

    @classmethod
    def of(cls, claims: Mapping[str, object]) -> Person | None:
        """The person of a provider's claims; nobody where nobody signed in.

        An address counts only if the provider says that it was verified, else anybody could claim it; a subject with
        an @ never counts, so that it cannot pass for an address.
        """
        subject = claims.get("sub")
        if claims.get("is_logged_in") is not True or not isinstance(subject, str):
            return None
        address = claims.get("email")
        verified = isinstance(address, str) and claims.get("email_verified") is True
        names = {address.casefold()} if isinstance(address, str) and verified else set()
        names |= {subject} if "@" not in subject else set()
        key = hashlib.sha256(f"{claims.get('iss')}\n{subject}".encode()).hexdigest()
        return cls(key, frozenset(names), str(address if verified else subject)[:80])


def access() -> Access:
    """The settings as they are now; raises ``AccessError``."""
    return Access.read(os.environ.get(MODE_VARIABLE), settings(), "auth" in _secrets())


def settings() -> Mapping[str, object]:
    """The section of ``secrets.toml``; raises ``AccessError`` where it is none."""
    section = _secrets().get(SECTION, {})
    if not isinstance(section, Mapping):
        raise AccessError(f"[{SECTION}] in secrets.toml has to be a section.")
    return section


def person() -> Person | None:
    """Who signed in, if somebody did."""
    return Person.of(st.user.to_dict())


def _secrets() -> Mapping[str, object]:
    return st.secrets if st.secrets.load_if_toml_exists() else {}


def _names(settings: Mapping[str, object], name: str) -> frozenset[str]:
    named = settings.get(name, [])
    if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
        raise AccessError(f"{name} in the section [{SECTION}] of secrets.toml has to be a list of names.")
    return frozenset(one.casefold() if "@" in one else one for one in named)
