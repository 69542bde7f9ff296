"""Databases of profiles for real: SQLite in a file, and a throw-away PostgreSQL cluster."""

from __future__ import annotations

import glob
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

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

        event.listen(sa.Engine, "connect", listener)
        listeners.append(listener)

    yield run_on_connect
    for listener in listeners:
        event.remove(sa.Engine, "connect", listener)
