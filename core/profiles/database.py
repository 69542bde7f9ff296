"""The tables that keep profiles, in SQLite or PostgreSQL, and what their failures mean to a person.

A store imports this module at first use, never at start: SQLAlchemy costs 0.2 s.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import weakref
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from core.errors import StorageError

SCHEMA_VERSION = 1

_METADATA = sa.MetaData()
_VERSION = sa.Table("schema_version", _METADATA, sa.Column("version", sa.Integer, primary_key=True))
_PROFILE = sa.Table(
    "profile",
    _METADATA,
    sa.Column("link_hash", sa.String(64), primary_key=True),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("saved", sa.Date, nullable=False, index=True),
)
_LOCK = 0x616E696D65
"""PostgreSQL's advisory lock under which the tables are made: "anime" in ASCII."""

_AWAY = (
    "The profile database cannot be reached or refuses the app. Try again in a moment; "
    "if it stays so, check ANIME_EXPLORER_DATABASE_URL."
)
_BUSY = "The profile database is busy. Try again in a moment."
_FULL = "The disk of the profile database is full or failing. Make room on it, then try again."
_READ_ONLY = "The profile database cannot be opened or written. Give the app the right to write to it."
_DAMAGED = "The profile database is damaged or not a database of profiles. Bring back a backup of it."
_FAILED = "The profile database failed. The server's log names the reason."

_SQLITE_SENTENCES = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}
_POSTGRESQL_SENTENCES = {
    "08": _AWAY,
    "57P0": _AWAY,
    "55P03": _BUSY,
    "57014": _BUSY,
    "40": _BUSY,
    "53300": _BUSY,
    "53100": _FULL,
    "25006": _READ_ONLY,
    "42501": _READ_ONLY,
}
"""By the start of the SQLSTATE."""

_log = logging.getLogger(__name__)


class ProfileDatabase:
    """Documents by the hash of a link; whole documents are read and written, each in one transaction."""

    def __init__(self, url: str, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._engine = _engine(url, timeout_s)
        weakref.finalize(self, self._engine.dispose)
        self._is_sqlite = self._engine.dialect.name == "sqlite"
        self._file = Path(self._engine.url.database or "") if self._is_sqlite else None

    def insert(self, link_hash: str, document: str) -> None:
        """Keep a new document; makes the database and its folder if they are missing."""
        with _failures_as_sentences():
            self._make_file()
            with self._transaction(writes=True) as connection:
                self._make_tables(connection)
                connection.execute(_PROFILE.insert().values(link_hash=link_hash, document=document, saved=_today()))

    def read(self, link_hash: str) -> str | None:
        """The document, or ``None``."""
        with _failures_as_sentences():
            if not self._exists():
                return None
            with self._transaction(writes=False) as connection:
                wanted = sa.select(_PROFILE.c.document).where(_PROFILE.c.link_hash == link_hash)
                return connection.scalar(wanted) if self._has_tables(connection) else None

    def replace(self, link_hash: str, document: str) -> bool:
        """Put the document in the place of the old one; false if there is none."""
        change = _PROFILE.update().where(_PROFILE.c.link_hash == link_hash)
        return self._change(change.values(document=document, saved=_today()))

    def remove(self, link_hash: str) -> bool:
        """Delete the document and, with SQLite, its traces in the file and its journal; false if there is none."""
        removed = self._change(_PROFILE.delete().where(_PROFILE.c.link_hash == link_hash))
        if self._is_sqlite and removed:
            self._empty_journal()
        return removed

    def _change(self, change: sa.Update | sa.Delete) -> bool:
        with _failures_as_sentences():
            if not self._exists():
                return False
            with self._transaction(writes=True) as connection:
                return self._has_tables(connection) and connection.execute(change).rowcount > 0

    @contextmanager
    def _transaction(self, writes: bool) -> Generator[sa.Connection]:
        engine = self._engine.execution_options(writes=writes)
        with engine.begin() as connection:
            if not self._is_sqlite:
                connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(1000 * self._timeout_s)}")
            yield connection

    def _exists(self) -> bool:
        return self._file is None or self._file.exists()

    def _make_file(self) -> None:
        """Make the file of an SQLite database, readable by this server's user alone."""
        if self._file is not None and not self._file.exists():
            self._file.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._file, os.O_CREAT, 0o600))

    def _has_tables(self, connection: sa.Connection) -> bool:
        """True if the tables are there; ``StorageError`` if a newer app made them."""
        if not sa.inspect(connection).has_table(_VERSION.name):
            return False
        version = connection.scalar(sa.select(_VERSION.c.version)) or 0
        if version > SCHEMA_VERSION:
            raise StorageError(
                f"The profile database was made by a newer version of this app (schema {version}, "
                f"this one knows {SCHEMA_VERSION}). Update the app."
            )
        return True

    def _make_tables(self, connection: sa.Connection) -> None:
        if self._has_tables(connection):
            return
        if not self._is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            if self._has_tables(connection):
                return
        _METADATA.create_all(connection)
        connection.execute(_VERSION.insert().values(version=SCHEMA_VERSION))

    def _empty_journal(self) -> None:
        """Move the write-ahead log, which still holds the deleted pages, into the file and cut it to nothing."""
        with _failures_as_sentences(), self._engine.connect() as connection:
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
        if busy:
            raise StorageError(
                "The profile is deleted, but another program is reading the database, so its journal keeps traces "
                "until that program ends."
            )


