"""The short tables of a page that runs without a browser, as people read them."""

from __future__ import annotations

from html.parser import HTMLParser

import pandas as pd
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block


class _Rows(HTMLParser):
    """The cells of a table, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.has_names = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.has_names |= ("scope", "row") in attrs
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        self.rows[-1][-1] += data


def short_tables(part: AppTest | Block) -> list[pd.DataFrame]:
    """All tables below a part of a page, in order; their cells are text."""
    bodies = (block.proto.body for block in part.get("html"))
    return [_read(body) for body in bodies if body.startswith("<table")]


def numbers(column: pd.Series) -> pd.Series:
    """A column of numbers as people read them, as numbers; a dash is none."""
    return pd.to_numeric(column.replace("–", None).str.replace("−", "-").str.replace(",", ""))


def _read(body: str) -> pd.DataFrame:
    reader = _Rows()
    reader.feed(body)
    head, *rows = reader.rows
    table = pd.DataFrame(rows, columns=head)
    return table.set_index(head[0]) if reader.has_names else table
