"""The Train page: nothing at hand, a run at work, and runs that ended, each as its files tell it."""

from __future__ import annotations

import json
import os
import select
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from subprocess import PIPE, Popen

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.model.architectures import ARCHITECTURES
from core.runs.folder import RunFolder
from core.runs.state import Run, history, read_run, running
from core.training.config import DOT, recipe, settings
from core.training.moving_embedding import MovingEmbedding
from ui.app import keys, library
from ui.app.settings import SHOWN
from ui.train.words import PHASES, PURPOSES, name_of

EPOCHS = [
    {"epoch": 1, "train_loss": 1.44, "valid_loss": 1.21, "valid_rmse": 1.1, "valid_mae": 0.9, "seconds": 1.0},
    {"epoch": 2, "train_loss": 1.0, "valid_loss": 1.0, "valid_rmse": 1.0, "valid_mae": 0.8, "seconds": 1.0},
]
EPOCHS_DONE = np.array([0, 2], np.float32)
WAIT = "print('here', flush=True); input()"


@pytest.fixture
def home(tmp_path, root, monkeypatch):
    """A folder of models, runs and ratings of its own."""
    for name in ("MODELS", "RUNS", "DATA"):
        monkeypatch.setattr(library, name, tmp_path / name.lower())
    for name in ("dot-bias", "neural"):
        shutil.copytree(root / "models" / name, tmp_path / "models" / name)
    return tmp_path


@pytest.fixture
def page(home, root):
    app = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=30)
    return app.run().switch_page("pages/train.py")


@pytest.fixture
def ratings(home):
    """Two files are all the page looks for."""
    folder = home / "data" / "Mine"
    folder.mkdir(parents=True)
    for name in ("anime.csv", "rating.csv"):
        (folder / name).touch()
    return folder


@pytest.fixture
def add_run(home):
    def add(name: str, *records: dict, model: str = "dot-bias", **config: object):
        folder = home / "runs" / name
        folder.mkdir(parents=True)
        settings = {"name": model, "model": "dot", "epochs": 4, "n_factors": 50, "lr": 0.005, **config}
        (folder / "config.json").write_text(json.dumps(settings))
        (folder / "layers.txt").write_text("EmbeddingDotBias()")
        lines = [{"phase": "training", "epochs": 4, "bias_only_rmse": 1.2}]
        lines += [{"phase": "training", "epochs": 4, "epoch_end": True, **epoch} for epoch in EPOCHS]
        (folder / "progress.jsonl").write_text("".join(json.dumps(line) + "\n" for line in [*lines, *records]))
        return folder

    return add


@pytest.fixture
def at_work(add_run) -> Iterator:
    """A run whose process lives."""
    batch = {"phase": "training", "epoch": 3, "epochs": 4, "batch": 30, "batches": 60, "share": 0.625, "done": 0.25}
    folder = add_run("20261124-060000-000000", {**batch, "ratings_per_second": 123_456.0, "eta_seconds": 65.0})
    with Popen([sys.executable, "-c", WAIT, folder.name], stdin=PIPE, stdout=PIPE) as process:
        assert process.stdout and process.stdout.readline() == b"here\n"
        (folder / "pid").write_text(str(process.pid))
        yield folder
        process.kill()


def labels(elements) -> list[str]:
    return [element.label for element in elements]


def wait_for_end(run: Run) -> None:
    """Come back when the run's process is gone."""
    pid = run.folder.read_pid()
    assert pid
    with suppress(ProcessLookupError):
        descriptor = os.pidfd_open(pid)
        select.select([descriptor], [], [])
        os.close(descriptor)


def open_tab(page: AppTest, look: str | None, model: str = "dot-bias") -> None:
    page.query_params["model"] = model
    if look:
        page.query_params["look"] = look
    page.run()
    assert not page.exception


def asked(page: AppTest) -> dict:
    """The widget of each setting by the setting's name, in their order on the page."""
    names = {keys.train_setting(name): name for name in SHOWN}
    found = {getattr(element, "key", None): element for element in page}
    return {names[key]: element for key, element in found.items() if key in names}


@pytest.mark.parametrize("model", ["dot-bias", "neural"])
@pytest.mark.parametrize("look", [None, "Runs so far"])
def test_before_anything_was_trained_there_is_no_run_to_look_at(page, model, look):
    open_tab(page, look, model)
    assert page.title[0].value == "Train"
    assert any("No model has been trained here yet" in text.value for text in page.markdown)
    assert len(page.selectbox) == 1


@pytest.mark.parametrize("model", ["dot-bias", "neural"])
def test_before_anything_was_trained_the_shipped_models_are_laid_over_each_other(page, model):
    open_tab(page, "Overlay runs", model)
    trainings = page.multiselect(key="trainings")
    assert trainings.value == trainings.options == ["Model “dot-bias”", "Model “neural”"]
    assert len(page.get("plotly_chart")) == 1
    assert len(page.dataframe) == 0


