"""The quiet algebra of derivatives: what it builds is shorter, and has the value of what it stands for."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from expressions import ALGEBRA, SHAPES, any_expression, expressions, productions
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.language.errors import DomainError, NoValue
from derive.language.evaluate import evaluate
from derive.language.expr import Expr, Number, Ref, is_single, walk
from derive.language.numbers import Array, table
from derive.language.plain import plain
from derive.solving.formulas import rebuilt
from derive.table import simplify
from derive.table.row import TABLE

BUILDERS: dict[str, Callable[..., Expr]] = {
    "add": simplify.plus,
    "subtract": simplify.minus,
    "negate": simplify.negative,
    "multiply": simplify.times,
    "hadamard": simplify.entrywise,
    "divide": simplify.divided,
    "transpose": simplify.transposed,
    "diag": simplify.diag,
    "total": simplify.entry_total,
}


A, B, V, S = Ref("A", (), (3, 3)), Ref("B", (), (3, 3)), Ref("v", (), (3, 1)), Ref("s")
ONE, ZERO = simplify.number(1), simplify.number(0)
STEADY = settings(derandomize=True, deadline=None, max_examples=100)


class Anything(dict[Any, Array]):
    """A value for every name, the same whenever it is asked for."""

    def __missing__(self, ref: Any) -> Array:
        random = Random(str(ref))
        self[ref] = table(ref.shape, lambda i, j: fmpq(random.randrange(1, 40), 7))
        return self[ref]


def value(expr: Expr) -> Array | None:
    """The value, or nothing where a zero is divided by or an entry is beyond its array."""
    try:
        return evaluate(expr, Anything())
    except (DomainError, NoValue):
        return None


def same(built: Expr, meant: Expr) -> bool:
    ours, theirs = value(built), value(meant)
    if ours is None or theirs is None:
        return theirs is None
    return ours.entries == theirs.entries and (built.shape == meant.shape or is_single(meant.shape))


@st.composite
def applications(draw: st.DrawFn, name: str) -> tuple[Expr, ...]:
    """Arguments of an operation, of equal shapes where it acts on each entry."""
    operation = TABLE[name]
    choices = [shapes for shape in SHAPES for found, shapes in productions(shape) if found is operation]
    if name in ("add", "subtract", "divide"):
        choices = [shapes for shapes in choices if shapes[0] == shapes[1]]
    shapes = draw(st.sampled_from([shapes for shapes in choices if (1, 1) not in shapes]))
    return tuple(draw(expressions(shape, 2, algebra=True)) for shape in shapes)


@pytest.mark.parametrize("name", BUILDERS)
@STEADY
@given(data=st.data())
def test_what_is_built_has_the_value_of_what_it_stands_for(name: str, data: st.DataObject) -> None:
    args = data.draw(applications(name))
    assert same(BUILDERS[name](*args), TABLE[name](*args))


@STEADY
@given(data=st.data(), shape=st.sampled_from([(), (3, 1), (2, 3), (1, 3)]))
def test_a_dot_product_is_the_sum_of_products_of_entries(data: st.DataObject, shape: tuple[int, ...]) -> None:
    left, right = (data.draw(expressions(shape, 2, algebra=True)) for _ in range(2))
    assert same(simplify.dot(left, right), TABLE["total"](TABLE["hadamard"](left, right)))


@STEADY
@given(any_expression(3, algebra=True))
def test_rebuilding_a_formula_keeps_its_value(expr: Expr) -> None:
    assert same(rebuilt(expr), expr)


@STEADY
@given(any_expression(3, algebra=True))
def test_transposing_twice_gives_the_value_back(expr: Expr) -> None:
    assert same(simplify.transposed(simplify.transposed(expr)), expr)


@pytest.mark.parametrize(
    ("built", "meant"),
    [
        (simplify.plus(S, simplify.number(0, (3, 1))), TABLE["add"](S, simplify.number(0, (3, 1)))),
        (simplify.plus(simplify.number(0, (3, 1)), S), TABLE["add"](simplify.number(0, (3, 1)), S)),
        (simplify.minus(S, simplify.number(0, (3, 1))), TABLE["subtract"](S, simplify.number(0, (3, 1)))),
        (simplify.plus(ZERO, V), V),
        (simplify.minus(ZERO, V), simplify.negative(V)),
        (simplify.divided(ZERO, V), TABLE["divide"](ZERO, V)),
        (simplify.entrywise(S, simplify.ones(3)), TABLE["multiply"](S, simplify.ones(3))),
        (simplify.entrywise(ZERO, V), TABLE["multiply"](ZERO, V)),
    ],
    ids=plain,
)
def test_a_zero_or_one_that_is_dropped_leaves_the_shape_behind(built: Expr, meant: Expr) -> None:
    assert built.shape == meant.shape
    assert same(built, meant)


def test_every_operation_of_the_algebra_is_in_the_table() -> None:
    assert set(TABLE) > ALGEBRA >= set(BUILDERS)


@pytest.mark.parametrize(
    ("built", "meant"),
    [
        (simplify.times(ONE, V), V),
        (simplify.times(simplify.identity(3), V), V),
        (simplify.times(V, ONE), V),
        (simplify.entrywise(V, simplify.ones(3)), V),
        (simplify.plus(simplify.number(0, (3, 1)), V), V),
        (simplify.minus(V, simplify.number(0, (3, 1))), V),
        (simplify.negative(simplify.negative(V)), V),
        (simplify.transposed(simplify.transposed(V)), V),
        (simplify.transposed(simplify.diag(V)), simplify.diag(V)),
        (simplify.transposed(simplify.times(A, B)), simplify.times(simplify.transposed(B), simplify.transposed(A))),
        (simplify.transposed(simplify.times(A, V)), simplify.times(simplify.transposed(V), simplify.transposed(A))),
        (simplify.times(A, simplify.negative(V)), simplify.negative(simplify.times(A, V))),
        (simplify.plus(V, simplify.negative(V)), simplify.minus(V, V)),
        (simplify.times(A, simplify.times(B, V)), simplify.times(simplify.times(A, B), V)),
        (simplify.times(V, simplify.number(2)), simplify.times(simplify.number(2), V)),
        (simplify.times(simplify.number(fmpq(1, 3)), simplify.times(simplify.number(3), V)), V),
        (simplify.divided(V, ONE), V),
        (simplify.powered(S, ONE), S),
        (simplify.entry_total(S), S),
        (simplify.diag(simplify.ones(3)), simplify.identity(3)),
    ],
    ids=plain,
)
def test_nobody_is_shown_a_step_for_this(built: Expr, meant: Expr) -> None:
    assert built == meant


@pytest.mark.parametrize("number", [fmpq(0), fmpq(2), fmpq(-1), fmpq(1, 3), fmpq(-7, 2)], ids=str)
def test_a_number_is_written_with_whole_numbers_without_signs(number: fmpq) -> None:
    built = simplify.number(number)
    assert simplify.constant(built) == number
    parts = [part.entries[0] for part in walk(built) if isinstance(part, Number)]
    assert all(part.q == 1 and part >= 0 for part in parts)
