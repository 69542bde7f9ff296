"""What a bundle says of viewers' lists whatever the model: what is watched together, what people have probably seen."""

from __future__ import annotations

from numpy.typing import NDArray

from core.data.mapped.streamed import StreamedRatings
from core.data.over_processes import Sum, alone
from core.data.progress_share import Tell, nobody, part
from core.data.ratings import RatingRows
from core.data.split import SplitRows
from core.data.vocabulary import Vocabulary
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.exposure import fit_exposure
from core.training.config import TrainConfig
from core.training.devices import is_first_process
from core.training.streamed.group import group


def watched_parts(ratings: RatingRows, data: SplitRows, config: TrainConfig, tell: Tell = nobody) -> dict[str, NDArray]:
    """Arrays for a bundle of what the viewers of a split watched.

    Of ratings that stay on disk each process counts its share, and all of them have to call this; the arrays are the
    first one's, and the others have none.
    """
    seen = ratings.of_viewers(data.viewers.ids)
    if not isinstance(seen, StreamedRatings):
        return _counted(seen, data.anime, tell) if is_first_process() else {}
    with group(config, "watched") as together:
        own = seen.part(together.rank, together.n)
        return _counted(own, data.anime, tell, together.summed)


def _counted(ratings: RatingRows, anime: Vocabulary, tell: Tell, summed: Sum = alone) -> dict[str, NDArray]:
    first = is_first_process()
    exposure = fit_exposure(ratings, anime, tell=part(tell, 0, 0.1), summed=summed)
    cowatching = fit_cowatching(ratings, anime, tell=part(tell, 0.1, 1), summed=summed, solve=first)
    return exposure | cowatching if first else {}
