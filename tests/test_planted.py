"""Mistakes planted by hand are found, and the named ones are exactly those that give the number."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase
from hypothesis import strategies as st
from mistaken import Impossible, Run, Weights, mistakes, numbers
from planted import DIGITS, drawn, is_near, questions, written
from tiers import explored

from derive.feedback.check_answer import Checker
from derive.feedback.records import Record
from derive.judging import mistakes_in_rows
from derive.problem.catalogue import load

OTHERS = {"other_quantity", "other_time_step", "wrong_shape", "rows_swapped"}
OTHERS |= {"sign_in_one_entry", "digit_in_one_entry", "entry_wrong"}
"""What is named by looking at the result alone."""
SEEDS = st.integers(0, 10**6)
STEADY = {"derandomize": True, "phases": [Phase.generate]}
HALF = 0.5 * 10**-DIGITS


def named(record: Record) -> set[str]:
    return set(filter(None, (record.diagnosis, *record.also))) - OTHERS


def distinct(table: list[tuple[str, Any]], truth: Any) -> list[Any]:
    """The different wrong numbers."""
    found: list[Any] = []
    for _, value in table:
        if not is_near(value, truth) and not any(is_near(value, other) for other in found):
            found.append(value)
    return found


@explored(6, 20, SEEDS, SEEDS, **STEADY)
def test_every_planted_mistake_is_found_and_named_with_all_that_give_the_same(seed: int, choice: int) -> None:
    weights, is_mean, problem = drawn(seed)
    checker = Checker(problem, "full")
    asked = questions(weights.steps)
    for question in {asked[choice % 5], asked[5 + choice % 8]}:
        truth = Run(weights, {}).value(question)
        assert checker.check(question, written(truth)).verdict == "right"
        table = list(numbers(weights, question, is_mean))
        for value in distinct(table, truth):
            record = checker.check(question, written(value))
            assert record.verdict == "wrong", (question, value, record)
            surely, perhaps = (
                {n for n, other in table if is_near(other, value, near)} for near in (HALF * 0.9, HALF * 1.1)
            )
            assert surely <= named(record) <= perhaps, (question, record)


@explored(6, 20, SEEDS, **STEADY)
def test_two_mistakes_at_once_are_never_right(seed: int) -> None:
    weights, is_mean, problem = drawn(seed)
    checker, random = Checker(problem), Random(seed)
    for question in random.sample(questions(weights.steps), 2):
        truth = Run(weights, {}).value(question)
        table = list(mistakes(weights, question, is_mean))
        for _ in range(8):
            (_, first), (_, second) = random.sample(table, 2)
            try:
                with np.errstate(all="ignore"):
                    value = Run(weights, {**first, **second}).value(question)
            except (Impossible, ValueError):
                continue
            if np.all(np.isfinite(value)) and not is_near(value, truth, 1e-5):
                assert not checker.check(question, written(value)).is_accepted, (question, first, second)


@pytest.mark.parametrize("second", [("sign",), ("transposed",)])
def test_two_mistakes_are_named_where_no_single_one_explains_them(second: tuple[str]) -> None:
    reference, checker = REFERENCE, Checker(load("rnn"))
    steps = range(reference.steps)
    for name, sites in (
        ("missing_mean_factor", {("factor", t): "missing" for t in steps}),
        ("extra_softmax_derivative", {("softmax derivative", t): "extra" for t in steps}),
        ("mean_factor_missing_in_one_term", {("factor", 1): "missing"}),
    ):
        value = Run(reference, {**sites, second: "yes"}).value("dL/dV")
        record = checker.check("dL/dV", written(value, 4))
        assert record.diagnosis == "+".join(sorted((name, *second))), record


def column(*entries: float) -> Any:
    return np.array(entries, float)[:, None]


REFERENCE = Weights(
    U=np.array([[1, 2, 3], [-1, 0, 1], [2, -1, 0]], float),
    W=np.array([[1, 0, -1], [2, 1, 0], [-1, 2, 1]], float),
    V=np.array([[2, -1, 0], [1, 1, -1], [-1, 2, 1]], float),
    b=column(0, 1, -1),
    c=column(1, 1, 0),
    x=(column(1, -1, 0), column(-1, 1, 0), column(1, 1, 0)),
    y=(column(0, 0, 1), column(0, 1, 0), column(0, 0, 1)),
)


def test_the_independent_network_is_right(reference: Mapping[str, Any]) -> None:
    for name in ("L", "h[1]", "yhat[2]", "dL/dh[1]", "dL/dV", "dL/dU", "dL/dW", "dL/db", "dL/dc"):
        ours, true = Run(REFERENCE, {}).value(name), np.array(reference[name], dtype=float)
        assert np.allclose(np.ravel(ours), np.ravel(true), rtol=1e-12, atol=1e-13), name


@cache
def planted_names() -> set[str]:
    return {name for question in questions(3) for name, _ in mistakes(REFERENCE, question, True)}


def test_the_independent_network_has_every_mistake_of_the_rows() -> None:
    """Those of other losses and functions stand beside the network's own under the same names, but for a few."""
    own = {name.removesuffix("_everywhere").removesuffix("_at_step") for name in planted_names()}
    elsewhere = {
        "swapped_parts",
        "swapped_arguments",
        "kernel_turned",
        "norm_squared",
        "other_divisor",
        "softmax_missing",
        "softmax_derivative_diagonal",
        "extra_activation_derivative",
    }
    assert mistakes_in_rows.names() - elsewhere <= own, mistakes_in_rows.names() - own
