"""Every example in a docstring of core gives what it says; the guide and the notebook of the library run."""

from __future__ import annotations

import contextlib
import doctest
import importlib
import io
import json
import re
from pathlib import Path

import pytest

from scripts.notebook import GUIDE, NOTEBOOK, cells, notebook

ROOT = Path(__file__).resolve().parents[1]
WITH_EXAMPLES = sorted(
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    for path in (ROOT / "core").rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_every_example_in_a_docstring_gives_what_it_says(name: str):
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted
    assert not found.failed


def test_some_modules_have_examples():
    assert len(WITH_EXAMPLES) >= 6


def test_the_notebook_is_the_guide():
    assert json.loads(NOTEBOOK.read_text(encoding="utf-8")) == notebook(GUIDE.read_text(encoding="utf-8")), (
        "run python -m scripts.notebook"
    )


@pytest.mark.slow
def test_the_guide_runs_from_top_to_bottom_and_prints_what_it_says(tmp_path: Path):
    """What stands in a comment behind an expression or a print is what it gives."""
    namespace: dict[str, object] = {}
    with contextlib.chdir(ROOT):
        for kind, text in cells(GUIDE.read_text(encoding="utf-8")):
            if kind != "code":
                continue
            text = text.replace('"exported', f'"{tmp_path}/exported')
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(compile(text, "docs/library.md", "exec"), namespace)
            said = re.findall(r"^# (?!noqa)(.*)$", text, flags=re.MULTILINE)
            assert out.getvalue().splitlines() == said


def test_own_recommender_needs_ten_lines():
    [block] = [text for kind, text in cells(GUIDE.read_text(encoding="utf-8")) if "def acclaimed" in text]
    statements = [line for line in block.splitlines() if line.strip() and not line.startswith(("#", "from", "import"))]
    assert len(statements) <= 10
