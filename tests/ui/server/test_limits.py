"""A real server under attack: names that are not its own, pages from elsewhere, uploads that nobody asked for."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus

from scripts.live import Server, home_with_models, server
from scripts.visitor import Visitor

pytestmark = pytest.mark.slow
KB = 2**10


@pytest.fixture(scope="module")
def explorer(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    """A running explorer that takes uploads of 1 MB."""
    home: Path = home_with_models(tmp_path_factory.mktemp("limits"))
    with server(home, "--server.maxUploadSize", "1") as running:
        yield running


@pytest.fixture
def address(explorer: Server) -> str:
    return explorer.address


@pytest.fixture
def uploader(address: str) -> Generator[Visitor]:
    """A visitor on the page that takes ratings."""
    with Visitor(address, "ratings", "view=Get+ratings") as visitor:
        visitor.draw()
        yield visitor


def test_another_address_of_this_machine_is_not_listened_on(address: str):
    with pytest.raises(httpx.ConnectError):
        httpx.get(address.replace("127.0.0.1", "127.0.0.2"), trust_env=False)


def test_a_name_that_leads_here_from_elsewhere_is_refused_in_a_sentence(address: str):
    answer = httpx.get(address, headers={"Host": "evil.example:8501"}, trust_env=False)
    assert answer.status_code == 421
    assert "does not answer as “evil.example:8501”" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example:8501", "Origin": "http://evil.example:8501"},
        {"Origin": "http://localhost:1"},
        {"Origin": "https://evil.example"},
    ],
)
def test_a_page_from_elsewhere_gets_no_session(address: str, headers: dict[str, str]):
    with pytest.raises((InvalidStatus, ConnectionClosed)), Visitor(address, headers=headers) as visitor:
        visitor.draw()


@pytest.mark.parametrize(("page", "query"), [("", ""), ("for_you", ""), ("map", ""), ("ratings", "")])
def test_a_page_without_a_control_for_files_takes_none(address: str, page: str, query: str):
    with Visitor(address, page, query) as visitor:
        visitor.draw()
        answer = visitor.put_file(b"x")
    assert (answer.status_code, answer.text) == (403, "The page that is open takes no files.")


def test_six_large_files_that_nobody_asked_for_take_no_memory(explorer: Server):
    large = bytes(60_000_000)
    with Visitor(explorer.address) as visitor:
        visitor.draw()
        before = memory_of(explorer)
        for number in range(6):
            with suppress(httpx.TransportError):  # the server may hang up before all of it has arrived
                answer = httpx.put(
                    f"{explorer.address}/_stcore/upload_file/{visitor.session_id}/{number}",
                    content=large,
                    trust_env=False,
                )
                assert answer.status_code == 403
        assert memory_of(explorer) - before < 100_000


def memory_of(explorer: Server) -> int:
    """Kilobytes that a server has had at once."""
    lines = Path(f"/proc/{explorer.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def test_a_page_with_one_takes_files_until_they_are_too_large_together(uploader: Visitor):
    assert uploader.put_file(b"x" * 700 * KB, file_id="one").status_code == 204
    assert uploader.put_file(b"x" * 700 * KB, file_id="one").status_code == 204  # the same anew
    answer = uploader.put_file(b"x" * 1_500 * KB, file_id="two")
    assert answer.status_code == 413
    assert "larger than the 0 MB that there is room for" in answer.text


def test_a_page_takes_no_more_files_than_it_can_use(uploader: Visitor):
    statuses = [uploader.put_file(b"x", file_id=str(number)).status_code for number in range(5)]
    assert statuses == [204, 204, 204, 204, 413]


def test_who_leaves_the_page_uploads_nothing_any_more(uploader: Visitor):
    uploader.page, uploader.query, uploader.script_hash = "map", "", ""
    uploader.draw()
    assert uploader.put_file(b"x").status_code == 403


def test_a_file_of_untold_size_is_not_taken(uploader: Visitor):
    answer = httpx.put(
        f"{uploader.address}/_stcore/upload_file/{uploader.session_id}/x", content=iter([b"x"]), trust_env=False
    )
    assert (answer.status_code, answer.text) == (411, "The size of the file is not told.")


def test_a_session_that_is_nobodys_takes_nothing(address: str):
    answer = httpx.put(f"{address}/_stcore/upload_file/nobody/x", content=b"x", trust_env=False)
    assert answer.status_code == 403


def test_a_storm_of_messages_is_drawn_at_its_pace_while_others_are_served(address: str):
    with Visitor(address) as storm, Visitor(address) as other:
        storm.draw()
        for _ in range(3_000):
            storm.ask()
        other.draw()
        assert httpx.get(f"{address}/_stcore/health", trust_env=False).status_code == 200


def test_what_no_page_sends_changes_nothing(address: str):
    """Streamlit takes a wish to empty the caches of all sessions from anybody, and one's own answers go with them."""
    with Visitor(address, "for_you") as visitor:
        visitor.draw()
        visitor.click("Loved")
        for nonsense in (BackMsg(clear_cache=True).SerializeToString(), b"\xff" * 50, b"", "text"):
            visitor.send(nonsense)
        visitor.script_hash = ""
        assert any(b"from 1 answer" in message.SerializeToString() for message in visitor.draw())


@pytest.mark.parametrize("megabytes", [3, 30])
def test_a_message_larger_than_any_page_needs_ends_its_connection(address: str, megabytes: int):
    message = BackMsg()
    message.rerun_script.query_string = "x" * megabytes * 10**6
    with Visitor(address) as visitor:
        visitor.draw()
        with pytest.raises(ConnectionClosed):
            visitor.send(message.SerializeToString())
            list(visitor.answers())


@pytest.mark.parametrize("name", ["interact", "mcp"])
def test_no_program_drives_the_pages_instead_of_a_browser(address: str, name: str):
    answer = httpx.post(f"{address}/_stcore/agent/{name}", json={}, trust_env=False)
    assert answer.status_code in (400, 403)
    assert "does not serve the agent API" in answer.text
