"""Gradients as values in equations: parameters after a step, losses after it, and derivatives through it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from exercises import WAYS, exercise, gaps

from derive.api import Exercise
from derive.feedback.check_writeup import WriteUps
from derive.language.errors import DeriveError
from derive.language.expr import Derivative, Ref, refs, walk
from derive.language.steps import Step
from derive.problem.spec import METHODS

X, Y, W0, B0, ETA = np.array([[0.5], [-1.0]]), np.array([[1.0], [0.0]]), [[0.3, 0.2], [0.1, -0.4]], [0.1, 0.0], 0.5
MLP = """
z = W x + b
p = softmax(z)
L = CE(y, p)
W_new = W - eta dL/dW
b_new = b - eta dL/db
L_new = CE(y, softmax(W_new x + b_new))
"""
VALUES = f"x = [0.5, -1]\nW = {W0}\nb = {B0}\neta = {ETA}\ny = {{ one_hot = 1 }}"


def softmax(z: Any) -> Any:
    return np.exp(z) / np.exp(z).sum()


def by_hand() -> dict[str, Any]:
    """The numbers of the network above, with NumPy alone."""
    weights, bias = np.array(W0), np.array(B0).reshape(2, 1)
    delta = softmax(weights @ X + bias) - Y
    weights_new, bias_new = weights - ETA * delta @ X.T, bias - ETA * delta
    p = softmax(weights_new @ X + bias_new)
    # dL_new/deta, where the gradients at the old parameters do not depend on eta.
    rate = -((p - Y) @ X.T * (delta @ X.T)).sum() - ((p - Y) * delta).sum()
    loss = -float((Y * np.log(p)).sum())
    return {"W_new": weights_new, "b_new": bias_new, "L_new": loss, "dL_new/deta": float(rate)}


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_parameters_after_a_step_and_the_loss_then_are_what_numpy_says(method: str, layout: str) -> None:
    solution = exercise(MLP, VALUES, "W_new b_new L_new dL_new/deta").solve(method=method, layout=layout, digits=10)
    for name, true in by_hand().items():
        assert max(gaps(solution[name].value, np.array(true).tolist())) < 1e-9, name


def uses(step: Step) -> Iterator[Ref | Derivative]:
    yield from (part for part in walk(step.rhs) if isinstance(part, Derivative))
    yield from refs(step.rhs)


@pytest.mark.parametrize(("method", "layout"), WAYS)
@pytest.mark.parametrize("asked", ["L_new W_new dL_new/deta", "dL_new/dW dL_new/db b_new", "L_new dL/dW dL_new/dz"])
def test_nothing_is_used_before_the_step_that_derives_it(asked: str, method: str, layout: str) -> None:
    solved = exercise(MLP, VALUES, asked)
    steps = [step for step in solved.solve(method=method, layout=layout).steps if step.is_numeric]
    made = set(solved.problem.given)
    for step in steps:
        assert set(uses(step)) <= made, step.name
        made.add(step.name)


def test_a_page_shows_the_steps_in_an_order_in_which_each_can_be_followed() -> None:
    page = exercise(MLP, VALUES, "L_new dL_new/deta").solve().to_markdown()
    assert 0 < page.index(".** $W_{new}$") < page.index(".** $L_{new}$")
    assert page.index(r".** $\partial L/\partial W$: ") < page.index(".** $W_{new}$") < page.index(".** $L_{new}$")


THETA, INPUTS, TARGET = np.array([0.3, 0.2]), np.array([0.5, -1.0]), 1.0


def gradient(theta: Any) -> Any:
    return (theta @ INPUTS - TARGET) * INPUTS


def optimised(name: str) -> list[Any]:
    """The parameters after each of two steps, by the papers' formulas in NumPy."""
    theta, m, v, found = THETA, np.zeros(2), np.zeros(2), []
    for t in (1, 2):
        ahead = theta - 0.9 * 0.1 * m if name == "nesterov" else theta
        g = gradient(ahead)
        match name:
            case "sgd":
                theta = theta - 0.1 * g
            case "momentum" | "nesterov":
                m = 0.9 * m + g
                theta = theta - 0.1 * m
            case "rmsprop":
                v = 0.9 * v + 0.1 * g * g
                theta = theta - 0.1 * g / (np.sqrt(v) + 1e-8)
            case "adagrad":
                v = v + g * g
                theta = theta - 0.1 * g / (np.sqrt(v) + 1e-8)
            case "adamw":
                m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
                step = (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
                theta = theta - 0.1 * (step + 0.01 * theta)
            case "clipped":
                theta = theta - 0.1 * np.clip(g, -0.5, 0.5)
            case "clipped by norm":
                theta = theta - 0.1 * g * min(1, 0.5 / np.linalg.norm(g))
        found.append(theta)
    return found


OPTIMISERS = {
    "sgd": "theta[t] = theta[t-1] - 0.1 g[t]",
    "momentum": "m[t] = 0.9 m[t-1] + g[t]\ntheta[t] = theta[t-1] - 0.1 m[t]",
    "nesterov": "m[t] = 0.9 m[t-1] + g[t]\ntheta[t] = theta[t-1] - 0.1 m[t]",
    "rmsprop": "v[t] = 0.9 v[t-1] + 0.1 g[t] .* g[t]\ntheta[t] = theta[t-1] - 0.1 g[t] / (sqrt(v[t]) + 1e-8)",
    "adagrad": "v[t] = v[t-1] + g[t] .* g[t]\ntheta[t] = theta[t-1] - 0.1 g[t] / (sqrt(v[t]) + 1e-8)",
    "adamw": "m[t] = 0.9 m[t-1] + 0.1 g[t]\nv[t] = 0.999 v[t-1] + 0.001 g[t] .* g[t]\n"
    "theta[t] = theta[t-1] - 0.1 ((m[t] / (1 - c[t])) / (sqrt(v[t] / (1 - d[t])) + 1e-8) + 0.01 theta[t-1])",
    # min(g, 1/2) and max(g, -1/2) with what is cut off.
    "clipped": "theta[t] = theta[t-1] - 0.1 (g[t] - relu(g[t] - 0.5) + relu(-g[t] - 0.5))",
    "clipped by norm": "theta[t] = theta[t-1] - 0.1 (1 - relu(1 - 0.5 / sqrt(sqnorm(g[t])))) g[t]",
}


def two_steps(name: str) -> tuple[str, str]:
    ahead = "theta[t-1] - 0.09 m[t-1]" if name == "nesterov" else "theta[t-1]"
    equations = [
        "theta[0] = theta0",
        f"a[t] = {ahead}",
        "z[t] = a[t]' x",
        "l[t] = 1/2 (z[t] - y)^2",
        "g[t] = dl[t]/da[t]",
    ]
    values = ["x = [0.5, -1]", "theta0 = [0.3, 0.2]", "y = 1"]
    for memory in ("m", "v"):
        if f"{memory}[t]" in OPTIMISERS[name]:
            equations.append(f"{memory}[0] = {memory}0")
            values.append(f"{memory}0 = [0, 0]")
    if "c[t]" in OPTIMISERS[name]:
        values += ["c = { 1 = 0.9, 2 = 0.81 }", "d = { 1 = 0.999, 2 = 0.998001 }"]
        values[-2:] = ['"c[1]" = 0.9', '"c[2]" = 0.81', '"d[1]" = 0.999', '"d[2]" = 0.998001']
    return "\n".join([*equations, OPTIMISERS[name]]), "\n".join(values)


@pytest.mark.parametrize("name", OPTIMISERS)
@pytest.mark.parametrize("method", METHODS)
def test_two_steps_of_an_optimiser_are_what_numpy_says(name: str, method: str) -> None:
    equations, values = two_steps(name)
    solution = exercise(equations, values, "theta[1] theta[2]", index="t = [1, 2]").solve(method=method, digits=10)
    for t, true in enumerate(optimised(name), 1):
        assert max(gaps(solution[f"theta[{t}]"].value, true.tolist())) < 1e-9


def test_the_answers_of_a_student_are_judged_behind_an_update() -> None:
    solved = exercise(MLP, VALUES, "W_new L_new")
    new = by_hand()
    wrong = np.array(W0) + ETA * (np.array(W0) - new["W_new"]) / ETA
    text = f"""
$W_{{new}} = W - \\eta (p - y) x^\\top = {np.round(new["W_new"], 4).tolist()}$

$L_{{new}} = {new["L_new"]:.4f}$

$W_{{new}} = W + \\eta \\frac{{\\partial L}}{{\\partial W}}$

$W_{{new}} = {np.round(wrong, 4).tolist()}$
"""
    report = WriteUps(solved.problem).check("student.md", text.encode())
    assert [line.verdict for line in report.lines] == ["right", "right", "right", "wrong", "carried"]


def test_an_update_goes_on_with_a_wrong_gradient_of_ones_own() -> None:
    solved = exercise(MLP, VALUES, "dL/dW W_new")
    delta = softmax(np.array(W0) @ X + np.array(B0).reshape(2, 1))
    wrong = delta @ X.T
    text = f"""
$\\frac{{\\partial L}}{{\\partial W}} = {np.round(wrong, 4).tolist()}$

$W_{{new}} = W - \\eta \\frac{{\\partial L}}{{\\partial W}} = {np.round(np.array(W0) - ETA * wrong, 4).tolist()}$
"""
    report = WriteUps(solved.problem).check("student.md", text.encode())
    assert [line.verdict for line in report.lines] == ["wrong", "right", "carried"]


REFUSED = {
    "h_new = h - dh/dW": "a derivative inside an equation is of a scalar",
    "W_new = W - dL_new/dW\nL_new = sum(W_new)": "depends on itself",
    "W_new = W - dL/dQ": "unknown name 'Q'",
    "c = dL/dW[3]": "dL/dW",
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_no_equation_can_use_is_refused_with_its_reason(line: str) -> None:
    with pytest.raises(DeriveError, match=REFUSED[line].replace("[", r"\[")):
        exercise(f"h = tanh(W x)\nL = sum(h)\n{line}", "x = [0.5, -1]\nW = [[0.3, 0.2], [0.1, -0.4]]", "L")


def test_a_value_between_is_no_variable_behind_a_gradient_that_is_written_with_it() -> None:
    """∂L/∂z = ∂L/∂h (1 - h²) has h for tanh(z), so that moving h alone would mean two things."""
    model = "h = tanh(w x)\nL = 1/2 (h - y)^2\nw_new = w - dL/dw\nM = w_new^2"
    values = "w = 0.3\nx = 0.5\ny = 1"
    with pytest.raises(DeriveError, match="dM/dh: not clear"):
        exercise(model, values, "dM/dh").solve()
    assert exercise(model, values, "dM/dw_new dM/dw").solve()["dM/dw_new"].value == "1.4322"


def test_a_derivation_with_an_update_comes_back_from_json() -> None:
    solved = Exercise(exercise(MLP, VALUES, "L_new dL_new/deta").problem).solve()
    assert '"name": "dL_new/deta"' in solved.to_json()


SECOND = """
z = w x + b
yhat = tanh(z)
L = 1/2 sqnorm(yhat - y)
w_new = w - eta dL/dw
b_new = b - eta dL/db
L_new = 1/2 sqnorm(tanh(w_new x + b_new) - y)
"""
SCALARS = "x = 0.5\nw = 0.3\nb = 0.1\ny = 1\neta = 0.1"
ASKED = "L_new dL_new/deta dL_new/dw d2L/dw2 d2L/dwdb"


def second(w: float, b: float) -> float:
    """∂²L/∂z² by hand: of 1/2 (tanh z - y)² it is h'² + (h - y) h'' with h' = 1 - h² and h'' = -2 h h'."""
    h = float(np.tanh(w * 0.5 + b))
    slope = 1 - h * h
    return slope * slope - (h - 1) * 2 * h * slope


def test_second_derivatives_are_those_found_by_hand() -> None:
    by_z = second(0.3, 0.1)
    solution = exercise(SECOND, SCALARS, ASKED).solve(digits=12)
    assert float(solution["d2L/dwdb"].value) == pytest.approx(by_z * 0.5)
    assert float(solution["d2L/dwdw"].value) == pytest.approx(by_z * 0.25)


def test_a_derivative_through_an_update_is_that_of_central_differences() -> None:
    def loss_after(w: float) -> float:
        def slope(at: float) -> float:
            h = float(np.tanh(at * 0.5 + 0.1))
            return (h - 1) * (1 - h * h)

        new = np.tanh((w - 0.1 * slope(w) * 0.5) * 0.5 + 0.1 - 0.1 * slope(w))
        return float((new - 1) ** 2 / 2)

    true = (loss_after(0.3 + 1e-5) - loss_after(0.3 - 1e-5)) / 2e-5
    assert float(exercise(SECOND, SCALARS, "dL_new/dw").solve(digits=12)["dL_new/dw"].value) == pytest.approx(true)


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_every_line_about_second_derivatives_is_read_and_right(method: str, layout: str) -> None:
    solved = exercise(SECOND, SCALARS, ASKED, settings=f"layout = '{layout}'")
    report = WriteUps(solved.problem).check("solution.md", solved.solve(method=method).to_markdown().encode())
    assert len(report.lines) > 100
    assert [line.text for line in report.lines if line.verdict != "right"] == []
    assert not report.unread


WRITTEN = {
    r"$\\frac{\\partial^2 L}{\\partial w^2} = %s$": "d2L/dwdw",
    r"$\\frac{\\partial^{2} L}{\\partial w\\,\\partial b} = %s$": "d2L/dwdb",
    r"$\\frac{\\partial^2 L}{\\partial b \\partial w} = %s$": "d2L/dwdb",
    r"$\\partial^2 L/\\partial w^2 = %s$": "d2L/dwdw",
    r"$\\frac{\\partial (\\partial L/\\partial w)}{\\partial b} = %s$": "d2L/dwdb",
    "d2L/dw2 = %s": "d2L/dwdw",
    "d2L/dwdb = %s": "d2L/dwdb",
    "d2L/dw db = %s": "d2L/dwdb",
    "d2L/dw^2 = %s": "d2L/dwdw",
}


@pytest.mark.parametrize("line", WRITTEN)
def test_second_derivatives_are_read_however_they_are_written(line: str) -> None:
    true = second(0.3, 0.1) * (0.25 if WRITTEN[line] == "d2L/dwdw" else 0.5)
    judge = WriteUps(exercise(SECOND, SCALARS, "d2L/dw2 d2L/dwdb d2L/dbdw").problem)
    for number, verdict in ((true, "right"), (true + 0.1, "wrong")):
        (read,) = judge.check("student.md", (line.replace("\\\\", "\\") % f"{number:.4f}").encode()).lines
        assert read.verdict == verdict
