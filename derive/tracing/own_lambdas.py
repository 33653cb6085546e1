"""Functions that a program has as lambdas: what is wrong where one is called may be wrong in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from derive.tracing.naming import statement
from derive.tracing.seen import OTHER, RIGHT

if TYPE_CHECKING:
    from derive.tracing.blame import Blamed, Detective

OF_VALUES = ("sign", "factor", "extra_factor", "missing_mean", "mean_factor", "activation", "other_quantity")
"""Mistakes that a function can have as well as the statement that calls it."""


def is_in_lambda(d: Detective, blamed: Blamed) -> bool:
    """Whether a wrong statement calls a lambda that may be the error: nothing true was calculated with it elsewhere."""
    tables, own = lambdas(d), blamed.seen.spot
    is_of_statement = bool(blamed.name) and not blamed.name.startswith(OF_VALUES)
    if not tables or (is_of_statement and not is_bare_call(statement(d, own))):
        return False
    true = {seen.spot for seen in d.first.seen if seen.status in (RIGHT, OTHER)}
    for name in calls(statement(d, own)) & set(tables):
        others = true - {own} if tables[name] else true
        if not any(name in calls(statement(d, spot)) for spot in others):
            return True
    return False


def lambdas(d: Detective) -> dict[str, bool]:
    """The names of lambdas, and of tables of them; whether a name is that of a table."""
    found: dict[str, bool] = {}
    for node in (part for piece in d.runs.program.pieces for body in piece.body for part in ast.walk(body)):
        match node:
            case ast.Assign([ast.Name(name)], ast.Lambda()):
                found[name] = False
            case ast.Assign([ast.Name(name)], ast.Dict(_, [*values]) | ast.List([*values]) | ast.Tuple([*values])):
                if any(isinstance(value, ast.Lambda) for value in values):
                    found[name] = True
    return found


def is_bare_call(node: ast.AST | None) -> bool:
    """Whether a statement does nothing but call a function with a name, `h = relu(a)`: no mistake is its own."""
    match node:
        case ast.Assign(_, ast.Call(ast.Name(), args, [])):
            return all(isinstance(arg, ast.Name) for arg in args)
        case _:
            return False


def calls(node: ast.AST | None) -> set[str]:
    """The names of the functions, and of the tables of functions, that a statement calls."""
    return set(called(node)) if node is not None else set()


def called(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        match part:
            case ast.Call(ast.Name(name) | ast.Subscript(ast.Name(name))):
                yield name
