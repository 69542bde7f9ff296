"""The near misses that the unit tests are measured with."""

from __future__ import annotations

import pytest

from scripts.mutations import mutant, n_mutants


def changes(source: str) -> list[str]:
    return [mutant(source, number).after for number in range(n_mutants(source))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b <= c", ["a <= b <= c", "a < b < c"]),
        ("a in b", ["a not in b"]),
        ("a is not b", ["a is b"]),
        ("a - b", ["a + b"]),
        ("a @ b", []),
        ("kinds = A[1] | B", ["A[1] & B", "A[2]"]),
        ("a |= b", ["a &= b"]),
        ("a and b", ["a or b"]),
        ("not a", ["not not a"]),
        ("-a", ["+a"]),
        ("~a", ["~~a"]),
        ("f(1, 10, 2.5)", ["f(2, 10, 2.5)", "f(1, 20, 2.5)", "f(1, 10, 3.5)"]),
        ("f(True)", ["f(False)"]),
        ("a if b else c", ["a if not b else c"]),
        ("[a for a in b if a]", ["[a for a in b if not a]"]),
        ("while a:\n    pass", ["while not a:"]),
    ],
)
def test_each_operator_comparison_condition_and_number_becomes_a_near_miss(source: str, expected: list[str]):
    assert changes(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring."""',
        "LIMIT = 20",
        "LEAST, MOST = (1.5, -4)",
        "def f(a: int | None = 3) -> int | None:\n    pass",
        "class Settings:\n    ridge: float = 0.5\n    seed = -1",
        "@cache(maxsize=8)\ndef f():\n    pass",
        "raise ValueError(f'{a + 1} is too many')",
        "f'{a + 1}'",
        "zip(a, b, strict=True)",
        "load(path, allow_pickle=False)",
        "parser.add_argument('--seed', default=5)",
        "Row = dict[str, str | int | None]",
        "Array = np.ndarray | Stored",
        "text + '.'",
        "if TYPE_CHECKING:\n    pass",
    ],
)
def test_texts_defaults_settings_and_annotations_are_left_out(source: str):
    assert n_mutants(source) == 0


def test_a_mutant_changes_one_place_and_says_where():
    made = mutant("def f(a):\n    if a > 1:\n        return a - 1\n    return a\n", 2)
    assert (made.line, made.before, made.after) == (2, "a > 1", "a > 2")
    assert made.source == "def f(a):\n    if a > 2:\n        return a - 1\n    return a\n"
