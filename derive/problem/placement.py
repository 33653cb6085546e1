"""Where given values go: the entries of `[values]` and of `--set`, each at its index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

from derive.language.errors import Complaint, DeriveError, ProblemError
from derive.language.expr import Number, Ref, Shape, at, describe, size
from derive.language.patterns import regex
from derive.problem.given import PROPERTIES, Given, Place, check_property, one_hot, read_given
from derive.problem.scope import Scope
from derive.problem.table_entries import Faults
from derive.problem.toml_text import parse_toml

KEY = regex(r"([^\W\d]\w*'*)(?:\[\s*(-?\d{1,9}(?:\s*,\s*-?\d{1,9})*)\s*\])?")


class Placement:
    """Reads values; `arity` is the number of a name's indices, `reach` has the values of each.

    `folder` is where files are sought; `None` where the problem is no file.
    """

    def __init__(
        self,
        arity: Mapping[str, int],
        reach: Mapping[str, tuple[range, ...]],
        faults: Faults,
        folder: Path | None = None,
        vectors: str = "columns",
    ) -> None:
        self.arity = arity
        self.vectors = vectors
        self.folder = folder
        self.starts = {name: tuple(span.start for span in spans) for name, spans in reach.items()}
        self.faults = faults
        self.result: dict[str, Given] = {}

    def read(self, values: Mapping[str, Any], changes: Mapping[str, str]) -> dict[str, Given]:
        for key, value in values.items():
            if key in changes and names_file(value):
                continue
            try:
                self.enter(key, self.opened(value))
            except DeriveError as error:
                self.faults.extend(f"values.{key}", error.complaints)
        for key, text in changes.items():
            try:
                self.change(key, self.opened(parse_toml(f"value = {text}", "")["value"]))
            except DeriveError as error:
                self.faults.extend(f"--set {key}", error.complaints)
        return self.result

    def opened(self, value: Any) -> Any:
        """A value with the array in place of the table that names its file."""
        if not names_file(value):
            return value
        from derive.problem.value_files import from_files

        return from_files(value, self.folder)

    def place(self, key: str) -> tuple[str, Place | None]:
        """The name and the index of a key such as `U` or `h[-1]`."""
        found = KEY.fullmatch(key)
        if not found:
            raise ProblemError(Complaint("", "expected a name such as U, or h[-1]"))
        base, index = found.groups()
        place = tuple(int(k) for k in index.split(",")) if index else None
        if base in self.arity and place is not None and len(place) != self.arity[base]:
            count = self.arity[base] or "no"
            raise ProblemError(Complaint("", f"{base} has {count} index in the equations, {key} has {len(place)}"))
        return base, place

    def enter(self, key: str, value: Any) -> None:
        base, place = self.place(key)
        if base not in self.arity:
            return
        if place is None:
            new = read_given(value, self.arity[base], self.starts[base], self.vectors)
            before = self.result.get(base)
            self.result[base] = joined(new, before, key) if before else new
        else:
            new = read_given(value, 0, (), self.vectors)
            self.result[base] = merged(self.result.get(base), new, place, key)

    def change(self, key: str, value: Any) -> None:
        """A value from the command line in place of the file's."""
        base, place = self.place(key)
        if base not in self.arity:
            return
        if place is None:
            self.result[base] = read_given(value, self.arity[base], self.starts[base], self.vectors)
            return
        before = self.result[base]
        if place not in before.numbers and place not in before.classes:
            raise ProblemError(Complaint("", f"{key} has no value to change"))
        if type(value) is int and "one_hot" in before.properties:
            value = {"one_hot": value}
        new = read_given(value, 0, (), self.vectors)
        for kind in (kind for kind in PROPERTIES if kind in before.properties):
            check_property(kind, new.numbers)
        if None not in (before.shape, new.shape) and new.shape != before.shape:
            message = f"the new value is {describe(new.shape or ())}, but {key} is {describe(before.shape or ())}"
            raise ProblemError(Complaint("", message))
        kept = {k: label for k, label in before.classes.items() if k != place}
        if new.classes:
            self.result[base] = replace(before, classes={**kept, place: new.classes[()]})
        else:
            numbers = {**before.numbers, place: new.numbers.get(())}
            shared = common(before.properties, new.properties)
            self.result[base] = replace(before, classes=kept, numbers=numbers, properties=shared)


def names_file(value: Any) -> bool:
    """Whether a value in `[values]` stands in a file."""
    return isinstance(value, dict) and ("file" in value or any(map(names_file, value.values())))


def common(before: frozenset[str], new: frozenset[str]) -> frozenset[str]:
    """The properties that a name keeps when another value joins: declared ones, and sums of 1 that all values have."""
    declared = {kind for kind in PROPERTIES if kind in before}
    return before if declared else before & new


def twice(key: str) -> ProblemError:
    return ProblemError(Complaint("", f"{key} is given twice"))


def joined(new: Given, before: Given, key: str) -> Given:
    """All values of a name, after single ones of it."""
    if set(before.numbers) & set(new.numbers) or set(before.classes) & set(new.classes):
        raise twice(key)
    numbers, classes = {**before.numbers, **new.numbers}, {**before.classes, **new.classes}
    return replace(new, numbers=numbers, classes=classes, properties=common(new.properties, before.properties))


def merged(before: Given | None, new: Given, place: Place, key: str) -> Given:
    """What is known of a name after one more single value, such as that of `h[-1]`."""
    if before and (place in before.numbers or place in before.classes):
        raise twice(key)
    if before and not before.shapes and None not in (before.shape, new.shape) and before.shape != new.shape:
        message = f"found {describe(new.shape or ())}; the other values of this name are {describe(before.shape or ())}"
        raise ProblemError(Complaint("", message))
    shapes = {**(before.shapes if before else {}), place: new.shape}
    classes = {**(before.classes if before else {}), **({place: new.classes[()]} if new.classes else {})}
    numbers = dict(before.numbers if before else {})
    if not new.classes:
        numbers[place] = new.numbers.get(())
    shared = common(before.properties, new.properties) if before else new.properties
    return replace(before or new, numbers=numbers, classes=classes, properties=shared, shapes=shapes)


def placed(
    values: Mapping[str, Given],
    scope: Scope,
    reach: Callable[[str], tuple[range, ...]],
    faults: Faults,
) -> dict[Ref, Number | None]:
    """Each given quantity with its value (`None` where only its shape is known)."""
    result: dict[Ref, Number | None] = {}
    for base, given in values.items():
        whole = scope.shapes[base]
        for place, label in given.classes.items():
            if shape := scope.shape_of(base, tuple(map(at, place))):
                try:
                    result[Ref(base, tuple(map(at, place)), shape)] = one_hot(label, shape)
                except DeriveError as error:
                    faults.extend(f"values.{base}", error.complaints)
        for place, number in given.numbers.items():
            shape = scope.shape_of(base, tuple(map(at, place)))
            if shape is not None:
                result[Ref(base, tuple(map(at, place)), shape)] = filling(number, shape)
        if not given.classes and not given.numbers and whole is not None:
            result |= dict.fromkeys(all_places(base, whole, reach(base)))
    return result


def filling(number: Number | None, shape: Shape) -> Number | None:
    """A number in every entry of the array that its name is elsewhere, such as the 0 of `h[0] = 0`."""
    if number is None or number.shape or not shape:
        return number
    return Number(number.entries * size(shape), shape, number.texts * size(shape))


def all_places(base: str, shape: Shape, spans: tuple[range, ...]) -> Iterable[Ref]:
    """All instances of a name that only has a shape."""
    return (Ref(base, tuple(map(at, place)), shape) for place in product(*spans))
