"""Everything that the program prints itself is read back: formulas and numbers, in every method and layout."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from exercises import RENAMED, WAYS
from flint import fmpq

from derive import catalogue
from derive.answers import Reading, read_answer
from derive.balls import Array
from derive.derivation import Derivation, solve
from derive.expr import Call, Derivative, Entry, Expr, Grid, Index, Number, Ref, Shape, Sum, bind, walk
from derive.notation import Latex, plain
from derive.problem import Problem
from derive.steps import Step
from derive.values import decimals, evaluate

PROBLEMS: list[str | Path] = [*catalogue.names(), RENAMED]
CASES = [(problem, *way) for problem in PROBLEMS for way in WAYS]


@cache
def derivation(problem: str | Path, method: str, layout: str) -> Derivation:
    return solve(catalogue.load(problem, settings={"method": method, "layout": layout}))


def number(reading: Reading) -> Expr:
    """The last side of a chain."""
    expr = reading.members[-1].expr
    assert expr is not None
    return expr


class Known(dict[Ref | Derivative, Array]):
    """A value for every name that is asked for: those of the literals, random ones for the others."""

    def __init__(self, literals: Mapping[Ref, fmpq]) -> None:
        super().__init__({ref: Array((), (value,)) for ref, value in literals.items()})

    def __missing__(self, name: Ref | Derivative) -> Array:
        chance = random.Random(str(name))
        rows, columns = name.shape or (1, 1)
        entries = tuple(fmpq(chance.randint(1, 99), 100) for _ in range(rows * columns))
        self[name] = Array(name.shape, entries)
        return self[name]


def free(expr: Expr) -> set[str]:
    """The index names that no sum binds."""
    match expr:
        case Sum(index, low, high, body):
            return (free(body) - {index}) | ({low.name, high.name} - {""})
        case Call(_, args) | Grid(args, _):
            return {name for arg in args for name in free(arg)}
        case Entry(of, index):
            return {i.name for i in index if i.name} | free(of)
        case Derivative(of, by):
            return free(of) | free(by)
        case Ref(_, index):
            return {i.name for i in index if i.name}
        case _:
            return {
                i.name for i in (getattr(expr, "left", None), getattr(expr, "right", None)) if i is not None and i.name
            }


def value(expr: Expr, literals: Mapping[Ref, fmpq]) -> Array:
    bound = bind(expr, {name: Index("", 1) for name in free(expr)})
    return evaluate(bound, Known(literals))


def same(printed: Expr, reading: Reading) -> bool:
    """Whether both have one value, at random values of all names; entry indices that are free count from 0 in both."""
    literals = {ref: literal.value for ref, literal in reading.literals.items()}
    ours, theirs = value(printed, {}), value(number(reading), literals)
    if ours.shape != theirs.shape and {1} != {len(ours.entries), len(theirs.entries)}:
        return False
    pairs = zip(ours.entries, theirs.entries, strict=True)
    return all(a == b or (a - b) == 0 or (not isinstance(a - b, fmpq) and (a - b).contains(0)) for a, b in pairs)


def is_literal_formula(step: Step) -> bool:
    return step.kind in ("forward", "row", "use", "answer", "general")


def formulas(found: Derivation) -> list[tuple[Expr, Expr]]:
    """What is asked, with its formula; and the equations of the steps on the way."""
    answers: list[tuple[Expr, Expr]] = [(answer.target, answer.formula) for answer in found.answers]
    steps = [(step.target, step.rhs) for step in found.steps if is_literal_formula(step)]
    return answers + steps


def problem_in(found: Derivation) -> Problem:
    return found.problem


@pytest.mark.parametrize(("problem", "method", "layout"), CASES)
@pytest.mark.parametrize("form", ["latex", "plain"])
def test_every_formula_that_is_printed_is_read_back(problem: str, method: str, layout: str, form: str) -> None:
    found = derivation(problem, method, layout)
    latex = Latex(found.problem.notation)
    wrong = []
    for target, formula in formulas(found):
        text = latex(formula) if form == "latex" else plain(formula, found.problem.scope.ranges, found.problem.scope.shapes)
        try:
            if not same(formula, read_answer(text, found.problem, target)):
                wrong.append(text)
        except Exception as error:
            wrong.append(f"{text}: {error!r}")
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
        assert number(reading).shape == array.shape or not array.shape
        assert [t.replace("e-0", "e-") for t in read_texts] == texts


def shapes_of(expr: Expr) -> list[Shape]:
    return [part.shape for part in walk(expr)]
