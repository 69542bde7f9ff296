"""A person's answers, and keeping them for whoever holds their link."""

from core.profiles.profile import NOT_SEEN, Answers, Profile
from core.profiles.store import URL_VARIABLE, ProfileStore, database_url

__all__ = ["NOT_SEEN", "URL_VARIABLE", "Answers", "Profile", "ProfileStore", "database_url"]
