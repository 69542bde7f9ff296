"""A training's state on disk, written after each epoch, so that it can go on after it was stopped or killed.

One safetensors file, replaced as a whole: arrays by name, and the epoch log as JSON in its header. No pickle.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import TrainingError
from core.model.card import EpochRecord
from core.model.stored import Flaw
from core.model.typed_json import read, write
from core.storage import whole_file
from core.training.config import DOT, TrainConfig, kept, with_names_of_today

if TYPE_CHECKING:
    from torch import Tensor, nn
    from torch.optim import Optimizer


@dataclass
class Memory:
    """What a training knows after an epoch, beside the model and its optimiser."""

    epochs: list[EpochRecord] = field(default_factory=list)
    """One record for each finished epoch."""
    best: dict[str, Tensor] = field(default_factory=dict)
    """The model's weights after the epoch to keep: the best one with patience, else the last."""

    @property
    def best_epoch(self) -> int:
        """Number of the epoch with the lowest validation loss, counted from 1; 0 before the first."""
        return min(self.epochs, key=lambda epoch: epoch.valid_loss).epoch if self.epochs else 0

    @property
    def waited(self) -> int:
        """Epochs since the best one."""
        return len(self.epochs) - self.best_epoch


@dataclass(frozen=True)
class Checkpoint:
    """The checkpoint of one training; ``config`` is what has to be the same for it to go on."""

    file: Path
    config: TrainConfig
    resume: bool = False
    """Whether to go on from a checkpoint that is there."""

    def of_member(self, number: int) -> Checkpoint:
        """That of one member, counted from 0; the first, or only one, has the file itself."""
        return replace(self, file=member_file(self.file, number))

    def save(self, model: nn.Module, optimizer: Optimizer, memory: Memory) -> None:
        """Replace the checkpoint by the state after the epoch just finished; raises ``StorageError``."""
        tensors = {f"model.{name}": tensor for name, tensor in model.state_dict().items()}
        tensors |= {f"best.{name}": tensor for name, tensor in memory.best.items()}
        for number, state in optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{number}.{name}": tensor for name, tensor in state.items()}
        write_state(self.file, self.config, memory.epochs, tensors)

    def restore(self, model: nn.Module, optimizer: Optimizer) -> Memory:
        """Bring model and optimiser back to the last checkpoint; an empty memory where there is none to resume.

        Raises ``TrainingError`` for a checkpoint that is damaged or of another configuration.
        """
        if not self.resume or not self.file.is_file():
            return Memory()
        tensors, epochs = read_state(self.file, self.config)
        model.load_state_dict(under("model.", tensors))
        _restore_optimizer(optimizer, under("optimizer.", tensors))
        return Memory(epochs, under("best.", tensors))


def write_state(file: Path, config: TrainConfig, epochs: list[EpochRecord], tensors: Mapping[str, Tensor]) -> None:
    """Replace a checkpoint by these tensors, with settings and epochs in its header; raises ``StorageError``."""
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    header = {"config": json.dumps(kept(config)), "epochs": json.dumps(list(map(write, epochs)))}
    with whole_file(file, "The checkpoint") as fresh:
        try:
            save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, fresh, header)
        except SafetensorError as error:
            raise OSError(str(error)) from error


def read_state(file: Path, config: TrainConfig) -> tuple[dict[str, Tensor], list[EpochRecord]]:
    """The tensors and epochs of a checkpoint; raises ``TrainingError`` for one that is damaged or of other settings."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(file, framework="pt") as opened:
            header = opened.metadata() or {}
            tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118
        written = kept(DOT) | with_names_of_today(json.loads(header["config"]))
        epochs = [read(EpochRecord, epoch) for epoch in json.loads(header["epochs"])]
    except (OSError, SafetensorError, ValueError, KeyError, TypeError, AttributeError, Flaw) as error:
        raise TrainingError(f"The checkpoint in {file.parent} cannot be read. Start the training anew.") from error
    if written != kept(config):
        raise TrainingError(
            f"The checkpoint in {file.parent} belongs to a training with other settings. "
            "Give the same settings to go on, or start the training anew."
        )
    return tensors, epochs


def member_file(file: Path, number: int) -> Path:
    """``checkpoint.safetensors`` of the first member, ``checkpoint.2.safetensors`` of the second."""
    return file.with_suffix(f".{number + 1}{file.suffix}") if number else file


def member_files(file: Path) -> list[Path]:
    """The checkpoints of all members that have one, that of the next, which may be half written, and of processes."""
    files = [member_file(file, 0)]
    while files[-1].is_file():
        files.append(member_file(file, len(files)))
    return [*files, *file.parent.glob(f"{file.stem}.*-of-*{file.suffix}")]


def under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The tensors whose names begin so, by what follows."""
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def _restore_optimizer(optimizer: Optimizer, tensors: dict[str, Tensor]) -> None:
    whole = optimizer.state_dict()
    for name, tensor in tensors.items():
        number, _, key = name.partition(".")
        whole["state"].setdefault(int(number), {})[key] = tensor
    optimizer.load_state_dict(whole)
