"""What failures of the profile database mean to a person."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from core.errors import StorageError

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


@contextmanager
def failures_as_sentences() -> Generator[None]:
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
