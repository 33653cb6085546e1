"""Formulas as a careful tutor writes them: signs, doubles, exact answers, labels that stand apart."""

from __future__ import annotations

import re

import pytest
from exercises import exercise

import derive
from derive.problem.spec import METHODS


def display(text: str, left: str) -> str:
    """The displayed equation with `left` and a result in a box."""
    return next(d for d in re.findall(r"\$\$\n(.*?)\n\$\$", text, re.S) if left in d and "boxed" in d)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ('"1/2"', r"= \frac{1}{2} + 0 = \boxed{0.5000}"),
        ("3", r"= 3 + 0 = \boxed{3}"),
        ('"-1/3"', r"= -\frac{1}{3} \approx \boxed{-0.3333}"),
        ('[3, "1/4"]', r"\\ \frac{1}{4} \end{bmatrix} + 0 = \boxed{\begin{bmatrix} 3.0000 \\ 0.2500"),
        ("0.123456", r"\approx \boxed{0.1235}"),
    ],
)
def test_an_exact_answer_is_shown_exactly_and_in_decimals(value: str, shown: str) -> None:
    text = exercise("z = x + a", f"x = {value}\na = 0", "z").solve().to_markdown()
    assert shown in display(text, "z = x")


def test_a_negative_term_is_subtracted() -> None:
    asked = exercise("u = tanh(x)\nL = a' u - b' u", "x = [1, 2]\na = [1, 3]\nb = [2, 5]", "dL/dx")
    for method in METHODS:
        solution = asked.solve(method=method)
        assert not re.search(r"\+ (\\left)?\(-[^\d]", solution.to_markdown())
        assert "+ -" not in solution["dL/dx"].formula
        assert "+ (-" not in solution["dL/dx"].formula


def test_twice_the_same_is_a_double() -> None:
    solution = exercise("L = x' x", "x = [1, 2]", "dL/dx").solve()
    assert solution["dL/dx"].formula == "2 x"
    assert "x + x" not in solution.to_markdown()


@pytest.mark.parametrize("method", METHODS)
def test_shape_labels_stand_apart(method: str) -> None:
    text = derive.load("rnn").solve(method=method).to_markdown()
    labels = re.findall(r"(.{14})\\underset\{\d", text)
    assert all(before.endswith(("\\hspace{6pt} ", "= ", "+ ", "- ")) or "underset" not in before for before in labels)
    assert ("\\hspace{6pt} \\underset" in text) == (method != "index")
    assert not re.search(r"\^\{\\top\}\} \\underset", text)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("loss", ["BCE(y, sigmoid(s))", "BCE(y, s)", "CE(y, s)", "MSE(y, s)"])
def test_a_sum_over_one_entry_has_no_sum_sign(loss: str, method: str) -> None:
    text = exercise(f"L = {loss}", 's = 0.3\ny = "1/4"', "dL/ds").solve(method=method).to_markdown()
    assert "\\sum_{r" not in text


def test_the_derivation_of_a_binary_cross_entropy_ends_in_the_form_of_the_rule() -> None:
    text = exercise("p = sigmoid(s)\nL = BCE(y, p)", "s = [0.3, 1]\ny = [0, 1]", "dL/ds dL/dp").solve().to_markdown()
    derived = [d for d in re.findall(r"\$\$\n(.*?)\n\$\$", text, re.S) if "\\log" in d and "partial" in d]
    assert r"\frac{p_{j} - y_{j}}{p_{j} (1 - p_{j})}" in derived[-1]
    for part in derived:
        assert "\\exp(s_{r})" not in part
        assert not re.search(r"\w - 1\b", part)


def test_a_kink_is_named_by_what_stands_at_it() -> None:
    text = exercise("h = relu(W x)\nL = sum(h)", "W = [[1, -1], [1, 1]]\nx = [1, 1]", "dL/dx").solve().to_markdown()
    name = re.search(r"A kink stands exactly at \$(\S+)\$", text)
    assert name is not None
    assert name[1] == "\\mu"
