"""What the Map shows of a model: which titles, where they stand, and how good that map is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.analysis.biases import bias_points
from core.analysis.map_quality import NEAREST, neighbour_recall, trustworthiness
from core.analysis.projection import (
    PART,
    QUALITY,
    AxisMeaning,
    PrincipalAxes,
    genre_axes,
    orientation,
    principal_axes,
    taste_place,
)
from core.analysis.regions import PART as REGIONS
from core.analysis.regions import Region, region_parts, regions
from core.analysis.similarity import nearest
from core.model.bundle import Bundle
from core.recommend.fold_in import Taste
from ui.app.per_bundle import per_bundle, per_naming, title_vectors
from ui.app.titles import shorter

Layout = Literal["pca", "pca3", "neighbours"]
LAYOUTS: dict[Layout, str] = {"pca": "Principal axes", "pca3": "In 3-D", "neighbours": "Neighbours"}
SIZES = (100, 250, 500, 1_000, 2_500, 5_000, 10_000)
LEAST_IN_VIEW = 4
"""Titles of a region that must be on the map for its name to stand there."""
N_ASKED = 500
"""Titles whose neighbours are looked at where the quality of a map is measured on the spot."""


@dataclass(frozen=True)
class MapView:
    """A map: its titles in order of fame, and their places."""

    layout: Layout
    n: int
    """How many of the most rated titles the map was made of; one that was looked for may stand beside them."""
    rows: NDArray[np.int64]
    """Model rows, the most rated first, shape ``(n,)``."""
    places: NDArray[np.float32]
    """Shape ``(n, 2)`` or ``(n, 3)``."""
    axes: PrincipalAxes | None
    """The principal axes, for the maps made of them."""
    meanings: list[AxisMeaning]
    """What the axes mean; empty for a map whose axes mean nothing."""


def has_neighbour_map(bundle: Bundle) -> bool:
    """Whether a neighbour map was made when the model was trained."""
    return PART in bundle.parts


def by_fame(bundle: Bundle) -> NDArray[np.int64]:
    """All model rows, the most rated first."""
    return np.argsort(-bundle.catalog.table["n_ratings"].to_numpy(), kind="stable")


def sizes(bundle: Bundle) -> list[int]:
    """How many titles a map may show, up to the whole catalog."""
    n = len(bundle.model.anime)
    return [*(size for size in SIZES if size < n), n]


def map_view(bundle: Bundle, layout: Layout, n: int, beside: int | None) -> MapView:
    """The map of the ``n`` most rated titles, and of the row ``beside`` them if it is not among these."""
    view = _map_of_most_rated(bundle, layout, n)
    if beside is None or beside in view.rows:
        return view
    factors = bundle.model.anime_factors[beside]
    place = _neighbour_places(bundle)[beside] if view.axes is None else view.axes.place(factors)
    return replace(view, rows=np.append(view.rows, beside), places=np.vstack([view.places, place]))


@per_bundle
def _map_of_most_rated(bundle: Bundle, layout: Layout, n: int) -> MapView:
    top = by_fame(bundle)[:n]
    if layout == "neighbours":
        return MapView(layout, n, top, _neighbour_places(bundle)[top], None, [])
    factors = bundle.model.anime_factors[top]
    shown = bundle.catalog.take(bundle.catalog.table.index[top])
    axes = principal_axes(factors, shown, n_axes=3 if layout == "pca3" else 2)
    places = axes.place(factors)
    return MapView(layout, n, top, places, axes, genre_axes(places, shown))


@per_bundle
def _regions(bundle: Bundle) -> list[Region]:
    n_ratings = bundle.catalog.table["n_ratings"]
    if REGIONS in bundle.parts:
        return regions(bundle.part(REGIONS, len(n_ratings)), bundle.catalog)
    return regions(region_parts(bundle.model.anime_factors, n_ratings)[REGIONS], bundle.catalog)  # an older bundle


@per_naming
def region_names(bundle: Bundle, layout: Layout, n: int) -> list[tuple[str, NDArray[np.float32]]]:
    """The names of the regions that are on a map and where they stand, the largest first.

    A region goes by its best known title where no genre sets it apart, or the same ones as a larger region.
    """
    view = _map_of_most_rated(bundle, layout, n)
    names: dict[str, NDArray[np.float32]] = {}
    for region in sorted(_regions(bundle), key=lambda region: -len(region.rows)):
        seen = np.isin(view.rows, region.rows)
        if seen.sum() >= LEAST_IN_VIEW:
            best_known = bundle.catalog.title(int(bundle.model.anime.ids[view.rows[seen][0]]))
            name = " · ".join(region.genres)
            if not name or name in names:
                name = f"Around {shorter(best_known)}"
            names[name] = np.median(view.places[seen], axis=0)
    return list(names.items())


@per_bundle
def _neighbour_places(bundle: Bundle) -> NDArray[np.float32]:
    """Places of all titles on the neighbour map, by model row."""
    places = bundle.part(PART, len(bundle.model.anime), 2)
    return places * orientation(places, bundle.catalog)


@per_bundle
def biases_in_points(bundle: Bundle) -> NDArray[np.float32]:
    """What each title's bias is worth in rating points, by model row."""
    return bias_points(bundle.model)


@per_bundle
def map_quality(bundle: Bundle, layout: Layout, n: int) -> tuple[float, float] | None:
    """Trustworthiness and neighbour recall of a map, or none where there are too few titles to tell."""
    if layout == "neighbours" and n == len(bundle.model.anime) and QUALITY in bundle.parts:
        trust, recall = bundle.part(QUALITY, 2)
        return float(trust), float(recall)
    view = map_view(bundle, layout, n, None)
    if len(view.rows) <= 2 * NEAREST + 1:
        return None
    factors = bundle.model.anime_factors[view.rows]
    return (
        trustworthiness(factors, view.places, n_asked=N_ASKED),
        neighbour_recall(factors, view.places, n_asked=N_ASKED),
    )


def near_rows(bundle: Bundle, row: int, among: NDArray[np.int64], n: int = 8) -> list[tuple[int, float]]:
    """The titles most like one by cosine, of those on the map, with the cosine."""
    allowed = np.zeros(len(bundle.model.anime), dtype=bool)
    allowed[among] = True
    found = nearest(title_vectors(bundle, "cosine"), row, n, allowed)
    return [(int(other), float(value)) for other, value in zip(found.rows, found.values, strict=True)]


def my_place(bundle: Bundle, view: MapView, taste: Taste, predicted: NDArray) -> NDArray[np.float32]:
    """Where a taste stands on a map, shape ``(2,)`` or ``(3,)``.

    Where viewers live in the space of the titles, their vector is drawn on the principal axes at the length that
    titles usually have. Elsewhere a taste stands amid the titles most like it, or highest predicted for it.
    """
    factors = bundle.model.anime_factors
    if bundle.model.one_space:
        length = float(np.linalg.norm(taste.vector))
        if view.axes is not None and length > 0:
            usual = float(np.median(np.linalg.norm(factors[view.rows], axis=1)))
            return view.axes.place(taste.vector / length * usual)
        return taste_place(view.places, title_vectors(bundle, "cosine")[view.rows] @ taste.vector)
    return taste_place(view.places, predicted[view.rows])
