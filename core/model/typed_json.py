"""Dataclasses from plain JSON and back: a value of another type than its field's is refused, and its place is named."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from core.model.stored import Flaw

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")

LARGEST = 2**53
"""The largest whole number that is taken for one: beyond it JSON's own numbers are not exact."""
_WORDS: dict[type, str] = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}


def read(kind: type[T], raw: object, place: str = "it") -> T:
    """A dataclass of this kind, and those in its fields; names that it does not have are passed over.

    Raises ``Flaw`` where a value is missing, of another type, not finite, or refused by a dataclass with a
    ``ValueError``.
    """
    if not isinstance(raw, Mapping):
        raise Flaw(f"{place} is not an object")
    types = _types_of(kind)
    inside = "" if place == "it" else f"{place}."
    values: dict[str, object] = {}
    for item in fields(kind):  # ty: ignore[invalid-argument-type]
        if item.name in raw:
            values[item.name] = _value(types[item.name], raw[item.name], inside + item.name)
        elif _is_needed(item):
            raise Flaw(f"{inside}{item.name} is missing")
    try:
        return kind(**values)
    except ValueError as error:
        raise Flaw(f"{inside}{error}") from error


def write(value: DataclassInstance) -> dict[str, object]:
    """A dataclass as plain JSON; fields that are ``None`` are left out."""
    return asdict(value, dict_factory=lambda items: {name: part for name, part in items if part is not None})


@cache
def _types_of(kind: type) -> dict[str, object]:
    return get_type_hints(kind)


def _value(kind: object, raw: object, place: str) -> object:
    if isinstance(kind, type) and is_dataclass(kind):
        return read(kind, raw, place)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is UnionType:
        (some,) = (part for part in inner if part is not NoneType)
        return None if raw is None else _value(some, raw, place)
    if origin is Literal:
        if raw not in inner:
            raise Flaw(f"{place} is not one of {', '.join(map(str, inner))}")
        return raw
    if origin is tuple:
        return _list(inner, raw, place)
    if origin is Mapping:
        if not isinstance(raw, Mapping):
            raise Flaw(f"{place} is not an object")
        return {name: _value(inner[1], part, f"{place}.{name[:40]}") for name, part in raw.items()}
    if kind is object:
        return _anything(raw, place)
    return _single(cast("type", kind), raw, place)


def _list(kinds: tuple[object, ...], raw: object, place: str) -> tuple[object, ...]:
    """As many values as the tuple has, or any number of one kind."""
    if not isinstance(raw, list):
        raise Flaw(f"{place} is not a list")
    if kinds[-1] is Ellipsis:
        kinds = kinds[:1] * len(raw)
    if len(kinds) != len(raw):
        raise Flaw(f"{place} does not hold {len(kinds)} values")
    return tuple(_value(kind, part, f"{place}[{n}]") for n, (kind, part) in enumerate(zip(kinds, raw, strict=True)))


def _single(kind: type, raw: object, place: str) -> object:
    """Text, a number or a truth; a whole number may stand where any number may, and becomes a ``float`` there."""
    if kind is float and type(raw) is int and abs(raw) <= LARGEST:
        return float(raw)
    if type(raw) is not kind or (isinstance(raw, float) and not math.isfinite(raw)) or _is_too_large(raw):
        raise Flaw(f"{place} is not {_WORDS[kind]}")
    return raw


def _anything(raw: object, place: str) -> object:
    """Any plain JSON with sound numbers in it."""
    if isinstance(raw, Mapping):
        return {str(name): _anything(part, f"{place}.{str(name)[:40]}") for name, part in raw.items()}
    if isinstance(raw, list):
        return [_anything(part, place) for part in raw]
    if (isinstance(raw, float) and not math.isfinite(raw)) or _is_too_large(raw):
        raise Flaw(f"{place} is not a number")
    return raw


def _is_too_large(raw: object) -> bool:
    return isinstance(raw, int) and abs(raw) > LARGEST


def _is_needed(item: Field[object]) -> bool:
    return item.default is MISSING and item.default_factory is MISSING
