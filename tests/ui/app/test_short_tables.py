"""Short tables: what they hold and how it is read."""

import pandas as pd
from streamlit.testing.v1 import AppTest

from tests.pages.short_tables import short_tables


def titles_with_means():
    import pandas as pd

    from ui.app.short_tables import draw_short_table

    table = pd.DataFrame(
        {"Title": ["A & B", "<img src=x onerror=alert(1)>"], "Mean": [8.125, -1.0]}, index=["one", "<b>"]
    )
    draw_short_table(table, {"Mean": "{:.1f}".format}, alt='Two "titles"', has_names=True, has_sums=True)
    draw_short_table(table, {"Mean": "{:.1f}".format}, alt="The same without names")
    draw_short_table(table.head(0), {}, alt="None")


def test_cells_are_read_as_they_are_meant_and_numbers_stand_to_the_right():
    at = AppTest.from_function(titles_with_means).run()
    assert not at.exception
    named, plain, empty = short_tables(at)
    assert named.to_dict() == {
        "Title": {"one": "A & B", "<b>": "<img src=x onerror=alert(1)>"},
        "Mean": {"one": "8.1", "<b>": "-1.0"},
    }
    pd.testing.assert_frame_equal(plain, named.reset_index(drop=True))
    assert list(empty.columns) == ["Title", "Mean"]
    assert empty.empty


def test_nothing_in_a_table_is_markup():
    at = AppTest.from_function(titles_with_means).run()
    named, plain, _ = (block.proto.body for block in at.get("html"))
    assert "<img" not in named
    assert "<b>" not in named
    assert named.startswith('<table class="short-table sums" aria-label="Two &quot;titles&quot;">')
    assert "<td class=number>8.1</td>" in plain
    assert 'scope="row"' not in plain
