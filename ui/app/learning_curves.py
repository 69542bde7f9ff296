"""How the error falls from epoch to epoch, of one training or of several side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import plotly.graph_objects as go

from core.model.card import Card, EpochRecord
from core.runs.state import Run
from ui.app.charts import ACCENT, CATEGORIES, CONTRAST, FAINT, OTHERS, styled
from ui.app.formats import listed, plain

DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
"""So that runs are told apart without colour too."""


@dataclass(frozen=True)
class Learning:
    """The epochs of one training, told as one row of epochs also where several members learnt in turn."""

    epochs: Sequence[EpochRecord]
    of_each: int | None = None
    """Epochs that each member may take; where it is not known, all are of one."""
    stops_early: bool = False
    """Whether the best epoch is kept: then errors are of training rows set aside to choose it."""

    @classmethod
    def of_card(cls, card: Card) -> Learning:
        """As a finished model tells of it."""
        return cls.of_settings(card.epochs, card.training)

    @classmethod
    def of_run(cls, run: Run) -> Learning:
        """As a run tells of it."""
        return cls.of_settings(run.progress.epochs, run.task.settings)

    @classmethod
    def of_settings(cls, epochs: Sequence[EpochRecord], settings: Mapping[str, object]) -> Learning:
        """These epochs of a training with these settings."""
        return cls(epochs, _whole(settings.get("epochs")), _whole(settings.get("patience")) is not None)

    def member(self, epoch: EpochRecord) -> int:
        """The member that learnt in an epoch, from 0."""
        return (epoch.epoch - 1) // self.of_each if self.of_each else 0

    def number(self, epoch: EpochRecord) -> int:
        """Which epoch of its member it is, from 1."""
        return epoch.epoch - self.member(epoch) * (self.of_each or 0)

    @property
    def judged_by(self) -> str:
        """The rows that errors after each epoch are of."""
        return "Rows that choose the epoch" if self.stops_early else "Validation rows"

    @property
    def has_members(self) -> bool:
        """Whether several models learnt."""
        return bool(self.epochs) and self.member(self.epochs[-1]) > 0

    @property
    def longest(self) -> int:
        """Epochs of the member that took most."""
        return max(map(self.number, self.epochs), default=1)

    def line(self, error: Callable[[EpochRecord], float]) -> dict[str, list[float | None]]:
        """``x`` and ``y`` of an error after each epoch, with a gap before each further member's first."""
        x: list[float | None] = []
        y: list[float | None] = []
        for before, epoch in zip([None, *self.epochs], self.epochs, strict=False):
            if before and self.member(before) != self.member(epoch):
                x.append(None)
                y.append(None)
            x.append(self.number(epoch))
            y.append(error(epoch))
        return {"x": x, "y": y}


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and value > 0 else None


def _training_error(epoch: EpochRecord) -> float:
    return sqrt(epoch.train_loss)


def _validation_error(epoch: EpochRecord) -> float:
    return epoch.valid_rmse


def learning_curves(learning: Learning, bias_only_rmse: float | None, n_epochs: int | None = None) -> go.Figure:
    """Error after each epoch on the rows learnt from and on others, in rating points, against the bias-only line.

    Each member of a model has a line of its own; ``n_epochs`` are those of all members together.
    """
    figure = go.Figure()
    for name, error, colour, dash in (
        ("Training rows", _training_error, OTHERS, "dash"),
        (learning.judged_by, _validation_error, ACCENT, "solid"),
    ):
        figure.add_scatter(
            **learning.line(error),
            name=name,
            mode="lines+markers",
            line={"color": colour, "dash": dash},
            hovertemplate=f"{name}, epoch %{{x}}: %{{y:.3f}}<extra></extra>",
        )
    _add_bias_only_line(figure, bias_only_rmse)
    at_most = min(n_epochs or 0, learning.of_each or n_epochs or 0)
    _name_axes(figure, max(learning.longest, at_most))
    return styled(figure, height=340)


def runs_compared(runs: Mapping[str, Learning]) -> go.Figure:
    """Validation error after each epoch, one line for each member of each run."""
    figure = go.Figure()
    for number, (name, learning) in enumerate(runs.items()):
        colour = CATEGORIES[number % len(CATEGORIES)]
        figure.add_scatter(
            **learning.line(_validation_error),
            name=name,
            mode="lines+markers",
            line={"color": colour, "dash": DASHES[number % len(DASHES)]},
            hovertemplate=f"{name}, epoch %{{x}}: %{{y:.3f}}<extra></extra>",
        )
    _name_axes(figure, max((learning.longest for learning in runs.values()), default=1))
    return styled(figure, height=380)


def on_other_rows(runs: Mapping[str, Learning]) -> str | None:
    """A sentence on those whose errors are of other rows than the errors of finished models; none where none is."""
    names = [f"**{plain(name)}**" for name, learning in runs.items() if learning.stops_early]
    if not names:
        return None
    verb = "was" if len(names) == 1 else "were"
    return (
        f"{listed(names)} {verb} measured on rows set aside to decide when to stop, not on the validation rows used "
        "for finished models: compare where a line bends, not where it ends."
    )


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
