"""Functions that a problem file defines: read, differentiated by SymPy, checked like the rows of the table."""

from __future__ import annotations

import pytest
from claims import broken_pullback, claims, disagrees, is_confirmed
from exercises import WAYS, toml
from mpmath import mp, mpf

import derive
from derive.api import Exercise
from derive.documents import as_json
from derive.language.errors import DomainError, ProblemError
from derive.language.latex import Latex
from derive.language.plain import plain
from derive.problem.assembly import load_text
from derive.problem.own_functions import read_function

TEXTS = {
    "swish": "x/(1+exp(-x))",
    "cube": "z^3 - 2 z",
    "gelu": "0.5 u (1 + tanh(sqrt(2/pi) (u + 0.044715 u^3)))",
    "bump": "e^(-s^2)",
    "line": "3 x + 1/2",
    "hard": "relu(x + 1) - relu(x - 1)",
    "root": "sqrt(1 + x^2)",
    "logistic": "log(1 + x .* x)",
}
EQUATIONS = "z = W x\nh = swish(z)\nL = sum(twice(h))"
VALUES = "W = [[1, -2], [0.5, 3]]\nx = [0.3, -0.7]"
OWN = "[functions]\nswish = 'x/(1+exp(-x))'\ntwice = '2 swish(q)'\n"


def problem(
    functions: str = OWN, equations: str = EQUATIONS, ask: str = "h L dL/dz dL/dW dL/dx", index: str = ""
) -> str:
    return functions + toml(equations, VALUES, ask, index)


def exercise(text: str) -> Exercise:
    return Exercise(load_text(text, "test", "test.toml"))


@pytest.mark.parametrize("name", TEXTS)
def test_a_function_is_differentiated_as_sympy_and_central_differences_say(name: str) -> None:
    found = list(claims(read_function(name, TEXTS[name], {}).operation))
    assert found
    assert [str(claim) for claim in found if disagrees(claim)] == []
    if name != "hard":
        assert [str(claim) for claim in found if not is_confirmed(claim)] == []


@pytest.mark.parametrize("name", TEXTS)
def test_a_derivative_wrong_by_a_twentieth_of_a_percent_would_be_found_out(name: str) -> None:
    found = list(claims(read_function(name, TEXTS[name], {}).operation))
    assert (any if name == "hard" else all)(disagrees(broken_pullback(claim)) for claim in found)


def loss(w: list[list[mpf]], x: list[mpf]) -> mpf:
    def swish(v: mpf) -> mpf:
        return v / (1 + mp.exp(-v))

    return sum(2 * swish(swish(sum(a * b for a, b in zip(row, x, strict=True)))) for row in w)


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_a_network_with_functions_of_its_own_agrees_with_central_differences_at_fifty_digits(
    method: str, layout: str
) -> None:
    solution = exercise(problem()).solve(method=method, layout=layout, digits=12)
    mp.dps = 50
    w, x, step = [[mpf(1), mpf(-2)], [mpf("0.5"), mpf(3)]], [mpf("0.3"), mpf("-0.7")], mpf(10) ** -15
    ours = solution["dL/dW"].value
    for i in range(2):
        for j in range(2):
            up, down = (
                [[w[r][c] + s * (r == i and c == j) for c in range(2)] for r in range(2)] for s in (step, -step)
            )
            slope = (loss(up, x) - loss(down, x)) / (2 * step)
            assert abs(mpf(ours[i][j]) - slope) < mpf(10) ** -11, (i, j)
    assert abs(mpf(solution["L"].value) - loss(w, x)) < mpf(10) ** -11


def test_a_derivation_with_functions_comes_back_from_json() -> None:
    solution = exercise(problem()).solve()
    again = as_json.from_json(solution.to_json())
    assert [str(step.name) for step in again.steps] == [str(step.name) for step in solution.steps]
    assert as_json.dumps(again, solution.proof) == solution.to_json()


def test_a_document_defines_the_function_and_says_who_differentiated_it() -> None:
    text = exercise(problem()).solve().to_markdown()
    assert "\\mathrm{swish}(x) = \\frac{x}{1 + \\exp(-x)}" in text.replace("&", "").replace("  ", " ")
    assert "derivative of swish by SymPy" in text


def test_a_function_prints_as_it_is_read() -> None:
    loaded = exercise(problem()).problem
    expr = loaded.read("swish(z) + 2 twice(z)")
    assert plain(expr) == "swish(z) + 2 twice(z)"
    assert Latex({})(expr) == "\\mathrm{swish}(z) + 2 \\hspace{2pt} \\mathrm{twice}(z)"


def test_a_kink_inside_a_function_silences_central_differences_only_where_it_is() -> None:
    own = "[functions]\nhard = 'relu(x + 1) - relu(x - 1)'\n"
    values = {"0.5": (), "1": ("x",)}
    for x, kinks in values.items():
        solution = exercise(own + toml("L = hard(x)", f"x = {x}", "L dL/dx")).solve()
        assert solution.proof is not None
        assert solution.proof.kinks == kinks


def test_a_value_outside_the_domain_of_a_function_is_named() -> None:
    own = "[functions]\npole = '1/x'\n"
    with pytest.raises(DomainError, match="division by zero"):
        exercise(own + toml("L = pole(x)", "x = 0", "L")).solve()


BAD = {
    "two variables": ("f = 'x + y'", "functions.f", "one variable; found x and y"),
    "no variable": ("f = '3'", "functions.f", "one variable; found none"),
    "an unknown function": (
        "f = 'tnh(x)'",
        "functions.f",
        "found tnh and x, beside numbers and functions; did you mean tanh?",
    ),
    "a syntax error": ("f = 'x +'", "functions.f", "ends too early"),
    "an equation": ("f = 'y = x'", "functions.f", "found an equation"),
    "an operation": ("tanh = 'x^2'", "functions.tanh", "the name of an operation already"),
    "a quantity": ("h = 'x^2'", "functions.h", "a quantity of the problem"),
    "an index": ("t = 'x^2'", "functions.t", "an index of the problem"),
    "softmax": ("f = 'sum(softmax(x))'", "functions.f", "column"),
    "a sum": ("f = 'sum(x)'", "functions.f", "does not act on each entry"),
    "an array": ("f = 'x + [1, 2]'", "functions.f", "does not act on each entry"),
    "no derivative": ("f = 'sign(x) x^2 + sign(x)'", "functions.f", "no derivative that can be written"),
    "a later function": ("f = 'g(x)'\ng = 'x^2'", "functions.f", "one variable"),
    "no text": ("f = 3", "functions.f", "expected a string"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_function_that_cannot_be_used_is_refused_with_its_place(name: str) -> None:
    text, place, words = BAD[name]
    with pytest.raises(ProblemError) as caught:
        exercise(problem(f"[functions]\n{text}\n", "z = W x\nh = tanh(z)\nL = sum(h)", "L", "t = [0, 1]"))
    found = [c for c in caught.value.complaints if c.place == place]
    assert found, str(caught.value)
    assert words in str(found[0])


def test_the_catalogue_needs_none() -> None:
    assert derive.load("rnn").problem.functions == ()
