"""Places told by given classes, `p[y]`, `E[w[t], :]`, against autograd; and what is said of those that are none."""

from __future__ import annotations

from collections.abc import Callable

import autograd.numpy as np
import pytest
from autograd import grad
from exercises import exercise, numbers
from read_back import misjudged

from derive.language.errors import ProblemError

SCORES = np.array([1.0, 2.0, 0.5])
ROWS = np.array([[0.1, 0.2], [0.3, -0.4], [0.5, 0.6]])
GIVEN = {"z": SCORES, "E": ROWS, "u": ROWS}


def log_sum(scores: np.ndarray) -> float:
    return np.log(np.sum(np.exp(scores)))


def of_steps(rows: np.ndarray) -> float:
    """The mean loss of three words that are looked up as rows, each scored by the same rows."""
    return sum(log_sum(rows @ rows[k]) - (rows @ rows[k])[j] for k, j in ((2, 0), (0, 1), (0, 2))) / 3


CASES: dict[str, tuple[str, str, str, str, Callable[[np.ndarray], float]]] = {
    "the class of an example": (
        "L = logsumexp(z) - z[y]",
        "y = 2",
        "",
        "dL/dz",
        lambda z: log_sum(z) - z[1],
    ),
    "classes that are counted from 0": (
        "p = softmax(z)\nL = -log(p[y+1])",
        "y = 2",
        "",
        "dL/dz",
        lambda z: log_sum(z) - z[2],
    ),
    "a class for each step of a sum": (
        "v[t] = E[w[t], :]\ns[t] = E v[t]'\np[t] = softmax(s[t])\nL = -1/3 sum(t, log(p[t][y[t]]))",
        "w = [3, 1, 1]\ny = [1, 2, 3]",
        "t = [0, 1, 2]",
        "dL/dE",
        of_steps,
    ),
    "a column for each step": (
        "h[t] = tanh(h[t-1] + E[:, x[t]])\nh[0] = 0\nL = sum(h[2])",
        "x = [2, 1]",
        "t = [1, 2]",
        "dL/dE",
        lambda e: np.sum(np.tanh(np.tanh(e[:, 1]) + e[:, 0])),
    ),
    "entries of the rows of a batch": (
        "P = softmax(E, axis='rows')\nl[i] = -log(P[i, y[i]])\nL = mean(i, l[i])",
        "y = [1, 2, 2]",
        "i = [1, 2, 3]",
        "dL/dE",
        lambda e: sum(log_sum(e[i]) - e[i, j] for i, j in ((0, 0), (1, 1), (2, 1))) / 3,
    ),
    "the weight of a class": (
        "L = -c[y] (z[y] - logsumexp(z))",
        "y = 3\nc = [1, 2, 0.5]",
        "",
        "dL/dz",
        lambda z: -0.5 * (z[2] - log_sum(z)),
    ),
    "weights that only a class picks": (
        "L = z[y]^2",
        "y = 3",
        "",
        "dL/dz",
        lambda z: z[2] ** 2,
    ),
    "a member of a family": (
        "L = log(sum(k, exp(u[k]' u[c]))) - u[c]' u[1]",
        "c = 3",
        "k = [1, 2, 3]",
        "dL/du[3]",
        lambda u: log_sum(u @ u[2]) - u[2] @ u[0],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_class_tells_a_place(name: str) -> None:
    equations, values, index, asked, loss = CASES[name]
    by = asked.removeprefix("dL/d")[0]
    given = f"{by} = {GIVEN[by].tolist()}\n{values}"
    found = exercise(equations, given, f"L {asked}", index=index)
    slope = grad(loss)(GIVEN[by])
    for method in ("chain", "index"):
        solution = found.solve(method=method, digits=9)
        assert float(solution["L"].value) == pytest.approx(loss(GIVEN[by]), abs=1e-8)
        theirs = slope[2] if asked.endswith("]") else slope
        assert np.allclose([float(v) for v in numbers(solution[asked].value)], np.ravel(theirs), atol=1e-8)
    assert list(misjudged(found)) == []


def test_a_class_can_be_changed_for_one_run() -> None:
    changed = exercise("L = logsumexp(z) - z[y]", "z = [1, 2, 0.5]\ny = 2", "L", changes={"y": "3"})
    assert float(changed.solve(digits=9)["L"].value) == pytest.approx(log_sum(SCORES) - 0.5)


@pytest.mark.parametrize(
    ("equation", "values", "told"),
    [
        ("L = z[y]", "y = 0", "y is 0; places are counted from 1: with classes counted from 0 the place is [y+1]"),
        ("L = z[y]", "y = 1.5", "y is 1.5; as a place it must be a class: a whole number from 1"),
        ("L = sum(z) - z[y]", "y = 4", "4 is none of its entries"),
        ("L = z[y]", "y = { one_hot = 2 }", "with a one-hot y write y' p"),
        ("L = z[q[2]]", "", "q stands in a place, which is a number, an index, or a class that is given"),
    ],
)
def test_what_is_no_class_is_told(equation: str, values: str, told: str) -> None:
    with pytest.raises(ProblemError) as caught:
        exercise(equation, f"z = [1, 2, 0.5]\n{values}", "L")
    assert told in str(caught.value)
