"""Learning the order of lists: a small network whose softmax over candidates shall fall on those that are relevant.

The loss is ListNet's (Cao et al. 2007, "Learning to rank: from pairwise approach to listwise approach") with equal
shares for all relevant titles. Beside it stand the same of the franchises that are new to the person, each of which
counts as its best title does, as in a list of one card a franchise; and the logistic loss of each title, in which
everyone's titles compete: of whoever leaves much to be found more can be learnt.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.data.progress_share import Tell, nobody, one_by_one, part
from core.data.ratings import Ratings
from core.model.bundle import Bundle
from core.recommend.franchise_watching import fit_franchise_watching
from core.recommend.franchises import group_franchises
from core.recommend.ranker import RankerWeights
from core.training.ranker_cases import RankerCases, RankerSettings, ranker_cases

if TYPE_CHECKING:
    from torch import Tensor

MAKING_CASES = 0.8
"""Share of the time until there are cases to learn from."""
NO_CHANCE = -1e9
"""Score of what is not in a list."""


def fit_ranker(
    bundle: Bundle, ratings: Ratings, seed: int, tell: Tell = nobody, settings: RankerSettings = RankerSettings()
) -> Mapping[str, NDArray]:
    """Arrays for a bundle's parts of the ranker and of what it alone looks at; none of too few cases.

    They are learnt from the viewers of these ratings.
    """
    if len(bundle.catalog) < settings.candidates_of * settings.n_best:
        return {}
    cases = ranker_cases(bundle, ratings, seed, part(tell, 0, MAKING_CASES), settings)
    if len(cases.clues) < settings.least_cases:
        return {}
    weights = learn(cases, seed, settings, part(tell, MAKING_CASES, 0.95))
    group = group_franchises(bundle.catalog, bundle.model.anime_factors).group
    watching = fit_franchise_watching(ratings, bundle.model.anime, group)
    tell(1.0)
    return {**weights.as_parts(), **watching}


def learn(
    cases: RankerCases, seed: int, settings: RankerSettings = RankerSettings(), tell: Tell = nobody
) -> RankerWeights:
    """The weights that put relevant candidates of the cases first; the same for the same seed.

    They are the mean of several networks that differ in where they began and so in what they get wrong. Side by side in
    one hidden layer, they are one network again.
    """
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits

    mean = cases.clues.mean(axis=(0, 1), dtype=np.float64)
    deviation = np.maximum(cases.clues.std(axis=(0, 1), dtype=np.float64), 1e-6)
    clues = torch.from_numpy(((cases.clues - mean) / deviation).astype(np.float32))
    relevant, franchise, is_new, found = map(torch.from_numpy, cases[1:])
    to_find = torch.zeros_like(relevant, dtype=torch.float32).scatter_reduce(1, franchise, found.float(), "amax")
    random = torch.Generator().manual_seed(seed)
    n_clues, networks = clues.shape[-1], (settings.n_networks, settings.n_hidden)
    linear, out = (
        torch.zeros(n_clues, settings.n_networks),
        torch.randn(networks, generator=random) / networks[1] ** 0.5,
    )
    hidden = torch.randn(n_clues, *networks, generator=random) / n_clues**0.5
    level = torch.zeros(settings.n_networks)
    weights = [tensor.requires_grad_() for tensor in (linear, hidden, torch.zeros(networks), out, level)]

    def loss(batch: Tensor) -> Tensor:
        linear, hidden, bias, out, level = weights
        units = torch.relu(clues[batch] @ hidden.flatten(1) + bias.flatten()).unflatten(-1, networks)
        scores = clues[batch] @ linear + (units * out).sum(dim=-1)
        of_list = list_loss(scores, relevant[batch].float())
        of_franchises = list_loss(best_of_new(scores, franchise[batch], is_new[batch]), to_find[batch])
        is_relevant = relevant[batch].float().unsqueeze(-1).expand_as(scores)
        of_titles = binary_cross_entropy_with_logits(scores + level, is_relevant, reduction="none").mean(dim=1)
        whole = of_list + settings.franchise_loss * of_franchises + settings.title_loss * of_titles
        return whole.sum(dim=1).mean()

    optimizer = torch.optim.AdamW(weights, lr=settings.lr, weight_decay=settings.wd)
    n_batches = max(len(clues) // settings.batch_size, 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, settings.lr, total_steps=settings.epochs * n_batches)
    for epoch in range(settings.epochs):
        batches = torch.randperm(len(clues), generator=random).chunk(n_batches)
        for batch in one_by_one(batches, part(tell, epoch / settings.epochs, (epoch + 1) / settings.epochs)):
            optimizer.zero_grad()
            loss(batch).backward()
            optimizer.step()
            schedule.step()
    linear, hidden, bias, out, _ = (tensor.detach().numpy().astype(np.float64) for tensor in weights)
    side_by_side = hidden.reshape(n_clues, -1), bias.ravel(), out.ravel() / settings.n_networks
    return RankerWeights(mean, deviation, linear.mean(axis=1), *side_by_side)


def list_loss(scores: Tensor, aims: Tensor) -> Tensor:
    """ListNet's loss of each case in each network, shape ``(n_cases, n_networks)``; 0 where nothing is to be found.

    ``scores`` have the shape ``(n_cases, n_candidates, n_networks)``; ``aims`` without networks are 1 for what should
    come first, else 0.
    """
    shares = aims / aims.sum(dim=1, keepdim=True).clamp_min(1)
    return -(shares.unsqueeze(-1) * scores.log_softmax(dim=1)).sum(dim=1)


def best_of_new(scores: Tensor, franchise: Tensor, is_new: Tensor) -> Tensor:
    """The best score of each franchise that is new to the person, in its number's place; no chance in all others.

    ``scores`` as above, the others of shape ``(n_cases, n_candidates)``.
    """
    nowhere = scores.new_full(scores.shape, NO_CHANCE)
    scores = scores.where(is_new.unsqueeze(-1), nowhere)
    return nowhere.scatter_reduce(1, franchise.unsqueeze(-1).expand_as(scores), scores, "amax")
