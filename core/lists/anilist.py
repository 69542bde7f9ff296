"""AniList's lists as JSON: the shape of its API's ``MediaListCollection``, on any of its five rating scales."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.data.ratings import HIGHEST, LOWEST
from core.data.titles import title_facts
from core.errors import ListError
from core.lists.entries import Mark, ParsedList, is_planned, read_id, read_number, read_status, shown, text_of
from core.lists.format import ListFile, ListFormat
from core.lists.portable import is_portable

NAME = "AniList JSON"


@dataclass(frozen=True)
class Scale:
    """One of AniList's rating scales: its highest score and what a score is worth out of 10."""

    highest: int
    words: str
    worth: tuple[float, ...] = ()

    def rating(self, score: float) -> float:
        """The score out of 10, at least 1."""
        rating = self.worth[int(score) - 1] if self.worth else score * HIGHEST / self.highest
        return max(float(LOWEST), round(rating, 2))


SCALES = {
    "POINT_100": Scale(100, "out of 100"),
    "POINT_10_DECIMAL": Scale(10, "out of 10 with decimals"),
    "POINT_10": Scale(10, "out of 10"),
    "POINT_5": Scale(5, "five stars"),
    "POINT_3": Scale(3, "three smileys", worth=(3.5, 6.0, 8.5)),
}
"""AniList's own names; a smiley is worth what AniList makes of it (35, 60 and 85 out of 100)."""


def is_foreign_json(file: ListFile) -> bool:
    """True for any JSON but this app's own."""
    return file.json is not None and not is_portable(file)


def read_anilist(file: ListFile) -> ParsedList:
    """The entries of an AniList list; ``ListError`` where the JSON holds none."""
    name, root = file.name, file.json
    parsed = ParsedList(name, NAME)
    entries = list(_entries(root))
    if not entries:
        raise ListError(
            f"{name} is JSON without a list of anime in it. "
            "Bring AniList's MediaListCollection or this app's own export."
        )
    scores = [score for entry in entries if (score := read_number(entry.get("score"))) and score > 0]
    scale = _scale(scores, _declared(root), parsed)
    for number, entry in enumerate(entries, start=1):
        _add(parsed, f"entry {number}", entry, scale)
    if not parsed.entries and all("media" not in entry for entry in entries):
        raise ListError(f"{name} names its titles by no id that is known here. Export the list with media {{ idMal }}.")
    return parsed


def _add(parsed: ParsedList, where: str, entry: dict, scale: Scale) -> None:
    media = entry["media"] if isinstance(entry.get("media"), dict) else {}
    if media.get("type") == "MANGA":
        return parsed.skip(where, "it is a manga")
    mark = _mark(entry, scale)
    if mark is None:
        score = shown(text_of(entry.get("score")), 20)
        return parsed.skip(where, f"the score “{score}” is not on the scale ({scale.words})")
    parsed.add(where, _anime_id(entry, media), _titles(media), mark, read_status(text_of(entry.get("status"))))


def _anime_id(entry: dict, media: dict) -> int | None:
    """The MyAnimeList id that the file gives, or that AniList's own id leads to."""
    anilist_id = read_id(media.get("id")) or read_id(entry.get("mediaId"))
    return read_id(media.get("idMal")) or (title_facts().of_anilist(anilist_id) if anilist_id else None)


def _mark(entry: dict, scale: Scale) -> Mark | None:
    if is_planned(text_of(entry.get("status"))):
        return "planned"
    score = 0.0 if entry.get("score") is None else read_number(entry["score"])
    if score is None or not 0 <= score <= scale.highest or (scale.worth and not float(score).is_integer()):
        return None
    return scale.rating(score) if score else "seen"


def _titles(media: dict) -> tuple[str, ...]:
    title = media.get("title")
    if isinstance(title, dict):
        named = [title.get(key) for key in ("romaji", "userPreferred", "english", "native")]
    else:
        named = [title]
    return tuple(dict.fromkeys(text for text in named if isinstance(text, str) and text.strip()))


def _scale(scores: list[float], declared: str | None, parsed: ParsedList) -> Scale:
    """The declared scale if every score fits it, otherwise the one the scores look like; the report says which."""
    highest = max(scores, default=0.0)
    if declared in SCALES and highest <= SCALES[declared].highest:
        parsed.notes.append(f"Scores are {SCALES[declared].words}, as the file says.")
        return SCALES[declared]
    scale = SCALES[_likely(scores, highest)]
    if scores:
        why = f"says {shown(declared, 20)}, which its scores exceed" if declared else "does not name its scale"
        parsed.notes.append(f"The file {why}; the highest score is {highest:g}, so they were read as {scale.words}.")
    return scale


def _likely(scores: list[float], highest: float) -> str:
    if highest > HIGHEST:
        return "POINT_100"
    if any(not float(score).is_integer() for score in scores):
        return "POINT_10_DECIMAL"
    if highest > 5 or not scores:
        return "POINT_10"
    return "POINT_5" if highest > 3 else "POINT_3"


def _declared(root: object) -> str | None:
    """The ``scoreFormat`` of the list's owner, wherever the query put it."""
    for holder in _holders(root):
        for user in (holder.get("user"), holder.get("User"), holder):
            options = user.get("mediaListOptions") if isinstance(user, dict) else None
            if isinstance(options, dict) and isinstance(options.get("scoreFormat"), str):
                return options["scoreFormat"]
    return None


def _holders(root: object) -> Iterator[dict]:
    """The objects that may hold lists or options: the root, its ``data`` and their ``MediaListCollection``."""
    for outer in (root, root.get("data") if isinstance(root, dict) else None):
        if isinstance(outer, dict):
            yield outer
            if isinstance(outer.get("MediaListCollection"), dict):
                yield outer["MediaListCollection"]


def _entries(root: object) -> Iterator[dict]:
    groups = root if isinstance(root, list) else [holder.get("lists") for holder in _holders(root)]
    yield from _flat(groups, depth=3)


def _flat(value: object, depth: int) -> Iterator[dict]:
    """Entries in lists of lists; a group is an object with ``entries``, an entry one with ``score`` or ``media``."""
    if isinstance(value, list) and depth:
        for part in value:
            yield from _flat(part, depth - 1)
    elif isinstance(value, dict) and isinstance(value.get("entries"), list):
        yield from (entry for entry in value["entries"] if isinstance(entry, dict))
    elif isinstance(value, dict) and ("score" in value or "media" in value):
        yield value


ANILIST = ListFormat(
    name=NAME, source="AniList (.json)", endings=("json",), recognises=is_foreign_json, read=read_anilist
)
