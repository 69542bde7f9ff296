"""What the processes that PyTorch's launcher started tell each other: sums, and the viewers at the end."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.data.over_processes import ALONE, Share
from core.training.config import TrainConfig
from core.training.devices import Ask, chosen_device, place, times_started_again

if TYPE_CHECKING:
    from torch import Tensor
    from torch.distributed import Store


@dataclass(frozen=True)
class Group:
    """This process, number ``rank`` of ``n``; alone it has nobody to tell anything."""

    rank: int
    n: int
    device: str

    def summed(self, array: NDArray) -> NDArray:
        """The sum over all processes."""
        return self._reduced(array, "SUM")

    def lowest(self, number: int) -> int:
        """The lowest number of all processes; it waits for all of them."""
        return int(self._reduced(np.array([number]), "MIN")[0])

    def agree(self, ask: Ask) -> bool:
        """Asks every process and says yes to all of them if one does."""
        return bool(self.summed(np.array([float(ask())]))[0])

    def average(self, tensors: Sequence[Tensor]) -> None:
        """Put the mean over all processes into each of these, in place."""
        import torch

        if self.n > 1:
            for tensor in tensors:
                torch.distributed.all_reduce(tensor)
                tensor /= self.n

    def gathered(self, table: Tensor, rows: Sequence[NDArray[np.int32]]) -> Tensor:
        """The tables of all processes as one, by the ``rows`` that each has, in the first; elsewhere the table."""
        import torch

        if self.rank:
            torch.distributed.send(table.to(self.device), 0)
            return table
        if self.n == 1:
            return table
        whole = torch.empty(sum(map(len, rows)), table.shape[1])
        whole[torch.from_numpy(rows[0])] = table
        for other in range(1, self.n):
            theirs = torch.empty(len(rows[other]), table.shape[1], device=self.device)
            torch.distributed.recv(theirs, other)
            whole[torch.from_numpy(rows[other])] = theirs.cpu()
        return whole

    def _reduced(self, array: NDArray, how: str) -> NDArray:
        import torch

        if self.n == 1:
            return array
        tensor = torch.from_numpy(array).to(self.device)
        torch.distributed.all_reduce(tensor, getattr(torch.distributed.ReduceOp, how))
        return tensor.cpu().numpy()


@contextmanager
def group(config: TrainConfig, purpose: str) -> Generator[Group]:
    """The processes that PyTorch's launcher started, while they work together, once for each purpose."""
    import torch

    (rank, n), device = place(), chosen_device(config)
    if n > 1:
        backend = "gloo" if device == "cpu" else "nccl"
        torch.distributed.init_process_group(backend, store=_meeting_place(purpose), rank=rank, world_size=n)
    try:
        yield Group(rank, n, device)
    finally:
        if n > 1:
            torch.distributed.destroy_process_group()


@contextmanager
def shared(config: TrainConfig, purpose: str) -> Generator[Share]:
    """What this process does of a work that all of them do; all of it, and without torch, where it is the only one."""
    if place()[1] == 1:
        yield ALONE
        return
    with group(config, purpose) as together:
        yield Share(together.rank, together.n, together.summed)


def _meeting_place(purpose: str) -> Store:
    """Where the processes find each other; those that are started again must not find those that died."""
    from torch.distributed import PrefixStore, rendezvous

    store, *_ = next(rendezvous("env://"))
    return PrefixStore(f"{purpose} {times_started_again()}", store)
