"""A write-up followed line by line (algorithmic debugging: the right rule run on the student's own values).

Shapiro, Algorithmic Program Debugging (1983); for students' steps Zinn, Algorithmic debugging to support cognitive
diagnosis in tutoring systems (2011).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from derive.answers.answer import Unreadable
from derive.answers.free import free_indices, only_range
from derive.answers.pieces import Definition, Use
from derive.answers.read import define, is_gradient_word, meaning
from derive.answers.references import UNTOLD
from derive.answers.vocabulary import COUNTING, UNKNOWN, Vocabulary
from derive.balls import precision
from derive.checking.finding import Finding
from derive.expr import Derivative, Expr, Index, Number, Ref, at, walk
from derive.following.compare import FALSE, Reasoning
from derive.following.expected import expected
from derive.following.judged import Judged, worst
from derive.following.lemma import claimed, differentiated, named, restated, small_problems
from derive.following.sides import ReadSide, bindings, read_side, spans
from derive.following.zeros import FAULT, is_outside, outside
from derive.problem import Problem
from derive.submission import Chain, Side

Name = Ref | Derivative
STEPS = re.compile(r"\d{1,4}")
MOST_LEMMAS = 100
FARTHEST = 8
"""How many chains behind one may define the names in it."""
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
        self.lemmas = 0
        self.hopeful: set[Chain] = set()

    def follow(self, chains: Iterable[Chain]) -> list[Judged]:
        """The verdicts on all relations, in order."""
        listed = list(chains)
        with precision(self.reasoning.judge.places.bits):
            found = [(chain, self.chain(chain, listed[k + 1 : k + 1 + FARTHEST])) for k, chain in enumerate(listed)]
            return [judged for chain, relations in found for judged in (*self.undefined(chain), *relations)]

    def undefined(self, chain: Chain) -> list[Judged]:
        """The record of a definition that says nothing even with all that is defined behind it."""
        if chain not in self.hopeful or is_of_letters(chain):
            return []
        whole = only_range(self.vocabulary) or ()
        choices = ({name: at(k)} for name in {*self.vocabulary.ranges, *COUNTING} for k in whole)
        if any(read_side(chain.sides[0], self.vocabulary, None, one).expr is not None for one in ({}, *choices)):
            return []
        return [self.unread(chain, 1, read_side(chain.sides[0], self.vocabulary, None))]

    def chain(self, chain: Chain, following: Sequence[Chain] = ()) -> list[Judged]:
        if len(chain.sides) < 2 or self.tells_end(chain):
            return []
        head = read_side(chain.sides[0], self.vocabulary, None)
        first = 1
        if head.expr is None or self.is_own_word(chain, head) or self.is_end(head):
            if not self.define(chain):
                return (
                    self.of_expression(chain)
                    or self.lemma(chain)
                    or [self.unread(chain, k, head) for k in range(1, len(chain.sides))]
                )
            head = read_side(chain.sides[0], self.vocabulary, None)
            first = 2
            if head.expr is None:
                self.hopeful.add(chain)
        sides = self.read(chain, head)
        if any(needs_name(side) for side in sides):
            return self.with_words_to_come(chain, sides, first, following)
        return self.judged(chain, sides, first)

    def with_words_to_come(
        self, chain: Chain, sides: list[ReadSide], first: int, following: Sequence[Chain]
    ) -> list[Judged]:
        """The verdicts on a chain with names that are defined behind it only: `… D_2 …, where D_2 = …`."""
        known = self.vocabulary
        self.vocabulary = with_definitions(known, following)
        read = self.read(chain, read_side(chain.sides[0], self.vocabulary, None))
        found = self.judged(chain, read if sum(map(needs_name, read)) < sum(map(needs_name, sides)) else sides, first)
        self.vocabulary = known
        return found

    def of_expression(self, chain: Chain) -> list[Judged]:
        """The verdicts on the derivative of an expression for a quantity of the problem: `∂(V h_t + c)/∂h_t = V`."""
        parts = differentiated(chain.sides[0].text)
        body = read_side(Side(parts[0], 1, 1), self.vocabulary, None).expr if parts else None
        free = dict(free_indices(body)) if body is not None else {}
        if parts is None or body is None or len(free) > 1:
            return []
        known = self.vocabulary
        own, meant, left = named(parts, next(iter(free), ""))
        try:
            if not self.define(replace(chain, sides=(own, meant))):
                return []
            restatement = restated(chain, left)
            head = read_side(restatement.sides[0], self.vocabulary, None)
            if head.expr is None:
                return []
            found = self.judged(restatement, self.read(restatement, head), 1)
        finally:
            self.vocabulary = known
        return [replace(judged, left=chain.sides[0].text) for judged in found]

    def lemma(self, chain: Chain) -> list[Judged]:
        """The verdicts on what is said of a function of a variable of the writer's own; nothing where it is none."""
        claim = claimed(chain.sides[0].text)
        if claim is None or self.lemmas == MOST_LEMMAS:
            return []
        self.lemmas += 1
        for reasoning in small_problems(claim):
            there = Follower(reasoning.problem, reasoning.fresh())
            restatement = restated(chain, claim.left)
            if read_side(restatement.sides[0], there.vocabulary, None).expr is None:
                continue
            found = there.follow([restatement])
            if any(judged.finding.verdict != "unread" for judged in found):
                return [replace(judged, left=chain.sides[0].text, about=(), expected="") for judged in found]
        return []

    def read(self, chain: Chain, head: ReadSide, binding: Mapping[str, Index] | None = None) -> list[ReadSide]:
        """The sides of a chain, those behind the first read as values of it."""
        return [head, *(read_side(side, self.vocabulary, head.expr, binding) for side in chain.sides[1:])]

    def tells_end(self, chain: Chain) -> bool:
        """Whether a chain says how many steps there are, or which is the last: `T = 2`; it is remembered."""
        letter, number = (side.text.strip() for side in chain.sides[:2])
        told = len(chain.sides) == 2 and self.vocabulary.is_end(letter) and STEPS.fullmatch(number)
        if told:
            self.vocabulary = self.vocabulary.extended()
            self.vocabulary.let(letter, int(number))
        return bool(told)

    def is_own_word(self, chain: Chain, head: ReadSide) -> bool:
        """Whether a word such as `dh_t` is introduced for something else than the derivative that it looks like.

        A right side with a usual mistake in it is meant for the derivative, and so is one with numbers only.
        """
        if not chain.is_definition or not is_gradient_word(chain.sides[0].text, self.vocabulary):
            return False
        found = spans([head], chain, self.vocabulary)
        for binding in bindings(found) if found else [{}]:
            sides = self.bound(Chain(chain.sides[:2], ()), binding)
            if sides and self.differs(*sides):
                return True
        return False

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
            return [self.blank(head, side, binding) for side in sides[first:]] if must else []
        name = self.reasoning.quantity(meant)
        before = None if first == 1 else sides[first - 1]
        earlier: Finding | None = None
        result = []
        for side in sides[first:]:
            finding = self.reasoning.relation(head, name, before, earlier, side)
            if finding.verdict in FALSE and self.is_untold([head, *sides], binding):
                finding = Finding("unread", details={"fault": "what T stands for is not said"})
            wanted = expected(self.reasoning.judge, name or meant, finding)
            result.append(Instance(finding, name, side.kind, binding, wanted, is_outside(side)))
            before, earlier = side, finding
        return result

    def is_untold(self, sides: Iterable[ReadSide], binding: Mapping[str, Index]) -> bool:
        """Whether a letter for the number of steps was read as it is usually meant, although nobody said so."""
        vocabulary = self.vocabulary
        return any(side.reading is not None and UNTOLD in side.reading.notes for side in sides) or any(
            vocabulary.is_end(name) and name not in vocabulary.last for name in binding
        )

    def exists(self, expr: Expr) -> bool:
        parts = [part for part in walk(expr) if isinstance(part, Ref) and not part.name.startswith("#")]
        parts += [ref for part in walk(expr) if isinstance(part, Derivative) for ref in (part.of, part.by)]
        return not any(all(i.is_literal for i in part.index) and self.problem.unknown(part) for part in parts)

    def blank(self, head: ReadSide, side: ReadSide, binding: Mapping[str, Index]) -> Instance:
        """The verdict where the left side is no quantity of the problem."""
        if is_outside(head):
            return Instance(outside(self.reasoning.judge, head, side), None, "", binding)
        message = head.fault.message if head.fault else FAULT
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


def needs_name(side: ReadSide) -> bool:
    """Whether a side could not be read since a name in it means nothing yet."""
    return side.fault is not None and side.fault.message.startswith(UNKNOWN)


def with_definitions(vocabulary: Vocabulary, chains: Iterable[Chain]) -> Vocabulary:
    """The vocabulary with what some chains define of what it lacks."""
    for chain in chains:
        if len(chain.sides) < 2 or not needs_name(read_side(chain.sides[0], vocabulary, None)):
            continue
        try:
            vocabulary = define(chain.sides[0].text, chain.sides[1].text, vocabulary)
        except Unreadable:
            continue
    return vocabulary


def is_nothing(side: ReadSide) -> bool:
    """Whether all of a side has vanished."""
    return isinstance(side.expr, Number) and not any(side.expr.entries)


def is_of_letters(chain: Chain) -> bool:
    """Whether prose only says which of two indices are meant: "the delta keeps only v = p"."""
    return not chain.is_definition and all(len(side.text) == 1 and side.text.isalpha() for side in chain.sides)