@pytest.mark.parametrize("model", ["dot-bias", "neural"])
def test_each_architecture_shows_the_log_of_its_model(page, shipped, shipped_neural, model):
    open_tab(page, "Architectures", model)
    assert [title.value for title in page.subheader] == [kind.words.name for kind in ARCHITECTURES.values()]
    assert [page.selectbox(key=f"log-{kind}").value for kind in ARCHITECTURES] == ["dot-bias", "neural"]
    logs = [table.value["valid_rmse"].tolist() for table in page.dataframe]
    cards = shipped.card, shipped_neural.card
    assert logs == [[epoch.valid_rmse for epoch in card.epochs] for card in cards]
    assert [code.value for code in page.code] == [card.architecture.printed for card in cards]


def test_without_ratings_there_are_three_ways_to_get_some_and_nothing_to_start(page):
    page.run()
    assert "three ways" in page.info[0].value
    assert labels(page.button) == ["Simulate", "Download from Kaggle"]


def test_simulated_ratings_are_chosen_at_once_and_called_simulated(page, home):
    page.run()
    page.select_slider(key="simulation.viewers").set_value(200)
    page.select_slider(key="simulation.each").set_value(20)
    page.button(key="simulation.start").click().run()
    assert not page.exception
    assert page.selectbox(key="train.ratings").value == "Simulated 200 viewers, 20 ratings each, seed 0"
    assert (home / "data" / "Simulated 200 viewers, 20 ratings each, seed 0" / "rating.csv").is_file()
    assert any("Nobody gave these ratings" in caption.value for caption in page.caption)


@pytest.mark.parametrize("name", ["../up", "a/b", "..", "", "x" * 70, "sub\\folder", "über"])
def test_a_name_that_no_model_may_have_is_refused_in_a_sentence(page, ratings, read, name):
    page.run()
    page.text_input(key="train.name").set_value(name).run()
    assert f"“{name}” cannot be a model's name" in read(page.error[0])
    assert page.button(key="train.start").disabled


def test_a_model_is_replaced_only_when_that_is_confirmed(page, ratings):
    page.run()
    assert not page.button(key="train.start").disabled
    shutil.copytree(library.MODELS / "neural", library.MODELS / "mine")
    page.text_input(key="train.name").set_value("mine").run()
    assert page.button(key="train.start").disabled
    page.checkbox(key="train.replace.mine").check().run()
    assert not page.button(key="train.start").disabled


def test_settings_stay_when_the_page_is_left_and_entered_again(page, ratings):
    page.run()
    page.slider(key="train.epochs").set_value(17).run()
    page.switch_page("pages/overview.py").run()
    page.switch_page("pages/train.py").run()
    assert page.slider(key="train.epochs").value == 17


def test_a_network_has_layers_to_choose_and_the_dot_product_has_none(page, ratings):
    page.run()
    assert "Hidden layers" not in labels(page.selectbox)
    page.segmented_control(key="train.model").set_value("nn").run()
    assert not page.exception
    assert page.selectbox(key="train.layers").value == (200,)


def test_a_dot_product_may_have_members_and_a_network_has_none(page, ratings):
    page.run()
    assert page.slider(key="train.members").value == 1
    page.segmented_control(key="train.model").set_value("nn").run()
    assert "Members" not in labels(page.slider)


def test_each_setting_is_asked_for_in_its_words_and_reaches_the_training(page, ratings, home):
    page.run()
    page.segmented_control(key="train.model").set_value("nn").run()
    chosen: dict[str, object] = {"model": "nn"}
    for name, shown in SHOWN.items():
        if name == "model" or not settings()[name].is_for("nn"):
            continue
        widget = asked(page)[name]
        assert (widget.label, widget.help) == (shown.label, shown.help)
        if offered := shown.offered or tuple(settings()[name].choices):
            widget.select_index(len(offered) - 1).run()
            chosen[name] = offered[-1]
        else:
            widget.set_value(shown.low).run()
            chosen[name] = shown.low
    page.button(key="train.start").click().run()
    assert not page.exception
    [run] = history(home / "runs")
    wait_for_end(run)
    told = {name: tuple(value) if isinstance(value, list) else value for name, value in run.task.settings.items()}
    assert {name: told[name] for name in chosen} == chosen
    assert run.folder.read_command().arguments[:2] == ("--ratings", str(ratings))


def test_settings_stand_in_two_columns_and_what_one_architecture_alone_has_comes_last(page, ratings):
    page.run()
    page.segmented_control(key="train.model").set_value("nn").run()
    assert labels(asked(page).values()) == [
        "Architecture",
        "Epochs",
        "Factors",
        "Highest learning rate",
        "Weight decay",
        "Stop after epochs without gain",
        "Ratings in a batch",
        "Hidden layers",
        "Watched but unrated",
        "Share of ratings for validation",
        "Share of viewers kept out",
        "Seed",
    ]
    headings = [text.value for text in page.markdown if text.value in ("**Learning**", "**Data**")]
    assert headings == ["**Learning**", "**Data**"]


