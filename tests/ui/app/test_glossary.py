"""The glossary is in order and leads to stations that there are."""

from __future__ import annotations

import pytest

from ui.app.glossary import TERMS, meaning
from ui.learn.course import SLUGS


def test_terms_are_in_alphabetical_order_and_said_once() -> None:
    words = [term.word for term in TERMS]
    assert words == sorted(set(words), key=str.casefold)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.word)
def test_a_term_is_explained_in_one_sentence_and_leads_to_a_station(term) -> None:
    assert term.meaning.endswith(".")
    assert len(term.meaning) < 120
    assert term.station in ("", *SLUGS)
    assert meaning(term.word) == term.meaning
