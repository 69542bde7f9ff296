"""What may go wrong in a line of code without anybody noticing: the small changes that good tests catch.

A mutation turns one comparison, operator, truth value, condition or number into a near miss of it. Left out is what
tests have no business to pin: texts, the values of defaults and settings, types, decorators, and what only guards
against mistakes of the programmer: ``strict=`` of ``zip``, and ``allow_pickle=`` where no file could need it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
}
SHOWN = ast.stmt | ast.Compare | ast.BinOp | ast.BoolOp | ast.Call | ast.Subscript | ast.IfExp | ast.ListComp
"""Pieces of code that are read by themselves."""
TYPES = ast.Name | ast.Attribute | ast.Subscript | ast.Tuple | ast.List | ast.BinOp | ast.BitOr | ast.Load
"""What the name of a type is made of."""
GUARDS = ("strict", "allow_pickle")
LARGE = 10
"""From this number on a constant is doubled; a smaller one grows by 1."""


@dataclass(frozen=True)
class Mutation:
    """One change to a parsed file, not yet made."""

    line: int
    around: ast.expr | ast.stmt
    """The smallest piece of code that shows the change."""
    make: Callable[[], None]
    """Makes the change in place."""


@dataclass(frozen=True)
class Mutant:
    """A file with one change made."""

    line: int
    before: str
    after: str
    source: str


def n_mutants(source: str) -> int:
    """How many mutants a file has."""
    return sum(1 for _ in _mutations(ast.parse(source)))


def mutant(source: str, number: int) -> Mutant:
    """The mutant of that number, counted from 0 in the order of the file."""
    tree = ast.parse(source)
    mutation = list(_mutations(tree))[number]
    before = _shown(mutation.around)
    mutation.make()
    return Mutant(mutation.line, before, _shown(mutation.around), ast.unparse(ast.fix_missing_locations(tree)) + "\n")


def _shown(node: ast.expr | ast.stmt) -> str:
    """The first line of what the node reads like: for a statement with a body, its head."""
    return ast.unparse(node).splitlines()[0]


def _mutations(tree: ast.Module) -> Iterator[Mutation]:
    for statement in tree.body:
        if not _is_setting(statement, tree):
            yield from _within(statement, statement)


def _within(node: ast.AST, around: ast.expr | ast.stmt) -> Iterator[Mutation]:
    """Mutations of a node and of what is in it; ``around`` is the expression or statement that the node is part of."""
    if isinstance(node, (ast.Raise, ast.JoinedStr, ast.arguments, ast.Import, ast.ImportFrom)):
        return
    if isinstance(node, SHOWN):
        around = node
    yield from (Mutation(getattr(node, "lineno", around.lineno), around, make) for make in _changes(node))
    for child in _children(node):
        yield from _within(child, around)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """What is in a node, but for annotations, decorators, defaults and ``GUARDS``."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_left_out(child, node) and not _is_setting(child, node):
                yield child


def _is_left_out(node: ast.AST, parent: ast.AST) -> bool:
    """Whether an argument of a call is a guard, or the default of an option of the command line."""
    match parent, node:
        case _, ast.keyword(arg=name) if name in GUARDS:
            return True
        case ast.Call(func=ast.Attribute(attr="add_argument")), ast.keyword(arg="default"):
            return True
    return False


def _is_setting(node: ast.AST, parent: ast.AST) -> bool:
    """Whether a statement of a module or class gives a name its value or default, or asks for the types alone."""
    match parent, node:
        case ast.ClassDef(), ast.AnnAssign():
            return True
        case ast.Module() | ast.ClassDef(), ast.Assign(value=value) | ast.AnnAssign(value=value):
            parts = value.elts if isinstance(value, ast.Tuple) else [value]
            return all(isinstance(part, ast.Constant | ast.UnaryOp) for part in parts) or _is_type(value)
        case ast.Module(), ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
    return False


def _is_type(value: ast.expr | None) -> bool:
    """Whether a value is a type made of others, such as ``dict[str, int | None]``."""
    pieces = ast.walk(value) if value else ()
    return all(
        isinstance(piece, TYPES) or (isinstance(piece, ast.Constant) and piece.value is None) for piece in pieces
    )


def _changes(node: ast.AST) -> Iterator[Callable[[], None]]:
    """The changes that can be made to this very node."""
    match node:
        case ast.Compare(ops=operations):
            for place, operation in enumerate(operations):
                yield partial(operations.__setitem__, place, COMPARISONS[type(operation)]())
        case ast.BinOp(left=left, op=operation, right=right) if not (_is_text(left) or _is_text(right)):
            if type(operation) in OPERATORS:
                yield partial(setattr, node, "op", OPERATORS[type(operation)]())
        case ast.AugAssign(op=operation, value=value) if type(operation) in OPERATORS and not _is_text(value):
            yield partial(setattr, node, "op", OPERATORS[type(operation)]())
        case ast.BoolOp(op=operation):
            yield partial(setattr, node, "op", ast.Or() if isinstance(operation, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.USub()):
            yield partial(setattr, node, "op", ast.UAdd())
        case ast.UnaryOp(op=ast.Not() | ast.Invert() as operation, operand=operand):
            yield partial(setattr, node, "operand", ast.UnaryOp(operation, operand))
        case ast.If() | ast.While() | ast.IfExp():
            yield partial(setattr, node, "test", ast.UnaryOp(ast.Not(), node.test))
        case ast.comprehension(ifs=conditions):
            for place, condition in enumerate(conditions):
                yield partial(conditions.__setitem__, place, ast.UnaryOp(ast.Not(), condition))
        case ast.Constant(value=bool(value)):
            yield partial(setattr, node, "value", not value)
        case ast.Constant(value=int(value) | float(value)):
            yield partial(setattr, node, "value", value * 2 if abs(value) >= LARGE else value + 1)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str | None))