def test_a_batch_size_is_left_to_the_training_unless_somebody_chooses(page, ratings):
    page.run()
    box = page.selectbox(key="train.batch_size")
    assert box.options[:3] == ["Chosen from the number of ratings", "64", "256"]
    assert page.selectbox(key="train.unrated").options == ["Left out", "The anime's mean", "The viewer's mean"]


def test_another_architecture_brings_its_own_recipe(page, ratings):
    page.run()
    assert page.slider(key="train.epochs").value == DOT.epochs
    page.segmented_control(key="train.model").set_value("nn").run()
    assert (page.slider(key="train.epochs").value, page.number_input(key="train.lr").value) == (6, recipe("nn").lr)


def test_a_run_at_work_shows_how_far_it_is_to_every_session(page, at_work, read):
    page.run()
    assert not page.exception
    assert read(page.header[0]) == "Training “dot-bias”"
    assert [bar.text for bar in page.get("progress")] == [
        "Epoch 3 of 4, batch 30 of 60, 123,456 ratings a second",
        "25% of all steps, about 1 min 5 s to go",
    ]
    assert [bar.value for bar in page.get("progress")] == [round(62.5), 25]
    assert page.dataframe[0].value["Epoch"].tolist() == [1, 2]
    assert "Start training" not in labels(page.button)


def test_stop_asks_the_run_to_stop_once(page, at_work):
    page.run()
    page.button(key="train.stop").click().run()
    assert (at_work / "stop").exists()
    assert page.button(key="train.stop").disabled


@pytest.mark.parametrize(
    ("record", "state", "resumable"),
    [
        ({"phase": "done"}, "Done", False),
        ({"phase": "stopped", "message": "Stopped after 2 epochs."}, "Stopped", True),
        ({"phase": "failed", "message": "The disk is full."}, "Failed", True),
        ({"phase": "training", "epoch": 3}, "Interrupted", True),
    ],
)
def test_an_ended_run_says_what_became_of_it_and_how_to_go_on(page, add_run, read, record, state, resumable):
    add_run("20261124-060000-000000", record)
    page.run()
    assert not page.exception
    said = next(read(text) for text in page.markdown if f"{state}]" in text.value)
    assert record.get("message", "") in said
    assert ("Resume" in labels(page.button)) == resumable


def test_a_run_says_what_each_step_was_for_and_shows_how_titles_moved(page, add_run):
    steps = [{"phase": "watched", "time": 20.0}, {"phase": "map", "time": 24.0}, {"phase": "done", "time": 90.0}]
    folder = add_run("20261124-060000-000000", *steps)
    places = np.zeros((2, 3, 2), np.float16)
    moving = MovingEmbedding(np.arange(3, dtype=np.int32), ("A", "B", "C"), np.zeros(3, np.int8), EPOCHS_DONE, places)
    (folder / "moving.safetensors").write_bytes(moving.as_bytes())
    page.run()
    assert not page.exception
    assert {"Titles finding their places", "Its errors", "Step by step"} <= {title.value for title in page.subheader}
    [said] = [text.value for text in page.markdown if PURPOSES["map"] in text.value]
    assert f"**{PHASES['watched']}** · 4 s: {PURPOSES['watched']}" in said
    assert f"**{PHASES['map']}** · 1 min 6 s" in said and PURPOSES["saving"] not in said
    (folder / "moving.safetensors").write_bytes(b"damaged")
    page.run()
    assert not page.exception
    assert "Titles finding their places" not in [title.value for title in page.subheader]


def test_a_link_opens_the_run_it_names_and_a_run_that_is_gone_gives_way_to_the_latest(page, home, add_run):
    older = add_run("20261124-060000-000000", {"phase": "stopped"}, model="older")
    newer = add_run("20261124-070000-000000", {"phase": "done"}, model="newer")
    older_name, newer_name = (name_of(read_run(RunFolder(folder))) for folder in (older, newer))
    page.query_params["run"] = older_name
    page.run()
    assert page.selectbox(key="run").value == older_name
    assert page.selectbox(key="run").options == [newer_name, older_name]
    shutil.rmtree(older)
    page.run()
    assert not page.exception
    assert page.selectbox(key="run").value == newer_name


def test_a_finished_model_can_be_chosen_for_every_page_from_here(page, add_run):
    add_run("20261124-060000-000000", {"phase": "done"}, model="neural")
    page.run()
    assert page.selectbox(key="model").value == "dot-bias"
    page.button(key="train.select").click().run()
    assert not page.exception
    assert page.selectbox(key="model").value == "neural"
    assert "every page shows it" in page.success[0].value


