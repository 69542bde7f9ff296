"""One spelling for the many ways to write a title: what search compares."""

from __future__ import annotations

import html
import re

from core.data.catalog import without_accents

LONGEST = 300
"""Letters of a text that are looked at; no title is longer."""

_SAID = str.maketrans({"×": " x ", "&": " and ", "µ": "u", "ø": "o", "'": "", "’": "", "‘": "", "`": "", "´": ""})
_BREAK = re.compile(r"[\W_]+")
_LONG_VOWELS = re.compile(r"(?<=o)[ou]|(?<=u)u")
_WAYS = (
    "s1 1st first",
    "s2 ii 2nd second two",
    "s3 iii 3rd third three",
    "s4 iv 4th fourth four",
    "s5 5th fifth five",
    "s6 vi 6th sixth six",
    "s7 vii 7th seventh seven",
)
"""Ways to write a number, from 1 on; not "one", which is a word of too many names."""
_NUMBERS = {way: str(number) for number, ways in enumerate(_WAYS, start=1) for way in ways.split()}


def words(text: str) -> list[str]:
    """The words of a text in one spelling.

    Lower case, without accents and punctuation; a number is a number however it is written (II, 2nd, second, S2), and a
    long vowel is short, so that "Shoujo", "Shōjo" and "Shojo" are one word.
    """
    plain = without_accents(html.unescape(text[:LONGEST]).translate(_SAID))
    return [_one_spelling(word) for word in _BREAK.sub(" ", plain).split()]


def _one_spelling(word: str) -> str:
    return "o" if word == "wo" else _NUMBERS.get(word) or _LONG_VOWELS.sub("", word)
