"""Every solution is held against two judges, and the judges notice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from exercises import WAYS, exercise
from flint import fmpq
from printed import follow

import derive
from derive.api import Solution
from derive.language.errors import DisagreementError
from derive.language.expr import Expr
from derive.language.operation import Operation, Rule
from derive.solving import programs, sympy_graph, sympy_index
from derive.solving.proof import Proof
from derive.solving.sampling import sampled
from derive.table import FUNCTIONS, simplify
from derive.table.row import TABLE, shape_of_argument, spread_shape

MUCH = fmpq(10005, 10000)
LITTLE = 1 + fmpq(1, 10**9)


@contextmanager
def changed(operation: Operation, **fields: Any) -> Iterator[None]:
    """A row of the table with other fields, for a while."""
    before = {name: getattr(operation, name) for name in fields}
    try:
        for name, value in fields.items():
            object.__setattr__(operation, name, value)
        yield
    finally:
        for name, value in before.items():
            object.__setattr__(operation, name, value)


def scaled(rule: Rule, factor: fmpq) -> Rule:
    def pullback(g: Expr, args: tuple[Expr, ...], result: Expr) -> Expr:
        return simplify.times(simplify.number(factor), rule.pullback(g, args, result))

    def jacobian(args: tuple[Expr, ...], result: Expr) -> Expr | None:
        right = rule.jacobian(args, result) if rule.jacobian else None
        return None if right is None else simplify.times(simplify.number(factor), right)

    return replace(rule, pullback=pullback, jacobian=jacobian)


def broken(operation: Operation, factor: fmpq) -> Any:
    """The row with all its rules wrong by a factor."""
    return changed(operation, rules=tuple(tuple(scaled(rule, factor) for rule in rules) for rules in operation.rules))


def rnn(**settings: Any) -> Solution:
    return derive.load("rnn").solve(**settings)


def proof_of(solution: Solution) -> Proof:
    assert solution.proof is not None
    return solution.proof


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_a_right_solution_agrees_with_both_judges_far_beyond_its_digits(method: str, layout: str) -> None:
    proof = proof_of(rnn(method=method, layout=layout))
    assert proof.sympy is not None
    assert proof.differences is not None
    assert float(proof.sympy) < 1e-30
    assert float(proof.differences) < 1e-30
    assert proof.compared == 36
    assert (proof.skipped, proof.kinks) == ("", ())


@pytest.mark.parametrize("method", ["chain", "backprop"])
@pytest.mark.parametrize("name", ["tanh", "multiply", "add"])
def test_a_rule_that_is_wrong_by_a_twentieth_of_a_percent_stops_the_solution(method: str, name: str) -> None:
    with broken(TABLE[name], MUCH), pytest.raises(DisagreementError) as caught:
        rnn(method=method)
    assert caught.value.status == 3
    text = str(caught.value)
    assert "dL/dU: differs from SymPy's derivation by" in text
    assert "dL/dU: differs from central differences by" in text


def forget() -> None:
    """Drop what SymPy has derived of the definitions so far."""
    sympy_graph.template.cache_clear()
    programs.program.cache_clear()
    sympy_index.differentiated.cache_clear()


@pytest.fixture
def forgetful() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.mark.usefixtures("forgetful")
def test_a_definition_that_is_wrong_is_noticed_by_central_differences() -> None:
    """SymPy would follow the definition, and so would the index method; the values do not."""
    right = TABLE["tanh"].definition
    with (
        changed(TABLE["tanh"], definition=lambda x, i, j: right(x, i, j) * 10005 / 10000, fold=None),
        pytest.raises(DisagreementError, match="dL/dU: differs from central differences"),
    ):
        rnn(method="index", only="dL/dU")


ELEMENTWISE = [f for f in FUNCTIONS.values() if f.shape in (shape_of_argument, spread_shape) and f.arity == 1]


@pytest.mark.parametrize("operation", [f for f in ELEMENTWISE if f.name not in ("step", "sign")], ids=repr)
def test_a_wrong_rule_of_any_function_stops_a_solution_that_uses_it(operation: Operation) -> None:
    name = operation.notation.plain.pattern.split("(")[0]
    asked = exercise(f"y = {name}(x)\nL = sum(y .* y) + sum(y)", 'x = [0.3, "2/3"]', "dL/dx")
    assert float(proof_of(asked.solve()).sympy or 1) < 1e-30
    with broken(operation, MUCH), pytest.raises(DisagreementError):
        asked.solve()


def test_the_printed_disagreement_changes_with_a_tiny_error() -> None:
    right = proof_of(rnn())
    with broken(TABLE["tanh"], LITTLE):
        wrong = proof_of(rnn())
    assert right.sympy != wrong.sympy
    assert right.differences != wrong.differences
    assert 1e-10 < float(wrong.sympy or 0) < 1e-8
    assert 1e-10 < float(wrong.differences or 0) < 1e-8


def test_the_same_tiny_error_is_too_much_where_more_digits_are_asked() -> None:
    with broken(TABLE["tanh"], LITTLE), pytest.raises(DisagreementError):
        rnn(digits=8)


def test_the_table_is_whole_again_afterwards() -> None:
    with broken(TABLE["tanh"], MUCH):
        pass
    assert float(proof_of(rnn()).sympy or 1) < 1e-30


def test_a_kink_is_named_and_only_differences_across_it_are_not_taken() -> None:
    proof = proof_of(exercise("h = relu(z)\nL = sum(h)", "z = [0, 1, -1]", "dL/dz").solve())
    assert proof.kinks == ("z",)
    assert (proof.differences, proof.compared) == ("0", 2)
    assert proof.sympy == "0"


def test_beside_a_kink_differences_are_taken() -> None:
    proof = proof_of(exercise("h = relu(z)\nL = sum(h)", "z = [0.001, 1, -1]", "dL/dz").solve())
    assert proof.kinks == ()
    assert proof.differences is not None
    assert float(proof.differences) < 1e-20


def test_past_its_size_sympy_is_not_heard_and_the_proof_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "LARGEST", 10)
    proof = proof_of(rnn())
    assert proof.sympy is None
    assert "more than 10" in proof.skipped
    assert proof.differences is not None


SHAPES = 'W = "matrix 2 x 3"\nx = "vector 3"'


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_formulas_are_judged_at_random_values(method: str, layout: str) -> None:
    asked = exercise("L = sum(tanh(W x))", SHAPES, "dL/dW dL/dx")
    formulas = asked.solve(method=method, layout=layout)
    proof = proof_of(formulas)
    assert formulas["dL/dW"].value is None
    assert (proof.is_sample, proof.drift, proof.compared) == (True, None, 9)
    assert float(proof.sympy or 1) < 1e-30
    assert float(proof.differences or 1) < 1e-30
    assert proof == proof_of(asked.solve(method=method, layout=layout))


def test_a_wrong_rule_stops_formulas_too() -> None:
    with broken(TABLE["tanh"], MUCH), pytest.raises(DisagreementError, match="dL/dW: differs from SymPy"):
        exercise("L = sum(tanh(W x))", SHAPES, "dL/dW").solve()


def test_random_values_have_the_declared_properties() -> None:
    values = 'y = { one_hot = "vector 4" }\np = { probability = "vector 4" }\nm = { mask = "vector 4" }\nz = "vector 4"'
    asked = exercise("L = CE(y, softmax(z)) + s sum(m .* p)", f'{values}\ns = {{ positive = "scalar" }}', "dL/dz")
    sample = sampled(asked.solve().derivation)
    assert sample is not None
    found = {ref.name: number.entries for ref, number in sample.problem.given.items() if number}
    assert sorted(found["y"]) == [0, 0, 0, 1]
    assert sum(found["p"]) == 1
    assert min(found["p"]) > 0
    assert set(found["m"]) <= {0, 1}
    assert found["s"][0] > 0


def test_random_values_are_chosen_so_that_every_step_has_a_value() -> None:
    proof = proof_of(exercise("L = sum(log(x))", 'x = "vector 20"', "dL/dx").solve())
    assert (proof.is_sample, proof.compared) == (True, 20)
    impossible = exercise("L = sum(log(0 - x .* x))", 'x = "vector 2"', "dL/dx").solve()
    assert impossible.proof is None
    assert "not checked by numbers" in impossible.to_markdown()


def rounded(value: Any) -> Any:
    """As displayed with four decimals."""
    return np.sign(value) * np.floor(np.abs(value) * 10**4 + 0.5) / 10**4


@pytest.mark.parametrize("method", ["chain", "backprop", "index"])
def test_drift_is_what_a_reader_gets_who_carries_the_displayed_values_on(method: str) -> None:
    solution = rnn(method=method)
    theirs = follow(solution.derivation, rounded)
    wrong = 0
    largest = 0.0
    for answer in solution:
        if answer.name.startswith("d"):
            gaps = np.abs(np.ravel(theirs[answer.name]) - np.ravel(np.array(answer.value, dtype=float)))
            wrong += int((gaps > 1e-6).sum())
            largest = max(largest, gaps.max())
    drift = proof_of(solution).drift
    assert drift is not None
    assert (drift.wrong, drift.entries) == (wrong, 36)
    assert abs(float(drift.largest) - largest) < 1e-9
    assert wrong > 0


def test_drift_of_values_is_told_by_the_one_that_drifts_farthest() -> None:
    """The loss is minus the logarithm of a small probability: from the printed 0.0039 it is 5.5468, not 5.5581."""
    solution = rnn(method="chain")
    theirs = follow(solution.derivation, rounded)
    printed = float(np.ravel(theirs["yhat[2]"])[2])
    drift = proof_of(solution).drift
    assert drift is not None
    name, found, shown = drift.values[0]
    assert (printed, str(name), found, shown) == (0.0039, "l[2]", f"{-np.log(0.0039):.4f}", "5.5581")
    assert (
        "Of the values, $l_{2}$ drifts farthest: from the displayed ones it comes out as $5.5468$ instead of $5.5581$."
        in solution.to_markdown()
    )
