"""Tables as lines of text: columns as wide as what stands in them, a blank line before each number of answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Row = Mapping[str, object]
"""Figures by name, ``answers`` among them."""


@dataclass(frozen=True)
class Column:
    """One column: its head, and what it says of a row."""

    head: str
    cell: Callable[[Row], str]
    is_text: bool = False
    """Text stands at the left, numbers at the right."""

    def lines(self, rows: Sequence[Row]) -> list[str]:
        """Head and cells, all of one width."""
        texts = [self.head, *map(self.cell, rows)]
        width = max(map(len, texts))
        return [text.ljust(width) if self.is_text else text.rjust(width) for text in texts]


def number(head: str, name: str, form: str) -> Column:
    """A column of the numbers of this name, "–" where there is none."""
    return Column(head, lambda row: "–" if row.get(name) is None else format(row[name], form))


def text(head: str, name: str) -> Column:
    """A column of the words of this name."""
    return Column(head, lambda row: str(row[name]), is_text=True)


ANSWERS = Column("answers", lambda row: str(row["answers"]))
"""The column by which lines stand together."""


def blocks(rows: Sequence[Row], columns: Sequence[Column]) -> list[str]:
    """The lines of a table, its head first, a block for each number of answers."""
    head, *body = ("  ".join(cells).rstrip() for cells in zip(*(column.lines(rows) for column in columns), strict=True))
    lines, before = [head], None
    for row, line in zip(rows, body, strict=True):
        lines += ["", line] if row["answers"] != before else [line]
        before = row["answers"]
    return lines
