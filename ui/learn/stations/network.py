"""The network beside the dot model: drawn, counted, and judged."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.training.course import LR, N_FACTORS, recorded
from ui.app import formats
from ui.app.library import bundle_names, open_bundle
from ui.learn.material import SIMULATED
from ui.learn.station import Station

ROWS = 250 + 201
"""Of both tables of the sample's models: viewers and titles, each with one row for whoever is unknown."""


def draw() -> None:
    """Both models drawn with their sizes, which two sliders change."""
    factors = st.select_slider("Numbers for each viewer and title", (5, 20, 50, 100), N_FACTORS, key="learn.factors")
    first = st.select_slider("Units in the first layer", (10, 50, 100, 200), 100, key="learn.first")
    layers = (first, first // 2)
    st.html(_drawing(factors, layers))
    st.markdown(f"**The verdict.** {_on_sample()} {_on_real()}")
    st.markdown(SIMULATED)


def dot_parameters(factors: int) -> int:
    """Vectors and biases."""
    return ROWS * (factors + 1)


def network_parameters(factors: int, layers: Sequence[int]) -> int:
    """Vectors, weights without biases, a scale and a shift for each unit, and the last layer with its bias."""
    sizes = (2 * factors, *layers)
    hidden = sum(above * below + 2 * below for above, below in zip(sizes, layers, strict=False))
    return ROWS * factors + hidden + layers[-1] + 1


def _drawing(factors: int, layers: Sequence[int]) -> str:
    """Both models side by side, one box for each step from the two vectors to the rating."""
    dot = [("products", f"{factors} products, added"), ("biases", "+ both biases"), ("end", "sigmoid")]
    network = [
        ("layer", f"{2 * factors} numbers, end to end"),
        *[("layer", f"layer of {units} units, ReLU") for units in layers],
        ("end", "sigmoid"),
    ]
    return (
        '<div class="learn-models">'
        + "".join(
            f'<section aria-label="{name}"><b>{name}</b>'
            f'<div class="learn-pair"><span>viewer<br>{factors} numbers</span>'
            f"<span>title<br>{factors} numbers</span></div>"
            + "".join(f"<i>↓</i><span>{label}</span>" for _, label in steps)
            + f"<i>↓</i><span>rating</span><small>{formats.count(size)} parameters</small></section>"
            for name, steps, size in (
                ("Dot product", dot, dot_parameters(factors)),
                ("Network", network, network_parameters(factors, layers)),
            )
        )
        + "</div>"
    )


def _on_sample() -> str:
    dot, network = recorded().by_rate[f"{LR:g}"], recorded().network
    return (
        f"Trained alike on the sample with {N_FACTORS} numbers each, the loss on new rows is "
        f"{dot.epochs[-1].valid:.2f} for the dot product and {network.epochs[-1].valid:.2f} for the network."
    )


def _on_real() -> str:
    errors = {}
    for name in bundle_names():
        card = open_bundle(name).card
        if name in ("dot-bias", "neural") and not card.data.simulated:
            errors[card.architecture.kind] = card.metrics.valid_rmse
    if len(errors) < 2:
        return ""
    closer = "the dot product" if errors["dot"] < errors["nn"] else "the network"
    return (
        f"On real ratings the shipped models miss by {errors['dot']:.3f} (dot product) and {errors['nn']:.3f} "
        f"(network): {closer} is ahead, by little. More layers are no gain by themselves."
    )


STATION = Station(
    slug="the-network",
    name="The network",
    chapter="The Neural Network Model",
    question="Would a neural network do better?",
    text="""
Instead of multiplying the two vectors, lay them end to end and send them through layers of units. A unit adds up all
its inputs, each with a weight of its own, and passes the sum on if it is positive (**ReLU**).

Such a network can learn any way of combining the two, a dot product included. But it has to find it first, and nothing
in it says that viewer and title live in the same space: its vectors are harder to read.
""",
    remember="A model that could learn anything must learn even the obvious.",
    code="""\
set_seed(42, reproducible=True)
net = collab_learner(
    dls, use_nn=True, y_range=(0.5, 10.5),
    emb_szs={"user_id": 50, "anime_id": 50},
    layers=[100, 50])
net.fit_one_cycle(5, 5e-3, wd=0.1)
size = sum(part.numel() for part in net.model.parameters())
loss, = net.validate()
print(f"{size:,} parameters, loss {loss:.2f}")""",
    prints="37,901 parameters, loss 0.67",
    draw=draw,
)
