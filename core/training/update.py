"""New ratings without training anew: new viewers are folded in, and all that is counted is counted again.

What was learnt of titles, the prior of tastes, the order of lists and the map stay as they are; so do the vectors of
viewers the model knows. ``benchmarks/update.py`` measures what that costs beside a training anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from core.data.imputation import UNRATED_CHOICES, impute
from core.data.progress_share import Tell, nobody, one_by_one, part
from core.data.ratings import Ratings
from core.data.sources import LoadedRatings
from core.data.split import hold_out
from core.data.vocabulary import Vocabulary
from core.errors import TrainingError
from core.model.bundle import Bundle
from core.model.rating_model import RatingModel
from core.recommend.cowatching_fit import fit_cowatching
from core.recommend.exposure import fit_exposure
from core.recommend.fold_in import FoldIn
from core.training.summary import counted, data_card

LEAST_OF_THE_OLD = 0.9
"""Share of the model's viewers that have to be among the ratings: counts are made of these alone."""


def update(bundle: Bundle, loaded: LoadedRatings, tell: Tell = nobody) -> Bundle:
    """The bundle with the viewers that are new in ``loaded``, which holds all ratings there are now, old ones too.

    As large a share of all viewers as at its training stays unseen, so that lists can be measured on them. Titles the
    model does not know are left out. Raises ``TrainingError`` where nobody is new or most of the old ratings are
    missing.
    """
    ratings = loaded.ratings.select(bundle.model.anime.rows(loaded.ratings.anime_id, unknown="negative") >= 0)
    learnt, kept_out = _new_viewers(bundle, ratings)
    newcomers = ratings.select(np.isin(ratings.viewer_id, learnt))
    folded = _folded_in(FoldIn.of(bundle), newcomers, part(tell, 0, 0.6))
    model = _with(bundle.model, learnt, folded)
    seen = ratings.select(np.isin(ratings.viewer_id, model.viewers.ids))
    counts = fit_cowatching(seen, model.anime, tell=part(tell, 0.6, 0.95))
    counts |= fit_exposure(seen, model.anime, tell=part(tell, 0.95, 1))
    catalog = counted(bundle.catalog, seen, model.viewers, model.anime)
    data = data_card(replace(loaded, ratings=seen), _filled(seen, bundle), model.viewers, model.anime)
    card = replace(
        bundle.card,
        data=replace(data, folded_in=bundle.card.data.folded_in + len(learnt)),
        split=replace(bundle.card.split, held_out_viewers=len(kept_out)),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    return Bundle(model, catalog, card, {**bundle.parts, **counts})


def _filled(ratings: Ratings, bundle: Bundle) -> Ratings:
    """The ratings as the model's training took those that have none."""
    taken = bundle.card.training.get("unrated")
    return impute(ratings, next((choice for choice in UNRATED_CHOICES if choice == taken), "drop"), bundle.catalog)


def _new_viewers(bundle: Bundle, ratings: Ratings) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Ids of those to fold in and of those that stay unseen, each in rising order."""
    known, everyone = bundle.model.viewers.ids, np.unique(ratings.viewer_id)
    found = int(np.isin(known, everyone).sum())
    if found < LEAST_OF_THE_OLD * len(known):
        raise TrainingError(
            f"These ratings hold {found:,} of the {len(known):,} viewers that “{bundle.name}” learnt from. "
            "Give all ratings there are now, the old ones too."
        )
    new, split = np.setdiff1d(everyone, known), bundle.card.split
    n_unseen = (split.hold_out_viewers or 0) * len(everyone)
    kept_out = hold_out(new, min(n_unseen / max(len(new), 1), 1), split.seed or 0)
    learnt = np.setdiff1d(new, kept_out)
    if not len(learnt):
        raise TrainingError(
            f"Nobody is new in these ratings: “{bundle.name}” knows {found:,} of their {len(everyone):,} viewers, and "
            f"{len(kept_out):,} stay unseen to measure it by. There is nothing to update."
        )
    return learnt, kept_out


def _folded_in(fold_in: FoldIn, ratings: Ratings, tell: Tell) -> NDArray[np.floating]:
    """Vector and bias of each viewer of these ratings, in rising order of their ids, from the ratings they gave."""
    lists = list(_lists(ratings, fold_in.model.anime))
    return np.stack([fold_in.taste_of_rows(rows, given).point for rows, given in one_by_one(lists, tell)])


def _lists(ratings: Ratings, anime: Vocabulary) -> Iterator[tuple[NDArray[np.int64], NDArray[np.floating]]]:
    """Anime rows and ratings that each viewer gave, in rising order of the viewers' ids."""
    order = np.argsort(ratings.viewer_id, kind="stable")
    starts = np.unique(ratings.viewer_id[order], return_index=True)[1]
    for own in np.split(order, starts[1:]):
        given = own[ratings.rated[own] & ~ratings.imputed[own]]
        yield anime.rows(ratings.anime_id[given]), ratings.rating[given].astype(np.float64)


def _with(model: RatingModel, ids: NDArray[np.int32], points: NDArray[np.floating]) -> RatingModel:
    """The model with further viewers, all in rising order of their ids."""
    own = np.vstack(list(model.viewer_numbers()))
    numbers, everyone = np.vstack([own, points[:, : own.shape[1]]]), np.concatenate([model.viewers.ids, ids])
    order = np.argsort(everyone)
    return model.with_viewers(Vocabulary(everyone[order]), numbers[order])
