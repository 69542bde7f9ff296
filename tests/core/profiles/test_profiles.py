"""Profiles kept for real in SQLite and PostgreSQL: kept whole, found by their link alone, deleted for good."""

from __future__ import annotations

import glob
import hashlib
import itertools
import logging
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import numpy as np
import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import AnimeExplorerError, ProfileError, StorageError
from core.profiles import Profile, ProfileStore, database_url
from core.profiles.database import explain

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


def as_postgres(command: list[str]) -> None:
    """Run PostgreSQL's own program, as its own user where this is root, whom it refuses."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    subprocess.run([*prefix, *command], check=True, capture_output=True, cwd="/")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """URL of a throw-away PostgreSQL cluster, with ``{}`` for the database; needs the Debian package postgresql."""
    found = shutil.which("pg_ctl") or max(glob.glob("/usr/lib/postgresql/*/bin/pg_ctl"), default=None)
    if found is None:
        absent = "PostgreSQL is not installed (Debian package postgresql)"
        pytest.fail(absent) if os.environ.get("CI") else pytest.skip(absent)
    programs = Path(found).resolve().parent
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        control = [str(programs / "pg_ctl"), "-D", f"{folder}/data", "-w"]
        as_postgres([str(programs / "initdb"), "-D", f"{folder}/data", "-U", "postgres", "-A", "trust", "--no-sync"])
        settings_ = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        as_postgres([*control, "-l", f"{folder}/log", "-o", settings_, "start"])
        try:
            yield f"postgresql://postgres:{PASSWORD}@/{{}}?host={folder}"
        finally:
            as_postgres([*control, "-m", "immediate", "stop"])


@pytest.fixture
def new_postgresql(postgresql: str) -> str:
    """URL of an empty PostgreSQL database."""
    with psycopg.connect(postgresql.format("postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'profiles'").fetchone():
            connection.execute("CREATE DATABASE profiles")
        connection.execute("ALTER DATABASE profiles RESET ALL")
    run(postgresql.format("profiles"), "DROP SCHEMA public CASCADE")
    run(postgresql.format("profiles"), "CREATE SCHEMA public")
    return postgresql.format("profiles")


@pytest.fixture
def new_sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/profiles.sqlite"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind."""
    return request.getfixturevalue(f"new_{request.param}")


@pytest.fixture
def store(url: str) -> ProfileStore:
    return ProfileStore(url)


@pytest.fixture
def every_connection() -> Iterator[Callable[[str], None]]:
    """Runs an SQL statement on every new SQLite connection, as a full or read-only disk would affect each."""
    listeners = []

    def run_on_connect(statement: str) -> None:
        def listener(connection: sqlite3.Connection, _: object) -> None:
            connection.execute(statement)

        sa.event.listen(sa.Engine, "connect", listener)
        listeners.append(listener)

    yield run_on_connect
    for listener in listeners:
        sa.event.remove(sa.Engine, "connect", listener)


def engine(url: str) -> sa.Engine:
    return sa.create_engine(url, poolclass=sa.NullPool)


def run(url: str, statement: str) -> None:
    with engine(url).begin() as connection:
        connection.execute(sa.text(statement))


def raw_files(url: str) -> bytes:
    folder = Path(url.removeprefix("sqlite:///")).parent
    return b"".join(path.read_bytes() for path in folder.iterdir())


# --- kept whole ---


def test_a_profile_comes_back_as_it_was_saved(store: ProfileStore):
    token, other = store.create(PROFILE), store.create(OTHER)
    assert (store.load(token), store.load(other)) == (PROFILE, OTHER)
    store.save(token, OTHER)
    assert store.load(token) == OTHER


