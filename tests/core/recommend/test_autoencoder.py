"""The autoencoder of lists as it is served: its formula by hand, what it does not know, damaged numbers."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from core.errors import BundleError
from core.recommend.autoencoder import MOST_TOLD, PREFIX, Autoencoder
from core.recommend.evidence import Evidence
from tests.core.recommend.encoding import autoencoder
from tests.tribes import TwoTribes, untrained

TRIBES = TwoTribes(n_viewers=20, n_anime=30)
BUNDLE = untrained(TRIBES.ratings, TRIBES.catalog)


def everything(evidence: Evidence) -> np.ndarray:
    return np.ones((1, len(evidence)))


def test_two_titles_by_hand():
    """One dimension; titles 4 and 1 told with a 9 and without a rating, the mean being 6: two steps above it, and 0."""
    one, zero = np.ones(1), np.zeros(1)
    told, rated = np.array([[0.1], [0.2]]), np.array([[0.3], [5.0]])
    first, out = np.array([[1.0], [0.5], [0.25]]), np.array([[1.0], [-1.0]])
    base = np.log([0.1, 0.2, 0.3, 0.15, 0.25])
    rows = np.array([4, 1], dtype=np.int32)
    encoder = Autoencoder(rows, base, 6 * one, told, rated, out, np.zeros(2), first, zero, 2 * np.eye(1), zero)
    evidence = Evidence(np.array([4, 1]), np.array([9.0, np.nan]))
    read = (0.1 + 2 * 0.3 + 0.2) / np.sqrt(2)
    unit = np.tanh(read + 0.5 * np.log(2) / 3 + 0.25 * 2 / 2)
    unit += np.tanh(2 * unit)
    shares = np.exp([unit, -unit]) / np.exp([unit, -unit]).sum()
    [found] = encoder.log_shares(evidence, everything(evidence))
    assert found == pytest.approx([base[0], np.log(shares[1]), base[2], base[3], np.log(shares[0])], abs=1e-6)


def test_shares_of_the_titles_it_knows_add_up_to_one_whatever_is_told():
    encoder, evidence = autoencoder(), Evidence(np.array([3, 7, 19]), np.array([9.0, np.nan, 2.0]))
    mask = np.array([[1.0, 1.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    shares = np.exp(encoder.log_shares(evidence, mask))
    assert shares[:, :20].sum(axis=1) == pytest.approx(1)
    assert shares[:, 20:] == pytest.approx(np.exp(np.tile(encoder.base[20:], (3, 1))))


def test_a_version_of_a_person_is_a_person_who_told_just_that():
    encoder, whole = autoencoder(), Evidence(np.array([3, 7, 25, 19]), np.array([9.0, np.nan, 4.0, 2.0]))
    without = encoder.log_shares(whole, 1 - np.eye(4))
    for left_out in range(4):
        kept = np.delete(np.arange(4), left_out)
        alone = Evidence(whole.rows[kept], whole.ratings[kept])
        assert without[left_out] == pytest.approx(encoder.log_shares(alone, everything(alone))[0], abs=1e-6)


def test_the_order_in_which_titles_are_told_does_not_matter():
    encoder, rows, ratings = autoencoder(), np.array([3, 7, 19]), np.array([9.0, 5.0, 2.0])
    one, other = Evidence(rows, ratings), Evidence(rows[::-1], ratings[::-1])
    assert encoder.log_shares(one, everything(one)) == pytest.approx(
        encoder.log_shares(other, everything(other)), abs=1e-6
    )


def test_of_a_long_list_it_hears_as_much_as_of_the_longest_it_has_learnt_from():
    """The same titles told again and again say what they say told as often as it has heard."""
    encoder = autoencoder()
    once, twice = (Evidence(np.tile([3, 7], n), np.tile([9.0, 5.0], n)) for n in (MOST_TOLD // 2, MOST_TOLD))
    assert encoder.log_shares(twice, everything(twice)) == pytest.approx(
        encoder.log_shares(once, everything(once)), abs=1e-5
    )


def test_what_is_usual_is_the_mean_over_everybodys_favourites():
    encoder = replace(autoencoder(), base=np.log([0.5, 0.25, 0.25]))
    assert encoder.usual == pytest.approx(0.5 * np.log(0.5) + 0.5 * np.log(0.25))


def test_it_survives_the_bundle_and_may_be_missing():
    assert Autoencoder.of(BUNDLE) is None
    found = Autoencoder.of(replace(BUNDLE, parts=autoencoder().as_parts()))
    assert found is not None
    for field in fields(Autoencoder):
        assert np.array_equal(getattr(found, field.name), getattr(autoencoder(), field.name)), field.name


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("rows", np.arange(19, dtype=np.int32)),
        ("rows", np.zeros(20, dtype=np.int32)),
        ("rows", np.arange(11, 31, dtype=np.int32)),
        ("rows", np.arange(-1, 19, dtype=np.int32)),
        ("rows", np.arange(20, dtype=np.float32)),
        ("base", np.zeros(29, np.float32)),
        ("told", np.zeros((20, 4), np.float32)),
        ("told.scales", np.zeros(20, np.int8)),
        ("rated.scales", np.full(20, np.nan, np.float32)),
        ("out.scales", None),
        ("told", None),
        ("first", np.zeros((5, 4), np.float32)),
        ("first", np.zeros((6, 4), np.int8)),
        ("out", np.zeros((20, 3), np.int8)),
        ("out_bias", np.full(20, np.inf, np.float32)),
    ],
)
def test_damaged_numbers_are_refused_by_the_models_name(name, damage):
    parts = autoencoder().as_parts() | {PREFIX + name: damage}
    damaged = replace(BUNDLE, parts={key: array for key, array in parts.items() if array is not None})
    with pytest.raises(BundleError, match="“untrained”"):
        Autoencoder.of(damaged)
