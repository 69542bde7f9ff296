"""Why a title is in the list, in one sentence of a fan's words, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from core.model.bundle import Bundle
from core.profiles import Profile
from ui.app.titles import shorter
from ui.for_you.rating_scale import word

LONGEST = 44
"""Letters of a title named in a sentence."""
SO_SO = "so-so"
TOGETHER = "Your answers together point here"


def because(bundle: Bundle, profile: Profile, anime_ids: Sequence[int]) -> str:
    """ "Because you loved <em>Hajime no Ippo</em>"; for two titles each with what was said of it."""
    if not anime_ids:
        return TOGETHER if profile.watched else ""
    said = [(_verb(profile, anime_id), named(bundle, anime_id)) for anime_id in anime_ids]
    (verb, first), *more = said
    rest = [f" and {title}" if other == verb else f" and {other} {title}" for other, title in more]
    return f"Because you {verb} {first}{''.join(rest)}"


def named(bundle: Bundle, anime_id: int) -> str:
    """A title in a sentence."""
    return f"<em>{escape(shorter(bundle.catalog.title(anime_id), LONGEST))}</em>"


def said_of(bundle: Bundle, profile: Profile, anime_id: int) -> str:
    """What the person said of a title, as the beginning of a sentence: "You loved <em>K-On!</em>"."""
    verb, title = _verb(profile, anime_id), named(bundle, anime_id)
    return f"You found {title} so-so" if verb == SO_SO else f"You {verb} {title}"


def _verb(profile: Profile, anime_id: int) -> str:
    if anime_id in profile.dropped:
        return "gave up"
    rating = profile.ratings.get(anime_id)
    return "have seen" if rating is None else word(rating).lower()
