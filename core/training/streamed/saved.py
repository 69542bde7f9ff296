"""Checkpoints of trainings whose viewers are shared among processes: each keeps its own viewers, and what all share.

A process keeps the epoch before until all have written the next, so that those which are started again after one was
killed always find an epoch that all of them have.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import TrainingError
from core.training.checkpoint import Checkpoint, Memory, read_state, under, write_state
from core.training.streamed.group import Group
from core.training.streamed.tables import ViewerTables, shared_parameters

if TYPE_CHECKING:
    from torch import nn
    from torch.optim import Optimizer


@dataclass(frozen=True, kw_only=True)
class ShardCheckpoint(Checkpoint):
    """The checkpoint of one process; its files are beside ``file``, named by process and epoch."""

    tables: ViewerTables
    group: Group

    def save(self, model: nn.Module, optimizer: Optimizer, memory: Memory) -> None:
        """Write the state after the epoch just finished; raises ``StorageError``."""
        shared = shared_parameters(model)
        theirs = {name for name, _ in model.named_parameters()} - shared.keys()
        tensors = {f"model.{name}": tensor for name, tensor in model.state_dict().items() if name not in theirs}
        for name, parameter in shared.items():
            tensors |= {f"optimizer.{name}.{key}": tensor for key, tensor in optimizer.state[parameter].items()}
        for name, kinds in self.tables.tables.items():
            tensors |= {f"viewers.{name}.{kind}": table for kind, table in kinds.items()}
        write_state(self._file(len(memory.epochs)), self.config, memory.epochs, tensors)
        self.group.lowest(len(memory.epochs))  # all have written
        for epoch in self._epochs():
            if epoch < len(memory.epochs):
                self._file(epoch).unlink(missing_ok=True)

    def restore(self, model: nn.Module, optimizer: Optimizer) -> Memory:
        """Bring everything back to the last epoch that all processes have; an empty memory where there is none.

        Raises ``TrainingError`` for a checkpoint that is damaged or of another configuration.
        """
        epoch = self.group.lowest(max(self._epochs(), default=0) if self.resume else 0)
        if not epoch:
            return Memory()
        tensors, epochs = read_state(self._file(epoch), self.config)
        viewers = under("viewers.", tensors)
        for name, kinds in self.tables.tables.items():
            for kind, table in kinds.items():
                kept = viewers.get(f"{name}.{kind}")
                if kept is None or kept.shape != table.shape:
                    raise TrainingError("The checkpoint is of other ratings. Start the training anew.")
                table.copy_(kept)
        model.load_state_dict(under("model.", tensors), strict=False)
        for name, parameter in shared_parameters(model).items():
            optimizer.state[parameter] = under(f"optimizer.{name}.", tensors)
        return Memory(epochs)

    def _file(self, epoch: int) -> Path:
        return self.file.with_suffix(f".{self.group.rank + 1}-of-{self.group.n}.epoch-{epoch}{self.file.suffix}")

    def _epochs(self) -> list[int]:
        """The epochs that are kept."""
        named = self._file(0).name.replace("epoch-0", r"epoch-(\d+)")
        found = (re.fullmatch(named, path.name) for path in self.file.parent.glob("*"))
        return [int(match[1]) for match in found if match]
