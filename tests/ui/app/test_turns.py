"""Who draws when: so many at a time, and nobody waits for ever."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from ui.app.turns import Turns

LONG_S = 60.0


def test_no_more_are_at_work_than_have_a_turn():
    turns, at_work, most = Turns(2, LONG_S), [], []

    def work(number: int) -> None:
        with turns.turn():
            at_work.append(number)
            most.append(len(at_work))
            sum(range(20_000))
            at_work.remove(number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(64)))
    assert len(most) == 64 and max(most) <= 2


def test_a_turn_is_given_back_whatever_happened():
    turns = Turns(1, LONG_S)
    with pytest.raises(KeyError), turns.turn():
        raise KeyError
    entered = threading.Event()
    with turns.turn():
        entered.set()
    assert entered.is_set()


def test_who_has_waited_long_enough_goes_ahead_and_gives_no_turn_back():
    turns, order = Turns(1, patience_s=0.01), []
    with turns.turn():
        with turns.turn():
            order.append("out of turn")
        order.append("in turn")
    assert order == ["out of turn", "in turn"]
