"""The gradient through a convolution as one matrix product, said beside the step: is it true? NumPy tells."""

from __future__ import annotations

import numpy as np
import pytest
from exercises import exercise, numbers

import derive
from derive.api import Solution
from derive.documents import as_json
from derive.language.evaluate import evaluate
from derive.language.expr import Expr
from derive.language.steps import Explanation

SHAPES = [
    ("conv2d(X, K)", (3, 3), (2, 2)),
    ("conv2d(X, K, stride=2, padding=1)", (3, 3), (2, 2)),
    ("conv2d(X, K, dilation=2) + c", (3, 3), (2, 2)),
    ("conv2d(X, K, flip=1)", (2, 4), (1, 2)),
    ("conv1d(X, K, padding=1)", (5, 1), (3, 1)),
]


def solved(equation: str, x: tuple[int, int], k: tuple[int, int], method: str = "backprop") -> Solution:
    chance = np.random.RandomState(len(equation))
    arrays = {"X": chance.randint(-8, 9, x) / 4, "K": chance.randint(-8, 9, k) / 4}
    values = "\n".join(f"{name} = {array.tolist()}" for name, array in arrays.items())
    given = f"{values}\nc = 0.5" if "+ c" in equation else values
    found = exercise(f"C = {equation}\nL = 1/2 sum(C .* C)", given, "C dL/dC dL/dX dL/dK")
    return found.solve(method=method)


def said(solution: Solution) -> dict[str, Explanation]:
    steps = [step for step in solution.steps if step.explanation("sliding")]
    found = {str(step.name): step.explanation("sliding") for step in steps}
    return {name: explanation for name, explanation in found.items() if explanation}


def array(solution: Solution, expr: Expr) -> np.ndarray:
    numeric = solution.derivation.numbers
    assert numeric
    return np.array(
        [
            float(e.str(20, radius=False)) if hasattr(e, "mid") else int(e.p) / int(e.q)
            for e in evaluate(expr, numeric.known).entries
        ]
    )


@pytest.mark.parametrize(("equation", "x", "k"), SHAPES)
@pytest.mark.parametrize("method", ["chain", "backprop"])
def test_the_matrix_times_the_gradient_is_the_gradient(
    equation: str, x: tuple[int, int], k: tuple[int, int], method: str
) -> None:
    solution = solved(equation, x, k, method)
    found = said(solution)
    assert set(found) == {"dL/dX", "dL/dK"}
    for name, explanation in found.items():
        wanted = [float(v) for v in numbers(solution[name].value)]
        assert np.allclose(array(solution, explanation.right[0]), wanted, atol=1e-4), name


def test_the_product_is_on_the_page_and_comes_back_from_json_and_is_read_back() -> None:
    solution = solved(*SHAPES[0])
    assert "**As one product.**" in solution.to_markdown()
    assert as_json.dumps(as_json.from_json(solution.to_json()), solution.proof) == solution.to_json()
    report = derive.check_writeup(solution.derivation.problem, solution.to_markdown())
    assert not report.unread
    assert {line.verdict for line in report.lines} <= {"right", "rounded"}
    flat = [line for line in report.lines if "flatten" in line.left]
    assert [line.verdict for line in flat] == ["right", "right"]


def test_where_gradients_are_rows_the_product_is_of_what_stands_below() -> None:
    found = exercise("y = conv1d(x, k)\nL = 1/2 sum(y .* y)", "x = [1, 2, -1, 0.5]\nk = [0.5, -1]", "dL/dx dL/dk")
    for method in ("chain", "index"):
        solution = found.solve(method=method, layout="jacobian")
        assert as_json.dumps(as_json.from_json(solution.to_json()), solution.proof) == solution.to_json()
    assert r"\mathrm{flatten}\left(\frac{\partial L}{\partial y}\right)" in solution.to_markdown()


def test_no_equation_of_an_entry_is_without_a_right_side() -> None:
    text = exercise("h = W x\nL = sum(h)", "W = [[1, -2], [0.5, 3]]\nx = [1, 2]", "dL/dW").solve(method="index")
    assert r"\frac{\partial L}{\partial h_{1}}  \qquad" not in text.to_markdown()
    assert r"\frac{\partial L}{\partial h_{j}} = 1 \qquad \frac{\partial L}{\partial h} =" in text.to_markdown()
