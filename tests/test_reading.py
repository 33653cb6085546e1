"""Plain notation: what is printed is read back as it was, and texts mean what the language says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby, islice, product
from typing import Any

import pytest
import tiers
from expressions import INDEXED, NAMED, SCOPE, SHAPES, any_expression, literal, productions
from hypothesis import given, settings

from derive.language.errors import ProblemError
from derive.language.expr import Call, Derivative, Expr, Index, Number, Ref, Shape, Sum
from derive.language.operation import Operation
from derive.language.plain import plain
from derive.problem.build import read, read_equation
from derive.problem.scope import Scope
from derive.table.row import TABLE

MOST_CHOICES, APART = 2, 17
STEADY = settings(derandomize=True, deadline=None, max_examples=400)


@STEADY
@given(any_expression())
def test_what_is_printed_is_read_back_as_it_was(expr: Expr) -> None:
    again = read(plain(expr), SCOPE)
    assert again == expr
    assert again.shape == expr.shape


@STEADY
@given(any_expression())
def test_a_sum_over_the_whole_range_goes_without_bounds(expr: Expr) -> None:
    assert read(plain(expr, SCOPE.ranges), SCOPE) == expr


def leaf(shape: Shape | Number) -> Expr:
    if isinstance(shape, Number):
        return shape
    name = next((n for n, s in NAMED.items() if s == shape and n not in INDEXED), "")
    return Ref(name, (), shape) if shape else literal("2")


def spread(choices: Sequence[tuple[Operation, tuple[Shape | Number, ...]]]) -> Iterator[tuple[Operation, Any]]:
    """For each operation some choices of shapes, from the first to the last; four arguments have hundreds."""
    for _, group in groupby(choices, key=lambda choice: choice[0].name):
        known = list(group)
        yield from known[:: max(1, len(known) // MOST_CHOICES)]


def nested_once() -> Iterator[tuple[Operation, tuple[Expr, ...]]]:
    """Every operation with every other inside, at every position and in some choices of shapes for each."""
    for shape in SHAPES:
        for outer, shapes in spread(productions(shape)):
            if len({s for s in shapes if s and not isinstance(s, Number)}) > 2:
                continue
            around = tuple(map(leaf, shapes))
            for position, wanted in enumerate(shapes):
                for part in () if isinstance(wanted, Number) else inner(wanted):
                    yield outer, (*around[:position], part, *around[position + 1 :])


@cache
def inner(wanted: Shape) -> tuple[Expr, ...]:
    """A name of a shape, and each operation once that has it."""
    total = Sum("t", Index("", 0), Index("", 2), Ref("L"), False, ())
    seen: dict[str, Expr] = {"": leaf(wanted)}
    for operation, parts in productions(wanted):
        seen.setdefault(operation.name, operation(*map(leaf, parts)))
    return (*seen.values(), *([total, Ref("L")] if wanted == () else []))


@pytest.mark.parametrize("first", tiers.sample(range(APART), 1))
def test_every_operation_inside_every_other_is_read_back_as_it_was(first: int) -> None:
    some = (outer(*parts) for outer, parts in islice(nested_once(), first, None, APART))
    others = [plain(expr) for expr in some if read(plain(expr), SCOPE) != expr]
    assert {*others} <= {"norm(2)^2"}  # which is read as one operation, the square of a norm


def test_the_random_expressions_use_the_whole_table() -> None:
    used = {operation.name for shape in SHAPES for operation, _ in productions(shape)}
    seldom = {"clip", "conv1d_transpose", "avgpool", "maxpool_mask"}  # Their numbers seldom fit at random.
    assert used | seldom == set(TABLE)


def test_a_transpose_is_told_from_a_name_with_a_prime() -> None:
    both = Scope({"h": (3, 1), "h'": (3, 1)}, {})
    turned = TABLE["transpose"](Ref("h", (), (3, 1)))
    primed = Ref("h'", (), (3, 1))
    assert read(plain(primed, names=both.shapes), both) == primed
    assert read(plain(turned, names=both.shapes), both) == turned


SAME = [
    ("tanh (b)", "tanh(b)"),
    ("tanh (W b) + b", "tanh(W b) + b"),
    ("W(b + b)", "W (b + b)"),
    ("W*b", "W b"),
    ("W @ b", "W b"),
    ("1/3 b", "(1/3) b"),
    ("1/3 * b", "(1/3) b"),
    ("L/2 L", "(L/2) L"),
    ("L - L - L", "(L - L) - L"),
    ("W W b", "(W W) b"),
    ("-L^2", "-(L^2)"),
    ("-b .* b", "-(b .* b)"),
    ("b .* W b", "b .* (W b)"),
    ("2^3^2", "2^(3^2)"),
    ("W'b", "W' b"),
    ("W^T b", "W' b"),
    ("Wᵀ b", "W' b"),
    ("b ⊙ b", "b .* b"),
    ("b ∘ b", "b .* b"),
    ("b.^2", "b^2"),
    ("L*-2", "L (-2)"),
    ("e^L", "exp(L)"),
    ("e", "exp(1)"),
    ("(W - I) b", "(W - eye(3)) b"),
    ("∂L/∂U", "dL/dU"),
    ("+L", "L"),
    ("L # the loss, in words: sum(x", "L"),
    ("((b)) + (b)", "b + b"),
    ("sum(t, l[t])", "sum(t=0..2, l[t])"),
]


@pytest.mark.parametrize(("text", "meant"), SAME)
def test_two_ways_to_write_the_same(text: str, meant: str) -> None:
    assert read(text, SCOPE) == read(meant, SCOPE)


DIFFERENT = [
    ("W (b + c_)", "W b + c_"),
    ("1/(3 L)", "1/3 L"),
    ("(-L)^2", "-L^2"),
    ("L - (L - L)", "L - L - L"),
    ("W' b", "(W b)'"),
    ("sum(b .* b)", "sum(b) b"),
    ("mean(t, l[t])", "sum(t, l[t])"),
    ("dL/dW", "dL/dW'"),
    ("dL/dW", "∂+L/∂W"),
    ("∂L/∂W[0, 1]", "∂+L/∂W[0, 1]"),
]


@pytest.mark.parametrize(("text", "other"), DIFFERENT)
def test_two_texts_that_look_alike(text: str, other: str) -> None:
    scope = Scope({**NAMED, "c_": (3, 1)}, SCOPE.arity, SCOPE.ranges)
    assert read(text, scope) != read(other, scope)


@pytest.mark.parametrize(
    "text",
    ["b + W b", "W b + b", "2.50 b", "b + (b + b)", "(L + L) b", "W (W b)", "L (b .* b)", "3 - (L - 1)", "0.150 L"],
)
def test_what_the_author_wrote_keeps_its_order_its_brackets_and_its_digits(text: str) -> None:
    assert plain(read(text, SCOPE)) == text


def test_redundant_brackets_go() -> None:
    assert plain(read("((W) (b)) + (b)", SCOPE)) == "W b + b"


def meaning(text: str, **shapes: Shape) -> Expr:
    return read(text, Scope(shapes, {}, {}))


def test_the_names_of_the_problem_win_over_customs() -> None:
    assert meaning("e^L", e=(), L=()) == TABLE["power"](Ref("e"), Ref("L"))
    assert meaning("W I", W=(3, 3), I=(3, 1)).shape == (3, 1)
    assert meaning("W^T", W=(), T=()) == TABLE["power"](Ref("W"), Ref("T"))
    assert meaning("dL/dd", L=(), d=(3, 1)) == Derivative(Ref("L"), Ref("d"))
    assert meaning("dL/dd", L=(), d=(), dL=(), dd=()) == TABLE["divide"](Ref("dL"), Ref("dd"))
    assert meaning("dL/x", L=(), x=(), dL=()) == TABLE["divide"](Ref("dL"), Ref("x"))
    assert meaning("d L", d=(), L=()) == TABLE["multiply"](Ref("d"), Ref("L"))
    assert meaning("L x", L=(3, 4), x=(4, 1)).shape == (3, 1)
    assert meaning("t i", t=(), i=()) == TABLE["multiply"](Ref("t"), Ref("i"))


def test_a_derivative_by_itself_is_no_quotient_of_its_neighbours() -> None:
    by_two = TABLE["divide"](Derivative(Ref("L"), Ref("x")), literal("2"))
    assert meaning("dL/dx/2", L=(), x=()) == by_two
    assert meaning("2 dL/dx", L=(), x=()) == TABLE["multiply"](literal("2"), Derivative(Ref("L"), Ref("x")))


def test_a_direct_derivative_has_a_plus_behind_the_sign() -> None:
    direct = Derivative(Ref("L"), Ref("x"), (), True)
    assert meaning("∂+L/∂x", L=(), x=()) == direct
    assert meaning("2 ∂+L/∂x/2", L=(), x=()) == TABLE["divide"](TABLE["multiply"](literal("2"), direct), literal("2"))
    assert meaning("d+L/dx", d=(), L=(), dx=()) == TABLE["add"](Ref("d"), TABLE["divide"](Ref("L"), Ref("dx")))
    assert meaning("∂+q'/∂x'", **{"q'": (), "x'": ()}) == Derivative(Ref("q'"), Ref("x'"), (), True)
    assert plain(direct) == "∂+L/∂x"


def test_names_with_primes() -> None:
    column = (3, 1)
    assert meaning("h' + h'", **{"h'": column}) == TABLE["add"](Ref("h'"), Ref("h'"))
    assert meaning("h''", **{"h'": column}) == TABLE["transpose"](Ref("h'", (), column))
    h = Ref("h", (), column)
    assert meaning("h' h", h=column) == TABLE["multiply"](TABLE["transpose"](h), h)
    assert meaning("dL/dh'", L=(), **{"h'": column}) == Derivative(Ref("L"), Ref("h'"))
    assert meaning("dq'/dx", x=(), **{"q'": ()}) == Derivative(Ref("q'"), Ref("x"))


def test_a_scalar_stands_on_either_side_and_a_number_acts_on_every_entry() -> None:
    for text in ("L b", "b L", "1 - b", "b - 1", "b/L", "1/b", "b + L"):
        assert read(text, SCOPE).shape == (3, 1), text
    assert read("h[0]' b + L", SCOPE).shape == ()
    assert read("log(L r b)", SCOPE).shape == ()


ARRAYS = [
    ("[1, 2, 3]", (3, 1), [1, 2, 3]),
    ("[[1, 2, 3]]", (1, 3), [1, 2, 3]),
    ("[[1, 2], [3, 4]]", (2, 2), [1, 2, 3, 4]),
    ("[0.5, 3/4]", (2, 1), ["1/2", "3/4"]),
    ("[-0.5, -3/4]", (2, 1), ["-1/2", "-3/4"]),
    ("[(-3)/4, 3/(-4)]", (2, 1), ["-3/4", "-3/4"]),
]


@pytest.mark.parametrize(("text", "shape", "entries"), ARRAYS)
def test_arrays_of_numbers(text: str, shape: Shape, entries: list[object]) -> None:
    found = read(text, SCOPE)
    assert isinstance(found, Number)
    assert found.shape == shape
    assert [str(entry) for entry in found.entries] == [str(entry) for entry in entries]


def test_an_equation_has_a_name_on_its_left() -> None:
    target, rhs = read_equation("h[t] = tanh(W h[t-1])", SCOPE)
    assert str(target) == "h[t]"
    assert isinstance(rhs, Call)
    assert plain(rhs) == "tanh(W h[t-1])"


def test_the_sides_of_operators_in_all_orders() -> None:
    """Whatever stands beside whatever, printing what was read and reading it again changes nothing."""
    pieces = ["b", "W b", "b .* b", "(-b)", "b + b", "b/2", "tanh(b)", "W' b", "(b + b)", "2 b", "sum(t, h[t])"]
    for first, second, sign in product(pieces, pieces, [" + ", " - ", " .* "]):
        expr = read(first + sign + second, SCOPE)
        assert read(plain(expr), SCOPE) == expr


def test_semicolons_between_the_arguments_are_told_from_commas() -> None:
    softmax, both = TABLE["softmax"], {"pair": replace(TABLE["add"], below=TABLE["subtract"], associative=True)}
    scope = Scope(dict(NAMED), functions={**both, "softmax": softmax})
    below, beside = (read(text, scope) for text in ("pair(b; b)", "pair(b, b)"))
    assert isinstance(below, Call)
    assert isinstance(beside, Call)
    assert (below.operation.name, beside.operation.name) == ("subtract", "add")
    assert plain(read("pair(b, 2 b, 3 b)", scope)) == "b + 2 b + 3 b"
    for text in ("softmax(b; b)", "pair(b, b; b)", "pair(b;)", "pair(;b)"):
        with pytest.raises(ProblemError):
            read(text, scope)
