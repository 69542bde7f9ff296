"""This app's own JSON."""

from __future__ import annotations

from hypothesis import given, settings

from core.lists import read_list
from core.lists.portable import to_json
from core.profiles import Profile
from tests.core.lists.files import AWKWARD, profiles


@given(profiles())
@settings(max_examples=60, deadline=None)
def test_json_out_and_in_is_the_same_profile(profile: Profile):
    assert read_list("mine", to_json(profile, AWKWARD), AWKWARD).profile == profile
