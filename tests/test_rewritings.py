"""Properties of the judge: what is true stays true however it is written, and what is false is never right."""

from __future__ import annotations

from random import Random

import pytest
from exercises import numbers
from graphs import drawn
from rewritings import relations, rewritten
from tiers import sample

from derive.api import Exercise
from derive.feedback.check_answer import Checker
from derive.language.plain import plain

SEEDS = range(300)
ACCEPTED = ("right", "rounded", "shorthand")
PERTURBED = ("3/2 ({0})", "-({0})", "({0}) + ({0})", "({0}) / 3")
"""What changes any value but zero."""


@pytest.mark.parametrize("seed", sample(SEEDS, 5, seed=3))
def test_a_true_relation_is_never_wrong_however_it_is_written(seed: int) -> None:
    random, problem = Random(seed), drawn(seed).problem()
    checker = Checker(problem)
    solution = Exercise(problem).solve(method=random.choice(("chain", "backprop")))
    bad = []
    for relation in relations(solution):
        text = plain(rewritten(relation.rhs, problem, random, random.randint(0, 3)))
        found = checker.check(relation.name, text)
        if found.verdict in ("wrong", "slip"):
            bad.append((relation.name, text, found.diagnosis))
    assert bad == []


@pytest.mark.parametrize("seed", sample(SEEDS, 5, seed=4))
def test_a_perturbed_relation_is_never_right(seed: int) -> None:
    random, problem = Random(seed), drawn(seed).problem()
    checker = Checker(problem)
    solution = Exercise(problem).solve(digits=8)
    values = {result.name: numbers(result.value) for result in solution}
    bad = []
    for relation in relations(solution):
        if not any(values.get(relation.name, [0])):
            continue
        text = random.choice(PERTURBED).format(plain(rewritten(relation.rhs, problem, random, 1)))
        found = checker.check(relation.name, text)
        if found.verdict in ACCEPTED:
            bad.append((relation.name, text))
    assert bad == []
