"""Everything the program prints as an answer is read back and right: numbers and formulas, in every method and layout."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from exercises import RENAMED, WAYS

from derive import catalogue
from derive.api import load
from derive.checker import Checker
from derive.notation import latex, plain

PROBLEMS = [*catalogue.NAMES, str(RENAMED)] if hasattr(catalogue, "NAMES") else ["rnn", "mazur", "rnn-scalar", str(RENAMED)]
CHECKERS: dict[tuple[str, str], Checker] = {}


def checker(problem: str, layout: str) -> Checker:
    key = (problem, layout)
    if key not in CHECKERS:
        CHECKERS[key] = Checker(load(problem, settings={"layout": layout}).problem)
    return CHECKERS[key]


def literal(value: Any) -> str:
    return json.dumps(value).replace('"', "")


def matrix(value: Any) -> str:
    """The value as a LaTeX matrix."""
    if not isinstance(value, list):
        return str(value)
    rows = [row if isinstance(row, list) else [row] for row in value]
    return r"\begin{bmatrix}" + r" \\ ".join(" & ".join(map(str, row)) for row in rows) + r"\end{bmatrix}"


def printed(problem: str, method: str, layout: str) -> Iterator[tuple[str, str, str]]:
    """The question, the kind of answer, and its text."""
    solution = load(problem).solve(method=method, layout=layout)
    symbols = solution.derivation
    for result, answer in zip(solution.answers, solution.derivation.answers, strict=True):
        yield result.name, "number", literal(result.value)
        yield result.name, "matrix", matrix(result.value)
        yield result.name, "plain", result.formula
        yield result.name, "formula", plain(answer.formula)
        yield result.name, "latex", as_latex(answer.formula, symbols)


@pytest.mark.parametrize("problem", PROBLEMS, ids=["rnn", "mazur", "rnn-scalar", "renamed"])
@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_what_is_printed_is_read_back_and_right(problem: str, method: str, layout: str) -> None:
    wrong = []
    for question, kind, text in printed(problem, method, layout):
        record = checker(problem, layout).check(question, text)
        if record.verdict != "right":
            wrong.append((question, kind, text, record.verdict, record.diagnosis, record.message))
    assert not wrong, "\n".join(map(str, wrong))
