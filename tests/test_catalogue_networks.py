"""Every problem of the catalogue: what it asks for is what autograd says of the network written once more by hand."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import autograd.numpy as np
import pytest
from autograd import grad
from catalogue_losses import NETWORKS, Quantities, Values
from flint import fmpq

import derive
from derive.api import Exercise
from derive.commands.lint import find_warnings
from derive.language.expr import Ref
from derive.problem import catalogue
from derive.problem.problem import Problem
from derive.problem.spec import METHODS

PUBLISHED = {"mazur-update", "rnn", "rnn-scalar", "attention", "lstm"}
"""Those whose values are not ours to choose, or stand in many answers."""
PINNED = {"lstm", "mazur", "mazur-update", "rnn-scalar"}
"""Those that have tests of their own beside autograd or a published source."""


def given(problem: Problem) -> Values:
    """The given arrays by name; a family whole, and each of its members by its name with the index, `h[0]`."""

    def array(ref: Ref) -> Any:
        number = problem.given[ref]
        assert number
        entries = [int(e.p) / int(e.q) if isinstance(e, fmpq) else float(e) for e in number.entries]
        return np.array(entries).reshape(ref.shape)

    found: Values = {str(ref): array(ref) for ref in problem.given}
    members = sorted((ref for ref in problem.given if ref.index), key=lambda ref: (ref.name, ref.index[0].offset))
    for name, family in groupby(members, key=lambda ref: ref.name):
        found[name] = [array(ref) for ref in family]
    return found


def slope(name: str, of: str, by: str, values: Values) -> Any:
    """The derivative of a scalar of a network by a given quantity."""
    family, _, rest = by.partition("[")
    first = min((int(key.split("[")[1][:-1]) for key in values if key.startswith(f"{family}[")), default=0)

    def moved(entry: Any) -> Any:
        changed = {**values, by: entry}
        if rest and family in values:
            changed[family] = list(values[family])
            changed[family][int(rest[:-1]) - first] = entry
        return np.sum(NETWORKS[name](changed)[of])

    return grad(moved)(values[by])


def check(name: str, exercise: Exercise, method: str) -> int:
    """Compares all that is asked and that the network's own function gives; the number of what was compared."""
    solution = exercise.solve(method=method, digits=12)
    values = given(exercise.problem)
    truth: Quantities = NETWORKS[name](values)
    compared = 0
    for result in solution:
        of, _, by = result.name.removeprefix("d").partition("/d")
        if result.name in truth:
            right = truth[result.name]
        elif of in truth and by in values:
            right = slope(name, of, by, values)
        else:
            continue
        compared += 1
        found = np.array(result.value, dtype=float)
        assert np.max(np.abs(found - np.reshape(right, found.shape))) < 1e-10, result.name
    return compared


@pytest.mark.parametrize("name", NETWORKS)
def test_what_is_asked_is_what_autograd_says(name: str) -> None:
    assert check(name, derive.load(name), "backprop") >= 3


@pytest.mark.sweep
@pytest.mark.parametrize("method", [method for method in METHODS if method != "backprop"])
@pytest.mark.parametrize("name", NETWORKS)
def test_in_every_method(name: str, method: str) -> None:
    assert check(name, derive.load(name), method) >= 3


@pytest.mark.parametrize(("name", "method"), [("contrastive", "index"), ("rnn-bidirectional", "chain")])
def test_letters_for_entries_and_arrows_above_names_are_read_back(name: str, method: str) -> None:
    report = derive.check_writeup(name, derive.load(name).solve(method=method).to_markdown())
    assert not report.unread
    assert {line.verdict for line in report.lines} <= {"right", "rounded"}


@pytest.mark.sweep
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", catalogue.names())
def test_no_fault_is_found_in_a_solution_of_the_catalogue(name: str, method: str) -> None:
    report = derive.check_writeup(name, derive.load(name).solve(method=method, detail="full").to_markdown())
    verdicts = {line.verdict for line in report.lines}
    assert verdicts <= {"right", "rounded"}
    assert not report.unread


def test_no_problem_is_left_out() -> None:
    assert set(NETWORKS) | PINNED == set(catalogue.names())


@pytest.mark.parametrize("name", catalogue.names())
def test_a_problem_says_what_it_is_about(name: str) -> None:
    about = catalogue.load(name).about
    assert about.prose
    assert about.topics
    assert about.level


@pytest.mark.sweep
@pytest.mark.parametrize("name", catalogue.names())
def test_the_values_teach(name: str) -> None:
    assert not find_warnings(catalogue.load(name)) or name in PUBLISHED


def test_factors_of_ones_and_signs_within_a_sum_are_carried_out() -> None:
    exercise = derive.load("layernorm")
    assert "= \\frac{1}{2} d^{\\top}" in exercise.solve().to_markdown()
    by_entries = exercise.solve(method="index").to_markdown()
    assert "\\frac{\\partial z}{\\partial \\mu} &= \\frac{1}{2 z}" in by_entries
    assert "+ 0.0425 + 0.0665" in by_entries


def test_a_unit_that_relu_stops_is_the_reason_for_a_row_of_zeros() -> None:
    text = derive.load("mlp").solve().to_markdown()
    stopped = "$\\partial L/\\partial \\mu$ has a zero there, so $L$ does not react"
    assert f"**Why is row 3 exactly zero?** In $\\partial L/\\partial W_{{1}}$, {stopped}" in text
    assert "**Why is column 3 exactly zero?** In $\\partial L/\\partial W_{2}$, $h$ has a zero there" in text
