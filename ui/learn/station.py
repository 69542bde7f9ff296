"""What a station of the course is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Station:
    """One screen of the course: a question, something to touch, a sentence to remember, and the code that does it."""

    slug: str
    """What it is called in links."""
    name: str
    """What it is called in the contents and on the way to it."""
    chapter: str
    """The heading of the article it belongs to."""
    question: str
    text: str
    """Markdown."""
    remember: str
    code: str
    """A box of the course's notebook: it goes on from the boxes of the stations before."""
    prints: str
    """What the box prints, or its last lines."""
    draw: Callable[[], None]
    """Draws what there is to touch."""
