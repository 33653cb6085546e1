"""Formulas whose shapes do not fit together: wrong in every convention, loose notation, or unread."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise, product

import numpy as np
import pytest
from exercises import exercise
from tiers import swept

from derive.feedback.check_answer import Checker
from derive.feedback.check_writeup import WriteUps
from derive.problem import catalogue
from derive.problem.problem import Problem

Array = np.ndarray
Named = tuple[str, Array]


def layers(inputs: int, units: int, outputs: int) -> Problem:
    """One layer upon another, of any widths."""
    numbers = np.random.default_rng(outputs).integers(-9, 9, 100) / 8
    take = iter(numbers.tolist())
    sizes = {"W": (units, inputs), "x": (inputs,), "b": (units,), "V": (outputs, units), "c": (outputs,)}
    values = {name: filled(shape, take) for name, shape in {**sizes, "m": (outputs,)}.items()}
    equations = "h = tanh(W x + b)\np = V h + c\nL = 1/2 sqnorm(p - m)"
    text = "\n".join(f"{name} = {value}" for name, value in values.items())
    return exercise(equations, text, "h dL/dV dL/dW dL/dh").problem


def filled(shape: tuple[int, ...], take: Iterator[float]) -> object:
    return next(take) if not shape else [filled(shape[1:], take) for _ in range(shape[0])]


ROWS = exercise(
    "h = tanh(x W)\np = h V\nL = 1/2 sqnorm(p - m)",
    "x = [[1.0, -0.5, 2.0]]\nW = [[0.5, -1.0], [0.25, 0.3], [0.2, -0.4]]\n"
    "V = [[0.5, 1.0, -0.5, 0.25], [2.0, -1.0, 0.75, 0.1]]\nm = [[1.0, 0.0, 0.5, -0.5]]",
    "h dL/dV dL/dW dL/dh",
).problem
STEPS = exercise(
    "s[0] = q\ns[t] = tanh(A s[t-1] + B u[t] + k)\nl[t] = 1/2 sqnorm(C s[t] - y[t])\nL = sum(t, l[t])",
    "A = [[0.5, -1.0], [0.25, 0.3]]\nB = [[0.2, -0.4, 0.3], [1.0, 0.5, -0.1]]\nk = [0.3, 0.1]\nC = [[0.5, -1.0]]\n"
    "u = [[1.0, 0.5, -0.5], [0.2, -0.3, 0.4]]\ny = [[0.4], [0.1]]\nq = [0.1, -0.2]",
    "s[1] dL/dB",
    index="t = '1..2'",
).problem
NARROW, WIDE, RNN = layers(3, 2, 4), layers(2, 5, 3), catalogue.load("rnn")
WRITTEN = {"dL/dh": r"\frac{\partial L}{\partial h}", "dL/dV": r"\frac{\partial L}{\partial V}",
           "dL/dW": r"\frac{\partial L}{\partial W}", "dL/dB": r"\frac{\partial L}{\partial B}",
           "h[1]": "h_1", "s[1]": "s_1"}  # fmt: skip


def answered(problem: Problem, question: str, text: str) -> tuple[str, str | None]:
    record = Checker(problem, "full").check(question, text)
    return record.verdict, record.diagnosis


def written(problem: Problem, question: str, text: str) -> tuple[str, str | None]:
    left = WRITTEN.get(question, question)
    (line,) = WriteUps(problem, "full").check("student.md", f"$${left} = {text}$$".encode()).lines
    return line.verdict, line.diagnosis


@pytest.mark.parametrize("judged", [answered, written])
@pytest.mark.parametrize(
    ("problem", "question", "text"),
    [
        (RNN, "h[1]", r"\tanh([W U][h_0; x_1] + b)"),
        (RNN, "h[1]", r"\tanh(\begin{pmatrix} W & U \end{pmatrix}\begin{pmatrix} h_0 \\ x_1 \end{pmatrix} + b)"),
        (RNN, "h[1]", r"\tanh\left(\left[W \; U\right]\left[\begin{array}{c} h_0 \\ x_1 \end{array}\right] + b\right)"),
        (RNN, "h[1]", "np.tanh(np.concatenate((W, U), 1) @ np.concatenate((h_0, x_1)) + b)"),
        (STEPS, "s[1]", r"\tanh([A B][s_0; u_1] + k)"),
        (STEPS, "s[1]", r"\tanh(\begin{bmatrix} A & B \end{bmatrix}\begin{bmatrix} s_0 \\ u_1 \end{bmatrix} + k)"),
        (STEPS, "s[1]", "tanh([A, B] [s₀; u₁] + k)"),
        (NARROW, "h", r"\tanh([W \; b][x; 1])"),
        (NARROW, "h", r"\tanh(\begin{bmatrix} W & b \end{bmatrix}\begin{bmatrix} x \\ 1 \end{bmatrix})"),
        (NARROW, "h", "np.tanh(np.block([[W, b]]) @ np.block([[x], [1]]))"),
        (NARROW, "h", "np.tanh(np.array([[W, b]]) @ np.array([[x], [1]]))"),
        (WIDE, "h", "tanh([W, b] · [x; 1])"),
    ],
)  # fmt: skip
def test_arrays_made_of_arrays_are_read_where_they_fit(judged, problem: Problem, question: str, text: str) -> None:
    assert judged(problem, question, text) == ("right", None)


@pytest.mark.parametrize("judged", [answered, written])
@pytest.mark.parametrize(
    ("problem", "question", "text"),
    [
        (RNN, "h[1]", r"\tanh([W, U][h_0, x_1] + b)"),
        (RNN, "h[1]", r"\tanh([W \; U]\,[h_0 \; x_1] + b)"),
        (RNN, "h[1]", "tanh([W U][h₀ᵀ x₁ᵀ]ᵀ + b)"),
        (STEPS, "s[1]", "tanh((A B)(s_0; u_1) + k)"),
        (WIDE, "h", "tanh([W b][xᵀ 1]ᵀ)"),
    ],
)  # fmt: skip
def test_arrays_made_of_arrays_are_not_read_where_that_is_not_clear(
    judged, problem: Problem, question: str, text: str
) -> None:
    assert judged(problem, question, text) == ("unread", None)


@pytest.mark.parametrize("judged", [answered, written])
@pytest.mark.parametrize(
    ("problem", "question", "text"),
    [
        (NARROW, "h", "tanh(W h + b)"),
        (NARROW, "h", "tanh(W x + c)"),
        (NARROW, "dL/dh", "V (p - m)^T"),
        (NARROW, "dL/dh", "(p - m) h V"),
        (NARROW, "dL/dh", "h^T (p - m)"),
        (NARROW, "dL/dV", "(p - m) x"),
        (NARROW, "dL/dV", "np.dot(p - m, h)"),
        (NARROW, "dL/dW", r"(1 - h^2) \odot (p - m) x^T"),
        (WIDE, "dL/dh", r"V \cdot V (p - m)"),
        (WIDE, "dL/dW", "(p - m) x W"),
        (ROWS, "dL/dh", "h (p - m)^T"),
        (ROWS, "dL/dh", "x (p - m)^T"),
        (ROWS, "dL/dW", "x^T (p - m) V"),
        (STEPS, "s[1]", r"\tanh(A u_1 + B s_0 + k)"),
    ],
)
def test_wrong_in_every_convention(judged, problem: Problem, question: str, text: str) -> None:
    assert judged(problem, question, text)[0] == "wrong"


def test_what_does_not_fit_together_is_said() -> None:
    record = Checker(NARROW, "full").check("dL/dh", "V (p - m)^T")
    assert "4×2 and 1×4" in record.message
    (line,) = WriteUps(NARROW, "full").check("a.md", rf"$${WRITTEN['dL/dh']} = V (p - m)^T$$".encode()).lines
    assert "4×2 and 1×4" in line.message
    assert line.kind == "formula"


@pytest.mark.parametrize("judged", [answered, written])
@pytest.mark.parametrize(
    ("problem", "question", "text"),
    [
        (NARROW, "h", "tanh(W x^T + b)"),
        (NARROW, "h", "tanh(x^T W^T + b)"),
        (NARROW, "h", "tanh(x W^T + b)"),
        (NARROW, "dL/dh", "(p - m) V"),
        (NARROW, "dL/dh", "V^T (p - m)^T"),
        (NARROW, "dL/dV", "(p - m) h"),
        (NARROW, "dL/dV", "(p - m)^T h^T"),
        (NARROW, "dL/dW", r"(V^T (p - m) \odot (1 - h^2)) x"),
        (NARROW, "dL/dW", "diag(1 - h^2) V^T (p - m) x"),
        (WIDE, "dL/dh", "Vᵀ (p - m)ᵀ"),
        (WIDE, "dL/dW", r"V^T (p - m)^T \odot (1 - h^2) x^T"),
        (ROWS, "h", "tanh(x^T W)"),
        (ROWS, "dL/dh", "(p - m)^T V^T"),
        (STEPS, "s[1]", r"\tanh(A s_0 + B u_1^T + k)"),
    ],
)
def test_true_with_the_right_vectors_transposed(judged, problem: Problem, question: str, text: str) -> None:
    assert judged(problem, question, text) == ("shorthand", None)


@pytest.mark.parametrize("judged", [answered, written])
@pytest.mark.parametrize(
    ("problem", "question", "text"),
    [
        (NARROW, "h", "tanh(x W + b)"),
        (NARROW, "h", "tanh(W^T x + b)"),
        (NARROW, "dL/dh", "V (p - m)"),
        (NARROW, "dL/dV", "h^T (p - m)"),
        (WIDE, "h", "tanh(x W + b)"),
        (WIDE, "dL/dW", r"((1 - h^2) \odot V (p - m)) x^T"),
        (RNN, "h[1]", r"\tanh(h_0 W + U x_1 + b)"),
        (STEPS, "s[1]", r"\tanh(s_0^T A^T + u_1 B + k)"),
    ],
)
def test_conventions_that_disagree(judged, problem: Problem, question: str, text: str) -> None:
    assert judged(problem, question, text) == ("unread", None)


@pytest.mark.parametrize("judged", [answered, written])
@pytest.mark.parametrize("text", ["np.dot(p - m, V)", "(p - m) @ V", "np.dot(V.T, p - m)", "np.matmul(p - m, V)"])
def test_an_array_of_one_axis_is_multiplied_from_either_side(judged, text: str) -> None:
    assert judged(NARROW, "dL/dh", text)[0] == "right"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("tanh(A s_{t-1} + B u_t^T + k)", "shorthand"), ("tanh(A s_{t-1} + B u_t^T - k)", "wrong")],
)
def test_the_index_of_the_question_is_put_in(text: str, verdict: str) -> None:
    assert answered(STEPS, "s[1]", text)[0] == verdict


def test_nothing_follows_from_what_has_no_shape() -> None:
    text = rf"$${WRITTEN['dL/dh']} = V (p - m)^T = (9, 9)^T$$"
    lines = WriteUps(NARROW, "full").check("a.md", text.encode()).lines
    assert [line.verdict for line in lines] == ["wrong", "wrong"]


def test_what_else_cannot_be_read_is_told_before_shapes() -> None:
    assert answered(NARROW, "dL/dh", "V (p - m)^T + q") == ("unread", None)
    assert written(NARROW, "dL/dh", "V (p - m)^T + q") == ("unread", None)


def multiplied(factors: list[Array]) -> Array | None:
    if any(a.shape[1] != b.shape[0] for a, b in pairwise(factors)):
        return None
    return np.linalg.multi_dot(factors) if len(factors) > 1 else factors[0]


def turned(array: Array, vectors: bool, matrices: bool) -> Array:
    return array.T if (vectors if 1 in array.shape else matrices) else array


def same(found: Array | None, truth: Array) -> bool:
    return found is not None and found.shape == truth.shape and np.allclose(found, truth)


def by_hand(factors: list[Array], truth: Array) -> str:
    """The verdict on a product that has no shape, by trying everything."""
    ways = [(True, False), (True, True), (False, True)]
    found = [multiplied([turned(factor, *way) for factor in factors]) for way in ways]
    laid = [turned(each, *way) for each, way in zip(found, ways, strict=True) if each is not None]
    others = [same(each, truth) for each in laid if each.shape == truth.shape]
    loosely = loosened(factors)
    is_true = loosely is not None and (same(loosely, truth) or (1 in truth.shape and same(loosely.T, truth)))
    if is_true and all(others):
        return "shorthand"
    return "unread" if is_true or any(others) else "wrong"


def is_open(factors: list[Array]) -> bool:
    """Whether two vectors of one shape meet on the way, which may be multiplied entry by entry."""
    for k, factor in enumerate(factors[1:], 1):
        before = multiplied(factors[:k])
        if before is not None and before.shape == factor.shape and 1 in factor.shape:
            return True
    return False


def loosened(factors: list[Array]) -> Array | None:
    """The product with the fewest vectors transposed that have to be."""
    vectors = [k for k, factor in enumerate(factors) if 1 in factor.shape]
    for count in range(1, len(vectors) + 1):
        for chosen in combinations(vectors, count):
            found = multiplied([f.T if k in chosen else f for k, f in enumerate(factors)])
            if found is not None:
                return found
    return None


def products() -> Iterator[tuple[str, ...]]:
    names = ("(p - m)", "(p - m)^T", "h", "h^T", "V", "V^T")
    for count in (2, 3):
        yield from product(names, repeat=count)


@pytest.mark.parametrize(("inputs", "units", "outputs"), [(3, 2, 4), swept((2, 5, 3))])
@pytest.mark.parametrize("question", ["dL/dh", "dL/dV"])
def test_every_product_without_a_shape(inputs: int, units: int, outputs: int, question: str) -> None:
    problem = layers(inputs, units, outputs)
    V, h, d = (
        np.random.default_rng(k).normal(size=s) for k, s in enumerate([(outputs, units), (units, 1), (outputs, 1)])
    )
    arrays = {"(p - m)": d, "(p - m)^T": d.T, "h": h, "h^T": h.T, "V": V, "V^T": V.T}
    truth = V.T @ d if question == "dL/dh" else d @ h.T
    checker = Checker(problem, "full")
    for names in products():
        factors = [arrays[name] for name in names]
        if multiplied(factors) is None and not is_open(factors):
            assert (names, checker.check(question, " ".join(names)).verdict) == (names, by_hand(factors, truth))


@pytest.mark.parametrize("layout", ["gradient", "jacobian"])
def test_a_product_that_is_clear_in_one_layout_is_not_guessed_in_the_other(layout: str) -> None:
    """p = V C s with as many entries in p as in s: (∂L/∂p)ᵀ sᵀ Cᵀ with ∂L/∂p a row is the column of it times a row."""
    values = "V = [[0.5, 1], [1, 2]]\nC = [[1, 0.5], [2, 1]]\ns = [1, 2]\nk = [1, -2]"
    settings = f'layout = "{layout}"'
    checker = Checker(exercise("p = V C s\nL = sum(k .* p)", values, "dL/dV", settings=settings).problem)
    for answer in ("(dL/dp)' s' C'", "dL/dp s' C'", "dL/dp (C s)'"):
        assert checker.check("dL/dV", answer).verdict == "right"
    assert checker.check("dL/dV", "(dL/dp)' s C").verdict == "wrong"
