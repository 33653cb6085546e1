"""Mistakes planted in what `derive solve` writes: found where they are, named, and carried from there on.

A sample of all mistakes at all steps; the numbers that follow from a mistaken formula are calculated with NumPy too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

import numpy as np
import pytest
import tiers
from misderived import Mistakes, Plant, places, planted, rendered
from numpy_formula import calculate

from derive import api
from derive.feedback.check_writeup import WriteUps
from derive.following.follow import Follower
from derive.following.judged import Judged
from derive.language.errors import DomainError, NoValue
from derive.language.plain import plain
from derive.problem import catalogue
from derive.solving.derivation import Derivation
from derive.writeup.read_file import read_submission

DOCUMENTS = [
    ("rnn", "chain", "gradient", "md", 3),
    ("rnn", "chain", "jacobian", "tex", 2),
    ("rnn", "backprop", "gradient", "tex", 3),
    ("rnn", "index", "gradient", "md", 2),
    ("mlp", "chain", "gradient", "md", 3),
    ("lstm", "backprop", "jacobian", "tex", 2),
    ("attention", "chain", "gradient", "md", 3),
]
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
IN_FRONT = -1
Key = tuple[int, bool, str]
"""A step, whether in its display or behind it, and the left side."""


@cache
def solved(name: str, method: str, layout: str) -> Derivation:
    return api.load(name).solve(method=method, layout=layout).derivation


@cache
def checker(name: str, layout: str) -> WriteUps:
    return WriteUps(catalogue.load(name, settings={"layout": layout}))


@dataclass
class Checked:
    """The verdicts on a document, with the steps that they are about."""

    groups: dict[Key, list[Judged]]

    @property
    def lines(self) -> list[Judged]:
        return [line for group in self.groups.values() for line in group]

    def last(self, key: Key) -> str:
        return self.groups[key][-1].text if key in self.groups else ""


def checked(writeups: WriteUps, form: str, text: str) -> Checked:
    submission = read_submission(f"solution.{form}", text.encode())
    assert not submission.unread
    where = places(text)
    groups: dict[Key, list[Judged]] = {}
    # The answers stand in front of all steps as well, where nothing explains a wrong one.
    chains = [chain for chain in submission.chains if where[chain.sides[0].line].step != IN_FRONT]
    for line in Follower(writeups.problem, writeups.reasoning.fresh()).follow(tuple(chains)):
        place = where[line.line]
        groups.setdefault((place.step, place.in_display, line.left), []).append(line)
    return Checked(groups)


def drawn() -> Iterator[tuple[str, str, str, str, int, bool]]:
    random = Random(15)
    for name, method, layout, form, count in DOCUMENTS:
        for k in range(count):
            yield name, method, layout, form, random.randrange(10**6), k % 3 != 2


@cache
def unplanted(name: str, method: str, layout: str, form: str) -> tuple[Checked, dict[int, int]]:
    text, numbered = rendered(solved(name, method, layout), form)
    return checked(checker(name, layout), form, text), numbered


def chosen(derivation: Derivation, seed: int, in_formula: bool, form: str) -> tuple[Plant, Derivation, str]:
    """A mistake that leaves something to go on with; drawn by its name first, since some have many places."""
    random = Random(seed)
    plants = sorted(Mistakes(derivation).plants(), key=lambda plant: sorted(plant.names))
    while True:
        names = random.choice(sorted({tuple(sorted(plant.names)) for plant in plants}))
        plant = random.choice([plant for plant in plants if tuple(sorted(plant.names)) == names])
        try:
            found = planted(derivation, plant, in_formula)
            text, _ = rendered(found, form)
        except (DomainError, NoValue):
            continue
        if shown(derivation, plant) != shown(found, plant):
            return plant, found, text


def shown(derivation: Derivation, plant: Plant) -> list[str]:
    assert derivation.numbers
    return derivation.numbers.show(plant.step.name)


@pytest.mark.parametrize(("name", "method", "layout", "form", "seed", "in_formula"), tiers.sample(drawn(), 2))
def test_a_planted_mistake_is_found_named_and_carried(
    name: str, method: str, layout: str, form: str, seed: int, in_formula: bool
) -> None:
    derivation, writeups = solved(name, method, layout), checker(name, layout)
    before, numbered = unplanted(name, method, layout, form)
    plant, _, text = chosen(derivation, seed, in_formula, form)
    after = checked(writeups, form, text)
    said = plain(plant.rhs)
    first = next(k for k, line in enumerate(after.lines) if line.finding.verdict != "right")
    (key,) = (key for key, lines in after.groups.items() if any(line is after.lines[first] for line in lines))
    own = after.lines[first]
    assert key[:2] == (numbered[id(plant.step)], True), (said, own)
    assert own.finding.verdict == "wrong", (said, own)
    assert plant.names & {own.finding.diagnosis, *own.finding.also}, (said, own)
    passed = False
    for where, lines in after.groups.items():
        for line in lines:
            if passed:
                is_same = is_near(before.last(where), after.last(where))
                assert line.finding.verdict in expected(line, where == key, is_same, in_formula), (said, line)
            passed = passed or line is own


def is_near(left: str, right: str) -> bool:
    """Whether a result is the true one, or so near that rounded numbers on the way to it may explain the difference."""
    pairs = [[float(number) for number in NUMBER.findall(text)] for text in (left, right)]
    return len(pairs[0]) == len(pairs[1]) and np.allclose(*pairs, rtol=2e-3, atol=2e-3)


def expected(line: Judged, is_own: bool, is_same: bool, in_formula: bool) -> tuple[str, ...]:
    """Formulas stay right but for those that repeat the mistaken one; numbers are carried if they are others."""
    if is_same or (line.kind != "number" and not (is_own and in_formula)):
        return ("right", "carried")
    return ("carried",)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("method", ["chain", "backprop"])
def test_the_numbers_after_a_planted_formula_are_those_of_numpy(method: str, seed: int) -> None:
    _, mistaken, _ = chosen(solved("rnn", method, "gradient"), seed, True, "md")
    assert mistaken.numbers
    known = {
        plain(name): np.array([float(entry) for entry in value.entries]).reshape(value.shape or ())
        for name, value in (mistaken.problem.values or {}).items()
        if name in mistaken.problem.given
    }
    ranges = mistaken.problem.scope.ranges
    for step in mistaken.steps:
        if step.is_numeric:
            value = np.asarray(calculate(plain(step.rhs), known, ranges))
            known[plain(step.name)] = value = value.T if step.target != step.name else value
            ours = [float(entry) for entry in mistaken.numbers.known[step.name].entries]
            assert np.allclose(np.ravel(value), ours, rtol=1e-9, atol=1e-12), plain(step.name)