def _engine(url: str, timeout_s: float) -> sa.Engine:
    """An engine that opens nothing yet; ``StorageError`` for a URL that names no SQLite or PostgreSQL database."""
    try:
        parsed = sa.make_url(url)
    except (ArgumentError, ValueError):
        parsed = None
    kind = parsed.drivername.partition("+")[0] if parsed else ""
    if parsed and kind == "sqlite" and not parsed.query and parsed.database not in (None, "", ":memory:"):
        arguments = {"timeout": timeout_s}
        engine = sa.create_engine(parsed, connect_args=arguments, poolclass=NullPool, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if parsed and kind in ("postgresql", "postgres"):
        # Prepared statements do not survive a pooler such as PgBouncer between app and database.
        arguments = {"connect_timeout": max(1, round(timeout_s)), "prepare_threshold": None}
        parsed = parsed.set(drivername="postgresql+psycopg")
        return sa.create_engine(
            parsed, connect_args=arguments, pool_pre_ping=True, pool_timeout=timeout_s, hide_parameters=True
        )
    raise StorageError(
        "The URL of the profile database is not one of sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME. "
        "Correct ANIME_EXPLORER_DATABASE_URL and start the app again."
    )


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


@contextmanager
def _failures_as_sentences() -> Generator[None]:
    """Failures of disk and database as ``StorageError``; the log gets their code, never their text."""
    try:
        yield
    except SQLAlchemyError as error:
        code, sentence = explain(error)
        _log.warning("profile database: %s", code)
        raise StorageError(sentence) from None
    except OSError as error:
        _log.warning("profile database: errno %s", error.errno)
        raise StorageError(_READ_ONLY) from None


def explain(error: SQLAlchemyError) -> tuple[str, str]:
    """The database's own code of a failure, and the sentence for a person."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(cause, sqlite3.Error):
        number = getattr(cause, "sqlite_errorcode", 0)
        return getattr(cause, "sqlite_errorname", "SQLite"), _SQLITE_SENTENCES.get(number & 0xFF, _FAILED)
    state = getattr(cause, "sqlstate", None)
    if cause is None or state is None:
        return type(cause or error).__name__, _AWAY
    sentences = (sentence for start, sentence in _POSTGRESQL_SENTENCES.items() if state.startswith(start))
    return state, next(sentences, _FAILED)


def _today() -> date:
    return datetime.now(UTC).date()
