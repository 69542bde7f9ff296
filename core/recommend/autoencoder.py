"""What else a person loves, by an autoencoder of lists as it is served.

It reads the told titles and their ratings as one set and says how the favourites that were not told are shared out
among all titles: a denoising autoencoder with a multinomial loss (Liang et al. 2018, "Variational autoencoders for
collaborative filtering", Mult-DAE), whose noise is that only a few titles of a list are told. Unlike co-watching it is
no sum over answers, so it hears what several of them mean together. It is learnt in
:mod:`core.training.autoencoder_fit` and served without torch.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from core.errors import BundleError
from core.model.bundle import Bundle
from core.recommend.evidence import Evidence

PREFIX = "lists."
TABLES = ("told", "rated", "out")
"""What there is a row of for each title."""
SCALES = "scales"
MOST_TOLD = 28
"""It is learnt from so many told titles at most; more are heard as so many that are like them on average."""
RATING_SCALE = 1.5
"""Rating points that count as one in what it reads, about their standard deviation."""
LOG_SCALE = 3.0
"""The same of the logarithm of how many titles were told."""

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Autoencoder:
    """The learnt numbers, for the best-known titles."""

    rows: NDArray[np.int32]
    """Anime rows of the titles it knows, shape ``(n_titles,)``."""
    base: Floats
    """Logarithm of each title's share of everybody's favourites, shape ``(n_anime,)``."""
    mean_rating: Floats
    """Shape ``(1,)``."""
    told: Floats
    """What each title adds where it was told, shape ``(n_titles, n_dimensions)``."""
    rated: Floats
    """What it adds besides, times its rating above the mean; the same shape."""
    out: Floats
    """What each dimension says of each title, the same shape."""
    out_bias: Floats
    first: Floats
    """Shape ``(n_dimensions + 2, n_dimensions)``; the two are how many titles were told and the mean of the ratings."""
    first_bias: Floats
    second: Floats
    """Shape ``(n_dimensions, n_dimensions)``."""
    second_bias: Floats

    @classmethod
    def of(cls, bundle: Bundle) -> Autoencoder | None:
        """The bundle's; None where it has none. Raises ``BundleError`` where its arrays do not fit the bundle."""
        if PREFIX + "rows" not in bundle.parts:
            return None
        n_anime, rows = len(bundle.model.anime), bundle.part(PREFIX + "rows", None)
        n, (_, d) = len(rows), bundle.part(PREFIX + TABLES[0], len(rows), None).shape
        shapes = {
            "base": (n_anime,), "mean_rating": (1,), "out_bias": (n,), "first": (d + 2, d), "first_bias": (d,),
            "second": (d, d), "second_bias": (d,),
        }  # fmt: skip
        floats = {name: bundle.part(PREFIX + name, *shape) for name, shape in shapes.items()}
        scales = {name: bundle.part(f"{PREFIX}{name}.{SCALES}", n) for name in TABLES}
        units = {name: bundle.part(PREFIX + name, n, d) for name in TABLES}
        are_floats = all(
            each.dtype.kind == "f" and np.isfinite(each).all() for each in (*floats.values(), *scales.values())
        )
        are_units = all(each.dtype == np.int8 for each in units.values())
        are_rows = rows.dtype.kind in "iu" and len(np.unique(rows)) == n and ((rows >= 0) & (rows < n_anime)).all()
        if not (are_floats and are_units and are_rows):
            raise BundleError(
                f"What the model “{bundle.name}” knows of whole lists is damaged: it holds values that cannot be. "
                "Train the model again."
            )
        tables = {name: units[name] * scales[name].astype(np.float32)[:, None] for name in TABLES}
        others = {name: each.astype(np.float32) for name, each in floats.items()}
        return cls(rows=rows.astype(np.int32), **tables, **others)

    def as_parts(self) -> dict[str, NDArray]:
        """The numbers as arrays for a bundle; those of each title in one byte, in units of its own."""
        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        parts = {PREFIX + name: array for name, array in arrays.items() if name not in TABLES}
        for name in TABLES:
            scales = np.maximum(np.abs(arrays[name]).max(axis=1), np.finfo(np.float32).tiny) / 127
            parts[f"{PREFIX}{name}.{SCALES}"] = scales.astype(np.float32)
            parts[PREFIX + name] = np.rint(arrays[name] / scales[:, None]).astype(np.int8)
        return parts

    def log_shares(self, evidence: Evidence, mask: Floats) -> Floats:
        """Logarithm of each title's share of a person's other favourites, shape ``(n_versions, n_anime)``.

        Titles beyond those it knows keep their base. ``mask`` says which told titles each version of the person keeps,
        shape ``(n_versions, n_told)``.
        """
        places = np.full(len(self.base), -1)
        places[self.rows] = np.arange(len(self.rows))
        place = places[evidence.rows]
        known = place >= 0
        of_titles = self._of_titles(place[known], evidence.ratings[known], mask[:, known].astype(np.float32))
        shares = np.tile(self.base.astype(np.float64), (len(mask), 1))
        shares[:, self.rows] = of_titles
        return shares

    def _of_titles(self, place: NDArray[np.integer], ratings: Floats, kept: NDArray[np.float32]) -> Floats:
        """The same of the titles it knows, told by their places, shape ``(n_versions, n_titles)``."""
        above = np.nan_to_num((ratings - self.mean_rating) / RATING_SCALE).astype(np.float32)
        n = np.maximum(kept.sum(axis=1, keepdims=True), 1)
        heard = np.minimum(n, MOST_TOLD)
        read = kept @ (self.told[place] + above[:, None] * self.rated[place]) * np.sqrt(heard) / n
        units = np.hstack([read, np.log(heard) / LOG_SCALE, (kept @ above)[:, None] / n])
        units = np.tanh(units @ self.first + self.first_bias)
        units = units + np.tanh(units @ self.second + self.second_bias)
        said = (units @ self.out.T + self.out_bias).astype(np.float64)
        said -= said.max(axis=1, keepdims=True)
        return said - np.log(np.exp(said).sum(axis=1, keepdims=True))

    @property
    def usual(self) -> float:
        """What the log share of a favourite is on average, for somebody of whom nothing is known."""
        return float(np.average(self.base, weights=np.exp(self.base)))
