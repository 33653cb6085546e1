"""Following direct derivatives: ∂⁺ of recurrent networks, ∂ beside d, and those that are direct without a mark."""

from __future__ import annotations

import pytest

from derive import catalogue
from derive.marker import WriteUps

CHECKER = WriteUps(catalogue.load("rnn"), "full")
LOSS = r"\frac13 V^\top(\hat y_1-y_1)"
BAR = r"\bar h_t"
ON = r"W^\top\operatorname{diag}(1-h_2^2)"


def verdicts(text: str) -> list[str]:
    return [line.verdict for line in CHECKER.check("student.md", text.encode()).lines]


def plus(of: str, by: str) -> str:
    return rf"\frac{{\partial^+ {of}}}{{\partial {by}}}"


def slope(of: str, by: str) -> str:
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"


def total(of: str, by: str) -> str:
    return rf"\frac{{d{of}}}{{d{by}}}"


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        (f"{plus('L', 'h_1')} = {LOSS}", "right"),
        (f"{plus('L', 'h_1')} = {LOSS} + {ON}{slope('L', 'h_2')}", "wrong"),
        (f"{slope('L', 'h_1')} = {plus('L', 'h_1')} + {ON}{slope('L', 'h_2')}", "right"),
        (f"{slope('L', 'h_1')} = {plus('L', 'h_1')} + {ON}{plus('L', 'h_2')}", "right"),
        (f"{slope('L', 'h_0')} = {plus('L', 'h_0')} + {slope('h_1', 'h_0')}^\\top {plus('L', 'h_1')}", "wrong"),
        (f"{plus('h_2', 'h_1')} = \\operatorname{{diag}}(1-h_2^2)W", "right"),
        (f"{plus('h_2', 'h_0')} = 0", "right"),
        (f"{plus('h_2', 'h_0')} = {slope('h_2', 'h_1')}{slope('h_1', 'h_0')}", "wrong"),
        (f"{slope('h_t', 'W')} = {plus('h_t', 'W')} + {slope('h_t', 'h_{t-1}')}{slope('h_{t-1}', 'W')}", "right"),
        (f"{slope('h_t', 'W')} = {plus('h_t', 'W')} + {slope('h_t', 'h_{t-1}')}{plus('h_{t-1}', 'W')}", "right"),
        (f"{slope('h_t', 'U')} = {plus('h_t', 'U')} + {slope('h_t', 'h_{t-1}')}{plus('h_{t-1}', 'U')}", "wrong"),
        (
            f"{slope('l_t', 'W')} = \\sum_{{k\\leq t}}{slope('l_t', 'h_t')}{slope('h_t', 'h_k')}{plus('h_k', 'W')}",
            "right",
        ),
        (
            f"{slope('l_t', 'W')} = \\sum_{{k<t}}{slope('l_t', 'h_t')}{slope('h_t', 'h_k')}{plus('h_k', 'W')}",
            "wrong",
        ),
        (f"{total('L', 'h_1')} = {slope('L', 'h_1')} + {ON}{total('L', 'h_2')}", "right"),
        (f"{total('L', 'h_1')} = {slope('L', 'h_1')} + W\\operatorname{{diag}}(1-h_2^2){total('L', 'h_2')}", "wrong"),
        (f"{slope('L', 'h_1')} = {slope('L', 'h_1')} + {ON}{slope('L', 'h_2')}", "wrong"),
        (
            rf"{slope('h_t', 'U')} = {slope('h_t', BAR)}"
            rf"\left({slope(BAR, 'U')} + W{slope('h_{t-1}', 'U')}\right)",
            "right",
        ),
        (
            rf"{slope('h_t', 'U')} = {slope('h_t', BAR)}"
            rf"\left({slope(BAR, 'U')} + 2W{slope('h_{t-1}', 'U')}\right)",
            "wrong",
        ),
    ],
)
def test_direct_derivatives(statement: str, verdict: str) -> None:
    assert verdicts(f"${statement}$") == [verdict]


def test_a_true_direct_jacobian_beside_an_error_is_no_slip() -> None:
    error, bar = r"$h_1 = (0.5,0.5,0.5)^\top$", slope(BAR, "b")
    assert verdicts(f"{error} and ${bar} = I$") == ["wrong", "right"]
    assert verdicts(f"{error} and ${bar} = W$") == ["wrong", "wrong"]


def test_a_line_keeps_its_words() -> None:
    text = f"{total('L', 'h_1')} = {slope('L', 'h_1')} + {ON}{total('L', 'h_2')}"
    (line,) = CHECKER.check("student.md", f"${text}$".encode()).lines
    assert line.text == text.split(" = ")[1]
