"""What a line is about: the quantity that its left side names, what is zero, or nothing of the problem at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from flint import arb, fmpq

from derive.following.judged import About
from derive.following.own_point import Name, evaluated, upright
from derive.following.sides import ReadSide, unread
from derive.following.values import allows, taken
from derive.judging.finding import Finding
from derive.judging.judge import Judge
from derive.judging.numbers_in_formulas import with_numbers
from derive.judging.sameness import same
from derive.language.expr import Call, Derivative, Entry, Expr, Grid, Ref, is_column, is_single, refs, walk
from derive.language.operation import SUMS, Role
from derive.problem.problem import Problem
from derive.table.algebra import NEGATE
from derive.writeup.chain import Chain

NEARLY = arb(2) ** -40
MOST_SCALARS = 8
"""Scalars whose derivatives a student may have given a name, the last ones."""


class Identities:
    """Finds the quantities that left sides stand for, each once."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.problem = judge.problem
        self.found: dict[Expr, Name | None] = {}

    def __call__(self, expr: Expr) -> Name | None:
        """The quantity that a left side names or that its definition amounts to, if there is one."""
        name = upright(expr)
        if isinstance(name, Ref | Derivative):
            return name
        if isinstance(expr, Entry):
            return None
        if expr not in self.found:
            self.found[expr] = self.identify(expr)
        return self.found[expr]

    def identify(self, expr: Expr) -> Name | None:
        """The quantity that equals an expression at every random point."""
        points = self.judge.scattered
        if not points or not any(isinstance(part, Ref) for part in walk(expr)):
            return None
        values = [evaluated(point, expr, "gradient", {}) for point in points]
        if any(value is None for value in values) or all(value is not None and value.is_zero for value in values):
            return None
        for name in self.candidates():
            found = [evaluated(point, name, "gradient", {}) for point in points]
            if all(v is not None and w is not None and same(v, w) for v, w in zip(values, found, strict=True)):
                return name
        return None

    def candidates(self) -> list[Name]:
        """The quantities that a student may have given a name of his own."""
        bound = list(self.problem.bound)
        scalars = [ref for ref in bound if is_single(ref.shape)][-MOST_SCALARS:]
        derivatives = [Derivative(of, by, by.shape) for of in reversed(scalars) for by in bound if by != of]
        asked = [target for question in self.problem.questions for target in question.targets]
        return list(dict.fromkeys([*bound, *derivatives, *asked]))


def is_factor_of_outer_product(asked: Expr, side: Expr | None, problem: Problem) -> bool:
    """Whether ∂y/∂A is given as the x (or xᵀ) of y = A x: loose, but it is what the outer product needs."""
    if not isinstance(asked, Derivative) or is_single(asked.of.shape) or is_column(asked.by.shape):
        return False
    equation = problem.bound.get(asked.of)
    factors = [
        part.args[1]
        for part in walk(equation.rhs if equation else asked)
        if isinstance(part, Call) and part.operation.role is Role.PRODUCT and part.args[0] == asked.by
    ]
    bare = side.args[0] if isinstance(side, Call) and side.operation.role is Role.TRANSPOSE else side
    return bare in factors


def about(judge: Judge, name: Name | None, meant: Expr, side: ReadSide, finding: Finding) -> tuple[About, ...]:
    """The quantities and entries that a relation is about."""
    if isinstance(meant, Entry):
        return (meant,)
    if isinstance(meant, Grid) and finding.is_accepted and side.kind == "number":
        return tuple(part for part in meant.entries if isinstance(part, Ref | Derivative | Entry))
    if name is None:
        return ()
    return (name, *(summands(judge, name, side) if finding.is_accepted and side.kind == "number" else ()))


def summands(judge: Judge, name: Name, side: ReadSide) -> list[Ref]:
    """The scalars that a quantity is the sum of, if a side has the value of each of them in order."""
    equation = judge.problem.bound.get(name) if isinstance(name, Ref) else None
    used = refs(equation.rhs) if equation else ()
    parts = [ref for ref in used if is_single(ref.shape) and ref in judge.problem.bound]
    terms = list(terms_of(side.expr)) if side.expr is not None else []
    if judge.home is None or len(parts) < 2 or len(terms) != len(parts):
        return []
    told = (is_told(judge, side, term, part) for term, part in zip(terms, parts, strict=True))
    return parts if all(told) else []


def is_told(judge: Judge, side: ReadSide, term: Expr, part: Ref) -> bool:
    """Whether a term has the value of a quantity."""
    assert judge.home is not None
    return allows(side.saying(term), taken(judge.home.known[part]), judge.home, judge.digits)


def terms_of(expr: Expr) -> Iterator[Expr]:
    """The terms of the sum inside a calculation, with their signs; a factor beside the sum is left out."""
    match expr:
        case Call(operation, (left, right)) if operation.role in SUMS:
            yield from terms_of(left)
            yield right if operation.role is Role.SUM else NEGATE(right)
        case Call(operation, args) if operation.role in (Role.PRODUCT, Role.QUOTIENT) and any(map(is_sum, args)):
            yield from terms_of(next(filter(is_sum, args)))
        case _:
            yield expr


def is_sum(expr: Expr) -> bool:
    return isinstance(expr, Call) and expr.operation.role in SUMS


OUTSIDE = ("zero_before_first", "zero_after_last")
"""Notes of the reader."""
FAULT = "nothing of this name exists"


