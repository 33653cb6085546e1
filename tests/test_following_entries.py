"""Entries stated one at a time, miscopied given values and whole Jacobians are the student's own values from then on.

Expected numbers are computed with NumPy from what the student wrote.
"""

from __future__ import annotations

import numpy as np
import pytest
from handwriting import B, U, V, W, X, shown, softmax, write

from derive import catalogue
from derive.marker import WriteUps

CHECKER = WriteUps(catalogue.load("rnn"), "full")
TRUE = write().values


def verdicts(*statements: str) -> list[str]:
    report = CHECKER.check("student.md", "\n\n".join(f"$${each}$$" for each in statements).encode())
    assert not report.unread
    return [line.verdict for line in report.lines]


@pytest.mark.parametrize(
    "entry", [r"(\hat y_0)_3", r"\hat y_{0,3}", r"[\hat{y}_0]_3", "ŷ₀[2]", "yhat[0][2]", "yhat[0,2]"]
)
def test_a_wrong_entry_is_carried_on(entry: str) -> None:
    found = verdicts(f"{entry} = 0.8931", r"l_0 = -\log 0.8931 = 0.1131", "l_0 = 0.1131")
    assert found == ["wrong", "carried", "carried", "carried"]


def test_what_does_not_follow_from_the_entry_is_wrong() -> None:
    assert verdicts(r"(\hat y_0)_3 = 0.8931", r"l_0 = -\log 0.8831", "l_0 = 0.1331") == ["wrong", "wrong", "wrong"]


def test_an_entry_may_have_been_miswritten_only() -> None:
    """As one entry of a whole array: what is calculated from the right one stays right."""
    assert verdicts(r"(\hat y_0)_3 = 0.5", "l_0 = 0.1754") == ["wrong", "right"]


def test_an_entry_under_a_name_of_the_student_s_own() -> None:
    found = verdicts(r"p_t = \mathrm{softmax}(V h_t + c)", "(p_0)_3 = 0.8931", r"l_0 = -\log 0.8931 = 0.1131")
    assert found[-3:] == ["wrong", "carried", "carried"]


def test_all_entries_one_at_a_time() -> None:
    found = verdicts(r"(h_0)_1 = -0.7616", "(h_0)_2 = 0", "(h_0)_3 = 0.4640", rf"\bar h_1 = {shown(bar_1(0.4640), 4)}")
    assert found == ["right", "right", "wrong", "carried"]


def bar_1(third: float) -> np.ndarray:
    return np.asarray(W @ np.array([[TRUE["h0"][0, 0]], [0], [third]]) + U @ X[1] + B)


def test_an_entry_of_a_vector_that_was_printed_before() -> None:
    """The entry printed last holds, the others as they were printed."""
    wrong = np.array([[0.2], [0.3], [0.5]])
    after = shown(softmax(V @ wrong + np.array([[1], [1], [0]])), 4)
    later = shown(softmax(V @ np.array([[0.2], [0.3], [0.7]]) + np.array([[1], [1], [0]])), 4)
    found = verdicts(rf"h_0 = {shown(wrong, 1)}", rf"\hat y_0 = {after}", "(h_0)_3 = 0.7", rf"\hat y_0 = {later}")
    assert found == ["wrong", "carried", "wrong", "carried"]


def test_an_entry_corrected_is_right_and_holds() -> None:
    found = verdicts(r"(\hat y_0)_3 = 0.8931", r"(\hat y_0)_3 = 0.8391", "l_0 = 0.1754", "l_0 = 0.1131")
    assert found == ["wrong", "right", "right", "wrong"]


@pytest.mark.parametrize("entry", ["U_{1,2}", "U[0,1]"])
def test_a_miscopied_entry_of_a_given_matrix_is_carried_on(entry: str) -> None:
    own = U.copy()
    own[0, 1] = 5
    bar = own @ X[0] + B
    assert verdicts(f"{entry} = 5", rf"\bar h_0 = {shown(bar, 4)}", rf"h_0 = {shown(np.tanh(bar), 4)}") == [
        "wrong",
        "carried",
        "carried",
    ]


def test_a_miscopied_given_vector_is_carried_on_until_it_is_corrected() -> None:
    bar = shown(U @ np.array([[1], [1], [1]]) + B, 4)
    wrong, right = r"x_0 = [1, 1, 1]^\top", r"x_0 = [1, -1, 0]^\top"
    assert verdicts(wrong, rf"\bar h_0 = {bar}") == ["wrong", "carried"]
    assert verdicts(wrong, right, rf"\bar h_0 = {bar}") == ["wrong", "right", "wrong"]
    assert verdicts(wrong, right, rf"\bar h_0 = {shown(TRUE['z0'], 4)}") == ["wrong", "right", "right"]


def test_a_given_vector_printed_with_few_digits_explains_no_drift() -> None:
    assert verdicts(r"x_1 = [-1., 1., 0.]^\top", rf"\bar h_1 = {shown(TRUE['z1'] + 0.3, 4)}")[-1] == "wrong"


def test_an_entry_of_a_gradient() -> None:
    error = TRUE["e2"].copy()
    error[1, 0] = 0.3
    earlier = (1 - TRUE["h1"] ** 2) * (V.T @ (TRUE["p1"] - np.eye(3)[:, [1]]) / 3 + W.T @ error)
    found = verdicts(
        r"\left(\frac{\partial L}{\partial \bar{h}_2}\right)_2 = 0.3",
        rf"\frac{{\partial L}}{{\partial \bar{{h}}_1}} = {shown(earlier, 4)}",
    )
    assert found == ["wrong", "carried"]


def test_a_wrong_jacobian_is_carried_on() -> None:
    wrong = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]], dtype=float)
    after = wrong @ (np.diag(1 - TRUE["h1"][:, 0] ** 2) @ W)
    by_state = r"\frac{\partial h_2}{\partial @}"
    found = verdicts(
        rf"{by_state.replace('@', 'h_1')} = {shown(wrong, 0)}",
        rf"{by_state.replace('@', 'h_0')} = {shown(after, 4)}",
        rf"{by_state.replace('@', 'h_0')} = {shown(after + 1, 4)}",
    )
    assert found == ["wrong", "carried", "wrong"]
