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


def results(name: str, *options: str) -> Any:
    args = ["check", "rnn", str(SUBMISSIONS / name), "--to", "gradescope", "-o", "-", *options]
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
