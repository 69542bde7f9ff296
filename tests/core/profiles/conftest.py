"""Databases of profiles for real: SQLite in a file, and a throw-away PostgreSQL cluster."""

from __future__ import annotations

import glob
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy import event

from core.profiles import ProfileStore
from tests.core.profiles.databases import PASSWORD, run


def as_postgres(command: list[str]) -> None:
    """Run PostgreSQL's own program, as its own user where this is root, whom it refuses."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    subprocess.run([*prefix, *command], check=True, capture_output=True, cwd="/")


def cluster_options(folder: str) -> str:
    """On a socket in the folder alone, and fast."""
    return f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"


@pytest.fixture(scope="package")
def postgresql() -> Iterator[str]:
    """URL of a throw-away PostgreSQL cluster, with ``{}`` for the database; needs the Debian package postgresql."""
    found = shutil.which("pg_ctl") or max(glob.glob("/usr/lib/postgresql/*/bin/pg_ctl"), default=None)
    if found is None:
        absent = "PostgreSQL is not installed (Debian package postgresql)"
        if os.environ.get("CI"):
            pytest.fail(absent)
        pytest.skip(absent)
    programs = Path(found).resolve().parent
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        control = [str(programs / "pg_ctl"), "-D", f"{folder}/data", "-w"]
        as_postgres([str(programs / "initdb"), "-D", f"{folder}/data", "-U", "postgres", "-A", "trust", "--no-sync"])
        as_postgres([*control, "-l", f"{folder}/log", "-o", cluster_options(folder), "start"])
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


Restart = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def restart(postgresql: str) -> Restart:
    """Has PostgreSQL end at once, without a word to anybody, and start again when the block ends."""
    folder = parse_qs(urlsplit(postgresql).query)["host"][0]
    pid_file = Path(folder, "data", "postmaster.pid")
    program = Path(f"/proc/{pid_file.read_text().splitlines()[0]}/exe").resolve().with_name("pg_ctl")
    control = [str(program), "-D", f"{folder}/data", "-w"]

    @contextmanager
    def away() -> Generator[None]:
        as_postgres([*control, "-m", "immediate", "stop"])
        try:
            yield
        finally:
            as_postgres([*control, "-l", f"{folder}/log", "-o", cluster_options(folder), "start"])

    return away


@pytest.fixture
def frozen(postgresql: str, new_postgresql: str) -> Iterator[Callable[[], None]]:
    """Stops PostgreSQL and all that serves its connections, as a machine that hangs would, until the test ends."""
    stopped = []

    def freeze() -> None:
        folder = parse_qs(urlsplit(postgresql).query)["host"][0]
        postmaster = int(Path(folder, "data", "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for pid in [*map(int, children), postmaster]:
            os.kill(pid, signal.SIGSTOP)
            stopped.append(pid)

    yield freeze
    for pid in stopped:
        os.kill(pid, signal.SIGCONT)


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

        event.listen(sa.Engine, "connect", listener)
        listeners.append(listener)

    yield run_on_connect
    for listener in listeners:
        event.remove(sa.Engine, "connect", listener)
