"""What the figures of training draw."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

from core.model.card import EpochRecord
from ui.app.learning_curves import Learning, learning_curves, on_other_rows, runs_compared

EPOCHS = [
    EpochRecord(1, train_loss=1.44, valid_loss=1.21, valid_rmse=1.1, valid_mae=0.9),
    EpochRecord(2, train_loss=0.81, valid_loss=1.0, valid_rmse=1.0, valid_mae=0.8),
]


def test_both_errors_are_in_rating_points_and_the_baseline_is_a_line():
    figure = learning_curves(Learning(EPOCHS), bias_only_rmse=1.2, n_epochs=5)
    training, validation = figure.data
    assert list(training.y) == [sqrt(1.44), sqrt(0.81)]
    assert list(validation.y) == [1.1, 1.0]
    assert [line.y0 for line in figure.layout.shapes] == [1.2]
    assert figure.layout.xaxis.range == (0.5, 5.5)


def test_before_the_baseline_is_known_there_is_no_line():
    assert learning_curves(Learning(EPOCHS), bias_only_rmse=None).layout.shapes == ()


def test_runs_laid_over_each_other_differ_by_more_than_colour():
    figure = runs_compared({"one": Learning(EPOCHS), "two": Learning(EPOCHS[:1])})
    assert [(trace.name, list(trace.x)) for trace in figure.data] == [("one", [1, 2]), ("two", [1])]
    assert len({trace.line.dash for trace in figure.data}) == 2


def test_each_member_has_a_line_of_its_own_from_its_first_epoch_on():
    of_two = Learning([*EPOCHS, *(replace(epoch, epoch=epoch.epoch + 2) for epoch in EPOCHS)], of_each=2)
    (line,) = runs_compared({"two members": of_two}).data
    assert list(line.x) == [1, 2, None, 1, 2]
    assert list(line.y) == [1.1, 1.0, None, 1.1, 1.0]
    assert learning_curves(of_two, bias_only_rmse=None, n_epochs=4).layout.xaxis.range == (0.5, 2.5)


def test_errors_of_a_training_that_stops_early_are_called_those_of_the_rows_that_choose():
    plain, early = (Learning.of_settings(EPOCHS, {"epochs": 2, "patience": patience}) for patience in (None, 2))
    _, line = learning_curves(early, bias_only_rmse=None).data
    assert line.name == "Rows that choose the epoch"
    assert on_other_rows({"one": plain}) is None
    assert on_other_rows({"one": plain, "a*b": early}) == (
        "**a\\*b** was measured on rows set aside to decide when to stop, not on the validation rows used for finished "
        "models: compare where a line bends, not where it ends."
    )
    several = on_other_rows({"a": early, "b": early})
    assert several is not None and several.startswith("**a** and **b** were measured on rows")
