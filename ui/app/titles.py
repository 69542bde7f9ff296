"""Titles and short texts about them, as cards, questions, charts and tables show them."""

from __future__ import annotations

import textwrap

from core.data.catalog import Catalog, Entry
from core.data.titles import other_name, title_facts
from ui.app.formats import plain


def facts(catalog: Catalog, anime_id: int) -> str:
    """Other name, year, type, episodes and members, as Markdown: "Shingeki no Kyojin · 2013 · TV · 896 k members"."""
    other = plain(shorter(other_name(catalog, title_facts(), anime_id), 50))
    entry = catalog.entries[anime_id]
    known = [other, year(anime_id), *map(plain, _form(entry)), f"{people(entry.members)} members"]
    return " · ".join(filter(None, known))


def brief(catalog: Catalog, anime_id: int) -> str:
    """Year, type and length in as few letters as they take: "2014 · TV · 25 ep"."""
    form = [part.replace(" episodes", " ep") for part in _form(catalog.entries[anime_id])]
    return " · ".join(filter(None, [year(anime_id), *form]))


def year(anime_id: int) -> str:
    """The year in which a title was first shown; empty where it is not known."""
    return str(title_facts().years.get(anime_id, ""))


def _form(entry: Entry) -> list[str]:
    """Type and, where there is more than one, the number of episodes."""
    form = [] if entry.type == "Unknown" else [entry.type]
    return [*form, f"{entry.episodes:,} episodes"] if entry.episodes and entry.episodes > 1 else form


def people(count: int) -> str:
    """A number of people, short: "1.1M", "83k", "412"."""
    if count >= 1_000_000:
        return f"{count / 1_000_000:.1f}M"
    return f"{count / 1000:.0f}k" if count >= 1000 else f"{count}"


def titles(count: int) -> str:
    """A number of titles: "1 title", "12 titles"."""
    return f"{count:,} title" if count == 1 else f"{count:,} titles"


def shorter(title: str, longest: int = 28) -> str:
    """A title cut at a word where it is too long, with an ellipsis; a short last word, as of a sequel, stays."""
    if len(title) <= longest:
        return title
    end = f" {title.rsplit(' ', 1)[-1]}"
    end = end if len(end) <= longest // 2 else ""
    return title[: longest - 1 - len(end)].rsplit(" ", 1)[0].rstrip(" .:-") + f"…{end}"


def in_two_lines(title: str, longest: int = 15) -> str:
    """A title for the axis of a chart: at most two lines, cut where it is longer."""
    lines = textwrap.wrap(title, longest, max_lines=2, placeholder="…")
    return "<br>".join(lines) or title
