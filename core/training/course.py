"""The trainings of the course: plain fastai on the small sample, as the course's code boxes have it.

Nothing of the recipe in ``fit`` is used here: what the course shows is what a reader gets who types its boxes. Each
training takes seconds. ``python -m core.training.course rates`` (or ``fit 0.5``, with a weight decay) runs one in a
process of its own and tells how it goes, one JSON object a line.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from core.data.sample import FOLDER
from core.model.typed_json import read, write

if TYPE_CHECKING:
    from fastai.callback.core import Callback
    from fastai.collab import CollabDataLoaders
    from fastai.learner import Learner

RECORDED = Path(__file__).with_name("course_recorded.json")
SEED = 42
N_FACTORS = 50
Y_RANGE = (0.5, 10.5)
LR, WD = 5e-3, 0.1
LAYERS = (100, 50)
EPOCHS, LONG = 5, 10
"""Epochs of a training that is short enough, and of one that is not."""
RATES = (1e-4, 1e-3, 5e-3, 1e-2, 5e-2, 3e-1)
DECAYS = (0.0, 0.1, 0.5, 1.0)
N_RATES = 100
"""That a search tries."""
N_BATCHES, ROWS_OF_BATCH = 12, 10


@dataclass(frozen=True)
class Epoch:
    """Mean squared errors after one epoch."""

    train: float
    valid: float


@dataclass(frozen=True)
class Course:
    """One training: how large its model is and how its errors fell."""

    parameters: int
    epochs: tuple[Epoch, ...]


@dataclass(frozen=True)
class RateSearch:
    """What ``lr_find`` found: the loss at each learning rate tried, and its suggestions by name."""

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    suggestions: Mapping[str, float]


@dataclass(frozen=True)
class BatchRow:
    """One rating of a batch with what a model says to it before it has learnt anything, and after."""

    viewer_id: int
    anime_id: int
    rating: float
    untrained: float
    trained: float


@dataclass(frozen=True)
class Recorded:
    """All trainings of the course as they went when they were recorded."""

    search: RateSearch
    by_rate: Mapping[str, Course]
    """One-cycle trainings by their highest learning rate."""
    by_decay: Mapping[str, Course]
    """Longer trainings at one learning rate, by their weight decay."""
    network: Course
    batches: tuple[tuple[BatchRow, ...], ...]
    """The first rows of the first batches."""


@cache
def recorded() -> Recorded:
    """The trainings as ``make course`` recorded them."""
    return read(Recorded, json.loads(RECORDED.read_text(encoding="utf-8")))


def record() -> None:
    """Train everything anew and write it down."""
    found = Recorded(
        search=find_rates(),
        by_rate={f"{lr:g}": one_cycle(lr=lr) for lr in RATES},
        by_decay={f"{wd:g}": long_fit(wd) for wd in DECAYS},
        network=one_cycle(use_nn=True, layers=list(LAYERS), emb_szs={"user_id": N_FACTORS, "anime_id": N_FACTORS}),
        batches=_batches(),
    )
    RECORDED.write_text(json.dumps(write(found), separators=(",", ":")), encoding="utf-8")


def find_rates(told: Callable[[float], None] | None = None) -> RateSearch:
    """fastai's learning-rate finder on a model that has learnt nothing."""
    from fastai.callback.schedule import minimum, slide, steep, valley

    with TemporaryDirectory() as aside:  # fastai keeps the model as it was there, by itself in the current folder
        learn = _learner(_loaders(), path=aside)
        with learn.no_bar(), learn.no_logging(), learn.added_cbs(_teller(told, N_RATES)):
            suggested = learn.lr_find(num_it=N_RATES, suggest_funcs=(minimum, steep, valley, slide), show_plot=False)
    rates, losses = (tuple(round(float(one), 7) for one in part) for part in _tried(learn))
    return RateSearch(rates, losses, {name: float(f"{value:.2g}") for name, value in suggested._asdict().items()})


