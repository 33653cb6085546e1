"""Every row of the table by itself: its value, its rules, and that the checks would notice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import sympy
from calls import calls, label, named, values
from claims import (
    Claim,
    broken_jacobian,
    broken_pullback,
    claims,
    disagrees,
    is_confirmed,
    pair_claims,
    vanishes,
)
from flint import arb, fmpq
from tiers import sample, swept

from derive.language.errors import NoIndexForm, ShapeError
from derive.language.evaluate import evaluate
from derive.language.expr import Call, Number, Ref, Shape, is_single
from derive.language.numbers import Array, ball, precision, table
from derive.language.operation import Acts, Operation, Role
from derive.solving.sympy_graph import Entries
from derive.table import FUNCTIONS, simplify
from derive.table.activations import INFINITY
from derive.table.row import COMPOSITIONS, TABLE

ROWS = list(TABLE.values())
CLAIMS = [claim for operation in ROWS for claim in claims(operation)] + list(pair_claims())
SPREAD = [c for c in CLAIMS if any(a.shape == (1, 1) for a in c.args) and any(not is_single(a.shape) for a in c.args)]
FLAT = {"sign", "step", "where"}
"""The rules of what jumps and is constant elsewhere."""
RULES = sorted({claim.rule.reason for claim in CLAIMS})


def of_rule(reason: str) -> list[Claim]:
    return [claim for claim in CLAIMS if claim.rule.reason == reason and claim not in SPREAD]


def exactly(entry: fmpq) -> sympy.Rational:
    return sympy.Rational(int(entry.p), int(entry.q))


def is_same(ours: Any, true: Any) -> bool:
    """Whether a number of ours is SymPy's to thirty digits; an exact one has to be equal."""
    if isinstance(ours, fmpq):
        return bool(sympy.sympify(true) == exactly(ours))
    return bool(abs(ours - arb(str(sympy.N(true, 50)))) < arb("1e-30"))


@pytest.mark.parametrize("operation", ROWS, ids=repr)
def test_a_row_says_what_each_of_its_arguments_is(operation: Operation) -> None:
    assert len(operation.arguments) == operation.arity
    for count in {0, max(0, operation.arity - 1), operation.arity + 1} - {operation.arity}:
        with pytest.raises(ShapeError):
            operation(*[Number((fmpq(1),))] * count)


def test_each_place_in_the_algebra_is_taken_once() -> None:
    roles = [operation.role for operation in ROWS if operation.role is not Role.FUNCTION]
    assert sorted(roles, key=str) == sorted(set(Role) - {Role.FUNCTION}, key=str)


@pytest.mark.parametrize("operation", [row for row in ROWS if row.head], ids=repr)
def test_the_head_of_a_row_is_the_function_that_sympy_has_for_it(operation: Operation) -> None:
    x = sympy.Symbol("x", real=True)
    own, theirs = operation.definition(Indexed(Ref("x")), 0, 0), getattr(sympy, operation.head)(x)
    for number in (sympy.Rational(-3, 7), sympy.Rational(5, 3)):
        at = own.subs(dict.fromkeys(own.free_symbols, number))
        assert sympy.N(at - theirs.subs(x, number), 30) == 0


def test_no_spelling_belongs_to_two_rows() -> None:
    spellings = [spelling for operation in ROWS for spelling in operation.spellings]
    assert len(spellings) == len({*spellings, *FUNCTIONS} - FUNCTIONS.keys())


FINITE = [operation for operation in ROWS if operation is not INFINITY]


def test_infinity_is_infinite() -> None:
    value = evaluate(INFINITY(), {})
    assert value.entries[0] == arb.pos_inf()
    assert INFINITY.definition(sympy.Integer(0), sympy.Integer(0)) is sympy.oo


BY_NAME = re.compile(r'operation\.name *(==|in)|is_call\([^)]*"|TABLE\["')


