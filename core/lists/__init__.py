"""Bring a list from elsewhere, take your own along: MyAnimeList XML, AniList JSON, CSV and this app's JSON."""

from core.lists.mal import to_mal_xml
from core.lists.matching import ImportedList, ListReport
from core.lists.portable import to_json
from core.lists.reading import read_list
from core.lists.spreadsheet import to_csv

__all__ = ["ImportedList", "ListReport", "read_list", "to_csv", "to_json", "to_mal_xml"]
