"""fastai's two models, what steers them while they learn, and their way out of torch into NumPy.

While a model learns, each of its embeddings is *steered* by side features: a row is the embedding's own row plus a
linear function of what that viewer watched (or of who watched that anime). Weight decay pulls the own part towards
zero, and so the row towards what others with such a list have, instead of towards nothing. Once training is over the
sum is written into a plain embedding: what is kept is fastai's ``EmbeddingDotBias`` or ``EmbeddingNN``, nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.data.split import Split, SplitRows, mean_ratings
from core.model.dot_bias import DotBiasModel
from core.model.neural import Layer, NeuralModel
from core.model.rating_model import RatingModel, to_logit
from core.training.config import TrainConfig

if TYPE_CHECKING:
    from torch import Tensor

Module = Any
"""A torch module; torch does not say of which type a module's parts are."""

Y_RANGE = (0.5, 10.5)
"""Half a point beyond 1…10 on both sides, since a sigmoid never reaches its ends."""


VIEWERS = ("u_weight", "u_bias", "embeds.0")
"""Names of embeddings whose rows are viewers."""


def build(data: Split, config: TrainConfig) -> Module:
    """The configured model before it has learnt anything."""
    model = untrained(config, len(data.viewers), mean_ratings(data), data.train.rating.mean())
    _forget_unrated(_embeddings(model)[0][1], np.setdiff1d(np.arange(len(data.viewers)), data.train.viewer))
    forget_unrated_anime(model, data.n_ratings)
    return model


def forget_unrated_anime(model: Module, n_ratings: NDArray[np.int64]) -> None:
    """Start the factors of anime without a training rating at zero, where they stay."""
    _forget_unrated(_embeddings(model)[1][1], np.flatnonzero(n_ratings == 0))


def untrained(config: TrainConfig, n_viewers: int, means: NDArray[np.float64], mean: float | np.floating) -> Module:
    """The configured model of so many viewers, and of anime with these mean ratings."""
    if config.model == "nn":
        return neural_model(n_viewers, len(means), mean, config.n_factors, config.layers)
    return dot_model(n_viewers, means, config.n_factors)


def dot_model(n_viewers: int, means: NDArray[np.float64], n_factors: int) -> Module:
    """fastai's ``EmbeddingDotBias``; each anime's bias starts where its mean rating is, the viewers' at 0."""
    import torch
    from fastai.collab import EmbeddingDotBias

    model = EmbeddingDotBias(n_factors, n_viewers, len(means), y_range=Y_RANGE)
    start = to_logit(means, Y_RANGE).astype(np.float32)
    with torch.no_grad():
        model.i_bias.weight.copy_(torch.from_numpy(start)[:, None])
        model.u_bias.weight.zero_()
    return model


def neural_model(
    n_viewers: int, n_anime: int, mean: float | np.floating, n_factors: int, layers: Sequence[int]
) -> Module:
    """fastai's ``EmbeddingNN`` whose last bias starts at the mean rating."""
    import torch
    from fastai.collab import EmbeddingNN

    model = EmbeddingNN(emb_szs=[(n_viewers, n_factors), (n_anime, n_factors)], layers=list(layers), y_range=Y_RANGE)
    with torch.no_grad():
        _linear_layers(model)[-1].bias.fill_(float(to_logit(mean, Y_RANGE)))
    return model


def steer(model: Module, viewers: NDArray[np.float32], anime: NDArray[np.float32]) -> None:
    """Let the side features of ``core.training.side_features`` move the model's embeddings."""
    for name, embedding in _embeddings(model):
        holder, _, attribute = name.rpartition(".")
        setattr(model.get_submodule(holder), attribute, _steered(embedding, viewers if name in VIEWERS else anime))


def settle(model: Module) -> None:
    """Write what the side features contribute into the embeddings themselves, and take them away."""
    for name, embedding in _embeddings(model):
        if hasattr(embedding, "steer"):
            holder, _, attribute = name.rpartition(".")
            setattr(model.get_submodule(holder), attribute, embedding.settled())


