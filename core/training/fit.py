"""Train one of fastai's collaborative-filtering models: from loaded ratings to a bundle.

Model, schedule, learning-rate finder and loop are fastai's. What is added makes them fast and good: batches cut from
memory (``batches``), side features from what was watched, weight decay on the factors alone, and biases that start at
the mean ratings. docs/benchmarks.md says what each of them is worth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from typing import Any

from numpy.typing import NDArray

from core.analysis import projection
from core.data.bias_only import bias_only_rmse
from core.data.imputation import impute
from core.data.ratings import Ratings
from core.data.sources import LoadedRatings
from core.data.split import Split, split
from core.errors import TrainingError
from core.model.bundle import Bundle
from core.model.card import ArchitectureCard, Card, EpochRecord, Metrics
from core.model.rating_model import RatingModel
from core.model.stored import Flaw
from core.model.typed_json import read
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.exposure import fit_exposure
from core.training.batches import batch_size_for, data_loaders
from core.training.callbacks import Report, Watch, unless_stopped
from core.training.checkpoint import Checkpoint, Memory
from core.training.config import TrainConfig, kept, settings
from core.training.devices import chosen_device, is_first_process, place, processes, torch_threads
from core.training.model import Y_RANGE, build, parameter_groups, settle, steer, to_numpy
from core.training.side_features import side_features
from core.training.summary import counted, data_card, measure, split_card

Learner = Any
"""fastai's ``Learner``, which has no types of its own."""

MOMENTA = (0.85, 0.75, 0.85)
"""Momentum at the start, at the highest learning rate and at the end."""
SQUARE_MOMENTUM = 0.99
DIV, PCT_START = 5.0, 0.1
"""By what the first learning rate is smaller than the highest, and the share of training until that is reached."""

LR_FIND_STEPS = 100


@dataclass(frozen=True)
class Fit:
    """A model that has learnt, and how it went."""

    model: RatingModel
    epochs: list[dict[str, float]]
    printed: str
    """The layers as torch prints them."""
    seconds: float
    """Time in training batches."""
    ratings_per_second: float
    stopped: bool


def never() -> bool:
    return False


def silent(line: dict[str, Any]) -> None:
    pass


