"""What is told to those who watch a server: whether it can do its work, what it counts, and its log."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest

from core.profiles import URL_VARIABLE
from scripts.live import home_with_models, server
from scripts.visitor import Visitor
from ui.app import library
from ui.server.health import Health
from ui.server.logs import FORMAT_VARIABLE, JsonLines


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[str, Path]]:
    home = home_with_models(tmp_path_factory.mktemp("watched"))
    with server(home, environment={FORMAT_VARIABLE: "json"}) as explorer:
        yield explorer.address, home / "server.log"


@pytest.mark.slow
def test_a_prometheus_reads_sessions_lists_errors_and_sizes(watched: tuple[str, Path]):
    address, _ = watched
    with Visitor(address, "for_you") as visitor:
        visitor.draw()
        visitor.put_file(b"x" * 10, file_id="a")
        text = httpx.get(f"{address}/metrics", trust_env=False).text
    values = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert values["explorer_sessions"] == "1.0"
    assert values["explorer_models"] == "2.0"
    assert float(values["explorer_list_seconds_count"]) >= 1
    assert values['explorer_uploads_refused_total{status="403"}'] == "1.0"
    assert float(values['explorer_kept_bytes{folder="models"}']) > 10**6
    assert values['explorer_kept_bytes{folder="data"}'] == "0.0"


def test_what_an_exception_says_stays_out_of_the_log():
    try:
        raise ValueError("SECRETCELL")
    except ValueError:
        record = logging.LogRecord("ui", logging.ERROR, __file__, 1, "It failed", (), sys.exc_info())
    line = JsonLines().format(record)
    assert "SECRETCELL" not in line
    told = json.loads(line)
    assert (told["level"], told["message"], told["exception"]) == ("error", "It failed", "ValueError")
    assert told["at"][-1].endswith("test_what_an_exception_says_stays_out_of_the_log")


def test_a_server_is_ready_while_a_model_opens_and_the_database_answers(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{tmp_path}/profiles.sqlite")
    monkeypatch.setattr(library, "MODELS", root / "models")
    assert Health().problem() == ""
    monkeypatch.setenv(URL_VARIABLE, "postgresql://nobody@127.0.0.1:1/none")
    assert "profile database cannot be reached" in Health().problem()
    monkeypatch.setattr(library, "MODELS", tmp_path / "models")
    assert Health().problem() == "No model can be opened."
