"""The walk that all notations share: patterns from the rows, brackets where the levels ask for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Protocol

from derive.language.expr import Call, Expr, Grid, Number, Numeral, Sum
from derive.language.keywords import behind
from derive.language.operation import SUM, Branching, Operation, Role, Style

PRODUCTS = frozenset({Role.PRODUCT, Role.ENTRYWISE_PRODUCT})
Piece = tuple[str, int]
Branch = tuple[str, str, Branching, str]
"""What a branch gives, and its condition: left side, relation, right side."""
Leaves = Callable[[Expr], Piece | None]


class Language(Protocol):
    """What a notation says of its own: the leaves, brackets, and the product of text and a number."""

    def leaf(self, expr: Expr) -> Piece: ...

    def style(self, operation: Operation, args: tuple[Expr, ...]) -> Style: ...

    def bracket(self, text: str) -> str: ...

    def product(self, left: str, right: str) -> str: ...

    def option(self, name: str, text: str) -> str: ...

    def branches(self, branches: Sequence[Branch], rest: str) -> Piece: ...

    def sum(self, expr: Sum, body: Piece) -> Piece: ...

    def array(self, rows: Sequence[Sequence[str]]) -> Piece: ...

    @property
    def has_flat_quotients(self) -> bool:
        """Whether a quotient stands on one line, so that a factor behind it could be below the stroke."""

    @property
    def has_open_sums(self) -> bool:
        """Whether a sum sign has no brackets of its own, so that it reaches as far as the product it stands in."""


def write(expr: Expr, language: Language, leaves: Leaves | None = None) -> Piece:
    """The text of an expression and how tightly it binds; `leaves` may put other text for any part."""
    replaced = leaves(expr) if leaves else None
    if replaced is not None:
        return replaced
    match expr:
        case Call(operation, args):
            return write_call(operation, args, language, leaves)
        case Sum():
            return language.sum(expr, write(expr.body, language, leaves))
        case Grid(entries, (_, columns)):
            texts = [write(entry, language, leaves)[0] for entry in entries]
            return language.array([texts[i : i + columns] for i in range(0, len(texts), columns)])
        case _:
            return language.leaf(expr)


def write_call(operation: Operation, args: tuple[Expr, ...], language: Language, leaves: Leaves | None) -> Piece:
    if operation.branching is not None:
        return write_branches(operation.branching, args, language, leaves)
    style = language.style(operation, args)
    texts = []
    is_product = operation.role is Role.PRODUCT
    for place, arg in enumerate(args):
        text, level = write(arg, language, leaves)
        need = style.needs[place] if place < len(style.needs) else 0
        # A sum sign at the end of a product reaches as far as the product does.
        open_end = is_product and place == 1 and level > 0 and isinstance(arg, Sum)
        too_far = place == 0 and operation.role in PRODUCTS and language.has_flat_quotients and is_flat(arg, text)
        too_far |= place == 0 and need > SUM and language.has_open_sums and ends_in_sum(arg)
        texts.append(text if (level >= need and not too_far) or open_end else language.bracket(text))
    if is_product:
        return language.product(*texts), style.level
    return patterned(operation, style, texts, language), style.level


def write_branches(
    branching: Branching | None, args: tuple[Expr, ...], language: Language, leaves: Leaves | None
) -> Piece:
    """All branches of a case distinction with what they are taken for, further ones in the last branch among them."""
    branches: list[Branch] = []
    while branching is not None:
        left, right, then, other = args
        left_text, right_text, then_text = (write(arg, language, leaves)[0] for arg in (left, right, then))
        branches.append((then_text, left_text, branching, right_text))
        nested = isinstance(other, Call) and not (leaves and leaves(other))
        branching = other.operation.branching if isinstance(other, Call) and nested else None
        args = other.args if isinstance(other, Call) else ()
    return language.branches(branches, write(other, language, leaves)[0])


def patterned(operation: Operation, style: Style, texts: list[str], language: Language) -> str:
    """The texts of the arguments put into the pattern of a row."""
    named = [language.option(name, text) for name, text in behind(operation, texts, len(style.needs))]
    parts = []
    for between, places, separator in pieces(style.pattern):
        parts.append(between)
        if separator:
            inside = separator.join([*(texts[place] for place in places), *named])
            parts.append(language.bracket(inside))
        elif places:
            parts.append(", ".join([texts[places[0]], *named]))
    return "".join(parts)


def is_flat(expr: Expr, text: str) -> bool:
    """Whether a quotient ends in what a factor behind it could belong to as well, `1/x y`."""
    if not isinstance(expr, Call) or expr.operation.role is not Role.QUOTIENT:
        return False
    return not isinstance(expr.args[1], Number | Numeral) and not text.endswith(")")


def ends_in_sum(expr: Expr) -> bool:
    """Whether the last factor of a product is a sum over an index."""
    return (
        isinstance(expr, Call)
        and expr.operation.role is Role.PRODUCT
        and (isinstance(expr.args[1], Sum) or ends_in_sum(expr.args[1]))
    )


@lru_cache(maxsize=512)
def pieces(pattern: str) -> list[tuple[str, tuple[int, ...], str]]:
    """A pattern taken apart: text, the arguments behind it (none at the end), what separates them in brackets."""
    found = []
    start = 0
    for match in re.finditer(r"\((#\d(?:[,;] #\d)*)\)|#\d", pattern):
        places = tuple(int(digit) - 1 for digit in re.findall(r"#(\d)", match[0]))
        separator = "; " if ";" in match[0] else ", " if match[1] else ""
        found.append((pattern[start : match.start()], places, separator))
        start = match.end()
    return [*found, (pattern[start:], (), "")]
