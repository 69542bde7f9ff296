"""Rows of a rating file under the project's names and checked, whatever the file is and calls them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.kaggle_sets import RatingColumns
from core.data.ratings import HIGHEST, LOWEST, UNRATED
from core.errors import DataError


class ViewerNumbers:
    """Numbers for viewers who have names, from 1 on in the order in which they appear; names are never kept."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def of(self, names: pd.Series) -> NDArray[np.int32]:
        """The number of each name, shape ``(len(names),)``."""
        codes, each = pd.factorize(names)
        numbers = [self._numbers.setdefault(name, len(self._numbers) + 1) for name in each]
        return np.asarray(numbers, dtype=np.int32)[codes]


@dataclass(frozen=True)
class RowReader:
    """Makes tables with a file's own columns into rows as the project knows them."""

    name: str
    """What messages call the file."""
    columns: RatingColumns
    viewers: ViewerNumbers = field(default_factory=ViewerNumbers)
    place: str = "line"
    """What a row of the file is called: of a CSV file, whose header is line 1, or of a table."""

    def rows(self, table: pd.DataFrame) -> pd.DataFrame:
        """``user_id``, ``anime_id``, ``rating`` (float32, -1 or 1…10) and, where the file has it, ``status``.

        The index tells a row's number, from 0 on. Raises ``DataError`` for the first row that cannot be used.
        """
        table = self._renamed(table)
        self._check(table)
        rating = table["rating"].astype(np.float32)
        return table.assign(rating=rating.where(rating != self.columns.unrated, UNRATED))

    def _renamed(self, table: pd.DataFrame) -> pd.DataFrame:
        """The columns under the names of 2016, viewers who have names numbered."""
        columns = self.columns
        ours = {columns.viewer: "user_id", columns.anime: "anime_id", columns.rating: "rating"}
        if columns.status:
            ours[columns.status] = "status"
        table = table[list(columns.needed)].rename(columns=ours)
        if not columns.viewers_have_names:
            return table
        self._refuse(table, table["user_id"].to_numpy() == "", f"the column {columns.viewer} is empty")
        return table.assign(user_id=self.viewers.of(table["user_id"]))

    def _check(self, table: pd.DataFrame) -> None:
        rating, unrated = table["rating"].to_numpy(), self.columns.unrated
        bad = (rating != unrated) & ~((rating >= LOWEST) & (rating <= HIGHEST))
        if bad.any():
            allowed = f"{unrated} (watched, not rated) nor from {LOWEST} to {HIGHEST}"
            self._refuse(table, bad, f"the rating {rating[bad.argmax()]:g} is neither {allowed}")
        for column, called in (("user_id", self.columns.viewer), ("anime_id", self.columns.anime)):
            self._refuse(table, table[column].to_numpy() < 0, f"{called} is negative")

    def _refuse(self, table: pd.DataFrame, bad: NDArray[np.bool_], flaw: str) -> None:
        """Raise ``DataError`` where a row is bad, with the number of the first."""
        if bad.any():
            number = int(table.index[bad.argmax()]) + (2 if self.place == "line" else 1)
            raise DataError(f"{self.name}, {self.place} {number}: {flaw}. Correct or remove that {self.place}.")
