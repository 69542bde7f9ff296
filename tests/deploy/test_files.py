"""The files of deploy/, each by the tool that knows its kind, and the list of what a serving server needs."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.test_lock import LOCKED, canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
NOT_SERVED = {"fastai", "torch", "torchvision", "tqdm", "kagglehub"}
"""What only trains, or only the command line and the download use."""


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if line[:1].isalpha())


def tool(name: str, *arguments: str) -> None:
    done = subprocess.run([Path(sys.executable).with_name(name), *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["Containerfile", "Containerfile.training"])
def test_a_container_file_is_sound_and_runs_as_nobody_in_particular(name: str):
    tool("hadolint", str(DEPLOY / name))
    text = (DEPLOY / name).read_text(encoding="utf-8")
    assert re.findall(r"^USER (.+)$", text, re.MULTILINE) == ["10001"]
    assert "--require-hashes" in text
    assert "/ready" in text


def test_the_compose_file_fits_its_schema():
    tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", str(DEPLOY / "compose.yaml"))


def test_a_serving_server_has_the_same_pins_as_any_other_without_those_that_train():
    assert pins("requirements-serving.txt") == {
        name: pin for name, pin in pins("requirements.txt").items() if name not in NOT_SERVED
    }


def test_the_lock_of_a_serving_server_is_part_of_the_lock():
    lock = (ROOT / "requirements-serving.lock").read_text(encoding="utf-8")
    entries = re.findall(r"^([\w.-]+)\S*?==(\S+)(.*(?:\n    .*)*)", lock, re.MULTILINE)
    assert [name for name, version, _ in entries if version not in LOCKED[canonicalize_name(name)]] == []
    assert [name for name, _, rest in entries if "--hash=sha256:" not in rest] == []
    wanted = {canonicalize_name(name.split("[")[0]) for name in pins("requirements-serving.txt")}
    assert wanted <= {canonicalize_name(name) for name, _, _ in entries}


def test_what_a_serving_server_imports_is_in_its_list():
    files = [path for folder in ("core", "ui", "pages") for path in (ROOT / folder).rglob("*.py")]
    serving = [path for path in files if not {"training", "commands", "__main__.py"} & set(path.parts)]
    imported = {name for path in [*serving, ROOT / "streamlit_app.py"] for name in imports(path)}
    owners = packages_distributions()
    foreign = {canonicalize_name(owners[name][0]) for name in imported if name in owners}
    locked = (ROOT / "requirements-serving.lock").read_text(encoding="utf-8")
    listed = {canonicalize_name(name) for name in re.findall(r"^([\w.-]+)\S*?==", locked, re.MULTILINE)}
    assert foreign - listed - {"anime-collaborative-filtering-explorer"} == {"kagglehub"}


def imports(path: Path) -> set[str]:
    """Top-level names of all modules that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_services_open_as_many_files_as_there_may_be_sessions():
    for unit in (DEPLOY / "systemd").iterdir():
        assert "LimitNOFILE=65536" in unit.read_text(encoding="utf-8")
    assert shutil.which("systemd-analyze") is None or unit_flaws() == ""


def unit_flaws() -> str:
    units = map(str, (DEPLOY / "systemd").iterdir())
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
    lines = [
        line for line in done.stderr.splitlines() if "is not executable" not in line and "Unknown user" not in line
    ]
    return "\n".join(lines)