def viewer_embeddings(model: Module) -> dict[str, Module]:
    """The embeddings of viewers by name, steered or not."""
    return {name: embedding for name, embedding in _embeddings(model) if name in VIEWERS}


def anime_vectors(model: Module, rows: NDArray[np.integer]) -> NDArray[np.float32]:
    """The vectors of some anime as they are now, steered or not, shape ``(len(rows), n_factors)``."""
    import torch

    embedding = _embeddings(model)[1][1]
    with torch.no_grad():
        return _array(embedding(torch.from_numpy(rows).to(next(embedding.parameters()).device)))


def parameter_groups(model: Module) -> list[list[Tensor]]:
    """The parameters in three groups that decay differently: factors; biases; all else (layers and steering)."""
    factors, biases, others = [], [], []
    for name, parameter in model.named_parameters():
        is_own = name.endswith(".own.weight") or (name.startswith(("u_", "i_", "embeds.")) and "steer" not in name)
        group = others if not is_own else biases if "_bias" in name else factors
        group.append(parameter)
    return [factors, biases, others]


def to_numpy(model: Module, data: SplitRows) -> RatingModel:
    """The settled model as arrays, equal in what it predicts."""
    tables = [_array(embedding.weight) for _, embedding in _embeddings(model)]
    if not hasattr(model, "embeds"):
        viewer_factors, anime_factors, viewer_bias, anime_bias = tables
        biases = viewer_bias[:, 0], anime_bias[:, 0]
        return DotBiasModel(data.viewers, data.anime, viewer_factors, anime_factors, *biases, Y_RANGE)
    return NeuralModel(data.viewers, data.anime, tables[0], tables[1], _folded_layers(model), Y_RANGE)


def _embeddings(model: Module) -> list[tuple[str, Module]]:
    names = ("embeds.0", "embeds.1") if hasattr(model, "embeds") else ("u_weight", "i_weight", "u_bias", "i_bias")
    return [(name, model.get_submodule(name)) for name in names]


def _steered(embedding: Module, features: NDArray[np.float32]) -> Module:
    import torch
    from torch import nn

    class SteeredEmbedding(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.own = embedding
            self.steer = nn.Parameter(torch.zeros(features.shape[1], embedding.embedding_dim))
            self.features: Tensor
            self.register_buffer("features", torch.from_numpy(features), persistent=False)

        def forward(self, rows: Tensor) -> Tensor:
            if len(rows) >= len(self.features):  # less work with the whole table
                return torch.addmm(self.own.weight, self.features, self.steer).index_select(0, rows)
            return self.own.weight.index_select(0, rows) + self.features.index_select(0, rows) @ self.steer

        def settled(self) -> Module:
            with torch.no_grad():
                self.own.weight += self.features @ self.steer
            return self.own

    return SteeredEmbedding()


def _forget_unrated(embedding: Module, unrated: NDArray[np.integer]) -> None:
    """Start the rows of which no rating is learnt at zero, where they stay."""
    import torch

    with torch.no_grad():
        embedding.weight[torch.from_numpy(unrated)] = 0


def _linear_layers(model: Module) -> list[Module]:
    from torch import nn

    return [module for module in model.layers.modules() if isinstance(module, nn.Linear)]


def _folded_layers(model: Module) -> list[Layer]:
    """The fully connected layers, each batch normalisation folded into the layer that follows it."""
    from torch import nn

    layers: list[Layer] = []
    scale, shift = np.float32(1), None
    for module in model.layers.modules():
        if isinstance(module, nn.Linear):
            weight = _array(module.weight)
            bias = np.zeros(len(weight), np.float32) if module.bias is None else _array(module.bias)
            layers.append(Layer(weight * scale, bias if shift is None else bias + weight @ shift))
        elif isinstance(module, nn.BatchNorm1d):
            scale = _array(module.weight) / np.sqrt(_array(module.running_var) + module.eps)
            shift = _array(module.bias) - _array(module.running_mean) * scale
    return layers


def _array(tensor: Tensor) -> NDArray[np.float32]:
    return tensor.detach().cpu().numpy().astype(np.float32, copy=False)
