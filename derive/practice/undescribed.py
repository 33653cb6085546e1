"""A module's source without what it says of itself: nobody reads that in the page, and the archive is smaller."""

from __future__ import annotations

import ast
from collections.abc import Iterator

SHORT = b'" "'
Described = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
Change = tuple[int, int, bytes]
"""From which byte up to which, and what stands there instead."""


def undescribed(source: bytes) -> bytes:
    """The source with a blank in place of each docstring; assertions stay.

    A class without one is given the blank too: dataclasses write one where there is none, which takes them long.
    """
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for begin, end, put in sorted(changes(ast.parse(source), starts), reverse=True):
        source = source[:begin] + put + source[end:]
    return source


def changes(node: Described, starts: list[int]) -> Iterator[Change]:
    """What is to be put where in a module, class or function, and in those within it."""
    match node.body:
        case [ast.Expr(value=ast.Constant(value=str(), end_lineno=int(line), end_col_offset=int(column)) as told), *_]:
            yield starts[told.lineno - 1] + told.col_offset, starts[line - 1] + column, SHORT
        case [first, *_] if isinstance(node, ast.ClassDef):
            yield added(node, first, starts)
    for each in node.body:
        if isinstance(each, Described):
            yield from changes(each, starts)


def added(node: ast.ClassDef, first: ast.stmt, starts: list[int]) -> Change:
    """The blank before the first statement of a class, on its line where that is the line of the class."""
    decorators = getattr(first, "decorator_list", [])
    line = decorators[0].lineno if decorators else first.lineno
    if line == node.lineno:
        place = starts[line - 1] + first.col_offset
        return place, place, SHORT + b"; "
    return starts[line - 1], starts[line - 1], b" " * first.col_offset + SHORT + b"\n"
