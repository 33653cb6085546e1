"""What one use of a shared parameter contributes to its gradient: asked, derived, printed, and stated by a student."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import autograd.numpy as np
import pytest
from autograd import grad
from exercises import exercise, numbers

from derive.feedback.check_answer import Checker
from derive.feedback.check_writeup import WriteUps
from derive.language.errors import DeriveError
from derive.problem.spec import LAYOUTS, METHODS

GIVEN = {
    "U": [[0.5, -1.0], [1.0, 0.2]],
    "W": [[0.3, 0.8], [-0.6, 0.4]],
    "b": [0.1, -0.2],
    "x": [[1.0, 0.5], [-0.5, 2.0], [0.3, -1.0]],
    "y": [[1.0, 0.0], [0.5, -0.5], [0.0, 1.0]],
}
EQUATIONS = """
a[0] = U x[0] + b
a[t] = W h[t-1] + U x[t] + b
h[t] = tanh(a[t])
l[t] = 1/2 sqnorm(h[t] - y[t])
L = sum(t, l[t])
"""
VALUES = "\n".join(f"{name} = {value}" for name, value in GIVEN.items())


def loss(copies: Mapping[str, Any]) -> Any:
    """The network with a copy of each parameter for each step."""
    x, y = (np.array(GIVEN[name])[..., None] for name in ("x", "y"))
    total, h = 0.0, None
    for t in range(3):
        a = copies["U"][t] @ x[t] + copies["b"][t]
        if h is not None:
            a = a + copies["W"][t] @ h
        h = np.tanh(a)
        total = total + np.sum((h - y[t]) ** 2) / 2
    return total


def contributions() -> dict[str, list[float]]:
    """Those of all steps, by autograd."""
    copies = {name: [np.array(GIVEN[name]).reshape(2, -1)] * 3 for name in ("U", "W", "b")}
    slopes = grad(loss)(copies)
    uses = {"U": range(3), "b": range(3), "W": range(1, 3)}
    return {f"dL/d{name} | t={t}": np.ravel(slopes[name][t]).tolist() for name, steps in uses.items() for t in steps}


TRUE = contributions()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("method", METHODS)
def test_each_contribution_is_the_derivative_by_a_copy(method: str, layout: str) -> None:
    solution = exercise(EQUATIONS, VALUES, index="t = [0, 1, 2]").solve(
        only=[*TRUE, "dL/dW"], method=method, layout=layout, digits=10
    )
    for name, true in TRUE.items():
        assert [float(x) for x in numbers(solution[name].value)] == pytest.approx(true), name
    whole = [sum(parts) for parts in zip(TRUE["dL/dW | t=1"], TRUE["dL/dW | t=2"], strict=True)]
    assert [float(x) for x in numbers(solution["dL/dW"].value)] == pytest.approx(whole)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("method", METHODS)
def test_every_line_of_such_a_solution_is_right(method: str, layout: str) -> None:
    solved = exercise(EQUATIONS, VALUES, index="t = [0, 1, 2]", settings=f"layout = '{layout}'")
    page = solved.solve(only=[*TRUE], method=method).to_markdown()
    assert "\\Big|_{t = 2}" in page
    report = WriteUps(solved.problem).check("solution.md", page.encode())
    assert [line.text for line in report.lines if line.verdict != "right"] == []
    assert not report.unread


BARS = (
    r"$\frac{\partial L}{\partial W}\Big|_{t=2} = %s$",
    r"$\left.\frac{\partial L}{\partial W}\right|_{t=2} = %s$",
    r"$\frac{\partial L}{\partial W}|_{t=2} = \frac{\partial L}{\partial a_2} h_1^\top = %s$",
)


@pytest.mark.parametrize("text", BARS)
def test_a_student_states_one_use_behind_a_bar(text: str) -> None:
    judge = WriteUps(exercise(EQUATIONS, VALUES, "dL/dW", index="t = [0, 1, 2]").problem)
    right, other = (np.array(TRUE[f"dL/dW | t={t}"]).reshape(2, 2).round(4).tolist() for t in (2, 1))
    assert {line.verdict for line in judge.check("a.md", (text % right).encode()).lines} == {"right"}
    assert judge.check("a.md", (text % other).encode()).lines[-1].verdict == "wrong"


def test_an_answer_to_such_a_question_is_judged() -> None:
    problem = exercise(EQUATIONS, VALUES, index="t = [0, 1, 2]").problem
    right = np.array(TRUE["dL/dW | t=2"]).reshape(2, 2).round(4).tolist()
    checker = Checker(problem)
    assert checker.check("dL/dW | t=2", str(right)).verdict == "right"
    assert checker.check("dL/dW | t=2", "dL/da[2] h[1]'").verdict == "right"
    assert checker.check("dL/dW | t=1", str(right)).verdict == "wrong"


def test_a_use_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(DeriveError, match="W is not used at t = 0; it is used at t = 1; t = 2"):
        exercise(EQUATIONS, VALUES, index="t = [0, 1, 2]").solve(only="dL/dW | t=0")
