"""A line of progress: what it says, and what is left of it on disk."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from core.model.card import EpochRecord
from core.training.progress import ProgressLine, line_of, mark_of

END = ProgressLine(
    phase="training",
    epoch_end=True,
    epoch=2,
    epochs=3,
    train_loss=1.0,
    valid_loss=1.21,
    valid_rmse=1.1,
    valid_mae=0.9,
    seconds=0.25,
)


def test_a_line_is_written_without_what_it_does_not_say_and_read_back():
    assert json.loads(ProgressLine(phase="map").as_json()) == {"phase": "map"}
    assert line_of(END.as_json().encode()) == END


def test_the_layers_are_not_written():
    assert line_of(ProgressLine(phase="training", layers="Linear()").as_json().encode()) == ProgressLine(
        phase="training"
    )


def test_only_an_epoch_that_has_ended_with_all_its_errors_is_finished():
    assert END.finished == EpochRecord(2, 1.0, 1.21, 1.1, 0.9, 0.25)
    for gap in ({"epoch_end": None}, {"epoch": None}, {"train_loss": None}, {"valid_mae": None}):
        assert replace(END, **gap).finished is None
    assert replace(END, seconds=None).finished == EpochRecord(2, 1.0, 1.21, 1.1, 0.9)


@pytest.mark.parametrize(
    "written", [b"", b"{", b"[1]", b"null", b'{"epoch": 1}', b'{"phase": "lunch"}', b"{" * 100_000]
)
def test_a_damaged_line_says_nothing(written: bytes):
    assert line_of(written) is None


def test_a_mark_is_in_each_line_that_says_something_of_it_and_in_no_message():
    assert mark_of("epoch_end") in END.as_json().encode()
    assert mark_of("epoch_end") not in ProgressLine(phase="failed", message='no "epoch_end" here').as_json().encode()
