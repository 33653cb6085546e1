"""Formulas for all index values: recursions with their ends, parameters used over two indices."""

from __future__ import annotations

import pytest
from exercises import exercise
from read_back import misjudged

import derive
from derive.api import Solution
from derive.language.plain import plain
from derive.problem.spec import METHODS
from derive.solving import sympy_index

LAYERS = """
h[0,t] = x[t]
h[l,0] = h0
z[l,t] = W h[l,t-1] + R[l] h[l-1,t] + b
h[l,t] = tanh(z[l,t])
e[t] = sqnorm(h[2,t] - y[t])
L = sum(t, e[t])
"""
SHAPES = "\n".join(f'{name} = "{shape} 2"' for name, shape in dict.fromkeys("bxy", "vector").items())
VALUES = f'{SHAPES}\nh0 = "vector 2"\nW = "matrix 2 x 2"\nR = "matrix 2 x 2"'


def generals(solution: Solution) -> dict[str, list[tuple[str, object]]]:
    """The general formulas of each derivative, with the index values at which they hold."""
    found: dict[str, list[tuple[str, object]]] = {}
    for step in solution.steps:
        if step.kind == "general":
            found.setdefault(plain(step.target), []).append((plain(step.rhs), step.spans))
    return found


def test_a_recursion_is_stated_with_its_end() -> None:
    found = generals(derive.load("rnn").solve(method="backprop"))["dL/dh[t]"]
    assert found == [
        ("V' dL/dmu[t] + W' dL/dhbar[t+1]", (("t", 0, 1),)),
        ("V' dL/dmu[t]", (("t", 2, 2),)),
    ]


def test_the_end_of_a_recursion_is_read_in_the_document() -> None:
    text = derive.load("rnn").solve(method="backprop").to_markdown().split("In general:")[1].split("$$")[1]
    assert "V^{\\top} \\frac{\\partial L}{\\partial \\mu_{t}} \\qquad (t = 2)" in text


def test_an_end_that_is_no_instance_is_stated_as_it_is() -> None:
    equations = "h[0] = h0\nh[t] = tanh(W h[t-1])\nL = v' h[3] + sqnorm(W)"
    values = 'h0 = "vector 2"\nv = "vector 2"\nW = "matrix 2 x 2"'
    found = generals(exercise(equations, values, "dL/dW", index='t = "1..3"').solve(method="backprop"))
    assert found["dL/dh[t]"] == [("W' dL/dmu[t+1]", (("t", 1, 2),))]
    assert found["dL/dh[3]"] == [("v", (("t", 3, 3),))]
    assert found["dL/dW"][0][0] == "sum(t=1..3, dL/dmu[t] h[t-1]') + 2 W"


@pytest.mark.parametrize("method", ["chain", "backprop"])
def test_a_parameter_used_over_two_indices_has_a_double_sum(method: str) -> None:
    asked = exercise(LAYERS, VALUES, "dL/dW dL/dR[1] dL/db", index='l = "1..2"\nt = "1..3"')
    found = generals(asked.solve(method=method))
    sums = {name: found[name][-1][0] for name in ("dL/dW", "dL/dR[1]", "dL/db")}
    if method == "backprop":
        assert sums == {
            "dL/dW": "sum(l=1..2, sum(t=1..3, dL/dz[l, t] h[l, t-1]'))",
            "dL/dR[1]": "sum(t=1..3, dL/dz[1, t] h[0, t]')",
            "dL/db": "sum(l=1..2, sum(t=1..3, dL/dz[l, t]))",
        }
    else:
        assert sums["dL/dW"] == "sum(l=1..2, sum(t=1..3, sum(k=1..t, de[t]/dz[l, k] h[l, k-1]')))"


@pytest.mark.parametrize("method", METHODS)
def test_over_two_indices_the_derivatives_are_right(method: str) -> None:
    asked = exercise(LAYERS, VALUES, "dL/dW dL/dR[1] dL/db", index='l = "1..2"\nt = "1..3"')
    proof = asked.solve(method=method).proof
    assert proof is not None
    assert float(proof.sympy or 1) < 1e-30
    assert float(proof.differences or 1) < 1e-30


RECURRENT = "h[t] = tanh(W h[t-1] + x[t])\nl[t] = CE(y, softmax(V h[t]))\nL = sum(t, l[t])"
WEIGHTS = 'W = "matrix 2 x 2"\nV = "matrix 2 x 2"\nx = "vector 2"\ny = { one_hot = "vector 2" }\n"h[0]" = [1, 2]'


def differentiated(steps: int) -> int:
    """How many local derivatives SymPy finds for the index method."""
    sympy_index.differentiated.cache_clear()
    exercise(RECURRENT, WEIGHTS, "dL/dW", index=f't = "1..{steps}"').solve(method="index")
    return sympy_index.differentiated.cache_info().misses


def test_sympy_differentiates_the_edges_of_one_kind_once_whatever_the_number_of_steps() -> None:
    # The sum over time has one derivative for each of its terms.
    assert differentiated(8) - differentiated(4) == 4


@pytest.mark.parametrize("method", ["chain", "backprop"])
def test_what_holds_of_some_members_is_not_put_in_for_all(method: str) -> None:
    equations = "s[o] = u[o]' v\nL = -log(sigmoid(s[1])) - sum(o=2..3, log(sigmoid(-s[o])))"
    found = exercise(equations, "u = [[0.5, 1], [1, -1], [0.2, 0.3]]\nv = [1, 0.5]", "dL/dv", index="o = [1, 2, 3]")
    assert list(misjudged(found, method, "gradient")) == []
    assert found.solve(method=method)["dL/dv"].formula == "sum(o, u[o] dL/ds[o])"
