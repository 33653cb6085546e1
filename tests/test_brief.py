"""The solution in brief: few pages, every step with its number and value, and nothing that its reader cannot follow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tex import compiled
from tiers import sample

import derive

MOST_PAGES = {"rnn": 3, "lstm": 3, "attention": 2, "mlp": 2, "mazur": 3}


@pytest.mark.parametrize("problem", sample(MOST_PAGES, 2))
def test_brief_is_brief(problem: str, tmp_path: Path) -> None:
    printed = compiled(derive.load(problem).solve(detail="brief").to_latex(), tmp_path)
    assert printed.complaints == []
    assert 0 < printed.pages <= MOST_PAGES[problem]


@pytest.mark.parametrize("method", ["chain", "backprop", "index", "forward"])
def test_every_step_of_the_whole_solution_is_in_it_by_its_number(method: str) -> None:
    exercise = derive.load("rnn")
    brief = exercise.solve(detail="brief", method=method).to_markdown()
    numbers = [int(one or other) for one, other in re.findall(r"\\text\{(?:\((\d+)\)|Step (\d+): )\}", brief)]
    whole = exercise.solve(method=method).to_markdown()
    steps = len(re.findall(r"Step (\d+)(?:\.\*\*|: \})", whole))
    assert numbers == list(range(1, steps + 1))
    assert "Step 1." not in brief


@pytest.mark.parametrize("form", ["md", "tex"])
@pytest.mark.parametrize("problem", ["rnn", "lstm"])
def test_the_reader_of_write_ups_finds_it_right(problem: str, form: str) -> None:
    text = derive.load(problem).solve(detail="brief").render(form)
    report = derive.check_writeup(problem, text)
    assert {line.verdict for line in report.lines} == {"right"}
    assert len(report.lines) > 100
    assert report.marks == report.out_of
