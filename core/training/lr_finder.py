"""Which learning rate suits these ratings? fastai's finder on a model that is thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.data.sources import LoadedRatings
from core.training.config import TrainConfig
from core.training.devices import torch_threads
from core.training.fit import prepare
from core.training.learner import learner
from core.training.side_features import directions

STEPS = 100


@dataclass(frozen=True)
class LearningRates:
    """What a search for a learning rate found: the loss at each rate tried, and suggestions by name."""

    lrs: tuple[float, ...]
    losses: tuple[float, ...]
    suggestions: Mapping[str, float]


def find_lr(loaded: LoadedRatings, config: TrainConfig) -> LearningRates:
    """Rates tried in a mock training, rising, with fastai's suggestions valley, steep and minimum.

    The model is thrown away after it, so fastai need not keep its weights in a file, which it would pickle.
    """
    from fastai.callback.schedule import LRFinder, ParamScheduler, minimum, steep, valley
    from torch import tensor

    class Finder(LRFinder):
        before_fit = ParamScheduler.before_fit
        after_fit = ParamScheduler.after_fit
        best_loss = float("inf")

    data, _ = prepare(loaded, config)
    with torch_threads(config.threads):
        learn, _ = learner(data, config, directions(data, config.side_features, config.seed))
        with learn.no_bar(), learn.no_logging():
            learn.fit(1 + STEPS // len(learn.dls.train), cbs=Finder(num_it=STEPS))
    tried: list[Any] = [tensor(learn.recorder.lrs), tensor(learn.recorder.losses)]  # fastai calls them lists
    lrs, losses = tried
    warm = slice(STEPS // 10, -5)
    suggestions = {suggest.__name__: suggest(lrs[warm], losses[warm], STEPS)[0] for suggest in (valley, steep, minimum)}
    return LearningRates(tuple(lrs.tolist()), tuple(losses.tolist()), suggestions)
