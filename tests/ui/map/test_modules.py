"""The map's JavaScript: modules in one script, and Node's own tests and types of them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ui.map.modules import one_script

JS = Path("ui/map/js")


def node(*arguments: str, needs: Path | None = None, cwd: Path | None = None) -> str:
    """What Node prints; without it, or without what it needs, the test is left out, or fails in CI."""
    missing = "Node" if not shutil.which("node") else str(needs) if needs and not needs.exists() else None
    if missing and os.environ.get("CI"):
        pytest.fail(f"{missing} is missing; .ci/run installs it")
    if missing:
        pytest.skip(f"{missing} is missing")
    ran = subprocess.run(["node", *arguments], cwd=cwd, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def written(folder: Path, **modules: str) -> Path:
    """Modules by name, in a folder; the first of them."""
    for name, source in modules.items():
        (folder / f"{name}.js").write_text(source, encoding="utf-8")
    return folder / f"{next(iter(modules))}.js"


def answer(folder: Path, entry: Path) -> str:
    """What the default export of a module answers, once the module is one script."""
    (folder / "script.mjs").write_text(one_script(entry), encoding="utf-8")
    (folder / "ask.mjs").write_text('import it from "./script.mjs"\nconsole.log(it())', encoding="utf-8")
    return node("ask.mjs", cwd=folder).strip()


@pytest.mark.slow
def test_the_unit_tests_of_the_javascript_pass(root: Path) -> None:
    tests = sorted(str(path.relative_to(root)) for path in (root / "tests" / "js").glob("*.test.js"))
    told = node("--test", "--test-reporter=tap", *tests, cwd=root)
    [passed] = re.findall(r"^# pass (\d+)$", told, re.MULTILINE)
    assert int(passed) > 50


@pytest.mark.slow
def test_the_types_of_the_javascript_hold(root: Path) -> None:
    node(
        str(root / "node_modules" / "typescript" / "bin" / "tsc"), needs=root / "node_modules" / "typescript", cwd=root
    )


@pytest.mark.parametrize("folder", ["ui/map/js", "tests/js"])
def test_the_types_of_every_file_are_checked(root: Path, folder: str) -> None:
    files = list((root / folder).glob("*.js"))
    assert files
    assert [path.name for path in files if not path.read_text(encoding="utf-8").startswith("// @ts-check\n")] == []


@pytest.mark.parametrize("entry", ["atlas_component", "marks_component"])
def test_a_component_is_one_module_that_node_can_read(root: Path, tmp_path: Path, entry: str) -> None:
    script = one_script(root / JS / f"{entry}.js")
    assert script.count("export ") == 1
    assert "import " not in script
    assert "globalThis" not in script
    (tmp_path / "script.mjs").write_text(script, encoding="utf-8")
    node("--check", "script.mjs", cwd=tmp_path)


def test_each_module_comes_once_and_after_what_it_imports(tmp_path: Path) -> None:
    entry = written(
        tmp_path,
        entry='import { left } from "./left.js"\nimport { right } from "./right.js"\n'
        "export default function () {\n  return left() + right()\n}\n",
        left='import { counted } from "./shared.js"\nexport function left() {\n  return counted()\n}\n',
        right='import { counted } from "./shared.js"\nexport function right() {\n  return 10 * counted()\n}\n',
        shared="let times = 0\nexport function counted() {\n  return (times += 1)\n}\n",
    )
    assert answer(tmp_path, entry) == "21"  # the second time that the one shared counter is asked, it says 2


def test_two_modules_may_use_the_same_name_for_things_of_their_own(tmp_path: Path) -> None:
    entry = written(
        tmp_path,
        entry='import { Other } from "./other.js"\nconst SIZE = 1\n'
        "export default function () {\n  return SIZE + new Other().size\n}\n",
        other="const SIZE = 20\nexport class Other {\n  size = SIZE\n}\nexport const LEFT = 3\n",
    )
    assert answer(tmp_path, entry) == "21"


def test_comments_that_have_lines_of_their_own_are_not_sent(tmp_path: Path) -> None:
    entry = written(
        tmp_path,
        entry="// @ts-check\n/**\n * @param {number} x\n */\nexport default function (x = 1) {\n"
        '  /** @type {string} */ const link = "https://a.b/**/c"\n  return link // as it is\n}\n',
    )
    assert answer(tmp_path, entry) == "https://a.b/**/c"
    assert "ts-check" not in one_script(entry)
    assert "@param" not in one_script(entry)


@pytest.mark.parametrize(
    "line",
    [
        'import other from "./other.js"',
        'import * as other from "./other.js"',
        'import { other } from "package"',
        'import { one as other } from "./other.js"',
        "export { other }",
        'export * from "./other.js"',
        "export let other = 1",
        "export async function other() {}",
    ],
)
def test_what_cannot_be_put_into_one_script_is_refused_by_name(tmp_path: Path, line: str) -> None:
    entry = written(
        tmp_path, entry='import { one } from "./one.js"\nexport default function () {}\n', one=line, other=""
    )
    with pytest.raises(ValueError, match=re.escape("one.js")):
        one_script(entry)


def test_a_default_export_within_is_refused(tmp_path: Path) -> None:
    entry = written(tmp_path, entry='import { one } from "./one.js"\n', one="export default function () {}\n")
    with pytest.raises(ValueError, match="export default"):
        one_script(entry)


def test_modules_that_import_each_other_are_named(tmp_path: Path) -> None:
    entry = written(
        tmp_path,
        entry='import { one } from "./one.js"\n',
        one='import { two } from "./two.js"\n',
        two='import { one } from "./one.js"\n',
    )
    with pytest.raises(ValueError, match="entry → one → two → one"):
        one_script(entry)
