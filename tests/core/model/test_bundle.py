from __future__ import annotations

import json
import struct
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from safetensors.numpy import load_file, save_file

from core.data.catalog import Catalog
from core.errors import BundleError, StorageError
from core.model.bundle import Bundle, check_name, check_place, list_bundles, load_bundle, save_bundle
from core.model.stored import MOST_READ


@pytest.fixture
def saved(tiny_bundle: Bundle, tmp_path: Path) -> Path:
    save_bundle(tiny_bundle, tmp_path / "tiny")
    return tmp_path / "tiny"


def test_a_saved_bundle_loads_as_it_was(tiny_bundle: Bundle, saved: Path):
    loaded = load_bundle(saved)
    assert loaded.card == tiny_bundle.card
    assert loaded.model.predict([0, 1], [2, 1]).tolist() == tiny_bundle.model.predict([0, 1], [2, 1]).tolist()
    pd.testing.assert_frame_equal(loaded.catalog.table, tiny_bundle.catalog.table, check_dtype=False)
    assert loaded.parts["map.tsne"].shape == (4, 2)


def test_a_shipped_bundle_is_small_and_says_what_it_saw(root: Path, shipped: Bundle, shipped_neural: Bundle):
    for bundle, kind in ((shipped, "dot"), (shipped_neural, "nn")):
        folder = root / "models" / bundle.name
        assert sum(file.stat().st_size for file in folder.iterdir()) <= 10_000_000
        assert bundle.model.kind == kind
        assert "real sample of 6,988 viewers" in bundle.card.data.source
        assert bundle.card.metrics.valid_rmse < bundle.card.metrics.bias_only_rmse


def test_what_is_saved_can_be_read_by_everybody_and_changed_by_its_owner_alone(saved: Path):
    assert {file.name: oct(file.stat().st_mode & 0o777) for file in saved.iterdir()}["weights.safetensors"] == "0o644"
    assert oct(saved.stat().st_mode & 0o777) == "0o755"


def test_saving_again_replaces_the_whole_bundle(tiny_bundle: Bundle, saved: Path):
    save_bundle(replace(tiny_bundle, card=replace(tiny_bundle.card, training={"seed": 7})), saved)
    assert load_bundle(saved).card.training == {"seed": 7}
    assert [entry.name for entry in saved.parent.iterdir()] == ["tiny"]


def test_half_written_bundles_are_not_listed(saved: Path):
    (saved.parent / ".other.new-1").mkdir()
    (saved.parent / "half").mkdir()
    (saved.parent / "half" / "card.json").write_text("{}")
    assert list_bundles(saved.parent) == ["tiny"]


@pytest.mark.parametrize("name", ["", "a/b", "..", "a..b", "../x", ".hidden", "a\\b", "x" * 65, "a\0", "é"])
def test_names_that_could_leave_the_folder_are_refused(name: str):
    with pytest.raises(BundleError, match="cannot be a model's name"):
        check_name(name)


def edit_card(folder: Path, **changes: object) -> None:
    card = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps(card | changes))


def architecture(kind: str, low: float, high: float) -> dict[str, object]:
    return {"kind": kind, "n_factors": 2, "y_range": [low, high]}


def edit_weights(folder: Path, name: str, array: np.ndarray | None) -> None:
    arrays = load_file(folder / "weights.safetensors")
    arrays.pop(name)
    save_file(arrays | ({} if array is None else {name: array}), folder / "weights.safetensors")


def edit_type(folder: Path, old: str, new: str, shrink: int) -> None:
    """Call the first arrays of a type by another one, as many of them as their bytes then hold."""
    file = folder / "weights.safetensors"
    content = file.read_bytes()
    end = 8 + struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:end])
    tensor = next(tensor for tensor in header.values() if tensor.get("dtype") == old)
    tensor["dtype"] = new
    tensor["shape"] = [*tensor["shape"], shrink]
    text = json.dumps(header).encode()
    file.write_bytes(struct.pack("<Q", len(text)) + text + content[end:])


def edit_catalog(folder: Path, name: str, values: list | None) -> None:
    table = pq.read_table(folder / "catalog.parquet")
    place = table.column_names.index(name)
    changed = table.remove_column(place) if values is None else table.set_column(place, name, pa.array(values))
    pq.write_table(changed, folder / "catalog.parquet")


def double_column(folder: Path, name: str) -> None:
    table = pq.read_table(folder / "catalog.parquet")
    pq.write_table(table.append_column(name, table.column(name)), folder / "catalog.parquet")


def cut_short(folder: Path, name: str) -> None:
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])


