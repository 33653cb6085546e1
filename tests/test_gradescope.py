"""Gradescope's results.json, read back by its schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from derive.cli import main

SUBMISSIONS = Path(__file__).parent / "submissions"
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
TEST = {
    "type": "object",
    "required": ["score", "max_score", "status", "name", "number", "output"],
    "additionalProperties": False,
    "properties": {
        "score": {"type": "number", "minimum": 0},
        "max_score": {"type": "number", "minimum": 0},
        "status": {"enum": ["passed", "failed"]},
        "name": {"type": "string"},
        "name_format": FORMAT,
        "number": {"type": "string"},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "tags": {"type": "array", "items": {"type": "string"}},
        "visibility": VISIBILITY,
        "extra_data": {"type": "object"},
    },
}
SCHEMA = {
    "type": "object",
    "required": ["score", "tests"],
    "additionalProperties": False,
    "properties": {
        "score": {"type": "number", "minimum": 0},
        "execution_time": {"type": "number", "minimum": 0},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {"type": "array", "items": TEST},
    },
}


def results(name: str, *options: str, problem: str = "rnn") -> Any:
    args = ["check", problem, str(SUBMISSIONS / name), "--to", "gradescope", "-o", "-", *options]
    return json.loads(CliRunner().invoke(main, args).stdout)


@pytest.mark.parametrize("name", ["right.md", "bias.tex", "mean.md", "empty.md", "broken.md"])
def test_results_are_valid_and_add_up(name: str) -> None:
    found = results(name)
    jsonschema.validate(found, SCHEMA)
    assert found["score"] == pytest.approx(sum(test["score"] for test in found["tests"]), abs=0.02)
    assert sum(test["max_score"] for test in found["tests"]) == 12


def test_each_question_is_a_test_that_passes_with_full_marks() -> None:
    assert {test["status"] for test in results("right.md")["tests"]} == {"passed"}
    found = {test["name"]: test for test in results("mean.md")["tests"]}["dL/dV"]
    assert (found["status"], found["extra_data"]["lines"]) == ("failed", [6])
    assert "line 6" in found["output"]


def test_a_report_with_the_solution_in_it_is_hidden_from_students() -> None:
    assert results("mean.md")["visibility"] == "visible"
    full = results("mean.md", "--reveal", "full")
    assert {full["visibility"], *(test["visibility"] for test in full["tests"])} == {"hidden"}


@pytest.mark.parametrize(("problem", "name"), [("mazur", "17-mazur.tex"), ("rnn-scalar", "15-scalar.md")])
def test_where_a_problem_sets_no_marks_each_question_has_one_point(problem: str, name: str) -> None:
    found = results(f"../writeups/{name}", problem=problem)
    jsonschema.validate(found, SCHEMA)
    assert {test["max_score"] for test in found["tests"]} == {1}
    assert found["score"] == pytest.approx(sum(test["score"] for test in found["tests"]), abs=0.02)
    assert found["extra_data"]["out_of"] == len(found["tests"])


def test_a_point_is_shared_among_the_quantities_of_its_question() -> None:
    """Of four quantities two are not answered, one is right, one follows from an error: (1 + 1/2)/4."""
    found = {test["name"]: test for test in results("../writeups/17-mazur.tex", problem="mazur")["tests"]}
    test = found["dE_total/dw5, dE_total/dw6, dE_total/dw7, dE_total/dw8"]
    assert (test["score"], test["status"]) == (0.38, "failed")
    right = results("../writeups/15-scalar.md", problem="rnn-scalar")["tests"]
    assert {(each["score"], each["status"]) for each in right} == {(1, "passed")}


def test_places_in_a_notebook_have_their_cells() -> None:
    found = results("../writeups/07-never-run.ipynb")
    (test,) = (test for test in found["tests"] if test["name"] == "dL/dh[1]")
    assert (test["extra_data"]["cells"], test["extra_data"]["lines"]) == ([3], [1])
    assert (found["extra_data"]["first_wrong_cell"], found["extra_data"]["first_wrong_line"]) == (3, 1)
    assert "cell 4, line 1" in test["output"]
