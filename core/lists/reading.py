"""The way in for any list, whatever its format."""

from __future__ import annotations

from core.data.catalog import Catalog
from core.errors import ListError
from core.lists.entries import shown
from core.lists.format import ListFile
from core.lists.matching import ImportedList, match
from core.lists.opening import inflated, no_list
from core.lists.registry import FORMATS, sources


def read_list(name: str, data: bytes, catalog: Catalog) -> ImportedList:
    """What somebody's list says of the catalog's titles, from an export in any format of the registry.

    Costs bounded time and memory whatever the bytes are; anything but a list raises ``ListError`` with one sentence.
    """
    name = shown(name, 60) or "The file"
    file = ListFile(name, inflated(name, data))
    if what := no_list(file.data):
        raise ListError(f"{name} is {what}. Bring a list from {sources()}.")
    parsed = next(each for each in FORMATS if each.recognises(file)).read(file)
    if not parsed.entries and not parsed.unreadable:
        raise ListError(f"{name} is {parsed.kind}, but there is no anime in it. Export the list again.")
    return match(parsed, catalog)
