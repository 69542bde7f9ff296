"""The table of the Biases page."""

from __future__ import annotations

from core.model.bundle import Bundle
from ui.biases.table import biases, columns, listed, with_marked


def test_every_value_of_the_table_has_a_heading_and_every_heading_a_value(
    shipped: Bundle, shipped_neural: Bundle
) -> None:
    for bundle in (shipped, shipped_neural):
        assert set(columns(bundle.model.has_biases)) == set(biases(bundle).columns)


def test_a_marked_title_is_shown_listed_or_not(shipped: Bundle) -> None:
    table = listed(shipped, 500)
    rare = int(biases(shipped).index[-1])
    known = int(table.index[0])
    shown, marked = with_marked(shipped, table, [rare, known])
    assert rare not in table.index
    assert shown.index.tolist() == [*table.index, rare], "in the order of the number of ratings"
    assert marked.index.tolist() == [known, rare]
    assert with_marked(shipped, table, [])[0].equals(table)