def is_outside(side: ReadSide) -> bool:
    """Whether a side speaks of a quantity before the first or after the last step, which was read as zero."""
    return side.reading is not None and any(note in OUTSIDE for note in side.reading.notes)


def is_zero(judge: Judge, side: ReadSide) -> bool:
    """Whether a side says 0, as a number or as an array of zeros."""
    if side.expr is None or side.kind not in ("number", ""):
        return False
    value = evaluated(judge.scattered[0], side.meant, "gradient", {}) if judge.scattered and side.meant else None
    return value is not None and value.is_zero


def is_zero_everywhere(judge: Judge, asked: Expr) -> bool:
    """Whether a quantity is exactly zero whatever the values are."""
    values = [evaluated(point, asked, judge.problem.settings.layout, {}) for point in judge.scattered]
    return bool(values) and all(value is not None and value.is_zero for value in values)


def is_everywhere(judge: Judge, asked: Expr, number: fmpq) -> bool:
    """Whether all entries of something are one number whatever the values are, as far as can be calculated."""
    values = [evaluated(point, asked, judge.problem.settings.layout, {}) for point in judge.scattered]
    gaps = (abs(arb(entry) - arb(number)) for value in values if value is not None for entry in value.entries)
    return bool(values) and None not in values and all(gap < NEARLY for gap in gaps)


def outside(judge: Judge, head: ReadSide, side: ReadSide) -> Finding:
    """The verdict on what is said of a quantity outside the steps: that it is zero is right, nothing else is read."""
    if side.expr is None:
        return unread(side)
    if is_zero(judge, head) and is_zero(judge, side):
        return Finding("right")
    return Finding("unread", details={"fault": FAULT}, why="name")


def kind_of(problem: Problem, name: Expr | None, side: ReadSide) -> str:
    """The kind of a side: empty if it uses what is asked, `restated` if it only puts it into other words.

    Those are the problem's own equations, also put into each other, derivatives of scalars by the same variable, and
    the chain rule with nothing but derivatives.
    """
    if side.kind in ("number", "") or side.expr is None or side.reading is None or name is None:
        return side.kind
    parts = list(walk(side.expr))
    if name in parts:
        return ""
    equation = problem.bound.get(name) if isinstance(name, Ref) else None
    if equation is not None and with_numbers(side.expr, side.reading.literals) == equation.rhs:
        return "restated"
    if equation is not None and side.kind == "formula" and problem.values is not None and isinstance(name, Ref):
        return "restated" if givens(problem, refs(side.expr)) == givens(problem, [name]) else "formula"
    slopes = [part for part in parts if isinstance(part, Derivative) and part.by == getattr(name, "by", None)]
    is_abstract = not any(isinstance(part, Ref) for part in parts)
    if any(is_single(slope.of.shape) or is_abstract for slope in slopes):
        return "restated"
    return side.kind


def givens(problem: Problem, names: Iterable[Ref]) -> set[Ref]:
    """The given quantities that some quantities are, or are calculated from."""
    return {ref for name in names for ref in {name, *used(name, problem)} if ref in problem.given}


WORD = re.compile(r"(?<![A-Za-z\\])d(?=[A-Za-z])")


def is_differential(head: ReadSide, side: ReadSide, problem: Problem) -> bool:
    """Whether a d on the left stands for what depends on that behind a d on the right, as in no gradient.

    Gradients go back from what depends to what it depends on, differentials the other way.
    """
    left = head.expr
    if not isinstance(left, Derivative) or side.expr is None:
        return False
    if not WORD.search(head.source.text) or not WORD.search(side.source.text):
        return False
    others = {part.by for part in walk(side.expr) if isinstance(part, Derivative) and part.of == left.of}
    return bool(others & used(left.by, problem))


def used(name: Ref, problem: Problem) -> set[Ref]:
    """All that a quantity is calculated from."""
    found: set[Ref] = set()
    waiting = [name]
    while waiting:
        equation = problem.bound.get(waiting.pop())
        new = set(refs(equation.rhs)) - found if equation is not None else set()
        found |= new
        waiting += new
    return found


def label(problem: Problem, head: Expr, side: ReadSide) -> Finding | None:
    """The verdict on the class of a label; nothing where the line speaks of something else.

    The problem counts classes from 1.  Any other number may count them from 0, which nobody said.
    """
    if not isinstance(head, Ref) or "one_hot" not in problem.properties.get(head.name, frozenset()):
        return None
    given = problem.given.get(head)
    if given is None or side.reading is None or len(side.reading.literals) != 1 or side.kind != "number":
        return None
    ((ref, literal),) = side.reading.literals.items()
    if side.expr != ref or literal.is_decimal:
        return None
    if literal.value == given.entries.index(1) + 1:
        return Finding("right")
    return Finding("unread", details={"fault": "how classes are counted is not said"})


SUM_SIGNS = re.compile(r"(?:\\(?:sum|limits)|[_^]\s*(?:\{[^{}]{0,60}\}|\w)|\s)+")


def is_of_letters(chain: Chain) -> bool:
    """Whether prose only says which of two indices are meant: "the delta keeps only v = p"."""
    return not chain.is_definition and all(len(side.text) == 1 and side.text.isalpha() for side in chain.sides)


def is_of_signs(chain: Chain) -> bool:
    """Whether only sum signs are compared: in which order one may sum."""
    return all(SUM_SIGNS.fullmatch(side.text.strip()) for side in chain.sides)
