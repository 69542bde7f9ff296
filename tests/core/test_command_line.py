"""The command line, as a person types it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from core.__main__ import main, parser
from core.commands.arguments import read_ratings
from core.commands.ratings import place_of
from core.errors import DataError
from core.model.bundle import Bundle, load_bundle, save_bundle
from core.runs.folder import RunFolder
from tests.tribes import TwoTribes

N_VIEWERS = 50
QUICK = ["--factors", "4", "--epochs", "3", "--lr", "0.05", "--wd", "0.05", "--side-features", "4"]
QUICK += ["--threads", "1", "--device", "cpu"]


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    return TwoTribes(N_VIEWERS, 20, own=0.7, other=0.7, seed=3).write(tmp_path / "ratings")


@pytest.fixture(autouse=True)
def keep_signals():
    """A training takes SIGTERM and Ctrl-C for the wish to stop; afterwards they mean what they did."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def _train(ratings: Path, out: Path, *more: str) -> int:
    return main(["train", "--ratings", str(ratings), "--out", str(out), *QUICK, *more])


def test_the_help_says_each_setting_as_one_types_it(capsys):
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    printed = capsys.readouterr().out
    assert "`" not in printed
    assert "(default 200)" in printed


@pytest.mark.slow
def test_a_card_holds_only_what_somebody_reads(ratings: Path, tmp_path: Path):
    assert _train(ratings, tmp_path / "mine", "--epochs", "1") == 0
    counts = {"viewers", "anime", "ratings", "unrated", "histogram", "folded_in"}
    read = counts | {"source", "simulated", "cleaning", "points"}
    assert json.loads((tmp_path / "mine" / "card.json").read_text())["data"].keys() == read


@pytest.mark.parametrize(("share", "left"), [(0.98, 1), (0.999, 0)])
@pytest.mark.slow
def test_a_share_of_viewers_that_leaves_nobody_to_learn_from_is_told(
    ratings: Path, tmp_path: Path, capsys, share: float, left: int
):
    assert _train(ratings, tmp_path / "mine", "--hold-out-viewers", str(share)) == 2
    said = capsys.readouterr().err
    assert f"Keeping {100 * share:g}% of {N_VIEWERS} viewers out of training leaves {left}" in said
    assert "Keep a smaller share of them out" in said
    assert not (tmp_path / "mine").exists()


@pytest.mark.slow
def test_too_few_ratings_of_too_few_viewers_are_told_with_both_remedies(ratings: Path, tmp_path: Path, capsys):
    assert _train(ratings, tmp_path / "mine", "--hold-out-viewers", "0.96", "--valid", "0.005") == 2
    said = capsys.readouterr().err
    assert "ratings of the 2 viewers not kept out are too few to hold out 0.5% of them" in said
    assert "keep fewer viewers out" in said


def test_train_prints_the_epochs_and_metrics_and_saves_a_bundle(ratings: Path, tmp_path: Path, capsys):
    run = tmp_path / "runs" / "one"
    (ratings / "about.json").write_text('{"points": 5}')
    assert _train(ratings, tmp_path / "models" / "mine", "--run-dir", str(run), "--source", "made up") == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in ("train_loss", "valid_rmse", "bias_only_rmse", "models/mine"))
    bundle = load_bundle(tmp_path / "models" / "mine")
    assert (bundle.name, bundle.card.data.source) == ("mine", "made up")
    assert f"of 5 where they come from: an RMSE of {bundle.card.metrics.valid_rmse * 5 / 10:.4f} there." in printed
    assert bundle.card.training["n_factors"] == 4
    assert [epoch.epoch for epoch in bundle.card.epochs] == [1, 2, 3]


