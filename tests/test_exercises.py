"""A file with several exercises: only the one that is the problem is judged.

In the first exercise w = (1, 2) and x = (3, 1), so z = w·x = 5 and the gradient of (z - 4)² is 2 (5 - 4) x = (6, 2).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import writeups
from click.testing import CliRunner

from derive.cli import main
from derive.feedback.check_writeup import WriteUps
from derive.following.other_exercises import ANOTHER
from derive.problem import catalogue
from derive.writeup.numbered_headings import exercise_of

OTHER = [
    "$w = (1, 2)$",
    "$$z = w^T x = 5$$",
    r"$$\frac{\partial L}{\partial w} = 2 (z - 4) x = [6, 2]$$",
]
OWN = ["$$z = w^T x + b = 1.75$$", r"$$\hat y = \sigma(z) = 0.8520$$", r"$$L = -\log \hat y = 0.1602$$"]


def text(*parts: tuple[str, list[str]]) -> str:
    return "\n\n".join(line for heading, lines in parts for line in (heading, *lines))


def verdicts(written: str, problem: str = "logistic") -> list[str]:
    lines = writeups(problem).check("a.md", written.encode()).lines
    assert all(ANOTHER in line.message for line in lines if line.verdict == "unread")
    return [line.verdict for line in lines]


@pytest.mark.parametrize("one", ["# Exercise 1", "## Aufgabe 1 (a)", "**Problem 1**", "Exercice 1", "### Übung Nr. 1:"])
def test_an_unrelated_exercise_takes_no_marks_of_the_one_that_is_the_problem(one: str) -> None:
    two = one.replace("1", "2")
    assert verdicts(text((one, OTHER), (two, OWN))) == ["unread"] * 5 + ["right"] * 6
    assert verdicts(text((two, OWN), (one, OTHER))) == ["right"] * 6 + ["unread"] * 5


def test_exercises_that_go_on_with_the_problem_are_all_judged() -> None:
    gradients = [r"$$\frac{\partial L}{\partial b} = \hat y - 1 = 0.1480$$", r"$$\frac{\partial L}{\partial z} = 0.5$$"]
    found = verdicts(text(("# Exercise 1: forward", OWN), ("# Exercise 2: backward", gradients)))
    assert found[:6] == ["right"] * 6
    assert "unread" not in found
    assert "wrong" in found


def test_questions_of_one_exercise_are_all_judged() -> None:
    found = verdicts(text(("# Question 1", ["$$z = 1.85$$"]), ("# Question 2", OWN)))
    assert found[0] == "wrong"
    assert "unread" not in found


def test_the_problem_may_say_which_exercise_it_is() -> None:
    written = text(("# Exercise 1", ["$$z = 1.85$$"]), ("# Exercise 3", ["$$b = 0.5$$"])).encode()
    for part, expected in ((1, ["wrong", "unread"]), (3, ["unread", "right"]), (2, ["wrong", "right"])):
        problem = catalogue.load("logistic", settings={"part": part})
        assert [line.verdict for line in WriteUps(problem).check("a.md", written).lines] == expected


def test_an_option_names_the_exercise(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(text(("# Exercise 1", ["$$z = 5$$"]), ("# Exercise 2", OWN)), encoding="utf-8")
    result = CliRunner().invoke(main, ["check", "logistic", str(file), "--part", "2"])
    assert "6 right" in result.output
    assert "wrong" not in result.output


@pytest.mark.parametrize(
    ("heading", "number"),
    [("Exercise 2 (b)", 2), ("Aufgabe 12: LSTM", 12), ("Ex. 3", 3), ("Exercises", 0), ("Question 2", 0), ("2", 0)],
)
def test_a_heading_begins_an_exercise_by_its_number(heading: str, number: int) -> None:
    assert exercise_of(heading) == number
