"""One model from ratings that stay on disk: fastai's loop as in memory, window by window, in one process or several.

The anime, the layers and what side features are worth are learnt by all processes together: their gradients are
averaged at each step. Viewers are learnt by the process that has their rows, and nobody else hears of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from core.data.mapped.split import StreamedSplit
from core.errors import TrainingError
from core.training.batches import batch_size_for
from core.training.callbacks import Course, FitCallback
from core.training.checkpoint import Checkpoint, Memory
from core.training.config import TrainConfig
from core.training.devices import torch_threads
from core.training.learner import MOMENTA, SQUARE_MOMENTUM, Learner, learner_of
from core.training.member import DIV, DIV_FINAL, PCT_START, Fit, Follow, fit_one_cycle
from core.training.model import Module, forget_unrated_anime, settle, steer, to_numpy, untrained, viewer_embeddings
from core.training.progress import ProgressLine, Report, tell_of
from core.training.streamed.batches import StreamedBatches, StreamedValidation
from core.training.streamed.features import StreamedFeatures, streamed_features
from core.training.streamed.group import Group, group
from core.training.streamed.saved import ShardCheckpoint
from core.training.streamed.tables import ViewerTables, groups_apart, shared_parameters
from core.training.streamed.windows import WINDOW_ROWS, Windows

if TYPE_CHECKING:
    from fastai.callback.core import Callback

AFTER_RECORDER = 55
"""Between fastai's ``Recorder``, which knows the losses, and ``FitCallback``, which tells them."""
AFTER_SCHEDULE = 61
"""After fastai's ``ParamScheduler``, which sets one learning rate for all."""
N_SHARED = 3
"""Groups of parameters that are no viewers'."""


def fit_streamed(
    data: StreamedSplit,
    config: TrainConfig,
    report: Report,
    should_stop: Callable[[], bool],
    checkpoint: Checkpoint | None = None,
    follow: Follow | None = None,
    window_rows: int = WINDOW_ROWS,
) -> Fit:
    """Fit the configured model; of several processes only the first one's has all viewers in the end.

    Raises ``TrainingError`` for settings that need all rows in memory.
    """
    _check(config)
    with group(config, "fit") as together, torch_threads(config.threads):
        windows = Windows.of(data, window_rows, together.rank, together.n)
        tell = tell_of("side-features", report, should_stop)
        n, numbers = config.side_features, windows.numbers
        features = streamed_features(data, n, config.seed, numbers, together.summed, tell) if n else None
        learn, tables, printed = _learner(windows, features, config, together)
        report(ProgressLine(phase="training", epoch=0, epochs=config.epochs, share=0.0, layers=printed))
        saved = checkpoint and ShardCheckpoint(
            checkpoint.file, checkpoint.config, checkpoint.resume, tables=tables, group=together
        )
        memory = saved.restore(learn.model, learn.opt.opt) if saved else Memory()
        course = Course(config.epochs)
        callback = FitCallback(
            learn.model, course, data.n_train, config.patience, report, should_stop, memory, saved, together.agree
        )
        if len(memory.epochs) < config.epochs:
            others = [follow(learn.model).as_callback()] if follow and not together.rank else []
            fit_one_cycle(learn, config, callback, [_own_course(config), _sharing(learn.model, together), *others])
        _settle(learn.model, windows, tables, together)
    return Fit(
        to_numpy(learn.model, data),
        memory.epochs,
        printed,
        callback.training_seconds,
        callback.ratings_per_second,
        callback.stopped,
    )


def _check(config: TrainConfig) -> None:
    if config.patience is not None or config.members > 1:
        what = "Patience" if config.patience is not None else "Training several members"
        raise TrainingError(f"{what} needs all ratings in memory. Leave it out, or train with --rows memory.")


