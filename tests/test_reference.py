"""The reference exercise, by every method and in both layouts, against its true values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from exercises import WAYS, gaps

import derive

ASKED = {
    "h[0]": [3, 1],
    "h[1]": [3, 1],
    "h[2]": [3, 1],
    "yhat[0]": [3, 1],
    "yhat[1]": [3, 1],
    "yhat[2]": [3, 1],
    "l[0]": [],
    "l[1]": [],
    "l[2]": [],
    "L": [],
    "dL/dh[1]": [3, 1],
    "dL/dV": [3, 3],
    "dL/dU": [3, 3],
    "dL/dW": [3, 3],
    "dL/db": [3, 1],
    "dL/dc": [3, 1],
}


def shape_of(nested: Any) -> list[int]:
    return [len(nested), len(nested[0])] if isinstance(nested, list) else []


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_every_value_and_derivative_is_the_true_one(reference: Mapping[str, Any], method: str, layout: str) -> None:
    solution = derive.load("rnn").solve(only=list(reference), digits=14, method=method, layout=layout)
    half_a_unit = Decimal("0.501e-14")
    for name, true in reference.items():
        assert shape_of(solution[name].value) == shape_of(true), name
        assert max(gaps(solution[name].value, true)) <= half_a_unit, name


def test_the_reference_covers_each_loss_by_each_parameter_and_node(reference: Mapping[str, Any]) -> None:
    nodes = [f"{name}[{t}]" for name in ("hbar", "h", "mu") for t in range(3)]
    for loss in ("L", "l[0]", "l[1]", "l[2]"):
        for by in ("U", "W", "V", "b", "c", *nodes):
            assert f"d{loss}/d{by}" in reference


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_json_gives_the_answers_in_the_order_asked_in_the_shape_of_the_variable(
    reference: Mapping[str, Any], method: str, layout: str
) -> None:
    solution = derive.load("rnn").solve(method=method, layout=layout)
    answers = json.loads(solution.to_json())["answers"]
    assert {answer["name"]: answer["shape"] for answer in answers} == ASKED
    assert [answer["name"] for answer in answers] == list(ASKED)
    for answer in answers:
        assert set(answer) == {"name", "shape", "value", "formula", "exact", "zeros"}
        assert shape_of(answer["value"]) == answer["shape"]
        assert max(gaps(answer["value"], reference[answer["name"]])) <= Decimal("0.5001e-4")


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_each_answer_belongs_to_a_question_and_its_value_is_that_of_its_last_step(method: str, layout: str) -> None:
    solution = derive.load("rnn").solve(method=method, layout=layout)
    steps = json.loads(solution.to_json())["steps"]
    by_target = {step["target"].rstrip("'"): step["value"] for step in steps if step["value"] is not None}
    for answer in solution:
        assert list(gaps(by_target[answer.name], answer.value)) == [0] * len(list(gaps(answer.value, answer.value)))


def test_short_values_have_an_exact_form() -> None:
    solution = derive.load("rnn").solve()
    assert solution["h[0]"].exact == [["tanh(-1)"], ["0"], ["tanh(2)"]]
    assert solution["h[1]"].exact is None


def test_an_exact_zero_is_printed_without_a_sign() -> None:
    solution = derive.load("rnn").solve()
    assert [row[2] for row in solution["dL/dU"].value] == ["0.0000"] * 3
    assert solution["h[0]"].value[1] == ["0.0000"]


def test_only_keeps_the_question_and_the_steps_it_uses() -> None:
    whole = derive.load("rnn").solve()
    part = derive.load("rnn").solve(only="dL/dc")
    assert [answer.name for answer in part] == ["dL/dc"]
    assert part["dL/dc"].value == whole["dL/dc"].value
    assert len(part.steps) < len(whole.steps) / 2
    assert not any("dhbar" in str(step.name) for step in part.steps)


@pytest.mark.parametrize("digits", [0, 1, 7, 25])
def test_digits_count_decimals(reference: Mapping[str, Any], digits: int) -> None:
    value = derive.load("rnn").solve(only="L", digits=digits)["L"].value
    assert len(value.partition(".")[2]) == digits
    assert next(gaps(value, reference["L"])) <= Decimal(1).scaleb(-min(digits, 17)) / 2
