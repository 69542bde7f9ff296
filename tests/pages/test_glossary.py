"""Glossary: all terms are on the page."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from ui.app.glossary import TERMS


def test_every_term_is_on_the_page(open_page: Callable[..., AppTest]) -> None:
    page = open_page("glossary")
    assert not page.exception
    assert [heading.value for heading in page.header] == [term.word for term in TERMS]
