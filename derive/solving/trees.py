"""Expressions as nested lists and back, to keep them on disk: every field, shapes and texts too."""

from __future__ import annotations

from typing import Any

from flint import fmpq

from derive.language.expr import (
    Call,
    Delta,
    Derivative,
    Entry,
    Expr,
    Grid,
    Index,
    IndexNumber,
    Number,
    Ref,
    Shape,
    Sum,
    gradient_of,
)
from derive.table.row import TABLE


def to_lists(expr: Expr) -> list[Any]:
    match expr:
        case Ref(gradient=(of, by)):
            return ["gradient", to_lists(of), to_lists(by)]
        case Ref(name, index, shape):
            return ["ref", name, list(map(list, index)), list(shape)]
        case Number(entries, shape, texts):
            return ["number", [[str(e.p), str(e.q)] for e in entries], list(shape), list(texts)]
        case Derivative(of, by, shape, direct):
            return ["derivative", to_lists(of), to_lists(by), list(shape), direct]
        case Entry(of, index):
            return ["entry", to_lists(of), list(map(list, index))]
        case Call(operation, args, shape):
            return ["call", operation.name, list(map(to_lists, args)), list(shape)]
        case Sum(index, low, high, body, mean, shape):
            return ["sum", index, list(low), list(high), to_lists(body), mean, list(shape)]
        case Delta(left, right):
            return ["delta", list(left), list(right)]
        case IndexNumber(index):
            return ["count", list(index)]
        case Grid(entries, shape):
            return ["grid", list(map(to_lists, entries)), list(shape)]
    raise AssertionError(expr)


def from_lists(lists: Any) -> Expr:
    """The expression.  Errors: `ValueError`, `TypeError` or `KeyError` where the lists stand for none."""
    match lists:
        case ["ref", str(name), list(index), shape]:
            return Ref(name, indices(index), shape_of(shape))
        case ["gradient", of, by]:
            return gradient_of(quantity(of), quantity(by))
        case ["number", list(entries), shape, list(texts)]:
            return Number(tuple(fmpq(int(p), int(q)) for p, q in entries), shape_of(shape), tuple(map(str, texts)))
        case ["derivative", of, by, shape, bool(direct)]:
            return Derivative(quantity(of), quantity(by), shape_of(shape), direct)
        case ["entry", of, list(index)]:
            found = from_lists(of)
            if isinstance(found, Ref | Derivative):
                return Entry(found, indices(index))
        case ["call", str(name), list(args), shape]:
            return Call(TABLE[name], tuple(map(from_lists, args)), shape_of(shape))
        case ["sum", str(index), low, high, body, bool(mean), shape]:
            return Sum(index, index_of(low), index_of(high), from_lists(body), mean, shape_of(shape))
        case ["delta", left, right]:
            return Delta(index_of(left), index_of(right))
        case ["count", index]:
            return IndexNumber(index_of(index))
        case ["grid", list(entries), shape]:
            return Grid(tuple(map(from_lists, entries)), shape_of(shape))
    raise ValueError(lists)


def quantity(lists: Any) -> Ref:
    found = from_lists(lists)
    if not isinstance(found, Ref):
        raise TypeError(found)
    return found


def indices(lists: list[Any]) -> tuple[Index, ...]:
    return tuple(map(index_of, lists))


def index_of(lists: Any) -> Index:
    name, offset = lists
    return Index(str(name), int(offset))


def shape_of(lists: Any) -> Shape:
    return tuple(map(int, lists))
