"""What was written, as a tree with places in the text; what the names mean is not decided here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import TypeVar

from derive.language.record import record

Tree = TypeVar("Tree")
INFINITE = "inf"
"""The text of a number without an end, which only a mask has."""


@record
class Num:
    """A number, such as `-0.5` or `1.2e-3`; `sized` tells that it stands for an exponent or a size."""

    text: str
    start: int
    end: int


@record
class Part:
    """Something that is attached to a name: `kind` is `_`, `^` or `[` (counted from 0); `t-1` has an offset.

    `label` is the name with an index of its own that stands there, as in `p_{t,y_t}`.
    """

    kind: str
    text: str
    offset: int
    start: int
    label: Name | None = None


@record
class Name:
    """A name with all that is attached to it: `\\hat{z}_{t-1}` is the word `zhat` with a part `t`, -1."""

    word: str
    parts: tuple[Part, ...]
    start: int
    end: int


@record
class Terms:
    """A sum of signed terms."""

    items: tuple[tuple[str, Node], ...]
    start: int
    end: int


@record
class Product:
    """Factors from left to right, each with the sign before it (empty where none is written) and its place."""

    items: tuple[tuple[str, Node], ...]
    start: int
    end: int


@record
class Entrywise:
    """An entrywise product."""

    items: tuple[Node, ...]
    start: int
    end: int


@record
class Negate:
    body: Node
    start: int
    end: int


@record
class Quotient:
    top: Node
    bottom: Node
    start: int
    end: int


@record
class Power:
    """A power; `entrywise` where the way of writing says so."""

    base: Node
    exponent: Node
    entrywise: bool
    start: int
    end: int


@record
class Transpose:
    """A transpose; `guessed` where it may be a power, `V^t`."""

    body: Node
    start: int
    end: int
    guessed: bool = False


@record
class Apply:
    """A function of arguments; `base` is the subscript of a logarithm, `options` are arguments with names."""

    function: str
    args: tuple[Node, ...]
    base: str
    start: int
    end: int
    options: tuple[tuple[str, Node], ...] = ()


@record
class Rows:
    """An array, row by row; `flat` for a list such as `[1, 2, 3]`, which tells nothing of rows and columns."""

    rows: tuple[tuple[Node, ...], ...]
    flat: bool
    start: int
    end: int


@record
class Total:
    """A sum (or mean) over an index; without bounds over all its values."""

    index: str
    low: Part | None
    high: Part | None
    body: Node
    mean: bool
    start: int
    end: int


@record
class Factors:
    """A product over an index, with the bounds of a sum."""

    total: Total
    start: int
    end: int


@record
class Slope:
    """A derivative; `of` is missing in `\\nabla_U`, `direct` is the mark in `∂⁺y/∂x`.

    A second one, `∂²L/∂w∂b`, is that of a derivative by a name; `∂L/∂(∂L/∂w)` is that by one.
    """

    of: Name | Slope | None
    by: Name | Slope
    start: int
    end: int
    direct: bool = False


def names_of(node: Name | Slope) -> Iterator[Name]:
    """The names that a derivative is written with."""
    if isinstance(node, Name):
        yield node
        return
    for end in (node.of, node.by):
        if end is not None:
            yield from names_of(end)


@record
class Place:
    """An entry of something in brackets: `(h_1)_2`."""

    body: Node
    parts: tuple[Part, ...]
    start: int
    end: int


@record
class SliceBounds:
    """From where to where a slice goes, as NumPy counts; what is left out is missing."""

    first: int | None
    last: int | None
    start: int


@record
class Sliced:
    """Rows and columns of something, `z[0:4]`, `E[2, :]`, `U_{:,1}`."""

    body: Node
    places: tuple[Part | SliceBounds, ...]
    start: int
    end: int


@record
class OneHot:
    """`1_{y_t}`."""

    label: Name
    start: int
    end: int


@record
class AtLabel:
    """The entry of a vector at the place that a one-hot vector marks: `\\hat{y}_{t,y_t}`."""

    body: Node
    label: Name
    start: int
    end: int


@record
class Instance:
    """A formula at values of indices: `∂L/∂h_t |_{t=1}`."""

    body: Node
    values: tuple[tuple[str, Part], ...]
    start: int
    end: int


@record
class Elsewhere:
    """A quantity where a variable is something else: `J(w^+)`."""

    of: Name
    by: Name
    there: Name
    start: int
    end: int


@record
class Comparison:
    """A comparison: `=`, `≠`, `<`, `>` (`strict` or not) or `∈`, of an index with numbers, indices or a label.

    A name with a part of the kind `+` is an index with an offset.
    """

    left: Node
    relation: str
    values: tuple[Node, ...]
    strict: bool
    start: int


@record
class Branch:
    """One of several cases; without tests it is all that is left."""

    body: Node
    tests: tuple[Comparison, ...]


@record
class Cases:
    """A case distinction."""

    branches: tuple[Branch, ...]
    start: int
    end: int


Node = (
    Num
    | Name
    | Terms
    | Product
    | Entrywise
    | Negate
    | Quotient
    | Power
    | Transpose
    | Apply
    | Rows
    | Total
    | Factors
    | Slope
    | Place
    | Sliced
    | OneHot
    | AtLabel
    | Instance
    | Elsewhere
    | Cases
)


def descend(node: object) -> Iterator[object]:
    """A node and all nodes in it."""
    waiting = [node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, tuple):
            waiting.extend(item)
        elif isinstance(item, Node | Branch | Comparison):
            yield item
            waiting.extend(getattr(item, field.name) for field in fields(item))


def renamed(node: Tree, index: str, other: str) -> Tree:
    """A node with another letter for an index; `nk` is n and k."""
    if isinstance(node, Part) and len(node.text) <= len("nk"):
        return replace(node, text=node.text.replace(index, other))
    if isinstance(node, tuple):
        return type(node)(renamed(item, index, other) for item in node)
    if not isinstance(node, Node | Branch | Comparison):
        return node
    return replace(node, **{field.name: renamed(getattr(node, field.name), index, other) for field in fields(node)})
