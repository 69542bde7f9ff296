"""How the best-known titles move while a model learns: their places on two axes, many times in a training.

The axes are chosen once: those along which these titles differ most after the first epoch, when the largest differences
are there already. What came before is placed on them too, so all moments can be compared.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.analysis.projection import PrincipalAxes, principal_axes
from core.data.catalog import Catalog
from core.data.genres import HEADLINES, leading_genre
from core.data.split import SplitRows
from core.model.stored import Flaw, read_arrays
from core.training.model import Module, anime_vectors

if TYPE_CHECKING:
    from fastai.callback.core import Callback

N_TITLES, N_MOMENTS = 100, 60
"""How many titles are followed, and how often at most, in training them all."""
ORDER = 59
"""Before the callback that may end the training."""


@dataclass(frozen=True)
class MovingEmbedding:
    """Where titles were at moments of a training, those with most ratings first."""

    anime_id: NDArray[np.int32]
    """Shape ``(n_titles,)``."""
    titles: tuple[str, ...]
    genre: NDArray[np.int8]
    """Place of each title's leading genre in ``HEADLINES``, or its length; shape ``(n_titles,)``."""
    moments: NDArray[np.float32]
    """Epochs done; 0 is before the first step. Shape ``(n_moments,)``."""
    places: NDArray[np.float16]
    """Shape ``(n_moments, n_titles, 2)``."""

    def as_bytes(self) -> bytes:
        """As it is kept: 25 kB for all moments."""
        from safetensors.numpy import save

        titles = np.frombuffer(json.dumps(self.titles).encode(), dtype=np.uint8)
        arrays = {"anime_id": self.anime_id, "genre": self.genre, "moments": self.moments, "places": self.places}
        return save({"titles": titles, **arrays})

    @classmethod
    def read(cls, file: Path) -> MovingEmbedding:
        """What ``as_bytes`` wrote; raises ``Flaw`` where the file is missing or damaged."""
        arrays = {name: np.asarray(array) for name, array in read_arrays(file).items()}
        try:
            titles = tuple(json.loads(arrays["titles"].tobytes()))
            found = cls(arrays["anime_id"], titles, *(arrays[name] for name in ("genre", "moments", "places")))
        except (KeyError, ValueError, TypeError, RecursionError) as error:
            raise Flaw("it does not say what moved") from error
        if found._is_sound:
            return found
        raise Flaw("its parts do not fit each other")

    @property
    def _is_sound(self) -> bool:
        shape = len(self.moments), len(self.titles), 2
        return (
            all(isinstance(title, str) for title in self.titles)
            and self.moments.ndim == 1
            and self.anime_id.shape == self.genre.shape == shape[1:2]
            and self.anime_id.dtype.kind == self.genre.dtype.kind == "i"
            and len(np.unique(self.anime_id)) == len(self.anime_id)
            and self.places.shape == shape
            and 0 not in shape
            and bool(((self.genre >= 0) & (self.genre <= len(HEADLINES))).all())
        )


Show = Callable[[MovingEmbedding], None]


def show_nobody(moving: MovingEmbedding) -> None:
    """Whom to show how titles move where nobody looks."""


@dataclass
class Follower:
    """Looks now and then, while a model learns, at the titles of which it has most ratings, and shows their ways."""

    model: Module
    """One of fastai's two."""
    data: SplitRows
    catalog: Catalog
    show: Show
    moments: list[float] = field(default_factory=list)
    vectors: list[NDArray[np.float32]] = field(default_factory=list)
    """Those of the followed titles at each moment."""
    axes: PrincipalAxes | None = None

    def __post_init__(self) -> None:
        self.rows = np.argsort(-self.data.n_ratings, kind="stable")[:N_TITLES]
        self.followed = self.catalog.take(self.data.anime.ids[self.rows].tolist())

    def as_callback(self) -> Callback:
        """The same as fastai knows it."""
        from fastai.callback.core import Callback

        events = ("before_fit", "after_batch", "after_epoch")
        callback = Callback(**{event: getattr(self, event) for event in events})
        callback.order = ORDER
        return callback

    def before_fit(self, callback: Callback) -> None:
        self._every = math.ceil(callback.n_epoch * len(callback.dls.train) / N_MOMENTS)
        self._look(float(callback.dls.train.epoch))

    def after_batch(self, callback: Callback) -> None:
        done = callback.epoch * callback.n_iter + callback.iter + 1
        if callback.training and done % self._every == 0:
            self._look(done / callback.n_iter)

    def after_epoch(self, callback: Callback) -> None:
        if self.axes is None and np.isfinite(self.vectors[-1]).all():  # else the training has gone astray
            self.axes = principal_axes(self.vectors[-1], self.followed, n_axes=2)
            self._show()

    def _look(self, moment: float) -> None:
        self.moments.append(moment)
        self.vectors.append(anime_vectors(self.model, self.rows))
        if self.axes is not None:
            self._show()

    def _show(self) -> None:
        assert self.axes is not None
        places = np.stack([self.axes.place(vectors) for vectors in self.vectors]).astype(np.float16)
        moments, genre = np.array(self.moments, dtype=np.float32), leading_genre(self.followed).astype(np.int8)
        anime_id, titles = self.data.anime.ids[self.rows], tuple(self.followed.table["title"])
        self.show(MovingEmbedding(anime_id, titles, genre, moments, places))
