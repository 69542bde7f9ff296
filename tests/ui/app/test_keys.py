"""No file uses the key of another file's widget: what is shared has a name in ``ui/app/keys.py``."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted([*ROOT.glob("ui/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "streamlit_app.py"])
STATES = {"session_state", "query_params"}
READERS = {"get", "get_all", "pop", "setdefault"}


def is_state(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in STATES


def key_expressions(tree: ast.AST) -> Iterator[ast.expr]:
    """What is given as ``key=``, in links, or looked up in the session or the address, wherever it is in the code."""
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg="key", value=value):
                yield value
            case ast.keyword(arg="query_params" | "chosen", value=ast.Dict(keys=keys)):
                yield from (key for key in keys if key)
            case ast.Call(func=ast.Name(id="link_to"), args=[*_, ast.Dict(keys=keys)]):
                yield from (key for key in keys if key)
            case ast.Subscript(value=state, slice=key) if is_state(state):
                yield key
            case ast.Call(func=ast.Attribute(value=state, attr=attr), args=[key, *_]) if (
                is_state(state) and attr in READERS
            ):
                yield key
            case ast.Call(func=ast.Attribute(value=state, attr="update"), args=[ast.Dict(keys=keys)]) if is_state(
                state
            ):
                yield from (key for key in keys if key)
            case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[state]) if is_state(state):
                yield key


def constants(tree: ast.Module) -> dict[str, str]:
    """Names that a module gives to strings of its own."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                match target, node.value:
                    case ast.Tuple(elts=names), ast.Tuple(elts=values):
                        pairs = [*zip(names, values, strict=True)]
                    case one:
                        pairs = [one]
                found |= {
                    name.id: value.value
                    for name, value in pairs
                    if isinstance(name, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str)
                }
    return found


def own_keys(tree: ast.Module) -> set[str]:
    """The keys that a file spells out itself; of one made of parts, such as ``f"card-{anime_id}"``, what is fixed."""
    named = constants(tree)
    found = set()
    for key in key_expressions(tree):
        match key:
            case ast.Constant(value=str(text)):
                found.add(text)
            case ast.Name(id=name) if name in named:
                found.add(named[name])
            case ast.JoinedStr(values=parts):
                found.add("".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts))
    return found


def borrowed_keys(tree: ast.Module) -> set[str]:
    """The keys that a file takes from another one that is not ``ui.app.keys``."""
    origin = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    found = set()
    for key in key_expressions(tree):
        match key:
            case ast.Name(id=name) | ast.Attribute(value=ast.Name(id=name)) if name in origin:
                found.add(origin[name])
    return {name for name in found if not name.startswith("ui.app.keys")}


def test_the_scan_finds_every_way_to_name_a_key():
    tree = ast.parse(
        """
from ui.app import keys
from ui.other.form import BORROWED
OWN, TWO = "own", "two"
ONE = "one"
st.slider("A", key="literal")
st.slider("B", key=f"made-of.{part}")
st.slider("C", key=keys.SHARED)
st.slider("D", key=BORROWED)
st.session_state[OWN]
st.session_state.get(ONE, 0)
st.session_state.setdefault("set", 0)
st.session_state.update({"updated": 1})
st.query_params.pop("popped")
st.page_link("page", query_params={"linked": 1})
link_to("page", "Label", {"told": 1})
link_to("page", "Label", chosen={"named": 1})
"inside" in st.session_state
other["no key"], other.get("neither")
"""
    )
    assert own_keys(tree) == {
        "literal", "made-of.{}", "own", "one", "set", "updated", "popped", "linked", "told", "named", "inside",
    }  # fmt: skip
    assert borrowed_keys(tree) == {"ui.other.form.BORROWED"}


def test_no_two_files_spell_out_one_key():
    users = defaultdict(set)
    for path in FILES:
        for key in own_keys(ast.parse(path.read_text(encoding="utf-8"))):
            users[key].add(str(path.relative_to(ROOT)))
    assert {key: sorted(files) for key, files in users.items() if len(files) > 1} == {}


def test_no_file_takes_a_key_from_another_files_widget():
    taken = {str(path.relative_to(ROOT)): borrowed_keys(ast.parse(path.read_text(encoding="utf-8"))) for path in FILES}
    assert {file: keys for file, keys in taken.items() if keys} == {}
