"""The small ratings that come along are whole, simulated, and say so."""

from __future__ import annotations

from core.data.sample import load_sample


def test_the_sample_is_read_whole_and_says_that_it_is_simulated() -> None:
    sample = load_sample()
    assert sample.simulated
    assert "do not exist" in sample.source
    assert (len(sample.ratings), sample.ratings.n_viewers, sample.ratings.n_anime) == (14_809, 250, 200)
    assert not sample.ratings.rated.all()
    assert set(sample.ratings.anime_id.tolist()) <= set(sample.catalog.table.index)
