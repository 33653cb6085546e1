"""Wrong values of expressions, miscopied data and false formulas without numbers are carried on.

Expected numbers are computed with NumPy from what the student wrote.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from handwriting import B, C, U, V, W, X, Y, shown, softmax, write

from derive import catalogue
from derive.marker import WriteUps

CHECKER = WriteUps(catalogue.load("rnn"), "full")
TRUE = write().values
Real = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def verdicts(*statements: str) -> list[str]:
    report = CHECKER.check("student.md", "\n\n".join(f"$${each}$$" for each in statements).encode())
    assert not report.unread
    return [line.verdict for line in report.lines]


def column(*entries: float) -> Real:
    return np.array(entries).reshape(3, 1)


def d(by: str) -> str:
    return rf"\frac{{\partial L}}{{\partial {by}}}"


BY_BAR_0, BY_BAR_2 = d(r"\bar h_0"), d(r"\bar h_2")
E2 = column(0.9394, 0.0567, -0.9661)
"""ŷ_2 − y_2 with one digit wrong; the last entry is −0.9961."""
BY_H2 = V.T @ E2 / 3
WRONG_WH0 = column(-1.7256, -1.5232, 1.2756)
WRONG_SLOPE = column(0.0048, 0.5612, 0.7564)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (
            [rf"e_2 = \hat y_2 - y_2 = {shown(E2, 4)}", rf"{d('h_2')} = \frac13 V^T e_2 = {shown(BY_H2, 4)}"],
            ["wrong", "right", "carried"],
        ),
        (
            [
                r"e_t = \hat y_t - y_t",
                rf"e_2 = {shown(E2, 4)}",
                rf"{d('h_2')} = \frac13 V^T e_2 = {shown(BY_H2, 4)}",
            ],
            ["wrong", "right", "carried"],
        ),
        (
            [
                rf"\hat y_2 - y_2 = {shown(E2, 4)}",
                rf"{d('h_2')} = \frac13 V^T {shown(E2, 4)} = {shown(BY_H2, 4)}",
                rf"{BY_BAR_2} = {shown((1 - TRUE['h2'] ** 2) * BY_H2, 4)}",
            ],
            ["wrong", "carried", "carried", "carried"],
        ),
        (
            [rf"\hat y_2 - y_2 = {shown(E2, 4)}", rf"{d('h_2')} = \frac13 V^T {shown(E2, 4)} = (0.5, 0.5, 0.5)^T"],
            ["wrong", "carried", "wrong"],
        ),
        (
            [
                rf"W h_0 = {shown(WRONG_WH0, 4)}",
                rf"\bar h_1 = W h_0 + U x_1 + b = {shown(WRONG_WH0 + U @ X[1] + B, 4)}",
            ],
            ["wrong", "right", "carried"],
        ),
        (
            [rf"p = W h_0 = {shown(WRONG_WH0, 4)}", rf"h_1 = {shown(np.tanh(WRONG_WH0 + U @ X[1] + B), 4)}"],
            ["wrong", "carried"],
        ),
        (
            [rf"W h_0 = {shown(WRONG_WH0, 4)}", rf"\bar h_1 = {shown(WRONG_WH0 + U @ X[1], 4)}"],
            ["wrong", "wrong"],
        ),
        (
            [
                rf"1 - h_2^2 = {shown(WRONG_SLOPE, 4)}",
                rf"{BY_BAR_2} = (1 - h_2^2) \odot {d('h_2')} = {shown(WRONG_SLOPE * TRUE['g2'], 4)}",
            ],
            ["wrong", "right", "carried"],
        ),
        (
            [
                r"D_2 = diag(1 - h_2^2) = diag(0.0048, 0.5612, 0.7564)",
                rf"{BY_BAR_2} = D_2 {d('h_2')} = {shown(WRONG_SLOPE * TRUE['g2'], 4)}",
            ],
            ["wrong", "right", "carried"],
        ),
    ],
)
def test_a_wrong_value_of_an_expression_is_carried(statements: list[str], expected: list[str]) -> None:
    assert verdicts(*statements) == expected


def test_a_term_of_a_sum_that_was_printed_wrongly() -> None:
    total = (TRUE["p0"] - Y[0] + TRUE["p1"] - Y[1] + E2) / 3
    found = verdicts(
        rf"\hat y_2 - y_2 = {shown(E2, 4)}", rf"{d('c')} = \frac13 \sum_t (\hat y_t - y_t) = {shown(total, 4)}"
    )
    assert found == ["wrong", "right", "carried"]


def test_a_miscopied_label() -> None:
    total = (TRUE["p0"] - Y[0] + TRUE["p1"] - Y[2] + TRUE["p2"] - Y[2]) / 3
    found = verdicts("y_1 = (0, 0, 1)^T", rf"{d('c')} = \frac13 \sum_t (\hat y_t - y_t) = {shown(total, 4)}")
    assert found == ["wrong", "right", "carried"]


def test_a_false_formula_without_a_number_is_carried_into_numbers() -> None:
    by_h0 = V.T @ (TRUE["p0"] - Y[0]) / 3
    found = verdicts(
        rf"{d('h_0')} = \frac13 V^T (\hat y_0 - y_0)",
        rf"{BY_BAR_0} = (1 - h_0^2) \odot {d('h_0')} = {shown((1 - TRUE['h0'] ** 2) * by_h0, 4)}",
    )
    assert found == ["wrong", "right", "carried"]
    without = np.tanh(W @ TRUE["h0"] + U @ X[1])
    after = softmax(V @ without + C)
    found = verdicts(
        r"\bar h_1 = W h_0 + U x_1", rf"h_1 = \tanh(\bar h_1) = {shown(without, 4)}", rf"\hat y_1 = {shown(after, 4)}"
    )
    assert found == ["wrong", "right", "carried", "carried"]


def test_a_false_formula_for_all_steps_is_carried_through_all() -> None:
    h = [np.tanh(U @ X[0])]
    for t in (1, 2):
        h.append(np.tanh(W @ h[-1] + U @ X[t]))
    found = verdicts(r"\bar h_t = W h_{t-1} + U x_t", *(rf"h_{t} = {shown(h[t], 4)}" for t in (2, 0, 1)))
    assert found == ["wrong", "carried", "carried", "carried"]


def test_a_true_value_ends_what_a_false_formula_leads_to() -> None:
    found = verdicts(
        r"\bar h_1 = W h_0 + U x_1",
        rf"\bar h_1 = {shown(W @ TRUE['h0'] + U @ X[1] + B, 4)}",
        rf"h_1 = {shown(np.tanh(W @ TRUE['h0'] + U @ X[1]), 4)}",
    )
    assert found[0] == "wrong"
    assert found[2] == "wrong"


SIDES = (
    r"\ell_t", r"-\log\hat y_t", r"-y_t\odot\log\hat y_t", r"\hat y_t - y_t", "L", r"\sum_t(\hat y_t-y_t)",
    r"\ell_k", "V", "L_c", r"V h_t", r"h_t^T h_t", r"\hat y_t y_t^T", r"\frac{\partial L}{\partial h_t}", "W_{ij}",
    r"\frac{\partial \ell_t}{\partial V}", "h_{t,i}", r"\bar h_k", "3", "(1, 2, 3)", "0",
)  # fmt: skip


@pytest.mark.parametrize("left", SIDES)
def test_no_pair_of_shapes_is_too_much(left: str) -> None:
    """Scalars, vectors and matrices on both sides, with numbers that follow: nothing is raised."""
    for right, number in product(SIDES, [r"\ell_0 = 0.1754", "L = 2.0144"]):
        verdicts(f"{left} = {right}", number, rf"{d('V')} = \sum_t {left}")


def test_a_number_from_a_false_formula_stays_when_the_right_formula_is_stated() -> None:
    found = verdicts(r"l_0 = -y_1^T \log \hat y_0 = 2.6266", r"l_t = -y_t^T \log \hat y_t", "l_0 = 2.6266")
    assert found == ["wrong", "carried", "right", "carried"]
