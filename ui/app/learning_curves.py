"""How the error falls from epoch to epoch, of one training or of several side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt

import plotly.graph_objects as go

from core.model.card import EpochRecord
from ui.app.charts import ACCENT, CATEGORIES, CONTRAST, FAINT, OTHERS, styled

DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
"""So that runs are told apart without colour too."""


def learning_curves(
    epochs: Sequence[EpochRecord], bias_only_rmse: float | None, n_epochs: int | None = None
) -> go.Figure:
    """Error on training and validation rows after each epoch, in rating points, against the bias-only line."""
    figure = go.Figure()
    numbers = list(range(1, len(epochs) + 1))
    training = [sqrt(epoch.train_loss) for epoch in epochs]
    validation = [epoch.valid_rmse for epoch in epochs]
    for name, errors, colour, dash in (
        ("Training rows", training, OTHERS, "dash"),
        ("Validation rows", validation, ACCENT, "solid"),
    ):
        figure.add_scatter(
            x=numbers,
            y=errors,
            name=name,
            mode="lines+markers",
            line={"color": colour, "dash": dash},
            hovertemplate=f"{name}, epoch %{{x}}: %{{y:.3f}}<extra></extra>",
        )
    _add_bias_only_line(figure, bias_only_rmse)
    _name_axes(figure, max(len(epochs), n_epochs or 0))
    return styled(figure, height=340)


def runs_compared(runs: Mapping[str, Sequence[EpochRecord]]) -> go.Figure:
    """Validation error after each epoch, one line for each run, the name of a run at its line's end."""
    figure = go.Figure()
    for number, (name, epochs) in enumerate(runs.items()):
        colour = CATEGORIES[number % len(CATEGORIES)]
        errors = [epoch.valid_rmse for epoch in epochs]
        figure.add_scatter(
            x=list(range(1, len(errors) + 1)),
            y=errors,
            name=name,
            mode="lines+markers",
            line={"color": colour, "dash": DASHES[number % len(DASHES)]},
            hovertemplate=f"{name}, epoch %{{x}}: %{{y:.3f}}<extra></extra>",
        )
    _name_axes(figure, max((len(epochs) for epochs in runs.values()), default=1))
    return styled(figure, height=380)


def _add_bias_only_line(figure: go.Figure, rmse: float | None) -> None:
    if rmse is not None:
        figure.add_hline(
            y=rmse,
            line={"color": CONTRAST, "dash": "dot"},
            annotation={"text": f"Biases alone: {rmse:.3f}", "font": {"color": CONTRAST}},
            annotation_position="top right",
        )


def _name_axes(figure: go.Figure, n_epochs: int) -> None:
    figure.update_xaxes(title="Epoch", range=[0.5, max(n_epochs, 2) + 0.5], tick0=1, dtick=max(1, n_epochs // 10))
    figure.update_yaxes(title="Error in rating points (RMSE)", gridcolor=FAINT)
