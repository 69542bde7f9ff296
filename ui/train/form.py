"""What a person decides before a training: a name, an architecture, and behind a fold everything else."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import streamlit as st

from core.errors import BundleError
from core.model.architectures import Kind
from core.model.bundle import check_name
from core.training.config import DOT, RECIPES, TrainConfig, recipe, settings
from core.training.settings import Group, OnPage, Value
from ui.app import formats, keys, library
from ui.app.ownership import note_of
from ui.app.permissions import permissions
from ui.app.settings import SHOWN, in_words

_NOTHING = 0
"""In the session, for what is left to the training itself: ``None`` there means that nobody has chosen."""


def choose_name() -> str | None:
    """The new model's name, or nothing while it cannot be used; the page says why."""
    st.session_state.setdefault(keys.TRAIN_NAME, _free_name())
    name = st.text_input("Name of the new model", key=keys.TRAIN_NAME, persist_state="session", max_chars=80).strip()
    try:
        check_name(name)
    except BundleError as error:
        st.error(formats.plain(str(error)), icon=":material/error:")
        return None
    said = f"“{formats.plain(name)}”"
    if not (library.MODELS / name).exists():
        return name
    if reason := permissions().why_not_replace(name, note_of("models", name).by):
        st.error(f"There is a model {said} already. {reason} Choose another name.", icon=":material/lock:")
        return None
    if not st.checkbox(f"Replace the model {said}", key=f"train.replace.{name}"):
        st.caption(f"There is a model {said} already. Choose another name, or tick the box to replace it.")
        return None
    return name


def choose_settings() -> TrainConfig:
    """The settings of the training, the architecture's measured recipe until something is changed."""
    kind = _choose_architecture()
    asked = [name for name in SHOWN if name != "model" and settings()[name].is_for(kind)]
    asked.sort(key=lambda name: bool(settings()[name].only_for))  # what one architecture alone has comes last
    chosen = _ask_for(asked, None)
    with st.expander("More settings", icon=":material/tune:"):
        groups = get_args(Group)
        for column, group in zip(st.columns(len(groups), gap="large"), groups, strict=True):
            with column:
                st.markdown(f"**{group}**")
                chosen |= _ask_for(asked, group)
    return replace(recipe(kind), **chosen)


def _choose_architecture() -> Kind:
    page = SHOWN["model"]
    st.segmented_control(
        page.label,
        list(settings()["model"].choices),
        format_func=lambda kind: in_words("model", kind),
        required=True,
        key=_key("model"),
        persist_state="session",
        on_change=_take_recipe,
        help=page.help,
    )
    return st.session_state[_key("model")]


def _take_recipe() -> None:
    """Another architecture learns best with other settings."""
    best = recipe(st.session_state[_key("model")])
    for name in SHOWN.keys() - {"model"}:
        if any(getattr(other, name) != getattr(DOT, name) for other in RECIPES.values()):
            st.session_state[_key(name)] = getattr(best, name) or _NOTHING


def _ask_for(names: list[str], group: Group | None) -> dict[str, Value]:
    """What somebody chose for each setting of a group."""
    return {name: _ask(name, SHOWN[name]) for name in names if SHOWN[name].group == group}


def _ask(name: str, page: OnPage) -> Value:
    """A box to choose from, a slider for a few whole numbers, or a box for a number."""
    label, key, help_ = page.label, _key(name), page.help
    if offered := page.offered or tuple(settings()[name].choices):
        options = {value or _NOTHING: in_words(name, value) if value else page.by_itself for value in offered}
        chosen = st.selectbox(
            label, list(options), format_func=options.__getitem__, key=key, persist_state="session", help=help_
        )
        return None if chosen == _NOTHING else chosen
    if page.digits is None:
        return st.slider(label, page.low, page.high, key=key, persist_state="session", help=help_)
    step, form = (10**-page.digits, f"%.{page.digits}f") if page.digits else (1, "%d")
    return st.number_input(
        label, page.low, page.high, step=step, format=form, key=key, persist_state="session", help=help_
    )


def _key(name: str) -> str:
    """The session's key of a setting, which holds the default until somebody changes it."""
    key = keys.train_setting(name)
    st.session_state.setdefault(key, getattr(DOT, name) or _NOTHING)
    return key


def _free_name() -> str:
    """A name that no model has yet."""
    number = 1
    while (library.MODELS / f"mine-{number}").exists():
        number += 1
    return f"mine-{number}"
