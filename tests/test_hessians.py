"""Second derivatives and what is got from them, against autograd: a Hessian, its rows by a matrix, times a vector."""

from __future__ import annotations

from collections.abc import Callable

import autograd.numpy as np
import pytest
from autograd import grad, hessian, jacobian
from exercises import exercise, numbers
from read_back import misjudged

from derive.language.errors import ProblemError

WAYS = [("chain", "gradient"), ("backprop", "jacobian"), ("index", "gradient"), ("forward", "gradient")]
LOSS = "L = 1/2 sqnorm(tanh(W x) - y)"


def drawn(seed: int) -> dict[str, np.ndarray]:
    chance = np.random.RandomState(seed)
    rows, columns = chance.randint(2, 4, 2)
    shapes = {"W": (rows, columns), "x": (columns,), "y": (rows,), "v": (columns,), "V": (rows, columns)}
    return {name: chance.randint(-8, 9, shape) / 8 for name, shape in shapes.items()}


def written(given: dict[str, np.ndarray], names: str) -> str:
    return "\n".join(f"{name} = {given[name].tolist()}" for name in names.split())


def loss(w: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    return np.sum((np.tanh(np.dot(w, x)) - y) ** 2) / 2


CASES: dict[str, tuple[str, str, str, Callable[[dict[str, np.ndarray]], np.ndarray]]] = {
    "a Hessian by a column": (
        LOSS,
        "W x y",
        "d2L/dx2",
        lambda a: hessian(lambda x: loss(a["W"], x, a["y"]))(a["x"]),
    ),
    "a Hessian of a loss with entries taken out": (
        "z = W x\nL = sum(exp(z)) - z[1]",
        "W x",
        "d2L/dx2",
        lambda a: hessian(lambda x: np.sum(np.exp(np.dot(a["W"], x))) - np.dot(a["W"], x)[0])(a["x"]),
    ),
    "a Hessian times a column": (
        f"{LOSS}\ng = dL/dx\ns = g' v",
        "W x y v",
        "ds/dx",
        lambda a: np.dot(hessian(lambda x: loss(a["W"], x, a["y"]))(a["x"]), a["v"]),
    ),
    "a Hessian by a matrix, times one": (
        f"{LOSS}\ng = dL/dW\ns = sum(g .* V)",
        "W x y V",
        "ds/dW",
        lambda a: np.tensordot(hessian(lambda w: loss(w, a["x"], a["y"]))(a["W"]), a["V"], 2),
    ),
    "a row of a Hessian by a matrix": (
        f"{LOSS}\ns = dL/dW[1, 2]",
        "W x y",
        "ds/dW",
        lambda a: hessian(lambda w: loss(w, a["x"], a["y"]))(a["W"])[0, 1],
    ),
    "the gradient after a step by how far it goes": (
        f"{LOSS}\nc = dL/dW min(1, 1/(5 norm(dL/dW)))\nW_new = W - eta c\nL_new = 1/2 sqnorm(tanh(W_new x) - y)",
        "W x y",
        "dL_new/deta",
        lambda a: np.array(grad(lambda eta: after_clipping(a, eta))(0.5)),
    ),
}


def after_clipping(a: dict[str, np.ndarray], eta: float) -> float:
    g = grad(loss)(a["W"], a["x"], a["y"])
    clipped = g * np.minimum(1, 1 / (5 * np.sqrt(np.sum(g**2))))
    return loss(a["W"] - eta * clipped, a["x"], a["y"])


@pytest.mark.parametrize("name", CASES)
def test_what_is_made_of_second_derivatives_agrees_with_autograd(name: str) -> None:
    equations, used, asked, theirs = CASES[name]
    given = drawn(sorted(CASES).index(name))
    values = written(given, used) + ("\neta = 0.5" if "eta" in equations else "")
    found = exercise(equations, values, asked)
    for method, layout in WAYS:
        ours = [float(v) for v in numbers(found.solve(method=method, layout=layout, digits=9)[asked].value)]
        assert np.allclose(ours, theirs(given).ravel(), atol=1e-8), (method, layout)
    assert list(misjudged(found)) == []


def test_an_answer_is_found_by_any_spelling_of_its_name() -> None:
    given = drawn(2)
    solution = exercise(LOSS, written(given, "W x y"), "d2L/dx2").solve()
    assert solution["d2L/dx2"].value == solution["d2L/dxdx"].value == solution["d2L / dx2"].value
    with pytest.raises(ProblemError, match="not among the answers"):
        solution["d2L/dy2"]


@pytest.mark.parametrize(("asked", "by"), [("d2L/dW2", "W"), ("d2L/dxdW", "x")])
def test_a_small_hessian_by_a_matrix_is_written_an_entry_of_the_gradient_after_the_other(asked: str, by: str) -> None:
    given = {**drawn(0), "W": np.array([[0.5, -1], [0.25, 1]]), "x": np.array([1, -0.5]), "y": np.array([1, 0.25])}
    found = exercise(LOSS, written(given, "W x y"), asked)
    places = list(np.ndindex(given[by].shape))
    theirs = jacobian(lambda w: grad(lambda w, v: loss(w, v, given["y"]), 0 if by == "W" else 1)(w, given["x"]))
    blocks = theirs(given["W"])
    for method, layout in WAYS:
        solution = found.solve(method=method, layout=layout, digits=9)
        assert len(solution.answers) == len(places)
        for place in places:
            name = f"dL_{by}{''.join(str(k + 1) for k in place)}/dW"
            ours = [float(v) for v in numbers(solution[name].value)]
            assert np.allclose(ours, blocks[place].ravel(), atol=1e-8), (method, name)
    assert list(misjudged(found)) == []


def test_of_a_large_hessian_by_a_matrix_its_rows_can_be_asked() -> None:
    with pytest.raises(ProblemError, match=r"with s = dL/dW\[1, 2\] as an equation, ds/dW is a row of the Hessian"):
        exercise(LOSS, "W = [[1, 0, 2], [0, 1, 1]]\nx = [1, 2, 0]\ny = [1, 0]", "d2L/dW2")
