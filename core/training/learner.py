"""fastai's ``Learner`` as a training here needs it: model, batches, loss and optimiser put together."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, cast

from core.data.split import Split
from core.training.batches import RatingBatches, batch_size_for, data_loaders
from core.training.config import TrainConfig
from core.training.devices import chosen_device, place
from core.training.model import Module, build, parameter_groups, steer
from core.training.side_features import Directions

if TYPE_CHECKING:
    from fastai.callback.core import Callback
    from fastai.data.core import DataLoaders
    from torch import Tensor, nn
    from torch.optim import Optimizer

    from core.training.streamed.batches import StreamedBatches

MOMENTA = (0.85, 0.75, 0.85)
"""Momentum at the start, at the highest learning rate and at the end."""
SQUARE_MOMENTUM = 0.99


Groups = Callable[[Module], "list[list[Tensor]]"]
Metric = Callable[..., Any]


class Loaders(Protocol):
    """What is used of fastai's ``DataLoaders``."""

    train: RatingBatches | StreamedBatches


class Wrapper(Protocol):
    """What is used of fastai's ``OptimWrapper``."""

    opt: Optimizer

    def set_hyper(self, name: str, values: list[float]) -> None: ...


class Losses(Protocol):
    """What is used of fastai's ``Recorder``."""

    lrs: list[float]
    losses: list[float]


class Learner(Protocol):
    """What is used of fastai's ``Learner``, which has no types of its own."""

    model: nn.Module
    dls: Loaders
    opt: Wrapper
    recorder: Losses

    def create_opt(self) -> None: ...
    def fit(self, n_epoch: int, cbs: Callback) -> None: ...
    def fit_one_cycle(
        self, n_epoch: int, lr_max: float, div: float, pct_start: float, cbs: list[Callback], start_epoch: int
    ) -> None: ...
    def no_bar(self) -> AbstractContextManager[object]: ...
    def no_logging(self) -> AbstractContextManager[object]: ...
    def distrib_ctx(self, sync_bn: bool, cpu: bool) -> AbstractContextManager[object]: ...


def learner(data: Split, config: TrainConfig, watched: Directions) -> tuple[Learner, str]:
    """A learner as configured, not trained yet, and the layers of its model as torch prints them."""
    from fastai.metrics import mae, rmse
    from fastai.torch_core import set_seed

    set_seed(config.seed, reproducible=True)
    device = chosen_device(config)
    model = build(data, config)
    layers = str(model)
    if config.side_features:
        steer(model, *watched.side_features(config.side_features))
    rank, n_processes = place()
    size = config.batch_size or batch_size_for(len(data.train))
    loaders = data_loaders(data, size, device, config.seed, rank, n_processes)
    return learner_of(model.to(device), loaders, config, parameter_groups, [rmse, mae]), layers


def learner_of(
    model: Module, loaders: DataLoaders, config: TrainConfig, groups: Groups, metrics: list[Metric]
) -> Learner:
    """A learner of a model that is on its device, with these batches; ``groups`` are as ``parameter_groups`` or more.

    Groups after the third decay as the first three do.
    """
    from fastai.callback import progress, schedule  # noqa: F401  (they give a learner no_bar and fit_one_cycle)
    from fastai.learner import Learner as FastaiLearner
    from fastai.losses import MSELossFlat
    from fastai.optimizer import OptimWrapper
    from torch.optim import AdamW

    adam: Any = partial(OptimWrapper, opt=partial(AdamW, betas=(MOMENTA[0], SQUARE_MOMENTUM), fused=True))
    made = FastaiLearner(loaders, model, MSELossFlat(), adam, splitter=groups, metrics=metrics, moms=MOMENTA)
    learn = cast("Learner", made)
    learn.create_opt()
    decay = [config.wd, config.wd_bias, 0.0]
    learn.opt.set_hyper("wd", [decay[number % 3] for number in range(len(learn.opt.opt.param_groups))])
    return learn
