"""Each setting as an option of the command line."""

from __future__ import annotations

import argparse
from dataclasses import replace

import pytest

from core.training.cli_options import add_options, config_of, typed
from core.training.config import TrainConfig, recipe, settings
from core.training.settings import Setting, Value


@pytest.fixture
def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser()
    add_options(made)
    return made


OTHERS: dict[str, Value] = {
    "model": "nn",
    "epochs": 7,
    "n_factors": 12,
    "members": 8,
    "layers": (30, 20),
    "lr": 0.125,
    "wd": 0.25,
    "wd_bias": 0.5,
    "side_features": 3,
    "patience": 4,
    "batch_size": 512,
    "unrated": "anime-mean",
    "valid": 0.25,
    "hold_out_viewers": 0.0,
    "rows": "disk",
    "seed": 9,
    "device": "cpu",
    "threads": 2,
}
"""Another value than the default of each setting."""


@pytest.mark.parametrize("one", settings().values(), ids=settings().keys())
def test_each_setting_passes_through_the_command_line(parser: argparse.ArgumentParser, one: Setting):
    kind = one.only_for[0] if one.only_for else "dot"
    config = replace(recipe(kind), **{one.name: OTHERS[one.name]})
    words = typed(config)
    assert one.option in words
    assert config_of(parser.parse_args(words)) == config


def test_all_settings_together_pass_through_the_command_line(parser: argparse.ArgumentParser):
    config = TrainConfig(**OTHERS)  # ty: ignore[invalid-argument-type]
    assert config_of(parser.parse_args(typed(config))) == config


def test_what_is_left_to_the_training_itself_is_not_what_the_recipe_has(parser: argparse.ArgumentParser):
    """A size chosen for the network can be taken back: then the training chooses it."""
    config = replace(recipe("nn"), batch_size=None)
    assert config != recipe("nn")
    assert config_of(parser.parse_args(typed(config))) == config
    assert config_of(parser.parse_args(["--model", "nn", "--batch-size", "auto"])) == config


def test_the_command_line_takes_the_architectures_recipe_and_what_is_given_in_its_place(
    parser: argparse.ArgumentParser,
):
    assert config_of(parser.parse_args([])) == TrainConfig()
    assert config_of(parser.parse_args(["--model", "nn"])) == recipe("nn")
    assert config_of(parser.parse_args(["--model", "nn", "--epochs", "2"])) == replace(recipe("nn"), epochs=2)


def test_the_help_says_each_setting_once_with_its_defaults(parser: argparse.ArgumentParser):
    said = " ".join(parser.format_help().split())
    for one in settings().values():
        assert said.count(one.help) == 1
        assert one.option in said
    assert "fastai's EmbeddingDotBias, nn its EmbeddingNN. (default dot)" in said
    assert "over all of them. (default 3, 6 for nn)" in said
    assert "more of the largest size. (4096 for nn)" in said
    assert "the dot model has none. (default 200)" in said
    assert "guides" not in said


def test_a_setting_can_still_be_given_under_the_name_it_had(parser: argparse.ArgumentParser):
    assert config_of(parser.parse_args(["--guides", "8"])) == TrainConfig(side_features=8)


def test_what_is_no_number_is_told(parser: argparse.ArgumentParser, capsys):
    with pytest.raises(SystemExit, match="2"):
        parser.parse_args(["--layers", "50,wide"])
    assert "argument --layers: invalid sizes value: '50,wide'" in capsys.readouterr().err


def test_members_are_trained_for_longer_unless_the_epochs_are_given(parser: argparse.ArgumentParser):
    def epochs(*words: str) -> int:
        return config_of(parser.parse_args([*words])).epochs

    assert (epochs(), epochs("--members", "8"), epochs("--members", "8", "--epochs", "2")) == (3, 5, 2)
    assert epochs("--model", "nn", "--members", "8") == 6
