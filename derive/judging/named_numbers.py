"""Numbers in a formula under the names of what has these values: `3 xᵀ` as `∂L/∂s xᵀ` where ∂L/∂s is 3."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import chain, count, islice, product

from flint import fmpq

from derive.judging.instances import ALWAYS
from derive.judging.numbers_in_formulas import terms_of
from derive.judging.point import Point
from derive.language.expr import (
    Call,
    Derivative,
    Entry,
    Expr,
    Grid,
    Number,
    Numeral,
    Ref,
    at,
    is_column,
    is_single,
    rewrite,
    size,
    walk,
)
from derive.language.numbers import Array
from derive.language.operation import ADDITIVE, Role
from derive.language.record import record
from derive.reading.result import Literal
from derive.table import simplify
from derive.table.products import MULTIPLY

MOST_NAMED = 48
"""Ways to read numbers as names that are tried."""
COUNTS = (0, 1, 2)
"""Numbers that are hardly ever written for a quantity that has that value, unless they are a factor, `2 e`, a term of a
sum, `p - 1`, or the argument of a function, `BCE(0, z)`."""
ONE = Number((fmpq(1),))
Named = Ref | Derivative
Values = Mapping[Numeral, fmpq]


@record
class Candidate:
    """A number in a formula and what has that value, with its sign; `is_usual` where it stands in many formulas,
    `is_added` where the two are terms of a sum."""

    numeral: Numeral
    name: Expr
    ref: Named
    is_usual: bool
    is_added: bool


def with_names(expr: Expr, asked: Expr, home: Point, literals: Mapping[Numeral, Literal]) -> Iterator[Expr]:
    """The formula, and the formula with the name of what is given or calculated for a number that equals it: a writer
    may put in a number in one place and leave its name in another."""
    known = {ref: value for ref, value in home.known.items() if is_named(ref)} | gradients_beside(asked, home)
    values = {numeral: literal.value for numeral, literal in literals.items()}
    found = list(candidates(with_ones(expr), known, values))
    given = home.network.problem.given
    return islice(chain([expr], renamed(with_ones(expr), found), together(with_ones(expr), found, given)), MOST_NAMED)


def is_named(ref: Ref) -> bool:
    """Whether a quantity is one of the problem's, not a gradient or a part under a name of our own."""
    return ref.gradient is None and not ref.name.startswith("#")


def candidates(expr: Expr, known: Mapping[Named, Array], values: Values) -> Iterator[Candidate]:
    """The numbers in a formula with what has their value."""
    numerals = [part for part in dict.fromkeys(walk(expr)) if isinstance(part, Numeral)]
    added, usual = frozenset(added_to(expr)), frozenset(chain(factors_in(expr), terms_in(expr), arguments_in(expr)))
    for ref, array in known.items():
        for name, entry in zip(names_of_entries(ref), array.entries, strict=True):
            for numeral in numerals if isinstance(entry, fmpq) else ():
                value, is_added = values.get(numeral, fmpq(1)), (name, numeral) in added
                if abs(value) == abs(entry) and (abs(value) not in COUNTS or numeral in usual):
                    signed = name if value == entry else simplify.negative(name)
                    yield Candidate(numeral, signed, ref, abs(value) in ALWAYS, is_added)


def renamed(expr: Expr, found: list[Candidate]) -> Iterator[Expr]:
    """With names for the numbers in sums with them, and with one name for all that equal it and for each of these."""
    yield put_in(expr, [each for each in found if each.is_added])
    for first in {each.name: each for each in sorted(found, key=lambda each: each.is_usual)}.values():
        chosen = [each for each in found if each.name == first.name]
        yield put_in(expr, chosen)
        if len(chosen) > 1:
            yield from (put_in(expr, [each]) for each in chosen)


def together(expr: Expr, found: list[Candidate], given: Container[Ref]) -> Iterator[Expr]:
    """With names of what was calculated for all numbers that equal such."""
    calculated = [each for each in found if each.ref not in given]
    numerals = dict.fromkeys(each.numeral for each in calculated)
    choices = ([each for each in calculated if each.numeral == numeral] for numeral in numerals)
    yield from (put_in(expr, choice) for choice in product(*choices))


