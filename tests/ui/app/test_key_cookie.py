"""The cookie that holds the key: taken from the app's own pages alone, told to no script, prolonged by each visit."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest
from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.profiles.keys import new_key
from ui.app.key_cookie import A_YEAR_S, cookie_name
from ui.app.site import routes

ORIGIN = "http://localhost:8501"
OURS = {"Origin": ORIGIN}
KEY, OTHER = new_key(), new_key()


@pytest.fixture
def browser() -> TestClient:
    return TestClient(Starlette(routes=routes()), base_url=ORIGIN)


def set_cookie(answer: Response) -> SimpleCookie:
    return SimpleCookie(answer.headers.get("set-cookie", ""))


def test_a_key_is_held_where_scripts_and_other_sites_cannot_reach_it(browser: TestClient):
    assert browser.get("/key").status_code == 404
    cookie = set_cookie(browser.put("/key", content=KEY, headers=OURS))["anime-explorer-key-8501"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"], cookie["path"]) == (KEY, True, "strict", "/")
    assert int(cookie["max-age"]) == A_YEAR_S
    held = browser.get("/key")
    assert held.status_code == 204 and KEY not in held.text + str(held.headers)


def test_a_key_that_came_over_tls_goes_back_over_tls_alone():
    browser = TestClient(Starlette(routes=routes()), base_url="https://anime.example.org")
    answer = browser.put("/key", content=KEY, headers={"Origin": "https://anime.example.org"})
    assert set_cookie(answer)["anime-explorer-key"]["secure"] is True


def test_each_page_that_is_opened_prolongs_it(browser: TestClient):
    assert not set_cookie(browser.get("/for_you"))
    browser.put("/key", content=KEY, headers=OURS)
    cookie = set_cookie(browser.get("/for_you"))["anime-explorer-key-8501"]
    assert (cookie.value, int(cookie["max-age"])) == (KEY, A_YEAR_S)


def test_only_the_key_that_is_held_is_dropped(browser: TestClient):
    browser.put("/key", content=KEY, headers=OURS)
    browser.request("DELETE", "/key", content=OTHER, headers=OURS)
    assert browser.get("/key").status_code == 204, "another tab has put a new key there"
    browser.request("DELETE", "/key", content=KEY, headers=OURS)
    assert browser.get("/key").status_code == 404


def test_a_new_key_takes_the_place_of_no_other_that_another_tab_put_there(browser: TestClient):
    as_new = OURS | {"If-None-Match": "*"}
    assert browser.put("/key", content=KEY, headers=as_new).status_code == 204
    assert browser.put("/key", content=KEY, headers=as_new).status_code == 204
    refused = browser.put("/key", content=OTHER, headers=as_new)
    assert refused.status_code == 412 and not set_cookie(refused)
    assert browser.put("/key", content=OTHER, headers=OURS).status_code == 204, "a renewed one does"


@pytest.mark.parametrize("origin", [None, "https://evil.example", "http://localhost:1", "null"])
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_no_other_site_puts_a_key_of_its_own_there(browser: TestClient, origin: str | None, method: str):
    answer = browser.request(method, "/key", content=KEY, headers={"Origin": origin} if origin else {})
    assert answer.status_code == 403 and not set_cookie(answer)


@pytest.mark.parametrize("body", ["", "short", "x" * 33, "x" * 10_000, "a" * 31 + ";", "ü" * 16, "a" * 31 + "\n"])
def test_what_is_no_key_is_not_held(browser: TestClient, body: str):
    answer = browser.put("/key", content=body.encode(), headers=OURS)
    assert answer.status_code == 400 and not set_cookie(answer)


def test_a_body_of_untold_size_is_not_read(browser: TestClient):
    assert browser.put("/key", content=iter([b"x" * 16] * 2), headers=OURS).status_code == 400


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("localhost:8501", "anime-explorer-key-8501"),
        ("anime.example.org", "anime-explorer-key"),
        ("[::1]:8502", "anime-explorer-key-8502"),
        ("[::1]", "anime-explorer-key"),
        ("x:1;y=2", "anime-explorer-key"),
        ("", "anime-explorer-key"),
        (None, "anime-explorer-key"),
    ],
)
def test_servers_of_one_host_have_cookies_of_their_own(host: str | None, name: str):
    assert cookie_name(host) == name
