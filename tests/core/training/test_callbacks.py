"""What happens around the loop: work that can be left, and where our callback stands among fastai's."""

from __future__ import annotations

import threading

import pytest

from core.model.card import EpochRecord
from core.training.callbacks import Course, FitCallback, unless_stopped


@pytest.mark.slow
def test_work_gives_its_result_or_its_error_unless_it_is_stopped():
    assert unless_stopped(lambda: 6 * 7, should_stop=lambda: False) == 42
    with pytest.raises(ZeroDivisionError):
        unless_stopped(lambda: 1 / 0, should_stop=lambda: False)
    begun, never_set = threading.Event(), threading.Event()
    assert unless_stopped(lambda: begun.set() or never_set.wait(), should_stop=begun.is_set) is None
    assert unless_stopped(pytest.fail, should_stop=lambda: True) is None


@pytest.mark.slow
def test_as_a_callback_it_comes_after_the_recorder_and_takes_the_place_of_none_of_fastais():
    from fastai.learner import Learner, Recorder
    from torch import nn

    callback = FitCallback(
        nn.Linear(1, 1), Course(1), 1, 1, report=lambda line: None, should_stop=lambda: False
    ).as_callback()
    assert callback.order > Recorder.order
    assert not hasattr(Learner, callback.name)


def test_the_epochs_of_all_members_are_counted_as_one_row():
    course = Course(of_each=5, number=2, members=8)
    assert (course.before, course.epochs) == (10, 40)
    assert course.numbered(EpochRecord(3, 1.0, 1.0, 1.0, 0.8)).epoch == 13
