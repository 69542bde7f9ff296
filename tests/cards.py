"""Cards for models that tests build: what a card must say, and nothing of interest beside."""

from __future__ import annotations

from core.data.ratings import Histogram
from core.model.card import ArchitectureCard, Card, DataCard, Metrics, SplitCard
from core.model.rating_model import RatingModel

METRICS = Metrics(valid_mse=1.21, valid_rmse=1.1, valid_mae=0.9, bias_only_rmse=1.2)


def card_of(model: RatingModel, name: str, histogram: Histogram | None = None, unrated: int = 0) -> Card:
    """The card of a model that was never trained; its data have the histogram's ratings, by itself none."""
    histogram = histogram or Histogram((0,) * 10, (0,) * 10)
    return Card(
        name=name,
        architecture=ArchitectureCard(model.kind, model.anime_factors.shape[1], model.y_range),
        training={},
        split=SplitCard(),
        metrics=METRICS,
        epochs=(),
        data=DataCard(
            viewers=len(model.viewers),
            anime=len(model.anime),
            ratings=sum(histogram.given),
            unrated=unrated,
            histogram=histogram,
        ),
        versions={},
        created="2026-01-01T00:00:00+00:00",
    )
