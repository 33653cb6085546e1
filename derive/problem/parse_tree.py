"""Trees of what was read, as lark makes them, so that one that is kept on disk can be used without loading lark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

Leaf = TypeVar("Leaf")


class Terminal(str):
    """A piece of a text with its kind and the column where it begins, counted from 1."""

    type: str
    column: int | None

    def __new__(cls, type: str, value: str, column: int | None = None) -> Terminal:
        made = super().__new__(cls, value)
        made.type = type
        made.column = column
        return made

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other) is True and getattr(other, "type", self.type) == self.type

    __hash__ = str.__hash__

    def update(self, type: str | None = None, value: str | None = None) -> Terminal:
        return Terminal(type or self.type, str(self) if value is None else value, self.column)


class Meta:
    """Where a tree begins in its text; an empty one begins nowhere."""

    __slots__ = ("column",)

    def __init__(self, column: int | None = None) -> None:
        self.column = column


class Tree(Generic[Leaf]):
    """A rule of the grammar by name, with trees and tokens below it; equal ones need not stand in one place."""

    __slots__ = ("children", "data", "meta")

    def __init__(self, data: str, children: list[Any], meta: Meta | None = None) -> None:
        self.data = data
        self.children = children
        self.meta = meta or Meta()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tree) and (self.data, self.children) == (other.data, other.children)

    def __hash__(self) -> int:
        return hash((self.data, tuple(self.children)))

    def find_data(self, data: str) -> Iterator[Tree[Leaf]]:
        """The trees of a rule, those below before those above them."""
        return (tree for tree in reversed(list(self.walk())) if tree.data == data)

    def walk(self) -> Iterator[Tree[Leaf]]:
        """All trees, level by level, the last of each first."""
        level: list[Tree[Leaf]] = [self]
        for tree in level:
            yield tree
            level += [child for child in reversed(tree.children) if isinstance(child, Tree)]


def tokens(tree: Tree[Any]) -> Iterator[str]:
    """The pieces of text in a tree."""
    return (str(child) for part in tree.walk() for child in part.children if isinstance(child, Terminal))


def as_lists(tree: Tree[Any]) -> list[Any]:
    """A tree as JSON has it."""
    parts = [as_lists(child) if isinstance(child, Tree) else terminal_list(child) for child in tree.children]
    return [tree.data, tree.meta.column, parts]


def terminal_list(token: Terminal | None) -> list[Any] | None:
    return None if token is None else [token.type, token.column, str(token)]


def from_lists(lists: list[Any]) -> Tree[Any]:
    """The tree that `as_lists` wrote.  Errors: `ValueError` for what is none."""
    match lists:
        case [str(data), int() | None as column, [*parts]]:
            return Tree(data, [part_from(part) for part in parts], Meta(column))
    raise ValueError(lists)


def part_from(part: Any) -> Tree[Any] | Terminal | None:
    match part:
        case None:
            return None
        case [str(kind), int() | None as column, str(text)]:
            return Terminal(kind, text, column)
    return from_lists(part)
