"""Relations that stand by themselves: about an expression, a function of one's own, or in a layout of one's own."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from derive.following.by_columns import ByColumns, as_told
from derive.following.half_precision import FEW_BITS, has_few_bits, is_near
from derive.following.judged import Judged, kept
from derive.following.lemma import claimed, differentiated, named, restated, small_problems
from derive.following.numerator_layout import as_usual, is_laid, is_of_rows
from derive.following.own_point import Name
from derive.following.own_variables import OWN_VARIABLE, is_of_own_variable
from derive.following.recognised import Recognising
from derive.following.relation import FALSE_VERDICTS
from derive.following.set_anew import AFTER_STEP
from derive.following.sides import ReadSide, read_side
from derive.following.truths import truth
from derive.following.what_a_line_is_about import is_differential
from derive.judging.effort import is_too_much
from derive.judging.finding import Finding
from derive.language.expr import Derivative, Entry, Expr, Ref
from derive.reading.unbound import free_indices
from derive.writeup.chain import Chain, Side

DIFFERENTIAL = "differentials are not read"
MOST_LEMMAS = 100


class ByThemselves(Recognising):
    """Judges what is no plain statement about a quantity of the problem."""

    lemmas: int = 0
    columns: int = 0
    """How many formulas were true column by column."""
    by_columns: ByColumns | None = None
    is_numerator: bool = False
    """Whether the text says that its gradients are in numerator layout."""
    turns: bool = False
    """Whether a formula for a gradient by a matrix was true in that layout alone."""

    @abstractmethod
    def follow(self, chains: Iterable[Chain]) -> list[Judged]: ...

    @abstractmethod
    def chain(self, chain: Chain, following: Sequence[Chain] = ()) -> list[Judged]: ...

    @abstractmethod
    def judged(self, chain: Chain, sides: list[ReadSide], first: int) -> list[Judged]: ...

    def equation_told(self, chain: Chain, sides: list[ReadSide]) -> list[Judged]:
        """The record of a formula that a name of the writer's own is given, if it is that of a quantity."""
        if len(sides) > 2 or sides[1].kind != "formula" or isinstance(sides[1].expr, Ref | Derivative | Entry):
            return []
        found = self.judged(replace(chain, sides=chain.sides[:2], relations=chain.relations[:1]), sides[:2], 1)
        return [each for each in found if each.finding.is_accepted and each.about]

    def by_itself(self, chain: Chain) -> list[Judged]:
        """The verdicts on a chain of which nothing is kept."""
        there = self.among(self.vocabulary)
        there.reasoning = self.reasoning.fresh()
        return there.chain(chain)

    def in_columns(self, chain: Chain) -> list[Judged]:
        """The verdicts on formulas for a row of a batch; nothing where they are none, or not true so."""
        self.by_columns = ByColumns.of(self.vocabulary, self.by_columns)
        parts = self.by_columns(chain, self.vocabulary, partial(kept, self.by_itself), self.columns > 1)
        self.columns += bool(parts)
        return as_told([judged for part in parts for judged in self.chain(part)], chain)

    def of_expression(self, chain: Chain) -> list[Judged]:
        """The verdicts on the derivative of an expression for a quantity of the problem: `∂(V h_t + c)/∂h_t = V`."""
        parts = differentiated(chain.sides[0].text)
        body = read_side(Side(parts[0], 1, 1), self.vocabulary, None).expr if parts else None
        free = dict(free_indices(body)) if body is not None else {}
        if parts is None or body is None or len(free) > 1:
            return []
        there = self.among(self.vocabulary)
        own, meant, left = named(parts, next(iter(free), ""))
        if not there.define(replace(chain, sides=(own, meant))):
            return []
        restatement = restated(chain, left)
        head = read_side(restatement.sides[0], there.vocabulary, None)
        if head.expr is None:
            return []
        found = there.judged(restatement, there.read(restatement, head), 1)
        of = head.expr.of.index if isinstance(head.expr, Derivative) else ()
        is_at_step = bool(of) and all(index.is_literal for index in of)
        if is_at_step and any(judged.finding.verdict in FALSE_VERDICTS for judged in found):
            return []  # What stands in the brackets may be meant to stay as it is.
        return [replace(judged, left=chain.sides[0].text) for judged in found]

    def unless_lemma(self, chain: Chain, found: list[Judged]) -> list[Judged]:
        """The verdicts, or those on what is said of a function of a variable of the writer's own that has a name of the
        problem, if that is true: `(x^2)' = 2 x`, `softmax(x_i) = …`."""
        if not any(judged.finding.verdict in FALSE_VERDICTS for judged in found):
            return found
        meant = self.lemma(chain)
        return meant if meant and all(judged.finding.is_accepted for judged in meant) else found

    def lemma(self, chain: Chain) -> list[Judged]:
        """The verdicts on what is said of a function of a variable of the writer's own; nothing where it is none."""
        claim = claimed(chain.sides[0].text)
        if claim is None or self.lemmas == MOST_LEMMAS:
            return []
        self.lemmas += 1
        for reasoning in small_problems(claim, self.problem):
            there = type(self)(reasoning.problem, reasoning.fresh())
            restatement = restated(chain, claim.left)
            if read_side(restatement.sides[0], there.vocabulary, None).expr is None:
                continue
            found = there.follow([restatement])
            if any(judged.finding.verdict != "unread" for judged in found):
                return [replace(judged, left=chain.sides[0].text, about=(), expected="") for judged in found]
        return []

    def laid(
        self, head: ReadSide, name: Name | None, before: ReadSide | None, earlier: Finding | None, side: ReadSide
    ) -> Finding:
        """The verdict on a relation in the layout of the text.

        A sheet in Jacobian layout says itself that a gradient by a matrix has the shape of the matrix.
        """
        is_open = self.problem.settings.layout == "gradient"
        may_be = is_open and head.meant is not None and is_laid(head.meant, head.source.text)
        may_be = may_be and (self.is_numerator or self.turns or is_of_rows(side))
        if may_be and self.is_turned(head, side):
            before = as_usual(head, before)[1] if before is not None else None
            head, side = as_usual(head, side)
        return self.relation(head, name, before, earlier, side)

    def as_whole(self, chain: Chain, head: ReadSide, k: int, found: Judged) -> Judged:
        """A list of values behind a formula for each entry, `z_k = \\sum_j … = (0.2, 0.5)`, is all of the array."""
        entry = head.meant
        if found.finding.diagnosis != "wrong_shape" or not isinstance(entry, Entry) or found.kind != "number":
            return found
        free = [not place.is_literal for place in entry.index]
        if not any(free) or any(size > 1 for size, is_free in zip(entry.of.shape, free, strict=False) if not is_free):
            return found
        side = read_side(chain.sides[k], self.vocabulary, entry.of)
        finding = self.reasoning.claim(entry.of, side) if side.expr is not None else found.finding
        return replace(found, finding=finding)

    def other_meaning(self, chain: Chain, head: ReadSide, side: ReadSide, asked: Expr, had_errors: bool) -> str:
        """What a side that seems to be false may be instead; nothing where it can be nothing else."""
        if has_few_bits(chain) and self.is_near(side, asked):
            return FEW_BITS
        if is_of_own_variable(head, side, self.variables, self.problem):
            return OWN_VARIABLE
        if head.meant is not None and self.may_be_after_step(head.meant, side, had_errors):
            return AFTER_STEP
        return DIFFERENTIAL if is_differential(head, side, self.problem) else ""

    def is_near(self, side: ReadSide, asked: Expr) -> bool:
        """Whether numbers of few bits are near what is asked."""
        home = self.reasoning.judge.home
        layout, digits = self.problem.settings.layout, self.reasoning.digits
        return home is not None and is_near(side, asked, home, layout, digits)

    def is_truth(self, meant: Expr, side: ReadSide) -> bool:
        """Whether a side is true by itself; why not is not asked."""
        if side.expr is None or is_too_much(side.expr):
            return False
        found = truth(self.reasoning, meant, self.reasoning.as_given(side))
        return found is not None and found.is_accepted

    def is_turned(self, head: ReadSide, side: ReadSide) -> bool:
        """Whether a side is transposed as in numerator layout: it is true so alone, or the text has that."""
        turned_head, turned = as_usual(head, side)
        if side.expr is None or turned.expr is None or head.meant is None or turned_head.meant is None:
            return False
        if self.is_truth(head.meant, side):
            return False
        is_true = self.is_truth(turned_head.meant, turned)
        self.turns = self.turns or (is_true and side.kind == "formula")
        return is_true or self.turns
