"""Formulas with given numbers put in: true as long as what they leave out keeps its value, whatever the rest is.

`i_1 = σ(A_i x_1)` holds where h_0 and c_i are zero, `∂L/∂w_1 = 2 (ŷ - 1)` where x_1 is 2 and y is 1, and a rectifier
that is on is left out.  What a formula names is moved; what it does not name may keep its value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random

from flint import fmpq

from derive.judging.digits import is_same_laid
from derive.judging.numbers_in_formulas import given_numbers
from derive.judging.places import HOME, SHARP, Places, narrower, sharp_beside, signed
from derive.judging.point import Point
from derive.language.errors import DomainError, Undecided
from derive.language.expr import (
    Derivative,
    Entry,
    Expr,
    Number,
    Ref,
    Sum,
    at,
    bind,
    children,
    is_column,
    is_single,
    size,
    walk,
)
from derive.language.numbers import Array, total

NEAR = 64
"""Given numbers are moved by less than this part of 1, so that rectifiers and maxima keep their branch."""
SEEDS = range(2)
Given = Mapping[Ref, Array]
ALWAYS = {fmpq(0), fmpq(1), fmpq(2), fmpq(1, 2)}
"""Numbers that stand in formulas whatever is given."""
Place = tuple[Ref, int]
"""A given quantity and one of its entries, row by row."""
Compare = Callable[[Point], bool]


def is_instance(places: Places, expr: Expr, is_true: Compare) -> bool:
    """Whether a formula that is true at home is so wherever what it names is moved.

    Given quantities that it does not name are moved too, one after the other, where it stays true: so that what it
    names of the values calculated from them is moved as well, and not true by accident.  Those that cannot have been
    put in are moved in any case: `K Q^T` is not `Q K^T` because the weights happen to make it symmetric.
    """
    home = places.given(HOME)
    moved = {place for place in named(expr) if place[0] in home}
    numbers = numbers_of(places, expr)
    moved |= {place for place in under(places, expr) if not may_be_put_in(home, place, numbers)}
    own = [part for part in dict.fromkeys(walk(expr)) if is_calculated(part, home)]
    if not holds(places, moved, is_true):
        return False
    for ref in home:
        if are_moved(places, own, moved):
            break
        more = {*moved, *((ref, k) for k in range(size(ref.shape)))}
        moved = more if holds(places, more, is_true) else moved
    return are_moved(places, own, moved)


def under(places: Places, expr: Expr) -> Iterator[Place]:
    """The entries of the given quantities from which the values that an expression names are calculated."""
    home = places.given(HOME)
    parts = {part.of if isinstance(part, Derivative) else part for part in walk(expr) if is_calculated(part, home)}
    found = {ref for part in parts if isinstance(part, Ref) for ref in places.problem.network.ancestors(part)} & {*home}
    yield from ((ref, k) for ref in found for k in range(size(ref.shape)))


def numbers_of(places: Places, expr: Expr) -> frozenset[fmpq] | None:
    """The numbers in a formula, without their signs; `None` if some of them are neither given nor those of the
    problem's equations, so that they may be products of any that are given."""
    own = {abs(e) for part in walk(expr) if isinstance(part, Number) for e in part.entries if isinstance(e, fmpq)}
    return frozenset(own) if own <= given_numbers(places.problem) | ALWAYS else None


def may_be_put_in(home: Given, place: Place, numbers: frozenset[fmpq] | None) -> bool:
    """Whether a given number may be put in or left out: a zero, a one, or one that is written in the formula, a scalar
    perhaps as what it divides by: 2 for 1/τ where τ is 0.5."""
    ref, k = place
    number = home[ref].entries[k]
    if numbers is None or not isinstance(number, fmpq) or abs(number) in (0, 1):
        return True
    return abs(number) in numbers or (is_single(ref.shape) and 1 / abs(number) in numbers)


def is_nearby(places: Places, is_true: Compare) -> bool:
    """Whether what is true at home stays so wherever the given numbers are moved, labels staying labels."""
    return all(found is not None and is_true(found) for found in (nearby(places, seed) for seed in SEEDS))