def train(
    loaded: LoadedRatings,
    config: TrainConfig,
    name: str = "model",
    report: Report = silent,
    should_stop: Callable[[], bool] = never,
    checkpoint: Checkpoint | None = None,
) -> Bundle:
    """Train a model on loaded ratings and bundle its best epoch with all that a page shows of it.

    ``report`` gets one dictionary a progress line. Once ``should_stop`` says so training ends, the best weights so far
    count; the map, which takes longest, is left out. With a ``checkpoint`` the training writes one after each epoch,
    and goes on from one that is there. Raises ``DataError`` or ``TrainingError`` where it cannot be done with these
    ratings.
    """
    data, filled = prepare(loaded, config)
    baseline = bias_only_rmse(data.train, data.valid)
    report({"phase": "watched"})
    parts = unless_stopped(partial(_watched_parts, loaded.ratings, data), should_stop)
    if parts is None:
        raise _too_early()
    fit = fit_model(data, config, lambda line: report({**line, "bias_only_rmse": baseline}), should_stop, checkpoint)
    if not fit.epochs:
        raise _too_early()
    epochs = _records(fit)
    report({"phase": "map"})
    parts |= unless_stopped(partial(projection.map_parts, fit.model.anime_factors, config.seed), should_stop) or {}
    metrics = measure(fit.model, data) | {
        "bias_only_rmse": baseline,
        "ratings_per_second": fit.ratings_per_second,
        "seconds": fit.seconds,
    }
    card = Card(
        name=name,
        architecture=_architecture(fit, config),
        training=kept(config),
        split=split_card(data, config.valid, config.hold_out_viewers, config.seed),
        metrics=Metrics(**{name: round(value, 5) for name, value in metrics.items()}),
        epochs=epochs,
        data=data_card(loaded, filled, data),
        versions={package: version(package) for package in ("fastai", "torch", "numpy", "pandas", "scikit-learn")},
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    catalog = counted(loaded.catalog, loaded.ratings, data)
    return Bundle(fit.model, catalog, card, parts)


def prepare(loaded: LoadedRatings, config: TrainConfig) -> tuple[Split, Ratings]:
    """The split of the ratings, and the ratings it was made of, in which no row is unrated any more."""
    filled = impute(loaded.ratings, config.unrated, loaded.catalog)
    return split(loaded.ratings, filled, config.valid, config.hold_out_viewers, config.seed), filled


def fit_model(
    data: Split,
    config: TrainConfig,
    report: Report = silent,
    should_stop: Callable[[], bool] = never,
    checkpoint: Checkpoint | None = None,
) -> Fit:
    """Fit the configured model on a split: fastai's one-cycle schedule, the best epoch's weights, then NumPy."""
    with torch_threads(config.threads):
        learn = learner(data, config)
        model = learn.model
        report({"phase": "training", "epoch": 0, "epochs": config.epochs, "layers": learn.printed})
        memory = checkpoint.restore(model, learn.opt.opt) if checkpoint else Memory()
        with processes(learn, config) as agree:
            watch = Watch(
                model,
                config.epochs,
                len(data.train),
                config.patience,
                report,
                should_stop,
                memory,
                checkpoint if is_first_process() else None,
                agree,
            )
            if len(memory.epochs) < config.epochs and memory.waited < config.patience:
                _fit_one_cycle(learn, config, watch)
        if memory.best:
            model.load_state_dict(memory.best)
        settle(model)
        return Fit(
            to_numpy(model, data),
            memory.epochs,
            learn.printed,
            watch.training_seconds,
            watch.ratings_per_second,
            watch.stopped,
        )


def learner(data: Split, config: TrainConfig) -> Learner:
    """A fastai ``Learner`` with model, batches and optimiser as configured, not trained yet."""
    from fastai.callback import progress, schedule  # noqa: F401  (they give a learner no_bar and fit_one_cycle)
    from fastai.learner import Learner as FastaiLearner
    from fastai.losses import MSELossFlat
    from fastai.metrics import mae, rmse
    from fastai.optimizer import OptimWrapper
    from fastai.torch_core import set_seed
    from torch.optim import AdamW

    set_seed(config.seed, reproducible=True)
    device = chosen_device(config)
    model = build(data, config)
    printed = str(model)
    if config.side_features:
        steer(model, *side_features(data, config.side_features, config.seed))
    rank, n_processes = place()
    size = config.batch_size or batch_size_for(len(data.train))
    loaders = data_loaders(data, size, device, config.seed, rank, n_processes)
    adam: Any = partial(OptimWrapper, opt=partial(AdamW, betas=(MOMENTA[0], SQUARE_MOMENTUM), fused=True))
    learn: Learner = FastaiLearner(
        loaders, model.to(device), MSELossFlat(), adam, splitter=parameter_groups, metrics=[rmse, mae], moms=MOMENTA
    )
    learn.printed = printed
    learn.create_opt()
    learn.opt.set_hyper("wd", [config.wd, config.wd_bias, 0.0])
    return learn


def find_lr(loaded: LoadedRatings, config: TrainConfig) -> dict[str, Any]:
    """fastai's learning-rate finder: ``lrs`` and ``losses`` of a mock training and its ``suggestions`` by name.

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
        learn = learner(data, config)
        with learn.no_bar(), learn.no_logging():
            learn.fit(1 + LR_FIND_STEPS // len(learn.dls.train), cbs=Finder(num_it=LR_FIND_STEPS))
    lrs: Any = tensor(learn.recorder.lrs)
    losses: Any = tensor(learn.recorder.losses)
    warm = slice(LR_FIND_STEPS // 10, -5)
    suggestions = {
        suggest.__name__: suggest(lrs[warm], losses[warm], LR_FIND_STEPS)[0] for suggest in (valley, steep, minimum)
    }
    return {"lrs": lrs.tolist(), "losses": losses.tolist(), "suggestions": suggestions}


def _fit_one_cycle(learn: Learner, config: TrainConfig, watch: Watch) -> None:
    done = len(watch.memory.epochs)
    learn.dls.train.epoch = done
    callback = watch.as_callback()
    with learn.no_bar(), learn.no_logging():
        learn.fit_one_cycle(config.epochs, config.lr, DIV, pct_start=PCT_START, cbs=callback, start_epoch=done)


def _records(fit: Fit) -> tuple[EpochRecord, ...]:
    try:
        return tuple(read(EpochRecord, epoch) for epoch in fit.epochs)
    except Flaw as flaw:
        raise TrainingError(f"The training went astray: {flaw}. Take a lower learning rate.") from flaw


def _architecture(fit: Fit, config: TrainConfig) -> ArchitectureCard:
    layers = config.layers if settings()["layers"].is_for(config.model) else ()
    return ArchitectureCard(config.model, config.n_factors, Y_RANGE, layers, fit.printed)


def _watched_parts(ratings: Ratings, data: Split) -> dict[str, NDArray]:
    """Arrays of a bundle that do not depend on the model: what is watched together, and what is worth asking."""
    seen = ratings.select(data.viewers.rows(ratings.viewer_id, unknown="negative") >= 0)
    return fit_cowatching(seen, data.anime) | fit_exposure(seen, data.anime)


def _too_early() -> TrainingError:
    return TrainingError("The training was stopped before its first epoch ended, so there is no model to keep.")
