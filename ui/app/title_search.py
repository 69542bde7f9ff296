"""Finds a model's titles by any of their names, and says why one that is known is not in it."""

from __future__ import annotations

import streamlit as st

from core.data.titles import Answer, CatalogSearch, title_facts
from core.model.bundle import Bundle
from ui.app.formats import plain
from ui.app.links import link_to
from ui.app.per_bundle import per_bundle, per_naming

ANY_NAME = "English, Japanese or short: aot, haikyu …"
"""What may be typed, inside an empty box."""
HOW_TO_FIND = "The best-known titles are listed. For any other, type its name, well spelt or not, and press Enter."
"""How a box finds more than its list shows, where it is never empty and so cannot say what may be typed."""


def find_titles(bundle: Bundle, text: str, n: int) -> Answer:
    """At most ``n`` titles that are called so, the best match first, and the one that the model lacks."""
    return title_search(bundle).find(text, n)


def shown_name(bundle: Bundle, text: str) -> str | None:
    """The name under which people see the title that is called exactly so, in whatever language."""
    if text in _shown_names(bundle):
        return text
    found = title_search(bundle).called_exactly(text)
    return None if found is None else bundle.catalog.title(found)


@per_naming
def _shown_names(bundle: Bundle) -> frozenset[str]:
    return frozenset(bundle.catalog.titles.values())


def tell_what_is_missing(bundle: Bundle, text: str, answer: Answer) -> None:
    """Say that nothing is called so, or why a title that is known is not in this model."""
    if answer.missing:
        st.info(plain(title_search(bundle).why_missing(answer.missing)), icon=":material/info:")
        if title_search(bundle).is_newer(answer.missing):
            link_to("train", "Train a model on newer ratings")
    elif not answer.anime_ids:
        st.markdown(f":small[No title is called anything like “{plain(text)}”. Try fewer words.]")


@per_bundle
def title_search(bundle: Bundle) -> CatalogSearch:
    """All names of a model's titles, ready to be searched."""
    return CatalogSearch(bundle.catalog, title_facts())
