"""What a person decides before a training: a name, an architecture, and behind a fold everything else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from core.errors import BundleError
from core.model.architectures import Kind
from core.model.bundle import check_name
from core.training.config import DOT, TrainConfig, recipe
from ui.app import formats, keys, library
from ui.app.settings import LABELS

BATCH_SIZES = {0: "Chosen from the number of ratings"} | {
    size: formats.count(size) for size in (64, 256, 1024, 4096, 16_384, 65_536, 131_072)
}
LAYERS = {
    sizes: " → ".join(map(str, sizes)) for sizes in ((200,), (50, 10), (100,), (100, 50), (200, 50), (300, 100, 30))
}


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
    if (library.MODELS / name).exists() and not st.checkbox(f"Replace the model {said}", key=f"train.replace.{name}"):
        st.caption(f"There is a model {said} already. Choose another name, or tick the box to replace it.")
        return None
    return name


def choose_settings() -> TrainConfig:
    """The settings of the training, the architecture's measured recipe until something is changed."""
    label, help_ = LABELS["model"]
    st.segmented_control(
        label,
        list(formats.KINDS),
        format_func=formats.KINDS.__getitem__,
        required=True,
        key=_key("model"),
        persist_state="session",
        on_change=_take_recipe,
        help=help_,
    )
    kind: Kind = st.session_state[_key("model")]
    epochs = _slider("epochs", 1, 30)
    with st.expander("More settings", icon=":material/tune:"):
        left, right = st.columns(2, gap="large")
        with left:
            st.markdown("**Learning**")
            learning = _learning(kind)
        with right:
            st.markdown("**Data**")
            data = _data()
    return replace(recipe(kind), epochs=epochs, **learning, **data)


def _take_recipe() -> None:
    """Another architecture learns best with other settings."""
    best = recipe(st.session_state["train.model"])
    for name in ("epochs", "lr", "wd", "batch_size"):
        st.session_state[f"train.{name}"] = getattr(best, name) or 0


def _learning(kind: Kind) -> dict[str, Any]:
    chosen = {
        "n_factors": _slider("n_factors", 5, 200),
        "lr": _number("lr", 1e-5, 1.0, digits=5),
        "wd": _number("wd", 0.0, 10.0, digits=3),
        "patience": _slider("patience", 1, 10),
        "batch_size": _choice("batch_size", BATCH_SIZES) or None,
    }
    return chosen | ({"layers": _choice("layers", LAYERS)} if kind == "nn" else {})


def _data() -> dict[str, Any]:
    return {
        "unrated": _choice("unrated", formats.UNRATED),
        "valid": _number("valid", 0.01, 0.5, digits=2),
        "hold_out_viewers": _number("hold_out_viewers", 0.0, 0.5, digits=2),
        "seed": _number("seed", 0, 2**31 - 1, digits=0),
    }


def _slider(name: str, low: int, high: int) -> int:
    label, help_ = LABELS[name]
    return st.slider(label, low, high, key=_key(name), persist_state="session", help=help_)


def _number(name: str, low: float, high: float, digits: int) -> float:
    label, help_ = LABELS[name]
    step, form = (10**-digits, f"%.{digits}f") if digits else (1, "%d")
    return st.number_input(
        label, low, high, step=step, format=form, key=_key(name), persist_state="session", help=help_
    )


def _choice(name: str, options: Mapping[Any, str]) -> Any:
    label, help_ = LABELS[name]
    return st.selectbox(
        label, list(options), format_func=options.__getitem__, key=_key(name), persist_state="session", help=help_
    )


def _key(name: str) -> str:
    """The session's key of a setting, which holds the default until somebody changes it."""
    key = f"train.{name}"
    st.session_state.setdefault(key, getattr(DOT, name) or 0)
    return key


def _free_name() -> str:
    """A name that no model has yet."""
    number = 1
    while (library.MODELS / f"mine-{number}").exists():
        number += 1
    return f"mine-{number}"
