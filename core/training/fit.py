"""Train one of fastai's collaborative-filtering models: from loaded ratings to a bundle.

Model, schedule, learning-rate finder and loop are fastai's. What is added makes them fast and good: batches cut from
memory (``batches``), side features from what was watched, weight decay on the factors alone (``learner``), and biases
that start at the mean ratings (``model``). docs/benchmarks.md says what each of them is worth.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from typing import cast

import numpy as np
from numpy.typing import NDArray

from core.analysis import projection
from core.analysis.regions import region_parts
from core.data.bias_only import bias_only_rmse, streamed_bias_only_rmse
from core.data.imputation import impute
from core.data.mapped.split import StreamedSplit, streamed_split
from core.data.mapped.streamed import StreamedRatings
from core.data.progress_share import Tell, part
from core.data.ratings import RatingRows, Ratings
from core.data.sources import LoadedRatings, StreamedLoaded
from core.data.split import Split, inner_split, split
from core.errors import TrainingError
from core.model.bundle import Bundle
from core.model.card import ArchitectureCard, Card, Metrics
from core.model.dot_bias import DotBiasModel
from core.recommend.cowatching import CoWatching
from core.recommend.fold_in_fit import fit_fold_in
from core.training.autoencoder_fit import fit_autoencoder
from core.training.callbacks import Course, unless_stopped
from core.training.checkpoint import Checkpoint
from core.training.config import TrainConfig, kept, settings
from core.training.devices import check_alone, torch_threads
from core.training.ensemble import combine, members_of
from core.training.estimate import Estimate, seconds_of
from core.training.member import Fit, Follow, fit_member
from core.training.model import Y_RANGE
from core.training.moving_embedding import Follower, Show, show_nobody
from core.training.progress import Phase, ProgressLine, Report, tell_of
from core.training.ranker_fit import fit_ranker
from core.training.side_features import directions
from core.training.streamed.fit import fit_streamed
from core.training.streamed.group import shared
from core.training.summary import counted, data_card, measure, split_card
from core.training.watched import watched_parts

LEARNING_ORDER = 0.5
"""Share of the time of putting lists in order until the autoencoder's turn."""
RANKER_VIEWERS = 100_000
"""Viewers, of those who stay on disk, whose lists are looked at to put lists in order."""


def never() -> bool:
    return False


def silent(line: ProgressLine) -> None:
    pass