def test_what_is_asked_of_an_operation_is_asked_of_its_row_and_not_of_its_name() -> None:
    package = Path(__file__).parent.parent / "derive"
    modules = (path for path in package.rglob("*.py") if path.parent.name != "table")
    assert [path.name for path in modules if BY_NAME.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("operation", FINITE, ids=repr)
def test_the_value_is_what_the_definition_says(operation: Operation) -> None:
    for call in calls(operation):
        known = values(call)
        exact = {ref: sympy.Matrix(*(ref.shape or (1, 1)), list(map(exactly, known[ref].entries))) for ref in known}
        definition = Entries(call, exact)
        with precision(300):
            value = evaluate(call, known)
            assert value.shape == call.shape, label(call)
            for i, j in product(range(value.rows), range(value.columns)):
                assert is_same(value[i, j], definition(i, j)), (label(call), i, j)


FEW = 3
"""Shapes at which SymPy is asked in the suite, in the sweep at all; all are held against central differences."""


def some(found: Sequence[Any], most: int | None) -> Sequence[Any]:
    """At most so many, from the first to the last."""
    return found if most is None else found[:: -(-len(found) // most)]


def in_both_tiers(cases: Sequence[Any]) -> list[Any]:
    return [*((case, FEW) for case in cases), *(swept((case, None)) for case in cases)]


@pytest.mark.parametrize(("reason", "most"), in_both_tiers(RULES))
def test_every_rule_is_what_sympy_derives_from_the_definition(reason: str, most: int | None) -> None:
    assert [str(claim) for claim in some(of_rule(reason), most) if not is_confirmed(claim)] == []


@pytest.mark.parametrize("reason", RULES)
def test_every_rule_agrees_with_central_differences(reason: str) -> None:
    assert [str(claim) for claim in of_rule(reason) if disagrees(claim)] == []


def test_an_array_with_one_entry_spreads_over_a_larger_one_like_a_scalar() -> None:
    assert [str(claim) for claim in SPREAD if disagrees(claim)] == []


def test_every_rule_of_the_table_is_tested() -> None:
    tested = {claim.rule for claim in CLAIMS}
    written = {rule for operation in ROWS for rules in operation.rules for rule in rules}
    constant = {rule for name in ("identity", "ones") for rules in TABLE[name].rules for rule in rules}
    assert written | {rule for pair in COMPOSITIONS for rule in pair.rules} == tested | constant


def effective(reason: str, breaking: Any) -> list[Claim]:
    """Some claims of a rule with a pullback, or Jacobian, that is not zero where it is tried."""
    parts = [(c, c.pullback if breaking is broken_pullback else c.jacobian) for c in of_rule(reason)]
    return [claim for claim, part in parts if part is not None and not vanishes(claim, part)][:FEW]


@pytest.mark.parametrize(("reason", "breaking"), sample(product(RULES, (broken_pullback, broken_jacobian)), 87))
def test_a_rule_that_is_wrong_by_a_twentieth_of_a_percent_is_found_out(reason: str, breaking: Any) -> None:
    found = effective(reason, breaking)
    assert found or reason in FLAT or not any(claim.jacobian for claim in of_rule(reason))
    for claim in found:
        assert disagrees(breaking(claim)), claim
        assert not is_confirmed(breaking(claim)), claim


def test_only_what_is_flat_on_all_sides_has_the_derivative_zero() -> None:
    zero = {reason for reason in RULES if all(vanishes(claim, claim.pullback) for claim in of_rule(reason))}
    assert zero == FLAT


@pytest.mark.parametrize(
    ("exponent", "known"),
    [
        *((Number((fmpq(k),)), f"x^{k}") for k in range(4)),
        (simplify.number(-1), "1/x"),
        (simplify.number(fmpq(1, 2)), "root"),
    ],
    ids=str,
)
@pytest.mark.parametrize("shape", [(), (2, 1), (2, 3)], ids=str)
def test_a_power_with_a_number_as_exponent(exponent: Any, known: str, shape: Shape) -> None:
    power = TABLE["power"]
    base = Ref("a", (), shape)
    call = power(base, exponent)
    claim = Claim(call, base, power.rules[0][0], (base, exponent), call)
    assert is_confirmed(claim)
    assert is_confirmed(broken_pullback(claim)) == (known == "x^0")


@pytest.mark.parametrize("operation", [row for row in ROWS if row.linear], ids=repr)
def test_a_linear_row_is_affine_in_each_argument(operation: Operation) -> None:
    for call in calls(operation):
        for ref in named(call):
            first, other = values(call, seed=1), values(call, seed=2)[ref]
            middle = table(ref.shape, lambda i, j, a=first[ref], b=other: (a[i, j] + b[i, j]) / 2)
            ends = [evaluate(call, {**first, ref: value}).entries for value in (first[ref], other, middle)]
            assert all(a + b == 2 * m for a, b, m in zip(*ends, strict=True)), label(call)


class Indexed:
    """An argument whose entries are named by symbolic indices."""

    def __init__(self, ref: Ref) -> None:
        self.shape = ref.shape
        self.base = sympy.IndexedBase(ref.name, real=True)

    def __call__(self, i: Any, j: Any) -> Any:
        i, j = (0, 0) if is_single(self.shape) else (i, j)
        return self.base[i, j]


@pytest.mark.parametrize(("operation", "most"), in_both_tiers(FINITE), ids=repr)
def test_the_definition_in_symbolic_indices_is_the_one_written_out(operation: Operation, most: int | None) -> None:
    i, j = sympy.symbols("i j", integer=True)
    for call in some(list(calls(operation)), most):
        args = [Indexed(arg) if isinstance(arg, Ref) else Entries(arg, {}) for arg in call.args]
        try:
            general = sympy.sympify(operation.definition(*args, i, j))
        except NoIndexForm:
            assert "padding" in {option.name for option in operation.options}  # what lies on a border depends on i
            continue
        rows, columns = call.shape or (1, 1)
        for row, column in product(range(rows), range(columns)):
            written = sympy.sympify(operation.definition(*args, row, column))
            assert sympy.expand(general.subs({i: row, j: column}).doit() - written) == 0, label(call)


def test_the_bound_index_of_a_definition_never_meets_the_index_of_differentiation() -> None:
    """SymPy takes d/dx[k] of Σ_k exp(x[k]) for the sum of all exp(x[k]) where the two k are the same."""
    z = Indexed(Ref("z", (), (3, 1)))
    i, k = sympy.symbols("i k", integer=True)
    softmax = TABLE["softmax"].definition(z, i, 0)
    slope = sympy.diff(softmax, z(k, 0))
    exact = sympy.diff(TABLE["softmax"].definition(z, 0, 0), z(1, 0))
    assert sympy.simplify(slope.subs({i: 0, k: 1}).doit() - exact) == 0


STEEP = {"step", "sign"}
"""The rows that jump: their derivative is taken to be 0 everywhere."""
NEAR = fmpq(1, 10**30)


def unary(operation: Operation) -> Call | None:
    """A call with one quantity, a scalar, and plain numbers."""
    return next((c for c in calls(operation) if named(c) == [Ref("a")] and c.args[0].shape == ()), None)


def has_kink_at_zero(operation: Operation) -> bool:
    call = unary(operation)
    if call is None or not operation.kink or operation.acts is not Acts.ENTRIES:
        return False
    known = {Ref("a"): Array((), (fmpq(0),))}
    return any(map(operation.is_kink, operation.margin(*(evaluate(arg, known) for arg in call.args)).entries))


KINKED = [row for row in ROWS if has_kink_at_zero(row)]


def at_point(operation: Operation, x: fmpq) -> tuple[arb, arb]:
    """The value of a function of one number, and its derivative as the row has it."""
    known = {Ref("x"): Array((), (x,)), Ref("g"): Array((), (fmpq(1),))}
    call = unary(operation)
    assert call is not None
    args = (Ref("x"), *call.args[1:])
    slope = operation.rules[0][0].pullback(Ref("g"), args, operation(*args))
    (value,), (gradient,) = evaluate(operation(*args), known).entries, evaluate(slope, known).entries
    return ball(value), ball(gradient)


@pytest.mark.parametrize("operation", KINKED, ids=repr)
def test_a_function_with_a_kink_at_zero_is_zero_there_and_its_derivative_lies_between_those_beside_it(
    operation: Operation,
) -> None:
    value, slope = at_point(operation, fmpq(0))
    left, right = (at_point(operation, side * NEAR)[1] for side in (-1, 1))
    assert value == 0
    assert min(left, right) - arb("1e-12") < slope < max(left, right) + arb("1e-12")
    assert bool(abs(left - right) < 1e-12) == (operation.name in STEEP)


@pytest.mark.parametrize("name", ["relu", "step", "abs", "sign"])
def test_at_its_kink_a_derivative_is_taken_to_be_zero(name: str) -> None:
    assert at_point(TABLE[name], fmpq(0)) == (0, 0)


def test_a_class_that_is_not_the_case_costs_nothing_even_where_it_is_impossible() -> None:
    label, sure = (Ref(name, (), (2, 1)) for name in "ab")
    known = {label: Array((2, 1), (fmpq(0), fmpq(1))), sure: Array((2, 1), (fmpq(0), fmpq(1)))}
    for name in ("cross_entropy", "binary_cross_entropy"):
        assert evaluate(TABLE[name](label, sure), known).entries == (0,), name


@pytest.mark.parametrize("operation", [row for row in ROWS if getattr(row, "unfold", None)], ids=repr)
def test_a_row_written_with_simpler_functions_has_the_same_value(operation: Operation) -> None:
    for call in calls(operation):
        known = values(call)
        simpler = operation.unfold(call.args)  # type: ignore[attr-defined]
        assert isinstance(simpler, Call)
        pairs = zip(evaluate(call, known).entries, evaluate(simpler, known).entries, strict=True)
        assert all(ball(a - b).abs_upper() < arb("1e-12") for a, b in pairs), label(call)
