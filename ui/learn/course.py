"""The course: its stations in order, under the headings of the article."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from ui.learn.station import Station
from ui.learn.stations import (
    batch,
    bias,
    biases_read,
    cold_start,
    dot_product,
    generous,
    holes,
    learning_rate,
    network,
    one_step,
    overfitting,
    pca,
    sigmoid,
    similarity,
    unrated,
    viewers,
    what_it_is,
)

STATIONS: tuple[Station, ...] = (
    what_it_is.STATION,
    dot_product.STATION,
    bias.STATION,
    holes.STATION,
    unrated.STATION,
    generous.STATION,
    batch.STATION,
    sigmoid.STATION,
    one_step.STATION,
    learning_rate.STATION,
    overfitting.STATION,
    network.STATION,
    biases_read.STATION,
    pca.STATION,
    similarity.STATION,
    viewers.STATION,
    cold_start.STATION,
)
"""The one list that orders them."""

SLUGS = tuple(station.slug for station in STATIONS)


def chapters() -> Iterator[tuple[str, list[Station]]]:
    """The stations under each heading, both in the order of the course."""
    for heading, stations in groupby(STATIONS, key=lambda station: station.chapter):
        yield heading, list(stations)


def notebook() -> str:
    """All code boxes as one script."""
    return "\n\n".join(f"# {station.question}\n{station.code}" for station in STATIONS) + "\n"
