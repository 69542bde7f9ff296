"""Who may do what: as the settings say, and as the person who signed in is named in them."""

from __future__ import annotations

import pytest

from core.errors import AccessError
from ui.app.access import Access, Person
from ui.app.permissions import WHAT, Permissions

OLGA = {"is_logged_in": True, "iss": "https://id", "sub": "7", "email": "Olga@Example.org", "email_verified": True}
PAUL = {"is_logged_in": True, "iss": "https://id", "sub": "paul-8"}
NAMED = Access.read("public", {"owners": ["olga@example.ORG"], "members": ["paul-8"]}, can_sign_in=True)


def person(**claims: object) -> Person | None:
    return Person.of(OLGA | claims)


def test_without_a_setting_everything_is_allowed_to_everybody():
    allowed = Permissions(Access.read(None, {}, can_sign_in=False), None)
    assert [allowed.why_not(action) for action in WHAT] == [None] * len(WHAT)
    assert allowed.owns("anybody's")
    assert allowed.key is None


def test_the_variable_counts_before_the_section():
    assert Access.read("public", {"mode": "personal"}, False).mode == "public"
    assert Access.read(None, {"mode": "public"}, False).mode == "public"


@pytest.mark.parametrize("mode", ["pubic", "PUBLIC", "none", " public"])
def test_a_misspelt_mode_opens_nothing(mode: str):
    with pytest.raises(AccessError, match="has to be personal or public"):
        Access.read(mode, {}, False)


@pytest.mark.parametrize("value", ["me@example.org", [1], {}, [None]])
@pytest.mark.parametrize("name", ["owners", "members"])
def test_names_that_are_no_list_open_nothing(name: str, value: object):
    with pytest.raises(AccessError, match=f"^{name} in the section"):
        Access.read("public", {name: value}, True)


@pytest.mark.parametrize("claims", [None, {}, {"email": "olga@example.org", "email_verified": True}, OLGA, PAUL])
def test_in_public_nobody_may_anything_where_nobody_is_named(claims: dict[str, object] | None):
    allowed = Permissions(Access.read("public", {}, can_sign_in=True), Person.of(claims or {}))
    assert all(allowed.why_not(action) for action in WHAT)
    assert not allowed.owns(None)


def test_without_a_provider_the_sentence_leads_to_ones_own_computer():
    said = Permissions(Access.read("public", {"owners": ["olga@example.org"]}, False), None).why_not("train")
    assert said is not None
    assert said.startswith("Training models is off here, because this explorer is open to everybody.")
    assert "README" in said


def test_an_owner_may_do_everything_and_a_member_too_but_only_with_what_is_theirs():
    olga, paul = (Permissions(NAMED, Person.of(claims)) for claims in (OLGA, PAUL))
    assert [one.why_not(action) for one in (olga, paul) for action in WHAT] == [None] * 2 * len(WHAT)
    assert (olga.owns(paul.key), olga.owns(None)) == (True, True)
    assert (paul.owns(olga.key), paul.owns(None), paul.owns(paul.key)) == (False, False, True)


def test_a_stranger_who_signed_in_is_told_who_they_are_not():
    said = Permissions(NAMED, person(email="eve@example.org", sub="9")).why_not("bring")
    assert said is not None
    assert "eve@example.org is not one of them" in said


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email": "olga@example.org.evil.org"},
        {"is_logged_in": False},
        {"is_logged_in": "yes"},
        {"sub": "olga@example.org", "email": None},
        {"sub": None},
    ],
)
def test_nobody_passes_for_the_owner(claims: dict[str, object]):
    assert Permissions(NAMED, person(**claims)).why_not("train")


def test_the_key_is_the_providers_and_the_subjects_and_tells_neither():
    keys = {Person.of(PAUL | changed).key for changed in ({}, {"iss": "https://other"}, {"sub": "paul-9"})}  # ty: ignore
    assert len(keys) == 3
    assert not any("paul" in key for key in keys)


@pytest.mark.parametrize("name", ["dot-bias", "neural", "Dot-Bias"])
def test_models_that_came_with_the_explorer_are_nobodys_to_replace(name: str):
    for allowed in (Permissions(Access(), None), Permissions(NAMED, Person.of(OLGA))):
        assert allowed.why_not_replace(name, None) == "It came with the explorer and always stays as it is."


def test_a_model_is_replaced_by_who_trained_it_or_the_owner():
    olga, paul = (Permissions(NAMED, Person.of(claims)) for claims in (OLGA, PAUL))
    assert olga.why_not_replace("mine-1", paul.key) is None
    assert paul.why_not_replace("mine-1", paul.key) is None
    assert (
        paul.why_not_replace("mine-1", olga.key) == paul.why_not_replace("mine-1", None) == "Somebody else trained it."
    )
