"""Questions by their letters on the sheet, and what is said where one asks for several things or is none."""

from __future__ import annotations

import pytest

from derive.judging.questions import asked_for
from derive.language.errors import ProblemError
from derive.problem.catalogue import load


@pytest.mark.parametrize(
    ("text", "said"),
    [("(a)", "name one of h[0], h[1], h[2]"), ("(z)", "unknown name 'z'"), ("V = 2", "found an equation")],
)
def test_what_is_no_single_question_is_told(text: str, said: str) -> None:
    with pytest.raises(ProblemError) as error:
        asked_for(text, load("rnn"))
    assert said in error.value.complaints[0].message


@pytest.mark.parametrize(
    "text", ["(e)", "e)", "1e", "1 (e)", "2.e", "dL/dV", "∂L/∂V", "\\partial L/\\partial V", "grad_V"]
)
def test_a_question_is_found_by_its_letter_and_by_any_spelling(text: str) -> None:
    assert str(asked_for(text, load("rnn"))) == "dL/dV"


def test_a_name_is_no_letter() -> None:
    assert str(asked_for("b", load("rnn"))) == "b"