def test_update_gives_a_model_the_viewers_that_are_new(ratings: Path, tmp_path: Path, capsys):
    old, new = tmp_path / "models" / "mine", tmp_path / "models" / "newer"
    assert _train(ratings, old, "--epochs", "1", "--hold-out-viewers", "0") == 0
    more = TwoTribes(N_VIEWERS + 10, 22, own=0.7, other=0.7, seed=3).write(tmp_path / "more")
    capsys.readouterr()
    assert main(["update", "--model", str(old), "--ratings", str(more), "--out", str(new), "--source", "made up"]) == 0
    said = capsys.readouterr().out
    assert "10 viewers are new, 60 in all." in said
    assert "\n2 titles of these ratings are not in the model" in said
    updated = load_bundle(new)
    assert (updated.name, len(updated.model.viewers), updated.card.data.source) == ("newer", 60, "made up")


def test_the_run_folder_tells_the_whole_training(ratings: Path, tmp_path: Path):
    folder = tmp_path / "runs" / "one"
    _train(ratings, tmp_path / "models" / "mine", "--run-dir", str(folder))
    told = RunFolder(folder).read_progress()
    assert (told.phase, len(told.epochs), told.n_epochs) == ("done", 3, 3)
    assert told.bias_only_rmse and told.ratings_per_second
    lines = [json.loads(line) for line in (folder / "progress.jsonl").read_text().splitlines()]
    assert list(dict.fromkeys(line["phase"] for line in lines if "epoch" not in line)) == [
        "reading",
        "side-features",
        "watched",
        "fold-in",
        "ranking",
        "map",
        "saving",
        "done",
    ]
    assert RunFolder(folder).read_task().name == "mine"
    assert "EmbeddingDotBias" in (folder / "layers.txt").read_text()
    assert (folder / "pid").read_text() == str(os.getpid())
    assert (folder / "checkpoint.safetensors").is_file()


@pytest.mark.parametrize(
    ("words", "restarts", "is_kept"), [([], "0", False), (["--resume"], "0", True), ([], "1", True)]
)
def test_only_who_goes_on_with_a_run_finds_its_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], restarts: str, is_kept: bool
):
    """By one's own wish, or where PyTorch's launcher has started the processes again."""
    monkeypatch.setenv("TORCHELASTIC_RESTART_COUNT", restarts)
    checkpoint = tmp_path / "run" / "checkpoint.safetensors"
    checkpoint.parent.mkdir()
    checkpoint.touch()
    assert _train(tmp_path / "nowhere", tmp_path / "models" / "mine", "--run-dir", str(tmp_path / "run"), *words) == 2
    assert checkpoint.exists() is is_kept


@pytest.mark.slow
def test_a_wish_to_stop_before_the_first_epoch_leaves_an_older_model_as_it_was(ratings: Path, tmp_path: Path, capsys):
    out, folder = tmp_path / "models" / "mine", tmp_path / "runs" / "one"
    _train(ratings, out)
    before = (out / "weights.safetensors").read_bytes()
    folder.mkdir(parents=True)
    (folder / "stop").touch()
    assert _train(ratings, out, "--seed", "1", "--run-dir", str(folder)) == 2
    assert RunFolder(folder).read_progress().phase == "stopped"
    assert "no model to keep" in RunFolder(folder).read_progress().message
    assert (out / "weights.safetensors").read_bytes() == before
    assert not (folder / "stop").exists()
    assert _train(ratings, out, "--seed", "1", "--run-dir", str(folder), "--resume") == 0
    assert RunFolder(folder).read_progress().phase == "done"


@pytest.mark.slow
def test_resume_goes_on_from_the_checkpoint(ratings: Path, tmp_path: Path):
    out, folder = tmp_path / "models" / "mine", tmp_path / "runs" / "one"
    _train(ratings, out, "--run-dir", str(folder))
    whole = load_bundle(out).model.viewer_factors
    assert _train(ratings, out, "--run-dir", str(folder), "--resume") == 0
    assert np.array_equal(load_bundle(out).model.viewer_factors, whole)
    assert len(load_bundle(out).card.epochs) == 3