def nearby(places: Places, seed: int) -> Point | None:
    """A point beside the problem's own values, every given number moved; it is kept."""
    if seed not in places.nearby:
        everything = {(ref, k) for ref in places.given(HOME) for k in range(size(ref.shape))}
        places.nearby[seed] = beside(places, everything, seed)
    return places.nearby[seed]


def is_calculated(part: Expr, home: Given) -> bool:
    return isinstance(part, Derivative) or (isinstance(part, Ref) and part not in home and is_literal(part))


def is_literal(ref: Ref) -> bool:
    return all(index.is_literal for index in ref.index)


def named(expr: Expr) -> Iterator[Place]:
    """The entries that an expression names, in every term of a sum."""
    match expr:
        case Entry(Ref() as of, index) if all(i.is_literal for i in index):
            first, *second = (i.offset for i in index)
            yield of, first if is_column(of.shape) else first * of.shape[1] + second[0]
        case Ref():
            yield from ((expr, k) for k in range(size(expr.shape)))
        case Sum(index, low, high, body):
            for number in range(low.offset, high.offset + 1):
                yield from named(bind(body, {index: at(number)}))
        case _:
            for child in children(expr):
                yield from named(child)


def holds(places: Places, moved: set[Place], is_true: Compare) -> bool:
    return all(found is not None and is_true(found) for found in (beside(places, moved, seed) for seed in SEEDS))


def are_moved(places: Places, parts: list[Expr], moved: set[Place]) -> bool:
    """Whether each calculated value that a formula names is another one with those given numbers moved, or is 0, or the
    same whatever is given, as `∂L/∂l_t = 1/3`."""
    home, other, anywhere = places.at(HOME), beside(places, moved, SEEDS[0]), nearby(places, SEEDS[0])
    return other is not None and all(
        are_different(home, other, part)
        or is_nothing(home, part)
        or (anywhere is not None and not are_different(home, anywhere, part))
        for part in parts
    )


def are_different(one: Point, other: Point, part: Expr) -> bool:
    return values(one, part) != values(other, part)


def is_nothing(point: Point, part: Expr) -> bool:
    return not any(point.value(part).entries)


def values(point: Point, part: Expr) -> tuple[str, ...]:
    return tuple(str(entry) for entry in point.value(part).entries)


def beside(places: Places, moved: set[Place], seed: int) -> Point | None:
    """A point near the problem's own values; `None` where the network has no value there."""
    random = Random(seed)
    given = {ref: shaken(ref, value, moved, random) for ref, value in places.given(HOME).items()}
    try:
        return places.made(given)
    except (DomainError, Undecided):
        return None


def shaken(ref: Ref, value: Array, moved: set[Place], random: Random) -> Array:
    """A given value with some of its entries moved; rows and columns of labels, which add up to 1, still do."""
    steps = [(1 + signed(random) / NEAR, signed(random) / NEAR) for _ in value.entries]
    entries = [
        x * factor + (0 if x else step) if (ref, k) in moved and isinstance(x, fmpq) else x
        for k, (x, (factor, step)) in enumerate(zip(value.entries, steps, strict=True))
    ]
    for line in lines(value):
        before = [value.entries[k] for k in line]
        if len(line) > 1 and total(before) == 1 and all((ref, k) in moved for k in line):
            entries[line[0]] = entries[line[0]] + 1 - total(entries[k] for k in line)
    return Array(value.shape, tuple(entries))


def lines(value: Array) -> list[range]:
    """The places of the entries of each label: the rows of a matrix, or all entries of a column."""
    count = len(value.entries)
    width = value.columns if value.columns > 1 else count
    return [range(k, k + width) for k in range(0, count, width)]


def agree(truth: Callable[[Point], Array], mine: Callable[[Point], Array], point: Point) -> bool:
    """Whether two values are the same at a point."""
    try:
        right, own = truth(point), mine(point)
    except (DomainError, Undecided):
        return False
    return narrower(SHARP)(right) and sharp_beside(right)(own) and is_same_laid(own, right)
