"""Forward mode: tangents from the variable to the end, the same numbers as by every other method."""

from __future__ import annotations

import autograd.numpy as np
import pytest
from autograd import make_jvp
from exercises import exercise, numbers
from graphs import drawn
from tiers import sample

from derive.api import Exercise
from derive.feedback.check_writeup import WriteUps
from derive.language.errors import DeriveError
from derive.language.expr import Derivative
from derive.problem.spec import LAYOUTS

EQUATIONS = "z = W x + b\nh = tanh(z)\ns = V h\nL = CE(y, softmax(s))"
VALUES = """
x = [0.5, -1]
W = [[0.3, 0.2], [0.1, -0.4], [0.5, 0.6]]
b = [0.1, 0, -0.2]
V = [[1, -1, 0.5], [0.2, 0.3, -0.7]]
y = { one_hot = 2 }
"""


def test_a_tangent_is_the_product_of_the_jacobian_with_a_direction() -> None:
    """∂s/∂W_21 by autograd's forward mode."""
    x, b = np.array([[0.5], [-1.0]]), np.array([[0.1], [0.0], [-0.2]])
    v = np.array([[1.0, -1.0, 0.5], [0.2, 0.3, -0.7]])
    along = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 0.0]])
    w = np.array([[0.3, 0.2], [0.1, -0.4], [0.5, 0.6]])
    true = make_jvp(lambda weights: v @ np.tanh(weights @ x + b))(w)(along)[1]
    solution = exercise(EQUATIONS, VALUES, "dL/dW").solve(method="forward", digits=12)
    step = next(s for s in solution.derivation.steps if str(s.name) == "ds/dW[1, 0]")
    assert solution.derivation.numbers
    ours = [float(text) for text in solution.derivation.numbers.show(step.name)]
    assert ours == pytest.approx(np.ravel(true).tolist())


def test_there_is_one_sweep_for_each_entry_and_each_is_from_the_variable_to_the_end() -> None:
    solution = exercise(EQUATIONS, VALUES, "dL/db").solve(method="forward")
    names = [step.name for step in solution.steps if step.kind == "tangent"]
    assert [str(name) for name in names] == [
        f"d{node}/db[{k}]" for k in range(3) for node in ("z", "h", "s", "mu", "L")
    ]
    assert all(isinstance(name, Derivative) for name in names)


@pytest.mark.parametrize(("seed", "updates"), sample([(s, u) for s in range(15) for u in (False, True)], 3))
def test_every_line_of_a_random_graph_in_forward_mode_is_read_and_right(seed: int, updates: bool) -> None:
    problem = drawn(seed, updates).problem()
    text = Exercise(problem).solve(method="forward").to_markdown()
    report = WriteUps(problem).check("solution.md", text.encode())
    bad = [line for line in report.lines if line.verdict not in ("right", "rounded")]
    assert [(line.line, line.verdict, line.text) for line in bad] == []
    assert not report.unread


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_jacobian_is_gathered_from_its_columns(layout: str) -> None:
    asked = exercise(EQUATIONS, VALUES, "ds/dx")
    forward, chain = (asked.solve(method=method, layout=layout)["ds/dx"].value for method in ("forward", "chain"))
    assert numbers(forward) == numbers(chain)


def test_a_wide_variable_is_refused_with_the_way_out() -> None:
    with pytest.raises(DeriveError, match=r"W has 100 entries, each with a sweep of its own; .* use backprop"):
        exercise("L = sqnorm(W)", f"W = {[[1] * 10] * 10}", "dL/dW").solve(method="forward")


def test_a_column_of_a_jacobian_is_read_and_judged() -> None:
    judge = WriteUps(exercise(EQUATIONS, VALUES, "dL/dW").problem)
    lines = judge.check("a.md", rb"$\frac{\partial z}{\partial W_{21}} = [0, 0.5, 0]$").lines
    assert [line.verdict for line in lines] == ["right"]
    lines = judge.check("a.md", rb"$\frac{\partial z}{\partial W_{21}} = [0.5, 0, 0]$").lines
    assert [line.verdict for line in lines] == ["wrong"]
