"""Everything the program prints as an answer is read back and right, in every method and layout."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exercises import FEW, RENAMED, WAYS
from tiers import sample, swept

from derive.api import load
from derive.feedback.check_answer import Checker
from derive.language.expr import Derivative, walk
from derive.language.latex import Latex
from derive.problem.catalogue import names
from derive.solving.derivation import Answer

CASES = [
    *sample([(name, *way) for name in (*FEW, str(RENAMED)) for way in WAYS], 24),
    *(swept((name, *way)) for name in names() if name not in FEW for way in WAYS),
]
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


def is_restating(answer: Answer) -> bool:
    """Whether a formula adds up derivatives by the variable asked: a step, but no answer by itself."""
    by = answer.target.by if isinstance(answer.target, Derivative) else None
    return any(isinstance(part, Derivative) and part.by == by for part in walk(answer.formula))


def printed(problem: str, method: str, layout: str) -> Iterator[tuple[str, str, str]]:
    """Questions, texts of their answers (JSON, a matrix, the formula in plain text and in LaTeX), and the verdict."""
    solution = load(problem).solve(method=method, layout=layout)
    derivation = solution.derivation
    latex = Latex(derivation.problem.notation)
    for result, answer in zip(solution.answers, derivation.answers, strict=True):
        yield result.name, literal(result.value), "right"
        yield result.name, matrix(result.value), "right"
        for text in (result.formula, latex(answer.formula)):
            yield result.name, text, "wrong" if is_restating(answer) else "right"


@pytest.mark.parametrize(("problem", "method", "layout"), CASES, ids=lambda name: Path(name).stem)
def test_what_is_printed_is_read_back_and_right(problem: str, method: str, layout: str) -> None:
    for question, text, verdict in printed(problem, method, layout):
        record = checker(problem, layout).check(question, text)
        assert record.verdict == verdict, (text, record)
        assert verdict == "right" or record.diagnosis == "restates_question"
