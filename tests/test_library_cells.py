"""The units of the catalogue that have a library's equations give what the library gives.

`facts/gru.json` was written once by running `library_cells.py` beside the libraries, in float64, with the releases that
stand in it; `pytest -m frameworks` runs those that can be imported again.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from library_cells import CELLS

import derive
from derive.api import Exercise
from derive.feedback.check_answer import Checker
from derive.problem import catalogue
from derive.problem.assembly import load_text
from derive.table.dialects import versions

SEEN = json.loads((Path(__file__).parent / "facts" / "gru.json").read_text(encoding="utf-8"))
CLOSE = {"keras": 1e-6}
"""Keras calculates tanh with less than float64 on JAX; all others are this close."""


def gap(name: str, theirs: dict[str, Any]) -> float:
    """The largest difference between what a library gives and the solution."""
    solution = derive.load(name).solve(digits=12)
    return max(
        float(
            np.max(
                np.abs(np.array(solution[key].value, dtype=float) - np.reshape(value, np.shape(solution[key].value)))
            )
        )
        for key, value in theirs.items()
    )


@pytest.mark.parametrize("name", CELLS)
def test_a_unit_gives_what_its_library_gave(name: str) -> None:
    seen = SEEN[name]
    assert seen["version"] == versions()[seen["library"]]
    assert len(seen["values"]) >= 3
    assert gap(name, seen["values"]) < CLOSE.get(seen["library"], 1e-10)


@pytest.mark.frameworks
@pytest.mark.parametrize("name", CELLS)
def test_a_unit_gives_what_its_library_gives(name: str) -> None:
    library, cell = CELLS[name]
    pytest.importorskip(library)
    problem = derive.load(name).problem
    values: dict[str, Any] = {}
    for ref, number in problem.given.items():
        assert number
        array = np.array([int(entry.p) / int(entry.q) for entry in number.entries]).reshape(ref.shape)
        if ref.name == "x":
            values.setdefault("x", []).append(array)
        else:
            values[str(ref)] = array
    assert gap(name, cell(values)) < CLOSE.get(library, 1e-10)


def test_every_library_has_equations_of_its_own() -> None:
    """With the same weights; torch and Keras differ in their layout alone."""
    states = [derive.load(name).solve(digits=6)["h[2]"].value for name in ("gru", "gru-torch", "gru-haiku", "gru-onnx")]
    flat = [tuple(np.ravel(np.array(state, dtype=float))) for state in states]
    assert len(set(flat)) == 4
    keras = np.ravel(np.array(derive.load("gru-keras").solve(digits=6)["h[2]"].value, dtype=float))
    assert tuple(keras) == flat[1]


DIALECTS = [
    ("z[t] .* h[t-1] + (1 - z[t]) .* n[t]", "(1 - z[t]) .* h[t-1] + z[t] .* n[t]", "update_gate_other_way"),
    ("U_n (r[t] .* h[t-1])", "r[t] .* (U_n h[t-1])", "reset_after_product"),
]


@pytest.mark.parametrize(("ours", "theirs", "name"), DIALECTS)
@pytest.mark.parametrize("asked", ["dL/dU_n", "h[2]"])
def test_the_numbers_of_another_library_are_right_unless_one_is_named(
    ours: str, theirs: str, name: str, asked: str
) -> None:
    source = catalogue.locate("gru").read_text(encoding="utf-8")
    answer = answered(source, ours, theirs, asked)
    finding = Checker(load(source).problem).find(asked, answer)
    assert (finding.verdict, finding.notes) == ("right", (f"dialect_{name}",))
    named = source.replace("[index]", '[settings]\ndialect = "torch"\n[index]')
    finding = Checker(load(named).problem).find(asked, answer)
    assert (finding.verdict, finding.diagnosis) == ("wrong", name)


def test_the_reset_before_the_product_is_known_where_it_stands_behind_it() -> None:
    source = catalogue.locate("gru-torch").read_text(encoding="utf-8")
    answer = answered(source, "r[t] .* (U_n h[t-1] + c_n)", "(U_n (r[t] .* h[t-1]) + c_n)", "dL/dh[1]")
    finding = Checker(load(source).problem).find("dL/dh[1]", answer)
    assert (finding.verdict, finding.diagnosis) == ("wrong", "reset_before_product")


def test_the_epsilon_of_another_library_is_known() -> None:
    equations = "v = mean(x .* x) + 0.001\nL = sum(w .* x)/sqrt(v)"
    source = problem_file(equations, "x = [0.1, -0.1]\nw = [1, 2]", "dL/dw")
    answer = answered(source, "0.001", "0.00001", "dL/dw")
    finding = Checker(load(source).problem).find("dL/dw", answer)
    assert (finding.verdict, finding.notes) == ("right", ("dialect_other_epsilon",))


def test_what_only_looks_alike_is_no_dialect() -> None:
    """A highway layer is no recurrent unit, and a rate of 0.001 no epsilon."""
    source = problem_file("t = sigmoid(x)\nh = t .* tanh(x) + (1 - t) .* x\nL = sum(h)", "x = [0.5, -1]", "dL/dx")
    answer = answered(source, "t .* tanh(x) + (1 - t) .* x", "(1 - t) .* tanh(x) + t .* x", "dL/dx")
    assert Checker(load(source).problem).find("dL/dx", answer).verdict == "wrong"
    source = problem_file("v = w + 0.001 x\nL = x sqrt(v)", "w = 0.0004\nx = 0.9", "dL/dw")
    answer = answered(source, "0.001", "0.00001", "dL/dw")
    assert Checker(load(source).problem).find("dL/dw", answer).verdict == "wrong"


def problem_file(equations: str, values: str, asked: str) -> str:
    text = '"""'
    return f"[model]\nequations = {text}{equations}{text}\n[values]\n{values}\n[[questions]]\nask = '{asked}'\n"


def answered(source: str, ours: str, theirs: str, asked: str) -> str:
    """What somebody hands in who solved the problem with other equations."""
    assert ours in source
    value = load(source.replace(ours, theirs)).solve()[asked].value
    return str(value).replace("'", "")


def load(source: str) -> Exercise:
    return Exercise(load_text(source, "gru", "gru.toml"))
