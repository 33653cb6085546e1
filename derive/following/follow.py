"""A write-up followed line by line (algorithmic debugging: the right rule run on the student's own values).

Shapiro, Algorithmic Program Debugging (1983); for students' steps Zinn, Algorithmic debugging to support cognitive
diagnosis in tutoring systems (2011).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from derive.answers.answer import Unreadable
from derive.answers.free import free_indices, only_range
from derive.answers.read import define
from derive.answers.vocabulary import Vocabulary
from derive.balls import precision
from derive.checking.finding import Finding
from derive.expr import Derivative, Expr, Index, Ref, walk
from derive.following.compare import Reasoning
from derive.following.judged import Judged, worst
from derive.following.sides import ReadSide, bindings, read_side, spans
from derive.problem import Problem
from derive.submission import Chain

Name = Ref | Derivative


@dataclass(frozen=True, slots=True)
class Instance:
    """The verdict on one relation for one choice of its index values."""

    finding: Finding
    name: Name | None
    kind: str
    binding: Mapping[str, Index]
    expected: str = ""


class Follower:
    """Follows one write-up; what was printed and defined is kept from line to line."""

    def __init__(self, problem: Problem, reasoning: Reasoning | None = None) -> None:
        self.problem = problem
        self.reasoning = reasoning or Reasoning(problem)
        self.vocabulary = Vocabulary(problem)

    def follow(self, chains: Iterable[Chain]) -> list[Judged]:
        """The verdicts on all relations, in order."""
        with precision(self.reasoning.judge.places.bits):
            return [judged for chain in chains for judged in self.chain(chain)]

    def chain(self, chain: Chain) -> list[Judged]:
        if len(chain.sides) < 2:
            return []
        sides = [read_side(side, self.vocabulary, None) for side in chain.sides]
        first = 1
        if sides[0].expr is None:
            if not self.define(chain):
                return [self.unread(chain, k, sides[0]) for k in range(1, len(chain.sides))]
            sides = [read_side(side, self.vocabulary, None) for side in chain.sides]
            first = 2
        return self.judged(chain, sides, first)

    def define(self, chain: Chain) -> bool:
        """Take an unknown left side for a definition, if it can be one."""
        try:
            self.vocabulary = define(chain.sides[0].text, chain.sides[1].text, self.vocabulary)
        except Unreadable:
            return False
        return True

    def judged(self, chain: Chain, sides: list[ReadSide], first: int) -> list[Judged]:
        """The verdicts on the relations from `first` on, the worst of all instances for each."""
        found = spans(sides, chain, self.vocabulary)
        runs = [self.instance(chain, binding, first) for binding in bindings(self.with_needed(found, sides))]
        runs = [run for run in runs if run] or [self.instance(chain, {}, first, must=True)]
        result = []
        for k in range(first, len(chain.sides)):
            instances = [run[k - first] for run in runs]
            result.append(self.combined(chain, k, instances))
        return result

    def with_needed(self, found: dict[str, range], sides: list[ReadSide]) -> dict[str, range]:
        """Also the index of a recursive definition, which can only be read number by number."""
        whole = only_range(self.vocabulary)
        faults = [s for s in sides if s.fault is not None and "number" in s.fault.message]
        if not found and faults and whole is not None:
            return {next(iter(self.vocabulary.ranges)): whole}
        return found

    def instance(self, chain: Chain, binding: Mapping[str, Index], first: int, must: bool = False) -> list[Instance]:
        """The relations for one choice of index values; nothing where the left side does not exist there."""
        head = read_side(chain.sides[0], self.vocabulary, None, binding)
        if head.expr is None or any(free_indices(head.expr)) or not self.exists(head.expr):
            return [self.blank(head, binding) for _ in chain.sides[first:]] if must else []
        name = self.reasoning.quantity(head.expr)
        before = head if first == 1 else read_side(chain.sides[first - 1], self.vocabulary, head.expr, binding)
        earlier: Finding | None = None
        result = []
        for side in chain.sides[first:]:
            read = read_side(side, self.vocabulary, head.expr, binding)
            finding = self.reasoning.relation(head, name, before if before is not head else None, earlier, read)
            result.append(Instance(finding, name, read.kind, binding, self.reasoning.expected(head, name, finding)))
            before, earlier = read, finding
        return result

    def exists(self, expr: Expr) -> bool:
        parts = [part for part in walk(expr) if isinstance(part, Ref) and not part.name.startswith("#")]
        parts += [ref for part in walk(expr) if isinstance(part, Derivative) for ref in (part.of, part.by)]
        return not any(all(i.is_literal for i in part.index) and self.problem.unknown(part) for part in parts)

    def blank(self, head: ReadSide, binding: Mapping[str, Index]) -> Instance:
        message = head.fault.message if head.fault else "nothing of this name exists"
        return Instance(Finding("unread", details={"fault": message}), None, "", binding)

    def combined(self, chain: Chain, k: int, instances: list[Instance]) -> Judged:
        """One verdict for a relation that holds for several index values."""
        finding = worst([instance.finding for instance in instances])
        bad = [i for i in instances if i.finding.verdict == finding.verdict]
        if len(bad) < len(instances):
            where = ", ".join(f"{n} = {i}" for n, i in bad[0].binding.items())
            finding = finding.but(details={**finding.details, "for": where})
        names = tuple(dict.fromkeys(i.name for i in instances if i.name is not None))
        side = chain.sides[k]
        return Judged(
            side.line, chain.cell, side.text, chain.sides[0].text, finding, names, instances[0].kind, bad[0].expected
        )

    def unread(self, chain: Chain, k: int, head: ReadSide) -> Judged:
        fault = head.fault.message if head.fault else "this names nothing in the problem"
        finding = Finding("unread", details={"fault": fault}, position=0)
        side = chain.sides[k]
        return Judged(side.line, chain.cell, side.text, chain.sides[0].text, finding)
