"""Layers that differ in width: families whose members have shapes of their own, in one equation for all of them."""

from __future__ import annotations

from typing import Any

import autograd.numpy as np
import pytest
from beside_autograd import assert_same, problem

import derive
from derive.api import Exercise
from derive.language.errors import ProblemError

LAYERS = """
z[l] = W[l] a[l-1] + b[l]
a[l] = tanh(z[l])
a[3] = z[3]
L    = 1/2 sqnorm(a[3] - y) + 1/20 sum(l, sqnorm(W[l])) + mean(l, sum(b[l]))
"""
VALUES: dict[str, Any] = {
    "W[1]": [[0.5, -1], [0.25, 0.5], [-0.5, 0.75]],
    "W[2]": [[0.5, -1, 0.5], [0.25, 0.5, -0.2]],
    "W[3]": [[0.7, 0.3]],
    "b[1]": [0.1, -0.2, 0.3],
    "b[2]": [0.2, -0.1],
    "b[3]": 0.4,
    "a[0]": [1, -0.5],
    "y": 0.5,
}
"""Three layers, of 3, 2 and 1 units."""
INDEX = "l = [1, 2, 3]"
SHOWN = "$$z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}$$"


def network(v: Any) -> Any:
    a, total = v["a[0]"], 0.0
    for k in (1, 2, 3):
        z = np.dot(v[f"W[{k}]"], a) + v[f"b[{k}]"]
        a = np.tanh(z) if k < 3 else z
        total = total + np.sum(v[f"W[{k}]"] ** 2) / 20 + np.sum(v[f"b[{k}]"]) / 3
    return np.sum((a - v["y"]) ** 2) / 2 + total


def rows(v: Any) -> Any:
    h = np.tanh(np.dot(v["x"], v["W[1]"]) + v["b[1]"])
    return np.sum((np.dot(h, v["W[2]"]) + v["b[2]"]) ** 2)


def test_one_equation_for_layers_of_any_width_and_a_special_case() -> None:
    by = ["W[1]", "W[2]", "W[3]", "b[1]", "b[2]", "b[3]", "a[0]"]
    assert_same(LAYERS, network, VALUES, by, index=INDEX)


def test_layers_that_are_written_one_by_one_in_rows() -> None:
    values = {"x": [[1, 0.5], [0.2, -1]], "W[1]": [[1, 2, 0.5], [0.5, -1, 1]], "W[2]": [[1], [0.5], [-0.2]]}
    values |= {"b[1]": [[0.1, 0.2, -0.1]], "b[2]": [[0.3]]}
    equations = "h[1] = tanh(x W[1] + b[1])\nh[2] = h[1] W[2] + b[2]\nL = sum(h[2] .* h[2])"
    assert_same(equations, rows, values, ["W[1]", "W[2]", "b[1]", "x"], [("chain", "jacobian")])


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (SHOWN, "right"),
        (SHOWN.replace("+", "-"), "wrong"),
        ("$$\\frac{\\partial L}{\\partial z^{(l-1)}} = \\mathrm{diag}(1 - a^{(l-1)} \\odot a^{(l-1)})"
         " W^{(l)\\top} \\frac{\\partial L}{\\partial z^{(l)}}$$", "right"),
        ("$$z^{(1)} = [1.1, -0.2, -0.575]$$", "right"),
        ("$$W^{(2)}_{23} = -0.2$$", "right"),
        ("$$W^{(1)}_{23} = -0.2$$", "unread"),
    ],
)  # fmt: skip
def test_statements_for_every_layer_are_judged_at_each(line: str, verdict: str) -> None:
    looks = "".join(f"{name} = '{name}^{{(#1)}}'\n" for name in "Wbaz")
    settings = f"[notation]\n{looks}"
    found = problem(LAYERS, VALUES, "L dL/dW[1]", settings=settings, index=INDEX)
    lines = derive.check_writeup(found, line).lines
    assert {each.verdict for each in lines} == {verdict}


def test_the_sheet_says_the_shape_of_each_layer() -> None:
    text = Exercise(problem(LAYERS, VALUES, "L", index=INDEX)).solve().to_markdown()
    assert "Shapes: $W_{1}$: $3 \\times 2$; $W_{2}$: $2 \\times 3$; $W_{3}$: $1 \\times 2$" in text


def test_a_width_that_does_not_fit_is_told_at_its_layer() -> None:
    with pytest.raises(ProblemError, match=r"W\[2\] a\[1\] is 2×1 but b\[2\] is 3×1"):
        problem(LAYERS, {**VALUES, "b[2]": [0.2, -0.1, 1]}, "L", index=INDEX)


def test_an_index_that_is_no_number_is_refused_where_widths_differ() -> None:
    with pytest.raises(ProblemError, match="the shape of W is not the same at every index; write a number"):
        problem(LAYERS + "M = sum(l, l != 2, sqnorm(W[l]))", VALUES, "M", index=INDEX)
