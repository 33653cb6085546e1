"""The given values of a problem: numbers, shapes without numbers, and properties that rules depend on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from fractions import Fraction
from operator import add
from typing import Any

from flint import arb, fmpq

from derive.language.errors import Complaint, ProblemError, nearest
from derive.language.expr import Number, Shape, describe, size
from derive.language.numbers import is_minus_infinity, rational
from derive.language.patterns import regex
from derive.language.record import record
from derive.problem.binary_arrays import Stored
from derive.problem.table_entries import shown

PROPERTIES = ("one_hot", "probability", "positive", "mask", "constant")
IMPLIED = {
    "one_hot": frozenset({"one_hot", "probability", "mask", "sums_to_one"}),
    "probability": frozenset({"probability", "sums_to_one"}),
    "positive": frozenset({"positive"}),
    "mask": frozenset({"mask"}),
    "constant": frozenset({"constant"}),
}
OTHERWISE = {
    **dict.fromkeys(("class", "label", "target", "index"), "; a class is its number alone, counted from 1, or one_hot"),
    **dict.fromkeys(("shape", "size"), '; a shape without numbers is a text: "matrix 3 x 4", "vector 3"'),
    **dict.fromkeys(("const", "fixed"), "; what is not varied is { constant = 0.1 }"),
}
"""What is said of properties that others expect."""
SHAPE = regex(r"\s*(?:(scalar)|(vector|row)\s+(\d+)|matrix\s+(\d+)\s*[x×]\s*(\d+))\s*")
MOST_ENTRIES = 10_000
MOST_DIGITS = 400
SHORT, LARGE = 64, 10**6
"""A binary number is shown as the decimal that it is up to this denominator and size."""
Place = tuple[int, ...]
Label = int | tuple[int, ...]
"""A class, counted from 1, or those of the rows of a batch."""
ONE_HOT_ROWS = frozenset({"mask", "rows_sum_to_one"})
"""What is known of a matrix whose rows are one-hot."""


@record
class Given:
    """What the file says of one name.

    `numbers` has the value at each index place (one place, `()`, for a name without index), `None` where only the
    shape of an initial value is known; it is empty where that holds for all places.  `classes` has the labels of a
    one-hot vector whose length is not known yet.  `shapes` has the shape of each value that was given by itself.
    """

    shape: Shape | None
    numbers: Mapping[Place, Number | None] = field(default_factory=dict)
    classes: Mapping[Place, Label] = field(default_factory=dict)
    properties: frozenset[str] = frozenset()
    shapes: Mapping[Place, Shape | None] = field(default_factory=dict)

    @property
    def is_uneven(self) -> bool:
        """Whether values that were given one by one have several shapes."""
        return len(set(self.shapes.values()) - {None}) > 1


def flat_lists(values: Mapping[str, Any]) -> frozenset[str]:
    """The names that are given as lists of plain numbers."""
    lists = ((name, value) for name, value in values.items() if isinstance(value, list))
    return frozenset(name for name, value in lists if not any(isinstance(item, list | dict) for item in value))


RAGGED = '; layers that differ in shape are given one by one, as "W[1]" = … and "W[2]" = …'


def fail(message: str) -> ProblemError:
    return ProblemError(Complaint("", message))


def read_given(value: Any, arity: int, starts: tuple[int, ...], vectors: str = "columns") -> Given:
    """The meaning of one entry of `[values]`, for a name with `arity` indices that count from `starts`."""
    declared: frozenset[str] = frozenset()
    kind = ""
    if isinstance(value, dict):
        if len(value) != 1 or next(iter(value)) not in PROPERTIES:
            tail = "".join(OTHERWISE.get(key) or nearest(key, PROPERTIES) for key in value if key not in PROPERTIES)
            raise fail(f"found {shown(value)}; expected a value, or one property with a value{tail}")
        kind, value = next(iter(value.items()))
        declared = IMPLIED[kind]
    if isinstance(value, str) and (found := SHAPE.fullmatch(value)):
        return Given(read_shape(found, vectors), properties=declared)
    places = dict(split(value, arity, starts))
    if not places:
        raise fail(f"found {shown(value)}; expected at least one value")
    if kind == "one_hot" and all(map(is_class, places.values())):
        return Given(None, classes={place: read_class(item) for place, item in places.items()}, properties=declared)
    if kind == "one_hot" and all(map(are_classes, places.values())):
        labels = {place: tuple(map(read_class, item)) for place, item in places.items()}
        return Given(None, classes=labels, properties=ONE_HOT_ROWS)
    numbers = {place: read_number(item, vectors) for place, item in places.items()}
    if kind == "one_hot" and all(min(number.shape, default=1) > 1 for number in numbers.values()):
        kind, declared = "one_hot rows", ONE_HOT_ROWS
    shapes = {number.shape for number in numbers.values()}
    if len(shapes) > 1:
        listed = ", ".join(sorted(describe(shape) for shape in shapes))
        raise fail(f"ragged: the entries have shapes {listed}{RAGGED if arity == 1 else ''}")
    check_property(kind, numbers)
    return Given(shapes.pop(), numbers, properties=declared | verified(numbers))


def read_shape(found: re.Match[str], vectors: str) -> Shape:
    scalar, kind, length, rows, columns = found.groups()
    if scalar:
        return ()
    shape = lying(int(length), vectors if kind == "vector" else "rows") if kind else (int(rows), int(columns))
    if not all(shape):
        raise fail(f"{describe(shape)}; expected at least one row and one column")
    if size(shape) > MOST_ENTRIES:
        raise fail(f"{describe(shape)} are {size(shape)} entries; the limit is {MOST_ENTRIES}")
    return shape


def lying(length: int, vectors: str) -> Shape:
    """The shape of a vector as the problem lays its vectors out."""
    return (1, length) if vectors == "rows" else (length, 1)


def split(value: Any, arity: int, starts: tuple[int, ...]) -> list[tuple[Place, Any]]:
    """The items of nested lists, each with its index place: the outer lists are the indices."""
    if isinstance(value, Stored):
        return [(tuple(map(add, starts, place)), part) for place, part in value.parts(arity)]
    if arity == 0:
        return [((), value)]
    if not isinstance(value, list):
        raise fail(f"found {shown(value)}; expected a list with one item for each index value")
    return [
        ((starts[0] + k, *rest), item)
        for k, part in enumerate(value)
        for rest, item in split(part, arity - 1, starts[1:])
    ]


def has_axes(item: Any) -> bool:
    return isinstance(item, Stored) and bool(item.shape)


def is_class(item: Any) -> bool:
    return not isinstance(item, list) and not has_axes(item)


def are_classes(item: Any) -> bool:
    """Whether a list has the classes of the rows of a batch, and not the entries of a vector, of which one is 1."""
    return isinstance(item, list) and all(type(k) is int and k > 0 for k in item) and item != [1]


def read_class(item: Any) -> int:
    if isinstance(item, Stored) and item.entries[0].q == 1:
        item = int(item.entries[0].p)
    if type(item) is not int or item < 1:
        raise fail(f"found {shown(item)}; expected a class, counted from 1, or a vector")
    return int(item)


def read_number(item: Any, vectors: str) -> Number:
    """A scalar, a flat list (a column, or a row where vectors are rows) or a list of rows; or the same from a file."""
    if isinstance(item, Stored):
        return stored_number(item, vectors)
    if not isinstance(item, list):
        value, text = read_scalar(item)
        return Number((value,), (), (text,))
    if not item:
        raise fail("found []; expected at least one number")
    flat = [item] if vectors == "rows" else [[entry] for entry in item]
    rows = item if all(isinstance(row, list) for row in item) else flat
    if any(isinstance(entry, list) for row in rows for entry in row):
        raise fail("nested too deep or ragged; expected a number, a list of numbers or a list of rows")
    lengths = {len(row) for row in rows}
    if len(lengths) > 1 or lengths == {0}:
        raise fail(f"ragged: rows of {' and '.join(map(str, sorted(lengths)))} entries")
    shape = (len(rows), lengths.pop())
    if size(shape) > MOST_ENTRIES:
        raise fail(f"{size(shape)} entries; the limit is {MOST_ENTRIES}")
    pairs = [read_scalar(entry) for row in rows for entry in row]
    return Number(tuple(value for value, _ in pairs), shape, tuple(text for _, text in pairs))


def stored_number(stored: Stored, vectors: str) -> Number:
    """An array from a file.  Without texts, what is no short decimal has none: it is shown rounded."""
    if len(stored.shape) > 2:
        raise fail(f"it has {len(stored.shape)} axes besides the indices; expected a matrix, a vector or a number")
    if not stored.entries:
        raise fail("it has no entries; expected at least one number")
    shape = lying(stored.shape[0], vectors) if len(stored.shape) == 1 else stored.shape
    return Number(stored.entries, shape, stored.texts or short_decimals(stored.entries))


def short_decimals(entries: tuple[fmpq, ...]) -> tuple[str, ...]:
    """Binary numbers as the decimals that they are, if all of them are short."""
    if any(entry.q > SHORT or abs(entry) > LARGE for entry in entries):
        return ()
    return tuple(format(Decimal(int(entry.p)) / int(entry.q), "f") for entry in entries)


def read_scalar(item: Any) -> tuple[Any, str]:
    """The exact number and its text; −∞, which a mask may have, is a ball."""
    text = str(item).strip().replace("_", "")
    if isinstance(item, bool) or not isinstance(item, int | str) or len(text) > MOST_DIGITS:
        raise fail(f"found {shown(item)}; expected a number")
    if text == "-inf":
        return arb.neg_inf(), text
    exponent = re.search(r"[eE]([+-]?\d+)$", text)
    try:
        if exponent and abs(int(exponent[1])) > MOST_DIGITS:
            raise fail(f"found {text}; exponents go up to {MOST_DIGITS}")
        return rational(Fraction(text)), text.removeprefix("+")
    except (ValueError, ZeroDivisionError):
        raise fail(f"found {shown(item)}; expected a number") from None


def check_property(kind: str, numbers: Mapping[Place, Number | None]) -> None:
    """Complain about a declared property that the values do not have."""
    for number in filter(None, numbers.values()):
        entries = number.entries
        holds = {
            "one_hot": is_one_hot(entries),
            "one_hot rows": all(map(is_one_hot, by_rows(number))) if number.shape else False,
            "probability": all(e >= 0 for e in entries) and sum(entries, fmpq(0)) == 1,
            "positive": all(e > 0 for e in entries),
            "mask": all(e in (0, 1) or is_minus_infinity(e) for e in entries),
        }
        if kind != "mask" and any(map(is_minus_infinity, entries)):
            raise fail("found -inf; expected a number (only a mask may have it: { mask = [[0, -inf], [0, 0]] })")
        if not holds.get(kind, True):
            raise fail(f"declared {kind}, but the values {', '.join(number.texts)} are not")


def is_one_hot(entries: tuple[fmpq, ...]) -> bool:
    return sorted(entries) == [0] * (len(entries) - 1) + [1]


def verified(numbers: Mapping[Place, Number]) -> frozenset[str]:
    """Properties that the values have without being declared: that all entries add up to 1, or those of each row or
    column of a matrix."""
    every = [number for number in numbers.values() if number.shape]
    if len(every) < len(numbers):
        return frozenset()
    found = {"sums_to_one": whole}
    if all(min(number.shape) > 1 for number in every):
        found |= {"rows_sum_to_one": by_rows, "columns_sum_to_one": by_columns}
    return frozenset(name for name, parts in found.items() if all(adds_up(part) for n in every for part in parts(n)))


def adds_up(part: tuple[fmpq, ...]) -> bool:
    return sum(part, fmpq(0)) == 1


def whole(number: Number) -> list[tuple[fmpq, ...]]:
    return [number.entries]


def by_rows(number: Number) -> list[tuple[fmpq, ...]]:
    width = number.shape[1]
    return [number.entries[k : k + width] for k in range(0, len(number.entries), width)]


def by_columns(number: Number) -> list[tuple[fmpq, ...]]:
    width = number.shape[1]
    return [number.entries[k::width] for k in range(width)]


def one_hot(label: Label, shape: Shape) -> Number:
    """The vector of a shape with a 1 in place `label`, counted from 1, or the matrix with such rows."""
    if isinstance(label, tuple):
        return one_hot_rows(label, shape)
    length = size(shape)
    if not 1 <= label <= length:
        raise fail(f"class {label} does not exist; there are {length}, counted from 1")
    entries = tuple(fmpq(k == label - 1) for k in range(length))
    return Number(entries, shape or (1, 1), tuple(str(entry) for entry in entries))


def one_hot_rows(labels: tuple[int, ...], shape: Shape) -> Number:
    if not shape or shape[0] != len(labels):
        raise fail(f"{len(labels)} classes for {describe(shape)}; expected one for each row")
    found = [one_hot(label, (shape[1], 1)) for label in labels]
    texts = tuple(text for number in found for text in number.texts)
    return Number(tuple(entry for number in found for entry in number.entries), shape, texts)
