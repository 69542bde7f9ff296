"""Which learning rate suits these ratings? fastai's finder on a model that is thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.data.progress_share import part
from core.data.sources import LoadedRatings
from core.training.config import TrainConfig
from core.training.devices import torch_threads
from core.training.estimate import Estimate, seconds_of_search
from core.training.fit import never, prepare, silent
from core.training.learner import learner
from core.training.progress import Report, tell_of
from core.training.side_features import directions

STEPS = 100


@dataclass(frozen=True)
class LearningRates:
    """What a search for a learning rate found: the loss at each rate tried, and suggestions by name."""

    lrs: tuple[float, ...]
    losses: tuple[float, ...]
    suggestions: Mapping[str, float]


def find_lr(loaded: LoadedRatings, config: TrainConfig, report: Report = silent) -> LearningRates:
    """Rates tried in a mock training, rising, with fastai's suggestions valley, steep and minimum.

    ``report`` gets how far it is, as a phase of its own. The model is thrown away after it, so fastai need not keep its
    weights in a file, which it would pickle.
    """
    from fastai.callback.schedule import LRFinder, ParamScheduler, minimum, steep, valley
    from torch import tensor

    class Finder(LRFinder):
        before_fit = ParamScheduler.before_fit
        after_fit = ParamScheduler.after_fit
        best_loss = float("inf")

        def after_batch(self) -> None:
            trying(self.train_iter / STEPS)
            super().after_batch()

    data, _ = prepare(loaded, config)
    ahead, tried_in = seconds_of_search(data, config, STEPS)
    begins = ahead / (ahead + tried_in)
    tell = tell_of("lr-find", Estimate({"lr-find": ahead + tried_in}, report), never)
    trying = part(tell, begins, 1)
    with torch_threads(config.threads):
        watched = directions(data, config.side_features, config.seed, part(tell, 0, begins))
        learn, _ = learner(data, config, watched)
        with learn.no_bar(), learn.no_logging():
            learn.fit(1 + STEPS // len(learn.dls.train), cbs=Finder(num_it=STEPS))
    tell(1.0)  # a loss that explodes ends it before its last step
    tried: list[Any] = [tensor(learn.recorder.lrs), tensor(learn.recorder.losses)]  # fastai calls them lists
    lrs, losses = tried
    warm = slice(STEPS // 10, -5)
    suggestions = {suggest.__name__: suggest(lrs[warm], losses[warm], STEPS)[0] for suggest in (valley, steep, minimum)}
    return LearningRates(tuple(lrs.tolist()), tuple(losses.tolist()), suggestions)
