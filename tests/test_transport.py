"""A derivation survives JSON: the same steps, the same answers, the same text again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from exercises import RENAMED, WAYS, exercise

import derive
from derive.documents.as_json import dumps, from_json
from derive.language.errors import ProblemError
from derive.language.expr import walk
from derive.problem.spec import LAYOUTS
from derive.solving.derivation import Derivation

PROBLEMS = ["rnn", RENAMED]


def shapes(derivation: Derivation) -> list[list[Any]]:
    return [[part.shape for expr in (s.target, s.rhs) for part in walk(expr)] for s in derivation.steps]


def assert_survives(derivation: Derivation) -> None:
    text = dumps(derivation)
    again = from_json(text)
    assert again.steps == derivation.steps
    assert again.answers == derivation.answers
    assert again.questions == derivation.questions
    assert again.settings == derivation.settings
    assert shapes(again) == shapes(derivation)
    assert dumps(again) == text


@pytest.mark.parametrize(("method", "layout"), WAYS)
@pytest.mark.parametrize("problem", PROBLEMS, ids=["rnn", "renamed"])
def test_a_derivation_written_and_read_is_the_same(problem: Any, method: str, layout: str) -> None:
    assert_survives(derive.load(problem).solve(method=method, layout=layout).derivation)


FORWARD = [
    ("C = X + b\nL = sum(tanh(C))", "X = [[1, 2], [0.5, -1]]\nb = 0.5", "dL/db dL/dX"),
    ("Z = W X + b\nL = sum(tanh(Z))", "W = [[0.5, -0.2]]\nX = [[1, 2, -1], [0.5, 1, 0]]\nb = 0.1", "dL/db dL/dW"),
    ("z = w x\nL = sum(tanh(z))\nv = w - dL/dw\nM = sum(v .* z)", "x = 0.5\nw = [1, 2]", "dM/dw M"),
]


@pytest.mark.parametrize(("equations", "values", "ask"), FORWARD)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_tangents_travel_too(equations: str, values: str, ask: str, layout: str) -> None:
    assert_survives(exercise(equations, values, ask).solve(method="forward", layout=layout).derivation)


@pytest.mark.parametrize("method", ["chain", "backprop"])
def test_derivatives_of_gradients_and_by_gradients_travel_too(method: str) -> None:
    equations, values, ask = FORWARD[-1]
    asked = exercise(equations.replace("v = ", "g = dL/dw\nv = "), values, f"{ask} d2L/dwdw")
    assert_survives(asked.solve(method=method).derivation)


def test_changed_values_travel_along() -> None:
    changed = derive.load("rnn", changes={"x[0]": "[1, 0, 0]"})
    derivation = changed.solve(only=["dL/dU", "h[0]"], digits=7).derivation
    assert_survives(derivation)
    assert from_json(dumps(derivation)).numbers.show(derivation.answers[1].target)[2] == "0.7615942"  # type: ignore[union-attr]


def test_formulas_without_numbers_travel_too() -> None:
    formulas = exercise("h = tanh(W x)\nL = sum(h)", 'W = "matrix 2 x 3"\nx = "vector 3"', "dL/dW h")
    derivation = formulas.solve().derivation
    assert_survives(derivation)
    assert json.loads(dumps(derivation))["answers"][0]["value"] is None


AWKWARD = [
    ("names with primes", "u = tanh(W h')\nL = sum(h .* u)", 'W = [[1, 2], [0, 1]]\nh = [1, 2]\n"h\'" = [0.5, 1]'),
    ("a transpose beside a name with a prime", "a = h' h'\nL = tanh(h' h) + a", 'h = [1, 2]\n"h\'" = 0.5'),
    ("a power turned", "L = (u .^ 2)' W u", "W = [[1, 2], [0, 1]]\nu = [1, 2]"),
    ("numbers in the equations", "L = [1, -1/2]' tanh(W [0.5, -2]) - 1e-1", "W = [[1, 2], [0, 1]]"),
    ("parts that name themselves", "L = log(sum(exp(tanh(W u) + u)))", "W = [[1, 2], [0, 1]]\nu = [1, 2]"),
]


@pytest.mark.parametrize(("equations", "values"), [case[1:] for case in AWKWARD], ids=[case[0] for case in AWKWARD])
@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_awkward_notation_survives(equations: str, values: str, method: str, layout: str) -> None:
    given = {line.split(" = ")[0].strip('"') for line in values.splitlines()}
    asked = exercise(equations, values, "L " + " ".join(f"dL/d{name}" for name in sorted(given)))
    assert_survives(asked.solve(method=method, layout=layout).derivation)


def without(key: str) -> Callable[[dict[str, Any]], None]:
    return lambda tables: tables.pop(key)


def with_step(**fields: Any) -> Callable[[dict[str, Any]], None]:
    return lambda tables: tables["steps"][0].update(fields)


DAMAGE: list[tuple[str, Callable[[dict[str, Any]], Any], str]] = [
    ("another format", lambda t: t.update(format=99), "found 99; this version reads"),
    ("no steps", without("steps"), "no derivation in JSON"),
    ("no problem", without("problem"), "no derivation in JSON"),
    ("steps that are no list", lambda t: t.update(steps=7), "no derivation in JSON"),
    ("a setting of another kind", lambda t: t["settings"].update(colour="red"), ""),
    ("a formula that cannot be read", with_step(rhs="U x[0] +"), "ends too early"),
    ("a name that nothing has", with_step(rhs="Q"), "unknown name 'Q'"),
    ("a chain of something else", with_step(chains=[["U"]]), ""),
    ("a path of something else", with_step(paths=[["1 + 1"]]), ""),
    ("an answer too many", lambda t: t["answers"].append(t["answers"][0]), "no derivation in JSON"),
    ("a target that is no quantity", with_step(target="1 + 1"), ""),
]


@pytest.mark.parametrize(("damage", "message"), [case[1:] for case in DAMAGE], ids=[case[0] for case in DAMAGE])
def test_what_is_no_derivation_is_refused(damage: Callable[[dict[str, Any]], Any], message: str) -> None:
    tables = json.loads(derive.load("rnn").solve(only="dL/dc").to_json())
    damage(tables)
    with pytest.raises(ProblemError) as caught:
        from_json(json.dumps(tables))
    assert message in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null", '"rnn"', '{"format": 1}', "[" * 100_000])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ProblemError):
        from_json(text)


def test_the_direct_part_of_a_derivative_of_a_gradient_travels_too() -> None:
    equations = "h = tanh(W x)\nL = 1/2 (v' h - y)^2\ng = dL/dW\ns = sum(g .* D)"
    values = "W = [[0.5, -0.2], [0.3, 0.8]]\nx = [1, 2]\nv = [1, -0.5]\ny = 0.3\nD = [[1, 0], [0.5, -1]]"
    text = dumps(exercise(equations, values, "ds/dW").solve(method="index").derivation)
    assert "∂+(dL/dmu)/∂h[i, j]" in text
    assert dumps(from_json(text)) == text
