"""Settings: each is written down once, with its limits, its words, its option and its place on the page."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from core.errors import TrainingError
from core.model.architectures import ARCHITECTURES
from core.training.config import RECIPES, TrainConfig, kept, recipe, settings, with_names_of_today
from core.training.settings import Limits, Setting


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("epochs", 0),
        ("n_factors", 0),
        ("batch_size", 1),
        ("lr", 0.0),
        ("lr", float("nan")),
        ("wd", -1.0),
        ("valid", 0.0),
        ("valid", 1.0),
        ("hold_out_viewers", 1.0),
        ("model", "tree"),
        ("unrated", "zero"),
        ("device", "tpu"),
        ("seed", -1),
        ("seed", 2**32),
        ("n_factors", 10**8),
        ("patience", 0),
        ("threads", 0),
        ("side_features", -1),
    ],
)
def test_a_setting_out_of_range_is_named(setting: str, value: object):
    with pytest.raises(TrainingError, match=setting):
        TrainConfig(**{setting: value})  # ty: ignore[invalid-argument-type]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"epochs": 0}, "epochs must be from 1 to 100,000, not 0."),
        ({"lr": 0.0}, "lr must be above 0, not 0.0."),
        ({"valid": 1.0}, "valid must lie between 0 and 1, not 1.0."),
        ({"hold_out_viewers": 1.0}, "hold_out_viewers must be from 0 to under 1, not 1.0."),
        ({"unrated": "zero"}, "unrated must be one of drop, anime-mean, viewer-mean, not 'zero'."),
        ({"model": "nn", "layers": ()}, "layers must hold at least one size, each from 1 to 2,000."),
        ({"model": "nn", "layers": (50, 0)}, "layers must hold at least one size, each from 1 to 2,000."),
    ],
)
def test_what_is_wrong_with_a_setting_is_a_sentence(change: dict, said: str):
    with pytest.raises(TrainingError) as told:
        TrainConfig(**change)
    assert str(told.value) == said


def test_a_setting_that_only_another_architecture_knows_may_be_anything():
    assert TrainConfig(model="dot", layers=()).layers == ()


@pytest.mark.parametrize(
    ("limits", "holds", "fails"),
    [
        (Limits(1, 3), (1, 2, 3), (0, 4, float("nan"))),
        (Limits(above=0), (1e-9, 1e9), (0, -1, float("inf"), float("nan"))),
        (Limits(above=0, below=1), (0.01, 0.99), (0, 1)),
        (Limits(0, below=1), (0, 0.99), (-0.01, 1)),
    ],
)
def test_limits_hold_at_their_ends(limits: Limits, holds: tuple, fails: tuple):
    assert all(map(limits.hold, holds))
    assert not any(map(limits.hold, fails))


@pytest.mark.parametrize("kind", ARCHITECTURES)
def test_each_architecture_has_a_recipe_of_its_own(kind):
    assert recipe(kind).model == kind
    assert RECIPES.get(kind, recipe(kind)) == recipe(kind)


def test_an_architecture_that_there_is_not_has_no_recipe():
    with pytest.raises(TrainingError, match="model must be one of"):
        recipe("tree")


@pytest.mark.parametrize("one", settings().values(), ids=settings().keys())
def test_each_setting_has_a_sentence_and_a_row_in_the_docs(one: Setting, root):
    assert one.help.endswith(".")
    assert f"| `{one.option}` |" in (root / "docs" / "training.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("one", settings().values(), ids=settings().keys())
def test_what_a_page_offers_of_a_setting_can_be_chosen(one: Setting):
    page = one.on_page
    if page is None:
        return
    assert page.label and page.help.endswith(".")
    offered = page.offered or tuple(one.choices) or (page.low, page.high)
    for value in (*offered, one.default):
        assert one.flaw_of(value) is None
    if page.offered:
        assert one.default in page.offered
        assert bool(page.by_itself) == (None in page.offered)
    elif not one.choices:
        assert page.low <= float(str(one.default)) <= page.high


def test_settings_are_the_fields_of_the_configuration_in_order():
    assert list(settings()) == [one.name for one in fields(TrainConfig)]
    assert all(one.default == getattr(TrainConfig(), name) for name, one in settings().items())


def test_a_value_is_told_in_words():
    def told(name: str, value: object) -> str:
        return settings()[name].in_words(value)

    assert told("unrated", "drop") == "Left out"
    assert told("unrated", "some other way") == "some other way"
    assert told("layers", [50, 10]) == told("layers", (50, 10)) == "50 → 10"
    assert told("batch_size", 16_384) == "16,384"
    assert told("batch_size", None) == "–"
    assert told("lr", 0.02) == "0.02"


def test_what_was_kept_under_an_older_name_has_todays():
    config = replace(TrainConfig(), side_features=8)
    before = {"guides" if name == "side_features" else name: value for name, value in kept(config).items()}
    assert with_names_of_today(before) == kept(config)
    assert with_names_of_today({"name": "mine"}) == {"name": "mine"}
