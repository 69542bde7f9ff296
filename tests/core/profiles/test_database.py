"""What a database of profiles says when something is wrong with it, and how it lies on the disk."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from core.errors import ProfileError
from core.profiles import Profile, ProfileStore, database_url, move_profiles
from core.profiles.database.engine import engine_of
from core.profiles.database.failures import explain
from core.profiles.profile import to_document
from tests.core.profiles.conftest import Restart
from tests.core.profiles.databases import NO_LINK, OTHER, PASSWORD, PROFILE, engine, failure, run


def test_a_database_of_a_newer_app_is_left_alone(store: ProfileStore, url: str):
    token = store.create(PROFILE)
    run(url, "UPDATE schema_version SET version = 3")
    for action in (lambda: store.load(token), lambda: store.save(token, OTHER), lambda: store.create(OTHER)):
        assert "newer version" in failure(action)
    run(url, "UPDATE schema_version SET version = 2")
    assert store.load(token) == PROFILE


def test_profiles_of_the_first_version_open_as_before_and_can_be_shared(url: str, store: ProfileStore):
    key = "old-key_old-key_old-key_old-key_"
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir()
    run(url, "CREATE TABLE schema_version (version INTEGER PRIMARY KEY)")
    run(url, "INSERT INTO schema_version VALUES (1)")
    run(url, "CREATE TABLE profile (link_hash VARCHAR(64) PRIMARY KEY, document TEXT NOT NULL, saved DATE NOT NULL)")
    with engine(url).begin() as connection:
        row = {"hash": hashlib.sha256(key.encode()).hexdigest(), "document": to_document(PROFILE)}
        connection.execute(sa.text("INSERT INTO profile VALUES (:hash, :document, '2026-01-01')"), row)
    assert store.load(key) == PROFILE and store.read_key(key) is None
    with pytest.raises(ProfileError):
        store.shared(NO_LINK)
    assert store.save(key, OTHER) == OTHER, "tables of the first version are enough to save"
    read_key = store.share(key)
    assert (ProfileStore(url).shared(read_key), ProfileStore(url).load(key)) == (OTHER, OTHER)
    with engine(url).connect() as connection:
        assert connection.scalar(sa.text("SELECT version FROM schema_version")) == 2


def test_hashes_and_sealed_keys_fill_their_columns(store: ProfileStore, url: str):
    store.share(store.create(PROFILE))
    names = ("link_hash", "share_hash", "share_sealed")
    with engine(url).connect() as connection:
        kinds = {column["name"]: str(column["type"]) for column in sa.inspect(connection).get_columns("profile")}
        row = connection.execute(sa.text(f"SELECT {', '.join(names)} FROM profile")).one()
    assert [kinds[name] for name in names] == [f"VARCHAR({len(value)})" for value in row]


def test_profiles_are_found_by_the_day_they_were_saved_and_each_has_a_document(store: ProfileStore, url: str):
    store.create(PROFILE)
    with engine(url).connect() as connection:
        tables = sa.inspect(connection)
        indexed = {tuple(index["column_names"]): bool(index["unique"]) for index in tables.get_indexes("profile")}
        optional = {column["name"] for column in tables.get_columns("profile") if column["nullable"]}
    assert indexed == {("saved",): False, ("share_hash",): True}
    assert optional == {"share_hash", "share_sealed"}


def test_many_servers_that_start_at_once_bring_the_tables_up_to_date_once(url: str):
    keys = [ProfileStore(url).create(PROFILE) for _ in range(6)]
    run(url, "DROP INDEX ix_profile_share_hash")
    for column in ("share_hash", "share_sealed"):
        run(url, f"ALTER TABLE profile DROP COLUMN {column}")
    run(url, "UPDATE schema_version SET version = 1")
    with ThreadPoolExecutor(6) as pool:
        read_keys = list(pool.map(lambda key: ProfileStore(url).share(key), keys))
    assert [ProfileStore(url).shared(read_key) for read_key in read_keys] == [PROFILE] * 6


@pytest.mark.slow
def test_a_frozen_postgresql_is_not_waited_for(new_postgresql: str, frozen: Callable[[], None]):
    """The server's side of the connection is stopped: it takes what is sent and says nothing."""
    store = ProfileStore(new_postgresql, timeout_s=1)
    key = store.create(PROFILE)
    frozen()
    for action in (lambda: store.load(key), lambda: store.save(key, OTHER)):
        assert "cannot be reached" in failure(action)