def train(
    loaded: LoadedRatings | StreamedLoaded,
    config: TrainConfig,
    name: str = "model",
    report: Report = silent,
    should_stop: Callable[[], bool] = never,
    checkpoint: Checkpoint | None = None,
    show: Show = show_nobody,
) -> Bundle:
    """Train a model on loaded ratings and bundle it with all that a page shows of it.

    The epochs, which are worth watching, come first; ``report`` gets each line of progress, ``show`` how the best-known
    titles move. Once ``should_stop`` says so training ends, and the epochs so far count; the fold-in's prior, the
    ranking and the map, which take longest, are left out. With a ``checkpoint`` the training writes one after each
    epoch, and goes on from one that is there. Raises ``DataError`` or ``TrainingError`` where it cannot be done with
    these ratings.
    """
    data, filled = prepared(loaded, config)
    learnt_from = data_card(loaded, filled, data.viewers, data.anime)
    del filled  # as large as the ratings themselves
    report = Estimate(seconds_of(data, config), report)
    baseline = _bias_only_rmse(data, config)
    follow = partial(Follower, data=data, catalog=loaded.catalog, show=show)
    fit = fit_model(
        data,
        config,
        lambda line: report(replace(line, bias_only_rmse=baseline)),
        should_stop,
        checkpoint,
        follow,
    )
    if not fit.epochs:
        raise _too_early()
    _check_sound(fit)
    measured = measure(fit.model, data)
    report(ProgressLine(phase="watched", model_rmse=measured["valid_rmse"], model_mae=measured["valid_mae"]))
    parts = watched_parts(loaded.ratings, data, config, tell_of("watched", report, never))
    catalog = counted(loaded.catalog, loaded.ratings, data.viewers, data.anime)

    def unless_asked_to_stop(phase: Phase, work: Callable[..., Mapping[str, NDArray]]) -> Mapping[str, NDArray]:
        """The parts that a phase works out, none of them once it shall stop."""
        if should_stop():
            return {}
        found = unless_stopped(partial(work, tell=tell_of(phase, report, should_stop)), should_stop)
        if found is None:
            return {}
        report(ProgressLine(phase=phase, share=1.0))
        return found

    fold_in = partial(fit_fold_in, fit.model, catalog, CoWatching.from_parts(parts), data, loaded.ratings)
    parts |= unless_asked_to_stop("fold-in", fold_in)
    metrics = measured | {
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
        data=learnt_from,
        versions={package: version(package) for package in ("fastai", "torch", "numpy", "pandas", "scikit-learn")},
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    bundle = Bundle(fit.model, catalog, card, parts)
    ranking = unless_asked_to_stop("ranking", partial(_ranking_parts, bundle, loaded.ratings, config))
    found = region_parts(fit.model.anime_factors, catalog.table["n_ratings"])
    chart = unless_asked_to_stop("map", partial(projection.map_parts, fit.model.anime_factors, config.seed))
    return replace(bundle, parts={**parts, **ranking, **chart, **found})


def help_train(
    loaded: LoadedRatings | StreamedLoaded,
    config: TrainConfig,
    should_stop: Callable[[], bool],
    checkpoint: Checkpoint | None,
) -> None:
    """What all processes but the first, which calls :func:`train`, do meanwhile."""
    data, _ = prepared(loaded, config)
    if isinstance(data, StreamedSplit):
        _bias_only_rmse(data, config)
    fit = fit_model(data, config, should_stop=should_stop, checkpoint=checkpoint)
    if isinstance(data, StreamedSplit) and fit.epochs:
        watched_parts(loaded.ratings, data, config)


def prepare(loaded: LoadedRatings, config: TrainConfig) -> tuple[Split, Ratings]:
    """The split of ratings in memory, and the ratings it was made of, in which no row is unrated any more."""
    filled = impute(loaded.ratings, config.unrated, loaded.catalog)
    return split(loaded.ratings, filled, config.valid, config.hold_out_viewers, config.seed), filled


def prepared(loaded: LoadedRatings | StreamedLoaded, config: TrainConfig) -> tuple[Split | StreamedSplit, RatingRows]:
    """The same of ratings in memory or on disk."""
    if isinstance(loaded, LoadedRatings):
        return prepare(loaded, config)
    shares = config.valid, config.hold_out_viewers
    with shared(config, "counts") as share:
        data = streamed_split(loaded.ratings, loaded.catalog, config.unrated, *shares, config.seed, share)
    return data, data.filled


def _bias_only_rmse(data: Split | StreamedSplit, config: TrainConfig) -> float:
    """RMSE of biases alone on the validation rows; of ratings on disk all processes have to ask for it."""
    if isinstance(data, Split):
        return bias_only_rmse(data.train, data.valid)
    with shared(config, "biases") as share:
        return streamed_bias_only_rmse(data, share=share)


def fit_model(
    data: Split | StreamedSplit,
    config: TrainConfig,
    report: Report = silent,
    should_stop: Callable[[], bool] = never,
    checkpoint: Checkpoint | None = None,
    follow: Follow | None = None,
) -> Fit:
    """Fit the configured model on a split, whose validation rows choose nothing; raises ``TrainingError``.

    With patience, a few of the training rows choose each member's epoch, the same ones for all. Of several members
    those that are whole count, and the first is followed.
    """
    if isinstance(data, StreamedSplit):
        return fit_streamed(data, config, report, should_stop, checkpoint, follow)
    members = members_of(config)
    check_alone(len(members))
    side_features = max(member.side_features for member in members)
    rows = inner_split(data, config.seed) if config.patience else data
    watched = directions(rows, side_features, config.seed, tell_of("side-features", report, never))
    fits: list[Fit] = []
    with torch_threads(config.threads):
        epochs = sum(member.epochs for member in members)
        report(ProgressLine(phase="training", epoch=0, epochs=epochs, share=0.0))  # torch is here, fastai comes now
        for number, member in enumerate(members):
            course = Course(member.epochs, number, len(members))
            state = checkpoint.of_member(number) if checkpoint else None
            followed = None if number else follow
            fits.append(fit_member(rows, member, watched, course, report, should_stop, state, followed))
            if fits[-1].stopped:
                break
    if len(fits) > 1:
        report(ProgressLine(phase="combining", share=0.0))
    return _together(fits, data)


def _together(fits: list[Fit], data: Split) -> Fit:
    """The fit of the model that is made of those that were not stopped, or of the first."""
    whole = [fit for fit in fits if not fit.stopped] or fits[:1]
    models = [fit.model for fit in whole]
    seconds = sum(fit.seconds for fit in fits)
    return Fit(
        combine(cast("list[DotBiasModel]", models), data) if len(models) > 1 else models[0],
        [epoch for fit in fits for epoch in fit.epochs],
        fits[0].printed,
        seconds,
        sum(fit.ratings_per_second * fit.seconds for fit in fits) / max(seconds, 1e-9),
        fits[-1].stopped,
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


def _ranking_parts(bundle: Bundle, ratings: RatingRows, config: TrainConfig, tell: Tell) -> Mapping[str, NDArray]:
    """Arrays that say in which order lists are, learnt from all else that the bundle has."""
    viewers = bundle.model.viewers.ids
    if isinstance(ratings, StreamedRatings) and len(viewers) > RANKER_VIEWERS:
        viewers = np.random.default_rng([config.seed, 7]).choice(viewers, RANKER_VIEWERS, replace=False)
    seen = ratings.of_viewers(viewers).together()
    with torch_threads(config.threads):
        order = fit_ranker(bundle, seen, config.seed, part(tell, 0, LEARNING_ORDER))
        if not order:
            return {}
        n_high = bundle.catalog.table["n_high"].to_numpy()
        of_lists = part(tell, LEARNING_ORDER, 1)
        return {**order, **fit_autoencoder(seen, bundle.model.anime, n_high, config.seed, of_lists)}


def _too_early() -> TrainingError:
    return TrainingError("The training was stopped before its first epoch ended, so there is no model to keep.")
