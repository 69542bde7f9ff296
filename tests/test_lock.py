"""The lock file beside the readable pins: every package of an environment with its hashes, and both say the same."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
RENEW = "renew the lock with: make lock"


def pins() -> dict[str, str]:
    """Version of each package that people pinned."""
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("requirements.txt", "requirements-dev.txt")]
    lines = [line.strip() for text in texts for line in text.splitlines()]
    wanted = [Requirement(line) for line in lines if line[:1].isalnum()]
    return {canonicalize_name(one.name): str(one.specifier).removeprefix("==") for one in wanted}


LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
ENTRIES = [
    (canonicalize_name(name), version, rest)
    for name, version, rest in re.findall(r"^([\w.-]+)\S*?==(\S+)(.*(?:\n    .*)*)", LOCK, re.MULTILINE)
]
"""Name, version, and the rest of each entry: its condition, its hashes, what asks for it."""
LOCKED = {name: {version for other, version, _ in ENTRIES if other == name} for name, _, _ in ENTRIES}
"""The versions of each package; more than one where different Pythons or systems need different ones."""


def test_every_pin_is_in_the_lock_with_the_same_version():
    assert {name: LOCKED.get(name) for name in pins()} == {name: {pin} for name, pin in pins().items()}, RENEW


def test_the_lock_was_made_from_these_pins_and_no_others():
    asked = {name for name, _, rest in ENTRIES if "-r requirements" in rest}
    assert asked == set(pins()), RENEW


def test_each_entry_has_a_hash_and_stands_once_for_each_condition():
    conditions = [(name, rest.split("\\")[0]) for name, _, rest in ENTRIES]
    assert len(set(conditions)) == len(ENTRIES)
    assert [name for name, _, rest in ENTRIES if not re.search(r"--hash=sha256:[0-9a-f]{64}", rest)] == []


def test_the_lock_works_behind_any_index():
    assert [line for line in LOCK.splitlines() if "://" in line or "index" in line or "find-links" in line] == []


def test_what_the_locked_packages_need_is_locked_in_versions_that_suit_them():
    misfits = [
        f"{name} needs {need}"
        for name, versions in LOCKED.items()
        for need in needs(name, versions)
        if not any(need.specifier.contains(version) for version in LOCKED.get(canonicalize_name(need.name), ()))
    ]
    assert misfits == [], RENEW


def needs(name: str, versions: set[str]) -> list[Requirement]:
    """What a package says it needs here, where it is installed in a version of the lock."""
    try:
        installed = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return []
    if installed.version.split("+")[0] not in versions:
        return []
    wanted = [Requirement(line) for line in installed.requires or []]
    return [one for one in wanted if one.marker is None or one.marker.evaluate({"extra": ""})]
