"""How far a training came, from lines written by hand."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from core.runs.progress import Progress, progress_of
from tests.core.runs.folders import TRAINING, epoch


def told(*records: dict, unfinished: str = "") -> bytes:
    return ("".join(json.dumps(record) + "\n" for record in records) + unfinished).encode()


def test_progress_knows_the_epochs_so_far_and_the_share_that_is_done():
    now = progress_of(
        told(
            {"phase": "reading"},
            epoch(1, 1.3),
            {**TRAINING, "epoch": 2, "batch": 5, "share": 0.375, "done": 0.2, "ratings_per_second": 1e5}
            | {"eta_seconds": 7.5},
        )
    )
    assert [record.valid_rmse for record in now.epochs] == [1.3]
    assert (now.share, now.done) == (0.375, 0.2)
    assert (now.phase, now.epoch, now.n_epochs, now.n_batches) == ("training", 2, 4, 10)
    assert (now.ratings_per_second, now.eta_seconds, now.bias_only_rmse) == (1e5, 7.5, 1.2)


def test_at_an_epochs_end_all_its_batches_are_done():
    end = epoch(1, 1.3)
    del end["batch"]
    now = progress_of(told({**TRAINING, "epoch": 1, "batch": 7}, end))
    assert now.batch == now.n_batches == 10


def test_a_share_is_never_less_than_nothing_or_more_than_all():
    now = progress_of(told({"phase": "map", "share": 1.5, "done": -0.5}))
    assert (now.share, now.done) == (1, 0)


def test_a_half_written_last_line_waits_for_its_end():
    half = told(epoch(1, 1.3), unfinished='{"phase": "done", "mess')
    assert progress_of(half).phase == "training"
    whole = progress_of(half + b'age": "It is."}\n')
    assert whole == replace(progress_of(half), phase="done", message="It is.", batch=10)


def test_a_damaged_line_is_passed_over():
    assert progress_of(told(epoch(1, 1.3), unfinished="\x00\x00{]\n[1]\n")).phase == "training"


def test_an_epoch_told_again_after_a_resume_counts_once():
    now = progress_of(told(epoch(1, 1.3), epoch(2, 1.2), epoch(3, 1.1), epoch(2, 1.25)))
    assert [record.valid_rmse for record in now.epochs] == [1.3, 1.25]


def test_a_run_without_a_word_yet_is_at_its_start():
    assert progress_of(b"") == progress_of(b"no line yet") == Progress()
    assert (Progress().share, Progress().done, Progress().phases) == (None, None, ())


def test_what_a_line_says_nothing_of_holds_on_but_for_the_time_left():
    batch = {**TRAINING, "epoch": 2, "batch": 5, "ratings_per_second": 1e5, "eta_seconds": 7.5}
    now = progress_of(told(batch | {"share": 0.5, "done": 0.3}, {"phase": "map"}))
    assert (now.phase, now.epoch, now.n_epochs, now.batch, now.n_batches) == ("map", 2, 4, 5, 10)
    assert (now.ratings_per_second, now.eta_seconds) == (1e5, None)
    assert (now.share, now.done) == (None, 0.3)


def test_each_phase_lasts_until_the_next_and_a_resumed_run_counts_from_its_new_beginning():
    before = [
        {"phase": "reading", "time": 1.0},
        {"phase": "training", "time": 2.0},
        {"phase": "starting", "time": 50.0},
    ]
    again = [{"phase": "reading", "time": 60.0}, {"phase": "side-features", "time": 62.5}]
    learning = [{"phase": "training", "time": 64.0 + second, "share": second / 10} for second in range(10)]
    now = progress_of(told(*before, *again, *learning, {"phase": "map", "time": 80.0}))
    assert [(record.phase, record.seconds) for record in now.phases] == [
        ("reading", 62.5 - 60.0),
        ("side-features", 64.0 - 62.5),
        ("training", 80.0 - 64.0),
        ("map", None),
    ]
    done = progress_of(told(*again, {"phase": "saving", "time": 70.0}, {"phase": "done", "time": 71.0}))
    assert [(record.phase, record.seconds) for record in done.phases][1:] == [("side-features", 7.5), ("saving", 1.0)]


@pytest.mark.parametrize(
    "record",
    [
        {"phase": 3, "message": ["no"], "epoch": "one", "batches": {}, "eta_seconds": "soon"},
        {"phase": "a new one", "epoch": 2},
        {**TRAINING, "eta_seconds": float("nan")},
        {**TRAINING, "batches": 10**400},
        [1],
        "{" * 100_000,
    ],
)
def test_a_line_that_somebody_wrote_by_hand_counts_only_if_all_of_it_can_be(record):
    written = record if isinstance(record, str) else json.dumps(record)
    now = progress_of(told(epoch(1, 1.3), unfinished=f"{written}\n"))
    assert [(one.epoch, one.valid_rmse) for one in now.epochs] == [(1, 1.3)]
    assert (now.phase, now.message) == ("training", "")
    assert (now.epoch, now.n_batches, now.eta_seconds) == (1, 10, None)


def test_the_baseline_is_remembered_however_long_ago_it_was_told():
    batches = [{"phase": "training", "epoch": 1, "epochs": 4, "batch": n, "batches": 500} for n in range(1, 401)]
    now = progress_of(told({**TRAINING, "epoch": 0}, *batches))
    assert (now.bias_only_rmse, now.batch, now.n_batches) == (1.2, 400, 500)


def test_the_record_of_an_epoch_that_lacks_an_error_is_passed_over():
    damaged = epoch(2, 1.2)
    del damaged["valid_mae"]
    assert [record.epoch for record in progress_of(told(epoch(1, 1.3), damaged)).epochs] == [1]


def test_the_finished_models_errors_take_the_place_of_the_best_epochs():
    under_way = progress_of(told(epoch(1, 1.3), epoch(2, 1.2), epoch(3, 1.25)))
    assert (under_way.rmse, under_way.mae) == (1.2, 0.9)
    done = progress_of(
        told(epoch(1, 1.3), epoch(2, 1.2), {"phase": "map", "model_rmse": 1.22, "model_mae": 0.95}, {"phase": "done"})
    )
    assert (done.rmse, done.mae) == (1.22, 0.95)
    assert Progress().rmse is Progress().mae is None
