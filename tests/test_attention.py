"""Attention over several queries at once: a softmax of each row, against the autograd package."""

from __future__ import annotations

from typing import Any

import autograd.numpy as np
import pytest
from autograd import grad
from exercises import toml

import derive
from derive.api import Exercise
from derive.problem.assembly import load_text

EQUATIONS = """
Q = X P
K = X M
V = X N
S = Q K' / sqrt(2)
A = softmax_rows(S)
O = A V
L = MSE(Y, O)
"""
GIVEN: dict[str, Any] = {
    "X": [[1, 0, 2], [0, 1, -1], [2, 1, 0], [1, -1, 1]],
    "P": [[0.5, -1], [1, 0.25], [-0.5, 0.75]],
    "M": [[1, 0.5], [-0.25, 1], [0.5, -1]],
    "N": [[1, 2], [0, 1], [-1, 0.5]],
    "Y": [[1, 0], [0, 1], [1, 1], [0.5, -1]],
}
PARAMETERS = ("P", "M", "N", "X")


def loss(values: dict[str, Any]) -> Any:
    q, k, v = (np.dot(values["X"], values[name]) for name in "PMN")
    powers = np.exp(np.dot(q, k.T) / np.sqrt(2))
    weights = powers / np.sum(powers, axis=1, keepdims=True)
    return np.mean((values["Y"] - np.dot(weights, v)) ** 2)


def exercise(ask: str) -> Exercise:
    given = "\n".join(f"{name} = {rows}" for name, rows in GIVEN.items())
    return Exercise(load_text(toml(EQUATIONS, given, ask), "test", "test.toml"))


@pytest.mark.parametrize("method", ["chain", "backprop", "index"])
def test_batched_attention_is_what_autograd_says(method: str) -> None:
    solution = exercise("A O L dL/dS dL/dP dL/dM dL/dN dL/dX").solve(method=method, digits=12)
    values = {name: np.array(rows, dtype=float) for name, rows in GIVEN.items()}
    slopes = grad(loss)(values)
    assert float(solution["L"].value) == pytest.approx(loss(values), abs=1e-11)
    for name in PARAMETERS:
        ours = np.array(solution[f"dL/d{name}"].value, dtype=float)
        assert np.max(np.abs(ours - slopes[name])) < 1e-10, name
    assert solution.proof is not None
    assert solution.proof.differences is not None


def test_each_row_of_the_weights_adds_up_to_one() -> None:
    rows = exercise("A").solve(digits=30)["A"].value
    assert len(rows) == 4
    assert all(abs(sum(map(float, row)) - 1) < 1e-14 for row in rows)


def test_the_document_gives_the_reason() -> None:
    text = exercise("dL/dP").solve().to_markdown()
    assert "softmax of each row" in text
    assert "As a single product" not in text  # the derivative of a matrix by a matrix is no factor of one
    assert "\\mathrm{softmax}_{\\mathrm{rows}}" in text


def test_row_softmax_is_derived_with_its_own_value_and_its_deltas_are_carried_out() -> None:
    text = derive.load("attention").solve(method="index").to_markdown()
    assert "\\frac{\\partial A_{im}}{\\partial S_{pq}} &= \\delta_{ip} A_{im} (\\delta_{mq} - A_{iq})" in text
    assert "= \\sum_{i=1}^{3} \\frac{\\partial L}{\\partial O_{iq}} A_{ip}" in text
    assert "\\frac{\\delta_{ip} K_{mq}}{\\sqrt{2}}" in text


def test_a_matrix_on_the_right_of_a_product_has_its_own_reason_and_a_scalar_stands_in_front() -> None:
    text = derive.load("attention").solve().to_markdown()
    assert "A x" not in text
    assert "$\\partial (A B)$ by $B$: $A^{\\top}$ times the upstream gradient" in text
    assert "\\frac{\\partial L}{\\partial K} &= \\frac{1}{\\sqrt{2}} \\underset" in text
