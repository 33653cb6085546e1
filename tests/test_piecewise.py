"""Functions defined by branches: Huber, leaky ReLU and others by hand, at their borders, printed and read back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import autograd.numpy as np
import pytest
from autograd import grad
from claims import broken_pullback, claims, disagrees
from exercises import WAYS, numbers, toml
from read_back import misjudged
from tex import compiled

from derive.api import Exercise
from derive.documents import as_json
from derive.feedback.check_answer import Checker
from derive.language.errors import ProblemError
from derive.language.latex import Latex
from derive.language.plain import plain
from derive.problem.assembly import load_text
from derive.problem.own_functions import read_function

TEXTS = {
    "hub": "piecewise(|x| <= 1, x^2/2, |x| - 1/2)",
    "leak": "piecewise(u > 0, u, 0.1 u)",
    "three": "piecewise(x < -1, -x - 1/2, x <= 1, x^2/2, x - 1/2)",
    "late": "piecewise(x > 1, log(x), 0 < x, x - 1, -1 + x/3)",
    "hill": "piecewise(x >= 1/2, 1 - x, 2 exp(-x) x)",
}
OWN = "[functions]\n" + "".join(f'{name} = "{text}"\n' for name, text in TEXTS.items())


def three(x: np.ndarray) -> np.ndarray:
    return np.where(x < -1, -x - 0.5, np.where(x <= 1, x**2 / 2, x - 0.5))


THEIRS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "hub": three,
    "leak": lambda x: np.where(x > 0, x, 0.1 * x),
    "three": three,
    "late": lambda x: np.where(x > 1, np.log(np.maximum(x, 1e-9)), np.where(x > 0, x - 1, -1 + x / 3)),
    "hill": lambda x: np.where(x >= 0.5, 1 - x, 2 * np.exp(-x) * x),
}


def exercise(equations: str, values: str, ask: str, own: str = OWN) -> Exercise:
    return Exercise(load_text(own + toml(equations, values, ask), "test", "test.toml"))


def drawn(name: str) -> tuple[list[list[float]], list[float]]:
    """A matrix and a vector of their own shape, with entries on either side of the borders."""
    chance = np.random.RandomState(sorted(TEXTS).index(name) + 3)
    rows, columns = chance.randint(2, 5), chance.randint(2, 4)
    draw = chance.randint(-24, 25, (rows, columns)) / 8, chance.randint(-16, 17, columns) / 8
    return draw[0].tolist(), draw[1].tolist()


@pytest.mark.parametrize("name", TEXTS)
def test_a_network_with_branches_agrees_with_autograd_in_every_way(name: str) -> None:
    weights, inputs = drawn(name)
    found = exercise(f"h = {name}(W x)\nL = sum(h .* h)", f"W = {weights}\nx = {inputs}", "h L dL/dW dL/dx")

    def loss(w: np.ndarray, x: np.ndarray) -> float:
        return np.sum(THEIRS[name](np.dot(w, x)) ** 2)

    w, x = np.array(weights), np.array(inputs)
    theirs = [loss(w, x), *grad(loss, 0)(w, x).ravel(), *grad(loss, 1)(w, x)]
    for method, layout in WAYS:
        solution = found.solve(method=method, layout=layout, digits=10)
        ours = [value for question in ("L", "dL/dW", "dL/dx") for value in numbers(solution[question].value)]
        assert np.allclose([float(value) for value in ours], theirs, atol=1e-9), (method, layout)


@pytest.mark.parametrize("name", TEXTS)
def test_the_derivative_that_sympy_finds_of_branches_is_that_of_central_differences(name: str) -> None:
    found = list(claims(read_function(name, TEXTS[name], {}).operation))
    assert [str(claim) for claim in found if disagrees(claim)] == []
    assert all(disagrees(broken_pullback(claim)) for claim in found)


BORDERS = [
    ("hub", "z = [1, -1, 0.5]", ["1", "-1", "0.5"], ""),
    ("late", "z = [1, -1, 3]", ["1", "1/3", "1/3"], ""),
    ("leak", "z = [0, -1, 2]", ["0.1", "0.1", "1"], "a subgradient"),
    ("hill", "z = [0.5, 0, 1]", ["-1", "2", "-1"], "since there is a jump"),
]


@pytest.mark.parametrize(("name", "values", "slopes", "told"), BORDERS)
@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_at_a_border_the_sides_decide(
    name: str, values: str, slopes: list[str], told: str, method: str, layout: str
) -> None:
    """Where the branches meet with one slope that is the derivative; elsewhere it is said that there is none."""
    solution = exercise(f"L = sum({name}(z))", values, "L dL/dz").solve(method=method, layout=layout, digits=6)
    wanted = [float(slope.split("/")[0]) / float((slope + "/1").split("/")[1]) for slope in slopes]
    assert np.allclose([float(v) for v in numbers(solution["dL/dz"].value)], wanted, atol=1e-6)
    assert told in solution.to_markdown()
    assert bool(solution.proof and solution.proof.kinks) == bool(told)


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_branches_that_meet_other_kinks_add_up(method: str, layout: str) -> None:
    """The stable cross-entropy with logits, its ReLU by hand: (sigmoid(s) − y)/3."""
    own = "[functions]\npositive = 'piecewise(0 < u, u, 0)'\n"
    equation = "L = mean(positive(s) - s .* y + log(1 + exp(-abs(s))))"
    solution = exercise(equation, "s = [0, 1.2, -0.4]\ny = [1, 0, 1]", "dL/ds", own).solve(
        method=method, layout=layout, digits=8
    )
    theirs = [(1 / (1 + np.exp(-s)) - y) / 3 for s, y in ((0, 1), (1.2, 0), (-0.4, 1))]
    assert np.allclose([float(v) for v in numbers(solution["dL/ds"].value)], theirs, atol=1e-8)


def test_a_branch_that_is_not_taken_needs_no_value() -> None:
    solution = exercise("L = sum(late(z))", "z = [-2, 0, 2]", "L dL/dz").solve(digits=6)
    assert abs(float(solution["L"].value) - (-5 / 3 - 1 + np.log(2))) < 1e-6


@pytest.mark.parametrize("method", ["chain", "backprop", "index", "forward"])
def test_what_is_printed_of_branches_is_read_back_and_right(method: str) -> None:
    found = exercise(
        "z = W x\nh = hub(z)\nk = three(z)\nL = sum(h + k)",
        "W = [[1, -2], [0.5, 3]]\nx = [0.3, -0.7]",
        "h k L dL/dz dL/dW",
    )
    assert list(misjudged(found, method)) == []


def test_a_derivation_with_branches_comes_back_from_json() -> None:
    solution = exercise("L = sum(three(z))", "z = [0.3, -2]", "L dL/dz").solve()
    again = as_json.from_json(solution.to_json())
    assert as_json.dumps(again, solution.proof) == solution.to_json()


def test_branches_are_set_as_cases_one_below_the_other() -> None:
    found = exercise("L = sum(three(z))", "z = [0.3, -2]", "L dL/dz")
    (_, body), *_ = [pair for pair in found.problem.functions if plain(pair[0]).startswith("three")]
    assert plain(body) == "piecewise(x < -1, -x - 1/2, x <= 1, x^2/2, x - 1/2)"
    assert Latex({})(body) == (
        r"\begin{cases} -x - \frac{1}{2} & x < -1 \\ \frac{x^{2}}{2} & x \le 1 \\ "
        r"x - \frac{1}{2} & \text{otherwise} \end{cases}"
    )


def test_pdflatex_sets_branches(tmp_path: Path) -> None:
    found = exercise("h = hub(z)\nL = sum(h)", "z = [0.3, -2]", "L dL/dz")
    assert compiled(found.solve(method="index").to_latex(), tmp_path).complaints == []


BAD = {
    "no last branch": ("piecewise(x < 0, 1)", "and last what holds otherwise"),
    "no condition": ("piecewise(x, 1, 2)", "expected a comparison"),
    "an equality": ("piecewise(x != 0, 1, 2)", "expected a comparison"),
    "a condition last": ("piecewise(x < 0, 1, x > 0)", "and last what holds otherwise"),
    "two variables": ("piecewise(x < a, 1, 2)", "a function has one variable"),
}


@pytest.mark.parametrize("name", BAD)
def test_branches_that_cannot_be_read_say_how_they_are_written(name: str) -> None:
    text, told = BAD[name]
    with pytest.raises(ProblemError) as caught:
        exercise("L = f(z)", "z = 1", "L", f"[functions]\nf = '{text}'\n")
    assert [c.place for c in caught.value.complaints][:1] == ["functions.f"]
    assert told in str(caught.value)


def test_branches_in_an_equation_are_sent_to_the_functions() -> None:
    with pytest.raises(ProblemError, match=r"under \[functions\]"):
        exercise("L = piecewise(z < 0, z, 1)", "z = 1", "L", "")


STUDENTS = [
    (r"\begin{cases} z & \mathrm{abs}(z) \le 1 \\ \mathrm{sign}(z) & \text{otherwise} \end{cases}", "right"),
    (r"\begin{cases} z & \mathrm{abs}(z) \ge 1 \\ \mathrm{sign}(z) & \text{otherwise} \end{cases}", "wrong"),
    (r"\begin{cases} 1 & z > 1 \\ z & -1 \le z \le 1 \\ -1 & z < -1 \end{cases}", "right"),
    (r"\begin{cases} 1 & z > 1 \\ z & -1 \le z \le 1 \\ 1 & z < -1 \end{cases}", "wrong"),
    (r"\begin{cases} z & \mathrm{abs}(z) \le 1 \\ \mathrm{sign}(z) & \mathrm{abs}(z) < 1 \end{cases}", "unread"),
    ("piecewise(z < -1, -1, z <= 1, z, 1)", "right"),
    ("piecewise(z < -1, 1, z <= 1, z, 1)", "wrong"),
    ("[|z_1|, -|z_2|]", "wrong"),
    ("[1, -|z_2|/|z_2|]", "right"),
    ("|z|", "unread"),
]


@pytest.mark.parametrize(("answer", "verdict"), STUDENTS)
def test_cases_of_students_are_judged(answer: str, verdict: str) -> None:
    found = exercise("z = W x\nL = sum(hub(z))", "W = [[1, -2], [0.5, 3]]\nx = [0.3, -0.7]", "dL/dz")
    assert Checker(found.problem).check("dL/dz", answer).verdict == verdict


def test_where_one_side_has_no_rate_the_function_is_named() -> None:
    own = '[functions]\nentropy = "piecewise(x > 0, x log(x), 0)"\n'
    with pytest.raises(ProblemError, match=r"dL/dx: there is none here: where entropy\(x\) changes branches"):
        exercise("L = sum(entropy(x))", "x = [0, 1]", "dL/dx", own).solve()
    beside = exercise("L = sum(entropy(x))", "x = [0.5, 1]", "dL/dx", own).solve(digits=9)
    assert np.allclose([float(v) for v in numbers(beside["dL/dx"].value)], np.log([0.5, 1]) + 1)