CARD_METRICS = dict.fromkeys(("valid_mse", "valid_rmse", "valid_mae", "bias_only_rmse"), 1.0)
DAMAGE = {
    "no weights": (lambda f: (f / "weights.safetensors").unlink(), "weights.safetensors is missing"),
    "no card": (lambda f: (f / "card.json").unlink(), "card.json is missing"),
    "no catalog": (lambda f: (f / "catalog.parquet").unlink(), "catalog.parquet is missing"),
    "weights cut short": (lambda f: cut_short(f, "weights.safetensors"), "cannot be read"),
    "catalog cut short": (lambda f: cut_short(f, "catalog.parquet"), "cannot be read"),
    "card cut short": (lambda f: cut_short(f, "card.json"), "not readable JSON"),
    "card nested without end": (lambda f: (f / "card.json").write_text("[" * 100_000), "not readable JSON"),
    "newer format": (lambda f: edit_card(f, format_version=99), "newer version"),
    "no metrics": (lambda f: edit_card(f, metrics=None), "metrics"),
    "an error missing": (lambda f: edit_card(f, metrics={"valid_mse": 1.0}), "metrics.valid_rmse is missing"),
    "an error that is NaN": (
        lambda f: edit_card(f, metrics={**CARD_METRICS, "valid_mae": float("nan")}),
        "metrics.valid_mae is not a number",
    ),
    "another measure in words": (
        lambda f: edit_card(f, metrics={**CARD_METRICS, "seconds": "long"}),
        "metrics.seconds is not a number",
    ),
    "epochs in words": (lambda f: edit_card(f, epochs=["first"]), r"epochs\[0\] is not an object"),
    "no histogram": (
        lambda f: edit_card(f, data=dict.fromkeys(("viewers", "anime", "ratings", "unrated"), 1)),
        "data.histogram is missing",
    ),
    "no date": (lambda f: edit_card(f, created="yesterday"), "created is not a time"),
    "unknown architecture": (lambda f: edit_card(f, architecture=architecture("x", 0, 1)), "not known"),
    "y_range falls": (
        lambda f: edit_card(f, architecture={"kind": "dot", "n_factors": 2, "y_range": [9, 1]}),
        "y_range",
    ),
    "factors missing": (lambda f: edit_weights(f, "anime_factors", None), "anime_factors is missing"),
    "wrong shape": (lambda f: edit_weights(f, "anime_bias", np.zeros(3, np.float32)), r"anime_bias.*\(4,\).*\(3,\)"),
    "ids too large": (
        lambda f: edit_weights(f, "viewer_ids", np.array([0, 2**32])),
        "viewer_ids holds ids outside 0 to 2,147,483,647",
    ),
    "ids below nought": (lambda f: edit_weights(f, "viewer_ids", np.array([-1, 2])), "viewer_ids holds ids outside"),
    "BF16": (lambda f: edit_type(f, "F32", "BF16", 2), "its weights cannot be read"),
    "F8": (lambda f: edit_type(f, "F32", "F8_E4M3", 4), "its weights cannot be read"),
    "truths": (lambda f: edit_weights(f, "viewer_bias", np.array([True, False])), "is not a list or table of numbers"),
    "a number alone": (lambda f: edit_weights(f, "viewer_bias", np.array(1.0)), "is not a list or table of numbers"),
    "NaN in a part": (
        lambda f: edit_weights(f, "part.map.tsne", np.full((4, 2), np.nan)),
        "part.map.tsne holds values that are not finite",
    ),
    "an error beyond all numbers": (
        lambda f: edit_card(f, metrics={**CARD_METRICS, "valid_mae": 10**400}),
        "metrics.valid_mae is not a number",
    ),
    "a number for a date": (lambda f: edit_card(f, created=5), "created is not text"),
    "titles null": (lambda f: edit_catalog(f, "title", [None] * 4), "the column title of its catalog has gaps"),
    "genres null": (lambda f: edit_catalog(f, "genres", [None] * 4), "the column genres of its catalog has gaps"),
    "a genre null": (lambda f: edit_catalog(f, "genres", [[None]] * 4), "the column genres of its catalog has gaps"),
    "genres numbers": (lambda f: edit_catalog(f, "genres", [3] * 4), "genres of its catalog does not hold list"),
    "members in words": (lambda f: edit_catalog(f, "members", ["many"] * 4), "members of its catalog does not hold"),
    "members below nought": (lambda f: edit_catalog(f, "members", [-1] * 4), "members of its catalog holds values"),
    "a mean of a hundred": (lambda f: edit_catalog(f, "mean_rating", [100.0] * 4), "outside 0 to 10"),
    "counts not known": (lambda f: edit_catalog(f, "n_seen", [1, 2, None, 4]), "column n_seen of its catalog has gaps"),
    "a column missing": (lambda f: edit_catalog(f, "type", None), "its catalog lacks the columns type"),
    "a column twice": (lambda f: double_column(f, "title"), "catalog"),
    "not numbers": (lambda f: edit_weights(f, "anime_bias", np.zeros(4, np.int32)), "anime_bias"),
    "NaN": (lambda f: edit_weights(f, "viewer_bias", np.array([0, np.nan], np.float32)), "not finite"),
    "numbers beyond reckoning": (
        lambda f: edit_weights(f, "anime_factors", np.full((4, 2), -2e4, np.float32)),
        "anime_factors holds values that are not finite numbers up to 10,000",
    ),
    "ids twice": (lambda f: edit_weights(f, "viewer_ids", np.array([1, 1], np.int32)), "unique"),
    "other anime": (lambda f: edit_weights(f, "anime_ids", np.array([1, 2, 3, 4], np.int32)), "same anime"),
}


