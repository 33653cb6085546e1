"""Properties of the judge: what is true stays true however it is written, and what is false is never right."""

from __future__ import annotations

from random import Random

import pytest
from exercises import numbers
from graphs import drawn
from rewritings import Relation, relations, rewritten, with_named_part
from tiers import sample

from derive.api import Exercise
from derive.feedback.check_answer import Checker
from derive.feedback.records import Record
from derive.language.plain import plain
from derive.problem.catalogue import load, names

FAULTY = (195, 204)
"""Seeds that found a fault: of lists behind `where`, transposed there and a star before them."""
SEEDS = [seed for seed in range(300) if seed not in FAULTY]
ACCEPTED = ("right", "rounded", "shorthand")
PERTURBED = ("3/2 ({0})", "-({0})", "({0}) + ({0})", "({0}) / 3")
"""What changes any value but zero."""
MOST_RELATIONS = 12
"""Relations of a problem that are tried with one seed."""


@pytest.mark.parametrize("seed", [*FAULTY, *sample(SEEDS, 5, seed=3)])
def test_a_true_relation_is_never_wrong_however_it_is_written(seed: int) -> None:
    random, problem = Random(seed), drawn(seed).problem()
    checker = Checker(problem)
    solution = Exercise(problem).solve(method=random.choice(("chain", "backprop")))
    bad = []
    for relation in relations(solution):
        expr = rewritten(relation.rhs, problem, random, random.randint(0, 3))
        text = random.choice((plain(expr), with_named_part(expr, random)))
        found = checker.check(relation.name, text)
        if is_called_false(found):
            bad.append((relation.name, text, found.diagnosis))
    assert bad == []


def is_called_false(found: Record) -> bool:
    """Whether a true relation is called wrong; that it answers no question, ∂L/∂P = 2 ∂v/∂P, is no such complaint."""
    return found.verdict in ("wrong", "slip") and found.diagnosis != "restates_question"


CATALOGUE = [(name, seed) for name in names() for seed in range(6)]


@pytest.mark.parametrize(("name", "seed"), sample(CATALOGUE, 2, seed=9))
def test_a_true_relation_of_the_catalogue_is_never_wrong_and_a_perturbed_one_never_right(name: str, seed: int) -> None:
    random, exercise = Random(seed), Exercise(load(name))
    problem, checker = exercise.problem, Checker(exercise.problem)
    bad = []
    every = list(relations(exercise.solve()))
    for relation in random.sample(every, min(len(every), MOST_RELATIONS)):
        expr = rewritten(relation.rhs, problem, random, random.randint(1, 3))
        found = checker.check(relation.name, random.choice((plain(expr), with_named_part(expr, random))))
        if is_called_false(found):
            bad.append((relation.name, plain(expr), found.diagnosis))
        false = random.choice(PERTURBED).format(plain(expr))
        if checker.check(relation.name, false).verdict in ACCEPTED and not is_zero(checker, relation):
            bad.append((relation.name, false, "accepted"))
    assert bad == []


def is_zero(checker: Checker, relation: Relation) -> bool:
    """Whether zeros are what was asked, which no factor changes."""
    return checker.check(relation.name, f"0 * ({plain(relation.rhs)})").verdict in ACCEPTED


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
