"""A write-up followed line by line (algorithmic debugging: the right rule run on the student's own values).

Shapiro, Algorithmic Program Debugging (1983); for students' steps Zinn, Algorithmic debugging to support cognitive
diagnosis in tutoring systems (2011).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from derive.answers.answer import Unreadable
from derive.answers.free import free_indices, only_range
from derive.answers.pieces import Definition, Quantity, Use
from derive.answers.read import define, is_gradient_word, meaning
from derive.answers.vocabulary import COUNTING, Vocabulary
from derive.balls import precision
from derive.checking.finding import Finding
from derive.expr import Derivative, Expr, Index, Number, Ref, at, walk
from derive.following.compare import Reasoning
from derive.following.judged import Judged, worst
from derive.following.sides import ReadSide, bindings, read_side, spans
from derive.problem import Problem
from derive.submission import Chain

Name = Ref | Derivative
OUTSIDE = ("zero_before_first", "zero_after_last")
"""Notes of the reader."""
ELSE = ("", "wrong_shape", "other_quantity")
"""Diagnoses of what may well mean something else."""


@dataclass(frozen=True, slots=True)
class Instance:
    """The verdict on one relation for one choice of its index values."""

    finding: Finding
    name: Name | None
    kind: str
    binding: Mapping[str, Index]
    expected: str = ""
    is_beyond: bool = False


class Follower:
    """Follows one write-up; what was printed and defined is kept from line to line."""

    def __init__(self, problem: Problem, reasoning: Reasoning | None = None) -> None:
        self.problem = problem
        self.reasoning = reasoning or Reasoning(problem)
        self.vocabulary = Vocabulary(problem)
        self.hopeful: set[Chain] = set()

    def follow(self, chains: Iterable[Chain]) -> list[Judged]:
        """The verdicts on all relations, in order."""
        chains = list(chains)
        with precision(self.reasoning.judge.places.bits):
            self.give_up_names(chains)
            found = [(chain, self.chain(chain)) for chain in chains]
            return [judged for chain, relations in found for judged in (*self.undefined(chain), *relations)]

    def give_up_names(self, chains: Iterable[Chain]) -> None:
        """Forget the names of parts that only this program gave them where the writer has another use for them."""
        for chain in chains:
            found = meaning(chain.sides[0].text, self.vocabulary)
            if len(chain.sides) > 1 and isinstance(found, Quantity) and found.name in self.vocabulary.invented:
                head = read_side(chain.sides[0], self.vocabulary, None)
                if head.expr is not None and self.is_own_word(chain, head):
                    self.vocabulary = self.vocabulary.without(found.name)

    def undefined(self, chain: Chain) -> list[Judged]:
        """The record of a definition that says nothing even with all that is defined behind it."""
        if chain not in self.hopeful or is_of_letters(chain):
            return []
        whole = only_range(self.vocabulary) or ()
        choices = ({name: at(k)} for name in {*self.vocabulary.ranges, *COUNTING} for k in whole)
        if any(read_side(chain.sides[0], self.vocabulary, None, one).expr is not None for one in ({}, *choices)):
            return []
        return [self.unread(chain, 1, read_side(chain.sides[0], self.vocabulary, None))]

    def chain(self, chain: Chain) -> list[Judged]:
        if len(chain.sides) < 2:
            return []
        head = read_side(chain.sides[0], self.vocabulary, None)
        first = 1
        if head.expr is None or self.is_own_word(chain, head) or self.is_end(head):
            if not self.define(chain):
                return [self.unread(chain, k, head) for k in range(1, len(chain.sides))]
            head = read_side(chain.sides[0], self.vocabulary, None)
            first = 2
            if head.expr is None:
                self.hopeful.add(chain)
        return self.judged(chain, self.read(chain, head), first)

    def read(self, chain: Chain, head: ReadSide, binding: Mapping[str, Index] | None = None) -> list[ReadSide]:
        """The sides of a chain, those behind the first read as values of it."""
        return [head, *(read_side(side, self.vocabulary, head.expr, binding) for side in chain.sides[1:])]

    def is_own_word(self, chain: Chain, head: ReadSide) -> bool:
        """Whether a word is introduced for something else than what it looks like: the derivative `dh_t`, or a part
        of the model to which its author gave no name.

        A right side with a usual mistake in it is meant for the derivative, and so is one with numbers only.
        """
        left = chain.sides[0].text
        if not (chain.is_definition and is_gradient_word(left, self.vocabulary)) and not self.is_invented(left):
            return False
        found = spans([head], chain, self.vocabulary)
        for binding in bindings(found) if found else [{}]:
            sides = self.bound(Chain(chain.sides[:2], ()), binding)
            if sides and self.differs(*sides):
                return True
        return False

    def is_invented(self, left: str) -> bool:
        found = meaning(left, self.vocabulary)
        return isinstance(found, Quantity) and found.name in self.vocabulary.invented

    def is_end(self, head: ReadSide) -> bool:
        """Whether an own recursive definition gives nothing here, so that what is said is where it ends."""
        return is_outside(head) and is_nothing(head) and self.is_own(head)

    def is_own(self, head: ReadSide) -> bool:
        return isinstance(meaning(head.source.text, self.vocabulary), Use)

    def differs(self, left: ReadSide, right: ReadSide) -> bool:
        """Whether a formula is no derivative that a left side names, with a mistake or without."""
        if left.meant is None or right.expr is None or right.kind == "number":
            return False
        finding = self.reasoning.claim(left.meant, right)
        return finding.verdict == "wrong" and (finding.diagnosis or "") in ELSE

    def define(self, chain: Chain) -> bool:
        """Take an unknown left side for a definition, if it can be one."""
        before = self.vocabulary.definitions
        try:
            self.vocabulary = define(chain.sides[0].text, chain.sides[1].text, self.vocabulary)
        except Unreadable:
            return False
        for key, found in self.vocabulary.definitions.items():
            if found[:1] != before.get(key, [])[:1]:
                self.recognise(chain, found[0])
        return True

    def recognise(self, chain: Chain, definition: Definition) -> None:
        """Take a name that amounts to a quantity of the problem at every index for another name of that quantity."""
        names = [index.name for index in definition.index if index.name]
        whole = only_range(self.vocabulary)
        if len(names) != len(definition.index) or len(names) > 1 or (names and whole is None):
            return
        found: list[tuple[int, Ref]] = []
        for number in whole if names and whole is not None else (0,):
            head = read_side(chain.sides[0], self.vocabulary, None, {name: at(number) for name in names})
            quantity = self.reasoning.quantity(head.expr) if head.expr is not None else None
            if isinstance(quantity, Ref) and len(quantity.index) == len(names):
                found.append((number, quantity))
        alike = {(ref.name, tuple(i.offset - number for i in ref.index)) for number, ref in found}
        if len(alike) == 1 and found[0][1] in self.problem.bound:
            ((name, shifts),) = alike
            index = tuple(Index(own, shift) for own, shift in zip(names, shifts, strict=True))
            self.vocabulary.define(replace(definition, body=Ref(name, index, found[0][1].shape)))

    def judged(self, chain: Chain, sides: list[ReadSide], first: int) -> list[Judged]:
        """The verdicts on the relations from `first` on, the worst of all instances for each."""
        found = spans(sides, chain, self.vocabulary)
        needed = self.with_needed(found, sides)
        runs = [
            self.instance(chain, self.bound(chain, binding), binding, first) for binding in bindings(needed) if needed
        ]
        runs = [run for run in runs if run] or [self.instance(chain, sides, {}, first, must=True)]
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

    def bound(self, chain: Chain, binding: Mapping[str, Index]) -> list[ReadSide]:
        """The sides for one choice of index values; none where the left side does not exist there."""
        head = read_side(chain.sides[0], self.vocabulary, None, binding)
        return self.read(chain, head, binding) if self.is_about_something(head) else []

    def is_about_something(self, head: ReadSide) -> bool:
        return (
            head.expr is not None
            and not any(free_indices(head.expr))
            and not (is_outside(head) and (is_nothing(head) or not self.is_own(head)))
            and self.exists(head.expr)
        )

    def instance(
        self, chain: Chain, sides: list[ReadSide], binding: Mapping[str, Index], first: int, must: bool = False
    ) -> list[Instance]:
        """The relations for one choice of index values; nothing where the left side does not exist there."""
        if not sides:
            return []
        head = sides[0]
        meant = head.meant
        if meant is None or not self.is_about_something(head):
            return [self.blank(head, binding) for _ in chain.sides[first:]] if must else []
        name = self.reasoning.quantity(meant)
        before = None if first == 1 else sides[first - 1]
        earlier: Finding | None = None
        result = []
        for side in sides[first:]:
            finding = self.reasoning.relation(head, name, before, earlier, side)
            expected = self.reasoning.expected(head, name, finding)
            result.append(Instance(finding, name, side.kind, binding, expected, is_outside(side)))
            before, earlier = side, finding
        return result

    def exists(self, expr: Expr) -> bool:
        parts = [part for part in walk(expr) if isinstance(part, Ref) and not part.name.startswith("#")]
        parts += [ref for part in walk(expr) if isinstance(part, Derivative) for ref in (part.of, part.by)]
        return not any(all(i.is_literal for i in part.index) and self.problem.unknown(part) for part in parts)

    def blank(self, head: ReadSide, binding: Mapping[str, Index]) -> Instance:
        message = head.fault.message if head.fault else "nothing of this name exists"
        return Instance(Finding("unread", details={"fault": message}), None, "", binding)

    def combined(self, chain: Chain, k: int, instances: list[Instance]) -> Judged:
        """One verdict for a relation that holds for several index values; it is not meant for steps that are none."""
        instances = [i for i in instances if i.finding.is_accepted or not i.is_beyond] or instances
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


def is_outside(side: ReadSide) -> bool:
    """Whether a side speaks of a quantity before the first or after the last step, which was read as zero."""
    return side.reading is not None and any(note in OUTSIDE for note in side.reading.notes)


def is_nothing(side: ReadSide) -> bool:
    """Whether all of a side has vanished."""
    return isinstance(side.expr, Number) and not any(side.expr.entries)


def is_of_letters(chain: Chain) -> bool:
    """Whether prose only says which of two indices are meant: "the delta keeps only v = p"."""
    return not chain.is_definition and all(len(side.text) == 1 and side.text.isalpha() for side in chain.sides)