@pytest.mark.slow
def test_a_run_of_before_is_resumed_by_the_command_of_before(ratings: Path, tmp_path: Path):
    """Side features were called guides, on the command line and in the checkpoint."""
    out, folder = tmp_path / "models" / "mine", RunFolder(tmp_path / "runs" / "one")
    run_dir = ["--run-dir", str(folder.path)]
    _train(ratings, out, *run_dir)
    whole = load_bundle(out).model.viewer_factors
    with safe_open(folder.checkpoint, framework="np") as file:
        header = file.metadata()
    assert header["config"].count('"side_features"') == 1
    before = header | {"config": header["config"].replace('"side_features"', '"guides"')}
    save_file(load_file(folder.checkpoint), folder.checkpoint, before)
    shutil.rmtree(out)
    words = ["--guides" if word == "--side-features" else word for word in QUICK]
    assert main(["train", "--ratings", str(ratings), "--out", str(out), *words, *run_dir, "--resume"]) == 0
    assert np.array_equal(load_bundle(out).model.viewer_factors, whole)
    assert [epoch.epoch for epoch in folder.read_progress().epochs] == [1, 2, 3]


def test_lr_find_keeps_its_curve_and_prints_suggestions(ratings: Path, tmp_path: Path, capsys):
    folder = tmp_path / "runs" / "one"
    assert _train(ratings, tmp_path / "models" / "mine", "--run-dir", str(folder), "--lr-find") == 0
    found = json.loads((folder / "lr_find.json").read_text())
    assert set(found) == {"lrs", "losses", "suggestions"}
    assert "valley" in capsys.readouterr().out
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--out", "models/.."], "cannot be a model's name"),
        (["--ratings", "nowhere"], "There is no folder nowhere"),
        (["--epochs", "0"], "epochs must be from 1 to"),
        (["--valid", "2"], "valid must lie between 0 and 1"),
    ],
)
def test_an_error_is_one_sentence_and_exit_code_2(
    ratings: Path, tmp_path: Path, capsys, words: list[str], sentence: str
):
    assert _train(ratings, tmp_path / "models" / "mine", *words) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("command", ["train", "simulate"])
def test_a_folder_that_holds_other_things_is_never_replaced(
    ratings: Path, tmp_path: Path, capsys, command: str, tiny_bundle: Bundle
):
    models = tmp_path / "models"
    save_bundle(tiny_bundle, models / "mine")
    words = {
        "train": ["train", "--ratings", str(ratings), "--out", str(models), *QUICK],
        "simulate": ["simulate", "--model", str(models / "mine"), "--viewers", "2", "--ratings", "4"],
    }[command]
    assert main([*words, "--out", str(models)]) == 2
    assert "holds other things too, such as mine" in capsys.readouterr().err
    assert load_bundle(models / "mine").name == "mine"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_ratings_are_read_from_a_folder_or_a_zip_and_from_nothing_else(tmp_path: Path, ratings: Path):
    packed = tmp_path / "packed.ZIP"
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("anime.csv", "rating.csv"):
            archive.write(ratings / name, name)
    assert len(read_ratings(packed, 20, None).ratings) == len(read_ratings(ratings, 20, None).ratings)
    (ratings / "rating.csv").rename(tmp_path / "ratings.zip.csv")
    for other in (tmp_path / "ratings.zip.csv", tmp_path / "nothing.zip"):
        with pytest.raises(DataError, match="There is no folder"):
            read_ratings(other, 20, None)


