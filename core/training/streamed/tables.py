"""The viewers' own numbers and what the optimiser knows of them; those of one window are in the model at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.training.model import Module, parameter_groups, viewer_embeddings
from core.training.streamed.features import StreamedFeatures
from core.training.streamed.windows import Window

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Parameter
    from torch.optim import Optimizer

SPREAD = 0.01
"""Standard deviation with which fastai starts an embedding."""
MOMENTS = ("exp_avg", "exp_avg_sq")
"""What Adam keeps of each number."""


class ViewerTables:
    """For each of a model's embeddings of viewers: all rows of this process, and the moments of their gradients."""

    optimizer: Optimizer
    """Set once there is one."""

    def __init__(self, model: Module, rows: NDArray[np.int32], features: StreamedFeatures | None) -> None:
        """``rows`` are the model's rows of this process's viewers, rising; biases start at 0, factors near it."""
        import torch

        self.rows, self.features = rows, features
        self._opened: tuple[Window, Tensor | None] | None = None
        self.embeddings = viewer_embeddings(model)
        self.tables: dict[str, dict[str, Tensor]] = {}
        for name, embedding in self.embeddings.items():
            shape = len(rows), _own(embedding).embedding_dim
            weight = torch.from_numpy(np.zeros(shape, np.float32))
            if "bias" not in name:
                weight.normal_().fmod_(2).mul_(SPREAD)
            moments = {moment: torch.from_numpy(np.zeros(shape, np.float32)) for moment in MOMENTS}
            self.tables[name] = {"weight": weight, **moments}

    def open(self, window: Window, steps_before: int) -> None:
        """Put a window's viewers into the model; each of them has taken so many steps."""
        import torch

        self._places = torch.from_numpy(np.searchsorted(self.rows, window.viewers))
        features = self._features_of(window)
        never = torch.from_numpy(np.flatnonzero(~window.is_rated))
        for name, embedding in self.embeddings.items():
            device = _own(embedding).weight.device
            there = {kind: table[self._places].to(device) for kind, table in self.tables[name].items()}
            there["weight"][never] = 0
            if features is not None:
                embedding.features = features.to(device)
            parameter = self._replaced(embedding, there.pop("weight"))
            self.optimizer.state[parameter] = {"step": torch.tensor(float(steps_before), device=device), **there}

    def _replaced(self, embedding: Module, weight: Tensor) -> Parameter:
        """A new parameter, known to model and optimiser, in the place of the one that had other viewers."""
        from torch.nn import Parameter

        before, now = _own(embedding).weight, Parameter(weight)
        _own(embedding).weight = now
        self.optimizer.state.pop(before, None)
        for group in self.optimizer.param_groups:
            group["params"] = [now if parameter is before else parameter for parameter in group["params"]]
        return now

    def _features_of(self, window: Window) -> Tensor | None:
        """The side features of a window's viewers; those of the one that was opened last are kept."""
        import torch

        if self._opened is None or self._opened[0] is not window:
            self._opened = None
            lists = self.features and np.concatenate([self.features.of_viewers(*watched) for watched in window.lists])
            self._opened = window, None if lists is None else torch.from_numpy(lists)
        return self._opened[1]

    def close(self) -> None:
        """Take what the window's viewers have learnt back into the tables."""
        for name, embedding in self.embeddings.items():
            parameter = _own(embedding).weight
            state = {"weight": parameter.data, **self.optimizer.state[parameter]}
            for kind, table in self.tables[name].items():
                table[self._places] = state[kind].to(table.device)

    def settle(self) -> None:
        """Add to the open window's viewers what their side features contribute, once training is over."""
        for embedding in self.embeddings.values():
            if hasattr(embedding, "steer"):
                embedding.settled()

    def whole(self, model: Module, gathered: Callable[[Tensor], Tensor]) -> None:
        """Put all viewers into a settled model, as ``gathered`` from all processes; the tables are empty then."""
        for name, embedding in viewer_embeddings(model).items():
            embedding.weight.data = gathered(self.tables.pop(name)["weight"])


def groups_apart(model: Module) -> list[list[Tensor]]:
    """The three groups of ``parameter_groups`` of what all processes share, then the same of viewers."""
    shared = {id(parameter) for parameter in shared_parameters(model).values()}
    groups = parameter_groups(model)
    return [
        [one for one in group if (id(one) in shared) == is_shared] for is_shared in (True, False) for group in groups
    ]


def shared_parameters(model: Module) -> dict[str, Parameter]:
    """The parameters that are not single viewers', by name."""
    theirs = {id(_own(embedding).weight) for embedding in viewer_embeddings(model).values()}
    return {name: parameter for name, parameter in model.named_parameters() if id(parameter) not in theirs}


def _own(embedding: Module) -> Module:
    """The plain embedding, whether side features steer it or not."""
    return getattr(embedding, "own", embedding)
