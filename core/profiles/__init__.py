"""A person's answers, and keeping them for whoever holds their link."""

from core.profiles.profile import NOT_SEEN, Answer, Answers, Profile
from core.profiles.store import URL_VARIABLE, ProfileStore, database_url

__all__ = ["NOT_SEEN", "URL_VARIABLE", "Answer", "Answers", "Profile", "ProfileStore", "database_url"]
