"""What the Ratings page tells of a folder is that folder's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from core.data.catalog import Catalog
from core.data.mapped.convert import convert
from core.data.sources import keep
from tests.tribes import TwoTribes
from ui.ratings.summary import of_folder
from ui.ratings.tables import answers_compared, rows_as_loaded

TRIBES = TwoTribes(n_viewers=20, n_anime=6, unrated=0.2).loaded


def test_two_uploads_with_equal_ratings_and_file_names_keep_their_own_titles(tmp_path: Path):
    table = TRIBES.catalog.table
    others = Catalog(table.assign(title="Lute " + table["title"], mean_rating=2.0))
    for name, loaded in (("one", TRIBES), ("other", replace(TRIBES, catalog=others))):
        keep(replace(loaded, source="the upload of anime.csv and rating.csv"), tmp_path / name)
    one, other = tmp_path / "one", tmp_path / "other"
    assert of_folder(one, "drop").titles["title"].tolist() == table["title"].tolist()
    assert of_folder(other, "drop").titles["title"].tolist() == others.table["title"].tolist()
    assert set(rows_as_loaded(other)["Title"]) <= set(others.table["title"])
    effects = [answers_compared(folder)[1].set_index("Unrated rows")["mean"] for folder in (one, other)]
    assert effects[0]["Left out"] == effects[1]["Left out"]
    assert effects[0]["The anime's mean"] > effects[1]["The anime's mean"], "the site's means are 7 and 2"


def test_ratings_replaced_under_the_same_name_are_counted_anew(tmp_path: Path):
    keep(TRIBES, tmp_path / "mine")
    before = of_folder(tmp_path / "mine", "drop")
    keep(TwoTribes(n_viewers=30, n_anime=6).loaded, tmp_path / "mine")
    assert (before.viewers, of_folder(tmp_path / "mine", "drop").viewers) == (20, 30)


def test_converted_ratings_are_counted_as_the_files_they_come_from(tmp_path: Path):
    keep(TRIBES, tmp_path / "files")
    convert([tmp_path / "files"], tmp_path / "converted", None, lambda what, done, of: None)
    files, converted = (of_folder(tmp_path / name, "anime-mean") for name in ("files", "converted"))
    assert (converted.histogram, converted.source) == (files.histogram, "two tribes")
    assert converted.titles.equals(files.titles) and converted.cleaning.equals(files.cleaning)
