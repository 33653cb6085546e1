"""Where pieces with kinks meet: one-sided derivatives decide what the derivative is, and where there is none.

The numbers are worked out by hand: stable cross-entropy with logits has the derivative sigmoid(s) − y, stable softplus
sigmoid(x), ELU with α = 1 the slope 1 at 0, |x| x the slope 0.
"""

from __future__ import annotations

import pytest
from exercises import exercise, numbers, toml
from test_functions import exercise as with_functions

from derive.feedback.check_answer import Checker
from derive.problem.spec import METHODS

SMOOTH = {
    "cross-entropy with logits": (
        "L = mean(relu(s) - s .* y + log(1 + exp(-abs(s))))",
        "s = [0, 1.2, -0.4]\ny = [1, 0, 1]",
        "s",
        ["-0.1667", "0.2562", "-0.1996"],
    ),
    "softplus": ("L = sum(relu(x) + log(1 + exp(-abs(x))))", "x = [0, 1, -2]", "x", ["0.5", "0.7311", "0.1192"]),
    "softplus with relu alone": (
        "L = sum(relu(x) + log(1 + exp(-relu(x) - relu(-x))))",
        "x = [0, 1, -2]",
        "x",
        ["0.5", "0.7311", "0.1192"],
    ),
    "ELU": ("L = sum(relu(x) - relu(1 - exp(x)))", "x = [0, 1, -2]", "x", ["1", "1", "0.1353"]),
    "the identity": ("L = 3 (relu(x) - relu(-x))", "x = 0", "x", ["3"]),
    "the identity by leaky parts": ("L = leaky_relu(x, 0.1) - 0.9 relu(x)", "x = 0", "x", ["0.1"]),
    "parts apart": ("a = s\nb = -s\nL = 2 (relu(a) - relu(b))", "s = 0", "s", ["2"]),
    "through a matrix": (
        "z = W x\nL = sum(relu(z) - relu(-z))",
        "W = [[1, -1], [1, 2]]\nx = [1, 1]",
        "W",
        ["1", "1", "1", "1"],
    ),
    "a square": ("L = abs(x) x + x", "x = 0", "x", ["1"]),
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", SMOOTH)
def test_pieces_that_add_up_to_a_smooth_function_have_its_derivative(name: str, method: str) -> None:
    equations, values, by, expected = SMOOTH[name]
    solution = exercise(equations, values, f"dL/d{by}").solve(method=method)
    assert numbers(solution[f"dL/d{by}"].value) == numbers(expected)
    assert solution.proof is not None
    assert solution.proof.compared == len(expected)


def test_a_function_of_the_file_with_kinks_inside_has_its_derivative_too() -> None:
    own = "[functions]\nelu = 'relu(x) - relu(1 - exp(x))'\n"
    solution = with_functions(own + toml("L = sum(elu(x))", "x = [0, -2]", "dL/dx")).solve()
    assert numbers(solution["dL/dx"].value) == numbers(["1", "0.1353"])


def test_the_right_answer_is_right_and_the_usual_slopes_are_wrong() -> None:
    equations, values, *_ = SMOOTH["cross-entropy with logits"]
    problem = exercise(equations, values, "dL/ds").problem
    assert Checker(problem).check("dL/ds", "[-0.1667, 0.2562, -0.1996]").verdict == "right"
    assert Checker(problem).check("dL/ds", "[-0.3333, 0.2562, -0.1996]").verdict == "wrong"


def test_the_step_says_that_the_pieces_meet_and_what_both_sides_put_in() -> None:
    equations, values, *_ = SMOOTH["cross-entropy with logits"]
    text = exercise(equations, values, "dL/ds").solve().to_markdown()
    assert "At entry $1$ of $s$ pieces with kinks meet, and the derivative exists" in text
    assert "those of the other, $-1$ for $\\mathrm{sign}(s)$ and $0$ for $\\mathrm{step}(s)$, give the same" in text
    assert "no derivative" not in text


@pytest.mark.parametrize("method", METHODS)
def test_a_real_kink_is_told_with_the_slopes_of_both_sides(method: str) -> None:
    text = exercise("h = relu(z)\nL = 3 sum(h)", "z = [0, 1, -1]", "dL/dz").solve(method=method).to_markdown()
    assert "$\\mathrm{ReLU}(z)$ has a kink at entry $1$ of $z$, where it has no derivative" in text
    assert "There is no derivative for entry $1$ of $\\partial L/\\partial z$" in text
    assert "at the rates $0$ and $3$, and every number between them is a subgradient" in text
    assert "2 entries compared" in text


def test_a_convention_that_gives_no_subgradient_gives_way_to_the_slopes_of_one_side() -> None:
    solution = exercise("L = relu(x) - relu(-x) + 0.1 abs(x)", "x = 0", "dL/dx").solve()
    assert numbers(solution["dL/dx"].value) == numbers(["1.1"])
    assert "$\\frac{9}{10}$ and $\\frac{11}{10}$" in solution.to_markdown()


def test_where_no_slopes_give_every_entry_the_derivative_by_one_is_told_beside_the_chain_rule() -> None:
    """Two units stand at 0.  By x[1] the loss is 5 relu(t) - 5 relu(-t) = 5 t, by x[2] 5 relu(t) - 5 relu(t) = 0, by
    x[3] and x[4] only one of the units moves, with a kink, so that no slopes fit all of W.
    """
    problem = exercise(
        "z = W x\nL = 5 a' relu(z)",
        "W = [[1, 1, 1, 0], [-1, 1, 0, 1]]\na = [1, -1]\nx = [0, 0, 0, 0]",
        "dL/dx",
    )
    solution = problem.solve()
    found = [float(entry) for entry in numbers(solution["dL/dx"].value)]
    assert found in ([5, 0, 0, 0], [0, 0, 0, 0], [5, 0, 5, 0], [5, 0, 0, -5])
    told = "the function itself changes at the rate $5$ on both sides" in solution.to_markdown()
    assert told == (found[0] == 0)
    for entries in ([5, 0, 0, 0], [5, 0, 5, -5], [5, 0, 2, -1]):
        assert Checker(problem.problem).check("dL/dx", str(entries)).verdict == "right"
    assert Checker(problem.problem).check("dL/dx", "[4, 0, 0, 0]").verdict == "wrong"


def test_a_kink_that_no_asked_derivative_meets_is_not_spoken_of() -> None:
    solution = exercise("h = relu(z)\nL = sum(h) + w^2", "z = [0, 1]\nw = 2", "dL/dw").solve()
    assert solution.proof is not None
    assert solution.proof.kinks == ()
    assert "kink" not in solution.to_markdown()


def test_the_value_at_a_jump_is_stated_where_no_derivative_meets_it_too() -> None:
    text = exercise("h = sign(x)\nL = sum(h) + w^2", "x = [0, 2]\nw = 1", "h L dL/dw").solve().to_markdown()
    assert "There is a jump at entry $1$ of $x$; $0$ for $\\mathrm{sign}(x)$ is used there." in text
    assert "no derivative" not in text


def test_what_is_not_asked_for_needs_no_value() -> None:
    solution = exercise("L = relu(x)\nM = log(x)", "x = 0", "dL/dx").solve()
    assert numbers(solution["dL/dx"].value) == numbers(["0"])


def test_a_jump_has_no_derivative_and_its_value_there_is_stated() -> None:
    solution = exercise("h = step(x)\nL = h + x^2", "x = 0", "dL/dx").solve()
    text = solution.to_markdown()
    assert "There is a jump at $x$; $0$ for $\\mathrm{step}(x)$ is used there" in text
    assert "There is no derivative for $\\partial L/\\partial x$, since there is a jump" in text


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("relu([0.0000, 0.64])", "right"),
        ("max([0.0000, 0.64], 0)", "right"),
        ("[abs(0.0000), 0.64]", "right"),
        ("relu([0.0000, 0.74])", "wrong"),
        ("relu([0.0000, -0.64])", "wrong"),
    ],
)
def test_a_rounded_zero_at_a_kink_is_taken_at_its_word(answer: str, verdict: str) -> None:
    values = "W = [[1, 2], [0.37, 0.1]]\nx = [2, -1]\ny = [1, 0.31]"
    found = exercise("h = relu(W x)\nL = 1/2 sqnorm(h - y)", values, "h")
    assert Checker(found.problem).check("h", answer).verdict == verdict


