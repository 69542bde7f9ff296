"""How much one member may keep, and what somebody may delete."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.data.sources import LoadedRatings
from core.errors import AccessError, AnimeExplorerError, StorageError
from core.model.bundle import Bundle, save_bundle
from core.runs.folder import RunFolder
from core.runs.state import read_run
from ui.app import kept_models, kept_ratings, library, quotas
from ui.app.access import Access, Person
from ui.app.ownership import Note, note_of, put_note
from ui.app.permissions import Permissions
from ui.app.quotas import Quotas
from ui.app.uploads import HOUR, Allowance, Allowances

PAUL = Person("paul's", frozenset({"paul"}), "paul")
OLGA = Person("olga's", frozenset({"olga"}), "olga")
PUBLIC = Access("public", frozenset({"olga"}), frozenset({"paul"}), can_sign_in=True)


@pytest.fixture
def signed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts somebody in front of the screen of a public server with these quotas, which keeps all in a fresh folder."""
    for name in ("MODELS", "RUNS", "DATA"):
        monkeypatch.setattr(library, name, tmp_path / name.lower())

    def put(person: Person | None, **limits: int) -> None:
        for module in (quotas, kept_ratings, kept_models):
            monkeypatch.setattr(module, "permissions", lambda: Permissions(PUBLIC, person))
        monkeypatch.setattr(quotas, "settings", lambda: {"quotas": limits})

    return put


@pytest.fixture
def loaded(tiny_ratings, tiny_catalog) -> LoadedRatings:
    return LoadedRatings(tiny_ratings, tiny_catalog, source="three people")


def test_a_member_keeps_so_many_ratings_until_one_is_deleted(signed_in, loaded):
    signed_in(PAUL, ratings=2)
    kept_ratings.keep_ratings(loaded, "One")
    kept_ratings.keep_ratings(loaded, "Two")
    with pytest.raises(AccessError, match=r"as many sets of ratings as one person may here \(2\)"):
        kept_ratings.keep_ratings(loaded, "Three")
    kept_ratings.delete_ratings("One")
    kept_ratings.keep_ratings(loaded, "Three")
    assert set(kept_ratings.rating_folders()) == {"Two", "Three"}


def test_no_ratings_are_kept_where_there_is_no_room_and_owners_have_no_limits(signed_in, loaded):
    signed_in(PAUL, data_mb=0)
    with pytest.raises(AccessError, match="There is no room for more ratings"):
        kept_ratings.keep_ratings(loaded, "One")
    signed_in(OLGA, data_mb=0, ratings=0)
    kept_ratings.keep_ratings(loaded, "One")


def test_strangers_keep_nothing(signed_in, loaded):
    signed_in(None)
    with pytest.raises(AccessError, match="Bringing ratings is for people"):
        kept_ratings.keep_ratings(loaded, "One")
    assert not (library.DATA / "One").exists()


def test_ratings_are_deleted_shared_and_replaced_by_who_brought_them_and_the_owner_alone(signed_in, loaded):
    signed_in(OLGA)
    kept_ratings.keep_ratings(loaded, "Hers")
    signed_in(PAUL)
    for attempt in (
        lambda: kept_ratings.delete_ratings("Hers"),
        lambda: kept_ratings.share("Hers", with_everybody=True),
        lambda: kept_ratings.keep_ratings(loaded, "Hers"),
        lambda: kept_ratings.delete_ratings("../data/Hers"),
    ):
        with pytest.raises(AnimeExplorerError):
            attempt()
    kept_ratings.keep_ratings(loaded, "His")
    kept_ratings.share("His", with_everybody=True)
    signed_in(None)
    assert list(kept_ratings.rating_folders()) == ["His"]
    signed_in(OLGA)
    kept_ratings.delete_ratings("His")
    assert note_of("data", "His") == Note()


def test_a_folder_that_holds_other_things_too_is_not_deleted(signed_in, loaded):
    signed_in(OLGA)
    kept_ratings.keep_ratings(loaded, "Hers")
    (library.DATA / "Hers" / "thesis.doc").touch()
    with pytest.raises(StorageError, match="is left as it is: it holds other things too"):
        kept_ratings.delete_ratings("Hers")
    assert (library.DATA / "Hers" / "rating.csv").is_file()


def test_a_member_has_so_many_models_and_deletes_their_own_alone(signed_in, tiny_bundle: Bundle):
    signed_in(PAUL, models=1)
    for name, by in (("mine-1", "paul's"), ("hers", "olga's"), ("dot-bias", "paul's")):
        save_bundle(tiny_bundle, library.MODELS / name)
        put_note("models", name, Note(by))
    put_note("models", "dot-bias", Note())
    quotas.check_training("mine-1")
    with pytest.raises(AccessError, match=r"as many models as one person may here \(1\)"):
        quotas.check_training("mine-2")
    for name in ("hers", "dot-bias", "nothing"):
        with pytest.raises(AccessError, match="that is yours"):
            kept_models.delete_model(name)
    kept_models.delete_model("mine-1")
    quotas.check_training("mine-2")
    assert sorted(folder.name for folder in library.MODELS.iterdir()) == ["dot-bias", "hers"]


def test_trainings_of_the_last_hour_count_and_earlier_ones_do_not(signed_in):
    signed_in(PAUL, trainings_an_hour=2)
    for minutes in (5, 30, 65):
        name = (datetime.now(UTC) - timedelta(minutes=minutes)).strftime("%Y%m%d-%H%M%S-000000")
        RunFolder(library.RUNS / name).make()
        put_note("runs", name, Note("paul's"))
    with pytest.raises(AccessError, match="You started 2 trainings within the hour"):
        quotas.check_training("mine-1")
    signed_in(PAUL, trainings_an_hour=3)
    quotas.check_training("mine-1")


def test_a_run_is_deleted_by_who_started_it(signed_in):
    folder = RunFolder(library.RUNS / "20260101-000000-000000")
    folder.make()
    put_note("runs", folder.name, Note("olga's"))
    run = read_run(folder)
    signed_in(PAUL)
    with pytest.raises(AccessError, match="not yours"):
        kept_models.delete_run(run)
    signed_in(OLGA)
    kept_models.delete_run(run)
    assert not folder.path.exists()


@pytest.mark.parametrize("written", [[], {"ratings": -1}, {"ratings": True}, {"ratings": 1.5}, {"rating": 1}, "5"])
def test_quotas_that_cannot_be_read_are_told(written: object):
    with pytest.raises(AccessError, match="quota"):
        Quotas.read(written)


def test_files_of_an_hour_are_counted_for_each_person_apart():
    allowances, paul, eve = Allowances(), Allowance(who="paul", an_hour=2), Allowance(who="eve", an_hour=2)
    assert [allowances.count(paul, now) for now in (0.0, 1.0, 2.0, HOUR - 1, HOUR, HOUR)] == [
        *(True, True, False),
        *(False, True, False),
    ]
    assert allowances.count(eve, 2.0)
    assert all(allowances.count(Allowance(), 0.0) for _ in range(100))
