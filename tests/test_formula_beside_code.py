"""A formula and the line of code beside it: which of the two is right is told at the other."""

from __future__ import annotations

import json
from typing import Any

import pytest

from derive.feedback.check_writeup import WriteUps
from derive.marking.report import Line
from derive.problem import catalogue

FORWARD = """import numpy as np
X = np.array([[1, 2], [0, -1], [2, 0.5]])
W = np.array([[0.5, -1, 0], [1, 0, -0.5]])
b = np.array([[0, 0.5, 0]])
Y = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]])
P = np.exp(X @ W + b) / np.exp(X @ W + b).sum(axis=1, keepdims=True)
dZ = (P - Y) / 3
"""
TURNED = r"$$\frac{\partial L}{\partial W} = X^\top \frac{\partial L}{\partial Z}$$"
UNTURNED = r"$$\frac{\partial L}{\partial W} = X \frac{\partial L}{\partial Z}$$"


def cell(number: int, kind: str, source: str) -> dict[str, Any]:
    own = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "id": f"c{number}", "metadata": {}, "source": source, **own}


def wrong(*sources: tuple[str, str]) -> list[Line]:
    cells = [cell(number, *source) for number, source in enumerate(sources)]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    report = WriteUps(catalogue.load("softmax-regression"), "full").check("a.ipynb", json.dumps(notebook).encode())
    return [line for line in report.lines if line.verdict == "wrong"]


@pytest.mark.parametrize("is_before", [True, False])
def test_a_formula_that_lacks_what_the_code_has_is_told_so(is_before: bool) -> None:
    code, text = ("code", FORWARD + "dW = X.T @ dZ"), ("markdown", UNTURNED)
    (found,) = wrong(text, code) if is_before else wrong(code, text)
    assert not found.code
    assert found.message.endswith("your formula lacks a transposition (ᵀ) that the code has.")


def test_code_beside_a_right_formula_is_told_so() -> None:
    (found,) = wrong(("markdown", TURNED), ("code", FORWARD + "dW = X.T @ (P - Y)"))
    assert found.code
    assert found.message.endswith("Your formula for dL/dW beside it is right; the code does not say the same.")


def test_what_stands_far_away_or_is_wrong_as_well_is_no_comparison() -> None:
    (found,) = wrong(("code", FORWARD + "dW = X.T @ dZ"), ("markdown", "Now"), ("markdown", UNTURNED))
    assert "beside" not in found.message
    for found in wrong(("markdown", UNTURNED), ("code", FORWARD + "dW = X.T @ (P - Y)")):
        assert "beside" not in found.message
