"""Where a title may be watched, in a few lines."""

from __future__ import annotations

from ui.app.streams import streams


def test_the_sites_of_a_title_stand_by_region_with_the_year_and_a_link_each() -> None:
    lines = streams(16498).split("  \n")
    assert lines[0].startswith("No region named: ")
    assert "[Netflix](https://www.netflix.com/title/70299043) since 2017" in lines[0]
    assert any(
        line.startswith("JP: ") and "[U\\-NEXT](https://video.unext.jp/title/SID0002648) since 2016" in line
        for line in lines
    )


def test_many_regions_are_counted() -> None:
    assert "HK, SG, MY, IN and 12 more: [Viu]" in streams(21)


def test_a_title_that_nobody_lists_has_no_line() -> None:
    assert streams(999_999_999) == ""
