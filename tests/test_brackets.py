"""Square brackets in problem files: what is joined in them, and what they take out of an array behind it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from exercises import WAYS, exercise, numbers
from readings import agree, value_of
from readings import value as value_of_names

import derive
from derive.api import Exercise
from derive.feedback.check_answer import Checker
from derive.language.errors import ProblemError
from derive.language.evaluate import evaluate
from derive.language.expr import Expr, Ref
from derive.language.numbers import Array, rational
from derive.language.plain import plain
from derive.problem.assembly import load_text
from derive.problem.build import read
from derive.problem.scope import Scope
from derive.reading.read import read_answer
from derive.reading.result import Unreadable

SHAPES = {"a": (3, 1), "b": (3, 1), "r": (1, 4), "z": (5, 1), "X": (2, 3), "W": (3, 3), "s": (), "u": (), "h": (3, 1)}
SCOPE = Scope(SHAPES, {**dict.fromkeys(SHAPES, 0), "h": 1}, {"t": range(1, 4)}, counts_from_one=True)
RANDOM = np.random.default_rng(3)
KNOWN = {name: RANDOM.integers(-9, 9, shape or (1, 1)) for name, shape in SHAPES.items()}
a, b, r, z, X, W, s, u, h = KNOWN.values()


def value(expr: Expr) -> np.ndarray:
    known = {
        Ref(name, (), SHAPES[name]): Array(SHAPES[name], tuple(rational(int(x)) for x in array.flat))
        for name, array in KNOWN.items()
    }
    known[read("h[1]", SCOPE)] = known[Ref("h", (), (3, 1))]
    found = evaluate(expr, known)
    return np.array([float(str(e.p)) / float(str(e.q)) for e in found.entries]).reshape(found.shape or (1, 1))


MEANT = [
    ("[a; b; 1]", np.vstack([a, b, [[1]]])),
    ("[a, b]", np.hstack([a, b])),
    ("[a, W; r]", np.vstack([np.hstack([a, W]), r])),
    ("[s; u]", np.vstack([s, u])),
    ("[[s, u], [u, s]]", np.block([[s, u], [u, s]])),
    ("[[W, a], [r]]", np.vstack([np.hstack([W, a]), r])),
    ("[1, 2; 3, 4]", np.array([[1, 2], [3, 4]])),
    ("[1; 2; -1/2]", np.array([[1], [2], [-0.5]])),
    ("concat(a; [1, 2]; s)", np.vstack([a, [[1], [2]], s])),
    ("z[0:4]", z[0:4]),
    ("z[:2]", z[:2]),
    ("z[2:]", z[2:]),
    ("z[-2:]", z[-2:]),
    ("z[:-1]", z[:-1]),
    ("z[:]", z),
    ("r[1:3]", r[:, 1:3]),
    ("X[:, 0:2]", X[:, 0:2]),
    ("X[1:2]", X[1:2]),
    ("X[0:1, 1:3]", X[0:1, 1:3]),
    ("X[2, :]", X[[1], :]),
    ("X[2, 1:3]", X[[1], 1:3]),
    ("X[:, 3]", X[:, [2]]),
    ("X[1, 2]", X[0, 1]),
    ("z[2]", z[1]),
    ("r[4]", r[0, 3]),
    ("h[1][2]", h[1]),
    ("h[1, 2]", h[1]),
    ("h[1][0:2]", h[:2]),
    ("(W a)[2]", (W @ a)[1]),
    ("(W a)[1:3]", (W @ a)[1:3]),
    ("W'[1, 2]", W.T[0, 1]),
    ("W'[0:2]", W.T[:2]),
    ("[a; b][4]", b[0]),
    ("z[1:4][1]", z[1]),
    ("abs(z)[2] z[1]", abs(z[1]) * z[0]),
    ("[4, 5, 6][2] a", 5 * a),
]


@pytest.mark.parametrize(("text", "meant"), MEANT, ids=[text for text, _ in MEANT])
def test_what_brackets_mean(text: str, meant: np.ndarray) -> None:
    expr = read(text, SCOPE)
    assert (value(expr) == np.reshape(meant, expr.shape or (1, 1))).all()
    assert read(plain(expr), SCOPE) == expr


@pytest.mark.parametrize(
    ("text", "at", "told"),
    [
        ("[s, u]", "[", "write [s; u] for the column, concat(s, u) for the row"),
        ("[a, r]", "[", "the rows of 3×1 and 1×4 differ in number"),
        ("[a; W]", "[", "the columns of 3×1 and 3×3 differ in number; side by side with ',' they fit"),
        ("[r, X]", "[", "the rows of 1×4 and 2×3 differ in number"),
        ("[1, 2; 3]", "[", "the rows of this array differ in length"),
        ("[[1, 2]; 3]", "[", "lists within a list are its rows"),
        ("[I, W]", "I", "write eye(3)"),
        ("z[0]", "0", "counted from 1, not from 0"),
        ("z[6]", "z", "z is 5×1: 6 is none of its entries"),
        ("X[2]", "X", "an entry of it has two places, as in [2, 1]; row 2 is [2, :]"),
        ("X[1, 2, 3]", "3]", "no 3 places"),
        ("z[0:9]", "0:9", "there are 5 places here, 0:5"),
        ("z[3:3]", "3:3", "there are 5 places here"),
        ("z[1:t]", "t", "a slice has numbers for its bounds, not t"),
        ("X[3, :]", "X", "rows 3 do not exist in 2×3"),
        ("s[1]", "s", "1 is none of its entries"),
    ],
)
def test_wrong_places_are_answered_with_what_there_is(text: str, at: str, told: str) -> None:
    with pytest.raises(ProblemError) as caught:
        read(text, SCOPE)
    (complaint,) = caught.value.complaints
    assert told in complaint.message
    assert complaint.column == text.index(at) + 1


CELL = """
title = "A gated cell, its gates stacked"
[index]
t = [1, 2]
[model]
equations = \"\"\"
h[0] = h0
pre[t] = W [h[t-1]; x[t]; 1]
g[t] = sigmoid(pre[t][0:2])
h[t] = g[t] .* tanh(pre[t][2:4]) + (1 - g[t]) .* h[t-1]
q    = (U [h[1], h[2]])[2, :]
p    = softmax(V h[2])
L    = -log(p[2]) + 1/2 q[1]^2 + U[1, 2] (V h[1])[3] + sum(U[:, 1])
\"\"\"
[values]
W = [[1, -1, 0.5, 0.2, 0.1], [0, 1, -0.5, 0.3, -0.2], [0.4, -0.3, 0.2, 0.1, 0.3], [-0.2, 0.5, 0.1, -0.4, 0.2]]
h0 = [0.5, -0.5]
x = [[1, -1], [0.5, 2]]
U = [[1, 2], [-1, 0.5]]
V = [[1, 0], [0.5, -1], [-1, 1]]
[[questions]]
ask = ["dL/dW", "dL/dU", "dL/dV"]
"""
CELL_PROBLEM = load_text(CELL, "cell", "cell.toml")
GIVEN = {
    "W": np.array(
        [[1, -1, 0.5, 0.2, 0.1], [0, 1, -0.5, 0.3, -0.2], [0.4, -0.3, 0.2, 0.1, 0.3], [-0.2, 0.5, 0.1, -0.4, 0.2]]
    ),
    "U": np.array([[1, 2], [-1, 0.5]]),
    "V": np.array([[1, 0], [0.5, -1], [-1, 1.0]]),
}


def loss(given: dict[str, np.ndarray]) -> float:
    state, states = np.array([0.5, -0.5]), []
    for x in ([1, -1], [0.5, 2]):
        pre = given["W"] @ np.concatenate([state, x, [1]])
        gate = 1 / (1 + np.exp(-pre[:2]))
        state = gate * np.tanh(pre[2:4]) + (1 - gate) * state
        states.append(state)
    q = (given["U"] @ np.stack(states, axis=1))[1]
    e = np.exp(given["V"] @ states[1])
    return float(
        -np.log(e[1] / e.sum())
        + q[0] ** 2 / 2
        + given["U"][0, 1] * (given["V"] @ states[0])[2]
        + given["U"][:, 0].sum()
    )


def slope(of: Callable[[dict[str, np.ndarray]], float], name: str) -> np.ndarray:
    result = np.zeros_like(GIVEN[name])
    for place in np.ndindex(result.shape):
        sides = []
        for step in (1e-6, -1e-6):
            moved = GIVEN[name].copy()
            moved[place] += step
            sides.append(of({**GIVEN, name: moved}))
        result[place] = (sides[0] - sides[1]) / 2e-6
    return result


@pytest.mark.parametrize("way", WAYS)
def test_gradients_through_brackets(way: tuple[str, str]) -> None:
    method, layout = way
    solution = Exercise(CELL_PROBLEM).solve(method=method, layout=layout)
    for name in GIVEN:
        found = np.array([[float(e) for e in row] for row in solution[f"dL/d{name}"].value])
        assert np.abs(found - slope(loss, name)).max() < 6e-5


def test_the_sheet_says_how_entries_and_slices_are_counted() -> None:
    sheet = Exercise(CELL_PROBLEM).solve().to_markdown()
    assert sheet.count("counted from 1: $x_{2}$") == 1
    assert sheet.count("counted from 0 and leave out their end") == 1
    assert r"\mathrm{pre}_{t}[0{:}2]" in sheet
    assert "(V h_{1})_{3}" in sheet


def problem(equations: str, values: str, index: str = "") -> dict[str, int]:
    text = f"[index]\n{index}\n[model]\nequations = '''\n{equations}\n'''\n[values]\n{values}\n"
    return dict(load_text(text, "p", "p.toml").scope.arity)


def test_which_names_are_families() -> None:
    steps = "t = [0, 1]"
    assert problem("L = sum(t, sum(x[t]))", "x = [[1, 2], [3, 4]]", steps)["x"] == 1
    assert problem("L = sum(t, x[t][2])", "x = [[1, 2], [3, 4]]", steps)["x"] == 1
    assert problem("L = sum(i, sum(t, x[i, t]))", "x = [[1, 2], [3, 4]]", steps + "\ni = [0, 1]")["x"] == 2
    assert problem("L = w[0] + 2 w[1]", "w = [1, 2]")["w"] == 1
    assert problem("L = w[1] + sum(w)", "w = [1, 2]")["w"] == 0
    assert problem("L = sum(E[2, :])", "E = [[1, 2], [3, 4]]")["E"] == 0
    assert problem("p = softmax(z)\nL = -log(p[2])", "z = [1, 2]")["p"] == 0
    assert problem("p[t] = softmax(z)\nL = -log(p[0][2]) - log(p[1, 1])", "z = [1, 2]", steps)["p"] == 1


def test_a_part_of_a_quantity_is_not_defined() -> None:
    with pytest.raises(ProblemError, match="an equation defines the whole of a quantity"):
        problem("z[0:2] = x\nL = sum(z)", "x = [1, 2]")


SAID = [
    ("pre_1[0:2]", "pre[1][0:2]"),
    (r"\mathrm{pre}_{1}[0{:}2]", "pre[1][0:2]"),
    ("pre[2][-2:]", "pre[2][2:4]"),
    ("(W @ np.concatenate([h[0], x[1], [1]]))[2:]", "(W [h[0]; x[1]; 1])[2:4]"),
    (r"\left(W \begin{bmatrix} h_0 \\ x_1 \\ 1 \end{bmatrix}\right)[2:4]", "(W [h[0]; x[1]; 1])[2:4]"),
    ("U[2, :]", "U[2, :]"),
    ("U_{2,:}", "U[2, :]"),
    ("U[-1, :]", "U[2, :]"),
    (r"U_{:,1}^\top", "U[:, 1]'"),
    ("V[1:, 0:1]", "V[1:3, 0:1]"),
    ("p[2]", "p[2]"),
    ("p_2", "p[2]"),
    ("U[1, 2]", "U[1, 2]"),
    ("(V h[1])[3]", "(V h[1])[3]"),
    ("(V h_1)_3", "(V h[1])[3]"),
    ("sigmoid(pre_1[0:2])[1]", "sigmoid(pre[1][1])"),
]


@pytest.mark.parametrize(("text", "meant"), SAID, ids=[text for text, _ in SAID])
def test_students_take_out_what_the_problem_does(text: str, meant: str) -> None:
    assert agree(value_of(read_answer(text, CELL_PROBLEM)), value_of_names(CELL_PROBLEM.read(meant), {}))


def test_an_entry_is_shown_as_it_is_counted() -> None:
    record = Checker(CELL_PROBLEM).check("L", "-log(p[2]) + 1/2 q[1]^2 + U[1, 2] (V h[1])[3] + U[1, 1] + U[2, 1]")
    assert (record.verdict, record.read_as[:15]) == ("right", "-log(p[2]) + 1/")


def test_a_write_up_with_slices_and_entries() -> None:
    report = derive.check_writeup(
        CELL_PROBLEM,
        """
        g_1 = sigmoid(pre_1[0:2])
        pre_1 = W [h_0; x_1; 1]
        p_2 = 0.5019
        L = -log(p_2) + 1/2 q_1^2 + U[1, 2] (V h_1)_3 + sum(U[:, 1])
        g_1 = sigmoid(pre_1[1:3])
        """,
    )
    assert [line.verdict for line in report.lines] == ["right", "right", "right", "right", "wrong"]


COUNTED = """
[index]
t = [1, 2, 3]
[model]
equations = '''
p = softmax(x)
{}
'''
[values]
x = [1, 2, 3]
w = [1, 2, 3]
"""


def test_a_sum_runs_over_the_places_of_entries() -> None:
    text = COUNTED.format("L = -sum(t, w[t] log(p[t])) + mean(t, p[t]^2)") + "[[questions]]\nask = 'dL/dx'"

    def loss(x: np.ndarray) -> float:
        p = np.exp(x) / np.exp(x).sum()
        return float(-(np.array([1, 2, 3]) * np.log(p)).sum() + (p**2).mean())

    x = np.array([1.0, 2, 3])
    expected = [(loss(x + step) - loss(x - step)) / 2e-6 for step in 1e-6 * np.eye(3)]
    found = Exercise(load_text(text, "p", "p.toml")).solve()["dL/dx"].value
    assert np.abs(np.array(found, float).ravel() - expected).max() < 6e-5


@pytest.mark.parametrize(
    ("equation", "told"),
    [
        ("h[t] = p[t-1] + w[t]\nL = sum(t, h[t])", "places are counted from 1; where an index such as t starts at 0"),
        ("L = sum(t, w[t] p[t+1])", "4 is none of its entries"),
    ],
)
def test_an_entry_at_an_index_that_is_none(equation: str, told: str) -> None:
    with pytest.raises(ProblemError, match=told):
        load_text(COUNTED.format(equation), "p", "p.toml")


def test_brackets_that_only_some_rows_have_are_unread() -> None:
    with pytest.raises(Unreadable):
        read_answer("[[0.5], 6[0.3]]", CELL_PROBLEM)


@pytest.mark.parametrize(
    ("equations", "values", "by", "slopes"),
    [
        ("L = log(p[2])", "p = [0.2, 0.5, 0.3]", "p", [0, 2, 0]),
        ("L = log(p[2]) + p[1]", "p = [0.2, 0.5, 0.3]", "p", [1, 2, 0]),
        ("L = w[1] x[1] + w[2] x[2]", "w = [2, 3]\nx = [5, 7]", "w", [5, 7]),
        ("L = w[1] x[1] + w[2] x[2]", "w = [2, 3]\nx = [5, 7]", "w[2]", [7]),
    ],
)
def test_places_by_number_in_a_list_are_entries_where_it_is_asked_about_or_has_more(
    equations: str, values: str, by: str, slopes: list[float]
) -> None:
    solution = exercise(equations, values, f"L dL/d{by}").solve()
    assert [float(slope) for slope in numbers(solution[f"dL/d{by}"].value)] == slopes
