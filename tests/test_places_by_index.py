"""An index tells the place of a row, column or entry, `e[t] = E[t, :]`: against autograd, at random shapes."""

from __future__ import annotations

from collections.abc import Callable

import autograd.numpy as np
import pytest
from autograd import grad
from exercises import WAYS, exercise, numbers
from read_back import misjudged

from derive.language.errors import ProblemError

COUNT = 3
INDEX = f"t = '1..{COUNT}'\ni = [1, 2]"

Loss = Callable[[np.ndarray], float]
NETWORKS: dict[str, tuple[str, Loss]] = {
    "rows": ("e[t] = E[t, :]\nL = sum(t, sum(e[t] .* e[t]))", lambda e: np.sum(e**2)),
    "rows moved": (
        "e[1] = 2 E[3, :]\ne[t] = tanh(E[t-1, :])\nL = sum(t, sum(e[t]))",
        lambda e: 2 * np.sum(e[2]) + np.sum(np.tanh(e[:2])),
    ),
    "columns": (
        "u[i] = tanh(E[:, i])\nL = u[1]' u[2] + sum(i, sum(u[i]))",
        lambda e: np.sum(np.tanh(e[:, 0]) * np.tanh(e[:, 1])) + np.sum(np.tanh(e[:, :2])),
    ),
    "entries": (
        "p = tanh(E[:, 1])\nq[t] = p[t]^2 p[1]\nL = sum(t, q[t])",
        lambda e: np.sum(np.tanh(e[:, 0]) ** 2) * np.tanh(e[0, 0]),
    ),
    "entries of a matrix": (
        "M = tanh(E)\nq[t, i] = M[t, i]^2\nL = sum(t, sum(i, q[t, i]))",
        lambda e: np.sum(np.tanh(e[:, :2]) ** 2),
    ),
    "a recurrence": (
        "h[0] = 0 * E[1, :]\nh[t] = tanh(h[t-1] + E[t, :])\nL = sum(h[3])",
        lambda e: np.sum(np.tanh(np.tanh(np.tanh(e[0]) + e[1]) + e[2])),
    ),
    "pairs without themselves": (
        "M = E E'\nL = sum(t, sum(k=1..3, k != t, M[t, k]))",
        lambda e: np.sum(np.dot(e, e.T)) - np.sum(e**2),
    ),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_places_that_an_index_tells_agree_with_autograd(name: str) -> None:
    equations, loss = NETWORKS[name]
    chance = np.random.RandomState(sorted(NETWORKS).index(name))
    e = chance.randint(-16, 17, (COUNT, chance.randint(2, 4))) / 8
    found = exercise(
        equations,
        f"E = {e.tolist()}",
        "L dL/dE",
        index=INDEX if "i]" in equations else INDEX.split("\n", maxsplit=1)[0],
    )
    wanted = [loss(e), *grad(loss)(e).ravel()]
    for method, layout in WAYS:
        solution = found.solve(method=method, layout=layout, digits=9)
        ours = [float(v) for question in ("L", "dL/dE") for v in numbers(solution[question].value)]
        assert np.allclose(ours, wanted, atol=1e-8), (method, layout)
    assert list(misjudged(found)) == []


BAD = [
    (
        "e[t] = E[t, :]\nL = sum(t, sum(e[t]))",
        "t = [0, 1]",
        "where an index such as t starts at 0, the place that it tells is",
    ),
    ("e[t] = E[t, :]\nL = sum(t, sum(e[t]))", "t = '1..5'", "rows 4 do not exist in 3×2"),
    ("M = E E'\nL = sum(t, M[t, t])", "t = [0, 1]", "where an index such as t starts at 0"),
]


@pytest.mark.parametrize(("equations", "index", "told"), BAD)
def test_a_place_that_is_none_is_told_once(equations: str, index: str, told: str) -> None:
    with pytest.raises(ProblemError) as caught:
        exercise(equations, "E = [[1, 2], [3, 4], [5, 6]]", "L", index=index)
    (complaint,) = caught.value.complaints
    assert told in complaint.message
