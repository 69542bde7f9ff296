"""How a server ends."""

from __future__ import annotations

import os
import signal
from contextlib import ExitStack
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from scripts.live import home_with_models, server
from scripts.visitor import Visitor


@pytest.mark.slow
def test_a_server_that_is_told_to_end_does_so_in_time_with_people_on_it(tmp_path: Path):
    with server(home_with_models(tmp_path)) as explorer, ExitStack() as sessions:
        people = [sessions.enter_context(Visitor(explorer.address, "for_you")) for _ in range(3)]
        for person in people:
            person.draw()
        os.kill(explorer.pid, signal.SIGTERM)
        for person in people:
            with pytest.raises(ConnectionClosed):
                for _ in range(1_000):
                    person.draw()
