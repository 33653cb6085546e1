"""Convolutions and pooling against loops over NumPy arrays, a published example and numbers of libraries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exercises import WAYS, exercise

import derive
from derive.language.errors import ProblemError

PUBLISHED = json.loads((Path(__file__).parent / "facts" / "published" / "conv_hand_calc.json").read_text("utf-8"))
Steps = dict[str, int]
X = np.array([[1, 0, 2, -1, 0.5], [0, 1, -1, 2, 1], [2, -1, 0, 1, -0.5], [1, 2, -1, 0, 1]])
K = np.array([[1, -0.5, 2], [0.5, 1, -1]])


def slid(x: Any, k: Any, stride: int = 1, padding: int = 0, dilation: int = 1, flip: int = 0) -> Any:
    """Σ k[a, b] x[i s + a d − p, j s + b d − p], by loops."""
    k = k[::-1, ::-1] if flip else k
    x = np.pad(x, padding)
    rows, columns = ((n - dilation * (m - 1) - 1) // stride + 1 for n, m in zip(x.shape, k.shape, strict=True))
    found = np.zeros((rows, columns))
    for i, j in np.ndindex(rows, columns):
        for a, b in np.ndindex(*k.shape):
            found[i, j] += k[a, b] * x[i * stride + a * dilation, j * stride + b * dilation]
    return found


def slopes(function: Any, at: Any) -> Any:
    """Central differences of a function that is quadratic, for which they are exact."""
    found = np.zeros(at.shape)
    for place in np.ndindex(*at.shape):
        step = np.zeros(at.shape)
        step[place] = 0.5
        found[place] = function(at + step) - function(at - step)
    return found


def listed(array: Any) -> str:
    return str(array.tolist())


def arrays(equations: str, values: str, ask: str, **settings: Any) -> dict[str, Any]:
    solution = exercise(equations, values, ask).solve(digits=10, **settings)
    return {result.name: np.array(result.value, dtype=float) for result in solution}


@pytest.mark.parametrize(("method", "layout"), WAYS)
@pytest.mark.parametrize(
    "steps",
    [{}, {"stride": 2}, {"padding": 1}, {"dilation": 2}, {"flip": 1}, {"stride": 2, "padding": 2, "flip": 1}],
    ids=str,
)
def test_a_convolution_and_its_gradients(steps: Steps, method: str, layout: str) -> None:
    words = "".join(f", {name}={number}" for name, number in steps.items())
    model = f"Z = conv2d(X, K{words})\nL = 1/2 sqnorm(Z)"
    found = arrays(model, f"X = {listed(X)}\nK = {listed(K)}", "Z dL/dX dL/dK", method=method, layout=layout)
    assert np.allclose(found["Z"], slid(X, K, **steps), atol=1e-9)
    assert np.allclose(found["dL/dX"], slopes(lambda x: (slid(x, K, **steps) ** 2).sum() / 2, X), atol=1e-9)
    assert np.allclose(found["dL/dK"], slopes(lambda k: (slid(X, k, **steps) ** 2).sum() / 2, K), atol=1e-9)


def test_the_published_hand_calculation_comes_out() -> None:
    given = {name: PUBLISHED["inputs"][name]["value"] for name in "XKG"}
    values = "\n".join(f"{name} = {value}" for name, value in given.items())
    found = arrays("Y = conv2d(X, K)\nL = sum(G .* Y)", values, "dL/dK dL/dX")
    for name in ("dL/dK", "dL/dX"):
        assert np.array_equal(found[name], PUBLISHED["truth"][name])


def test_a_transposed_convolution_is_that_of_the_libraries() -> None:
    """Stride 2 on [1, 2] with [1, 10, 100], as torch 2.13, Keras 3.15, Paddle 3.3 and ONNX 1.23 compute it."""
    values = "z = [1, 2]\nk = [1, 10, 100]"
    model = "x = conv1d_transpose(z, k, stride=2)\nu = conv1d_transpose(z, k, stride=2, flip=1)\nL = 1/2 sqnorm(x)"
    found = arrays(model, values, "x u dL/dz dL/dk")
    assert found["x"].ravel().tolist() == [1, 10, 102, 20, 200]
    assert found["u"].ravel().tolist() == [100, 10, 201, 20, 2]
    assert found["dL/dz"].ravel().tolist() == [1 + 100 + 10200, 102 + 200 + 20000]
    assert found["dL/dk"].ravel().tolist() == [1 + 204, 10 + 40, 102 + 400]


@pytest.mark.parametrize("stride", [0, 1, 2])
def test_the_average_of_each_window(stride: int) -> None:
    def pooled(x: Any) -> Any:
        return slid(x, np.full((2, 2), 0.25), stride=stride or 2)

    word = f", stride={stride}" if stride else ""
    found = arrays(f"P = avgpool(X, 2{word})\nL = 1/2 sqnorm(P)", f"X = {listed(X)}", "P dL/dX")
    assert np.allclose(found["P"], pooled(X), atol=1e-9)
    assert np.allclose(found["dL/dX"], slopes(lambda x: (pooled(x) ** 2).sum() / 2, X), atol=1e-9)


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_the_gradient_of_a_window_goes_to_its_largest_entry(method: str, layout: str) -> None:
    model = "P = maxpool(X, 2)\nf = flatten(P)\nL = 1/2 sqnorm(f .* w)"
    values = f"X = {listed(X)}\nw = [1, 2, 3, 4]"
    found = arrays(model, values, "P f dL/dX", method=method, layout=layout)
    assert found["P"].tolist() == [[1, 2], [2, 1]]
    assert found["f"].ravel().tolist() == [1, 2, 2, 1]
    slope = np.zeros(X.shape)
    slope[0, 0], slope[0, 2], slope[2, 0], slope[2, 3] = 1 * 1, 2 * 4, 2 * 9, 1 * 16
    assert found["dL/dX"].tolist() == slope.tolist()


def test_of_several_largest_entries_the_first_gets_the_gradient_as_in_most_libraries() -> None:
    """A 2×2 window of equal entries: torch 2.13, flax 0.12, TensorFlow 2.21, Keras 3.15 and Paddle 3.3."""
    found = arrays("P = maxpool(X, 2)\nL = sum(P)", "X = [[1, 1], [1, 1]]", "dL/dX")
    assert found["dL/dX"].tolist() == [[1, 0], [0, 0]]


def test_an_array_becomes_a_column_row_by_row() -> None:
    weights = np.arange(1.0, 21)
    found = arrays("f = flatten(X)\nL = w' f", f"X = {listed(X)}\nw = {listed(weights)}", "f dL/dX")
    assert found["f"].ravel().tolist() == X.ravel().tolist()
    assert found["dL/dX"].tolist() == weights.reshape(X.shape).tolist()


def test_a_column_becomes_an_array_row_by_row() -> None:
    found = arrays(
        "A = reshape(x, 2, 3)\nL = sum(G .* A)", "x = [1, 2, 3, 4, 5, 6]\nG = [[1, 2, 3], [4, 5, 7]]", "A dL/dx"
    )
    assert found["A"].tolist() == [[1, 2, 3], [4, 5, 6]]
    assert found["dL/dx"].ravel().tolist() == [1, 2, 3, 4, 5, 7]


@pytest.mark.parametrize(
    ("equation", "told"),
    [
        ("Z = conv2d(K, X)", "a kernel of 4×5 does not fit into 2×3"),
        ("Z = conv1d(X, K)", "conv1d takes two columns"),
        ("Z = conv2d(X, K, stride=0)", "stride and dilation are whole numbers from 1 on"),
        ("Z = avgpool(K, 3)", "a window of 3×3 does not fit into 2×3"),
        ("Z = conv2d(X, K, step=2)", "step="),
        ("Z = reshape(X, 3, 7)", "4×5 has 20 entries, 3×7 has 21"),
    ],
)
def test_what_does_not_fit_is_told(equation: str, told: str) -> None:
    with pytest.raises(ProblemError, match=told):
        exercise(f"{equation}\nL = sum(Z) + sum(X) + sum(K)", f"X = {listed(X)}\nK = {listed(K)}", "L")


def test_an_option_with_two_words_is_set_for_tex_and_read_back() -> None:
    """The input's last row and column are out of reach of a stride of two, so the gradient has them extra."""
    values = f"X = {[[1, 2, 0, 1, -1]] * 5}\nK = [[1, -1], [0.5, 2]]"
    asked = exercise("C = conv2d(X, K, stride=2)\nL = sum(tanh(C))", values, "dL/dX")
    text = asked.solve().to_latex()
    assert r"\mathrm{extra\_rows}=1" in text
    lines = derive.check_writeup(asked.problem, text).lines
    assert {line.verdict for line in lines} <= {"right", "rounded"}
