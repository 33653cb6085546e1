"""Digits cut off at every step, as pocket calculators are read: rounding, and not a mistake."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from derive import catalogue
from derive.marker import WriteUps

Real = NDArray[np.float64]
CHECKER = WriteUps(catalogue.load("rnn"), "full")
U, W, V = (np.array(m, float) for m in ([[1, 2, 3], [-1, 0, 1], [2, -1, 0]], [[1, 0, -1], [2, 1, 0], [-1, 2, 1]],
                                        [[2, -1, 0], [1, 1, -1], [-1, 2, 1]]))  # fmt: skip
B, C = np.array([0.0, 1, -1]), np.array([1.0, 1, 0])
X = np.array([[1.0, -1, 0], [-1, 1, 0], [1, 1, 0]])


def cut(values: Real, digits: int) -> Real:
    return np.trunc(values * 10**digits + np.sign(values) * 1e-9) / 10**digits


def shown(values: Real, digits: int) -> str:
    return r"\begin{bmatrix}" + r" \\ ".join(f"{x:.{digits}f}" for x in values) + r"\end{bmatrix}"


def page(digits: int) -> tuple[list[str], list[Real]]:
    lines, found, h = [], [], np.zeros(3)
    for t in range(3):
        z = cut(W @ h + U @ X[t] + B, digits)
        before = "" if t == 0 else f"W h_{t - 1} + "
        lines.append(rf"\bar h_{t} = {before}U x_{t} + b = {shown(z, digits)}")
        h = cut(np.tanh(z), digits)
        lines.append(rf"h_{t} = \tanh(\bar h_{t}) = {shown(h, digits)}")
        mu = cut(V @ h + C, digits)
        lines.append(rf"\mu_{t} = V h_{t} + c = {shown(mu, digits)}")
        e = np.exp(mu)
        lines.append(rf"\hat y_{t} = \mathrm{{softmax}}(\mu_{t}) = {shown(cut(e / e.sum(), digits), digits)}")
        found += [z, h, mu, cut(e / e.sum(), digits)]
    return lines, found


def verdicts(lines: list[str]) -> list[str]:
    text = "\n\n".join(f"$${line}$$" for line in lines)
    return [line.verdict for line in CHECKER.check("student.md", text.encode()).lines]


@pytest.mark.parametrize("digits", [3, 4, 5])
def test_a_page_cut_off_at_every_step(digits: int) -> None:
    assert set(verdicts(page(digits)[0])) <= {"right", "rounded"}


@pytest.mark.parametrize("place", [4, 5, 6, 8, 9])
def test_a_changed_digit_is_no_cutting_off(place: int) -> None:
    lines, values = page(4)
    wrong = values[place].copy()
    wrong[0] += 0.01
    lines[place] = lines[place].rsplit("=", 1)[0] + "= " + shown(wrong, 4)
    assert verdicts(lines)[2 * place + 1] == "wrong"
