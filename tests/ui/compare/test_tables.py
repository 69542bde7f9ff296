"""What Compare says of two models' errors: who is nearer, if their rows are the same and that is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.model.bundle import Bundle
from core.model.card import Card
from ui.compare.tables import metrics_table, settings_table, verdict


def named(bundle: Bundle, name: str, rmse: float, fingerprint: str | None, **training: object) -> Bundle:
    """The bundle under another name, with another error on these rows."""
    plain = bundle.card
    split, metrics = replace(plain.split, fingerprint=fingerprint), replace(plain.metrics, valid_rmse=rmse)
    card: Card = replace(plain, name=name, split=split, metrics=metrics, training=training)
    return replace(bundle, card=card)


@pytest.mark.parametrize("turned", [False, True])
def test_on_the_same_rows_the_smaller_error_is_nearer(tiny_bundle: Bundle, turned: bool) -> None:
    pair = named(tiny_bundle, "near", 1.1, "aa"), named(tiny_bundle, "far", 1.25, "aa")
    said = verdict(*(pair[::-1] if turned else pair))
    assert said.startswith("Measured on the same rows, **near** is nearer")
    assert said.endswith("lower by 0.150.")


def test_errors_that_print_alike_are_equally_far_off(tiny_bundle: Bundle) -> None:
    said = verdict(named(tiny_bundle, "one", 1.1, "aa"), named(tiny_bundle, "other", 1.1004, "aa"))
    assert said == "Measured on the same rows, both are equally far off."


def test_on_other_rows_errors_are_not_compared(tiny_bundle: Bundle) -> None:
    said = verdict(named(tiny_bundle, "one", 1.1, "aa"), named(tiny_bundle, "other", 1.3, "bb"))
    assert "were measured on different rows" in said


def test_where_a_card_does_not_tell_its_rows_nothing_is_said_of_them(tiny_bundle: Bundle) -> None:
    said = verdict(named(tiny_bundle, "one", 1.1, None), named(tiny_bundle, "other", 1.3, "bb"))
    assert "cannot be known" in said
    assert "different rows" not in said


def test_what_a_card_does_not_have_is_a_dash(tiny_bundle: Bundle) -> None:
    one, other = (named(tiny_bundle, name, rmse, "aa") for name, rmse in (("one", 1.1), ("other", 1.25)))
    table = metrics_table(one, other).set_index("Measure")
    assert table.loc["Error (RMSE, rating points)"].tolist() == ["1.100", "1.250"]
    assert table.loc["Seconds to train"].tolist() == ["–", "–"]


def test_only_settings_that_differ_are_shown_and_the_size_in_any_case(tiny_bundle: Bundle) -> None:
    one = named(tiny_bundle, "one", 1.1, "aa", seed=1, epochs=3, wd=0.5)
    other = named(tiny_bundle, "other", 1.1, "aa", seed=2, epochs=3)
    table = settings_table(one, other).set_index("Setting")
    assert set(table.index) == {"Seed", "Weight decay", "Parameters"}
    assert table.loc["Seed"].tolist() == ["1", "2"]
    assert table.loc["Weight decay"].tolist() == ["0.5", "–"]
    assert table.loc["Parameters"].tolist() == ["18", "18"], "2 viewers and 4 anime with 2 factors and a bias each"
