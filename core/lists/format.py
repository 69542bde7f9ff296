"""What a list format is: how it knows its own files, reads them, and writes a person's answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from core.data.catalog import Catalog
from core.lists.entries import ParsedList
from core.lists.opening import decode, read_json
from core.profiles import Profile

_JSON_STARTS = ("{", "[")


class ListFile:
    """A file somebody brought, inflated; decoded as text or JSON when a format first asks for it."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.data = data

    @cached_property
    def text(self) -> str:
        """Raises ``ListError`` for what is no text."""
        return decode(self.name, self.data)

    @cached_property
    def json(self) -> object:
        """The JSON value, or none where the text does not look like JSON; ``ListError`` where it is damaged."""
        return read_json(self.name, self.text) if self.text.lstrip().startswith(_JSON_STARTS) else None


@dataclass(frozen=True)
class Export:
    """The file in which a format takes a person's answers along."""

    label: str
    """On the button."""
    file_name: str
    mime: str
    write: Callable[[Profile, Catalog], bytes]


@dataclass(frozen=True)
class ListFormat:
    """One kind of list; what a file is is read from its content, never from its name."""

    name: str
    """In the report: "Read as MyAnimeList XML"."""
    source: str
    """Where people have it from and what its files are called: "AniList (.json)"."""
    endings: tuple[str, ...]
    """Of its files' names, without the dot, as the upload accepts them."""
    recognises: Callable[[ListFile], bool]
    """Asked only about files that no format before it in the registry took."""
    read: Callable[[ListFile], ParsedList]
    """Raises ``ListError`` with one sentence for a damaged file."""
    export: Export | None = None
    """None for a format that is read and not written."""
