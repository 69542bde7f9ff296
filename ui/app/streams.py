"""Where a title may be watched, as one line of links."""

from __future__ import annotations

from itertools import groupby

from core.data.titles import Stream, title_facts
from ui.app.formats import plain

EVERYWHERE = "no region named"
"""Said of sites that the source lists without countries."""
MOST_REGIONS = 4
"""Countries that are named before they are only counted."""


def streams(anime_id: int) -> str:
    """The sites that may show a title, by region, as Markdown; empty where none is known."""
    facts = title_facts().get(anime_id)
    found = {(stream.site, stream.regions): stream for stream in (facts.streams if facts else ())}
    ordered = sorted(found.values(), key=lambda stream: (bool(stream.regions), stream.regions, stream.site))
    lines = []
    for regions, sites in groupby(ordered, key=lambda stream: stream.regions):
        lines.append(f"{_named(regions)}: {', '.join(map(_link, sites))}")
    return "  \n".join(lines)


def _named(regions: tuple[str, ...]) -> str:
    if not regions:
        return EVERYWHERE.capitalize()
    more = len(regions) - MOST_REGIONS
    return ", ".join(regions) if more <= 0 else f"{', '.join(regions[:MOST_REGIONS])} and {more} more"


def _link(stream: Stream) -> str:
    since = f" since {stream.since:%Y}" if stream.since else ""
    return f"[{plain(stream.site)}]({stream.url}){since}"
