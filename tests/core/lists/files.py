"""Files of lists, a catalog that formats could trip over, and how a file is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import strategies as st

from core.data.catalog import Catalog
from core.errors import ListError
from core.lists import read_list
from core.profiles import Profile

DATA = Path(__file__).parents[2] / "data"
MB = 2**20

AWKWARD = Catalog(
    pd.DataFrame(
        {
            "title": [
                "=1+1",
                "+ plus",
                "-minus",
                "@at",
                "Twin",
                "Twin",
                "]]>",
                'a "b", c',
                "K-On!",
                "K-On!!",
                "\u0001",
                "",
            ],
            "genres": [("Drama",), ("Comedy",)] * 6,
            "type": ["TV"] * 12,
            "episodes": pd.array([12, None] * 6, dtype="Int64"),
            "mean_rating": [7.0] * 12,
            "members": [10] * 12,
        },
        index=pd.Index(range(1, 13), dtype="int32", name="anime_id"),
    )
)
"""Titles that a format could trip over: formulas, twins, CDATA's end, quotes, controls, none."""

RATINGS = st.floats(1, 10) | st.integers(1, 10)
NOT_WRITTEN: dict[str, frozenset] = dict.fromkeys(
    ("hidden", "liked_genres", "disliked_genres", "more_like", "less_like"), frozenset()
)
"""What other sites have no room for."""
IDS = st.sampled_from(range(1, 13))


def profiles(ratings: st.SearchStrategy = RATINGS) -> st.SearchStrategy[Profile]:
    return st.builds(
        Profile,
        ratings=st.dictionaries(IDS, ratings),
        not_seen=st.frozensets(IDS),
        seen=st.frozensets(IDS),
        hidden=st.frozensets(IDS),
        liked_genres=st.sampled_from([frozenset(), frozenset({"Drama"})]),
        disliked_genres=st.sampled_from([frozenset(), frozenset({"Comedy"})]),
        dropped=st.frozensets(IDS),
        watching=st.frozensets(IDS),
        planned=st.frozensets(IDS),
        more_like=st.frozensets(IDS),
        less_like=st.frozensets(IDS),
    ).filter(lambda profile: profile.answered or profile.seen)


def refusal(data: bytes, catalog: Catalog = AWKWARD, name: str = "list.txt") -> str:
    with pytest.raises(ListError) as caught:
        read_list(name, data, catalog)
    return str(caught.value)


def anilist(*scores: object, scale: str | None = None) -> bytes:
    entries = [{"score": score, "media": {"idMal": number}} for number, score in enumerate(scores, start=1)]
    user = {"mediaListOptions": {"scoreFormat": scale}} if scale else {}
    return json.dumps({"MediaListCollection": {"user": user, "lists": [{"entries": entries}]}}).encode()


def mal(*entries: str) -> bytes:
    return f"<myanimelist>{''.join(f'<anime>{entry}</anime>' for entry in entries)}</myanimelist>".encode()
