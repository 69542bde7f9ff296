"""One title of the list as a compact card, in HTML: what it is, why it is there, and what can be done from there.

All cards of a list go out as one element: each element of its own costs the server work at each answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from core.data.catalog import link
from core.data.titles import other_name, title_facts
from core.model.bundle import Bundle
from core.profiles import Profile
from core.recommend.explanations import Why
from core.recommend.recommender import Continuation, Recommendation
from ui.app import answers
from ui.app.tiles import tile
from ui.app.titles import brief, shorter
from ui.for_you.movement import NEW
from ui.for_you.sentences import because, named

LONGEST, LONGEST_OTHER = 60, 32
"""Letters of a card's title, and of its other name."""


def card(bundle: Bundle, place: int, found: Recommendation, why: Why, mark: str) -> str:
    """A title that is new to the person, at its place in the list; ``mark`` says how it moved."""
    profile, anime_id = answers.profile(), found.anime_id
    lines = [
        f"{_titled(bundle, found, f'{place} · ')}{_coloured(mark)}",
        f'<small class="quiet">{_known(bundle, anime_id)}</small>',
        because(bundle, profile, why.because),
        _remark(bundle, profile, found),
    ]
    actions = _wishes(profile, anime_id) + _MENU + (_WHY if why.reasons else "")
    whose = "You’d rate it" if profile.ratings else "Expected rating"
    return _card(bundle, anime_id, "", lines, f"{whose} <strong>{found.predicted:.1f}</strong>", actions)


def next_card(bundle: Bundle, part: Continuation) -> str:
    """What comes next in a series that the person liked."""
    found, profile = part.found, answers.profile()
    is_new_version = found.retells is not None and part.after == found.retells
    how = "" if is_new_version else f"Next after {named(bundle, part.after)}"
    lines = [_titled(bundle, found), how, _remark(bundle, profile, found)]
    foot = f'<span class="quiet">{escape(brief(bundle.catalog, found.anime_id))}</span>'
    return _card(bundle, found.anime_id, "small", lines, foot, _MENU)


def _card(bundle: Bundle, anime_id: int, size: str, lines: Sequence[str], foot: str, actions: str) -> str:
    """The lines that there are, and beneath them a paragraph that stands beside the card's actions."""
    words = f"<p>{'<br>'.join(filter(None, lines))}</p><p>{foot}</p>"
    return (
        f'<div class="card" data-id="{anime_id}">{tile(bundle, anime_id, size)}<div class="words">{words}</div>'
        f"{actions}</div>"
    )


def _titled(bundle: Bundle, found: Recommendation, before: str = "") -> str:
    title = escape(shorter(bundle.catalog.title(found.anime_id), LONGEST))
    address = escape(link(found.anime_id))
    return f'<strong>{before}<a href="{address}" target="_blank" rel="noopener noreferrer">{title}</a></strong>'


def _known(bundle: Bundle, anime_id: int) -> str:
    genres = ", ".join(bundle.catalog.entries[anime_id].genres[:3])
    other = shorter(other_name(bundle.catalog, title_facts(), anime_id), LONGEST_OTHER)
    return escape(" · ".join(filter(None, [other, brief(bundle.catalog, anime_id), genres])))


def _remark(bundle: Bundle, profile: Profile, found: Recommendation) -> str:
    """What else is to be said of it: that it tells a story again, that the person means to watch it."""
    again = f"Another telling of {named(bundle, found.retells)}" if found.retells is not None else ""
    planned = "You plan to watch it" if found.anime_id in profile.planned else ""
    wished = "You asked for more like it" if found.anime_id in profile.more_like else ""
    remarks = ". ".join(filter(None, [again, planned, wished]))
    return f"<small>{remarks}</small>" if remarks else ""


def _coloured(mark: str) -> str:
    if not mark:
        return ""
    moved = "new" if mark == NEW else "rose" if mark.startswith("▲") else "fell"
    return f' <small class="{moved}">{mark}</small>'


def _wishes(profile: Profile, anime_id: int) -> str:
    asked = anime_id in profile.more_like
    more = ("usual", "No more than usual like this") if asked else ("more", "More like this")
    return _action(*more, "thumb_up") + _action("less", "Less like this", "thumb_down")


def _action(act: str, name: str, icon: str, opens: str = "") -> str:
    """A button that is a sign, whose name is read aloud and shown on pointing."""
    state = f' aria-haspopup="{opens}" aria-expanded="false"' if opens else ""
    sign = f'<span class="icon" aria-hidden="true" translate="no">{icon}</span>'
    return f'<button type="button" data-act="{act}"{state}>{sign}<span class="name">{name}</span></button>'


_MENU = _action("menu", "Rate or hide", "more_horiz", opens="menu")
_WHY = _action("why", "Why this", "help", opens="dialog")
