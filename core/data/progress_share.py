"""How work that takes long tells how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

Tell = Callable[[float], None]
"""Is told which share of some work is done, 0…1 and never less than before."""


def nobody(share: float) -> None:
    """Whom to tell where nobody asks."""


def part(tell: Tell, start: float, end: float) -> Tell:
    """Whom a part of the work tells, which makes ``start`` to ``end`` of the whole."""
    return lambda share: tell(start + (end - start) * share)


def one_by_one(things: Sequence[T], tell: Tell, every: int = 50) -> Iterator[T]:
    """The things in order; after so many of them, and after the last, it is told which share of them is done."""
    for number, thing in enumerate(things, start=1):
        yield thing
        if number % every == 0 or number == len(things):
            tell(number / len(things))
