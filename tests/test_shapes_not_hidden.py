"""Nothing in the program knows a name, a size or a number of steps: another network, judged by mpmath."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import mpmath
import pytest
from exercises import FEW, RENAMED, WAYS, exercise

import derive
from derive.api import Solution
from derive.problem import catalogue
from derive.problem.name_parts import NAMES
from derive.solving.sympy_graph import SympyGraph
from derive.table import FUNCTIONS

FILE = tomllib.loads(RENAMED.read_text(encoding="utf-8"), parse_float=str)
ASKED = [name for q in FILE["questions"] for name in (q["ask"] if isinstance(q["ask"], list) else [q["ask"]])]
VECTORS = {"r": 2, "o": 4, "s0": 2, "s": 2, "z": 2, "w": 3}
SHAPES = {"E": (2, 3), "R": (2, 2), "O": (4, 2), **{name: (length, 1) for name, length in VECTORS.items()}}

OTHERS = {"binary_arrays.py": {"b1"}, "formula_signs.py": {"hbar"}, "exercise_html.py": {"w3"}, "qti.py": {"w3"}}
"""Words that are no names: what NumPy calls truth values, a command of LaTeX's, a part of XML's names of languages."""


def number(text: Any) -> Any:
    value = Fraction(str(text))
    return mpmath.mpf(value.numerator) / value.denominator


def array(value: Any) -> Any:
    return mpmath.matrix([[number(e) for e in row] if isinstance(row, list) else [number(row)] for row in value])


def forward(moved: str = "", i: int = 0, j: int = 0, step: Any = 0) -> dict[str, Any]:
    """Every value of the network by its name, where one entry of one quantity is moved when it is known."""
    known: dict[str, Any] = {}

    def keep(name: str, value: Any) -> Any:
        if name == moved and isinstance(value, mpmath.matrix):
            value[i, j] += step
        elif name == moved:
            value += step
        known[name] = value
        return value

    for name in ("E", "R", "O", "r", "o", "s0"):
        keep(name, array(FILE["values"][name]))
    state = keep("s[0]", known["s0"].copy())
    losses = []
    for n, (word, label) in enumerate(zip(FILE["values"]["w"], FILE["values"]["q"]["one_hot"], strict=True), 1):
        z = keep(f"z[{n}]", known["R"] * state + known["E"] * keep(f"w[{n}]", array(word)) + known["r"])
        state = keep(f"s[{n}]", z.apply(lambda e: 1 / (1 + mpmath.exp(-e))))
        powers = (known["O"] * state + known["o"]).apply(mpmath.exp)
        keep(f"p[{n}]", powers / sum(powers))
        losses.append(keep(f"J[{n}]", -mpmath.log(known[f"p[{n}]"][label - 1])))
    keep("C", sum(losses) / 4)
    return known


def entries(value: Any) -> list[Any]:
    return list(value) if isinstance(value, mpmath.matrix) else [value]


def true_derivative(of: str, by: str) -> list[list[Any]]:
    """∂of/∂by by central differences: rows for the entries of `of`."""
    step = mpmath.mpf(10) ** -16
    rows, columns = SHAPES.get(by.split("[", maxsplit=1)[0], (1, 1))
    slopes = []
    for i in range(rows):
        for j in range(columns):
            ends = [entries(forward(by, i, j, signed)[of]) for signed in (step, -step)]
            slopes.append([(a - b) / (2 * step) for a, b in zip(*ends, strict=True)])
    return [list(row) for row in zip(*slopes, strict=True)]


def true_value(name: str) -> list[Any]:
    found = re.fullmatch(r"d(.+)/d(.+)", name)
    if not found:
        return entries(forward()[name])
    return [entry for row in true_derivative(found[1], found[2]) for entry in row]


@pytest.fixture(scope="module")
def truth() -> Mapping[str, list[Any]]:
    with mpmath.workdps(50):
        return {name: true_value(name) for name in ASKED}


def flat(nested: Any) -> list[str]:
    return [text for item in nested for text in flat(item)] if isinstance(nested, list) else [nested]


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_another_network_is_solved_by_every_method(truth: Mapping[str, list[Any]], method: str, layout: str) -> None:
    solution = derive.load(RENAMED).solve(method=method, layout=layout, digits=18)
    assert [answer.name for answer in solution] == ASKED
    for answer in solution:
        assert len(flat(answer.value)) == len(truth[answer.name]), answer.name
        with mpmath.workdps(50):
            for ours, true in zip(flat(answer.value), truth[answer.name], strict=True):
                assert abs(mpmath.mpf(ours) - true) < mpmath.mpf(10) ** -17, answer.name


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_answers_have_the_shape_of_the_variable(method: str, layout: str) -> None:
    solution = derive.load(RENAMED).solve(method=method, layout=layout)
    for answer in solution:
        found = re.fullmatch(r"dC/d(\w+)(\[\d\])?", answer.name)
        if found:
            assert answer.shape == SHAPES.get(found[1], ()), answer.name
    assert solution["ds[4]/ds[1]"].shape == (2, 2)


def test_a_loss_does_not_depend_on_what_comes_later() -> None:
    assert derive.load(RENAMED).solve(only="dJ[2]/ds[4]")["dJ[2]/ds[4]"].value == [["0.00000"], ["0.00000"]]


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_a_network_of_single_units_is_solved_too(method: str, layout: str) -> None:
    """One hidden unit, one output, arrays with one entry everywhere; the slopes are known by hand."""
    solution = single(method, layout)
    first = mpmath.tanh(mpmath.mpf("0.3"))
    second = mpmath.tanh(first / 2 + mpmath.mpf("0.3"))
    slope = (second - 1) * (1 - second**2)
    by_weight = slope * first
    by_bias = slope * (1 + (1 - first**2) / 2)
    known = {"dL/dW": by_weight, "dL/dk": by_bias, "dL/dh[2]": second - 1, "L": (second - 1) ** 2 / 2}
    for name, true in known.items():
        assert abs(mpmath.mpf(flat(solution[name].value)[0]) - true) < 1e-9, name


def single(method: str, layout: str) -> Solution:
    model = "h[t] = tanh(W h[t-1] + k)\nL = 1/2 sqnorm(h[2] - y)"
    values = 'W = [[0.5]]\nk = [0.3]\ny = [1]\n"h[0]" = [0]'
    asked = exercise(model, values, "L dL/dW dL/dk dL/dh[2]", index="t = [1, 2]")
    return asked.solve(method=method, layout=layout, digits=12)


@pytest.mark.parametrize("name", ["E", "o", "s0"])
def test_sympy_gives_the_gradient_along_its_own_graph(truth: Mapping[str, list[Any]], name: str) -> None:
    graph = derive.load(RENAMED).sympy()
    assert isinstance(graph, SympyGraph)
    definitions, matrix = graph.gradient("C", name)
    known = {
        symbol: value
        for ref, number in graph.problem.given.items()
        if number is not None
        for symbol, value in zip(graph.symbols[ref], number.entries, strict=True)
    }
    values: dict[Any, Any] = {symbol: mpmath.mpf(int(v.p)) / int(v.q) for symbol, v in known.items()}
    for symbol, expr in definitions:
        values[symbol] = mpmath.mpf(str(expr.evalf(25, subs=values)))
    for entry, true in zip(matrix, truth[f"dC/d{name}"], strict=True):
        assert abs(mpmath.mpf(str(entry.evalf(25, subs=values))) - true) < 1e-12


PACKAGE = Path(derive.__file__).parent
SENTENCES = sorted({*PACKAGE.rglob("reasons/*.toml"), *PACKAGE.parent.glob("templates/reasons/*.toml")})


@cache
def own_names() -> tuple[str, ...]:
    """The names of the catalogue's quantities that are words of their own, and none that parts get by themselves."""
    found = set()
    for name in FEW:
        problem = catalogue.load(name)
        found |= {*problem.scope.shapes, *problem.notation} - {*FUNCTIONS, *NAMES}
    return tuple(sorted(name for name in found if len(name.rstrip("'")) > 1))


def test_the_catalogue_has_names_of_its_own() -> None:
    assert {"hbar", "yhat"} <= set(own_names())


@pytest.mark.parametrize("path", [*sorted(PACKAGE.rglob("*.py")), *SENTENCES], ids=lambda path: path.name)
def test_no_name_of_a_problem_occurs_in_the_program_or_its_sentences(path: Path) -> None:
    words = set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    assert (words - OTHERS.get(path.name, set())).isdisjoint(own_names())
