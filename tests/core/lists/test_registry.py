"""The registry of formats: every file that is written is read by its own format, and the upload takes it."""

from __future__ import annotations

import pytest

from core.data.catalog import Catalog
from core.lists import EXPORTS, FORMATS, endings, read_list, sources
from core.lists.format import ListFile, ListFormat
from core.profiles import Profile

PROFILE = Profile({10: 8, 20: 3}, seen=frozenset({30}))
WRITTEN = [each for each in FORMATS if each.export]


@pytest.mark.parametrize("written", WRITTEN, ids=lambda each: each.name)
def test_what_a_format_writes_the_same_format_reads(written: ListFormat, tiny_catalog: Catalog):
    assert written.export is not None
    data = written.export.write(PROFILE, tiny_catalog)
    found = read_list("mine", data, tiny_catalog)
    assert (found.profile, found.report.kind) == (PROFILE, written.name)
    file = ListFile("mine", data)
    assert next(each for each in FORMATS if each.recognises(file)) is written


def test_the_upload_takes_every_file_that_is_written_and_no_two_have_one_name():
    assert endings() == ["xml", "gz", "json", "csv"]
    names = [export.file_name for export in EXPORTS]
    assert names == ["my-anime.csv", "my-anime.json", "my-anime.xml"]
    assert {name.rpartition(".")[2] for name in names} <= set(endings())


def test_people_are_told_every_place_that_lists_come_from():
    assert sources() == "MyAnimeList (.xml, .xml.gz), AniList (.json), this app, or a table (.csv)"
