"""Learning the order of lists: a small network whose softmax over candidates shall fall on those that are relevant.

The loss is ListNet's (Cao et al. 2007, "Learning to rank: from pairwise approach to listwise approach") with equal
shares for all relevant titles.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.data.ratings import Ratings
from core.model.bundle import Bundle
from core.recommend.ranker import RankerWeights
from core.training.ranker_cases import Progress, RankerCases, RankerSettings, ranker_cases

if TYPE_CHECKING:
    from torch import Tensor


def fit_ranker(
    bundle: Bundle, ratings: Ratings, seed: int, progress: Progress, settings: RankerSettings = RankerSettings()
) -> Mapping[str, NDArray]:
    """Arrays of the ranker for a bundle's parts, learnt from the viewers of these ratings; none of too few cases."""
    if len(bundle.catalog) < settings.candidates_of * settings.n_best:
        return {}
    cases = ranker_cases(bundle, ratings, seed, progress, settings)
    return learn(cases, seed, settings).as_parts() if len(cases.clues) >= settings.least_cases else {}


def learn(cases: RankerCases, seed: int, settings: RankerSettings = RankerSettings()) -> RankerWeights:
    """The weights that put relevant candidates of the cases first; the same for the same seed."""
    import torch

    mean = cases.clues.mean(axis=(0, 1), dtype=np.float64)
    deviation = np.maximum(cases.clues.std(axis=(0, 1), dtype=np.float64), 1e-6)
    clues = torch.from_numpy(((cases.clues - mean) / deviation).astype(np.float32))
    aims = torch.from_numpy(cases.relevant.astype(np.float32))
    aims /= aims.sum(dim=1, keepdim=True)
    random = torch.Generator().manual_seed(seed)
    n_clues, n_hidden = clues.shape[-1], settings.n_hidden
    linear, out = torch.zeros(n_clues), torch.randn(n_hidden, generator=random) / n_hidden**0.5
    hidden, bias = torch.randn(n_clues, n_hidden, generator=random) / n_clues**0.5, torch.zeros(n_hidden)
    weights = [tensor.requires_grad_() for tensor in (linear, hidden, bias, out)]

    def loss(batch: Tensor) -> Tensor:
        scores = clues[batch] @ linear + torch.relu(clues[batch] @ hidden + bias) @ out
        return -(aims[batch] * torch.log_softmax(scores, dim=1)).sum(dim=1).mean()

    optimizer = torch.optim.AdamW(weights, lr=settings.lr, weight_decay=settings.wd)
    n_batches = max(len(clues) // settings.batch_size, 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, settings.lr, total_steps=settings.epochs * n_batches)
    for _ in range(settings.epochs):
        for batch in torch.randperm(len(clues), generator=random).chunk(n_batches):
            optimizer.zero_grad()
            loss(batch).backward()
            optimizer.step()
            schedule.step()
    return RankerWeights(mean, deviation, *(tensor.detach().numpy().astype(np.float64) for tensor in weights))
