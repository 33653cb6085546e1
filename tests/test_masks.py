"""Masks of −∞ before a softmax, and numbers so small that their exponents cannot be counted up."""

from __future__ import annotations

from typing import Any

import autograd.numpy as np
import mpmath
import pytest
from autograd import grad
from beside_autograd import problem
from flint import arb, fmpq

import derive
from derive.api import Exercise
from derive.feedback.check_answer import Checker
from derive.language.errors import DeriveError, ProblemError
from derive.language.evaluate import as_number, decimal
from derive.language.numbers import ball, precision

ATTENTION = 'S = X W + M\nP = softmax(S, axis="rows")\nL = norm2(P - Y)'
GIVEN: dict[str, Any] = {
    "X": [[1, -0.5], [0.5, 1]],
    "W": [[1, 0, -1], [0.5, 1, 0]],
    "Y": [[0, 1, 0], [0.5, 0.25, 0.25]],
}
MASK = "M = { mask = [[0, 0, -inf], [0, -inf, 0]] }"


def loss(w: Any) -> Any:
    powers = np.exp(np.dot(np.array(GIVEN["X"]), w)) * np.array([[1, 1, 0], [1, 0, 1]])
    return np.sum((powers / np.sum(powers, axis=1, keepdims=True) - np.array(GIVEN["Y"])) ** 2)


@pytest.mark.parametrize("method", ["chain", "backprop", "index"])
def test_what_is_masked_has_exactly_nothing_of_the_softmax(method: str) -> None:
    solution = Exercise(problem(ATTENTION, GIVEN, "P L dL/dW dL/dS", more=MASK)).solve(method=method, digits=10)
    slope = grad(loss)(np.array(GIVEN["W"], dtype=float))
    assert np.max(np.abs(np.array(solution["dL/dW"].value, dtype=float) - slope)) < 1e-9
    assert [row[k] for row, k in zip(solution["P"].value, (2, 1), strict=True)] == ["0.0000000000"] * 2
    assert [row[k] for row, k in zip(solution["dL/dS"].value, (2, 1), strict=True)] == ["0.0000000000"] * 2
    assert r"-\infty" in solution.to_markdown()


def test_answers_are_judged_where_something_is_masked() -> None:
    checker = Checker(problem(ATTENTION, GIVEN, "P L dL/dS", more=MASK))
    assert checker.check("P", "softmax(X @ W + M, axis=1)").verdict == "right"
    assert checker.check("P", "softmax(X @ W, axis=1)").verdict == "wrong"


def test_only_a_mask_has_infinity_and_not_in_all_places() -> None:
    with pytest.raises(ProblemError, match="only a mask"):
        problem(ATTENTION, GIVEN, "P", more=MASK.replace("{ mask =", "").replace("}", ""))
    with pytest.raises(DeriveError, match="everything is masked"):
        Exercise(problem(ATTENTION, GIVEN, "P", more=MASK.replace("[0, 0, -inf]", "[-inf, -inf, -inf]"))).solve()


def test_a_mask_of_minus_a_billion_is_as_small_as_it_is() -> None:
    far = MASK.replace("{ mask =", "").replace("}", "").replace("-inf", "-1e9")
    solution = Exercise(problem(ATTENTION, GIVEN, "P", more=far)).solve()
    assert solution["P"].value[0][2].endswith("e-434294483")


@pytest.mark.parametrize("power", [-1000, -30_000, -(10**9), -(10**9) - 7])
def test_the_exponent_of_a_small_number_is_calculated(power: int) -> None:
    with precision(256):
        text = decimal(arb(power).exp(), 4)
        assert text is not None
        assert abs(ball(as_number(text)).log() - power) < arb("1e-4")
    mpmath.mp.dps = 40
    mantissa, exponent = mpmath.nstr(mpmath.exp(power), 12).split("e")
    assert text == f"{round(float(mantissa), 4):.4f}e{exponent}"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (fmpq(1, 10**7), "1.0000e-7"),
        (fmpq(-99999999, 10**13), "-1.0000e-5"),
        (fmpq(1, 10**999), "1.0000e-999"),
        (fmpq(47173, 10**10), "4.7173e-6"),
    ],
)
def test_an_exact_small_number_is_shown_as_it_was(number: fmpq, text: str) -> None:
    assert decimal(number, 4) == text


MASKED = "\\begin{bmatrix} 0 & -\\infty & -\\infty \\\\ 0 & 0 & -\\infty \\\\ 0 & 0 & 0 \\end{bmatrix}"
ANOTHER = MASKED.replace("0 & 0 & 0", "0 & 0 & -\\infty")
STUDENTS = [
    ("A", "softmax(Q K^T/sqrt(2) + [[0, -inf, -inf], [0, 0, -inf], [0, 0, 0]], axis='rows')", "right"),
    ("A", "softmax(Q K^T/sqrt(2) + [[0, -inf, -inf], [0, 0, 0], [0, 0, 0]], axis='rows')", "wrong"),
    ("A", f"\\mathrm{{softmax}}_{{\\mathrm{{rows}}}}(\\frac{{Q K^\\top}}{{\\sqrt 2}} + {MASKED})", "right"),
    ("L", "-\\infty", "wrong"),
    ("L", "∞", "wrong"),
]


@pytest.mark.parametrize(("question", "answer", "verdict"), STUDENTS)
def test_the_infinite_entries_of_a_mask_are_read(question: str, answer: str, verdict: str) -> None:
    assert Checker(derive.load("attention-masked").problem).check(question, answer.replace("'", '"')).verdict == verdict


WRITTEN = f"""
$$M = {MASKED}$$

$$M = {ANOTHER}$$

$$S = \\begin{{bmatrix}} 0.5303 & -\\infty & -\\infty \\\\ 0.6187 & -0.2210 & -\\infty \\\\ -0.3536 & -0.8839 & 0.0000
\\end{{bmatrix}}$$

$$S = \\begin{{bmatrix}} 0.5303 & -\\infty & 0 \\\\ 0.6187 & -0.2210 & -\\infty \\\\ -0.3536 & -0.8839 & 0.0000
\\end{{bmatrix}}$$

$$S = \\begin{{bmatrix}} 0.5303 & \\infty & -\\infty \\\\ 0.6187 & -0.2210 & -\\infty \\\\ -0.3536 & -0.8839 & 0.0000
\\end{{bmatrix}}$$
"""


def test_lines_with_infinite_entries_are_judged_by_where_they_stand() -> None:
    report = derive.check_writeup("attention-masked", WRITTEN)
    assert [line.verdict for line in report.lines] == ["right", "wrong", "right", "wrong", "wrong"]


def test_without_a_mask_infinity_is_no_value() -> None:
    for text in ("∞", "-inf", "Infinity", "[1, inf, 2]"):
        record = Checker(derive.load("rnn").problem).check("dL/dc", text)
        assert (record.verdict, record.diagnosis) == ("wrong", "not_a_value"), text
