"""The tables that keep profiles, in SQLite or PostgreSQL."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa

from core.errors import StorageError
from core.profiles.database.engine import engine_of
from core.profiles.database.failures import failures_as_sentences

SCHEMA_VERSION = 2

_METADATA = sa.MetaData()
_VERSION = sa.Table("schema_version", _METADATA, sa.Column("version", sa.Integer, primary_key=True))
_PROFILE = sa.Table(
    "profile",
    _METADATA,
    sa.Column("link_hash", sa.String(64), primary_key=True),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("saved", sa.Date, nullable=False, index=True),
    sa.Column("share_hash", sa.String(64)),
    sa.Column("share_sealed", sa.String(64)),
)
_SHARED = sa.Index("ix_profile_share_hash", _PROFILE.c.share_hash, unique=True)
_LOCK = 0x616E696D65
"""PostgreSQL's advisory lock under which the tables are made: "anime" in ASCII."""


class ProfileDatabase:
    """Documents by the hash of a key; whole documents are read and written, each in one transaction."""

    def __init__(self, url: str, timeout_s: float) -> None:
        self._engine = engine_of(url, timeout_s)
        weakref.finalize(self, self._engine.dispose)
        self._is_sqlite = self._engine.dialect.name == "sqlite"
        self._file = Path(self._engine.url.database or "") if self._is_sqlite else None

    def insert(self, link_hash: str, document: str) -> None:
        """Keep a new document; makes the database and its folder if they are missing."""
        with failures_as_sentences():
            self._make_file()
            with self._transaction(writes=True) as connection:
                self._make_tables(connection)
                connection.execute(_PROFILE.insert().values(link_hash=link_hash, document=document, saved=_today()))

    def read(self, link_hash: str) -> str | None:
        """The document of who may write it, or ``None``."""
        return self._look_up(_PROFILE.c.document, _PROFILE.c.link_hash == link_hash, since=1)

    def read_shared(self, share_hash: str) -> str | None:
        """The document of who may read it, or ``None``."""
        return self._look_up(_PROFILE.c.document, _PROFILE.c.share_hash == share_hash, since=2)

    def share(self, link_hash: str) -> tuple[str, str] | None:
        """Hash and sealed form of the key that reads this document; ``None`` where it has none."""
        with failures_as_sentences():
            if not self._exists():
                return None
            with self._transaction(writes=False) as connection:
                if self._version(connection) < 2:
                    return None
                wanted = sa.select(_PROFILE.c.share_hash, _PROFILE.c.share_sealed)
                found = connection.execute(wanted.where(_PROFILE.c.link_hash == link_hash)).one_or_none()
                return (found[0], found[1]) if found and found[0] else None

    def update(self, link_hash: str, change: Callable[[str], str]) -> str | None:
        """Put what ``change`` makes of a document in its place, with nobody in between; the new one, or ``None``."""
        found = _PROFILE.c.link_hash == link_hash
        with failures_as_sentences():
            if not self._exists():
                return None
            with self._transaction(writes=True) as connection:
                if not self._version(connection):
                    return None
                document = connection.scalar(sa.select(_PROFILE.c.document).where(found).with_for_update())
                if document is None:
                    return None
                new = change(document)
                connection.execute(_PROFILE.update().where(found).values(document=new, saved=_today()))
                return new

    def set_keys(self, link_hash: str, columns: Mapping[str, str | None]) -> bool:
        """Change the keys' columns of a document; false if there is none."""
        return self._change(_PROFILE.update().where(_PROFILE.c.link_hash == link_hash).values(columns))

    def remove(self, link_hash: str) -> bool:
        """Delete the document and, with SQLite, its traces in the file and its journal; false if there is none."""
        removed = self._change(_PROFILE.delete().where(_PROFILE.c.link_hash == link_hash))
        if self._is_sqlite and removed:
            self._empty_journal()
        return removed

    def _look_up(self, column: sa.Column, where: sa.ColumnElement[bool], since: int) -> str | None:
        """A value from tables of a version that has the column, or ``None``."""
        with failures_as_sentences():
            if not self._exists():
                return None
            with self._transaction(writes=False) as connection:
                wanted = sa.select(column).where(where)
                return connection.scalar(wanted) if self._version(connection) >= since else None

    def _change(self, change: sa.Update | sa.Delete) -> bool:
        with failures_as_sentences():
            if not self._exists():
                return False
            with self._transaction(writes=True) as connection:
                if not self._version(connection):
                    return False
                self._make_tables(connection)
                return connection.execute(change).rowcount > 0

    @contextmanager
    def _transaction(self, writes: bool) -> Generator[sa.Connection]:
        with self._engine.execution_options(writes=writes).begin() as connection:
            yield connection

    def _exists(self) -> bool:
        return self._file is None or self._file.exists()

    def _make_file(self) -> None:
        """Make the file of an SQLite database, readable by this server's user alone."""
        if self._file is not None and not self._file.exists():
            self._file.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._file, os.O_CREAT, 0o600))

    def _version(self, connection: sa.Connection) -> int:
        """Version of the tables, 0 where there are none; ``StorageError`` if a newer app made them."""
        if not sa.inspect(connection).has_table(_VERSION.name):
            return 0
        version = connection.scalar(sa.select(_VERSION.c.version)) or 0
        if version > SCHEMA_VERSION:
            raise StorageError(
                f"The profile database was made by a newer version of this app (schema {version}, "
                f"this one knows {SCHEMA_VERSION}). Update the app."
            )
        return version

    def _make_tables(self, connection: sa.Connection) -> None:
        """Make the tables, or bring those of an earlier version up to date, however many servers start at once."""
        if self._version(connection) == SCHEMA_VERSION:
            return
        if not self._is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        version = self._version(connection)
        if version == 0:
            _METADATA.create_all(connection)
            connection.execute(_VERSION.insert().values(version=SCHEMA_VERSION))
        elif version < SCHEMA_VERSION:
            for column in (_PROFILE.c.share_hash, _PROFILE.c.share_sealed):
                connection.exec_driver_sql(f"ALTER TABLE {_PROFILE.name} ADD COLUMN {column.name} VARCHAR(64)")
            _SHARED.create(connection)
            connection.execute(_VERSION.update().values(version=SCHEMA_VERSION))

    def _empty_journal(self) -> None:
        """Move the write-ahead log, which still holds the deleted pages, into the file and cut it to nothing."""
        with failures_as_sentences(), self._engine.connect() as connection:
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
        if busy:
            raise StorageError(
                "The profile is deleted, but another program is reading the database, so its journal keeps traces "
                "until that program ends."
            )


def _today() -> date:
    return datetime.now(UTC).date()
