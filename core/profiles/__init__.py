"""A person's answers, and keeping them for whoever holds their keys."""

from core.profiles.profile import MARKS, Profile
from core.profiles.store import URL_VARIABLE, ProfileStore, database_url, move_profiles

__all__ = ["MARKS", "URL_VARIABLE", "Profile", "ProfileStore", "database_url", "move_profiles"]
