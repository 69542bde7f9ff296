"""Connections to the database of profiles, SQLite or PostgreSQL, none of which is waited for without end."""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.pq import TransactionStatus
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from core.errors import StorageError


def engine_of(url: str, timeout_s: float) -> sa.Engine:
    """An engine that opens nothing yet; ``StorageError`` for a URL that names no SQLite or PostgreSQL database.

    A transaction on it waits ``timeout_s`` at most, also where the other side is frozen and says nothing at all.
    """
    try:
        parsed = sa.make_url(url)
    except (ArgumentError, ValueError):
        parsed = None
    kind = parsed.drivername.partition("+")[0] if parsed else ""
    if parsed and kind == "sqlite" and not parsed.query and parsed.database not in (None, "", ":memory:"):
        return _sqlite(parsed, timeout_s)
    if parsed and kind in ("postgresql", "postgres"):
        return _postgresql(parsed.set(drivername="postgresql+psycopg"), timeout_s)
    raise StorageError(
        "The URL of the profile database is not one of sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME. "
        "Correct ANIME_EXPLORER_DATABASE_URL and start the app again."
    )


def _sqlite(url: sa.URL, timeout_s: float) -> sa.Engine:
    engine = sa.create_engine(url, connect_args={"timeout": timeout_s}, poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        # The one statement that does not wait: somebody else is switching this very file over, which lasts.
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise


def _begin_sqlite(connection: sa.Connection) -> None:
    # A writer that first reads and then asks for the write lock fails at once if another got in between.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: sa.URL, timeout_s: float) -> sa.Engine:
    """A pooled connection is asked whether it lives, and renewed if not: two waits, so half of the time for each."""
    patience = timeout_s / 2
    # Prepared statements do not survive a pooler such as PgBouncer between app and database.
    arguments = {"connect_timeout": max(1, round(patience)), "prepare_threshold": None}
    engine = sa.create_engine(
        url, connect_args=arguments, pool_pre_ping=True, pool_timeout=patience, hide_parameters=True
    )
    event.listen(engine, "do_connect", partial(_connect, patience))
    event.listen(engine, "begin", partial(_begin_postgresql, patience))
    return engine


class _PatientConnection(psycopg.Connection):
    """A connection that gives up where the server does not answer, and is closed then."""

    patience_s: float = 0

    def wait(self, gen: Any, *args: Any, timeout: float | None = None, **more: Any) -> Any:
        try:
            return super().wait(gen, *args, timeout=timeout or self.patience_s or None, **more)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise


def _connect(patience_s: float, _dialect: object, _record: object, args: list, arguments: dict) -> psycopg.Connection:
    connection = _PatientConnection.connect(*args, **arguments)
    connection.patience_s = patience_s
    return connection


def _begin_postgresql(patience_s: float, connection: sa.Connection) -> None:
    # The server gives up a little earlier than the app: it can say why.
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {round(800 * patience_s)}")
