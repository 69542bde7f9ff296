"""The card: what is written is read again, older cards too, and nothing that is not of its field's type."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.data.cleaning import CleaningStep
from core.errors import BundleError
from core.model.bundle import Bundle, load_bundle, read_card, save_bundle
from core.model.card import Card, EpochRecord, SplitCard, as_json, card_of
from core.model.typed_json import Flaw

Raw = dict[str, Any]


@pytest.fixture
def card(tiny_bundle: Bundle) -> Card:
    """A card that says all a card can say."""
    plain = tiny_bundle.card
    return replace(
        plain,
        architecture=replace(plain.architecture, layers=(8, 4), printed="Embedding(2, 2)"),
        training={"seed": 7, "layers": [8, 4], "batch_size": None, "unrated": "drop"},
        split=SplitCard(0.1, 11, 1, 0.2, 3, 7, "at random", "ab" * 32),
        metrics=replace(plain.metrics, ratings_per_second=1e6, seconds=2.5),
        epochs=(EpochRecord(1, 1.4, 1.3, 1.14, 0.9, 0.2), EpochRecord(2, 1.2, 1.21, 1.1, 0.9)),
        data=replace(plain.data, source="a test", cleaning=(CleaningStep("Rows read", 12, "as they are"),)),
        versions={"torch": "2"},
    )


@pytest.fixture
def raw(card: Card) -> Raw:
    return json.loads(as_json(card))


def test_a_card_is_read_as_it_was_written(card: Card, raw: Raw):
    assert card_of(raw) == card


@pytest.mark.parametrize(("points", "is_scale"), [(1, False), (2, True), (100, True), (101, False)])
def test_a_scale_has_from_2_to_100_points(card: Card, raw: Raw, points: int, is_scale: bool):
    raw["data"]["points"] = points
    if is_scale:
        assert card_of(raw).data.points == points
    else:
        with pytest.raises(Flaw, match="points"):
            card_of(raw)


def test_what_a_card_does_not_know_is_not_written(tiny_bundle: Bundle):
    raw = json.loads(as_json(tiny_bundle.card))
    assert raw["split"].keys() == {"valid_rows", "held_out_viewers", "how"}
    assert raw["metrics"].keys() == {"valid_mse", "valid_rmse", "valid_mae", "bias_only_rmse"}
    assert card_of(raw) == tiny_bundle.card


def test_names_that_nobody_reads_any_more_are_passed_over(card: Card, raw: Raw):
    raw["data"]["ratings_per_viewer"] = {"mean": float("nan")}
    raw["metrics"]["valid_r2"] = "high"
    raw["colour"] = "blue"
    assert card_of(raw) == card


def test_an_older_card_without_what_came_later_is_read(raw: Raw):
    for name in ("how", "fingerprint", "seed", "valid_rows"):
        del raw["split"][name]
    for name in ("source", "simulated", "cleaning"):
        del raw["data"][name]
    del raw["metrics"]["seconds"]
    del raw["architecture"]["layers"]
    older = card_of(raw)
    assert older.split == SplitCard(valid=0.1, train_rows=11, hold_out_viewers=0.2, held_out_viewers=3)
    assert (older.data.source, older.data.simulated, older.data.cleaning) == ("", False, ())


def test_settings_of_an_older_card_have_todays_names(raw: Raw):
    raw["training"] = {"seed": 7, "guides": 64}
    assert card_of(raw).training == {"seed": 7, "side_features": 64}


def test_a_whole_number_may_stand_where_any_number_may(raw: Raw):
    raw["metrics"]["valid_mse"] = 1
    assert card_of(raw).metrics.valid_mse == 1.0


def put(*path: str | int, value: object) -> Callable[[Raw], None]:
    """A change of the value at a place."""

    def change(raw: Raw) -> None:
        inside: Any = raw
        for part in path[:-1]:
            inside = inside[part]
        inside[path[-1]] = value

    return change


HUGE = 10**400
WRONG = {
    "a bool for a number": (put("metrics", "valid_rmse", value=True), "metrics.valid_rmse is not a number"),
    "a bool for a count": (put("data", "ratings", value=True), "data.ratings is not a whole number"),
    "a number for a bool": (put("data", "simulated", value=1), "data.simulated is not true or false"),
    "text for a number": (put("metrics", "seconds", value="long"), "metrics.seconds is not a number"),
    "a number for text": (put("created", value=2026), "created is not text"),
    "NaN": (put("metrics", "valid_mae", value=float("nan")), "metrics.valid_mae is not a number"),
    "infinity": (put("epochs", 1, "valid_loss", value=float("inf")), r"epochs\[1\].valid_loss is not a number"),
    "a huge number": (put("metrics", "valid_mae", value=HUGE), "metrics.valid_mae is not a number"),
    "a huge count": (put("data", "viewers", value=HUGE), "data.viewers is not a whole number"),
    "a huge setting": (put("training", "seed", value=HUGE), "training.seed is not a number"),
    "a hidden NaN": (put("training", "deep", value=[{"er": [float("nan")]}]), "training.deep.er is not a number"),
    "a fraction of a factor": (put("architecture", "n_factors", value=2.5), "n_factors is not a whole number"),
    "no factor": (put("architecture", "n_factors", value=0), "n_factors is not a number of factors"),
    "three ends of a scale": (put("architecture", "y_range", value=[0, 1, 2]), "y_range does not hold 2 values"),
    "a scale that falls": (put("architecture", "y_range", value=[9, 1]), "y_range is not two rising numbers"),
    "a scale of no width": (put("architecture", "y_range", value=[1, 1]), "y_range is not two rising numbers"),
    "nine ratings": (put("data", "histogram", "given", value=[0] * 9), "do not count ratings of 1 to 10"),
    "ratings below none": (put("data", "histogram", "imputed", value=[-1] * 10), "do not count ratings of 1 to 10"),
    "a list for an object": (put("split", value=[]), "split is not an object"),
    "an object for a list": (put("data", "cleaning", value={}), "data.cleaning is not a list"),
    "a step without its count": (put("data", "cleaning", value=[{"what": "", "why": ""}]), r"cleaning\[0\].count is"),
    "fewer than no viewers": (put("data", "viewers", value=-1), "are not all counts"),
    "fewer than nobody folded in": (put("data", "folded_in", value=-1), "are not all counts"),
    "a version that is a number": (put("versions", "torch", value=2), "versions.torch is not text"),
    "nothing for a name": (put("name", value=None), "name is not text"),
    "nothing for a number": (put("metrics", "valid_mse", value=None), "metrics.valid_mse is not a number"),
    "no time": (put("created", value="yesterday"), "created is not a time"),
    "no version of the format": (put("format_version", value=True), "no format_version"),
    "a newer format": (put("format_version", value=2), "newer version"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_value_that_cannot_be_is_refused_by_its_place(tmp_path: Path, raw: Raw, wrong: str):
    change, flaw = WRONG[wrong]
    change(raw)
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "card.json").write_text(json.dumps(raw))
    with pytest.raises(BundleError, match=flaw) as refusal:
        read_card(tmp_path / "tiny")
    assert "“tiny”" in str(refusal.value)


@pytest.mark.parametrize("part", ["name", "architecture", "training", "split", "metrics", "epochs", "data", "created"])
def test_a_part_that_is_missing_is_named(tmp_path: Path, raw: Raw, part: str):
    del raw[part]
    (tmp_path / "card.json").write_text(json.dumps(raw))
    with pytest.raises(BundleError, match=f"{part} is missing"):
        read_card(tmp_path)


@pytest.mark.parametrize("text", ["[]", "3", "null", '"card"'])
def test_json_that_is_no_object_is_refused(tmp_path: Path, text: str):
    (tmp_path / "card.json").write_text(text)
    with pytest.raises(BundleError, match="no format_version"):
        read_card(tmp_path)


def test_folders_may_be_given_as_text(tiny_bundle: Bundle, tmp_path: Path):
    save_bundle(tiny_bundle, str(tmp_path / "tiny"))
    assert load_bundle(str(tmp_path / "tiny")).card == read_card(str(tmp_path / "tiny")) == tiny_bundle.card


def test_what_is_shown_of_a_bundle_is_one_short_line(shipped: Bundle, shipped_neural: Bundle):
    for bundle in (shipped, shipped_neural):
        for part in (bundle, bundle.card, bundle.model, bundle.model.anime):
            assert len(repr(part)) < 130
    assert repr(shipped.model.anime) == "Vocabulary(4,776 ids)"
    assert "'dot-bias'" in repr(shipped)


def test_a_card_is_text_that_a_person_can_read_and_any_reader_of_json(card: Card):
    said = as_json(replace(card, data=replace(card.data, source="Zuschauer für später")))
    assert '\n "name": "' in said and "Zuschauer für später" in said
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json(replace(card, metrics=replace(card.metrics, valid_rmse=float("nan"))))


@pytest.mark.parametrize(("n_factors", "y_range"), [(0, (0.5, 10.5)), (4, (5.0, 5.0)), (4, (5.0, 4.0))])
def test_an_architecture_has_factors_and_a_range(card: Card, n_factors: int, y_range: tuple[float, float]):
    assert replace(card.architecture, n_factors=1, y_range=(4.9, 5.0)).n_factors == 1
    with pytest.raises(ValueError):
        replace(card.architecture, n_factors=n_factors, y_range=y_range)
