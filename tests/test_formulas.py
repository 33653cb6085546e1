"""The printed formulas of the reference exercise, calculated by a reader that knows nothing but what is printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from exercises import WAYS
from numpy_formula import calculate, place_of
from printed import follow, whole

import derive
from derive.language.plain import plain
from derive.language.steps import Step
from derive.solving.derivation import Derivation


def assert_true(ours: Any, true: Any, name: str) -> None:
    array = np.array(true, dtype=float)
    np.testing.assert_allclose(np.reshape(ours, array.shape), array, rtol=0, atol=1e-12, err_msg=name)


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_the_printed_formula_of_every_step_gives_its_true_value(
    reference: Mapping[str, Any], method: str, layout: str
) -> None:
    derivation = derive.load("rnn").solve(method=method, layout=layout).derivation
    known = follow(derivation)
    for step in derivation.steps:
        name = str(step.name)
        if step.is_numeric and name not in ("dL/dl[0]", "dL/dl[1]", "dL/dl[2]"):
            assert_true(known[name], reference[name], name)


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_the_printed_formula_of_every_answer_gives_its_true_value(
    reference: Mapping[str, Any], method: str, layout: str
) -> None:
    solution = derive.load("rnn").solve(method=method, layout=layout)
    known = follow(solution.derivation)
    for answer in solution:
        assert_true(calculate(answer.formula, known, {"t": range(3)}), reference[answer.name], answer.name)


def instances(step: Step) -> list[dict[str, int]]:
    """The index values at which a general formula holds."""
    return [{name: k} for name, low, high in step.spans for k in range(low, high + 1)] or [{}]


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_every_general_formula_gives_the_value_of_its_instances(method: str, layout: str) -> None:
    derivation = derive.load("rnn").solve(method=method, layout=layout).derivation
    known = follow(derivation)
    general = [step for step in derivation.steps if step.kind == "general"]
    assert general
    for step in general:
        for at in instances(step):
            true = known[place_of(str(step.name), at)]
            np.testing.assert_allclose(np.ravel(whole(step, known, at)), np.ravel(true), rtol=0, atol=1e-13)


def slope(derivation: Derivation, known: Mapping[str, Any], of: str, by: str) -> Any:
    """The Jacobian of one value by another, by moving the one and calculating the printed equations again.

    For a parameter that is the equation of the value alone, since the others use the parameter themselves.
    """
    equations = [s for s in derivation.steps if s.kind == "forward" and str(s.name) != by]
    again = [s for s in equations if "[" in by or str(s.name) == of]
    columns = []
    for place in np.ndindex(np.shape(known[by])):
        ends = []
        for step in (1e-6, -1e-6):
            moved = {**known, by: np.array(known[by])}
            moved[by][place] += step
            for forward in again:
                moved[str(forward.name)] = calculate(plain(forward.rhs), moved, {})
            ends.append(np.ravel(moved[of]))
        columns.append((ends[0] - ends[1]) / 2e-6)
    return np.stack(columns, axis=1)


@pytest.mark.parametrize("method", ["chain", "index"])
@pytest.mark.parametrize("layout", ["gradient", "jacobian"])
def test_every_local_derivative_is_the_slope_of_the_printed_equation(method: str, layout: str) -> None:
    derivation = derive.load("rnn").solve(method=method, layout=layout).derivation
    known = follow(derivation)
    local = [step for step in derivation.steps if step.kind == "local"]
    assert {"dl[t]/dmu[t]", "dmu[t]/dh[t]", "dh[t]/dhbar[t]", "dhbar[t+1]/dh[t]"} <= {str(step.name) for step in local}
    for step in local:
        of, by = place_of(str(step.name), {"t": 1})[1:].split("/d")
        value = whole(step, known, {"t": 1})
        wanted = slope(derivation, known, of, by)
        np.testing.assert_allclose(np.ravel(value), np.ravel(wanted), rtol=0, atol=1e-8, err_msg=str(step.name))


def test_the_reader_of_printed_formulas_tells_products_and_transposes_apart() -> None:
    known = {"A": np.array([[1.0, 2.0], [3.0, 4.0]]), "v": np.array([[1.0], [-1.0]]), "h[0]": 5.0, "h[1]": 7.0}
    assert calculate("v' A v", known, {}) == 0.0
    assert calculate("1/4 (v .* v)' v + 2^3", known, {}) == 8.0
    assert calculate("sum(k=0..t-1, h[k]) - sum(t, -h[t])", known, {"t": range(2)}, {"t": 1}) == 17.0
    assert calculate("A - v v'", known, {}).tolist() == [[0.0, 3.0], [4.0, 3.0]]
    assert calculate("A[i, 1] delta(i, k) + v[k]", known, {}, {"i": 1, "k": 1}) == 3.0
