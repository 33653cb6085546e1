"""Somebody else's numbers are told from usual mistakes, and earn nothing though they follow from one another.

Logistic regression, `z = wᵀx + b` with w = (0.5, −1, 0.25), b = 0.5, y = 1; the numbers are from NumPy.
"""

from __future__ import annotations

import numpy as np
import pytest

from derive.feedback.check_answer import Checker
from derive.feedback.check_writeup import WriteUps
from derive.judging.other_variants import Variants
from derive.problem import catalogue

INPUTS = {"17": (1.0, 1.0, 1.0), "18": (0.3, -0.7, 2.0), "19": (-1.0, 0.5, 0.25)}
W, B = np.array([0.5, -1, 0.25]), 0.5


def values(x: tuple[float, ...]) -> tuple[float, np.ndarray]:
    """ŷ and ∂L/∂w = (ŷ − y) x."""
    yhat = 1 / (1 + np.exp(-(W @ x + B)))
    return yhat, (yhat - 1) * np.array(x)


def variants() -> Variants:
    return Variants({name: catalogue.load("logistic", {"x": str(list(x))}) for name, x in INPUTS.items()})


def text(numbers: np.ndarray) -> str:
    return "[" + ", ".join(f"{number:.4f}" for number in numbers) + "]"


@pytest.mark.parametrize("name", INPUTS)
def test_numbers_of_another_variant_are_named_so(name: str) -> None:
    record = Checker(catalogue.load("logistic"), "full", variants=variants()).check(
        "dL/dw", text(values(INPUTS[name])[1])
    )
    assert (record.verdict, record.diagnosis) == ("wrong", "other_variant")
    assert f"variant {name}." in record.message


def test_without_variants_such_numbers_are_only_wrong() -> None:
    record = Checker(catalogue.load("logistic")).check("dL/dw", text(values(INPUTS["17"])[1]))
    assert (record.verdict, record.diagnosis) == ("wrong", None)


def test_the_own_variant_among_the_others_changes_nothing() -> None:
    own = catalogue.load("logistic", {"x": str(list(INPUTS["18"]))})
    yhat, gradient = values(INPUTS["18"])
    checker = Checker(own, variants=variants())
    assert checker.check("dL/dw", text(gradient)).verdict == "right"
    assert checker.check("dL/dw", text(-gradient)).diagnosis == "sign"
    assert checker.check("yhat", f"{yhat:.4f}").verdict == "right"


def test_few_digits_are_no_evidence_against_a_usual_mistake() -> None:
    """z of variant 17 is 0.25: two digits, as half of 0.5 or a digit lost are."""
    record = Checker(catalogue.load("logistic"), variants=variants()).check("z", "0.25")
    assert record.diagnosis != "other_variant"


def test_what_follows_from_somebody_elses_numbers_earns_nothing() -> None:
    yhat, gradient = values(INPUTS["17"])
    copied = f"z = 0.2500\n\nyhat = {yhat:.4f}\n\ndL/dz = {yhat - 1:.4f}\n\ndL/dw = {text(gradient)}\n"
    report = WriteUps(catalogue.load("logistic"), "full", variants=variants()).check("a.txt", copied.encode())
    assert report.lines[-1].diagnosis == "other_variant"
    assert all(line.verdict == "wrong" for line in report.lines[1:])
    alone = WriteUps(catalogue.load("logistic"), "full").check("a.txt", copied.encode())
    assert [line.verdict for line in alone.lines[:3]] == ["wrong", "carried", "carried"]
