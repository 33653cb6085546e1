"""What stands near a statement and could have been used in it, and slopes made of that."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING

from derive.tracing.mutations import ACTIVATIONS, parts, replaced
from derive.tracing.naming import right_side
from derive.tracing.runs import Probe
from derive.tracing.seen import DATA
from derive.tracing.trace import Spot

if TYPE_CHECKING:
    from derive.tracing.blame import Detective

MOST_READS = 24
KNOWN = frozenset("np numpy torch tf jnp math range len enumerate zip self".split())


def reads(d: Detective, spot: Spot) -> list[ast.expr]:
    """Names, fields, and entries of lists and tables that are read near a statement, the nearest first.

    Sizes and other plain numbers are none of them: 1 - D is no slope, though it is -1 where there are two columns.
    """
    piece, line = spot[0], spot[1] // 1000
    plain = {each.event.name for each in d.last.seen if each.status == DATA and not each.shape()}
    plain -= {each.event.name for each in d.last.seen if each.status != DATA}
    found: dict[str, tuple[int, ast.expr]] = {}
    for node in scope_of(d, piece, line):
        if isinstance(node, ast.expr) and is_read(node) and ast.unparse(node) not in plain:
            away, known = abs(getattr(node, "lineno", line) - line), found.get(ast.unparse(node))
            if known is None or away < known[0]:
                found[ast.unparse(node)] = away, node
    return [node for _, node in sorted(found.values(), key=lambda each: each[0])][:MOST_READS]


def is_read(node: ast.AST) -> bool:
    match node:
        case ast.Name(name, ast.Load()):
            return name not in KNOWN
        case ast.Subscript(_, index, ast.Load()):
            return not isinstance(index, ast.Slice | ast.Tuple)
        case ast.Attribute(ast.Name("self"), _, ast.Load()):
            return True
        case ast.Call(ast.Attribute(_, name) | ast.Name(name), [_], []):
            return name in ACTIVATIONS
    return False


def scope_of(d: Detective, piece: int, line: int) -> Iterator[ast.AST]:
    """All that stands in the function that a line is in, or in the program outside of functions."""
    body = d.runs.program.pieces[piece].body
    functions = [part for each in body for part in ast.walk(each) if isinstance(part, ast.FunctionDef)]
    inside = [f for f in functions if f.lineno <= line <= (f.end_lineno or f.lineno)]
    around = [part for function in inside[::-1] for part in function.body]
    roots: Sequence[ast.stmt] = around if inside else [s for s in body if not isinstance(s, ast.ClassDef)]
    for root in roots:
        if not isinstance(root, ast.FunctionDef):
            yield from ast.walk(root)


def with_factors(source: ast.stmt, read: Sequence[ast.expr]) -> Iterator[Probe]:
    """The right side with a factor that is a field, or an entry of a list or a table, and stands near it."""
    value, wrap = right_side(source)
    for each in read:
        if not isinstance(each, ast.Name):
            yield "factor_missing", wrap(ast.BinOp(value, ast.Mult(), each))


def with_slopes(source: ast.stmt, read: Sequence[ast.expr]) -> Iterator[Probe]:
    """The right side with a slope that is calculated from what stands near it."""
    one = ast.Constant(1)
    value, wrap = right_side(source)
    entries = [(path, part) for path, part in parts(value, ()) if path and path[-1][0] == "elts"]
    listed = [((), value), *(each for each in entries if "slice" not in {field for field, _ in each[0]})]
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        listed = [((("left", -1),), value.left), ((("right", -1),), value.right), *listed]
    for (path, part), each in product(listed, read):
        tanh = ast.BinOp(one, ast.Sub(), ast.BinOp(each, ast.Mult(), each))
        rest = ast.BinOp(one, ast.Sub(), each)
        for slope in (tanh, ast.BinOp(each, ast.Mult(), rest), rest, ast.Compare(each, [ast.Gt()], [ast.Constant(0)])):
            yield "activation_derivative_missing", wrap(replaced(value, path, ast.BinOp(part, ast.Mult(), slope)))
