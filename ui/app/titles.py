"""Titles and short texts about them, as cards, questions, charts and tables show them."""

from __future__ import annotations

import textwrap

import pandas as pd

from core.data.catalog import Catalog
from core.data.titles import other_name, title_facts
from ui.app.formats import plain


def facts(catalog: Catalog, anime_id: int) -> str:
    """Other name, year, type, episodes and members, as Markdown: "Shingeki no Kyojin · 2013 · TV · 896 k members"."""
    row = catalog.table.loc[anime_id]
    other = plain(shorter(other_name(catalog, title_facts(), anime_id), 50))
    known = [other, year(anime_id), *_form(row), f"{people(int(row['members']))} members"]
    return " · ".join(filter(None, known))


def year(anime_id: int) -> str:
    """The year in which a title was first shown; empty where it is not known."""
    return str(title_facts().years.get(anime_id, ""))


def _form(row: pd.Series) -> list[str]:
    """Type and, where there is more than one, the number of episodes."""
    kind = [] if row["type"] == "Unknown" else [plain(str(row["type"]))]
    several = pd.notna(row["episodes"]) and row["episodes"] > 1
    return [*kind, f"{int(row['episodes']):,} episodes"] if several else kind


def people(count: int) -> str:
    """A number of people, short: "1.1 M", "83 k", "412"."""
    if count >= 1_000_000:
        return f"{count / 1_000_000:.1f} M"
    return f"{count / 1000:.0f} k" if count >= 1000 else f"{count}"


def titles(count: int) -> str:
    """A number of titles: "1 title", "12 titles"."""
    return f"{count:,} title" if count == 1 else f"{count:,} titles"


def shorter(title: str, longest: int = 28) -> str:
    """A title cut at a word where it is too long for a chart, with an ellipsis."""
    if len(title) <= longest:
        return title
    return title[: longest - 1].rsplit(" ", 1)[0].rstrip(" .:-") + "…"


def in_two_lines(title: str, longest: int = 15) -> str:
    """A title for the axis of a chart: at most two lines, cut where it is longer."""
    lines = textwrap.wrap(title, longest, max_lines=2, placeholder="…")
    return "<br>".join(lines) or title
