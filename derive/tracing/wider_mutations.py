"""Rarer mistakes in a line of code, taken back one at a time; tried where no usual one explains the value.

Besides single changes: a factor anywhere in the line, a product of two arrays left out, the mask of what is set.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import islice, product

from derive.tracing.assigning import BEFORE
from derive.tracing.library import FUNCTIONS
from derive.tracing.mutations import Mutant, parts, replaced, turned
from derive.tracing.objects import KnownFunction

MOST_WIDER = 4_000
MOST_FACTORS = 14
"""Arrays of which products of two are tried."""
OTHER_WAY = {ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.Lt: ast.GtE, ast.LtE: ast.Gt}


def wider(source: ast.stmt, value: ast.expr, names: Sequence[str], factors: Sequence[str]) -> list[Mutant]:
    """The right side of a statement with one thing changed, named by the mistake that it takes back."""
    found = [*masked(source), *in_parts(value, names), *with_terms(value, factors)]
    return list(islice(found, MOST_WIDER))


def masked(source: ast.stmt) -> Iterator[Mutant]:
    """What `a[mask] = b` gives with the other entries set."""
    test: ast.expr | None
    match source:
        case ast.Assign([ast.Subscript(_, ast.Compare(left, [operator], [right]))], value):
            other = OTHER_WAY.get(type(operator))
            test = ast.Compare(left, [other()], [right]) if other else None
        case ast.Assign([ast.Subscript(_, ast.UnaryOp(ast.Invert(), inner))], value):
            test = inner
        case ast.Assign([ast.Subscript(_, ast.Name() as mask)], value):
            test = ast.UnaryOp(ast.Invert(), mask)
        case _:
            return
    if test is not None:
        where = KnownFunction("where", FUNCTIONS["where"])
        yield "mask_inverted", ast.Call(ast.Constant(where), [test, value, ast.Name(BEFORE, ast.Load())], [])  # type: ignore[arg-type]


def in_parts(value: ast.expr, names: Sequence[str]) -> Iterator[Mutant]:
    keys = [p.value for p in ast.walk(value) if isinstance(p, ast.Constant) and isinstance(p.value, str)]
    listed = list(parts(value, ()))
    for path, part in listed:
        for name, new in (*of_keys(part, [*keys, *names]), *of_complements(part), *of_arguments(part, names)):
            yield name, replaced(value, path, new)
    for path, part in listed:
        for name in names if not isinstance(part, ast.Constant | ast.Tuple | ast.List | ast.Slice) else ():
            yield "factor_missing", replaced(value, path, ast.BinOp(part, ast.Mult(), ast.Name(name, ast.Load())))
            yield "factor_missing", replaced(value, path, ast.BinOp(part, ast.Div(), ast.Name(name, ast.Load())))
    for factor in (2, 0.5):
        yield "factor_of_two", ast.BinOp(value, ast.Mult(), ast.Constant(factor))


def of_keys(part: ast.expr, keys: Sequence[str]) -> Iterator[Mutant]:
    """Another entry of a dictionary."""
    match part:
        case ast.Subscript(owner, ast.Constant(str() as key)):
            for other in keys:
                if other != key:
                    yield f"other:{key}:{other}", ast.Subscript(owner, ast.Constant(other), ast.Load())


def of_complements(part: ast.expr) -> Iterator[Mutant]:
    """A gate for what is left of it, and the other way round; the sign of a number that is handed to a function."""
    match part:
        case ast.BinOp(ast.Constant(1 | 1.0), ast.Sub(), inner):
            yield "other_gate", inner
        case ast.BinOp(_, ast.Sub() | ast.Add(), _):
            yield "term_missing", ast.BinOp(ast.Constant(1), ast.Add(), part)
        case ast.Name() | ast.Subscript():
            yield "other_gate", ast.BinOp(ast.Constant(1), ast.Sub(), part)
        case ast.Call(function, [ast.Constant(int() | float() as number), *rest], words):
            yield "sign", ast.Call(function, [ast.Constant(-number), *rest], words)


def of_arguments(part: ast.expr, names: Sequence[str]) -> Iterator[Mutant]:
    """An array in the place of a whole expression."""
    match part:
        case ast.Call(function, args, words):
            for k, arg in enumerate(args):
                for name in names if not isinstance(arg, ast.Name | ast.Constant | ast.Starred) else ():
                    other = [*args[:k], ast.Name(name, ast.Load()), *args[k + 1 :]]
                    yield "other_quantity_inside", ast.Call(function, other, words)


def with_terms(value: ast.expr, factors: Sequence[str]) -> Iterator[Mutant]:
    """A product of two arrays more, in the whole or in what a function is applied to."""
    inner = [(path, part) for path, part in parts(value, ()) if not path or path[-1][0] in ("args", "operand")]
    names = [ast.Name(name, ast.Load()) for name in factors[:MOST_FACTORS]]
    for path, part in inner:
        for left, right in product(names, repeat=2):
            products: tuple[ast.expr, ...] = (ast.BinOp(left, ast.MatMult(), right), ast.BinOp(left, ast.Mult(), right))
            for term in (*products, ast.BinOp(turned(left), ast.MatMult(), right)):
                yield "path_missing", replaced(value, path, ast.BinOp(part, ast.Add(), term))
