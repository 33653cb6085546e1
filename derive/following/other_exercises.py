"""A file with several exercises: which of them are not the problem, so that nothing in them is judged by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from derive.following.judged import About, Judged
from derive.following.relation import FALSE_VERDICTS
from derive.judging.finding import Finding
from derive.problem.problem import Problem
from derive.writeup.chain import Chain

ANOTHER = "this belongs to another exercise of the file"
TRUE_VERDICTS = ("right", "rounded", "shorthand")
Place = tuple[int | None, int]


def told(problem: Problem, chains: Sequence[Chain]) -> frozenset[int]:
    """The other exercises of a file by the number that the problem says it has; none where no heading has it."""
    numbers = frozenset(chain.exercise for chain in chains if chain.exercise)
    return numbers - {problem.settings.part} if problem.settings.part in numbers else frozenset()


def found(problem: Problem, chains: Sequence[Chain], judged: Sequence[Judged]) -> frozenset[int]:
    """The other exercises of a file by what is true and false in them; none as long as nothing tells them apart.

    The problem is the exercise in which the most is true.  Another one is told by contradicting it: it has other values
    for what is given, or for what is right there, and half of it is false.  Where there is one such, any other that is
    mostly false is none of the problem either.
    """
    parts = by_exercise(chains, judged)
    if problem.settings.part or len(parts) < 2:
        return frozenset()
    best = max(parts, key=lambda number: len(true(parts[number])))
    known = {name for each in true(parts[best]) for name in each.about} | {*problem.given}
    others = {k: part for k, part in parts.items() if k != best}
    if not any(contradicts(part, known) for part in others.values()):
        return frozenset()
    return frozenset(k for k, part in others.items() if contradicts(part, known) or len(false(part)) > len(true(part)))


def by_exercise(chains: Sequence[Chain], judged: Sequence[Judged]) -> Mapping[int, list[Judged]]:
    """What is judged in each exercise that has a number."""
    numbers = {(chain.cell, side.line): chain.exercise for chain in chains for side in chain.sides}
    result: dict[int, list[Judged]] = {number: [] for number in numbers.values() if number}
    for each in judged:
        if number := numbers.get(line_of(each), 0):
            result[number].append(each)
    return result


def contradicts(part: Sequence[Judged], known: Iterable[About]) -> bool:
    names = {name for each in false(part) for name in each.about}
    return not names.isdisjoint(known) and len(false(part)) >= len(true(part))


def true(part: Iterable[Judged]) -> list[Judged]:
    return [each for each in part if each.finding.verdict in TRUE_VERDICTS]


def false(part: Iterable[Judged]) -> list[Judged]:
    return [each for each in part if each.finding.verdict in FALSE_VERDICTS]


def unjudged(chains: Iterable[Chain]) -> list[Judged]:
    """The relations of chains that belong to another exercise."""
    finding = Finding("unread", details={"fault": ANOTHER}, why="elsewhere")
    return [
        Judged(side.line, chain.cell, side.text, chain.sides[0].text, finding)
        for chain in chains
        for side in chain.sides[1:]
    ]


def in_order(judged: Iterable[Judged]) -> list[Judged]:
    """As the lines stand in the file."""
    return sorted(judged, key=lambda each: (each.cell or 0, each.line))


def line_of(judged: Judged) -> Place:
    return judged.cell, judged.line
