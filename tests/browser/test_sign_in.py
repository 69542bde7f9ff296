"""Signing in to a public server, with an OpenID provider that runs on this machine and a real browser."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.live import free_port, home_with_models, server, settled
from scripts.visitor import Visitor

SECRETS = """
[explorer]
owners = ["olga@example.org"]
[auth]
redirect_uri = "{address}/oauth2callback"
cookie_secret = "a secret of this test alone"
client_id = "explorer"
client_secret = "of the provider"
server_metadata_url = "http://localhost:{issuer}/.well-known/openid-configuration"
"""
PEOPLE = [
    {"sub": "olga", "email": "olga@example.org", "email_verified": True},
    {"sub": "eve", "email": "olga@example.org"},
]


@contextmanager
def provider() -> Generator[int]:
    """Port of an OpenID provider that knows these people."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    people = [word for person in PEOPLE for word in ("--user-claims", json.dumps(person))]
    with subprocess.Popen(command + people, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            with suppress(OSError), urllib.request.urlopen(f"http://localhost:{port}/", timeout=1):
                break
        yield port
        process.terminate()


@pytest.fixture(scope="module")
def public_server(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """A public server that trusts the provider; eve has the owner's address there, but nobody verified it."""
    home = home_with_models(tmp_path_factory.mktemp("public"))
    port = free_port()
    with provider() as issuer:
        secrets = SECRETS.format(address=f"http://localhost:{port}", issuer=issuer)
        (home / "secrets.toml").write_text(secrets, encoding="utf-8")
        with server(home, "--secrets.files", str(home / "secrets.toml"), port=port, mode="public"):
            yield f"http://localhost:{port}"


@pytest.fixture
def train_page(browser: Browser, public_server: str) -> Generator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{public_server}/train")
    yield settled(page)
    context.close()


def sign_in(page: Page, subject: str) -> None:
    page.get_by_test_id("stMain").get_by_role("button", name="Sign in").click()
    page.get_by_placeholder("sub").fill(subject)
    page.get_by_role("button", name="Authorize").click()
    page.get_by_role("button", name="Sign out").wait_for()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Train").click()
    settled(page)


def test_an_owner_signs_in_may_train_and_signs_out(train_page: Page, public_server: str):
    alert = train_page.get_by_test_id("stAlert")
    expect(alert).to_contain_text("Training models is for people whom this explorer's owner has named.")
    sign_in(train_page, "olga")
    expect(train_page.get_by_text("Signed in as olga")).to_be_visible()
    expect(train_page.get_by_role("button", name="Download from Kaggle")).to_be_visible()
    train_page.get_by_role("button", name="Sign out").click()
    train_page.wait_for_url("**/oauth2/end_session?**")
    train_page.goto(f"{public_server}/train")
    train_page.get_by_test_id("stMain").get_by_role("button", name="Sign in").wait_for()


def test_what_a_page_does_not_offer_is_refused_at_the_raw_address_too(public_server: str):
    with Visitor(public_server, "ratings", "view=Get+ratings") as stranger:
        stranger.draw()
        answer = stranger.put_file(b"user_id,anime_id,rating")
    assert (answer.status_code, answer.text) == (403, "The page that is open takes no files.")


def test_an_address_that_nobody_verified_opens_nothing(train_page: Page):
    sign_in(train_page, "eve")
    expect(train_page.get_by_test_id("stAlert")).to_contain_text("and eve is not one of them")
    expect(train_page.get_by_role("button", name="Download from Kaggle")).to_have_count(0)
