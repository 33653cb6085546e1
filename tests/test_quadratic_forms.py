"""What courses write of quadratic forms: ∇ ½wᵀA w = A w for a symmetric A, and of gradients that are values."""

from __future__ import annotations

import pytest
from exercises import exercise

import derive

FORM = "f = 1/2 w' A w - b' w\ng = df/dw\nw2 = w - 0.1 g"
VALUES = "A = [[2, 0.5], [0.5, 1]]\nb = [1, -1]\nw = [1, 1]"


@pytest.mark.parametrize(
    ("equations", "values", "line", "verdict"),
    [
        (FORM, VALUES, "$g = A w - b$", "right"),
        (FORM, VALUES, r"$g = \frac12 (A + A^\top) w - b$", "right"),
        (FORM, VALUES, "$g = A w + b$", "wrong"),
        (FORM, VALUES.replace("[0.5, 1]", "[0.7, 1]"), "$g = A w - b$", "wrong"),
        (FORM.replace("g =", "z = A b\ng ="), VALUES, "$g = A w - b$", "wrong"),
        (FORM, VALUES, r"$g = \frac{\partial f}{\partial w}$", "right"),
        (FORM, VALUES, r"$g = \left(\frac{\partial f}{\partial w}\right)^\top$", "right"),
        (FORM, VALUES, r"$g = 2\left(\frac{\partial f}{\partial w}\right)^\top$", "wrong"),
    ],
)  # fmt: skip
def test_a_gradient_is_judged_as_a_course_writes_it(equations: str, values: str, line: str, verdict: str) -> None:
    asked = exercise(equations, values, "g w2" + (" z" if "z =" in equations else ""))
    assert [each.verdict for each in derive.check_writeup(asked.problem, line).lines] == [verdict]


def test_a_symmetric_matrix_that_is_a_variable_has_no_such_ease() -> None:
    asked = exercise(FORM, VALUES, "df/dA g")
    assert [each.verdict for each in derive.check_writeup(asked.problem, "$g = A w - b$").lines] == ["wrong"]
