"""Numbers put into a formula, and answers that only give the question back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from flint import fmpq

from derive.language.expr import Call, Derivative, Entry, Expr, Grid, Number, Numeral, Ref, rewrite, walk
from derive.language.numbers import is_minus_infinity
from derive.language.operation import ADDITIVE, Role
from derive.problem.problem import Problem
from derive.reading.result import Literal, Reading

SIGNS = (Role.OPPOSITE, Role.TRANSPOSE, Role.DIAGONAL_MATRIX)
"""What a printed value may stand under."""
SMALL_FRACTION = 10
"""The largest denominator of a number that belongs to a formula, such as 0.5 or 0.25."""

SMALL_CONSTANT = fmpq(1, 1000)
"""The largest power of ten that is exact in a formula, not a number rounded to one digit."""


def is_formula(expr: Expr, literals: Mapping[Numeral, Literal]) -> bool:
    """Whether an expression has names and no numbers put in: no decimals but 0.5 and its like, no arrays."""
    parts = list(walk(expr))
    if not has_names(expr):
        return False
    put_in = any(isinstance(part, Numeral) and is_long(literals[part]) for part in parts)
    return not put_in and not any(isinstance(part, Grid) and is_put_in(part, literals) for part in parts)


def has_names(expr: Expr) -> bool:
    return any(isinstance(part, Ref | Derivative) for part in walk(expr))


def is_long(literal: Literal) -> bool:
    """Whether a number is a decimal that is no short fraction, nor a small constant as it stands under a root."""
    return literal.is_decimal and int(literal.value.q) > SMALL_FRACTION and not is_small_constant(literal)


def is_small_constant(literal: Literal) -> bool:
    """Whether a number is written as a small power of ten, such as 0.001 or 1e-5, with nothing behind it."""
    return literal.value == literal.unit <= SMALL_CONSTANT


def is_put_in(grid: Grid, literals: Mapping[Numeral, Literal]) -> bool:
    """Whether an array holds numbers other than zeros."""
    return any(isinstance(part, Numeral) and literals[part].value != 0 for part in walk(grid))


def given_numbers(problem: Problem) -> frozenset[fmpq]:
    """The numbers that a problem gives, in its values, equations or functions, without their signs."""
    values = [number for number in problem.given.values() if number is not None]
    written = (*(equation.rhs for equation in problem.equations), *(body for _, body in problem.functions))
    parts = (part for expr in written for part in walk(expr))
    values += [part for part in parts if isinstance(part, Number)]
    return frozenset(abs(e) for number in values for e in number.entries if not is_minus_infinity(e))


def as_given(reading: Reading, known: Collection[fmpq]) -> Reading:
    """A reading in which the numbers of its calculations that are given ones are exact.

    A number that stands by itself is a result, and may be rounded to what is given elsewhere.
    """
    literals = reading.literals
    used = {part for member in reading.members for part in calculated_with(member.expr)}
    found = {part: replace(literals[part], is_given=True) for part in used if is_as_given(literals[part], known)}
    return replace(reading, literals={**literals, **found}) if found else reading


def is_as_given(literal: Literal, known: Collection[fmpq]) -> bool:
    """Whether a number is a given one as one writes it: with no zeros behind it, or with one decimal."""
    is_short = literal.unit == fmpq(1, 10) or bool((literal.value / literal.unit / 10).q != 1)
    return literal.is_decimal and is_short and literal.value != 0 and literal.value in known


def calculated_with(expr: Expr | None) -> Iterator[Numeral]:
    """The numbers that stand in a calculation, and not alone as a number or as an entry of an array of numbers."""
    match expr:
        case Grid(entries):
            for entry in entries:
                yield from calculated_with(entry)
        case Call(operation, (inner,)) if operation.role in SIGNS:
            yield from calculated_with(inner)
        case Call():
            yield from (part for part in walk(expr) if isinstance(part, Numeral))


def restates(expr: Expr, asked: Expr, literals: Mapping[Numeral, Literal]) -> bool:
    """Whether an expression uses what is asked, or is made of derivatives by the variable asked.

    A sum may have the derivative of another quantity among its terms, ∂R/∂μ + μ, as long as not all are such; one of
    many like it, ∂l_1/∂V, is none.
    """
    if with_numbers(expr, literals) == asked:
        return True
    forbidden = set(quantities_asked(asked))
    if any(part == asked or part in forbidden for part in walk(expr) if isinstance(part, Ref | Derivative | Entry)):
        return True
    variables = {part.by for part in forbidden if isinstance(part, Derivative)}
    wholes = {part.of for part in forbidden if isinstance(part, Derivative)}
    found = [part for part in walk(expr) if isinstance(part, Derivative) and part.by in variables]
    if any(part.of in wholes or part.of.index for part in found):
        return True
    return bool(found) and all(any(part in found for part in walk(term)) for term in terms_of(expr))


def terms_of(expr: Expr) -> Iterator[Expr]:
    """The terms of a sum, one after the other; anything else is one term."""
    if isinstance(expr, Call) and expr.operation.role in ADDITIVE:
        for arg in expr.args:
            yield from terms_of(arg)
    else:
        yield expr


def quantities_asked(asked: Expr) -> Iterator[Expr]:
    """What an answer must not use: the quantity asked, the whole of an entry, the derivatives in an expression."""
    match asked:
        case Ref() | Derivative():
            yield asked
        case Entry(of, _):
            yield of
        case _:
            yield from (part for part in walk(asked) if isinstance(part, Derivative))


def with_numbers(expr: Expr, literals: Mapping[Numeral, Literal]) -> Expr:
    """The expression with its numbers as numbers, not as they were written."""

    def change(part: Expr) -> Expr | None:
        return Number((literals[part].value,)) if isinstance(part, Numeral) else None

    return rewrite(expr, change)
