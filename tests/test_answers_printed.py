"""Everything that the program prints itself is read back: formulas and numbers, in every method and layout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from exercises import FEW, RENAMED, WAYS
from flint import fmpq
from readings import agree, last, value, value_of
from tiers import sample

from derive.language.evaluate import decimals
from derive.language.expr import Expr, Number
from derive.language.latex import Latex
from derive.language.plain import plain
from derive.language.steps import Step
from derive.problem import catalogue
from derive.reading.read import read_answer
from derive.reading.result import Reading, Unreadable
from derive.solving.derivation import Derivation, solve

PROBLEMS: list[str | Path] = [*FEW, RENAMED]
CASES = [(problem, *way) for problem in PROBLEMS for way in WAYS]


@cache
def derivation(problem: str | Path, method: str, layout: str) -> Derivation:
    return solve(catalogue.load(problem, settings={"method": method, "layout": layout}))


def same(printed: Expr, reading: Reading) -> bool:
    """Whether both have one value, at random values of all names."""
    return agree(value(printed, {}), value_of(reading))


def is_literal_formula(step: Step) -> bool:
    return step.kind in ("forward", "row", "use", "answer", "general")


def formulas(found: Derivation) -> list[tuple[Expr, Expr]]:
    """What is asked, with its formula; and the equations of the steps on the way."""
    answers: list[tuple[Expr, Expr]] = [(answer.target, answer.formula) for answer in found.answers]
    steps = [(step.target, step.rhs) for step in found.steps if is_literal_formula(step)]
    return answers + steps


@pytest.mark.parametrize(("problem", "method", "layout"), sample(CASES, 18))
@pytest.mark.parametrize("form", ["latex", "plain"])
def test_every_formula_that_is_printed_is_read_back(problem: str, method: str, layout: str, form: str) -> None:
    found = derivation(problem, method, layout)
    latex = Latex(found.problem.notation)
    wrong = []
    for target, formula in formulas(found):
        scope = found.problem.scope
        text = latex(formula) if form == "latex" else plain(formula, scope.ranges, scope.shapes)
        try:
            if not same(formula, read_answer(text, found.problem, target)):
                wrong.append(text)
        except Unreadable as error:
            wrong.append(f"{text}: {error.message}")
    assert wrong == []


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("form", ["latex", "plain"])
def test_every_number_that_is_printed_is_read_back(problem: str, form: str) -> None:
    found = derivation(problem, "chain", "gradient")
    for answer in found.answers:
        array = found.value(answer.target)
        assert array is not None
        texts = [text or "" for text in decimals(array, found.settings.digits)]
        printed = Number(tuple(fmpq(0) for _ in texts), array.shape, tuple(texts))
        text = Latex({})(printed) if form == "latex" else plain(printed)
        reading = read_answer(text, found.problem, answer.target)
        read_texts = [literal.text for literal in reading.literals.values()]
        assert last(reading).shape == array.shape or not array.shape
        assert [t.replace("e-0", "e-") for t in read_texts] == texts
