"""One model from a split: fastai's one-cycle schedule, the weights of its last or best epoch, then NumPy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.data.split import Split
from core.model.card import EpochRecord
from core.model.rating_model import RatingModel
from core.training.callbacks import Course, FitCallback
from core.training.checkpoint import Checkpoint, Memory
from core.training.config import TrainConfig
from core.training.devices import is_first_process, processes
from core.training.learner import Learner, learner
from core.training.model import Module, settle, to_numpy
from core.training.moving_embedding import Follower
from core.training.progress import ProgressLine, Report
from core.training.side_features import Directions

if TYPE_CHECKING:
    from fastai.callback.core import Callback

Follow = Callable[[Module], Follower]
"""Makes what follows a torch model while it learns."""
DIV, DIV_FINAL, PCT_START = 5.0, 1e5, 0.1
"""By what the first and the last learning rate are smaller than the highest, and the share of training until that."""


@dataclass(frozen=True)
class Fit:
    """A model that has learnt, and how it went."""

    model: RatingModel
    epochs: list[EpochRecord]
    printed: str
    """The layers as torch prints them."""
    seconds: float
    """Time in training batches."""
    ratings_per_second: float
    stopped: bool


def fit_member(
    data: Split,
    config: TrainConfig,
    watched: Directions,
    course: Course,
    report: Report,
    should_stop: Callable[[], bool],
    checkpoint: Checkpoint | None,
    follow: Follow | None = None,
) -> Fit:
    """Fit a model on the training rows of ``data``; with patience the validation rows choose the epoch that is kept."""
    learn, printed = learner(data, config, watched)
    model = learn.model
    layers = printed if course.before == 0 else None
    share = course.before / course.epochs
    report(ProgressLine(phase="training", epoch=course.before, epochs=course.epochs, share=share, layers=layers))
    memory = checkpoint.restore(model, learn.opt.opt) if checkpoint else Memory()
    with processes(learn, config) as agree:
        callback = FitCallback(
            model,
            course,
            data.n_train,
            config.patience,
            report,
            should_stop,
            memory,
            checkpoint if is_first_process() else None,
            agree,
        )
        if len(memory.epochs) < config.epochs and not callback.has_waited_enough():
            followers = [follow(model).as_callback()] if follow and is_first_process() else []
            fit_one_cycle(learn, config, callback, followers)
    if memory.best:
        model.load_state_dict(memory.best)
    settle(model)
    return Fit(
        to_numpy(model, data),
        [course.numbered(epoch) for epoch in memory.epochs],
        printed,
        callback.training_seconds,
        callback.ratings_per_second,
        callback.stopped,
    )


def fit_one_cycle(learn: Learner, config: TrainConfig, callback: FitCallback, others: list[Callback]) -> None:
    """Train the epochs that are not yet done, with these callbacks."""
    done = len(callback.memory.epochs)
    learn.dls.train.epoch = done
    with learn.no_bar(), learn.no_logging():
        learn.fit_one_cycle(
            config.epochs, config.lr, DIV, pct_start=PCT_START, cbs=[callback.as_callback(), *others], start_epoch=done
        )
