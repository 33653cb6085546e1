"""The names of mistakes in formulas whose factors stand at other steps or in another order, or whose sums are short."""

from __future__ import annotations

import pytest

from derive import catalogue
from derive.marker import WriteUps

CHECKER = WriteUps(catalogue.load("rnn"), "full")
DELTA = r"Let $\delta_t = \frac{\partial L}{\partial\bar h_t}$. "
HERE = r"\frac13V^\top(\hat y_t-y_t)"
D = r"\operatorname{diag}(1-h_t^2)"


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        (r"\frac{\partial h_{t+1}}{\partial h_t} = W\operatorname{diag}(1-h_{t+1}^2)", "factors_swapped"),
        (r"\frac{\partial h_2}{\partial h_1} = W^\top\operatorname{diag}(1-h_2^2)", "transposed"),
        (r"\frac{\partial L}{\partial\bar h_2} = \frac13 V^\top\operatorname{diag}(1-h_2^2)(\hat y_2-y_2)",
         "factors_swapped"),
        (rf"\delta_1 = {D}({HERE} + W^\top\delta_0)".replace("_t", "_1"), "time_off_by_one"),
        (rf"\delta_0 = {D}({HERE} + W^\top\delta_2)".replace("_t", "_0"), "time_off_by_one"),
        (rf"\delta_0 = {D}({HERE} - W^\top\delta_2)".replace("_t", "_0"), None),
        (r"\frac{\partial L}{\partial W} = \sum_{t=1}^{2}\delta_{t-1}h_t^\top", "time_off_by_one"),
        (r"\frac{\partial L}{\partial b} = \frac13\sum_{t=0}^{2}\sum_{k=0}^{t-1}\frac{\partial l_t}{\partial\bar h_k}",
         "sum_stops_early"),
        (r"\frac{\partial L}{\partial V_{ij}} = \frac13\sum_t(\hat y_{t,j}-y_{t,j})h_{t,i}", "transposed"),
        (r"\frac{\partial L}{\partial V_{ij}} = \frac13\sum_t(2\hat y_{t,j}-y_{t,j})h_{t,i}", None),
    ],
)  # fmt: skip
def test_the_mistake_is_named(statement: str, name: str | None) -> None:
    line = CHECKER.check("student.md", f"{DELTA}${statement}$".encode()).lines[-1]
    assert (line.verdict, line.diagnosis) == ("wrong", name)
