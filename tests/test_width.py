"""Wide networks are checked as narrow ones are: along directions in place of entry by entry; nothing slips through."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from autograd.numpy.numpy_boxes import ArrayBox
from exercises import exercise
from flint import arb, fmpq
from wide import entries, perceptron, recurrent

import derive
from derive.api import Exercise
from derive.language.errors import DisagreementError
from derive.language.expr import Derivative, Ref
from derive.language.numbers import ZERO, Array, ball, precision
from derive.problem.assembly import load_text
from derive.solving import differences, programs, proof, tolerance
from derive.solving.derivation import Derivation, solve
from derive.table.products import MULTIPLY

SMALL_ERROR = fmpq(1, 10**6)


def network(text: str) -> Exercise:
    return Exercise(load_text(text, "wide", "wide.toml"))


@contextmanager
def one_entry_wrong(derivation: Derivation, target: Derivative, place: int, by: object) -> Iterator[None]:
    assert derivation.numbers is not None
    known = derivation.numbers.known
    right = known[target]
    entries = tuple(entry + by if k == place else entry for k, entry in enumerate(right.entries))
    known[target] = Array(right.shape, entries)
    try:
        yield
    finally:
        known[target] = right


def places_not_noticed(derivation: Derivation, target: Derivative) -> list[int]:
    """The entries at which an error of a millionth of the largest entry passes."""
    assert derivation.numbers is not None
    right = derivation.numbers.known[target]
    error = SMALL_ERROR * tolerance.largest_entry(right)
    passed = []
    for place in range(len(right.entries)):
        with one_entry_wrong(derivation, target, place, error):
            try:
                proof.judge(derivation)
                passed.append(place)
            except DisagreementError:
                continue
    return passed


@pytest.mark.parametrize("name", ["U", "W", "V", "b", "c"])
def test_a_single_wrong_entry_is_noticed_wherever_it_is(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differences, "MOST_EVALUATIONS", 0)
    monkeypatch.setattr(programs, "LARGEST", 0)
    derivation = solve(network(recurrent(8, ask=[f"dL/d{name}"])).problem)
    assert places_not_noticed(derivation, derivation.answers[0].target) == []


def test_a_single_wrong_entry_of_a_jacobian_is_noticed_wherever_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differences, "MOST_EVALUATIONS", 0)
    monkeypatch.setattr(programs, "LARGEST", 0)
    derivation = solve(network(recurrent(6, ask=["dh[2]/dh[0]"])).problem)
    assert len(derivation.numbers.known[derivation.answers[0].target].entries) == 36
    assert places_not_noticed(derivation, derivation.answers[0].target) == []


def test_a_wrong_entry_of_a_tiny_gradient_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measured by the gradient, not by one."""
    monkeypatch.setattr(differences, "MOST_EVALUATIONS", 0)
    found = exercise("L = s sum(tanh(W x))", 'W = [[0.1, 0.2], [0.3, 0.4]]\nx = [1, 2]\ns = "1e-9"', "dL/dW")
    derivation = solve(found.problem)
    assert places_not_noticed(derivation, derivation.answers[0].target) == []


def test_no_direction_leaves_an_entry_where_it_is() -> None:
    ways = list(differences.directions(500))
    assert len(ways) == differences.DIRECTIONS
    assert all(0.5 <= abs(float(entry)) <= 1 for way in ways for entry in way)
    assert len({tuple(map(str, way)) for way in ways}) == len(ways)


def test_a_wide_network_is_checked_along_directions_and_says_so() -> None:
    solution = network(recurrent(32)).solve()
    assert solution.proof is not None
    assert (solution.proof.sympy, solution.proof.compared) == (None, 0)
    assert solution.proof.together == 32 * 16 + 32 * 32 + 16 * 32
    assert float(solution.proof.differences or 1) < 1e-30
    text = solution.to_markdown()
    assert "2048 entries in all, were held against central differences" in text
    assert "along 3 random directions each" in text
    assert "SymPy's second derivation was left out for its size" in text
    assert "Every digit shown is proven by ball arithmetic (128 bits)." in text


