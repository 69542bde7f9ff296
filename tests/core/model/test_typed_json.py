"""Dataclasses from plain JSON: what each kind of field takes, and how what it does not take is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pytest

from core.model.typed_json import Flaw, read, write


@dataclass(frozen=True)
class Inner:
    count: int
    share: float = 0.5

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError("count is below 0")


@dataclass(frozen=True)
class Outer:
    name: str
    kind: Literal["a", "b"] = "a"
    is_so: bool = False
    inner: Inner | None = None
    pair: tuple[int, float] = (1, 2.0)
    several: tuple[Inner, ...] = ()
    shares: Mapping[str, float] = field(default_factory=dict)
    anything: object = None


FULL = {
    "name": "one",
    "kind": "b",
    "is_so": True,
    "inner": {"count": 3, "share": 1},
    "pair": [7, 8],
    "several": [{"count": 0}, {"count": 1, "share": 0.25}],
    "shares": {"x": 1, "y": 0.5},
    "anything": {"a": [1, "two", None, True, {"b": 2.5}]},
}


def test_every_kind_of_field_is_read_and_written_again():
    found = read(Outer, FULL | {"unknown": 5})
    assert found == Outer(
        "one", "b", True, Inner(3, 1.0), (7, 8.0), (Inner(0), Inner(1, 0.25)), {"x": 1.0, "y": 0.5}, FULL["anything"]
    )
    assert isinstance(found.pair[1], float) and isinstance(found.shares["x"], float)
    assert read(Outer, write(found) | {"pair": [7, 8.0], "several": FULL["several"]}) == found
    assert read(Outer, {"name": "one", "inner": None}) == Outer("one")
    assert "inner" not in write(Outer("one"))


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        ({"name": 5}, "name is not text"),
        ({"kind": "c"}, "kind is not one of a, b"),
        ({"is_so": 1}, "is_so is not true or false"),
        ({"inner": []}, "inner is not an object"),
        ({"inner": {}}, "inner.count is missing"),
        ({"inner": {"count": True}}, "inner.count is not a whole number"),
        ({"inner": {"count": 1.0}}, "inner.count is not a whole number"),
        ({"inner": {"count": -1}}, "inner.count is below 0"),
        ({"inner": {"count": 1, "share": "x"}}, "inner.share is not a number"),
        ({"inner": {"count": 1, "share": float("inf")}}, "inner.share is not a number"),
        ({"pair": [7]}, "pair does not hold 2 values"),
        ({"pair": {"a": 1}}, "pair is not a list"),
        ({"pair": [7, True]}, r"pair\[1\] is not a number"),
        ({"several": [{"count": 1}, {"count": "x"}]}, r"several\[1\].count is not a whole number"),
        ({"shares": []}, "shares is not an object"),
        ({"shares": {"x": "y"}}, "shares.x is not a number"),
        ({"anything": {"a": [{"b": float("nan")}]}}, "anything.a.b is not a number"),
    ],
)
def test_what_a_field_does_not_take_is_named_by_its_place(change: dict[str, object], flaw: str):
    with pytest.raises(Flaw, match=f"^{flaw}"):
        read(Outer, FULL | change)


def test_what_is_missing_altogether_is_told():
    with pytest.raises(Flaw, match=r"^it is not an object"):
        read(Outer, [])
    with pytest.raises(Flaw, match=r"^name is missing"):
        read(Outer, {})


@pytest.mark.parametrize("sign", [1, -1])
def test_whole_numbers_go_as_far_as_json_has_them_exactly(sign: int):
    largest = sign * 2**53
    within = {"inner": {"count": abs(largest), "share": largest}, "anything": largest}
    assert read(Outer, FULL | within).inner == Inner(2**53, float(largest))
    for beyond in (
        {"inner": {"count": 2**53 + 1}},
        {"inner": {"count": 1, "share": largest + sign}},
        {"anything": [largest + sign]},
    ):
        with pytest.raises(Flaw):
            read(Outer, FULL | beyond)
