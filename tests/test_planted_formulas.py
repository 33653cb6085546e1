"""Formulas with a mistake written into them by hand, in LaTeX and in Python, over random networks."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from mistaken import Impossible, Run, Weights, mistakes
from planted import drawn, is_near
from test_planted import named

from derive.feedback.check_answer import Checker

ACTIVE = "activation derivative"
WAYS = ("direct", "carried")
Sites = dict[Hashable, str]


def every(site: str, what: str, steps: int) -> Sites:
    return {(site, t): what for t in range(steps)}


def bent(t: int, what: str) -> Sites:
    return {(ACTIVE, t, way): what for way in WAYS}


def planted(n: int) -> list[tuple[str, Sites, list[str]]]:
    """The question, the sites of the mistake, and the formula in several notations, for `n` steps."""
    last, m = n - 1, n - 2
    above = rf"V^\top(\hat y_{{{m}}}-y_{{{m}}})/{n}"
    python = f"V.T @ (yhat[{m}]-y[{m}])/{n}"
    g = rf"\frac{{\partial L}}{{\partial h_{{{last}}}}}"
    dh, asked = f"dL_dh[{last}]", f"dL/dh[{m}]"
    return [
        (
            "dL/dV",
            every("factor", "missing", n),
            [
                rf"\sum_{{t=0}}^{{{last}}}(\hat y_t-y_t)h_t^\top",
                f"sum((yhat[t]-y[t]) @ h[t].T for t in range({n}))",
                f"sum(np.outer(yhat[t]-y[t], h[t]) for t in range({n}))",
            ],
        ),
        (
            "dL/dV",
            {("transposed",): "yes"},
            [rf"\frac{{1}}{{{n}}}\sum_t h_t(\hat y_t-y_t)^T", f"sum(h[t] @ (yhat[t]-y[t]).T for t in range({n}))/{n}"],
        ),
        (
            "dL/dV",
            {("sign",): "yes"},
            [rf"\frac1{{{n}}}\sum_t (y_t-\hat y_t)h_t^T", f"-sum((yhat[t]-y[t]) @ h[t].T for t in range({n}))/{n}"],
        ),
        (
            "dL/dV",
            {("use", t): "lost" for t in range(last)},
            [rf"\frac1{{{n}}}(\hat y_{last}-y_{last})h_{last}^\top", f"(yhat[{last}]-y[{last}]) @ h[{last}].T / {n}"],
        ),
        (
            "dL/dV",
            every("softmax derivative", "extra", n),
            [
                rf"\frac1{{{n}}}\sum_t(\operatorname{{diag}}(\hat y_t)-\hat y_t\hat y_t^\top)(\hat y_t-y_t)h_t^\top",
                f"sum((diag(yhat[t]) - yhat[t] @ yhat[t].T) @ (yhat[t]-y[t]) @ h[t].T for t in range({n}))/{n}",
            ],
        ),
        (
            "dL/dV",
            every("factor", "twice", n),
            [
                rf"\frac{{1}}{{{n * n}}}\sum_t(\hat y_t-y_t)h_t^T",
                f"sum((yhat[t]-y[t]) @ h[t].T for t in range({n}))/{n}**2",
            ],
        ),
        (
            "dL/dU",
            {(ACTIVE, t, "direct"): "missing" for t in range(n)},
            [r"\sum_t \frac{\partial L}{\partial h_t}x_t^\top", f"sum(dL_dh[t] @ x[t].T for t in range({n}))"],
        ),
        (
            "dL/dW",
            {("factor of the use", t): "1" for t in range(n)},
            [
                rf"\sum_{{t=1}}^{{{last}}}\frac{{\partial L}}{{\partial \bar h_t}}h_t^\top",
                f"sum(dL_dhbar[t] @ h[t].T for t in range(1, {n}))",
            ],
        ),
        (asked, {("path", last): "missing"}, [rf"\frac1{{{n}}}V^T(\hat y_{{{m}}}-y_{{{m}}})", python]),
        (
            asked,
            {("W back", last): "yes"},
            [rf"{above} + W\left((1-h_{last}^2)\odot{g}\right)", f"{python} + W @ ((1-h[{last}]**2)*{dh})"],
        ),
        (asked, bent(last, "missing"), [rf"{above} + W^\top{g}", f"{python} + W.T @ {dh}"]),
        (
            asked,
            bent(last, "no square"),
            [
                rf"{above} + W^\top\operatorname{{diag}}(1-h_{last}){g}",
                f"{python} + W.T @ ((1-h[{last}])*{dh})",
                f"{python.replace('V.T @', 'Vᵀ')} + Wᵀ((1 − h[{last}]) ⊙ {dh})",
            ],
        ),
        (
            asked,
            bent(last, "other"),
            [
                rf"{above} + W^\top(h_{last}\odot(1-h_{last})\odot{g})",
                f"{python} + W.T @ (h[{last}]*(1-h[{last}])*{dh})",
            ],
        ),
        (
            asked,
            bent(last, "-1"),
            [rf"{above} + W^\top((1-h_{m}\odot h_{m})\odot{g})", f"{python} + W.T @ ((1-h[{m}]**2)*{dh})"],
        ),
        ("hbar[1]", {("bias", "hbar", 1): "missing"}, ["W h_0 + U x_1", "W @ h[0] + U @ x[1]"]),
        ("hbar[1]", {("W", 1): "turned"}, [r"W^{\mathsf T} h_0 + U x_1 + b", "W.T @ h[0] + U @ x[1] + b"]),
        ("hbar[1]", {("forward path", 1): "missing"}, ["U x_1 + b", "U @ x[1] + b"]),
        (
            "h[1]",
            {("activation", 1): "sigmoid"},
            [r"\sigma(\bar h_1)", "sigmoid(hbar[1])", r"\frac{1}{1+e^{-\bar h_1}}"],
        ),
        ("yhat[1]", {("softmax", 1): "not normalised"}, [r"e^{V h_1 + c}", "np.exp(mu[1])"]),
        ("L", {("loss factor",): "missing"}, [r"\sum_t l_t", f"sum(l[t] for t in range({n}))"]),
    ]


COUNT = len(planted(3))


def meant(weights: Weights, question: str, sites: Sites, is_mean: bool) -> set[str]:
    """The names of all mistakes that give the same as the sites do."""
    value, found = Run(weights, sites).value(question), set()
    for name, others in mistakes(weights, question, is_mean):
        try:
            with np.errstate(all="ignore"):
                other = Run(weights, others).value(question)
        except (Impossible, ValueError):
            continue
        if is_near(other, value, 1e-12):
            found.add(name)
    return found


@pytest.mark.parametrize("which", range(COUNT))
@given(seed=st.integers(0, 10**6))
@settings(max_examples=3, deadline=None, derandomize=True, phases=[Phase.generate])
def test_a_wrong_formula_is_named_in_every_notation(which: int, seed: int) -> None:
    weights, is_mean, problem = drawn(seed)
    question, sites, texts = planted(weights.steps)[which]
    checker = Checker(problem, "full")
    expected = meant(weights, question, sites, is_mean)
    for text in texts:
        record = checker.check(question, text)
        assert record.verdict == "wrong", (text, record)
        assert named(record) == expected, (question, text, record)
