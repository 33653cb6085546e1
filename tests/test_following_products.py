"""Products that do not exist or are not clear are wrong formulas where nothing that they can mean is right."""

from __future__ import annotations

import pytest

from derive import catalogue
from derive.marker import WriteUps

CHECKER = WriteUps(catalogue.load("rnn"), "full")
BY_H = r"\frac{\partial L}{\partial h_2}"
BY_V = r"\frac{\partial L}{\partial V}"


def judged(statement: str) -> tuple[str, str | None]:
    (line,) = CHECKER.check("student.md", f"$${statement}$$".encode()).lines
    return line.verdict, line.diagnosis


@pytest.mark.parametrize(
    ("statement", "diagnosis"),
    [
        (rf"{BY_H} = \frac13 V (\hat y_2 - y_2)^\top", "weight_not_transposed"),
        (rf"{BY_H} = (\hat y_2 - y_2) V", "missing_mean_factor"),
        (rf"{BY_H} = (\hat y_2 - y_2) V^\top", "missing_mean_factor+weight_not_transposed"),
        (rf"{BY_V} = \frac13 \sum_{{t=0}}^{{2}} (\hat y_t - y_t) h_t", "inner_for_outer"),
        (r"\frac{\partial \hat y_t}{\partial \mu_t} = \hat y_t (1 - \hat y_t)", "wrong_shape"),
    ],
)
def test_wrong_whatever_is_meant(statement: str, diagnosis: str) -> None:
    assert judged(statement) == ("wrong", diagnosis)


@pytest.mark.parametrize(
    "statement",
    [
        rf"{BY_H} = \frac13 (\hat y_2 - y_2) V",
        r"\bar h_t = W h_{t-1}^T + U x_t + b",
        rf"{BY_V} = \frac13 \sum_t (\hat y_t - y_t) \times h_t",
        r"\bar h_1 = h_0 W + U x_1 + b",
    ],
)
def test_what_may_be_right_in_another_layout_is_unread(statement: str) -> None:
    assert judged(statement)[0] == "unread"


def test_an_identity_without_a_time_is_not_taken_for_products_of_steps() -> None:
    assert judged(r"\frac{\partial \hat y_i}{\partial \mu_j} = \hat y_i (\delta_{ij} - \hat y_j)")[0] == "right"