def test_the_place_of_a_kink_is_told_by_the_argument_that_is_no_number() -> None:
    found = exercise("L = sum(max(0, x))", "x = [0, 1, -1]", "dL/dx")
    assert r"$\max(0, x)$ has a kink at entry $1$ of $x$" in found.solve().to_markdown()
    told = Checker(found.problem).check("dL/dx", "[1, 1, 0]").message
    assert "At the kink (x)" in told


TOGETHER = [
    ("L = max(x)", "[1, 2, 2]", "[0, 1, 1]", "wrong"),
    ("L = max(x)", "[1, 2, 2]", "[0, 0.3, 0.7]", "right"),
    ("L = max(x)", "[1, 2, 2]", "[0, 0.3, 0.6]", "wrong"),
    ("z = 1 x\nL = relu(z[1]) - relu(z[2])", "[0, 0]", "[1, 0]", "right"),
    ("z = 1 x\nL = abs(z[1] - z[2])", "[3, 3]", "[0.5, -0.5]", "right"),
    ("z = 1 x\nL = abs(z[1] - z[2])", "[3, 3]", "[1, 1]", "wrong"),
    ("L = sum(abs(x))", "[0, 0, 0]", "[1, -1, 0.5]", "right"),
]
"""Subgradients by their definition: the hull of the gradients beside, which for a tie of max adds up to 1."""


@pytest.mark.parametrize(("equations", "x", "answer", "verdict"), TOGETHER)
def test_entries_at_kinks_are_a_subgradient_together(equations: str, x: str, answer: str, verdict: str) -> None:
    found = exercise(equations, f"x = {x}", "dL/dx").problem
    assert Checker(found).check("dL/dx", answer).verdict == verdict
