"""How long a message of a connection waits."""

from __future__ import annotations

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from ui.server.messages import Allowed, MessageSettings, is_asked

SETTINGS = MessageSettings(burst=3, per_second=2)


def test_a_burst_passes_at_once_and_what_comes_after_it_at_its_pace():
    allowed = Allowed(SETTINGS, at=0.0)
    assert [allowed.wait(0.0) for _ in range(6)] == [0, 0, 0, 1 / 2, 2 / 2, 3 / 2]


def test_who_rests_may_be_fast_again_but_never_faster_than_the_burst():
    allowed = Allowed(SETTINGS, at=0.0)
    for _ in range(3):
        allowed.wait(0.0)
    assert allowed.wait(0.5) == 0
    assert [allowed.wait(1_000.0) for _ in range(4)] == [0, 0, 0, pytest.approx(1 / 2)]


def test_only_what_pages_send_goes_on():
    assert is_asked(BackMsg(app_heartbeat=True).SerializeToString())
    assert is_asked(BackMsg(stop_script=True).SerializeToString())
    for told in (
        BackMsg(),
        BackMsg(clear_cache=True),
        BackMsg(load_git_info=True),
        BackMsg(debug_shutdown_runtime=True),
    ):
        assert not is_asked(told.SerializeToString())
    both = BackMsg(app_heartbeat=True).SerializeToString() + BackMsg(clear_cache=True).SerializeToString()
    assert not is_asked(both), "the last of several counts, as for Streamlit"
    assert not any(is_asked(data) for data in (None, BackMsg().SerializeToString(), b"\xff" * 50, b"GET / HTTP/1.1"))
