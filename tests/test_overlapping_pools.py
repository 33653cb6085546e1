"""Pooling with windows that overlap: against autograd at random shapes, at ties, printed and read back."""

from __future__ import annotations

from collections.abc import Callable

import autograd.numpy as np
import pytest
from autograd import grad
from exercises import WAYS, exercise, numbers
from read_back import misjudged

from derive.language.errors import ProblemError

SIZES = [(2, 1), (3, 1), (3, 2)]


def pooled(x: np.ndarray, size: int, stride: int, of: Callable[[np.ndarray], float]) -> np.ndarray:
    rows, columns = ((length - size) // stride + 1 for length in x.shape)
    return np.array(
        [
            [of(x[i * stride : i * stride + size, j * stride : j * stride + size]) for j in range(columns)]
            for i in range(rows)
        ]
    )


def drawn(size: int, stride: int) -> np.ndarray:
    """Distinct entries, so that no window has a tie."""
    chance = np.random.RandomState(10 * size + stride)
    shape = tuple(chance.randint(size + stride, size + stride + 2, 2))
    return (chance.permutation(shape[0] * shape[1]).reshape(shape) - 5) / 4


@pytest.mark.parametrize(("size", "stride"), SIZES)
@pytest.mark.parametrize(("name", "of"), [("maxpool", np.max), ("avgpool", np.mean)])
def test_overlapping_windows_agree_with_autograd(
    name: str, of: Callable[[np.ndarray], float], size: int, stride: int
) -> None:
    x = drawn(size, stride)

    def loss(x: np.ndarray) -> float:
        return np.sum(np.tanh(pooled(x, size, stride, of)) ** 2)

    found = exercise(
        f"P = {name}(X, {size}, stride={stride})\nL = sum(tanh(P) .* tanh(P))", f"X = {x.tolist()}", "P L dL/dX"
    )
    wanted = [*pooled(x, size, stride, of).ravel(), loss(x), *grad(loss)(x).ravel()]
    for method, layout in WAYS if size == 2 else WAYS[2:3]:
        solution = found.solve(method=method, layout=layout, digits=9)
        ours = [float(v) for question in ("P", "L", "dL/dX") for v in numbers(solution[question].value)]
        assert np.allclose(ours, wanted, atol=1e-8), (method, layout)


def test_what_is_printed_of_overlapping_windows_is_read_back() -> None:
    found = exercise("P = maxpool(X, 2, stride=1)\nL = sum(P .* P)", f"X = {drawn(2, 1).tolist()}", "P L dL/dX")
    for method in ("backprop", "index"):
        assert list(misjudged(found, method)) == []


def test_at_a_tie_each_window_passes_on_to_its_first_and_the_solution_says_so() -> None:
    solution = exercise("L = sum(maxpool(X, 2, stride=1))", "X = [[1, 1, 0], [2, 2, 2], [0, 1, 2]]", "dL/dX").solve()
    assert [[float(v) for v in row] for row in solution["dL/dX"].value] == [[0, 0, 0], [2, 2, 0], [0, 0, 0]]
    assert "There is no derivative for entries" in solution.to_markdown()


def test_a_mask_has_no_place_for_two_windows() -> None:
    with pytest.raises(ProblemError, match="overlapping windows share entries"):
        exercise("L = sum(maxpool_mask(X, 2, stride=1))", "X = [[1, 2, 3], [4, 5, 6]]", "L")


@pytest.mark.parametrize("size_and_stride", [(2, 2), (3, 1)])
@pytest.mark.parametrize("name", ["maxpool", "avgpool"])
def test_windows_lie_along_a_column_or_a_row(name: str, size_and_stride: tuple[int, int]) -> None:
    size, stride = size_and_stride
    x = np.array([1.0, 3, -2, 0.5, 4, 2.5])
    of = np.max if name == "maxpool" else np.mean

    def loss(x: np.ndarray) -> float:
        return sum(np.tanh(of(x[k : k + size])) for k in range(0, 7 - size, stride))

    for given in (x.tolist(), [x.tolist()]):
        found = exercise(f"L = sum(tanh({name}(x, {size}, stride={stride})))", f"x = {given}", "L dL/dx")
        for method in ("chain", "index"):
            ours = [float(v) for v in numbers(found.solve(method=method, digits=9)["dL/dx"].value)]
            assert np.allclose(ours, grad(loss)(x), atol=1e-8), method
    assert list(misjudged(found)) == []


def test_which_of_the_smaller_entries_is_next_need_not_be_decided() -> None:
    """exp(a) and exp(b) are balls that never come apart; the largest entry is another one."""
    solution = exercise("L = max([exp(a); exp(b); c])", "a = 0.5\nb = 0.5\nc = 3", "L dL/dc dL/da").solve()
    assert [float(solution[name].value) for name in ("L", "dL/dc", "dL/da")] == [3, 1, 0]


def test_a_border_of_a_mean_is_refused_with_the_convolution_that_counts_its_zeros() -> None:
    values = "X = [[1, 2], [3, 4]]"
    with pytest.raises(ProblemError, match=r"write conv2d\(X, ones\(2, 2\)/4, stride=2, padding=1\)"):
        exercise("P = avgpool(X, 2, padding=1)\nL = sum(P)", values, "L")
    written = exercise("P = conv2d(X, ones(2, 2)/4, stride=2, padding=1)\nL = sum(P)", values, "dL/dX").solve()
    assert [float(v) for v in numbers(written["dL/dX"].value)] == [0.25] * 4
