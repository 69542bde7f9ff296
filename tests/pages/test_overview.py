"""The Overview: numbers from the card, the ways in, and what is said when there is no model or a broken one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.model.bundle import Bundle
from ui.app import library


def numbers(at: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in at.metric}


@pytest.mark.parametrize("name", ["dot-bias", "neural"])
def test_it_tells_the_model_in_numbers(open_page: Callable[..., AppTest], name: str) -> None:
    at = open_page("overview", model=name)
    data = json.loads((library.MODELS / name / "card.json").read_text())["data"]
    assert not at.exception
    assert numbers(at)["Ratings"] == f"{data['ratings']:,}"
    assert numbers(at)["Viewers"] == f"{data['viewers']:,}"


def test_it_compares_the_error_with_biases_alone(open_page: Callable[..., AppTest], shipped: Bundle) -> None:
    told = " ".join(block.value for block in open_page("overview").markdown)
    assert f"off by {shipped.card.metrics.valid_mae:.2f} points on average" in told
    assert f"{shipped.card.metrics.valid_rmse:.2f}" in told
    assert f"miss by {shipped.card.metrics.bias_only_rmse:.2f}; taste improves that by" in told


def test_a_model_that_is_gone_is_named_with_the_one_shown_instead(
    open_page: Callable[..., AppTest], root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("dot-bias", "other"):
        shutil.copytree(root / "models" / "dot-bias", tmp_path / name)
    monkeypatch.setattr(library, "MODELS", tmp_path)
    at = open_page("overview", model="other")
    assert not at.warning
    shutil.rmtree(tmp_path / "other")
    at.run()
    assert at.warning[0].value == "There is no model “other” here (any more). Every page shows “dot-bias” now."
    assert at.selectbox(key="model").value == "dot-bias"
    assert not at.run().warning


def test_a_broken_model_is_named_with_its_reason_and_the_others_work(
    open_page: Callable[..., AppTest], read: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("dot-bias", "lame"):
        shutil.copytree(library.MODELS / "dot-bias", tmp_path / name)
    (tmp_path / "lame" / "weights.safetensors").unlink()
    monkeypatch.setattr(library, "MODELS", tmp_path)
    at = open_page("overview")
    assert not at.exception
    assert at.sidebar.selectbox(key="model").options == ["dot-bias"]
    assert [expander.label for expander in at.sidebar.expander] == ["“lame” cannot be opened"]
    assert "weights.safetensors is missing" in read(at.sidebar.expander[0].markdown[0])


def test_without_any_model_it_sends_people_to_train(
    open_page: Callable[..., AppTest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "MODELS", tmp_path / "none")
    at = open_page("overview")
    assert not at.exception
    assert at.title[0].value == "No model yet"
    assert not at.metric
