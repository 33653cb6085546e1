"""What is told of a single answer: to tutors the expected value, to students sentences that a person would say."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from derive.cli import main
from derive.documents.words import Words
from derive.feedback.check_answer import Checker
from derive.problem import catalogue

PROBLEM = catalogue.load("logistic")
WORDS = Words("en", None, "verdicts")


def told(question: str, answer: str, reveal: str) -> str:
    result = CliRunner().invoke(main, ["check", "logistic", "--question", question, answer, "--reveal", reveal])
    return result.output


@pytest.mark.parametrize(
    ("question", "answer", "value"),
    [
        ("z", "2", "1.7500"),
        ("dL/dw", "[1, 2, 3]", "[-0.2961; 0.0740; 0.1480]"),
        ("dL/dw", "w x", "[-0.2961; 0.0740; 0.1480]"),
        ("dL/dw", "0.5", "[-0.2961; 0.0740; 0.1480]"),
    ],
)
def test_tutors_see_the_expected_value_of_a_single_answer(question: str, answer: str, value: str) -> None:
    """σ(1.75) - 1 = -0.1480 times [2, -0.5, -1]."""
    assert told(question, answer, "full").endswith(f"    expected: {value}\n")
    assert "expected" not in told(question, answer, "hint")
    assert value not in told(question, answer, "none")


def test_of_a_right_answer_nothing_is_expected() -> None:
    assert Checker(PROBLEM, "full").check("z", "1.75").expected == ""


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("0.5", "a single number"),
        ("[1, 2]", "a column of 2 numbers"),
        ("[[1, 2, 3, 4]]", "a row of 4 numbers"),
        ("[[1, 2], [3, 4]]", "a 2×2 matrix"),
    ],
)
def test_shapes_are_told_as_a_person_says_them(answer: str, found: str) -> None:
    assert Checker(PROBLEM).check("dL/dw", answer).message.startswith(f"Your result is {found}.")
    full = Checker(PROBLEM, "full").check("dL/dw", answer).message
    assert full == f"The result is {found}; expected a column of 3 numbers."


def test_hints_are_whole_sentences_and_speak_of_no_scalar() -> None:
    hints = {name: table["hint"] for name, table in WORDS.tables["mistakes"].items()}
    assert [name for name, hint in hints.items() if not re.fullmatch(r"[A-Z].*[.?]", hint)] == []
    assert [name for name, hint in hints.items() if re.search(r"\bscalar\b|\bthink about what\b", hint)] == []