@given(
    st.builds(
        Profile,
        ratings=st.dictionaries(st.integers(1, 2**31 - 1), st.floats(1, 10)),
        not_seen=st.frozensets(st.integers(1, 2**31 - 1)),
        seen=st.frozensets(st.integers(1, 2**31 - 1)),
        liked_genres=st.frozensets(st.text()),
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_profile_survives_either_database(store: ProfileStore, profile: Profile):
    assert store.load(store.create(profile)) == profile


def test_another_server_finds_the_profile(url: str):
    token = ProfileStore(url).create(PROFILE)
    assert ProfileStore(url).load(f" {token}\n") == PROFILE


def test_numbers_of_numpy_are_kept_as_plain_ones(store: ProfileStore):
    profile = Profile({np.int32(10): np.float32(8)}, seen={np.int64(20)})  # ty: ignore[invalid-argument-type]
    assert store.load(store.create(profile)) == Profile({10: 8}, seen={20})


@pytest.mark.parametrize("rating", [0, 11, float("nan"), "loved", "not seen"])
def test_a_rating_outside_the_scale_is_a_mistake_of_the_program(rating):
    with pytest.raises(ValueError):
        Profile({10: rating})


def test_joining_takes_the_others_word_but_keeps_ratings_of_what_it_only_saw():
    mine = Profile({10: 8, 30: 5}, not_seen={20}, liked_genres={"Drama"}, disliked_genres={"Action"})
    brought = Profile({30: 6}, seen={10, 20}, hidden={40}, disliked_genres={"Drama"})
    assert mine.joined(brought) == Profile({10: 8, 30: 6}, seen={20}, hidden={40}, disliked_genres={"Drama", "Action"})


# --- found by its link alone ---


@pytest.mark.parametrize("use", ["load", "save", "delete"])
def test_a_link_that_opens_nothing_gets_a_sentence(store: ProfileStore, use: str):
    rest = [PROFILE] if use == "save" else []
    links = [NO_LINK, "", "short", "ü" * 32, "a" * 31 + "'", "A" * 10_000, "\0" * 32]

    def all_are_refused() -> None:
        for link in links:
            with pytest.raises(ProfileError, match=r"^(No profile belongs|This link is not whole)"):
                getattr(store, use)(link, *rest)

    all_are_refused()
    links.append(store.create(OTHER)[:-1])
    all_are_refused()


def test_links_are_long_random_and_stored_only_as_their_hash(url: str):
    store = ProfileStore(url)
    tokens = {store.create(PROFILE) for _ in range(5)}
    with engine(url).connect() as connection:
        rows = connection.execute(sa.text("SELECT * FROM profile")).all()
    assert len(tokens) == 5 and {len(token) for token in tokens} == {24 * 8 / 6}
    assert {row.link_hash for row in rows} == {hashlib.sha256(token.encode()).hexdigest() for token in tokens}
    assert not [token for token in tokens if token in repr(rows)]


def test_neither_logs_nor_errors_nor_reprs_tell_a_link_an_answer_or_a_password(
    url: str, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    store = ProfileStore(url)
    token = store.create(PROFILE)
    told = [repr(store), repr(vars(store)["_database"])]

    def provoke(action: Callable[[], object]) -> None:
        try:
            action()
        except AnimeExplorerError as error:
            told.extend([repr(error), *traceback.format_exception(error)])
            told.extend([repr(error.__context__), *traceback.format_exception(error.__context__ or error)])

    run(url, "ALTER TABLE profile RENAME TO gone")
    for action in (store.load, store.delete, lambda token: store.save(token, PROFILE), lambda _: store.create(PROFILE)):
        provoke(lambda action=action: action(token))
    run(url, "ALTER TABLE gone RENAME TO profile")
    store.delete(token)
    provoke(lambda: store.load(token))
    provoke(lambda: store.load(token[:-1]))
    told.extend(record.getMessage() for record in caplog.records)
    assert len(told) > 20
    secret = [token, token[:-1], hashlib.sha256(token.encode()).hexdigest(), "Mystery", "7.5", PASSWORD]
    assert not [word for word in secret if word in "\n".join(told)]


# --- deleted for good ---


def test_a_deleted_profile_is_gone_and_does_not_come_back(url: str):
    store = ProfileStore(url)
    token, other = store.create(PROFILE), store.create(OTHER)
    store.delete(token)
    for use in (store.load, store.delete, lambda token: store.save(token, PROFILE)):
        with pytest.raises(ProfileError):
            use(token)
    assert store.load(other) == OTHER
    with engine(url).connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM profile")) == 1


def test_the_files_of_sqlite_hold_nothing_of_a_deleted_profile(new_sqlite: str, every_connection):
    every_connection("PRAGMA secure_delete = OFF")  # as most builds of SQLite start; Debian's starts with ON
    store = ProfileStore(new_sqlite)
    sizes = [0, 3, 300, 900, 20, 2_000, 1, 60]
    links = {}
    for number, size in enumerate(sizes * 3):
        secret = f"secret{number:03d}."
        token = store.create(Profile(dict.fromkeys(range(1, size + 1), 7.25), liked_genres={secret}))
        store.save(token, Profile(dict.fromkeys(range(1, 2 * size + 1), 7.25), liked_genres={secret}))
        links[token] = [secret.encode(), hashlib.sha256(token.encode()).hexdigest().encode()]
    assert all(word in raw_files(new_sqlite) for words in links.values() for word in words)
    for token in [*links][::2] + [*links][1::2]:
        store.delete(token)
        words = links.pop(token)
        assert not [word for word in words if word in raw_files(new_sqlite)]
        assert all(word in raw_files(new_sqlite) for words in links.values() for word in words)
    assert b"7.25" not in raw_files(new_sqlite)


def test_while_another_program_reads_the_person_is_told_that_traces_remain(new_sqlite: str):
    token = ProfileStore(new_sqlite).create(PROFILE)
    store = ProfileStore(new_sqlite, timeout_s=0.1)
    with sqlite3.connect(new_sqlite.removeprefix("sqlite:///")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM profile").fetchall()
        with pytest.raises(StorageError, match="is deleted, but another program"):
            store.delete(token)
    reader.close()
    with pytest.raises(ProfileError):
        store.delete(token)
    assert b"Mystery" not in raw_files(new_sqlite)


# --- several at once ---


def test_many_first_saves_at_the_same_moment_make_one_database(url: str):
    together = Barrier(6)

    def first_save(_: int) -> str:
        store = ProfileStore(url)
        together.wait()
        return store.create(PROFILE)

    with ThreadPoolExecutor(6) as pool:
        tokens = list(pool.map(first_save, range(6)))
    assert [ProfileStore(url).load(token) for token in tokens] == [PROFILE] * 6


def test_of_two_sessions_saving_at_once_one_wins_whole(url: str):
    token = ProfileStore(url).create(PROFILE)
    versions = [Profile(dict.fromkeys(range(1, 200), rating)) for rating in (2, 9)]

    def session(profile: Profile) -> list[bool]:
        store = ProfileStore(url)
        seen = []
        for _ in range(15):
            store.save(token, profile)
            seen.append(store.load(token) in versions)
        return seen

    with ThreadPoolExecutor(2) as pool:
        assert all(itertools.chain(*pool.map(session, versions)))


SAVE_FOR_EVER = """
import sys
from core.profiles import Profile, ProfileStore
store, token = ProfileStore(sys.argv[1]), sys.argv[2]
while True:
    store.save(token, Profile(dict.fromkeys(range(1, 3000), 9)))
    print("saved", flush=True)
"""


def test_a_server_killed_while_saving_leaves_a_whole_profile(url: str, root: Path):
    token = ProfileStore(url).create(Profile(dict.fromkeys(range(1, 3000), 9)))
    server = subprocess.Popen(
        [sys.executable, "-c", SAVE_FOR_EVER, url, token], cwd=root, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    for _ in range(3):
        assert server.stdout.readline() == "saved\n"
    server.send_signal(signal.SIGKILL)
    server.communicate()
    assert len(ProfileStore(url).load(token).ratings) == 2_999


# --- what can go wrong ---


def failure(action: Callable[[], object]) -> str:
    with pytest.raises(StorageError) as caught:
        action()
    return str(caught.value)


def test_a_database_of_a_newer_app_is_left_alone(store: ProfileStore, url: str):
    token = store.create(PROFILE)
    run(url, "UPDATE schema_version SET version = 2")
    for action in (lambda: store.load(token), lambda: store.save(token, OTHER), lambda: store.create(OTHER)):
        assert "newer version" in failure(action)
    run(url, "UPDATE schema_version SET version = 1")
    assert store.load(token) == PROFILE


@pytest.mark.parametrize(
    "document", ["", "{", "[]", "null", '{"answers": {"10": 99}}', '{"answers": {"ten": 9}}', '{"answers": {"10": 9}}']
)
def test_a_damaged_profile_is_named_so(store: ProfileStore, url: str, document: str):
    token = store.create(PROFILE)
    with engine(url).begin() as connection:
        connection.execute(sa.text("UPDATE profile SET document = :document"), {"document": document})
    with pytest.raises(ProfileError, match="damaged"):
        store.load(token)


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
    code, sentence = explain(sa.exc.DBAPIError("INSERT", None, error("the text of the server")))
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
    assert database_url(Path("/srv/profiles.sqlite")) == "sqlite:////srv/profiles.sqlite"
    monkeypatch.setenv("ANIME_EXPLORER_DATABASE_URL", " postgresql:///anime ")
    assert database_url(Path("/srv/profiles.sqlite")) == "postgresql:///anime"


def test_a_server_that_keeps_no_profile_never_imports_sqlalchemy(root: Path):
    script = (
        "import sys, core.lists; from core.profiles import ProfileStore; "
        "ProfileStore('sqlite:///x'); print('sqlalchemy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
