"""`derive lint`: what the values of a problem hide from a marker; and a problem that insists on rows or columns."""

from __future__ import annotations

import pytest
from exercises import toml

import derive
from derive.commands.lint import find_warnings
from derive.problem.assembly import load_text
from derive.problem.problem import Problem

LAYER = "h = tanh(W x)\nL = sqnorm(h)"


def problem(values: str, ask: str, equations: str = LAYER, more: str = "") -> Problem:
    return load_text(toml(equations, values, ask, settings="digits = 4") + more, "test", "test.toml")


def kinds(values: str, ask: str, equations: str = LAYER) -> set[tuple[str, ...]]:
    return {(warning.kind, *warning.details.values()) for warning in find_warnings(problem(values, ask, equations))}


def test_a_symmetric_matrix_hides_a_missing_transpose() -> None:
    hidden = ("hidden", "weight not transposed")
    assert hidden in kinds("W = [[0.3, 0.2], [0.2, -0.4]]\nx = [0.7, -1.3]", "dL/dx")
    assert hidden not in kinds("W = [[0.3, 0.2], [-0.6, -0.4]]\nx = [0.7, -1.3]", "dL/dx")


def test_a_result_near_a_rounding_boundary() -> None:
    assert ("boundary", "1") in kinds("a = 0.12345", "L", "L = a")
    assert not kinds("a = 0.12342", "L", "L = a")


def test_two_mistakes_that_give_the_same_number() -> None:
    found = kinds("W = [[0, 1], [-1, 0]]\nx = [0.7, -1.3]", "dL/dx", "z = W x\nL = 1/2 sqnorm(z)")
    assert any(kind == "coincide" for kind, *_ in found), found


VALUES = "W = [[0.3, 0.2], [-0.6, -0.4]]\nx = [0.7, -1.3]"


@pytest.mark.parametrize(("rows", "verdict"), [("accept", "right"), ("refuse", "wrong")])
def test_a_problem_can_insist_on_the_layout(rows: str, verdict: str) -> None:
    asked = problem(VALUES, "dL/dx", more=f'[marking]\nrows = "{rows}"\n')
    slope = r"W^T((1-h^2) \odot 2h)"
    assert derive.check(asked, "dL/dx", slope).verdict == "right"
    assert derive.check(asked, "dL/dx", f"({slope})^T").verdict == verdict
