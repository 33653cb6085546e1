"""Mistakes planted by the syntax in right programs: found on their lines, and nothing that is right called wrong."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from planted_code import Program, plants_of, right_programs
from planted_scores import judged, lines_of, told

SEED = 3
MANY = 3
PROGRAMS = right_programs()
FOLDER = Path(__file__).parent / "programs"
TOGETHER = tomllib.loads((FOLDER / "planted_together.toml").read_text(encoding="utf-8"))["planted"]
QUICK = ("word2vec_add_at.py",)


@pytest.mark.sweep
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda each: each.name)
def test_no_line_whose_values_are_as_before_is_called_wrong(program: Program) -> None:
    outcomes = [judged(plant) for plant in plants_of(program, MANY, SEED)]
    assert outcomes
    assert [told(outcome) for outcome in outcomes if outcome.unspoilt] == []


@pytest.mark.parametrize("name", ["autoencoder_np.py", pytest.param("mlp_batch_np.py", marks=pytest.mark.sweep)])
def test_a_mistake_is_found_where_it_is(name: str) -> None:
    program = next(program for program in PROGRAMS if program.name == name)
    outcomes = [judged(plant) for plant in plants_of(program, 1, SEED)]
    assert [told(outcome) for outcome in outcomes if not outcome.is_on_line] == []


@pytest.mark.parametrize(
    "planted",
    [each if each["file"] in QUICK else pytest.param(each, marks=pytest.mark.sweep) for each in TOGETHER],
    ids=lambda planted: planted["file"].removesuffix(".py"),
)
def test_of_several_mistakes_each_is_found_on_its_line_and_nothing_else(planted: dict[str, Any]) -> None:
    text = (FOLDER / "right" / planted["file"]).read_text(encoding="utf-8")
    for change in planted["changes"]:
        assert text.count(change["was"]) == 1
        text = text.replace(change["was"], change["is"])
    places = {text[: text.index(change["is"])].count("\n") + 1 for change in planted["changes"]}
    problem = text.split("\n", 1)[0].removeprefix("# problem: ")
    assert {line.line for line in lines_of(problem, text) if line.verdict == "wrong"} == places