@pytest.mark.parametrize(
    "words",
    [
        ["simulate", "--out", "drawn", "--seed", "-1"],
        ["evaluate", "--ratings", "nowhere", "--draws", "0"],
        ["evaluate", "--ratings", "nowhere", "--answers", "five"],
        ["download", "--anime", "0"],
    ],
)
def test_a_number_that_cannot_be_is_told_before_anything_is_read(capsys, words: list[str]):
    with pytest.raises(SystemExit, match="2"):
        main(words)
    assert f"“{words[-1]}” is not a whole number from" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "option", "least"),
    [
        (["train", "--ratings", "r", "--out", "m"], "--anime", 1),
        (["evaluate", "--ratings", "r"], "--draws", 1),
        (["evaluate", "--ratings", "r"], "--processes", 1),
        (["evaluate", "--ratings", "r"], "--seed", 0),
        (["scoreboard", "--ratings", "r"], "--draws", 1),
        (["scoreboard", "--ratings", "r"], "--processes", 1),
        (["scoreboard", "--ratings", "r"], "--seed", 0),
        (["simulate", "--out", "drawn"], "--seed", 0),
        (["download"], "--anime", 1),
    ],
)
def test_a_number_may_be_as_small_as_makes_sense(words: list[str], option: str, least: int):
    assert getattr(parser().parse_args([*words, option, str(least)]), option.removeprefix("--")) == least
    with pytest.raises(SystemExit):
        parser().parse_args([*words, option, str(least - 1)])


def test_numbers_of_answers_stand_between_commas():
    assert parser().parse_args(["evaluate", "--ratings", "r", "--answers", "0,3,20"]).answers == (0, 3, 20)


def test_a_broken_model_does_not_hide_the_others(tmp_path: Path, capsys, tiny_bundle: Bundle):
    models = tmp_path / "models"
    save_bundle(tiny_bundle, models / "mine")
    shutil.copytree(models / "mine", models / "broken")
    (models / "broken" / "card.json").write_text("{}")
    assert main(["models", "--models", str(models)]) == 2
    said = capsys.readouterr()
    assert "mine" in said.out and "“broken” cannot be opened" in said.err
    assert main(["models", "--models", str(tmp_path / "none")]) == 2
    assert "There is no model in" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["models", "export"])
def test_models_are_looked_for_in_the_home_that_the_environment_names(
    tmp_path: Path, capsys, monkeypatch, command: str, tiny_bundle: Bundle
):
    monkeypatch.setenv("ANIME_EXPLORER_HOME", str(tmp_path / "home"))
    words = {
        "models": [],
        "export": ["--out", str(tmp_path / "exported")],
    }[command]
    assert main([command, *words]) == 2
    assert "There is no model" in capsys.readouterr().err
    save_bundle(tiny_bundle, tmp_path / "home" / "models" / "dot-bias")
    assert main([command, *words]) == 0


