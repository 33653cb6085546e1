"""Random values of what a problem gives at which programs are run: labels stay labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from flint import fmpq

from derive.judging.places import ATTEMPTS, Places, scattered
from derive.judging.point import Point
from derive.language.errors import DomainError, Undecided
from derive.language.expr import Number, Ref, size
from derive.language.numbers import Array
from derive.problem.problem import Problem
from derive.tracing.givens import GivenArrays
from derive.tracing.true_arrays import floats

FEWEST, MOST = 2, 4
LABELLED = re.compile(r"(?i)(?:y|t|label|target|one_?hot)")
"""How names of labels begin."""


def known_givens(problem: Problem) -> GivenArrays:
    """What the problem gives, as programs may write it down."""
    values = problem.values
    home = None if values is None else {ref: floats(values[ref]) for ref in problem.given}
    stepped = frozenset(equation.target.name for equation in problem.equations if equation.target.index)
    return GivenArrays(home, tuple(problem.given), frozenset(hot_names(problem)), stepped)


def hot_names(problem: Problem) -> set[str]:
    """The names of one-hot vectors, and of matrices of which all rows are, declared or not."""
    declared = {name for name, facts in problem.properties.items() if "one_hot" in facts}
    found = (ref.name for ref, number in problem.given.items() if is_hot(ref, number))
    facts = problem.properties
    rows = {name for name in facts if {"mask", "rows_sum_to_one"} <= facts[name]}
    return declared | rows | {name for name in found if LABELLED.match(name)}


def is_hot(ref: Ref, number: Number | None) -> bool:
    width = row_width(ref)
    return number is not None and width > 1 and is_one_hot_rows(number.entries, width)


def row_width(ref: Ref) -> int:
    """How many entries one label has."""
    return size(ref.shape) if 1 in ref.shape or not ref.shape else ref.shape[1]


def is_one_hot_rows(entries: Sequence[Any], columns: int) -> bool:
    rows = [entries[k : k + columns] for k in range(0, len(entries), columns)]
    return all(sorted(map(float, row)) == [0.0] * (columns - 1) + [1.0] for row in rows)


class RandomPlaces(Places):
    """Random points at which what should be one-hot is so, whether the problem says it or not."""

    def find_scattered(self) -> Iterator[Mapping[Ref, Array]]:
        found = 0
        least = MOST if self.has_kinks else FEWEST
        hot = hot_names(self.problem)
        for seed in range(ATTEMPTS):
            if found == least:
                return
            given = {**scattered(self.problem, seed, self.held), **self.labels(hot, seed)}
            try:
                self.climb(lambda bits, given=given: Point(self.rules, given))  # type: ignore[misc]
            except (DomainError, Undecided):
                continue
            found += 1
            yield given

    def labels(self, hot: set[str], seed: int) -> dict[Ref, Array]:
        """One-hot rows; no row has the same class at two points that follow one another."""
        found: dict[Ref, Array] = {}
        refs = [ref for ref in self.problem.given if ref.name in hot and ref not in self.held]
        for k, ref in enumerate(refs):
            width = row_width(ref)
            random = Random(7 * k)
            starts = [random.randrange(width) for _ in range(size(ref.shape) // width)]
            entries = [fmpq(j == (start + seed) % width) for start in starts for j in range(width)]
            found[ref] = Array(ref.shape, tuple(entries))
        return found
