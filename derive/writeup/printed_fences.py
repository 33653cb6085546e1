"""Fences that are marked as Python and hold no program, but what one printed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from derive.writeup.markup import FENCE, PYTHON, fenced

LONGEST = 100_000
NUMBER = re.compile(r"\d")
PROGRAM = re.compile(
    r"^\s*(?:>>>|@|#|(?:import|from|def|class|for|while|if|with|return|print|assert|try|del|raise)\b)"
    r"|^\s*[^\W\d][\w.\[\], :]*[-+*/@]?=[ \t]*[^\W\d]|\blambda\b",
    re.MULTILINE,
)
"""What a program has and no print."""


def python_fences(lines: Sequence[str]) -> Iterator[tuple[int, int, bool]]:
    """The first and the last line of each fence that is marked as Python, and whether it holds a print."""
    for first, last in fenced(list(lines)).items():
        fence = FENCE.match(lines[first])
        if fence and fence[2].strip().split(" ")[0].strip("{}.").lower() in PYTHON:
            yield first, last, is_print("\n".join(lines[first + 1 : last]))


def without_marks(text: str) -> str:
    """The text with what was printed in fences as any other."""
    if "```" not in text and "~~~" not in text:
        return text
    lines = text.split("\n")
    for first, _, is_printed in python_fences(lines):
        fence = FENCE.match(lines[first])
        if is_printed and fence:
            lines[first] = lines[first][: fence.end(1)]
    return "\n".join(lines)


def is_print(content: str) -> bool:
    """Whether a block holds numbers and nothing that is done with them: `[[ 0.2773 -0.1984]]`, `array([[…]])`."""
    if len(content) > LONGEST or not NUMBER.search(content) or PROGRAM.search(content):
        return False
    try:
        tree = ast.parse(content.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    return all(isinstance(each, ast.Expr) and not any(names(each)) for each in tree.body)


def names(node: ast.AST) -> Iterator[str]:
    """The names in an expression, but for those of what is called and what stands behind keywords."""
    match node:
        case ast.Name():
            yield node.id
        case ast.Call():
            for each in node.args:
                yield from names(each)
        case _:
            for child in ast.iter_child_nodes(node):
                yield from names(child)
