"""The registry of list formats: what the upload reads, and what answers can be taken along as."""

from __future__ import annotations

from core.lists.anilist import ANILIST
from core.lists.anilist_download import ANILIST_DOWNLOAD
from core.lists.format import ListFormat
from core.lists.mal import MY_ANIME_LIST
from core.lists.portable import PORTABLE
from core.lists.spreadsheet import CSV

FORMATS: tuple[ListFormat, ...] = (MY_ANIME_LIST, ANILIST_DOWNLOAD, ANILIST, PORTABLE, CSV)
"""In the order of asking whose file it is; the first that recognises one reads it.

A new format stands before the one that would take its files: MyAnimeList's takes any XML, AniList's any JSON but this
app's, CSV any other text.
"""

EXPORTS = tuple(each.export for each in reversed(FORMATS) if each.export)
"""What can be written, the plainest first."""


def sources() -> str:
    """Every place that lists may come from, in words: "MyAnimeList (.xml, .xml.gz), … or a table (.csv)"."""
    *others, last = dict.fromkeys(each.source for each in FORMATS)
    return f"{', '.join(others)}, or {last}"


def endings() -> list[str]:
    """Endings of file names that the upload accepts, without the dot."""
    return list(dict.fromkeys(ending for each in FORMATS for ending in each.endings))
