"""On what a training runs: processor or GPU, how many threads, and one process or several.

Several processes or machines are PyTorch's own launcher (``torchrun … -m core train …``) and fastai's ``distrib_ctx``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from core.errors import TrainingError
from core.training.config import TrainConfig

if TYPE_CHECKING:
    from core.training.learner import Learner

MOST_THREADS = 4

Ask = Callable[[], bool]
Agree = Callable[[Ask], bool]
"""Asks every process and says yes to all of them if one does."""


def chosen_device(config: TrainConfig) -> str:
    """``cuda`` where it is wanted and there, else ``cpu``; raises ``TrainingError`` for one that is missing."""
    import torch

    if config.device == "cuda" and not torch.cuda.is_available():
        raise TrainingError("This machine has no CUDA device that PyTorch can use. Train with the device cpu or auto.")
    on_gpu = config.device != "cpu" and torch.cuda.is_available()
    return f"cuda:{os.environ.get('LOCAL_RANK', 0)}" if on_gpu else "cpu"


def ask_alone(ask: Ask) -> bool:
    """How a single process agrees with itself."""
    return ask()


def is_first_process() -> bool:
    """Whether this process is the one that reports and saves, of all that PyTorch's launcher started."""
    return place()[0] == 0


def check_alone(members: int) -> None:
    """Raise ``TrainingError`` where several members are wanted of several processes."""
    if members > 1 and place()[1] > 1:
        raise TrainingError(
            "Several members are trained in one process, one after the other. "
            "Train without torchrun, or a single model with --members 1."
        )


def times_started_again() -> int:
    """How often PyTorch's launcher has started its processes once more, after one of them had died."""
    return int(os.environ.get("TORCHELASTIC_RESTART_COUNT", 0))


def place() -> tuple[int, int]:
    """Rank of this process and number of processes, as PyTorch's launcher sets them."""
    return int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))


@contextmanager
def processes(learn: Learner, config: TrainConfig) -> Generator[Agree]:
    """Let a fastai ``Learner`` train in all processes that PyTorch's launcher started."""
    if place()[1] == 1:
        yield ask_alone
        return
    if find_spec("accelerate") is None:
        raise TrainingError("Training in several processes needs one more package: pip install accelerate.")
    import_module("fastai.distributed")  # adds distrib_ctx to Learner
    import torch

    def agree(ask: Ask) -> bool:
        said = torch.tensor([float(ask())], device=chosen_device(config))
        torch.distributed.all_reduce(said)
        return bool(said.item())

    on_cpu = chosen_device(config) == "cpu"
    with learn.distrib_ctx(sync_bn=not on_cpu, cpu=on_cpu):
        yield agree
    if torch.distributed.is_initialized():
        torch.distributed.barrier()
        torch.distributed.destroy_process_group()


@contextmanager
def torch_threads(threads: int | None) -> Generator[None]:
    """Let torch use that many threads, or all cores but one: a step is too short for many."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(threads or min(max(1, before - 1), MOST_THREADS))
    try:
        yield
    finally:
        torch.set_num_threads(before)
