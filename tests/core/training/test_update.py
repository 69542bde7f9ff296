"""New viewers without training anew: they are folded in, all that is counted is counted again, the rest stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.data.sources import LoadedRatings
from core.errors import TrainingError
from core.model.bundle import Bundle
from core.recommend.cowatching_fit import fit_cowatching
from core.training.fit import train
from core.training.update import update
from tests.core.training.quick import QUICK

pytestmark = pytest.mark.slow

N_OLD = 45


def only(loaded: LoadedRatings, viewer_ids) -> LoadedRatings:
    return replace(loaded, ratings=loaded.ratings.select(np.isin(loaded.ratings.viewer_id, viewer_ids)))


@pytest.fixture(scope="module")
def everyone(tribes: LoadedRatings):
    return np.unique(tribes.ratings.viewer_id)


@pytest.fixture(scope="module", params=["dot", "nn"])
def old(request: pytest.FixtureRequest, tribes: LoadedRatings, everyone) -> Bundle:
    config = replace(QUICK, model=request.param, layers=(8,), unrated="viewer-mean")
    return train(only(tribes, everyone[:N_OLD]), config, "mine")


@pytest.fixture(scope="module")
def new(old: Bundle, tribes: LoadedRatings) -> Bundle:
    return update(old, tribes)


def test_all_are_known_but_the_share_that_stays_unseen(old: Bundle, new: Bundle, everyone):
    n_old, unseen = len(old.model.viewers), round(QUICK.hold_out_viewers * len(everyone))
    assert len(new.model.viewers) == new.card.data.viewers == len(everyone) - unseen
    assert new.card.split.held_out_viewers == unseen
    assert new.card.data.folded_in == len(everyone) - unseen - n_old
    assert set(old.model.viewers.ids) < set(new.model.viewers.ids) < set(everyone)


def test_what_was_learnt_stays_as_it_was(old: Bundle, new: Bundle):
    for name, array in old.model.arrays().items():
        if name.startswith("viewer"):
            rows = new.model.viewers.rows(old.model.viewers.ids)
            assert np.array_equal(new.model.arrays()[name][rows], array), name
        else:
            assert np.array_equal(new.model.arrays()[name], array), name
    kept = [name for name in old.parts if name.startswith(("foldin.", "rank.", "map."))]
    assert kept
    assert all(np.array_equal(new.parts[name], old.parts[name]) for name in kept)
    assert (new.card.metrics, new.card.epochs) == (old.card.metrics, old.card.epochs)


def test_counts_and_cowatching_are_those_of_all_viewers_it_knows(new: Bundle, tribes: LoadedRatings):
    seen = only(tribes, new.model.viewers.ids).ratings
    table = new.catalog.table
    assert table["n_seen"].sum() == len(seen)
    assert table["n_ratings"].sum() == new.card.data.ratings == sum(new.card.data.histogram.given) == seen.rated.sum()
    assert sum(new.card.data.histogram.imputed) == len(seen) - seen.rated.sum()
    for name, array in fit_cowatching(seen, new.model.anime).items():
        assert np.array_equal(new.parts[name], array), name


def test_who_is_folded_in_likes_what_their_tribe_likes(old: Bundle, new: Bundle):
    for viewer_id in np.setdiff1d(new.model.viewers.ids, old.model.viewers.ids):
        row = new.model.viewers.row(viewer_id)
        predicted = new.model.predict(np.full(len(new.model.anime), row), np.arange(len(new.model.anime)))
        of_their_tribe = new.model.anime.ids % 2 == viewer_id % 2
        assert predicted[of_their_tribe].mean() > predicted[~of_their_tribe].mean() + 1


def test_titles_that_the_model_does_not_know_are_left_out(old: Bundle, tribes: LoadedRatings):
    ratings = tribes.ratings
    stranger = replace(ratings, anime_id=np.where(ratings.anime_id == ratings.anime_id.min(), 77_777, ratings.anime_id))
    updated = update(old, replace(tribes, ratings=stranger))
    assert updated.model.anime.ids.tolist() == old.model.anime.ids.tolist()
    assert updated.catalog.table["n_seen"].iloc[0] == 0


def test_without_anybody_new_there_is_nothing_to_update(old: Bundle, tribes: LoadedRatings, everyone):
    with pytest.raises(TrainingError, match=r"Nobody is new in these ratings: “mine” knows .* There is nothing to upd"):
        update(old, only(tribes, everyone[:N_OLD]))


def test_ratings_of_the_new_alone_are_told_to_lack_the_old(old: Bundle, tribes: LoadedRatings, everyone):
    with pytest.raises(TrainingError, match=r"These ratings hold 0 of the .* viewers that “mine” learnt from"):
        update(old, only(tribes, everyone[N_OLD:]))


def test_how_far_it_is_never_falls_and_ends_at_all(old: Bundle, tribes: LoadedRatings):
    told: list[float] = []
    update(old, tribes, told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
