"""Train one of fastai's collaborative-filtering models: from loaded ratings to a bundle.

Model, schedule, learning-rate finder and loop are fastai's. What is added makes them fast and good: batches cut from
memory (``batches``), side features from what was watched, weight decay on the factors alone (``learner``), and biases
that start at the mean ratings (``model``). docs/benchmarks.md says what each of them is worth.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version

from numpy.typing import NDArray

from core.analysis import projection
from core.data.bias_only import bias_only_rmse
from core.data.imputation import impute
from core.data.ratings import Ratings
from core.data.sources import LoadedRatings
from core.data.split import Split, split
from core.data.vocabulary import Vocabulary
from core.errors import TrainingError
from core.model.bundle import Bundle
from core.model.card import ArchitectureCard, Card, EpochRecord, Metrics
from core.model.rating_model import RatingModel
from core.recommend.cowatching import CoWatching
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.exposure import fit_exposure
from core.recommend.fold_in_fit import fit_fold_in
from core.training.callbacks import FitCallback, unless_stopped
from core.training.checkpoint import Checkpoint, Memory
from core.training.config import TrainConfig, kept, settings
from core.training.devices import is_first_process, processes, torch_threads
from core.training.learner import Learner, learner
from core.training.model import Y_RANGE, settle, to_numpy
from core.training.progress import ProgressLine, Report
from core.training.ranker_fit import fit_ranker
from core.training.summary import counted, data_card, measure, split_card

DIV, PCT_START = 5.0, 0.1
"""By what the first learning rate is smaller than the highest, and the share of training until that is reached."""


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


def never() -> bool:
    return False


def silent(line: ProgressLine) -> None:
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

    ``report`` gets each line of progress. Once ``should_stop`` says so training ends, the best weights so far
    count; the fold-in's prior and the map, which take longest, are left out. With a ``checkpoint`` the training writes
    one after each epoch, and goes on from one that is there. Raises ``DataError`` or ``TrainingError`` where it cannot
    be done with these ratings.
    """
    data, filled = prepare(loaded, config)
    baseline = bias_only_rmse(data.train, data.valid)
    report(ProgressLine(phase="watched"))
    parts = unless_stopped(partial(_watched_parts, loaded.ratings, data), should_stop)
    if parts is None:
        raise _too_early()
    fit = fit_model(data, config, lambda line: report(replace(line, bias_only_rmse=baseline)), should_stop, checkpoint)
    if not fit.epochs:
        raise _too_early()
    _check_sound(fit)
    catalog = counted(loaded.catalog, loaded.ratings, data)
    parts |= fit_fold_in(
        fit.model,
        catalog,
        CoWatching.from_parts(parts),
        data,
        loaded.ratings,
        may_go_on=lambda step, steps: _goes_on(f"Step {step} of {steps}", report, should_stop),
    )
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
        epochs=tuple(fit.epochs),
        data=data_card(loaded, filled, data),
        versions={package: version(package) for package in ("fastai", "torch", "numpy", "pandas", "scikit-learn")},
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    bundle = Bundle(fit.model, catalog, card, parts)
    report(ProgressLine(phase="ranking"))
    rank = partial(_ranking_parts, bundle, loaded.ratings, config, report)
    ranking = unless_stopped(rank, should_stop) or {}
    report(ProgressLine(phase="map"))
    chart = unless_stopped(partial(projection.map_parts, fit.model.anime_factors, config.seed), should_stop) or {}
    return replace(bundle, parts={**parts, **ranking, **chart})


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
        learn, printed = learner(data, config)
        model = learn.model
        report(ProgressLine(phase="training", epoch=0, epochs=config.epochs, layers=printed))
        memory = checkpoint.restore(model, learn.opt.opt) if checkpoint else Memory()
        with processes(learn, config) as agree:
            callback = FitCallback(
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
                _fit_one_cycle(learn, config, callback)
        if memory.best:
            model.load_state_dict(memory.best)
        settle(model)
        return Fit(
            to_numpy(model, data),
            memory.epochs,
            printed,
            callback.training_seconds,
            callback.ratings_per_second,
            callback.stopped,
        )


def _fit_one_cycle(learn: Learner, config: TrainConfig, callback: FitCallback) -> None:
    done = len(callback.memory.epochs)
    learn.dls.train.epoch = done
    with learn.no_bar(), learn.no_logging():
        learn.fit_one_cycle(
            config.epochs, config.lr, DIV, pct_start=PCT_START, cbs=callback.as_callback(), start_epoch=done
        )


def _check_sound(fit: Fit) -> None:
    for epoch in fit.epochs:
        if not math.isfinite(epoch.train_loss + epoch.valid_loss):
            raise TrainingError(
                f"The training went astray: epoch {epoch.epoch} ended without a loss. Take a lower learning rate."
            )


def _architecture(fit: Fit, config: TrainConfig) -> ArchitectureCard:
    layers = config.layers if settings()["layers"].is_for(config.model) else ()
    return ArchitectureCard(config.model, config.n_factors, Y_RANGE, layers, fit.printed)


def _watched_parts(ratings: Ratings, data: Split) -> dict[str, NDArray]:
    """Arrays of a bundle that do not depend on the model: what is watched together, and what is worth asking."""
    seen = _of_viewers(ratings, data.viewers)
    return fit_cowatching(seen, data.anime) | fit_exposure(seen, data.anime)


def _goes_on(message: str, report: Report, should_stop: Callable[[], bool]) -> bool:
    """Tell of a step of fitting the fold-in, unless it shall stop."""
    report(ProgressLine(phase="fold-in", message=message))
    return not should_stop()


def _ranking_parts(bundle: Bundle, ratings: Ratings, config: TrainConfig, report: Report) -> Mapping[str, NDArray]:
    """Arrays that say in which order lists are, learnt from all else that the bundle has."""
    seen = _of_viewers(ratings, bundle.model.viewers)
    with torch_threads(config.threads):
        return fit_ranker(
            bundle, seen, config.seed, lambda share: report(ProgressLine(phase="ranking", message=f"{share:.0%}"))
        )


def _of_viewers(ratings: Ratings, viewers: Vocabulary) -> Ratings:
    """All rows of these viewers."""
    return ratings.select(viewers.rows(ratings.viewer_id, unknown="negative") >= 0)


def _too_early() -> TrainingError:
    return TrainingError("The training was stopped before its first epoch ended, so there is no model to keep.")
