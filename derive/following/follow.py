"""A write-up followed line by line (algorithmic debugging: the right rule run on the student's own values).

Shapiro, Algorithmic Program Debugging (1983); for students' steps Zinn, Algorithmic debugging to support cognitive
diagnosis in tutoring systems (2011).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import product

from derive.following.by_themselves import ByThemselves
from derive.following.corrections import with_corrections
from derive.following.customs import by_customs
from derive.following.differential_claims import of_differentials
from derive.following.function_letters import functions_of_letters
from derive.following.habits import ENTRIES, OTHER_VECTORS, ROWS, TIMELESS, picks_rows
from derive.following.in_words import spelled_out
from derive.following.judged import Judged, JudgedInstance, kept, worst
from derive.following.label_letters import LABEL_ALONE, tells_of_label
from derive.following.named_with_variables import names_with_variables, with_variables, without_variables
from derive.following.names import is_letter_e, is_setting, lacks_index, needs_name
from derive.following.own_spellings import own_spellings
from derive.following.reasoning import Reasoning
from derive.following.relation import FALSE_VERDICTS
from derive.following.rewording import as_before, reworded
from derive.following.set_anew import with_sum
from derive.following.sides import ReadSide, read_side, unread
from derive.following.sizes import tells_size
from derive.following.stacks import labels, stacked
from derive.following.taken_back import without_alternatives
from derive.following.values import expected
from derive.following.what_a_line_is_about import (
    FAULT,
    about,
    is_of_letters,
    is_of_signs,
    is_outside,
    kind_of,
    label,
    outside,
)
from derive.judging.finding import Finding
from derive.language.expr import Index, at
from derive.language.numbers import precision
from derive.problem.problem import Problem
from derive.reading.guesses import GUESSED, UNTOLD
from derive.reading.marked_gradients import tells_accent
from derive.reading.name_meanings import Quantity
from derive.reading.read import meaning
from derive.reading.repeated import TOLD
from derive.reading.restricted import only_range
from derive.reading.vocabulary import COUNTING
from derive.writeup.chain import Chain

FARTHEST = 8
"""How many chains behind one may define the names in it."""
Told = Callable[[int, list[Judged]], None]
"""Hears how many chains are judged, and the verdicts on the last of them."""


class Follower(ByThemselves):
    """Follows one write-up; what was printed and defined is kept from line to line."""

    def __init__(
        self, problem: Problem, reasoning: Reasoning | None = None, is_summing: bool = False, vectors: str = ""
    ) -> None:
        super().__init__(problem, reasoning or Reasoning.of(problem))
        if vectors and vectors != problem.settings.vectors:
            self.habits = OTHER_VECTORS
        if is_summing:
            self.vocabulary = replace(self.vocabulary, convention=TOLD)
        self.hopeful: dict[Chain, bool] = {}
        """Definitions that say nothing yet, and whether they wait for a name."""

    def follow(self, chains: Iterable[Chain], told: Told = lambda count, found: None) -> list[Judged]:
        """The verdicts on all relations, in order; `told` hears of each chain as it is judged."""
        given = list(chains)
        own = own_spellings(given, self.vocabulary, partial(kept, self.by_itself))
        written = [reworded(chain, own) for chain in given]
        named = names_with_variables(written, self.vocabulary)
        chains = [without_variables(chain, named) for chain in written]
        letters = functions_of_letters(chains, self.problem, self.vocabulary, partial(kept, self.by_itself))
        put_in = [reworded(chain, letters) for chain in chains]
        listed, self.corrected = with_corrections(spelled_out(put_in, self.vocabulary))
        with precision(self.reasoning.judge.places.bits):
            self.vocabulary = by_customs(listed, self.vocabulary)
            for chain in listed:
                kept(self.give_up_name, chain)
            self.suppose(listed)
            found: list[tuple[Chain, list[Judged]]] = []
            told(0, [])
            for k, chain in enumerate(listed):
                behind = listed[k + 1 : k + 1 + FARTHEST]
                judge = self.not_judged(chain) or partial(self.within(chain).chain, following=behind)
                found.append((chain, kept(judge, chain)))
                told(k + 1, found[-1][1])
            held = without_alternatives(found, partial(kept, self.by_itself))
            pairs = zip(listed, held, strict=True)
            judged = [each for chain, relations in pairs for each in (*kept(self.undefined, chain), *relations)]
            return as_before(with_variables(as_before(judged, letters, chains), named, written), own, given)

    def give_up_name(self, chain: Chain) -> list[Judged]:
        """Forget a name that only this program gave a part, or that the writer lets be a derivative, if it is none."""
        found = meaning(chain.sides[0].text, self.vocabulary) if len(chain.sides) > 1 else None
        for name in {name for side in chain.sides for name in self.numbered_layers(side)}:
            self.vocabulary = self.vocabulary.without(name)
        if self.is_hidden(chain.sides[0].text):
            return []
        if isinstance(found, Quantity) and (self.is_invented(chain.sides[0].text) or self.is_of_derivative(chain)):
            head = read_side(chain.sides[0], self.vocabulary, None)
            if head.expr is not None and self.is_own_word(chain, head):
                self.vocabulary = self.vocabulary.without(found.name)
        return []

    def undefined(self, chain: Chain) -> list[Judged]:
        """The record of a definition that says nothing even with all that is defined behind it."""
        if chain not in self.hopeful or is_of_letters(chain):
            return []
        whole = only_range(self.vocabulary) or ()
        written = " ".join(side.text for side in chain.sides)
        letters = [name for name in {*self.vocabulary.ranges, *COUNTING} if name in written]
        choices = ({name: at(k)} for name in letters for k in whole)
        meanings = [self.vocabulary, *(habit.words(self.vocabulary) for habit in self.habits)]
        tries = product(meanings, ({}, *choices))
        if any(read_side(chain.sides[0], words, None, one).expr is not None for words, one in tries):
            return []
        return [self.unread(chain, 1, read_side(chain.sides[0], self.vocabulary, None))]

    def chain(self, chain: Chain, following: Sequence[Chain] = ()) -> list[Judged]:
        chain = with_sum(chain)
        if len(chain.sides) < 2 or self.tells_end(chain) or self.tells_set(chain) or is_of_signs(chain):
            return []
        if tells_size(chain, self.vocabulary) or tells_accent([side.text for side in chain.sides], self.vocabulary):
            return []
        if found := of_differentials(chain, self.vocabulary, self.reasoning, self.choices):
            return found
        if found := self.in_columns(chain):
            return found
        head = read_side(chain.sides[0], self.vocabulary, None)
        first = 1
        self.starts_total(chain, head, following)
        is_layer = self.is_told_anew(chain, head)
        if not is_layer and (rest := self.after_step(chain, head)) is not None:
            found = self.summed_up(chain, head)
            found = found or self.judged(rest, self.read(rest, read_side(rest.sides[0], self.vocabulary, None)), 1)
            self.remember_step(head.expr, chain)
            return found
        if self.changes_entry(chain) or self.is_renewed(chain, head):
            return self.changed(chain) if self.changes_entry(chain) else self.renew(chain, head)
        if picks_rows(chain, [head], self.vocabulary) and (rows := self.by_habit(ROWS, chain)):
            return rows
        is_anew = self.is_set_anew(chain, head)
        if (
            head.expr is None
            or self.is_own_word(chain, head)
            or self.is_end(head)
            or is_letter_e(head)
            or self.is_other_meaning(chain, head)
            or is_layer
            or is_anew
        ):
            self.unexplained -= {chain.sides[0].text.strip()}
            if not self.define(chain):
                if is_anew:
                    self.forget(chain.sides[0].text)
                return self.undefinable(chain, head, following)
            self.count_again(chain for chain, waits in self.hopeful.items() if waits)
            head = read_side(chain.sides[0], self.vocabulary, None)
            first = 2
            if head.expr is None:
                self.hopeful[chain] = needs_name(head)
            elif self.names_nothing(chain, head):
                self.unexplained |= {chain.sides[0].text.strip()}
                return [] if is_setting(chain, following) else [self.unread(chain, 1, head)]
        sides = self.read(chain, head)
        if any(needs_name(side) for side in sides):
            return self.with_words_to_come(chain, sides, first, following)
        return self.by_sides(chain, sides, first)

    def by_sides(self, chain: Chain, sides: list[ReadSide], first: int) -> list[Judged]:
        """The verdicts on a chain of which all sides are read, meant otherwise or as they stand."""
        told = self.equation_told(chain, sides) if first == 2 else []
        return told + (
            self.otherwise(chain, sides, first) or self.unless_lemma(chain, self.judged(chain, sides, first))
        )

    def names_nothing(self, chain: Chain, head: ReadSide) -> bool:
        """Whether a number is given to a name that nobody introduced: what it is meant for is not known."""
        is_number = len(chain.sides) == 2 and not chain.is_definition and head.kind == "number"
        return is_number and head.meant is not None and self.reasoning.quantity(head.meant) is None

    def undefinable(self, chain: Chain, head: ReadSide, following: Sequence[Chain]) -> list[Judged]:
        """The verdicts on a chain with a left side that names nothing and cannot be defined."""
        if needs_name(head):
            there = self.among(self.with_definitions(following))
            explained = read_side(chain.sides[0], there.vocabulary, None)
            if explained.expr is not None:
                return there.judged(chain, there.read(chain, explained), 1)
        if lacks_index(head):
            found = self.stack(chain, head) or self.by_habit(TIMELESS, chain)
            if found:
                return found
        if self.vocabulary.problem.numbered and (entries := self.by_habit(ENTRIES, chain)):
            return entries
        unread = [self.unread(chain, k, head) for k in range(1, len(chain.sides))]
        return self.of_expression(chain) or self.lemma(chain) or unread

    def stack(self, chain: Chain, head: ReadSide) -> list[Judged]:
        """The verdict on a name without its index that is given all its values at once."""
        ways = stacked(chain, head, self.vocabulary)
        home = self.reasoning.judge.home
        told = labels(chain, self.vocabulary, home) if home and not ways else []
        if told:
            side = chain.sides[1]
            return [
                Judged(side.line, chain.cell, side.text, chain.sides[0].text, Finding("right"), tuple(told), "number")
            ]
        if not ways:
            return []
        hopes = [
            way
            for way in ways
            if all(pair[0].expr and self.reasoning.claim(pair[0].expr, pair[1]).is_accepted for pair in way)
        ]
        pairs = (hopes or ways)[0]
        runs = [self.instance(chain, list(pair), {}, 1)[0] for pair in pairs]
        return [self.combined(chain, 1, runs)]

    def with_words_to_come(
        self, chain: Chain, sides: list[ReadSide], first: int, following: Sequence[Chain]
    ) -> list[Judged]:
        """The verdicts on a chain with names that are defined behind it only: `… D_2 …, where D_2 = …`."""
        there = self.among(self.with_definitions(following))
        read = there.read(chain, read_side(chain.sides[0], there.vocabulary, None))
        if sum(map(needs_name, read)) < sum(map(needs_name, sides)):
            return there.judged(chain, read, first)
        return self.otherwise(chain, sides, first) or there.judged(chain, sides, first)

    def judged(self, chain: Chain, sides: list[ReadSide], first: int) -> list[Judged]:
        """The verdicts on the relations from `first` on, the worst of all instances for each."""
        runs = [
            self.instance(chain, self.bound(chain, binding), binding, first)
            for binding in self.choices(chain, sides)
            if binding
        ]
        runs = [run for run in runs if run] or [self.instance(chain, sides, {}, first, must=True)]
        result = []
        for k in range(first, len(chain.sides)):
            instances = [run[k - first] for run in runs]
            result.append(self.as_whole(chain, sides[0], k, self.combined(chain, k, instances)))
        return result

    def instance(
        self, chain: Chain, sides: list[ReadSide], binding: Mapping[str, Index], first: int, must: bool = False
    ) -> list[JudgedInstance]:
        """The relations for one choice of index values; nothing where the left side does not exist there."""
        if not sides:
            return []
        head = sides[0]
        meant = head.meant
        if meant is None or not self.is_about_something(head):
            return [self.blank(head, side, binding) for side in sides[first:]] if must else []
        name = self.reasoning.quantity(meant)
        before = None if first == 1 else sides[first - 1]
        had_errors, earlier = self.reasoning.notebook.has_errors, None
        result = []
        for side in sides[first:]:
            finding = label(self.problem, meant, side) or self.laid(head, name, before, earlier, side)
            why = self.guess([head, *sides], binding) if finding.verdict in FALSE_VERDICTS else ""
            if finding.verdict in FALSE_VERDICTS and not why:
                why = self.why_not_false(chain, side.source is chain.sides[-1]) or self.other_meaning(
                    chain, head, side, name or meant, had_errors
                )
            finding = Finding("unread", details={"fault": why}) if why else finding
            wanted = expected(self.reasoning.judge, name or meant, finding)
            said = about(self.reasoning.judge, name, meant, side, finding)
            kind = kind_of(self.problem, name, side)
            result.append(JudgedInstance(finding, said, kind, binding, wanted, is_outside(side), (head, side)))
            before, earlier = side, finding
        return result

    def guess(self, sides: Iterable[ReadSide], binding: Mapping[str, Index]) -> str:
        """What was read as it is usually meant, although nobody said so; nothing if all is told."""
        vocabulary = self.vocabulary
        said = [each for side in sides for each in (side.reading, side.misfit) if each is not None]
        notes = {note for each in said for note in each.notes}
        if any(vocabulary.is_end(name) and name not in vocabulary.last for name in binding):
            notes.add(UNTOLD)
        return next((GUESSED[note] for note in sorted(notes) if note in GUESSED), "")

    def blank(self, head: ReadSide, side: ReadSide, binding: Mapping[str, Index]) -> JudgedInstance:
        """The verdict where the left side is no quantity of the problem."""
        if is_outside(head):
            return JudgedInstance(outside(self.reasoning.judge, head, side), (), "", binding, read=(head, side))
        finding = unread(head) if head.fault else Finding("unread", details={"fault": FAULT}, why="name")
        return JudgedInstance(finding.but(position=None), (), "", binding, read=(head, side))

    def combined(self, chain: Chain, k: int, instances: list[JudgedInstance]) -> Judged:
        """One verdict for a relation that holds for several index values; it is not meant for steps that are none."""
        instances = [i for i in instances if i.finding.is_accepted or not i.is_beyond] or instances
        finding = worst([instance.finding for instance in instances])
        bad = [i for i in instances if i.finding.verdict == finding.verdict]
        if finding.verdict in FALSE_VERDICTS and tells_of_label(self.problem, instances, chain):
            finding = Finding("unread", details={"fault": LABEL_ALONE}, why="unclear")
        if len(bad) < len(instances):
            where = ", ".join(f"{n} = {i}" for n, i in bad[0].binding.items())
            finding = finding.but(details={**finding.details, "for": where})
        names = tuple(dict.fromkeys(name for i in instances for name in i.about))
        side = chain.sides[k]
        return Judged(
            side.line,
            chain.cell,
            side.text,
            chain.sides[0].text,
            finding,
            names,
            instances[0].kind,
            bad[0].expected,
            bad[0].read,
            tuple(i.binding for i in (*bad, *(i for i in instances if i not in bad)) if i.binding),
        )

    def unread(self, chain: Chain, k: int, head: ReadSide) -> Judged:
        nameless = Finding("unread", details={"fault": "this names nothing in the problem"}, why="name")
        finding = (unread(head) if head.fault else nameless).but(position=0)
        side = chain.sides[k]
        return Judged(side.line, chain.cell, side.text, chain.sides[0].text, finding)