def test_the_model_of_a_run_can_be_evaluated_from_there_on_the_ratings_it_learnt_from(page, home, ratings, add_run):
    shutil.copytree(home / "data" / "Mine", home / "data" / "Another")
    shutil.copytree(home / "models" / "dot-bias", home / "models" / "mine")
    add_run("20261124-060000-000000", {"phase": "done"}, model="mine", ratings=str(ratings))
    page.run()
    assert not page.exception
    assert not page.button(key="evaluate.mine").disabled
    assert page.button(key="evaluate.mine").label == "Evaluate again", "the copy has the scores of what it is a copy of"
    assert page.selectbox(key="evaluate.mine.ratings").value == "Mine"
    assert any("times** what popularity finds" in text.value for text in page.markdown)


def test_a_suggested_learning_rate_can_be_taken(page, ratings, add_run):
    folder = add_run("20261124-060000-000000", {"phase": "done"}, lr_find=True)
    found = {"lrs": [1e-4, 1e-3, 1e-2], "losses": [3.0, 2.0, 9.0], "suggestions": {"valley": 2e-3}}
    (folder / "lr_find.json").write_text(json.dumps(found))
    page.run()
    page.button(key="train.take.valley").click().run()
    assert not page.exception
    assert page.number_input(key="train.lr").value == 2e-3


def test_runs_are_listed_with_their_settings_beside_the_shipped_models(page, add_run):
    add_run("20261124-060000-000000", {"phase": "done"}, lr=0.01)
    add_run("20261124-070000-000000", {"phase": "done"}, lr=0.02)
    page.query_params["look"] = "Overlay runs"
    page.run()
    assert not page.exception
    listed = page.dataframe[0].value
    assert listed["Learning rate"].tolist() == [0.02, 0.01]
    assert listed["Lowest error"].tolist() == [1.0, 1.0]
    assert [name.split(",")[0] for name in page.multiselect(key="trainings").options] == [
        "Model “neural”",
        "“dot-bias”",
        "“dot-bias”",
    ]


BY_HAND = [
    [],
    None,
    "a word",
    {},
    {"name": ["a", "list"], "ratings": 7, "lr_find": {"a": 1}},
    {"name": {"no": "name"}, "model": "a third kind", "epochs": "many", "ratings": ["data"]},
    {"name": None, "model": 3, "epochs": {"no": "number"}, "n_factors": [5], "lr": "fast", "wd": True, "layers": 50},
    {
        "name": "a\nb\ud800",
        "unrated": [],
        "seed": 10**30,
        "valid": float("nan"),
        "layers": [{}],
        "batch_size": "\ud800",
    },
    {"name": "sound", "model": "dot", "epochs": 4, "n_factors": 50},
]


@pytest.mark.parametrize("look", ["Runs so far", "Overlay runs"])
def test_what_was_written_into_a_run_by_hand_is_shown_where_it_can_be_and_skipped_where_not(page, add_run, look):
    for number, config in enumerate(BY_HAND):
        folder = add_run(f"20261124-06000{number}-000000", {"phase": "done"})
        (folder / "config.json").write_text(json.dumps(config))
    page.query_params["look"] = look
    page.run()
    assert not page.exception
    if look == "Runs so far":
        for name in page.selectbox(key="run").options:
            page.selectbox(key="run").set_value(name).run()
            assert not page.exception
    else:
        listed = page.dataframe[0].value
        assert [name.split(",")[0] for name in listed["Run"]] == [
            "“sound”",
            *["“a model”"] * 3,
            "Learning rates for “a model”",
            *["“a model”"] * 4,
        ]
        assert (listed["Factors"][0], listed["Factors"][1:].isna().all()) == (50, True)
        assert "a third kind" in listed["Architecture"].tolist()


def test_what_a_fault_said_is_shown_letter_by_letter(page, add_run):
    folder = add_run("20261124-060000-000000", model="**mine** [x](http://e.vil)")
    (folder / "log.txt").write_text("ValueError: no column **bold** [x](http://e.vil)\n")
    page.run()
    said = next(text.value for text in page.markdown if "Failed]" in text.value)
    assert "**" not in said
    assert "http://" not in said
    assert page.selectbox(key="run").value.startswith("“**mine** [x](http://e.vil)”")


def test_a_damaged_run_folder_does_not_break_the_page(page, home, add_run):
    folder = add_run("20261124-060000-000000")
    (folder / "config.json").write_text("{")
    (folder / "lr_find.json").write_text("[]")
    (folder / "progress.jsonl").write_bytes(b"\xff\xfe{}\n\n[]\nnull\n")
    page.run()
    assert not page.exception
    assert [run.state for run in history(home / "runs")] == ["interrupted"]
    assert running(home / "runs") is None
