"""What the documents say of the project's own files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["security.md", "operations.md"])
def test_every_test_and_script_that_is_named_is_there(name: str):
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    named = re.findall(r"\b((?:tests|scripts|benchmarks|deploy|core|ui)/[\w./]*\w)", text)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_test_function_that_is_named_is_in_its_file():
    named = re.findall(r"\b(tests/[\w./]+\.py)::(\w+)", SECURITY)
    assert named
    assert [name for file, name in named if f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")] == []


def test_every_claim_on_security_names_the_test_that_holds_it():
    """A section by itself, and each item of its list; what the app does not do holds without one."""
    claims, _, _ = SECURITY.partition("## What the app does not do")
    sections = claims.split("\n## ")[1:]
    assert [section.splitlines()[0] for section in sections if "tests/" not in section] == []
    items = [item for section in sections for item in re.findall(r"^- (.+(?:\n  .+)*)", section, re.MULTILINE)]
    assert len(items) > 10
    assert [item for item in items if "tests/" not in item] == []
