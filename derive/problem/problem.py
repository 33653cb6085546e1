"""A problem: equations with shapes, values and questions.

`derive.problem.assembly` puts one together from its file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.language.errors import ProblemError, nearest
from derive.language.expr import Call, Derivative, Equation, Expr, Number, Ref, Valued, describe, is_single, walk
from derive.language.numbers import Array
from derive.language.operation import Acts
from derive.language.patterns import regex
from derive.language.record import record
from derive.problem.build import read
from derive.problem.scope import Scope
from derive.problem.shown_indices import numbered_entries
from derive.problem.spec import About, Asked, Marking, Settings
from derive.problem.unroll import Definition

if TYPE_CHECKING:
    from derive.problem.graph import Network


USE = regex(r"(.+)\|\s*(\w+\s*=\s*-?\d{1,9}(?:\s*,\s*\w+\s*=\s*-?\d{1,9})*)\s*")
"""A derivative by one use of its variable: `dL/dW | t=2`."""


@record
class Question:
    """What is asked, with the marks it earns, and its place among all questions of the problem."""

    asked: Asked
    targets: tuple[Ref | Derivative, ...]
    place: int = 0

    @property
    def letter(self) -> str:
        """Its letter on the sheet: a, b, …, z, aa, ab, …"""
        return letters(self.place)


@record(slots=False)
class Problem:
    """An exercise.  `definitions` is the model with parts named, `written` the model as its author wrote it.

    `functions` are the functions that the file defines, each as both sides of its definition; files with values are
    sought from `folder` on.
    """

    name: str
    title: str
    settings: Settings
    notation: Mapping[str, str]
    written: tuple[Definition, ...]
    definitions: tuple[Definition, ...]
    equations: tuple[Equation, ...]
    scope: Scope
    given: Mapping[Ref, Number | None]
    properties: Mapping[str, frozenset[str]]
    questions: tuple[Question, ...]
    source: str = field(repr=False, default="")
    changes: Mapping[str, str] = field(default_factory=dict)
    marking: Marking = field(default_factory=Marking)
    about: About = field(default_factory=About)
    functions: tuple[tuple[Expr, Expr], ...] = ()
    folder: Path | None = field(default=None, compare=False)

    @cached_property
    def values(self) -> dict[Valued, Array] | None:
        """The given values; `None` if some quantity has only a shape, so that only formulas can be derived."""
        if any(number is None for number in self.given.values()):
            return None
        return {ref: Array(n.shape, n.entries) for ref, n in self.given.items() if n is not None}

    @cached_property
    def network(self) -> Network:
        """The unrolled equations as a graph."""
        from derive.problem.graph import Network

        return Network(self)

    @cached_property
    def bound(self) -> dict[Ref, Equation]:
        return {equation.target: equation for equation in self.equations}

    @cached_property
    def calls_by_sign(self) -> dict[str, list[Call]]:
        """The functions applied to entries in the model, by each of the signs and words that people write for them."""
        found: dict[str, list[Call]] = {}
        for part in (part for equation in self.equations for part in walk(equation.rhs)):
            if isinstance(part, Call) and part.operation.acts is Acts.ENTRIES:
                for sign in part.operation.spellings:
                    found.setdefault(sign, []).append(part)
        return found

    @cached_property
    def numbered(self) -> frozenset[str]:
        """The quantities whose names people would write like an entry of another, `q3` beside a vector `q`."""
        return frozenset(numbered_entries(self.scope.shapes))

    @cached_property
    def invented(self) -> frozenset[str]:
        """Names of parts of the model that its author gave none; a writer may use them for something else."""
        named, own = ({d.equation.target.name for d in found} for found in (self.definitions, self.written))
        return frozenset(named - own)

    def read(self, text: str, layout: str | None = None) -> Expr:
        """The expression that a text stands for in this problem; a flat list is a column, however its vectors lie."""
        scope = replace(self.scope, layout=layout or self.settings.layout, vectors="columns")
        limited = USE.fullmatch(text)
        whole = read(limited[1], scope) if limited else None
        if limited and isinstance(whole, Derivative):
            pairs = (pair.split("=") for pair in limited[2].split(","))
            return replace(whole, use=tuple((index.strip(), int(number)) for index, number in pairs))
        return read(text, scope)

    def target(self, text: str, layout: str | None = None) -> Ref | Derivative:
        """The quantity or derivative that a text names; `ProblemError` if it names nothing that can be asked."""
        expr = self.read(text, layout)
        fault = self.why_not(expr)
        if fault:
            raise ProblemError(replace(located_at_text(text), message=fault))
        assert isinstance(expr, Ref | Derivative)
        return expr

    def why_not(self, expr: Expr) -> str:
        """Why an expression cannot be asked for, or nothing."""
        match expr:
            case Ref():
                return self.unknown(expr)
            case Derivative(direct=True):
                return "a direct derivative is only a part of one; ask for the whole, such as dL/dU"
            case Derivative(of, by) if expr.use:
                absent = self.why_not(replace(expr, use=()))
                found = [] if absent else [self.network.place(edge) for edge in self.network.edges(of, by)]
                places = "; ".join(spelled_place(place) for place in dict.fromkeys(found) if place)
                known = f"it is used at {places}" if places else "none of its uses has an index"
                missing = f"{by} is not used at {spelled_place(expr.use)}; {known}"
                return absent or ("" if expr.use in found else missing)
            case Derivative(of, by):
                absent = self.unknown(of) or self.unknown(by)
                vectors = self.scope.is_vector(of.shape) and self.scope.is_vector(by.shape)
                if absent or is_single(of.shape) or vectors:
                    return absent
                way_out = (
                    f"; with s = {of}[1, 2] as an equation, ds/d{by} is a row of the Hessian" if of.gradient else ""
                )
                return (
                    f"{of} is {describe(of.shape)}, no scalar; a derivative is of a scalar by anything, "
                    f"or of a vector by a vector (its Jacobian){way_out}"
                )
        return "expected a name such as h[0], or a derivative such as dL/dU"

    def unknown(self, ref: Ref) -> str:
        if ref in self.bound or ref in self.given:
            return ""
        if ref.gradient:
            return self.why_not(Derivative(*ref.gradient))
        known = [str(r) for r in (*self.bound, *self.given) if r.name == ref.name]
        return f"{ref} does not exist{nearest(str(ref), known)}"


def letters(number: int) -> str:
    head, tail = divmod(number, 26)
    return (letters(head - 1) if head else "") + chr(ord("a") + tail)


def spelled_place(place: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"{index} = {number}" for index, number in place)


def located_at_text(text: str) -> Any:
    from derive.language.errors import Complaint

    return Complaint("", "", text, 1)