@pytest.mark.parametrize("most_read", [MOST_READ, 0], ids=["read", "left in the file"])
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_bundle_is_refused_by_name_with_what_is_wrong(saved: Path, damage: str, most_read: int):
    break_it, flaw = DAMAGE[damage]
    break_it(saved)
    with pytest.raises(BundleError, match=flaw) as refusal:
        load_bundle(saved, most_read)
    assert "tiny" in str(refusal.value)


def test_a_bundle_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(BundleError, match="no model called “nowhere”"):
        load_bundle(tmp_path / "nowhere")


SAVE_ON_A_FULL_DISK = """
import resource, sys
from dataclasses import replace
from pathlib import Path
import numpy as np
from core.model.bundle import load_bundle, save_bundle
from core.errors import StorageError

folder = Path(sys.argv[1])
big = replace(load_bundle(folder), parts={"map.tsne": np.zeros((4, 1_000), dtype=np.float32)})
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))  # no file may grow further, as with no room left
try:
    save_bundle(big, folder)
except StorageError as error:
    print(error)
"""


def test_a_full_disk_leaves_the_older_bundle_as_it_was(saved: Path, root: Path):
    before = {file.name: file.read_bytes() for file in saved.iterdir()}
    command = [sys.executable, "-c", SAVE_ON_A_FULL_DISK, str(saved)]
    told = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    assert "“tiny” could not be saved" in told and "File too large" in told
    assert {file.name: file.read_bytes() for file in saved.iterdir()} == before
    assert [entry.name for entry in saved.parent.iterdir()] == ["tiny"]


def test_a_place_where_nothing_can_be_written_is_told_before_a_training(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="“mine” could not be saved"):
        check_place(tmp_path / "file" / "mine")
    check_place(tmp_path / "models" / "mine")
    assert [*(tmp_path / "models").iterdir()] == []


@pytest.mark.parametrize("said", [b"[]", b"{", b'{"index_columns": 7}'])
def test_what_a_catalog_says_of_pandas_is_passed_over(saved: Path, tiny_bundle: Bundle, said: bytes):
    table = pq.read_table(saved / "catalog.parquet")
    pq.write_table(table.replace_schema_metadata({b"pandas": said}), saved / "catalog.parquet")
    assert load_bundle(saved).catalog.table.equals(tiny_bundle.catalog.table)


def test_a_catalog_whose_ids_have_no_name_is_saved_and_read(tiny_bundle: Bundle, saved: Path):
    nameless = tiny_bundle.catalog.table.rename_axis(None)
    save_bundle(replace(tiny_bundle, catalog=Catalog(nameless)), saved)
    assert load_bundle(saved).catalog.table.equals(tiny_bundle.catalog.table)
    nameless.assign(genres=nameless["genres"].map(list)).to_parquet(saved / "catalog.parquet")
    assert load_bundle(saved).catalog.table.index.tolist() == [10, 20, 30, 40]
    in_a_range = nameless.assign(genres=nameless["genres"].map(list)).set_axis(range(10, 50, 10))
    in_a_range.to_parquet(saved / "catalog.parquet")
    assert load_bundle(saved).catalog.table.index.tolist() == [10, 20, 30, 40]
    in_a_range.set_axis(range(4)).to_parquet(saved / "catalog.parquet")
    with pytest.raises(BundleError, match="does not list the same anime"):
        load_bundle(saved)


def test_a_part_of_another_shape_is_named_when_it_is_needed(tiny_bundle: Bundle):
    assert tiny_bundle.part("map.tsne", 4, 2).shape == tiny_bundle.part("map.tsne", None, 2).shape == (4, 2)
    for name, shape in (("map.tsne", (4, 3)), ("map.tsne", (4,)), ("map.none", (4, 2))):
        with pytest.raises(BundleError, match=f"part {name} of the model “tiny” is missing or damaged"):
            tiny_bundle.part(name, *shape)


def test_a_catalog_may_be_as_large_as_the_limit(saved: Path, monkeypatch: pytest.MonkeyPatch):
    file = pq.ParquetFile(saved / "catalog.parquet")
    size = sum(file.metadata.row_group(place).total_byte_size for place in range(file.num_row_groups))
    monkeypatch.setattr("core.model.catalog_file.MOST_BYTES", size)
    assert len(load_bundle(saved).catalog) == 4
    monkeypatch.setattr("core.model.catalog_file.MOST_BYTES", size - 1)
    with pytest.raises(BundleError, match="its catalog takes more than 0 MB"):
        load_bundle(saved)


def test_an_id_may_be_any_that_32_bits_hold(saved: Path):
    edit_weights(saved, "viewer_ids", np.array([0, 2**31 - 1], np.int64))
    assert load_bundle(saved).model.viewers.ids.tolist() == [0, 2**31 - 1]
    for ids in ([0, 2**31], [-1, 0]):
        edit_weights(saved, "viewer_ids", np.array(ids, np.int64))
        with pytest.raises(BundleError, match="outside 0 to 2,147,483,647"):
            load_bundle(saved)
