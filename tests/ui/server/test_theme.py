"""The theme that is remembered is the one that Streamlit would send."""

from __future__ import annotations

import pytest
from streamlit.config import CustomThemeCategories
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from ui.server.theme import remember_theme

SECTIONS = ["theme", *(f"theme.{part.value}" for part in CustomThemeCategories)]


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_of_the_theme_is_sent_as_streamlit_would(monkeypatch: pytest.MonkeyPatch, section: str) -> None:
    theirs = CustomThemeConfig()
    app_session._populate_theme_msg(theirs, section)
    monkeypatch.setattr(app_session, "_populate_theme_msg", app_session._populate_theme_msg)
    remember_theme()
    for _ in range(2):
        ours = CustomThemeConfig()
        app_session._populate_theme_msg(ours, section)
        assert ours == theirs


def test_the_theme_of_this_app_is_among_them() -> None:
    found = CustomThemeConfig()
    app_session._populate_theme_msg(found)
    assert found.base_radius == "0.6rem"
