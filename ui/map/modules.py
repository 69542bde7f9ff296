"""The map's JavaScript as Streamlit wants it: one script instead of modules that import each other.

Each module keeps a scope of its own: it becomes a function that runs once and hands out what it exports. So no build
step stands between a file that is edited and the page that runs it.
"""

from __future__ import annotations

import re
from pathlib import Path

_IMPORT = re.compile(r'^import \{ (\w+(?:, \w+)*) \} from "\./(\w+)\.js"$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:class|const|function) (\w+))", re.MULTILINE)
_DEFAULT = re.compile(r"^export default (?=function\b)", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*\*(?:(?!\*/)[\s\S])*\*/[ \t]*)\n", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def one_script(entry: Path) -> str:
    """A module after all that it imports, as one script; only what the module exports by default is exported.

    Modules lie in one folder, import by name (``import { one, other } from "./module.js"``) and export where they
    declare. Raises ``ValueError`` for any other import or export, and for modules that import each other in a circle.
    """
    source = _source(entry)
    _check(entry, _DEFAULT.sub("", source))
    scopes: dict[str, str] = {}
    _add_imports(entry, scopes, on_the_way=(entry.stem,))
    return "\n".join([*scopes.values(), _with_constants(source)])


def _add_imports(module: Path, scopes: dict[str, str], on_the_way: tuple[str, ...]) -> None:
    """Add what a module imports to the scopes by module, each after those that it needs itself."""
    for _, name in _IMPORT.findall(_source(module)):
        if name in on_the_way:
            raise ValueError(f"These modules import each other: {' → '.join((*on_the_way, name))}.")
        if name not in scopes:
            imported = module.with_name(f"{name}.js")
            _add_imports(imported, scopes, (*on_the_way, name))
            scopes[name] = _scope(imported)


def _scope(module: Path) -> str:
    """A module as a function that runs once, what it exports in a constant."""
    source = _source(module)
    _check(module, source)
    body, names = _EXPORT.sub("", _with_constants(source)), ", ".join(_EXPORT.findall(source))
    return f"const {module.stem}_js = (() => {{\n{body}\nreturn {{ {names} }}\n}})()"


def _with_constants(source: str) -> str:
    return _IMPORT.sub(r"const { \1 } = \2_js", source)


def _check(module: Path, source: str) -> None:
    other = _OTHER.search(_EXPORT.sub("", _IMPORT.sub("", source)))
    if other:
        raise ValueError(f"{module.name} has “{other[0]}”, which is neither an import by name nor a plain export.")


def _source(module: Path) -> str:
    """The source without comments that have lines of their own, which would be half of what is sent."""
    return _COMMENT.sub("", module.read_text(encoding="utf-8"))
