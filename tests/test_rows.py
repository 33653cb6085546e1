"""Vectors as rows: values, shapes, derivatives, documents, and what students write of such a problem."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from cases import writeups
from exercises import WAYS, exercise, numbers, toml
from tex import compiled

from derive.api import Exercise
from derive.documents.as_json import dumps, from_json
from derive.feedback.check_answer import Checker
from derive.feedback.check_writeup import WriteUps
from derive.language.errors import ProblemError
from derive.language.operation import Acts
from derive.problem import catalogue
from derive.problem.assembly import load_text
from derive.problem.problem import Problem
from derive.table import FUNCTIONS

ROWS = 'vectors = "rows"'
EQUATIONS = """
hbar[0] = x[0] U + b
hbar[t] = h[t-1] W + x[t] U + b
h[t]    = tanh(hbar[t])
yhat[t] = softmax(h[t] V + c)
l[t]    = CE(y[t], yhat[t])
L       = 1/3 sum(t, l[t])
"""
VALUES = """
U = [[1, -1, 2], [2, 0, -1], [3, 1, 0]]
W = [[1, 2, -1], [0, 1, 2], [-1, 0, 1]]
V = [[1, 0, -1], [0, 1, 1], [2, -1, 0]]
b = [0, 0.5, 0]
c = [0, 0, 0.25]
x = [[1, -1, 0], [-1, 1, 0], [1, 1, 0]]
y = { one_hot = [3, 2, 3] }
"""
ASK = "dL/dh[1] dL/dV dL/dU dL/dW dL/db dL/dc dh[2]/dh[0] dL/dx[1]"
SOURCE = toml(EQUATIONS, VALUES, ASK, "t = [0, 1, 2]", ROWS)


def network() -> Exercise:
    return Exercise(load_text(SOURCE, "test", "test.toml"))


def by_hand() -> dict[str, np.ndarray]:
    """The same network in NumPy: rows, and backpropagation written out for them."""
    u = np.array([[1, -1, 2], [2, 0, -1], [3, 1, 0]], float)
    w = np.array([[1, 2, -1], [0, 1, 2], [-1, 0, 1]], float)
    v = np.array([[1, 0, -1], [0, 1, 1], [2, -1, 0]], float)
    b, c = np.array([[0, 0.5, 0]]), np.array([[0, 0, 0.25]])
    x = np.array([[[1, -1, 0]], [[-1, 1, 0]], [[1, 1, 0]]], float)
    y = np.eye(3)[[2, 1, 2]][:, None, :]
    h: list[np.ndarray] = []
    for t in range(3):
        h.append(np.tanh((h[-1] @ w if h else 0) + x[t] @ u + b))
    e = [(np.exp(s) / np.exp(s).sum() - y[t]) / 3 for t, s in enumerate(s @ v + c for s in h)]
    dh, d = [np.zeros((1, 3))] * 3, [np.zeros((1, 3))] * 3
    for t in (2, 1, 0):
        dh[t] = e[t] @ v.T + (d[t + 1] @ w.T if t < 2 else 0)
        d[t] = dh[t] * (1 - h[t] ** 2)
    jacobians = [np.diag(1 - s[0] ** 2) @ w.T for s in h]
    return {
        "dL/dh[1]": dh[1],
        "dL/dV": sum(s.T @ g for s, g in zip(h, e, strict=True)),
        "dL/dU": sum(s.T @ g for s, g in zip(x, d, strict=True)),
        "dL/dW": h[0].T @ d[1] + h[1].T @ d[2],
        "dL/db": d[0] + d[1] + d[2],
        "dL/dc": e[0] + e[1] + e[2],
        "dh[2]/dh[0]": jacobians[2] @ jacobians[1],
        "dL/dx[1]": d[1] @ u.T,
    }


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_every_method_gives_the_gradients_of_a_network_in_rows(method: str, layout: str) -> None:
    solution = network().solve(method=method, layout=layout)
    for name, expected in by_hand().items():
        found = np.array(solution[name].value, dtype=float)
        assert found.shape == expected.shape
        assert np.abs(found - expected).max() < 0.5001e-4


def test_products_stand_in_the_order_that_rows_need() -> None:
    chain, sweep = network().solve(), network().solve(method="backprop")
    assert chain["dL/dc"].formula == "1/3 sum(t, yhat[t] - y[t])"
    assert chain["dL/dV"].formula == "1/3 sum(t, h[t]' (yhat[t] - y[t]))"
    assert sweep["dL/dU"].formula == "sum(t, x[t]' dL/dhbar[t])"
    text = chain.to_markdown()
    assert "Vectors are rows" in text
    assert r"\frac{\partial \bar{h}_{t+1}}{\partial h_{t}}} = W^{\top}" in text.replace(r"\mathrm{hbar}", r"\bar{h}")


@pytest.mark.parametrize("method", ["chain", "index"])
def test_tex_sets_a_solution_in_rows(method: str, tmp_path: Path) -> None:
    printed = compiled(network().solve(method=method).to_latex(), tmp_path)
    assert printed.complaints == []


def test_the_programs_own_solution_in_rows_is_right() -> None:
    text = network().solve(only=["dL/dW", "dh[2]/dh[0]"]).to_markdown()
    report = WriteUps(network().problem, "full").check("a.md", text.encode())
    assert {line.verdict for line in report.lines} <= {"right", "rounded"}


def test_a_derivation_in_rows_travels_as_json() -> None:
    text = dumps(network().solve().derivation)
    assert dumps(from_json(text)) == text


def test_flat_lists_labels_and_declared_vectors_are_rows() -> None:
    values = 'W = "matrix 3 x 2"\nx = "vector 3"\ny = { one_hot = 2 }\nq = [1, 2]\na = [[1], [2]]'
    equations = "s = x W + [1, -1/2]\np = softmax(s)\nL = CE(y, p) + q a"
    shapes = exercise(equations, values, "dL/dx", settings=ROWS).problem.scope.shapes
    assert {name: shapes[name] for name in "xa"} == {"x": (1, 3), "a": (2, 1)}
    assert {shapes[name] for name in "sypq"} == {(1, 2)}


@pytest.mark.parametrize("name", [n for n, op in FUNCTIONS.items() if op.arity == 1 and op.acts is Acts.ENTRIES])
def test_functions_of_each_entry_have_jacobians_in_rows(name: str) -> None:
    """The solution is held against SymPy and central differences; what disagrees is not given out."""
    values = "x = [0.5, -1]\nW = [[0.5, 0.25, 1], [-1, 0.5, 0.2]]\nb = [0.3, 1, 0.2]\nk = [1, -2, 0.5]"
    found = exercise(f"s = x W + b\na = {name}(s .* s)\nL = sum(k .* a)", values, "dL/dx da/dx", settings=ROWS).solve()
    assert len(numbers(found["da/dx"].value)) == 6


@pytest.mark.parametrize(
    ("loss", "label"),
    [
        ("CE(y, softmax(s))", "{ one_hot = 2 }"),
        ("BCE(y, sigmoid(s))", "[1, 0, 1]"),
        ("MSE(y, s)", "[1, 0, 0.5]"),
        ("1/2 sqnorm(y - s)", "[1, 0, 0.5]"),
        ("y softmax(s)'", "[1, 0, 0.5]"),
        ("sum(concat(s, y) .* concat(y, s))", "[1, 0, 0.5]"),
    ],
)
@pytest.mark.parametrize("method", ["chain", "backprop", "index"])
def test_losses_take_rows(loss: str, label: str, method: str) -> None:
    values = f"x = [0.5, -1]\nW = [[0.5, 0.25, 1], [-1, 0.5, 0.2]]\ny = {label}"
    found = exercise(f"s = x W\nL = {loss}", values, "dL/dx dL/dW", settings=f'{ROWS}\nmethod = "{method}"').solve()
    assert np.array(found["dL/dx"].value).shape == (1, 2)


def test_students_of_rows_are_read_as_they_write() -> None:
    lines = [
        r"$h_t = \tanh(h_{t-1} W + x_t U + b)$",
        r"$\hat y_2 = \mathrm{softmax}(h_2 V + c)$",
        r"$\frac{\partial L}{\partial V} = \frac13 \sum_t h_t^\top (\hat y_t - y_t)$",
        r"$\frac{\partial L}{\partial h_2} = \frac13 (\hat y_2 - y_2) V^\top$",
        r"$\frac{\partial h_2}{\partial h_1} = \mathrm{diag}(1 - h_2^2) W^\top$",
        r"$h_1 = \tanh(h_0 W^\top + x_1 U + b)$",
    ]
    report = WriteUps(network().problem, "full").check("a.md", "\n\n".join(lines).encode())
    assert [line.verdict for line in report.lines] == ["right"] * 5 + ["wrong"]


@pytest.mark.parametrize(
    ("answer", "diagnosis"),
    [
        (r"\frac13 \sum_t h_t \cdot (\hat y_t - y_t)", "inner_for_outer"),
        (r"\frac13 \sum_t h_t \odot (\hat y_t - y_t)", "elementwise_for_outer"),
        (r"\frac13 \sum_t (\hat y_t - y_t)^T h_t", "transposed"),
    ],
)
def test_usual_mistakes_have_their_names_in_rows(answer: str, diagnosis: str) -> None:
    found = Checker(network().problem).check("dL/dV", answer)
    assert (found.verdict, found.diagnosis) == ("wrong", diagnosis)


def test_a_list_of_an_answer_is_a_row_and_a_column_may_stand_for_it() -> None:
    entries = np.round(by_hand()["dL/dc"][0], 4)
    row = Checker(network().problem).check("dL/dc", str(list(map(float, entries))))
    column = Checker(network().problem).check("dL/dc", str([[float(entry)] for entry in entries]))
    assert (row.verdict, row.message) == ("right", "Right.")
    assert column.verdict == "right"
    assert "row" in column.message


def test_columns_where_vectors_are_rows_are_told_with_the_way_out() -> None:
    with pytest.raises(ProblemError) as error:
        exercise("s = W x", "W = [[1, 2, 3], [4, 5, 6]]\nx = [1, 2, 3]", "s", settings=ROWS)
    assert "W is 2×3 but x is 1×3: a product of 2×3 and 1×3 does not exist" in str(error.value)
    with pytest.raises(ProblemError) as error:
        exercise("s = 2 x", "x = 1", "s", settings='vectors = "row"')
    assert "settings.vectors: found 'row'" in str(error.value)
    assert "rows" in str(error.value)


BY_ROWS = [
    r"h_1 = \tanh(h_0 W + x_1 U + b)",
    r"\frac{\partial L}{\partial V} = \frac13 \sum_t h_t^\top (\hat y_t - y_t)",
    r"\delta_2 = \frac13 (\hat y_2 - y_2) V^T \odot (1 - h_2^2)",
    r"\delta_1 = (\frac13 (\hat y_1 - y_1) V^T + \delta_2 W^T) \odot (1 - h_1^2)",
    r"\frac{\partial L}{\partial \bar h_1} = \delta_1",
    r"\frac{\partial L}{\partial W} = h_0^T \delta_1 + h_1^T \delta_2",
    r"\frac{\partial L}{\partial W} = h_0^T \delta_1",
]
"""Lines of a writer of rows; the last one is false."""
BY_COLUMNS = [
    r"h_1 = \tanh(W h_0 + U x_1 + b)",
    r"\frac{\partial L}{\partial V} = \frac13 \sum_t (\hat y_t - y_t) h_t^T",
    r"\frac{\partial L}{\partial h_2} = \frac13 V^T (\hat y_2 - y_2)",
    r"\frac{\partial L}{\partial h_2} = \frac13 V (\hat y_2 - y_2)",
]
"""Lines of a writer of columns, with weights as for them; the last one has V turned."""


SHEET_IN_ROWS = [
    r"h_t = \tanh(h_{t-1} W^T + x_t U^T + b^T)",
    r"\frac{\partial L}{\partial V} = \frac13 \sum_t (\hat y_t - y_t)^T h_t",
    r"\delta_2 = \frac13 (\hat y_2 - y_2) V \odot (1 - h_2^2)",
    r"\delta_1 = (\frac13 (\hat y_1 - y_1) V + \delta_2 W) \odot (1 - h_1^2)",
    r"\frac{\partial L}{\partial W} = \delta_1^T h_0 + \delta_2^T h_1",
    r"\frac{\partial L}{\partial h_1} = \frac13 (\hat y_1 - y_1) V + \frac{\partial L}{\partial h_2} W",
]
"""Lines of a writer of rows whose weights are those of the sheet; the last one lacks the slope of tanh."""


def verdicts(problem: Problem, said: str, lines: list[str]) -> list[str]:
    text = "\n\n".join([said, *(f"${line}$" for line in lines)])
    return [line.verdict for line in WriteUps(problem, "full").check("a.md", text.encode()).lines]


@pytest.mark.parametrize(
    "said",
    [
        "All vectors are row vectors.",
        "All vectors in this solution are rows.",
        "We treat all vectors as row vectors.",
        "We use row vectors here.",
        "Convention: every vector is a row.",
        "I follow the row-vector convention.",
        "Vectors are written as rows.",
        "Vektoren sind Zeilenvektoren.",
        "Im Folgenden sind alle Vektoren Zeilenvektoren.",
        "Jeder Vektor ist eine Zeile.",
        "Vektoren werden als Zeilen geschrieben.",
    ],
)
def test_a_writer_who_says_that_vectors_are_rows_is_judged_by_that(said: str) -> None:
    for lines, true in ((BY_ROWS, 4), (SHEET_IN_ROWS, 3)):
        text = "\n\n".join([said, *(f"${line}$" for line in lines)])
        found = [line.verdict for line in writeups("rnn").check("a.md", text.encode()).lines]
        assert found == ["right"] * true + ["wrong"]


def test_a_writer_who_says_that_vectors_are_columns_is_judged_by_that() -> None:
    assert verdicts(network().problem, "We use column vectors.", BY_COLUMNS)[:3] == ["right"] * 3
    assert verdicts(network().problem, "We use column vectors.", BY_COLUMNS)[3] not in ("right", "rounded")


def test_without_a_word_of_it_rows_are_not_taken_for_columns() -> None:
    assert "right" not in verdicts(catalogue.load("rnn"), "", BY_ROWS[:2])
    assert "right" not in verdicts(catalogue.load("rnn"), "Vectors are not rows here.", BY_ROWS[:2])
    assert "right" not in verdicts(catalogue.load("rnn"), "All vectors are columns.", BY_ROWS[:2])


def test_a_text_in_rows_throughout_is_found_without_a_word_of_it() -> None:
    text = "\n\n".join(f"${line}$" for line in SHEET_IN_ROWS)
    lines = WriteUps(catalogue.load("rnn"), "full").check("a.md", text.encode()).lines
    assert [line.verdict for line in lines] == ["right"] * 3 + ["wrong"]
    assert ["where vectors lie" in line.message for line in lines] == [True] * 3 + [False]


def test_lines_that_hold_only_in_rows_or_only_in_columns_are_no_convention() -> None:
    mixed = [BY_COLUMNS[0], *SHEET_IN_ROWS[1:3], SHEET_IN_ROWS[4]]
    found = verdicts(catalogue.load("rnn"), "", mixed)
    assert found[:2] == ["right", "unread"]
    assert "wrong" not in found
    assert verdicts(catalogue.load("rnn"), "", SHEET_IN_ROWS[1:2]) == ["unread"]


BESIDE_A_NUMBER: dict[str, Callable[[Any, Any], Any]] = {
    "x / s": lambda x, s: x / s,
    "s x": lambda x, s: s * x,
    "x - s": lambda x, s: x - s,
    "x .* s": lambda x, s: x * s,
    "x^s": lambda x, s: x**s,
    "(x - mean(x) s) / sqrt(1 + s^2)": lambda x, s: (x - anp.mean(x) * s) / anp.sqrt(1 + s**2),
    "max(x, s)": anp.maximum,
}


@pytest.mark.parametrize(("method", "layout"), [("chain", "gradient"), ("index", "jacobian"), ("forward", "gradient")])
@pytest.mark.parametrize("formula", BESIDE_A_NUMBER)
def test_a_row_and_a_number_go_together(formula: str, method: str, layout: str) -> None:
    x, matrix = anp.array([1.5, 2.0]), anp.array([[1, 2], [0.5, -1]])

    def loss(s: Any) -> Any:
        return anp.sum(anp.tanh(anp.dot(BESIDE_A_NUMBER[formula](x, s), matrix)))

    values = "x = [1.5, 2]\nA = [[1, 2], [0.5, -1]]\ns = 1.7"
    found = exercise(f"v = {formula}\nL = sum(tanh(v A))", values, "L dL/ds", settings=ROWS)
    solution = found.solve(method=method, layout=layout, digits=9)
    assert abs(float(solution["L"].value) - loss(1.7)) < 1e-8
    assert abs(float(solution["dL/ds"].value) - grad(loss)(1.7)) < 1e-7
