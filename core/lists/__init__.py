"""Bring a list from elsewhere, take your own along: a format is one file here and one name in ``registry``."""

from core.lists.matching import ImportedList, ListReport
from core.lists.opening import LARGEST
from core.lists.reading import read_list
from core.lists.registry import EXPORTS, FORMATS, endings, sources

__all__ = ["EXPORTS", "FORMATS", "LARGEST", "ImportedList", "ListReport", "endings", "read_list", "sources"]