@pytest.mark.slow
def test_a_postgresql_that_goes_and_comes_back_has_what_it_had(new_postgresql: str, restart: Restart):
    """It ends as in a power cut; whoever asks meanwhile is told, and needs no new start afterwards."""
    store = ProfileStore(new_postgresql, timeout_s=1)
    key = store.create(PROFILE)
    with restart():
        for action in (lambda: store.load(key), lambda: store.save(key, OTHER), lambda: store.create(OTHER)):
            assert "cannot be reached" in failure(action)
    assert store.load(key) == PROFILE
    assert store.save(key, OTHER) == store.load(key)


def test_a_locked_database_says_that_it_is_busy(url: str):
    token = ProfileStore(url).create(PROFILE)
    lock = "BEGIN EXCLUSIVE" if url.startswith("sqlite") else "LOCK TABLE profile"
    with engine(url).connect() as connection:
        connection.exec_driver_sql(lock)
        assert "busy" in failure(lambda: ProfileStore(url, timeout_s=0.2).save(token, OTHER))
        connection.rollback()
    assert ProfileStore(url).load(token) == PROFILE


def test_a_postgresql_that_may_not_write_says_so(new_postgresql: str):
    store = ProfileStore(new_postgresql)
    token = store.create(PROFILE)
    run(new_postgresql, "ALTER DATABASE profiles SET default_transaction_read_only = on")
    store = ProfileStore(new_postgresql)
    assert "cannot be opened or written" in failure(lambda: store.save(token, OTHER))
    assert store.load(token) == PROFILE


def test_a_postgresql_that_is_away_or_refuses_says_so(new_postgresql: str, tmp_path: Path):
    away = sa.make_url(new_postgresql).update_query_dict({"host": str(tmp_path)})
    for url in (away.render_as_string(hide_password=False), "postgresql://127.0.0.1:1/profiles"):
        assert "cannot be reached" in failure(lambda url=url: ProfileStore(url, timeout_s=1).load(NO_LINK))
    missing = new_postgresql.replace("?", "_missing?")
    assert "cannot be reached" in failure(lambda: ProfileStore(missing).create(PROFILE))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (psycopg.errors.DiskFull, "full"),
        (psycopg.errors.TooManyConnections, "busy"),
        (psycopg.errors.DataCorrupted, "log"),
    ],
)
def test_what_a_test_cannot_provoke_in_postgresql_has_its_sentence(error: type[psycopg.Error], words: str):
    code, sentence = explain(DBAPIError("INSERT", None, error("the text of the server")))
    assert words in sentence and code == error.sqlstate


def test_a_connection_that_breaks_is_renewed(new_postgresql: str):
    store = ProfileStore(new_postgresql)
    token = store.create(PROFILE)
    run(
        new_postgresql,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    assert store.load(token) == PROFILE


def test_the_short_scheme_of_hosting_services_is_understood(new_postgresql: str):
    store = ProfileStore(new_postgresql.replace("postgresql:", "postgres:", 1))
    assert store.load(store.create(PROFILE)) == PROFILE


@pytest.mark.parametrize(
    ("pragma", "words"),
    [
        ("PRAGMA query_only = ON", "cannot be opened or written"),
        ("PRAGMA max_page_count = 1", "disk of the profile database is full"),
    ],
)
def test_a_disk_that_takes_no_more_keeps_what_it_has(new_sqlite: str, every_connection, pragma: str, words: str):
    token = ProfileStore(new_sqlite).create(PROFILE)
    every_connection(pragma)
    store = ProfileStore(new_sqlite)
    large = Profile(dict.fromkeys(range(1, 5_000), 7))
    assert words in failure(lambda: store.save(token, large))
    assert words in failure(lambda: store.create(large))
    assert store.load(token) == PROFILE


def test_a_limit_on_file_size_reads_as_a_full_disk(new_sqlite: str, root: Path):
    token = ProfileStore(new_sqlite).create(PROFILE)
    script = (
        "import resource, sys\n"
        "from core.profiles import Profile, ProfileStore\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))\n"
        "try:\n"
        "    ProfileStore(sys.argv[1]).save(sys.argv[2], Profile(dict.fromkeys(range(1, 9_000), 7)))\n"
        "except Exception as error:\n"
        "    print(type(error).__name__, error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, new_sqlite, token], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("StorageError The disk of the profile database is full or failing")
    assert ProfileStore(new_sqlite).load(token) == PROFILE


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path):
    file = tmp_path / "profiles.sqlite"
    file.write_bytes(b"my diary, which is not a database" * 50)
    store = ProfileStore(f"sqlite:///{file}")
    assert "not a database of profiles" in failure(lambda: store.create(PROFILE))
    assert "not a database of profiles" in failure(lambda: store.load(NO_LINK))
    assert file.read_bytes() == b"my diary, which is not a database" * 50


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path):
    (tmp_path / "data").write_text("a file in the way")
    assert "cannot be opened or written" in failure(
        lambda: ProfileStore(f"sqlite:///{tmp_path}/data/p.sqlite").create(PROFILE)
    )
    assert "cannot be opened or written" in failure(lambda: ProfileStore(f"sqlite:///{tmp_path}").create(PROFILE))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "mysql://me:open-sesame@host/db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file.sqlite?colour=red",
        "postgresql://host:port/x",
    ],
)
def test_a_url_of_no_database_is_refused_without_repeating_it(url: str):
    message = failure(lambda: ProfileStore(url).load(NO_LINK))
    assert "sqlite:///FILE or postgresql://" in message and PASSWORD not in message


