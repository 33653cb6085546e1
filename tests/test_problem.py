"""What a problem file says, and what it means: values, shapes, properties, settings, changes for one run."""

from __future__ import annotations

from pathlib import Path

import pytest
from exercises import RENAMED, WAYS, exercise, toml
from flint import fmpq

import derive
from derive.api import Exercise
from derive.language.errors import ProblemError
from derive.language.expr import Ref, Shape, at
from derive.problem.assembly import load_text

LINEAR = "z = W x + b\nL = sum(z)"
VALUES = "W = [[1, 2], [3, 4]]\nx = [1, 2]\nb = [0, 1]"


def given(value: str, equation: str = "L = sum(v)") -> tuple[Shape, list[str]]:
    (number,) = exercise(equation, f"v = {value}").problem.given.values()
    assert number is not None
    return number.shape, [str(entry) for entry in number.entries]


@pytest.mark.parametrize(
    ("value", "shape", "entries"),
    [
        ("3", (), ["3"]),
        ("0.15", (), ["3/20"]),
        ('"1/3"', (), ["1/3"]),
        ('"-2/6"', (), ["-1/3"]),
        ("1.5e-3", (), ["3/2000"]),
        ("[1, 2, 3]", (3, 1), ["1", "2", "3"]),
        ("[[1, 2, 3]]", (1, 3), ["1", "2", "3"]),
        ("[[1, 2], [3, 4], [5, 6]]", (3, 2), ["1", "2", "3", "4", "5", "6"]),
        ("[7]", (1, 1), ["7"]),
        ("{ positive = [0.1, 2] }", (2, 1), ["1/10", "2"]),
        ("{ one_hot = [0, 1, 0] }", (3, 1), ["0", "1", "0"]),
    ],
)
def test_numbers_are_exactly_what_is_written(value: str, shape: Shape, entries: list[str]) -> None:
    assert given(value) == (shape, entries)


def test_the_outer_list_is_the_index() -> None:
    problem = exercise("z[t] = W x[t]", "W = [[1, 0], [0, 1]]\nx = [[1, 2], [3, 4]]", index='t = "5..6"').problem
    second = problem.given[Ref("x", (at(6),))]
    assert second is not None
    assert second.entries == (fmpq(3), fmpq(4))


@pytest.mark.parametrize(
    ("label", "properties"),
    [
        ("{ one_hot = 3 }", {"one_hot", "probability", "mask", "sums_to_one"}),
        ("{ one_hot = [0, 0, 1] }", {"one_hot", "probability", "mask", "sums_to_one"}),
        ("{ probability = [0.2, 0.3, 0.5] }", {"probability", "sums_to_one"}),
        ("{ mask = [0, 1, 1] }", {"mask"}),
        ("{ positive = [1, 2, 3] }", {"positive"}),
        ("[0.2, 0.3, 0.5]", {"sums_to_one"}),
        ("[0.2, 0.3, 0.4]", set()),
    ],
)
@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_a_property_decides_which_rule_is_used(label: str, properties: set[str], method: str, layout: str) -> None:
    asked = exercise("p = softmax(z)\nL = CE(y, p)", f"z = [1, 2, 3]\ny = {label}", "dL/dz")
    assert asked.problem.properties.get("y", frozenset()) == properties
    formula = asked.solve(method=method, layout=layout)["dL/dz"].formula.replace("'", "").strip("()")
    assert formula == ("p - y" if "sums_to_one" in properties else "sum(y) p - y")


def test_a_label_alone_takes_its_length_from_its_neighbours() -> None:
    problem = exercise("p = softmax(z)\nL = CE(y, p)", "z = [1, 2, 3, 4]\ny = { one_hot = 2 }").problem
    label = problem.given[Ref("y")]
    assert label is not None
    assert [int(entry.p) for entry in label.entries] == [0, 1, 0, 0]


SHAPES = """
U = "matrix 2 x 3"
W = "matrix 2 × 2"
V = "matrix 4 x 2"
b = "vector 2"
x = "vector 3"
y = { one_hot = "vector 4" }
"h[0]" = "vector 2"
"""
MODEL = """
u[t] = W h[t-1] + U x[t] + b
h[t] = tanh(u[t])
p[t] = softmax(V h[t])
l[t] = CE(y[t], p[t])
L = sum(t, l[t])
"""


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_shapes_alone_give_all_formulas_and_no_numbers(method: str, layout: str) -> None:
    asked = exercise(MODEL, SHAPES, "h[2] dL/dU dL/dV dL/dh[0] dh[2]/dh[0]", index="t = [1, 2]")
    solution = asked.solve(method=method, layout=layout)
    assert [answer.value for answer in solution] == [None] * 5
    assert all(answer.formula for answer in solution)
    assert [answer.shape for answer in solution] == [(2, 1), (2, 3), (4, 2), (2, 1), (2, 2)]
    assert solution.proof is not None
    assert solution.proof.is_sample


