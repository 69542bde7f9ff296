"""Draw docs/architecture.svg from the imports: ``make architecture``.

Everything stands above all that it may import, the rooms of core in the order of their layers (pyproject.toml). An
arrow says that a room imports another; those that follow from others are left out, so that the eye can follow the rest.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "architecture.svg"

WIDTH, MARGIN, HEIGHT, GAP = 920, 20, 34, 10
ROOM_WIDTH, NAME_WIDTH, CHIPS_PER_ROW = 700, 170, 5
LONGEST = 68
"""Letters of a purpose that fit into its box."""
STYLE = """
  .paper { fill: #fcfbf8 } .room { fill: #f3f0e9; stroke: #cfc8b8 } .ink { fill: #10141f } .quiet { fill: #5b6070 }
  .arrow { fill: none; stroke: #2b4a8b; stroke-width: 1.4 } .head { fill: #2b4a8b }
  text { font: 13px system-ui, sans-serif } .name { font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #10141f } .room { fill: #1a2031; stroke: #3a445e } .ink { fill: #e8e6df } .quiet { fill: #a3a8b8 }
    .arrow { stroke: #8ea6f2 } .head { fill: #8ea6f2 }
  }
"""


def rooms() -> list[str]:
    """Everything that is drawn, from the top down; the rooms of core as the check of the layers has them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = next(one["layers"] for one in project["tool"]["importlinter"]["contracts"] if one.get("containers"))
    return ["streamlit_app", "pages", "ui.PAGE", "ui.app", *(f"core.{layer}" for layer in layers)]


def room_of(module: str) -> str:
    """Where a module stands: one room for all pages, one for all their folders, one for each room of core."""
    parts = module.split(".")
    if parts[0] == "ui":
        return "ui.app" if parts[1] == "app" else "ui.PAGE"
    return ".".join(parts[:2]) if parts[0] == "core" else parts[0]


def imports() -> dict[str, set[str]]:
    """For each room the other rooms that it imports."""
    found: dict[str, set[str]] = {room: set() for room in rooms()}
    files = [path for folder in ("core", "ui", "pages") for path in (ROOT / folder).rglob("*.py")]
    for path in [ROOT / "streamlit_app.py", *files]:
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if "." in module or module == "streamlit_app":
            found[room_of(module)] |= imported(path) - {room_of(module)}
    return found


def imported(path: Path) -> set[str]:
    """The rooms that a file imports anywhere in it."""
    names = _names(ast.parse(path.read_text(encoding="utf-8")))
    return {room_of(name) for name in names if name.startswith(("core.", "ui."))}


def _names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def reduced(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """The graph without the arrows that a longer way shows as well; raises ``RecursionError`` for a circle."""

    def below(room: str) -> set[str]:
        return set().union(*({other} | below(other) for other in graph.get(room, ())))

    return {room: {to for to in tos if not any(to in below(way) for way in tos)} for room, tos in graph.items()}


def purpose(room: str) -> str:
    """What the room is for: its docstring up to the first colon or full stop, and to a comma where that is too long."""
    folder = ROOT.joinpath(*room.split("."))
    path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    sentence = text.split("\n\n")[0].replace("\n", " ").split(":")[0].split(". ")[0].removesuffix(".")
    while len(sentence) > LONGEST and "," in sentence:
        sentence = sentence.rpartition(",")[0]
    return sentence


def picture() -> str:
    """The whole drawing as SVG."""
    parts, tops, top = [], {}, MARGIN
    for room in rooms():
        tops[room] = top
        if room == "ui.PAGE":
            parts += _chips(top)
            top += _chip_rows() * (HEIGHT + GAP)
            continue
        told = "one script a page, read from top to bottom like the page itself" if room == "pages" else purpose(room)
        parts += _box(MARGIN, top, ROOM_WIDTH, room.replace(".", "/"), told)
        top += HEIGHT + GAP
    for room, others in reduced(imports()).items():
        parts += [part for other in sorted(others) for part in _arc(tops[room], tops[other])]
    return _svg(parts, top - GAP + MARGIN)


def _pages() -> list[str]:
    """The folders of the pages."""
    return sorted(
        path.name for path in (ROOT / "ui").iterdir() if (path / "__init__.py").exists() and path.name != "app"
    )


def _chip_rows() -> int:
    return -(-len(_pages()) // CHIPS_PER_ROW)


def _chips(top: float) -> list[str]:
    """The folders of the pages, a few in each row."""
    width = (ROOM_WIDTH - (CHIPS_PER_ROW - 1) * GAP) / CHIPS_PER_ROW
    places = [(name, *divmod(number, CHIPS_PER_ROW)) for number, name in enumerate(_pages())]
    boxes = [_box(MARGIN + x * (width + GAP), top + y * (HEIGHT + GAP), width, f"ui/{name}") for name, y, x in places]
    return [part for box in boxes for part in box]


def _box(left: float, top: float, width: float, name: str, told: str = "") -> list[str]:
    box = f'<rect class="room" x="{left:g}" y="{top:g}" width="{width:g}" height="{HEIGHT}" rx="6"/>'
    words = [_text(left + 12, top + 22, "ink name", name), _text(left + NAME_WIDTH, top + 22, "quiet", told)]
    return [box, *words] if told else [box, words[0]]


def _text(left: float, top: float, style: str, words: str) -> str:
    return f'<text class="{style}" x="{left:g}" y="{top:g}">{escape(words)}</text>'


def _arc(start: float, end: float) -> list[str]:
    """From the side of one room to the side of a lower one; the farther, the wider."""
    x, y, to = MARGIN + ROOM_WIDTH, start + HEIGHT * 0.6, end + HEIGHT * 0.4
    reach = x + 14 + (end - start) * 0.3
    line = f'<path class="arrow" d="M{x} {y:g}C{reach:g} {y:g} {reach:g} {to:g} {x + 7} {to:g}"/>'
    return [line, f'<path class="head" d="M{x + 8} {to - 4:g}v8l-8 -4z"/>']


def _svg(parts: list[str], height: float) -> str:
    label = "Who imports whom: pages, what they share, and the rooms of core from the top down."
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{label}">'
    paper = f'<rect class="paper" width="{WIDTH}" height="{height:g}"/>'
    return "\n".join([head, f"<style>{STYLE}</style>", paper, *parts, "</svg>", ""])


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
