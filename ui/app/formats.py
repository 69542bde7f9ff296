"""Numbers, dates and names as people read them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from core.data.cleaning import CleaningStep
from core.model.architectures import ARCHITECTURES
from core.model.card import Card

KINDS = {kind: model.words.name for kind, model in ARCHITECTURES.items()}
"""The architectures in words."""

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&=])")
_LINKS = re.compile(r"(?<=:)(?=//|material/|streamlit:)|(?<=www)(?=\.)|(?<=@)(?=[-\w]+\.[-\w])", re.IGNORECASE)
"""Places in what the browser makes a link or a picture of, escaped or not."""
_LINE_ENDS = re.compile(r"\s*[\r\n]+\s*")
_JOINER = "\N{WORD JOINER}"
"""Takes no room and is no place to break a line."""


def plain(text: str) -> str:
    """The text as one line that Markdown shows letter by letter, whatever characters of its own are in there."""
    return _MARKUP.sub(r"\\\1", _LINKS.sub(_JOINER, _LINE_ENDS.sub(" ", text)))


def count(number: float) -> str:
    """A whole number with thousands set apart: ``506,786``."""
    return f"{round(number):,}"


def rating(value: float) -> str:
    """A rating or a mean of ratings on the scale of 1 to 10: ``7.63``, or a dash where there is none."""
    return "–" if value != value else f"{value:.2f}"


def measure(value: float) -> str:
    """A cosine or another measure, with a true minus sign: ``0.42``, ``−0.42``, or a dash where there is none."""
    return "–" if value != value else signed(value).removeprefix("+")


def tenths(value: float) -> str:
    """A predicted rating where space is short: ``7.6``."""
    return f"{value:.1f}"


def signed(value: float, digits: int = 2) -> str:
    """A difference that shows its direction, with a true minus sign: ``+0.42``, ``−0.42``, and ``0.00`` without."""
    text = f"{value:+.{digits}f}".replace("-", "−")
    return text if text.strip("+−0.") else text[1:]


def share(part: float, digits: int = 0) -> str:
    """A part of one as a percentage: ``0.104`` becomes ``10%``."""
    return f"{100 * part:.{digits}f}%"


def off_by(mae: float) -> str:
    """A mean absolute error in words: ``off by 0.84 points on average``."""
    return f"off by {mae:.2f} points on average"


def date(iso: str) -> str:
    """An ISO time as a date in words: ``24 November 2026``."""
    moment = datetime.fromisoformat(iso)
    return f"{moment.day} {moment:%B %Y}"


def listed(words: list[str] | tuple[str, ...]) -> str:
    """Words as a sentence lists them: ``Action, Drama and Sci-Fi``."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def model_kind(card: Card) -> str:
    """The architecture of a model in words: ``Dot product and biases, 50 factors``."""
    return f"{KINDS[card.architecture.kind]}, {card.architecture.n_factors} factors"


def report_table(steps: Sequence[CleaningStep]) -> pd.DataFrame:
    """What cleaning did, step by step, as a table with people's column names."""
    rows = {step.what: {"Rows": count(step.count), "Why": step.why} for step in steps}
    return pd.DataFrame.from_dict(rows, orient="index")
