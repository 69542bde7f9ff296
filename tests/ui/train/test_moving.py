"""The picture of titles that move."""

from __future__ import annotations

import numpy as np
import pytest

from core.training.moving_embedding import MovingEmbedding
from ui.train.moving import N_LABELLED, moving_figure

N = 40


@pytest.fixture
def moving() -> MovingEmbedding:
    """Titles on their way from one place to places all over the picture."""
    random = np.random.default_rng(0)
    ends = random.normal(size=(N, 2))
    places = np.linspace(0, 1, 5)[:, None, None] * ends
    genre = np.arange(N, dtype=np.int8) % 8
    titles = tuple(f"Title {number}" for number in range(N))
    return MovingEmbedding(
        np.arange(N, dtype=np.int32), titles, genre, np.arange(5, dtype=np.float32), places.astype(np.float16)
    )


def test_every_title_is_a_dot_of_its_genre_at_every_moment_inside_the_same_axes(moving: MovingEmbedding):
    figure = moving_figure(moving, list(moving.titles), is_learning=False)
    assert [frame.name for frame in figure.frames] == ["0", "1", "2", "3", "4"]
    assert [step.label for step in figure.layout.sliders[0].steps] == ["0.0", "1.0", "2.0", "3.0", "4.0"]
    for frame in figure.frames:
        dots = [trace for trace in frame.data if trace.mode == "markers"]
        assert sorted(title for trace in dots for title in trace.text) == sorted(moving.titles)
        assert all(0 < place < 1 for trace in dots for place in (*trace.x, *trace.y))
    first, last = ([trace.x for trace in figure.frames[moment].data if trace.mode == "markers"] for moment in (0, 4))
    assert np.ptp(np.concatenate(first)) == 0 < 0.8 < np.ptp(np.concatenate(last))


def test_a_few_titles_are_named_at_the_places_where_they_came_to_rest(moving: MovingEmbedding):
    figure = moving_figure(moving, list(moving.titles), is_learning=False)
    names = figure.data[-1]
    assert 1 < len(names.text) <= N_LABELLED and names.text[0] == "Title 0"
    assert len(names.textposition) == len(names.text)
    titles = figure.data[1:-1]
    at_rest = {(x, y): name for one in titles for x, y, name in zip(one.x, one.y, one.text, strict=True)}
    assert [at_rest[spot] for spot in zip(names.x, names.y, strict=True)] == list(names.text)


def test_while_the_model_learns_there_is_nothing_to_play_yet_and_titles_glide(moving: MovingEmbedding):
    figure = moving_figure(moving, list(moving.titles), is_learning=True)
    assert not figure.frames and not figure.layout.sliders
    assert figure.layout.transition.duration > 0
