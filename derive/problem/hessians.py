"""Second derivatives by a matrix, `d2L/dW2`: asked row by row, each entry of the gradient differentiated by the matrix.

A Hessian by a matrix has four axes; on paper it is written as one array for each entry of the gradient.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

from derive.language.patterns import regex
from derive.language.record import record
from derive.problem.spec import Spec

SECOND = regex(r"\s*[d∂][2²](\w+)\s*/\s*[d∂](\w+?)(?:\^?[2²]|\s*[d∂](\w+))\s*")
MOST_ENTRIES = 16


def by_entries(spec: Spec) -> Spec:
    """The file with second derivatives by matrices as derivatives of entries of the gradient, named by equations."""
    questions, equations, notation = [], list(spec.equations), {**spec.notation}
    for question in spec.questions:
        asked: list[str] = []
        for text in question.ask:
            second = found(text, spec)
            if second is None:
                asked.append(text)
                continue
            for row in second.rows():
                if row.equation not in equations:
                    equations.append(row.equation)
                    notation.setdefault(row.name, row.latex)
                asked.append(f"d{row.name}/d{second.other}")
        questions.append(replace(question, ask=tuple(asked)))
    return replace(spec, questions=tuple(questions), equations=tuple(equations), notation=notation)


@record
class GradientEntry:
    """One entry of the gradient, as a quantity."""

    name: str
    equation: str
    latex: str


@record
class Second:
    """A second derivative of a scalar, by two given arrays, of the `shape` of the first."""

    of: str
    by: str
    other: str
    shape: tuple[int, ...]

    def rows(self) -> Iterator[GradientEntry]:
        for place in product(*(range(1, length + 1) for length in self.shape)):
            digits = "".join(map(str, place))
            name = f"{self.of}_{self.by}{digits}"
            entry = f"d{self.of}/d{self.by}[{', '.join(map(str, place))}]"
            yield GradientEntry(name, f"{name} = {entry}", f"{self.of}_{{{self.by}_{{{digits}}}}}")


def found(text: str, spec: Spec) -> Second | None:
    """The second derivative that a text asks for, if it is by a matrix and has few entries."""
    match = SECOND.fullmatch(text)
    if not match:
        return None
    of, by, other = match[1], match[2], match[3] or match[2]
    shapes = [shape_of(spec.values, name) for name in (by, other)]
    first, second = shapes
    if first is None or second is None or not (is_matrix(first, spec) or is_matrix(second, spec)):
        return None
    return Second(of, by, other, first) if count(first) * count(second) <= MOST_ENTRIES else None


def shape_of(values: Mapping[str, Any], name: str) -> tuple[int, ...] | None:
    """The lengths of a given array; one for a flat list."""
    value = values.get(name)
    if not isinstance(value, list) or not value:
        return None
    if not all(isinstance(row, list) for row in value):
        return (len(value),)
    is_even = all(len(row) == len(value[0]) for row in value)
    return (len(value), len(value[0])) if is_even else None


def is_matrix(shape: tuple[int, ...], spec: Spec) -> bool:
    """Whether an array is no vector as the file lays vectors out."""
    across = 0 if spec.settings.vectors == "rows" else 1
    return len(shape) == 2 and shape[across] != 1


def count(shape: tuple[int, ...]) -> int:
    return shape[0] * (shape[1] if len(shape) == 2 else 1)
