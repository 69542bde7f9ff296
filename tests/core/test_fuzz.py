"""Every parser of foreign bytes, on what once broke it and on what Hypothesis makes of sound files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.fuzz.targets import CASES, cases, targets

TARGETS = targets()
FILES = [(name, file) for name in TARGETS for file in cases(name)]


def test_every_folder_of_cases_is_of_a_target_and_every_target_has_one():
    assert {folder.name for folder in CASES.iterdir()} == {*TARGETS, "bundle"}


@pytest.mark.parametrize(("name", "file"), FILES, ids=[f"{name}-{file.name}" for name, file in FILES])
def test_what_once_broke_a_parser_does_so_no_more(name, file):
    TARGETS[name](file.read_bytes())


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(TARGETS))
@given(data=st.data())
def test_a_damaged_file_raises_nothing_foreign(name, data):
    whole = data.draw(st.sampled_from([file.read_bytes() for file in cases(name)]))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 20)))
    TARGETS[name](whole[:start] + data.draw(st.binary(max_size=20)) + whole[end:])
