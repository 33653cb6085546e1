"""Write-ups of the three-step recurrent exercise by a hand of its own: NumPy and strings, nothing of `derive`.

Every step computes with what the hand has written before, so one wrong or rounded value is carried on as a student
carries it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
Values = dict[str, Real]

U = np.array([[1, 2, 3], [-1, 0, 1], [2, -1, 0]], dtype=float)
W = np.array([[1, 0, -1], [2, 1, 0], [-1, 2, 1]], dtype=float)
V = np.array([[2, -1, 0], [1, 1, -1], [-1, 2, 1]], dtype=float)
B = np.array([[0], [1], [-1]], dtype=float)
C = np.array([[1], [1], [0]], dtype=float)
X = [np.array(x, dtype=float).reshape(3, 1) for x in ([1, -1, 0], [-1, 1, 0], [1, 1, 0])]
Y = [np.eye(3)[:, [k]] for k in (2, 1, 2)]


def softmax(z: Real) -> Real:
    return np.asarray(np.exp(z) / np.exp(z).sum())


@dataclass(frozen=True)
class Step:
    """One line: what it is called, its formula, how it is computed, and what it uses."""

    name: str
    left: str
    formula: str
    compute: Callable[[Values], Real]
    needs: tuple[str, ...]


def one(name: str, left: str, formula: str, needs: str, compute: Callable[[Values], Real]) -> Step:
    return Step(name, left, formula, compute, tuple(needs.split()))


def d(by: str) -> str:
    return rf"\frac{{\partial L}}{{\partial {by}}}"


def bar(t: int) -> str:
    return rf"\bar{{h}}_{t}"


def steps() -> list[Step]:
    """The exercise from the first state to the last gradient, each line from the ones before."""
    found: list[Step] = []
    for t in range(3):
        before = f"W h_{t - 1} + " if t else ""
        found += [
            one(f"z{t}", rf"\bar{{h}}_{t}", f"{before}U x_{t} + b", f"h{t - 1}" if t else "", pre(t)),
            one(f"h{t}", f"h_{t}", rf"\tanh(\bar{{h}}_{t})", f"z{t}", lambda v, t=t: np.tanh(v[f"z{t}"])),  # type: ignore[misc]
        ]
    for t in range(3):
        found += [
            one(f"p{t}", rf"\hat{{y}}_{t}", rf"\mathrm{{softmax}}(V h_{t} + c)", f"h{t}", output(t)),
        ]
    for t in range(3):
        found += [one(f"l{t}", f"l_{t}", rf"-y_{t}^\top \log \hat{{y}}_{t}", f"p{t}", loss(t))]
    mean = r"\frac{1}{3} (l_0 + l_1 + l_2)"
    found += [one("L", "L", mean, "l0 l1 l2", lambda v: (v["l0"] + v["l1"] + v["l2"]) / 3)]
    for t in (2, 1, 0):
        after = rf" + W^\top {d(bar(t + 1))}" if t < 2 else ""
        arriving = rf"\frac{{1}}{{3}} V^\top (\hat{{y}}_{t} - y_{t}){after}"
        needs = f"p{t}" + (f" e{t + 1}" if t < 2 else "")
        found += [one(f"g{t}", d(f"h_{t}"), arriving, needs, arrive(t))]
        tanh = rf"(1 - h_{t} \odot h_{t}) \odot {d(f'h_{t}')}"
        found += [one(f"e{t}", d(bar(t)), tanh, f"g{t} h{t}", through(t))]
    errors = "e0 e1 e2"
    ends = "p0 p1 p2"
    found += [
        one("dV", d("V"), total(r"(\hat{y}_@ - y_@) h_@^\top", 0, r"\frac{1}{3}"), f"{ends} h0 h1 h2", by_v),
        one("dU", d("U"), total(d(r"\bar{h}_@") + r" x_@^\top", 0), errors, lambda v: outer(v, X, 0)),
        one("dW", d("W"), total(d(r"\bar{h}_@") + r" h_{@-1}^\top", 1), "e1 e2 h0 h1", by_w),
        one("db", d("b"), total(d(r"\bar{h}_@"), 0), errors, lambda v: v["e0"] + v["e1"] + v["e2"]),
        one("dc", d("c"), total(r"(\hat{y}_@ - y_@)", 0, r"\frac{1}{3}"), ends, lambda v: sum(ends_of(v)) / 3),
    ]
    return found


def total(term: str, low: int, factor: str = "") -> str:
    return rf"{factor} \sum_{{t={low}}}^{{2}} {term.replace('@', 't')}".strip()


def pre(t: int) -> Callable[[Values], Real]:
    return lambda v: (W @ v[f"h{t - 1}"] if t else 0) + U @ X[t] + B


def output(t: int) -> Callable[[Values], Real]:
    return lambda v: softmax(V @ v[f"h{t}"] + C)


def loss(t: int) -> Callable[[Values], Real]:
    """By the probability as it was rounded, unless that is zero: nobody goes on with log 0."""

    def compute(v: Values) -> Real:
        rounded = (Y[t] * v[f"p{t}"]).sum()
        return np.asarray(-np.log(rounded or (Y[t] * output(t)(v)).sum()))

    return compute


def arrive(t: int) -> Callable[[Values], Real]:
    return lambda v: V.T @ (v[f"p{t}"] - Y[t]) / 3 + (W.T @ v[f"e{t + 1}"] if t < 2 else 0)


def through(t: int) -> Callable[[Values], Real]:
    return lambda v: (1 - v[f"h{t}"] ** 2) * v[f"g{t}"]


def ends_of(v: Values) -> list[Real]:
    return [v[f"p{t}"] - Y[t] for t in range(3)]


def by_v(v: Values) -> Real:
    return sum((e @ v[f"h{t}"].T for t, e in enumerate(ends_of(v))), np.zeros((3, 3))) / 3


def outer(v: Values, right: list[Real], low: int) -> Real:
    return sum((v[f"e{t}"] @ right[t].T for t in range(low, 3)), np.zeros((3, 3)))


def by_w(v: Values) -> Real:
    return outer(v, [X[0], v["h0"], v["h1"]], 1)


@dataclass(frozen=True)
class Slip:
    """A mistake made at one step, its value computed wrongly; `formula` is written where the formula is wrong too."""

    at: str
    name: str | None
    compute: Callable[[Values], Real]
    formula: str | None = None


@dataclass(frozen=True)
class Page:
    """A write-up: its text, the line of each step, the values as computed, and what a slip touches."""

    text: str
    lines: Mapping[str, int]
    values: Values
    touched: frozenset[str]


def shown(value: Real, digits: int) -> str:
    if not value.shape:
        return f"{value:.{digits}f}"
    rows = [" & ".join(f"{x:.{digits}f}" for x in row) for row in value]
    return r"\begin{bmatrix} " + r" \\ ".join(rows) + r" \end{bmatrix}"


def write(
    digits: int = 4, rounding: bool = False, slip: Slip | None = None, changed: Mapping[str, str] | None = None,
    formulas: bool = True,
) -> Page:  # fmt: skip
    """The write-up; with `rounding` what is shown is carried on, `changed` are strings put in place of values."""
    values: Values = {}
    rows: list[str] = ["# Backpropagation through time", ""]
    lines: dict[str, int] = {}
    touched: set[str] = set()
    for step in steps():
        if slip is not None and step.name == slip.at:
            step = replace(step, compute=slip.compute, formula=slip.formula or step.formula)
            touched.add(step.name)
        touched |= {step.name} if touched & set(step.needs) else set()
        exact = step.compute(values)
        values[step.name] = np.round(exact, digits) if rounding else exact
        lines[step.name] = len(rows) + 1
        text = (changed or {}).get(step.name) or shown(exact, digits)
        formula = f" = {step.formula} \\approx {text}" if formulas else f" = {text}"
        rows += [f"$${step.left}{formula}$$", ""]
    return Page("\n".join(rows), lines, values, frozenset(touched))
