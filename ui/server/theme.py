"""The theme, which Streamlit sends with each run of a page, looked up once: it stays the same while the server runs."""

from __future__ import annotations

from functools import cache

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

_look_up = app_session._populate_theme_msg


def remember_theme() -> None:
    """Spare each answer the search of all of Streamlit's settings for those of the theme, six times over."""
    app_session._populate_theme_msg = _put  # ty: ignore[invalid-assignment]  (another function of the same kind)


def _put(msg: CustomThemeConfig, section: str = "theme") -> None:
    msg.MergeFrom(_theme(section))


@cache
def _theme(section: str) -> CustomThemeConfig:
    found = CustomThemeConfig()
    _look_up(found, section)
    return found
