"""Which names a server answers to, and which pages may talk to it."""

from __future__ import annotations

import pytest

from ui.server.origin import is_allowed, is_same

LOCAL = ["localhost", "127.0.0.1", "::1"]


@pytest.mark.parametrize("host", ["localhost:8501", "LOCALHOST", "127.0.0.1:1", "[::1]:8501", "localhost."])
def test_this_machine_is_called_by_any_of_its_names_at_any_port(host: str):
    assert is_allowed(host, LOCAL)


EVIL = ["evil.example:8501", "localhost.evil.example", "evil.localhost", "127.0.0.1.evil.example"]
BROKEN = [
    "",
    "localhost@evil.example",
    "a@localhost",
    "127.0.0.1:x",
    "localhost/",
    "localhost?x",
    "[::1",
    "localhost:99999",
]


@pytest.mark.parametrize("host", EVIL + BROKEN)
def test_other_names_are_refused(host: str):
    assert not is_allowed(host, LOCAL)


def test_a_star_stands_for_names_below_and_alone_for_every_name():
    assert is_allowed("a.b.example.org", ["*.example.org"])
    assert not is_allowed("example.org", ["*.example.org"])
    assert not is_allowed("evil-example.org", ["*.example.org"])
    assert is_allowed("anything", ["*"])
    assert is_allowed("anything", [])


def test_a_page_talks_to_its_own_host_and_port_alone():
    assert is_same({"host": "localhost:8501", "origin": "http://localhost:8501"}, [])
    assert not is_same({"host": "localhost:8501", "origin": "http://localhost:8502"}, [])
    assert not is_same({"host": "localhost:8501", "origin": "http://127.0.0.1:8501"}, [])
    assert not is_same({"host": "localhost:8501", "origin": "null"}, [])
    assert is_same({"host": "localhost:8501", "origin": "https://other"}, ["https://other"])
    assert is_same({"host": "localhost:8501"}, [])
