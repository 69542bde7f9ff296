"""``python -m scripts.notebook`` makes ``docs/library.ipynb`` of ``docs/library.md``, so that both say the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"
GUIDE, NOTEBOOK = DOCS / "library.md", DOCS / "library.ipynb"

FENCE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def cells(guide: str) -> list[tuple[str, str]]:
    """The guide cut into ``("markdown", text)`` and ``("code", text)``, in order; other fences stay in the text."""
    parts = FENCE.split(guide)
    kinds = ["markdown", "code"] * (len(parts) // 2 + 1)
    return [(kind, text.strip()) for kind, text in zip(kinds, parts, strict=False) if text.strip()]


def notebook(guide: str) -> dict[str, object]:
    """The guide as a notebook of format 4.5, nothing run yet."""
    found = []
    for number, (kind, text) in enumerate(cells(guide), start=1):
        cell = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": text.splitlines(keepends=True)}
        found.append(cell | ({"execution_count": None, "outputs": []} if kind == "code" else {}))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": found, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


if __name__ == "__main__":
    whole = notebook(GUIDE.read_text(encoding="utf-8"))
    NOTEBOOK.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
