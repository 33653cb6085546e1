"""An exercise's own solution handed in: what it prints as answers, and what the checker says of each."""

from __future__ import annotations

from collections.abc import Iterator

from test_printed_answers import is_restating, literal, matrix

from derive.api import Exercise
from derive.feedback.check_answer import Checker
from derive.language.latex import Latex


def misjudged(exercise: Exercise, method: str = "chain", layout: str = "gradient") -> Iterator[tuple[str, str, str]]:
    """Question, text and verdict of every printed answer, as numbers and as formulas, that is not judged right."""
    solution = exercise.solve(method=method, layout=layout)
    checker = Checker(solution.derivation.problem)
    latex = Latex(solution.derivation.problem.notation)
    for result, answer in zip(solution.answers, solution.derivation.answers, strict=True):
        formulas = () if is_restating(answer) else (result.formula, latex(answer.formula))
        for text in (literal(result.value), matrix(result.value), *formulas):
            verdict = checker.check(result.name, text).verdict
            if verdict != "right":
                yield result.name, text, verdict