def test_evaluation_and_download_have_the_home_that_the_environment_names(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("ANIME_EXPLORER_HOME", str(tmp_path))
    assert parser().parse_args(["evaluate", "--ratings", "any"]).model == tmp_path / "models" / "dot-bias"
    assert place_of(parser().parse_args(["download"]).set) == tmp_path / "data" / "kaggle"
    assert place_of(parser().parse_args(["download", "--set", "2020"]).set) == tmp_path / "data" / "kaggle-2020"


@pytest.mark.parametrize("model", ["dot-bias", str(Path("models") / "dot-bias")])
def test_search_prints_the_ten_best_with_their_ids_one_a_line(capsys, root: Path, monkeypatch, model: str):
    monkeypatch.chdir(root)
    assert main(["search", "titan", "attack", "--model", model]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "16498\tAttack on Titan"
    main(["search", "gundam"])
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 10
    assert all(anime_id.isdecimal() and "undam" in title for anime_id, title in lines)


def test_search_tells_of_a_title_that_the_model_lacks_apart_from_what_it_found(capsys):
    assert main(["search", "one", "piece"]) == 0
    out, told = capsys.readouterr()
    assert out.splitlines()[0].split("\t")[1].startswith("One Piece Film")
    assert told == "One Piece (1999) is known, but nobody in the ratings of this model rated it.\n"


@pytest.mark.parametrize("given", [[], ["--ratings", "here", "--movielens", "there"]])
def test_convert_wants_one_kind_of_ratings(given: list[str], tmp_path: Path, capsys):
    with pytest.raises(SystemExit):
        parser().parse_args(["convert", "--out", str(tmp_path), *given])
    assert "--ratings" in capsys.readouterr().err


def test_search_for_a_word_that_no_title_has_ends_with_a_sentence(capsys):
    assert main(["search", "qqqq"]) == 2
    assert "No title is called anything like “qqqq”" in capsys.readouterr().err


@pytest.mark.slow
def test_a_failed_training_tells_its_run_folder_why(tmp_path: Path):
    folder = tmp_path / "runs" / "one"
    assert _train(tmp_path / "nowhere", tmp_path / "models" / "mine", "--run-dir", str(folder)) == 2
    assert RunFolder(folder).read_progress().phase == "failed"
    assert "There is no folder" in RunFolder(folder).read_progress().message


@pytest.mark.slow
def test_two_processes_train_together_as_well_as_one(ratings: Path, tmp_path: Path, root: Path):
    out = tmp_path / "models"
    words = ["-m", "core", "train", "--ratings", str(ratings), *QUICK]
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    together = subprocess.run([*launcher, *words, "--out", str(out / "two")], cwd=root, capture_output=True, text=True)
    assert together.returncode == 0, together.stderr
    assert _train(ratings, out / "one") == 0
    two, one = (load_bundle(out / name).card for name in ("two", "one"))
    assert len(two.epochs) == len(one.epochs)
    assert two.metrics.valid_rmse == pytest.approx(one.metrics.valid_rmse, rel=0.1)


def test_simulated_ratings_are_counted_where_they_are_written(tmp_path: Path, capsys, tiny_bundle: Bundle):
    save_bundle(tiny_bundle, tmp_path / "tiny")
    words = ["--viewers", "3", "--ratings", "5", "--seed", "1", "--out", str(tmp_path / "drawn")]
    assert main(["simulate", "--model", str(tmp_path / "tiny"), *words]) == 0
    assert capsys.readouterr().out == f"5 ratings of 3 viewers are in {tmp_path / 'drawn'}.\n"
    assert len(read_ratings(tmp_path / "drawn", 4, None).ratings) == 5


@pytest.mark.slow
def test_ratings_are_simulated_from_a_model_and_can_be_trained_on(ratings: Path, tmp_path: Path, capsys):
    models = tmp_path / "models"
    _train(ratings, models / "mine")
    words = ["--model", str(models / "mine"), "--viewers", "30", "--ratings", "200", "--out", str(tmp_path / "drawn")]
    assert main(["simulate", *words]) == 0
    assert "200 ratings of 30 viewers" in capsys.readouterr().out
    assert _train(tmp_path / "drawn", models / "second") == 0
    assert load_bundle(models / "second").card.data.simulated
    assert main(["models", "--models", str(models)]) == 0
    assert "second" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [[], ["train", "--out", "m"], ["train", "--ratings", "r"], ["evaluate"], ["simulate"]]
)
def test_what_a_command_cannot_do_without_is_asked_for(capsys, words: list[str]):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "the following arguments are required" in capsys.readouterr().err


def test_convert_tells_what_it_read_and_dropped_and_its_folder_is_read_as_the_files_are(
    ratings: Path, tmp_path: Path, capsys
):
    out = tmp_path / "converted"
    assert main(["convert", "--ratings", str(ratings), "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    n_rows = len(read_ratings(ratings, n_anime=20, source=None).ratings)
    assert f"{n_rows:>15,}  Rows read: as they stand in the file" in printed
    assert f"{n_rows:,} ratings of {N_VIEWERS} viewers are in {out}." in printed
    assert read_ratings(out, n_anime=5, source=None).report == read_ratings(ratings, n_anime=5, source=None).report
    assert main(["convert", "--ratings", str(tmp_path / "nowhere"), "--out", str(out)]) == 2
    assert "no file or folder" in capsys.readouterr().err
