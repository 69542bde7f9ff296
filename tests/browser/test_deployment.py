"""Two replicas behind nginx and PostgreSQL, as they are deployed, on this machine."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from threading import Event
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, expect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from core.profiles import Profile, ProfileStore
from scripts.deployment import Deployment, deployment, nginx, postgresql
from scripts.live import Server, settled
from scripts.visitor import Visitor
from ui.app.key_cookie import cookie_name


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Generator[Deployment]:
    if not (nginx() and postgresql()):
        absent = "nginx or PostgreSQL is not installed; .ci/run installs them"
        pytest.fail(absent) if os.environ.get("CI") else pytest.skip(absent)
    with deployment(tmp_path_factory.mktemp("deployed")) as running:
        yield running


def test_answers_carry_the_headers_that_keep_others_out(deployed: Deployment):
    headers = httpx.get(deployed.address, trust_env=False).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["_stcore/metrics", "metrics", "ready", "_stcore/script-health-check"])
def test_what_is_for_those_who_watch_the_servers_is_closed_to_the_outside(deployed: Deployment, path: str):
    assert httpx.get(f"{deployed.address}/{path}", trust_env=False).status_code == 404


def test_each_replica_says_that_model_and_database_answer(deployed: Deployment):
    for replica in deployed.replicas:
        assert httpx.get(f"{replica.address}/ready", timeout=30, trust_env=False).text == "ready"


def test_a_visitor_stays_on_one_replica_by_a_cookie_that_is_set_once(deployed: Deployment):
    with httpx.Client(base_url=deployed.address, trust_env=False) as client:
        first = client.get("/_stcore/health")
        assert "replica=" in first.headers["set-cookie"]
        assert "replica=" not in client.get("/_stcore/health").headers.get("set-cookie", "")


def test_one_address_has_no_more_than_twenty_sessions(deployed: Deployment):
    with ExitStack() as sessions:
        for _ in range(20):
            sessions.enter_context(Visitor(deployed.address))
        with pytest.raises(InvalidStatus, match="429"):
            sessions.enter_context(Visitor(deployed.address))
    with Visitor(deployed.address) as visitor:
        assert visitor.draw()


def test_a_list_that_is_too_large_does_not_reach_the_server(deployed: Deployment):
    answer = httpx.post(deployed.address, content=b"x" * 2**21, trust_env=False)
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["", "for_you", "map", "biases", "train", "compare"])
def test_pages_work_under_the_policy_for_their_content(deployed: Deployment, browser: Browser, path: str):
    context = browser.new_context()
    page, told = context.new_page(), []
    page.on("console", lambda message: told.append(message.text))
    page.goto(f"{deployed.address}/{path}")
    settled(page)
    page.get_by_role("heading", level=1).first.wait_for()
    assert [text for text in told if "Content Security Policy" in text] == []
    context.close()


@pytest.fixture
def people(deployed: Deployment) -> list[str]:
    """Keys of twenty people whose answers are kept, each with nothing but a genre so far."""
    return [ProfileStore(deployed.database).create(Profile(liked_genres={"Drama"})) for _ in range(20)]


def test_twenty_people_whose_replica_is_killed_while_they_answer_go_on_at_the_other(
    deployed: Deployment, browser: Browser, people: list[str]
):
    """Every answer that a page has shown is kept, however the replica ends."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{deployed.address}/train")
    settled(page)
    expect(page.get_by_test_id("stAlert").first).to_contain_text("is off here")
    shown, enough = dict.fromkeys(people, 0), Event()
    with ThreadPoolExecutor(len(people)) as crowd:
        all_of_them = [crowd.submit(answer_until_it_ends, deployed.replicas[0], key, shown, enough) for key in people]
        assert enough.wait(timeout=60)
        os.kill(deployed.replicas[0].pid, signal.SIGKILL)
        assert not any(person.exception() for person in all_of_them)
    store = ProfileStore(deployed.database)
    assert [key for key in people if len(store.load(key).answered) < shown[key]] == []
    most = max(people, key=shown.__getitem__)
    with visitor_who_holds(most, deployed.replicas[1]) as person:
        assert len(person.draw()) > 0
        person.click("Loved")
    assert len(store.load(most).answered) > shown[most]
    with Visitor(deployed.address, "for_you") as visitor:
        assert any(message.HasField("delta") for message in visitor.draw())
    page.goto(f"{deployed.address}/for_you")
    expect(page.get_by_role("heading", level=1, name="For you")).to_be_visible(timeout=30_000)
    context.close()


def visitor_who_holds(key: str, replica: Server) -> Visitor:
    """Somebody on For you whose browser holds this key."""
    cookie = f"{cookie_name(urlsplit(replica.address).netloc)}={key}"
    return Visitor(replica.address, "for_you", headers={"Cookie": cookie})


def answer_until_it_ends(replica: Server, key: str, shown: dict[str, int], enough: Event) -> None:
    """Give answers, count those after which the page was drawn, and say so once everybody has given two."""
    with suppress(ConnectionClosed), visitor_who_holds(key, replica) as person:
        person.draw()
        while True:
            person.click("Loved")
            shown[key] += 1
            if min(shown.values()) >= 2:
                enough.set()
