"""The public sets of anime ratings that are read as they come: what their files and their columns are called.

All three come from MyAnimeList, so an anime has the same id in each. A set is known by the names in its headers.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from core.data.ratings import UNRATED

WATCHING, DROPPED, PLANNED = 1, 4, 6
"""What MyAnimeList writes for the status of a title on a list; 2 is completed and 3 on hold."""


@dataclass(frozen=True)
class RatingColumns:
    """What a file of ratings calls its columns."""

    viewer: str = "user_id"
    anime: str = "anime_id"
    rating: str = "rating"
    status: str | None = None
    """Whether the title was completed, dropped, only planned and so on, where the file says so."""
    unrated: int = UNRATED
    """What stands in place of a rating for watched, but not rated."""
    viewers_have_names: bool = False
    """Whether viewers are told apart by names, which are numbered and never kept."""

    @property
    def needed(self) -> tuple[str, ...]:
        return (self.viewer, self.anime, self.rating, *([self.status] if self.status else ()))


@dataclass(frozen=True)
class AnimeColumns:
    """What a file of anime calls its columns."""

    anime_id: str = "anime_id"
    title: str = "name"
    genres: str = "genre"
    type: str = "type"
    episodes: str = "episodes"
    mean_rating: str = "rating"
    members: str = "members"
    english: str | None = None
    """The English title and the text that the year of the first broadcast stands in, where the file has them."""
    japanese: str | None = None
    aired: str | None = None
    nought_is_unknown: bool = False
    """Whether 0 episodes and a mean rating of 0 mean that they are not known."""

    @property
    def needed(self) -> tuple[str, ...]:
        return (self.anime_id, self.title, self.genres, self.type, self.episodes, self.mean_rating, self.members)

    @property
    def further(self) -> tuple[str, ...]:
        """Columns that only names and years are read from; ratings are read without them."""
        return tuple(column for column in (self.english, self.japanese, self.aired) if column)


@dataclass(frozen=True)
class KaggleSet:
    """One of the sets."""

    handle: str
    """Its name at Kaggle."""
    anime_file: str
    rating_file: str
    anime: AnimeColumns
    ratings: RatingColumns

    @property
    def files(self) -> tuple[str, str]:
        return self.anime_file, self.rating_file


SETS = {
    2016: KaggleSet(
        "CooperUnion/anime-recommendations-database", "anime.csv", "rating.csv", AnimeColumns(), RatingColumns()
    ),
    2018: KaggleSet(
        "azathoth42/myanimelist",
        "AnimeList.csv",
        "UserAnimeList.csv",
        AnimeColumns(
            title="title",
            mean_rating="score",
            english="title_english",
            japanese="title_japanese",
            aired="aired_string",
            nought_is_unknown=True,
        ),
        RatingColumns("username", rating="my_score", status="my_status", unrated=0, viewers_have_names=True),
    ),
    2020: KaggleSet(
        "hernan4444/anime-recommendation-database-2020",
        "anime.csv",
        "animelist.csv",
        AnimeColumns(
            *("MAL_ID", "Name", "Genres", "Type", "Episodes", "Score", "Members"),
            english="English name",
            japanese="Japanese name",
            aired="Aired",
        ),
        RatingColumns(status="watching_status", unrated=0),
    ),
}
"""By the year that their lists were read in."""

Columns = TypeVar("Columns", AnimeColumns, RatingColumns)


def anime_columns(header: Collection[str]) -> AnimeColumns:
    """The columns of the set whose names are all in the header, or those of 2016."""
    return _known(header, [each.anime for each in SETS.values()])


def rating_columns(header: Collection[str]) -> RatingColumns:
    """The columns of the set whose names are all in the header, or those of 2016."""
    return _known(header, [each.ratings for each in SETS.values()])


def _known(header: Collection[str], all_columns: Sequence[Columns]) -> Columns:
    """Those that say most come first, since the ratings of 2020 have all columns of those of 2016."""
    found = [columns for columns in all_columns if {*columns.needed} <= {*header}]
    return max(found, key=lambda columns: len(columns.needed), default=all_columns[0])


def files_among(names: Collection[str]) -> tuple[str, str] | None:
    """The files of anime and of ratings of a set that has both among these names; none where there is no such set."""
    return next((each.files for each in SETS.values() if {*each.files} <= {*names}), None)


def is_catalog(name: str, start: bytes) -> bool:
    """Whether a file is one of anime, and not of ratings, by its header; by its name where the header tells nothing."""
    header = start.split(b"\n")[0].lower()
    if any(word in header for word in (b"members", b"user_id", b"username")):
        return b"members" in header
    return "anime" in name.lower() and "rating" not in name.lower()
