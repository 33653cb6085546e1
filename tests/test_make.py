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

from derive.balls import Array, table
from derive.differentiate.method import rebuilt
from derive.errors import DomainError
from derive.expr import Expr, Number, Ref, is_single, walk
from derive.notation import plain
from derive.operations import TABLE, make
from derive.values import evaluate

BUILDERS: dict[str, Callable[..., Expr]] = {
    "add": make.plus,
    "subtract": make.minus,
    "negate": make.negative,
    "multiply": make.times,
    "hadamard": make.entrywise,
    "divide": make.divided,
    "transpose": make.transposed,
    "diag": make.diag,
    "total": make.entry_total,
}


A, B, V, S = Ref("A", (), (3, 3)), Ref("B", (), (3, 3)), Ref("v", (), (3, 1)), Ref("s")
ONE, ZERO = make.number(1), make.number(0)
STEADY = settings(derandomize=True, deadline=None, max_examples=100)


class Anything(dict[Any, Array]):
    """A value for every name, the same whenever it is asked for."""

    def __missing__(self, ref: Any) -> Array:
        random = Random(str(ref))
        self[ref] = table(ref.shape, lambda i, j: fmpq(random.randrange(1, 40), 7))
        return self[ref]


def value(expr: Expr) -> Array | None:
    """The value, or nothing where a zero is divided by."""
    try:
        return evaluate(expr, Anything())
    except DomainError:
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
    assert same(make.dot(left, right), TABLE["total"](TABLE["hadamard"](left, right)))


@STEADY
@given(any_expression(3, algebra=True))
def test_rebuilding_a_formula_keeps_its_value(expr: Expr) -> None:
    assert same(rebuilt(expr), expr)


@STEADY
@given(any_expression(3, algebra=True))
def test_transposing_twice_gives_the_value_back(expr: Expr) -> None:
    assert same(make.transposed(make.transposed(expr)), expr)


@pytest.mark.parametrize(
    ("built", "meant"),
    [
        (make.plus(S, make.number(0, (3, 1))), TABLE["add"](S, make.number(0, (3, 1)))),
        (make.plus(make.number(0, (3, 1)), S), TABLE["add"](make.number(0, (3, 1)), S)),
        (make.minus(S, make.number(0, (3, 1))), TABLE["subtract"](S, make.number(0, (3, 1)))),
        (make.plus(ZERO, V), V),
        (make.minus(ZERO, V), make.negative(V)),
        (make.divided(ZERO, V), TABLE["divide"](ZERO, V)),
        (make.entrywise(S, make.ones(3)), TABLE["multiply"](S, make.ones(3))),
        (make.entrywise(ZERO, V), TABLE["multiply"](ZERO, V)),
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
        (make.times(ONE, V), V),
        (make.times(make.identity(3), V), V),
        (make.times(V, ONE), V),
        (make.entrywise(V, make.ones(3)), V),
        (make.plus(make.number(0, (3, 1)), V), V),
        (make.minus(V, make.number(0, (3, 1))), V),
        (make.negative(make.negative(V)), V),
        (make.transposed(make.transposed(V)), V),
        (make.transposed(make.diag(V)), make.diag(V)),
        (make.transposed(make.times(A, B)), make.times(make.transposed(B), make.transposed(A))),
        (make.transposed(make.times(A, V)), make.times(make.transposed(V), make.transposed(A))),
        (make.times(A, make.negative(V)), make.negative(make.times(A, V))),
        (make.plus(V, make.negative(V)), make.minus(V, V)),
        (make.times(A, make.times(B, V)), make.times(make.times(A, B), V)),
        (make.times(V, make.number(2)), make.times(make.number(2), V)),
        (make.times(make.number(fmpq(1, 3)), make.times(make.number(3), V)), V),
        (make.divided(V, ONE), V),
        (make.powered(S, ONE), S),
        (make.entry_total(S), S),
        (make.diag(make.ones(3)), make.identity(3)),
    ],
    ids=plain,
)
def test_nobody_is_shown_a_step_for_this(built: Expr, meant: Expr) -> None:
    assert built == meant


@pytest.mark.parametrize("number", [fmpq(0), fmpq(2), fmpq(-1), fmpq(1, 3), fmpq(-7, 2)], ids=str)
def test_a_number_is_written_with_whole_numbers_without_signs(number: fmpq) -> None:
    built = make.number(number)
    assert make.constant(built) == number
    parts = [part.entries[0] for part in walk(built) if isinstance(part, Number)]
    assert all(part.q == 1 and part >= 0 for part in parts)
