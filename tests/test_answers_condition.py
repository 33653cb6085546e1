"""Quantifiers beside a statement are no part of it."""

from __future__ import annotations

import pytest
from readings import PROBLEMS, means, read

from derive.reading.read import read_chain, vocabulary_of
from derive.reading.result import NotAValue, Unreadable

FORMULA = r"h_t = \tanh(\bar h_t)"


@pytest.mark.parametrize(
    ("behind", "condition"),
    [
        (" for t > 0", "t > 0"),
        (r" \text{for } t = 0,1,2", "t = 0,1,2"),
        (r" \text{ for all } t", "t"),
        (" (t = 1, 2)", "t = 1, 2"),
        (r"\quad (t \ge 1)", r"t \ge 1"),
        (r" \quad t=0,1,2", "t=0,1,2"),
        (r" \quad \forall t", "t"),
        (r",\quad \forall t \in \{0, 1\}", r"t \in \{0, 1\}"),
        (r", t \ge 1", r"t \ge 1"),
        (r", \qquad t = 1, \dots, T.", r"t = 1, \dots, T"),
        (", 0 < t <= 2", "0 < t <= 2"),
        (" für alle t ≥ 1", "t ≥ 1"),
        (" if t < 2", "t < 2"),
        (r"\qquad(\text{for } t>0)", "t>0"),
        (" for t in range(3)", "t in range(3)"),
        ("", ""),
    ],
)
def test_a_condition_behind_a_statement(behind: str, condition: str) -> None:
    reading = read("rnn", "", FORMULA + behind)
    assert reading.condition == condition
    assert len(reading.members) == 2
    assert means("rnn", "", FORMULA + behind, "tanh(hbar[t])")


@pytest.mark.parametrize("front", ["For t = 1, 2: ", "For all t, ", r"\forall t: "])
def test_a_condition_in_front_of_a_statement(front: str) -> None:
    reading = read("rnn", "", front + FORMULA)
    assert reading.condition
    assert means("rnn", "", front + FORMULA, "tanh(hbar[t])")


def test_conditions_of_definitions() -> None:
    text = r"\delta_1 x_1^T \text{ where } \delta_t = W^T\delta_{t+1} \text{ for } t = 0, 1 \text{ and } \delta_2 = h_2"
    assert means("rnn", "dL/dU", text, "W' h[2] x[1]'")
    text = r"\delta_1 x_1^T, \quad t \ge 0, \text{ where } \delta_t = h_t,\ t \ge 0"
    assert means("rnn", "dL/dU", text, "h[1] x[1]'")


def test_one_name_defined_in_two_ways_is_not_read() -> None:
    with pytest.raises(Unreadable, match="defined twice"):
        read("rnn", "dL/dU", r"\delta_1 x_1^T, \text{ where } \delta_t = h_t \text{ for } t<2, \delta_t = x_t")


@pytest.mark.parametrize("text", ["2.01, 3", "2.01 or 3", "h_1, h_2"])
def test_two_answers_are_no_condition(text: str) -> None:
    with pytest.raises(NotAValue):
        read("rnn", "L", text)


def test_brackets_that_are_no_condition() -> None:
    assert read_chain("h_0 (t = 1)", vocabulary_of(PROBLEMS["rnn"])).condition == "t = 1"
    assert read("rnn", "h[0]", "h_0 = (-0.5, 1, 2)").condition == ""
    assert read("rnn", "L", "L = l_0 (1)").condition == ""


@pytest.mark.parametrize(
    "text",
    [
        "h_t for t < 2, x_t for t = 2",
        "h_t for t < 2, x_t otherwise",
        "h_t for t = 1 or x_t",
        "h_1 for x_1 = 2",
    ],
)
def test_what_may_hide_another_answer_is_no_condition(text: str) -> None:
    with pytest.raises(Unreadable):
        read("rnn", "", text)