def _learner(
    windows: Windows, features: StreamedFeatures | None, config: TrainConfig, together: Group
) -> tuple[Learner, ViewerTables, str]:
    """A learner that is not trained yet, the tables of this process's viewers, and the layers as torch prints them."""
    from fastai.data.core import DataLoaders
    from fastai.metrics import mae, mse
    from fastai.torch_core import set_seed

    data, device = windows.data, together.device
    set_seed(config.seed, reproducible=True)
    model = untrained(config, 1, data.mean_ratings(), float(data.sums.sum() / data.n_train))
    for embedding in viewer_embeddings(model).values():
        embedding.num_embeddings = len(data.viewers)  # as it will be once all of them are in it
    printed = str(model)
    forget_unrated_anime(model, data.n_ratings)
    if features:
        steer(model, np.zeros((1, features.anime.shape[1]), np.float32), features.anime)
    tables = ViewerTables(model, data.viewer_rows(windows.numbers), features)
    size = config.batch_size or batch_size_for(data.n_train)
    batches = StreamedBatches(windows, tables, size, device, config.seed)
    loaders = DataLoaders(batches, StreamedValidation(windows, tables, device))
    learn = learner_of(model.to(device), loaders, config, groups_apart, [mse, mae])
    tables.optimizer = learn.opt.opt
    return learn, tables, printed


def _own_course(config: TrainConfig) -> Callback:
    """Lets each viewer's learning rate rise and fall over the steps that this viewer takes, as it does in memory.

    What all viewers share takes the steps of every window, and so a smaller one each time: otherwise it would learn
    and decay by as many times as much as there are windows.
    """
    from fastai.callback.core import Callback
    from fastai.callback.schedule import combined_cos

    rate = combined_cos(PCT_START, config.lr / DIV, config.lr, config.lr / DIV_FINAL)
    momentum = combined_cos(PCT_START, *MOMENTA)

    def before_batch(callback: Callback) -> None:
        batches = callback.dls.train
        done = callback.iter % batches.of_window / batches.of_window
        place = (callback.epoch + done) / callback.n_epoch
        groups = callback.opt.opt.param_groups
        for shared in groups[:N_SHARED]:
            shared["lr"] /= batches.windows.n_windows
        for viewers in groups[N_SHARED:]:
            viewers["lr"], viewers["betas"] = float(rate(place)), (float(momentum(place)), SQUARE_MOMENTUM)

    course = Callback(before_batch=before_batch)
    course.order = AFTER_SCHEDULE
    return course


def _sharing(model: Module, together: Group) -> Callback:
    """What makes one training of those of several processes: mean gradients of what all share, and mean errors.

    fastai's own RMSE would keep all predictions.
    """
    from fastai.callback.core import Callback

    def after_backward(callback: Callback) -> None:
        gradients = (parameter.grad for parameter in shared_parameters(model).values())
        together.average([gradient for gradient in gradients if gradient is not None])

    def after_epoch(callback: Callback) -> None:
        if not (values := callback.recorder.values[-1]):  # it was stopped
            return
        train_loss, valid_loss, _, mae = values
        n = callback.dls.valid.n_rows
        sums = together.summed(np.array([train_loss, 1, valid_loss * n, mae * n, n], dtype=np.float64))
        mse = sums[2] / sums[4]
        callback.recorder.values[-1] = [sums[0] / sums[1], mse, mse**0.5, sums[3] / sums[4]]

    sharing = Callback(after_backward=after_backward, after_epoch=after_epoch)
    sharing.order = AFTER_RECORDER
    return sharing


def _settle(model: Module, windows: Windows, tables: ViewerTables, together: Group) -> None:
    """Write what side features contribute into the embeddings, and all viewers of all processes into the first's."""
    for window in windows.in_order():
        tables.open(window, 0)
        tables.settle()
        tables.close()
    settle(model)
    rows = [windows.data.viewer_rows(range(rank, windows.data.n_blocks, together.n)) for rank in range(together.n)]
    tables.whole(model, lambda table: together.gathered(table, rows))
