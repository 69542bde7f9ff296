"""Who may know whom: a page never pays for torch, and core never knows the screen."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.architecture import PICTURE, imports, picture, reduced

HEAVY = {"torch", "fastai", "sklearn", "scipy", "kagglehub", "sqlalchemy"}
SCREEN = {"streamlit", "plotly"}
ROOT = Path(__file__).parents[1]
CORE = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "core").rglob("*.py")
    if path.stem != "__main__" and path.parent.name != "database"  # the profiles' database is imported at first use
)


def test_importing_all_of_core_loads_neither_the_screen_nor_anything_heavy(root: Path):
    script = f"import json, sys, {', '.join(CORE)}; print(json.dumps([m.split('.')[0] for m in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert (HEAVY | SCREEN) & set(json.loads(done.stdout)) == set()


@pytest.mark.parametrize("page", sorted(p.name for p in (Path(__file__).parents[1] / "pages").glob("*.py")))
def test_every_page_is_named_in_the_readme(root: Path, page: str):
    assert f"pages/{page}" in (root / "README.md").read_text(encoding="utf-8")


def test_no_file_that_could_run_code_is_shipped(root: Path):
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True).stdout.split()
    assert not [name for name in listed if name.endswith((".pkl", ".pth", ".pt", ".pickle", ".joblib"))]


def test_the_picture_of_the_rooms_is_up_to_date():
    assert PICTURE.read_text(encoding="utf-8") == picture(), "draw it anew: make architecture"


def test_arrows_that_a_longer_way_shows_as_well_are_left_out():
    graph = {"roof": {"wall", "floor"}, "wall": {"floor"}, "floor": set()}
    assert reduced(graph) == {"roof": {"wall"}, "wall": {"floor"}, "floor": set()}


def test_no_rooms_import_each_other_in_a_circle():
    reduced(imports())
    with pytest.raises(RecursionError):
        reduced({"hen": {"egg"}, "egg": {"hen"}})


@pytest.mark.parametrize("page", sorted(p.stem for p in (ROOT / "pages").glob("*.py")))
def test_a_page_imports_its_own_folder_and_what_is_shared(root: Path, page: str):
    tree = ast.parse((root / "pages" / f"{page}.py").read_text(encoding="utf-8"))
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    others = {"overview": {"map"}}  # which opens with it
    used = {module.split(".")[1] for module in modules if module.startswith("ui.")}
    assert used <= {"app", page} | others.get(page, set())


def test_every_file_of_core_but_its_entrances_errors_and_storage_has_a_room(root: Path):
    outside = {file.name for file in (root / "core").glob("*.py")}
    assert outside == {"__init__.py", "__main__.py", "errors.py", "storage.py"}
