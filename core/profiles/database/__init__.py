"""The database of profiles; a store imports this room at first use, never at start: SQLAlchemy costs 0.2 s."""

from core.profiles.database.tables import ProfileDatabase

__all__ = ["ProfileDatabase"]
