"""A person's answers, and keeping them for whoever holds their link."""

from core.profiles.profile import Profile
from core.profiles.store import URL_VARIABLE, ProfileStore, database_url, move_profiles

__all__ = ["URL_VARIABLE", "Profile", "ProfileStore", "database_url", "move_profiles"]