def test_the_formulas_are_those_of_the_same_exercise_with_numbers() -> None:
    numbers = """
U = [[1, 2, 3], [0, 1, 0]]
W = [[1, 2], [0, 1]]
V = [[1, 2], [0, 1], [1, 1], [2, 0]]
b = [0, 1]
x = [[1, 0, 1], [0, 1, 1]]
y = { one_hot = [4, 1] }
"h[0]" = [0, 0]
"""
    found = [exercise(MODEL, v, "dL/dU dL/dV dL/dh[1]", index="t = [1, 2]").solve() for v in (SHAPES, numbers)]
    assert [answer.formula for answer in found[0]] == [answer.formula for answer in found[1]]


def test_a_name_with_a_shape_alone_has_it_at_its_own_index() -> None:
    model = "a[i, t] = w[i] x[t]\nL = sum(i, sum(t, a[i, t]))"
    asked = exercise(model, 'w = "scalar"\nx = "scalar"', "dL/dw[1]", index="i = [0, 1]\nt = [0, 1, 2]")
    names = [f"w[{i}]" for i in range(2)] + [f"x[{t}]" for t in range(3)]
    assert sorted(str(ref) for ref in asked.problem.given) == names
    assert asked.solve()["dL/dw[1]"].value is None


def test_what_has_no_number_leaves_the_whole_exercise_without() -> None:
    asked = exercise(LINEAR, 'W = "matrix 2 x 2"\nx = [1, 2]\nb = [0, 1]', "L")
    assert asked.solve()["L"].value is None


def changed(changes: dict[str, str]) -> Exercise:
    return derive.load("rnn", changes=changes)


def test_a_value_may_be_changed_for_one_run() -> None:
    before, after = (changed(c).solve(only="h[0]")["h[0]"].value for c in ({}, {"x[0]": "[1, 0, 0]"}))
    assert before[0] == ["-0.7616"]
    assert after[0] == ["0.7616"]
    assert changed({"b": "[0, 1, 0.5]"}).problem.given[Ref("b")] != derive.load("rnn").problem.given[Ref("b")]


def test_a_changed_label_is_a_label() -> None:
    by_vector = changed({"y[1]": "[1, 0, 0]"}).solve(only="dL/dc")["dL/dc"].value
    assert changed({"y": "{ one_hot = [3, 1, 3] }"}).solve(only="dL/dc")["dL/dc"].value == by_vector
    assert changed({"y[1]": "1"}).solve(only="dL/dc")["dL/dc"].value == by_vector


def test_a_change_that_breaks_a_property_is_noticed() -> None:
    """y with entries that do not add up to one must not be differentiated as if they did."""
    values = "z = [1, 2, 3]\ny = [[0, 0, 1], [0, 1, 0]]"
    model = "p[t] = softmax(z)\nL = sum(t, CE(y[t], p[t]))"
    asked = exercise(model, values, "dL/dz", index="t = [0, 1]", changes={"y[1]": "[1, 1, 1]"})
    assert "sum(y[1])" in asked.solve()["dL/dz"].formula
    with pytest.raises(ProblemError, match="declared one_hot"):
        changed({"y[1]": "[1, 1, 1]"})


def test_settings_of_a_call_win_over_those_of_the_file() -> None:
    exercise = derive.load(RENAMED)
    assert exercise.problem.settings.digits == 5
    assert exercise.solve(only="C", digits=2)["C"].value == "1.38"
    assert derive.load(RENAMED, settings={"digits": 3}).problem.settings.digits == 3


def test_marks_belong_to_questions() -> None:
    marks = [question.asked.marks for question in derive.load(RENAMED).problem.questions]
    assert [str(mark) for mark in marks] == ["3", "5/2", "None", "None"]


def test_a_file_is_found_by_path_or_by_name(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(toml(LINEAR, VALUES, "L"), encoding="utf-8")
    assert derive.load(path).problem.name == "mine"
    assert derive.load(str(path)).solve()["L"].value == "17.0000"
    assert derive.load("rnn").title == "Backpropagation through time, three steps"


def test_a_file_from_windows_is_read_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf" + toml(LINEAR, VALUES, "L").replace("\n", "\r\n").encode())
    assert derive.load(path).solve()["L"].value == "17.0000"


def test_a_number_may_fill_an_array() -> None:
    asked = exercise("h = 0\nz = h + W x\nL = sum(z)", "W = [[1, 2], [3, 4]]\nx = [1, 2]", "L")
    assert asked.solve()["L"].value == "16.0000"


def test_a_problem_remembers_its_text() -> None:
    text = toml(LINEAR, VALUES, "L")
    assert load_text(text, "a", "a.toml").source == text