def test_a_long_network_of_alike_steps_is_left_to_sympy_too() -> None:
    """Each form is derived once, so that forty steps are little more than three."""
    solution = network(recurrent(6, 40, ["dL/dW"])).solve()
    assert solution.proof is not None
    assert float(solution.proof.sympy or 1) < 1e-25
    assert solution.proof.skipped == ""


def test_a_narrow_network_is_checked_entry_by_entry() -> None:
    solution = derive.load("rnn").solve()
    assert solution.proof is not None
    assert (solution.proof.compared, solution.proof.together) == (36, 0)
    assert "random directions" not in solution.to_markdown()


def test_a_wide_network_has_the_gradients_that_autograd_finds() -> None:
    given = {"W1": (20, 30), "W2": (10, 20), "b1": (20, 1), "b2": (10, 1), "x": (30, 1)}
    problem = network(perceptron(30, 20, 10)).problem
    assert problem.values is not None
    values = {
        name: np.array(list(map(float, problem.values[Ref(name, (), shape)].entries))).reshape(shape)
        for name, shape in given.items()
    }

    def loss(of: dict[str, ArrayBox]) -> ArrayBox:
        hidden = anp.maximum(anp.dot(of["W1"], of["x"]) + of["b1"], 0)
        logits = anp.dot(of["W2"], hidden) + of["b2"]
        return anp.log(anp.sum(anp.exp(logits))) - logits[2, 0]

    theirs = autograd.grad(loss)(values)
    solution = Exercise(problem).solve(digits=12)
    for name in ("W1", "W2", "b1", "b2"):
        ours = np.array(solution[f"dL/d{name}"].value, dtype=float)
        np.testing.assert_allclose(ours, theirs[name], rtol=0, atol=1e-11, err_msg=name)


def balls(rows: int, columns: int) -> Array:
    found = entries(random.Random(rows), rows, columns)
    with precision(128):
        return Array((rows, columns), tuple(arb(str(entry)).exp() for row in found for entry in row))


def test_a_wide_product_in_balls_is_the_sum_of_products() -> None:
    a, b = balls(20, 30), balls(30, 2)
    with precision(128):
        found = MULTIPLY.value(a, b)
        for i in range(20):
            for j in range(2):
                expected = sum((a[i, k] * b[k, j] for k in range(30)), arb(0))
                assert ball(found[i, j]).overlaps(expected)
                assert ball(found[i, j]).rad() < 1e-30


def test_what_a_wide_product_leaves_of_exact_zeros_stays_exact() -> None:
    a = balls(20, 30)
    masked = Array((30, 1), (fmpq(0),) * 30)
    assert MULTIPLY.value(a, masked).entries == (ZERO,) * 20
    assert MULTIPLY.value(a, masked).is_exact


def test_a_row_taken_out_of_a_wide_table_of_exact_numbers_stays_exact() -> None:
    table = Array((20, 30), tuple(fmpq(k, 7) for k in range(600)))
    label = Array((30, 1), tuple(fmpq(k == 4) for k in range(30)))
    assert MULTIPLY.value(table, label).entries == tuple(fmpq(30 * row + 4, 7) for row in range(20))


def test_a_matrix_is_kept_for_its_precision_only() -> None:
    third = Array((1, 1), (fmpq(1, 3),))
    with precision(64):
        assert third.matrix() is third.matrix()
        rough = third.matrix()[0, 0].rad()
    with precision(256):
        assert third.matrix()[0, 0].rad() < rough


def test_of_several_derivatives_that_are_held_together_the_wrong_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differences, "MOST_EVALUATIONS", 0)
    monkeypatch.setattr(programs, "LARGEST", 0)
    derivation = solve(network(recurrent(6, ask=["dL/dU", "dL/dW", "dL/db", "dL/dh[1]"])).problem)
    numbers = derivation.numbers
    assert numbers is not None
    for answer in derivation.answers:
        assert isinstance(answer.target, Derivative)
        error = SMALL_ERROR * tolerance.largest_entry(numbers.known[answer.target])
        with one_entry_wrong(derivation, answer.target, 2, error), pytest.raises(DisagreementError) as caught:
            proof.judge(derivation)
        assert [complaint.place for complaint in caught.value.complaints] == [str(answer.target)]
