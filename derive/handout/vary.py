"""Variants of an exercise: as many as are wanted, the same ones for the same seed, whatever machine finds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from derive.documents.words import Words
from derive.handout.draw import LIKE, Drawing, kept_names, with_numbers_only
from derive.handout.refusal import Refusal
from derive.handout.search import Search, Signature, Sought, signature
from derive.handout.side_by_side import Table, in_order
from derive.handout.variant import Chosen, OneVariant, made
from derive.language.errors import Complaint, ProblemError, fault, one_of
from derive.problem.catalogue import AnyProblem, loaded
from derive.problem.problem import Problem

Progress = Callable[[int, int], None]
MOST_VARIANTS = 5000
MOST_HIDDEN = 2
"""Mistakes that are told if too few variants are found, those that stood in the way most often."""
FEWEST = 2
"""Reasons for which numbers were refused are told if they are at least so many of a hundred."""


@dataclass(frozen=True)
class VariantSet:
    """The variants of a problem in the order of their numbers; `refused` counts why others were not taken, `faint` has
    the usual mistakes that the digits shown do not tell from the truth, by the name of what is asked.

    The first ones of a seed are the same however many are wanted, as long as the `generator` is the same.
    """

    problem: Problem
    seed: int
    like: str
    kept: tuple[str, ...]
    found: tuple[OneVariant, ...]
    refused: Counter[Refusal]
    generator: str
    faint: Mapping[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[OneVariant]:
        return iter(self.found)

    def __getitem__(self, number: int) -> OneVariant:
        """The variant with a number, from 1 on.  Errors: `ProblemError` where there is none."""
        if not 1 <= number <= len(self.found):
            raise fault(f"there is no variant {number}; expected a number from 1 to {len(self.found)}")
        return self.found[number - 1]


def vary(
    problem: AnyProblem,
    count: int,
    seed: int,
    keep: Sequence[str] = (),
    like: str = LIKE[0],
    progress: Progress = lambda done, total: None,
    kept: Mapping[int, Chosen] | None = None,
) -> VariantSet:
    """Other numbers for a problem, as hard and as instructive: `vary("rnn", 20, seed=7)`.

    `problem` is a path, a catalogue name or a loaded problem, `count` from 1 to 5000, `seed` a whole number. Variant
    k is `variants[k]`, from 1 on: `text` is its problem file, `answers` pairs of a name and the decimals as they are
    shown, row by row, `steps` the number of steps of its solution. `keep` names values that stay; `like` is `same`,
    or `easy` for smaller numbers and more zeros; `kept` has the values of variants that are handed out already, by
    their numbers, which stay as they are whatever is found today. Errors: `ProblemError` for a problem without
    numbers, a name that does not exist, or where too few variants are found, with the reasons.
    """
    found = loaded(problem)
    one_of(like, LIKE, "--like")
    if not 1 <= count <= MOST_VARIANTS:
        raise fault(f"found {count}; expected a number of variants from 1 to {MOST_VARIANTS}", "--count")
    with_numbers_only(found)
    names = kept_names(found, keep)
    search = Search(Drawing(found, names, like), seed)
    if not search.names:
        raise fault(f"nothing is left to vary of {', '.join(search.drawing.families)}", "--keep")
    hunt = Hunt(search, found, count, kept or {})
    variants = tuple(hunt.variants(progress))
    faint = search.screen.telltale.faint
    return VariantSet(found, seed, like, tuple(sorted(names)), variants, hunt.refused, search.generator, faint)


class Hunt:
    """The search for all variants: side by side, and again where two have the same numbers."""

    def __init__(self, search: Search, original: Problem, count: int, kept: Mapping[int, Chosen]) -> None:
        self.search = search
        self.kept = kept
        self.original = original
        self.count = count
        self.taken: set[Signature] = set()
        self.refused: Counter[Refusal] = Counter()
        self.hidden: Counter[str] = Counter()

    def variants(self, progress: Progress) -> Iterator[OneVariant]:
        """The variants in order.  Errors: `ProblemError` with the reasons where one is not found."""
        _ = self.search.screen.telltale
        with closing(in_order(self.first, range(1, self.count + 1))) as tables:
            for number, table in enumerate(tables, 1):
                yield self.other_than_taken(number, table)
                progress(number, self.count)

    def first(self, number: int) -> Table:
        """What is found for a number, as if it were the only one."""
        if number in self.kept:
            return self.told(number, self.kept[number], {}, {})
        return self.found(number, self.search.variant(number))

    def found(self, number: int, sought: Sought) -> Table:
        if sought.values is None:
            return {**self.told(number, None, sought.refused, sought.hidden), "tries": sought.tries}
        chosen = Chosen(sought.values, sought.tries, self.search.generator)
        return self.told(number, chosen, sought.refused, sought.hidden)

    def told(
        self, number: int, chosen: Chosen | None, refused: Mapping[Refusal, int], hidden: Mapping[str, int]
    ) -> Table:
        table: Table = {"refused": {reason.value: times for reason, times in refused.items()}, "hidden": {**hidden}}
        if chosen is None:
            return {**table, "variant": None, "key": []}
        return {**table, "variant": made(self.original, chosen, number).table(), "key": signature(chosen.values)}

    def other_than_taken(self, number: int, table: Table) -> OneVariant:
        key = tuple(table["key"])
        if key in self.taken and number not in self.kept:
            table = self.found(number, self.search.variant(number, self.taken))
            key = tuple(table["key"])
        self.refused.update({Refusal(name): times for name, times in table["refused"].items()})
        self.hidden.update(table["hidden"])
        if table["variant"] is None:
            raise self.too_few(number, table["tries"])
        self.taken.add(key)
        return OneVariant.of(table["variant"])

    def too_few(self, number: int, tries: int) -> ProblemError:
        """What stood in the way, the most frequent first."""
        words = Words(self.original.settings.language, None, "handout")
        head = words("vary.few", found=number - 1, count=self.count, number=number, tries=tries)
        total = sum(self.refused.values())
        shares = [(100 * times // max(1, total), reason) for reason, times in self.refused.most_common()]
        lines = [
            words("vary.why", share=share, reason=words(f"refusal.{reason.value}"))
            for share, reason in shares
            if share >= FEWEST
        ]
        lines += [words("vary.hidden", mistakes=found) for found, _ in self.hidden.most_common(MOST_HIDDEN)]
        return ProblemError(*(Complaint(self.original.name, line) for line in (head, *lines, words("vary.ways"))))