# --- at rest ---


def test_nothing_is_written_before_the_first_save_and_then_for_the_owner_alone(new_sqlite: str):
    store = ProfileStore(new_sqlite)
    file = Path(new_sqlite.removeprefix("sqlite:///"))
    for use in (store.load, store.delete):
        with pytest.raises(ProfileError):
            use(NO_LINK)
    assert not file.parent.exists()
    store.create(PROFILE)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_taken_away_while_the_server_runs_is_made_anew(new_sqlite: str):
    store = ProfileStore(new_sqlite)
    token = store.create(PROFILE)
    shutil.rmtree(Path(new_sqlite.removeprefix("sqlite:///")).parent)
    with pytest.raises(ProfileError):
        store.load(token)
    assert ProfileStore(new_sqlite).load(store.create(OTHER)) == OTHER


def test_the_database_is_chosen_by_one_variable(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("ANIME_EXPLORER_DATABASE_URL", raising=False)
    assert database_url(Path("/srv")) == "sqlite:////srv/profiles.sqlite"
    monkeypatch.setenv("ANIME_EXPLORER_DATABASE_URL", " postgresql:///anime ")
    assert database_url(Path("/srv")) == "postgresql:///anime"


def test_profiles_kept_among_the_ratings_are_moved_once_and_open_as_before(tmp_path: Path):
    old, new = tmp_path / "data", tmp_path / "profiles"
    token = ProfileStore(database_url(old)).create(PROFILE)
    (old / "profiles.sqlite-wal").touch()
    move_profiles(old, new)
    assert sorted(path.name for path in old.iterdir()) == []
    assert ProfileStore(database_url(new)).load(token) == PROFILE
    other = ProfileStore(database_url(old)).create(OTHER)
    move_profiles(old, new)
    assert ProfileStore(database_url(new)).load(token) == PROFILE, "profiles that are there are not replaced"
    assert ProfileStore(database_url(old)).load(other) == OTHER


@pytest.mark.parametrize("is_there", [False, True])
def test_the_folder_of_profiles_may_be_there_and_is_else_made_for_its_owner_alone(tmp_path: Path, is_there: bool):
    old, new = tmp_path / "data", tmp_path / "kept" / "profiles"
    token = ProfileStore(database_url(old)).create(PROFILE)
    if is_there:
        new.mkdir(parents=True)
    move_profiles(old, new)
    assert ProfileStore(database_url(new)).load(token) == PROFILE
    assert is_there or new.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("what", ["nothing", "a folder", "another file"])
def test_what_is_no_database_of_profiles_is_not_moved(tmp_path: Path, what: str):
    place = tmp_path / "data" / "profiles.sqlite"
    place.parent.mkdir()
    if what == "a folder":
        place.mkdir()
    elif what == "another file":
        place.write_text("user_id,anime_id,rating")
    move_profiles(tmp_path / "data", tmp_path / "profiles")
    assert not (tmp_path / "profiles").exists()


def test_a_server_that_keeps_no_profile_never_imports_sqlalchemy(root: Path):
    script = (
        "import sys, core.lists; from core.profiles import ProfileStore; "
        "ProfileStore('sqlite:///x'); print('sqlalchemy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_an_engine_is_as_patient_as_it_is_told_and_writes_nothing_into_logs(url: str, store: ProfileStore):
    """SQLite waits for a lock; of PostgreSQL each of two waits has half of the time, the server four fifths of that."""
    store.create(PROFILE)
    made = engine_of(url, 10)
    assert made.hide_parameters
    with made.begin() as connection:
        if url.startswith("sqlite"):
            said = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in SQLITE]
            assert dict(zip(SQLITE, said, strict=True)) == SQLITE
        else:
            assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "4s"
    made.dispose()


SQLITE = {"secure_delete": 1, "synchronous": 1, "journal_mode": "wal", "busy_timeout": 10_000}