def one_cycle(lr: float = LR, told: Callable[[float], None] | None = None, **network: object) -> Course:
    """A short training whose learning rate rises and falls."""
    learn = _learner(_loaders(), **network)
    with learn.no_bar(), learn.no_logging():
        learn.fit_one_cycle(EPOCHS, lr, wd=WD, cbs=_teller(told))
    return _course(learn)


def long_fit(wd: float, told: Callable[[float], None] | None = None) -> Course:
    """A longer training at one learning rate, in which a model has the time to overfit."""
    learn = _learner(_loaders())
    with learn.no_bar(), learn.no_logging():
        learn.fit(LONG, LR, wd=wd, cbs=_teller(told))
    return _course(learn)


def _loaders() -> CollabDataLoaders:
    import pandas as pd
    from fastai.collab import CollabDataLoaders
    from fastai.torch_core import set_seed

    ratings = pd.read_csv(FOLDER / "rating.csv")
    set_seed(SEED, reproducible=True)
    return CollabDataLoaders.from_df(ratings[ratings.rating > 0], valid_pct=0.1, seed=SEED)


def _learner(loaders: CollabDataLoaders, **settings: object) -> Learner:
    from fastai.callback import progress, schedule  # noqa: F401  (they give a learner no_bar and lr_find)
    from fastai.collab import collab_learner
    from fastai.torch_core import set_seed

    set_seed(SEED, reproducible=True)
    return collab_learner(loaders, n_factors=N_FACTORS, y_range=Y_RANGE, **settings)


def _course(learn: Learner) -> Course:
    epochs = tuple(Epoch(*(round(float(error), 4) for error in errors)) for errors in learn.recorder.values)
    return Course(sum(part.numel() for part in learn.parameters()), epochs)


def _tried(learn: Learner) -> tuple[list[float], list[float]]:
    return learn.recorder.lrs, learn.recorder.losses


def _teller(told: Callable[[float], None] | None, n_batches: int | None = None) -> Callback:
    """A callback that tells which share of all batches is done, or of so many."""
    from fastai.callback.core import Callback

    def after_batch(callback: Callback) -> None:
        if told and callback.training and callback.iter % 10 == 0:
            told(callback.train_iter / (n_batches or callback.n_epoch * callback.n_iter))

    return Callback(after_batch=after_batch)


def _batches() -> tuple[tuple[BatchRow, ...], ...]:
    """The first rows of the first batches, as a model sees them that has learnt nothing, and one that has."""
    loaders = _loaders()
    untrained, trained = _learner(loaders), _learner(loaders)
    with trained.no_bar(), trained.no_logging():
        trained.fit_one_cycle(EPOCHS, LR, wd=WD)
    untrained.eval()
    viewers, anime = loaders.classes["user_id"], loaders.classes["anime_id"]
    fresh = iter(_loaders().train)
    return tuple(
        tuple(
            BatchRow(int(viewers[int(v)]), int(anime[int(a)]), float(r), round(float(u), 3), round(float(t), 3))
            for (v, a), r, u, t in zip(x, y.flatten(), untrained.model(x), trained.model(x), strict=True)
        )
        for x, y in ((x[:ROWS_OF_BATCH], y[:ROWS_OF_BATCH]) for x, y in (next(fresh) for _ in range(N_BATCHES)))
    )


def _tell(**line: object) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main(kind: str, wd: str = "0") -> None:
    """Run one training and tell how it goes on the standard output."""
    import fastai.collab  # noqa: F401  (the slow part of starting)

    _tell(share=0.0)
    if kind == "rates":
        _tell(share=1.0, search=asdict(find_rates(lambda share: _tell(share=share))))
    else:
        _tell(share=1.0, course=asdict(long_fit(float(wd), lambda share: _tell(share=share))))


if __name__ == "__main__":
    main(*sys.argv[1:])
