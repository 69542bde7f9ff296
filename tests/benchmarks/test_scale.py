"""What ``benchmarks/scale.py`` adds up, and the rows that its peers get."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.costs import PEER, Cost, fits, growth, line
from benchmarks.processes import Look, family, peak_mb
from benchmarks.scale_peers import Peer, export, fitted_by, installed
from core.data.mapped.convert import convert
from core.data.sources import keep, stream_folder
from core.data.split import Rated, fingerprint_of
from core.training.config import TrainConfig
from core.training.fit import prepared
from tests.tribes import TwoTribes


def training(place: str, rows: int, rmse: float) -> list[Cost]:
    """A training with the two parts that fit and one that does not."""
    step = f"train {place}"
    return [
        Cost(rows, step, 100.0, 150.0, 900.0, rmse),
        Cost(rows, f"… {step}: side features", 6.0, 9.0, 300.0),
        Cost(rows, f"… {step}: epochs", 40.0, 42.0, 500.0),
        Cost(rows, f"… {step}: map", 54.0, 99.0, 900.0),
    ]


def test_the_parts_of_a_training_that_fit_stand_beside_its_peers_by_rising_rows():
    peer = Cost(1_000_000, f"{PEER}LensKit's BiasedMF", 30.0, 55.0, 700.0, 1.14)
    found = fits([*training("on disk", 10_000_000, 1.11), *training("in memory", 1_000_000, 1.12), peer])
    assert found == [
        Cost(1_000_000, "train in memory: side features and epochs", 6 + 40, 9 + 42, 500.0, 1.12),
        peer,
        Cost(10_000_000, "train on disk: side features and epochs", 6 + 40, 9 + 42, 500.0, 1.11),
    ]


def test_growth_is_that_of_ten_times_the_rows():
    costs = [Cost(1_000, "convert", 2.0, 1.0, 50.0), Cost(100_000, "convert", 2.0 * 9, 1.0 * 4, 50.0)]
    assert growth(costs).splitlines()[2] == "| convert | 0.001 to 0.1 million | 3.0 | 2.0 | 1.0 |"


def test_a_line_has_an_error_only_where_something_was_trained():
    assert (
        line(Cost(10_000_000, "convert", 1234.56, 0.04, 343.6)) == "| 10 million | convert | 1,234.6 | 0.0 | 344 |  |"
    )
    assert line(Cost(100_000, "train on disk", 1, 2, 3, 1.23456)).endswith("| 1.2346 |")


def test_peers_get_the_rows_that_a_training_on_disk_learns_and_is_measured_on(tmp_path: Path):
    keep(TwoTribes(200, 30, own=0.7, other=0.4, unrated=0.2).loaded, tmp_path / "files")
    convert([tmp_path / "files"], tmp_path / "converted", None, lambda what, done, of: None)
    config = TrainConfig(hold_out_viewers=0.1)
    data, _ = prepared(stream_folder(tmp_path / "converted"), config)
    export(tmp_path / "converted", config, tmp_path / "rows")
    train, valid = (pd.read_parquet(tmp_path / "rows" / f"{side}.parquet") for side in ("train", "valid"))
    assert train.anime.value_counts().reindex(range(len(data.anime)), fill_value=0).tolist() == data.n_ratings.tolist()
    rows = Rated(valid.viewer.to_numpy(), valid.anime.to_numpy(), valid.rating.to_numpy())
    expected = Rated.joined(list(data.valid_blocks()))
    assert fingerprint_of(rows, data.viewers, data.anime) == fingerprint_of(expected, data.viewers, data.anime)
    both = pd.concat([train, valid])
    assert not both.duplicated(["viewer", "anime"]).any() and both.viewer.nunique() == len(data.viewers) == 180


def test_what_is_not_installed_is_left_out_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert installed(tmp_path / "python") == []
    lines = capsys.readouterr().out.splitlines()
    assert [text.split(" is left out, since there is no environment")[0] for text in lines] == [
        "LensKit's BiasedMF",
        "Spark's ALS",
    ]
    assert Peer("lenskit", Path(sys.executable)).lack == f"no lenskit in {sys.executable}"


def test_a_peer_that_fails_costs_nothing_and_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert list(fitted_by(Peer("lenskit", Path(sys.executable)), 100, tmp_path)) == []
    assert "train.parquet" in capsys.readouterr().out


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs Linux")
def test_a_process_that_was_started_belongs_to_the_family_until_it_has_ended():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert family(os.getpid())[0] == os.getpid() and child.pid in family(os.getpid())
        assert 0 < Look.at(child.pid).mb <= peak_mb(child.pid) + 1
        child.communicate(b"\n")
    assert child.pid not in family(os.getpid())
