"""A student's program: its pieces (a file, the cells of a notebook, fenced blocks) with their places."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

LONGEST_PROGRAM = 200_000
MOST_PARTS = 100_000
"""Nodes of the syntax tree of a program."""
DEEPEST_LINE = 90
LONGEST_CHAIN = 800
"""Operators, dots and calls in a row, whose tree is as deep: in a browser it ends the interpreter, not the parser."""
LINK = re.compile(r"[-+*/%@.~&|^<>=(\[{]")
MAGIC = re.compile(r"^(\s*)[%!?].*$|^(\s*).*\?\s*$", re.MULTILINE)
PROMPT = re.compile(r"^(?:>>>|\.\.\.) ?", re.MULTILINE)


@dataclass(frozen=True)
class CodePiece:
    """A part of a program: its text, the line of the file or the cell where it begins, and its cell."""

    text: str
    line: int = 1
    cell: int | None = None


@dataclass(frozen=True)
class Parsed:
    """A piece with its statements; `fault` tells why it has none, at a line of it."""

    piece: CodePiece
    body: tuple[ast.stmt, ...] = ()
    fault: str = ""
    at: int = 1

    def place(self, line: int) -> tuple[int | None, int]:
        """The cell and the line in it of a line of the piece."""
        return self.piece.cell, self.piece.line + line - 1


@dataclass(frozen=True)
class StudentProgram:
    """The pieces in the order in which they are run."""

    pieces: tuple[Parsed, ...] = field(default_factory=tuple)


def parsed(pieces: Iterable[CodePiece]) -> StudentProgram:
    return StudentProgram(tuple(map(parsed_piece, pieces)))


def parsed_piece(piece: CodePiece) -> Parsed:
    """The statements of a piece; a text that is too long, too deep or no Python has none."""
    if len(piece.text) > LONGEST_PROGRAM:
        return Parsed(piece, fault="long")
    text = piece.text.removeprefix("\ufeff")
    text = MAGIC.sub(lambda found: f"{found[1] or found[2] or ''}pass", text)
    text = PROMPT.sub("", text) if PROMPT.match(text) else text
    if any(deepest(line) > DEEPEST_LINE or chained(line) > LONGEST_CHAIN for line in text.splitlines()):
        return Parsed(piece, fault="deep")
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        return Parsed(piece, fault="syntax", at=error.lineno or 1)
    except (ValueError, RecursionError, MemoryError):
        return Parsed(piece, fault="deep")
    return Parsed(piece, tuple(tree.body)) if sized(tree) else Parsed(piece, fault="large")


def deepest(line: str) -> int:
    """How deep the brackets of a line are nested."""
    depth = most = 0
    for sign in line:
        if sign in "([{":
            depth += 1
            most = max(most, depth)
        elif sign in ")]}":
            depth -= 1
    return most


def chained(line: str) -> int:
    """How many signs of a line may stand within one another, as its longest part without a comma has them."""
    return max(len(LINK.findall(part)) for part in line.partition("#")[0].split(","))


def sized(tree: ast.AST) -> bool:
    return sum(1 for _ in ast.walk(tree)) <= MOST_PARTS