def put_in(expr: Expr, chosen: Iterable[Candidate]) -> Expr:
    """The expression with names for numbers; a factor 1 that was not written is 1 where it has none."""
    names = {each.numeral: each.name for each in chosen}

    def name(part: Expr) -> Expr | None:
        if not isinstance(part, Numeral):
            return None
        return names.get(part, ONE if part.place < 0 else None)

    return rewrite(expr, name)


def with_ones(expr: Expr) -> Expr:
    """The terms of a sum with a factor 1, which nobody writes, behind their minus: `a - 1 b`; its place is negative."""
    places = count(-1, -1)

    def one(term: Expr) -> Expr:
        return term if isinstance(foremost(term), Numeral) else MULTIPLY(Numeral(next(places)), term)

    def signed(part: Expr) -> Expr:
        match part:
            case Call(operation, (body,)) if operation.role is Role.OPPOSITE:
                return operation(one(body))
            case Call(operation, (left, right)) if operation.role in ADDITIVE:
                is_taken = operation.role is Role.DIFFERENCE
                return operation(signed(left), one(right) if is_taken else signed(right))
        return part

    return signed(expr)


def foremost(term: Expr) -> Expr:
    """The first factor of a product."""
    match term:
        case Call(operation, (left, _)) if operation.role is Role.PRODUCT:
            return foremost(left)
    return term


def factors_in(expr: Expr) -> Iterator[Numeral]:
    for part in walk(expr):
        if isinstance(part, Call) and part.operation.role is Role.PRODUCT:
            yield from (arg for arg in map(unsigned, part.args) if isinstance(arg, Numeral))


def terms_in(expr: Expr) -> Iterator[Numeral]:
    for part in walk(expr):
        if isinstance(part, Call) and part.operation.role in ADDITIVE:
            yield from (term for term in map(unsigned, terms_of(part)) if isinstance(term, Numeral))


def arguments_in(expr: Expr) -> Iterator[Numeral]:
    """The numbers that are arguments of functions by themselves."""
    for part in walk(expr):
        if isinstance(part, Call) and part.operation.role is Role.FUNCTION:
            yield from (arg for arg in map(unsigned, part.args) if isinstance(arg, Numeral))


def added_to(expr: Expr) -> Iterator[tuple[Expr, Numeral]]:
    """The names and numbers that are terms of the same sum."""
    for part in walk(expr):
        if isinstance(part, Call) and part.operation.role in ADDITIVE:
            terms = [unsigned(term) for term in terms_of(part)]
            names = [term for term in terms if isinstance(term, Ref | Entry)]
            yield from ((name, term) for name in names for term in terms if isinstance(term, Numeral))


def unsigned(term: Expr) -> Expr:
    """A term without its minus, and without brackets that make an array of it."""
    match term:
        case Grid((entry,)):
            return unsigned(entry)
        case Call(operation, (body,)) if operation.role is Role.OPPOSITE:
            return unsigned(body)
    return term


def gradients_beside(asked: Expr, point: Point) -> dict[Named, Array]:
    """The other gradients of the scalar of which one is asked, whose values are put into its formula."""
    asked = asked.of if isinstance(asked, Entry) else asked
    if not isinstance(asked, Derivative) or not is_single(asked.of.shape):
        return {}
    between = set(point.network.between(asked.of, [asked.by])) - {asked.of, asked.by}
    return {Derivative(asked.of, ref, ref.shape): point.gradient(asked.of, ref) for ref in between}


def names_of_entries(ref: Named) -> Iterator[Expr]:
    """The names of the entries of a quantity or a gradient, row by row."""
    if is_single(ref.shape):
        yield ref
    elif is_column(ref.shape):
        yield from (Entry(ref, (at(k),)) for k in range(size(ref.shape)))
    else:
        rows, columns = ref.shape
        yield from (Entry(ref, (at(i), at(j))) for i in range(rows) for j in range(columns))
