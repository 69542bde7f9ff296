"""Profiles to keep, and ways to look at and into the database that keeps them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.errors import StorageError
from core.profiles import Profile

PROFILE = Profile(
    {10: 8, 20: 7.5},
    not_seen={30},
    seen={40},
    hidden={50},
    liked_genres={"Mystery"},
    disliked_genres={"Harem"},
)
OTHER = Profile({10: 1}, liked_genres={"Drama"})
NO_LINK = "A" * 32
PASSWORD = "open-sesame"


def engine(url: str) -> sa.Engine:
    return sa.create_engine(url, poolclass=sa.NullPool)


def run(url: str, statement: str) -> None:
    with engine(url).begin() as connection:
        connection.execute(sa.text(statement))


def raw_files(url: str) -> bytes:
    folder = Path(url.removeprefix("sqlite:///")).parent
    return b"".join(path.read_bytes() for path in folder.iterdir())


def failure(action: Callable[[], object]) -> str:
    with pytest.raises(StorageError) as caught:
        action()
    return str(caught.value)
