"""One relation after another: is it true, does it follow from what stands before it, and if neither, why not?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain

from derive.following.cause import first
from derive.following.consequences import Consequences, Judges, formula_of
from derive.following.doubts import COARSE, DOUBTS, is_not_by_own_values
from derive.following.equality import equality
from derive.following.explanations import EXPLANATIONS
from derive.following.own_point import Name, shape_of
from derive.following.printed import Printed
from derive.following.relation import Relation
from derive.following.sides import ReadSide, unread
from derive.following.truths import truth
from derive.following.values import Value, is_plain_number, value_of
from derive.judging.diagnose import SMALL
from derive.judging.digits import laid
from derive.judging.effort import is_too_much
from derive.judging.finding import Finding, wrong
from derive.judging.other_variants import Variants
from derive.judging.unfitting_shapes import in_conventions
from derive.language.expr import Call, Derivative, Entry, Expr, Ref, is_single
from derive.problem.problem import Problem
from derive.reading.result import Misshapen, Reading

MISWRITTEN = (*SMALL, "entry_wrong")


@dataclass(frozen=True, slots=True, eq=False)
class Reasoning(Consequences):
    """What a student has printed and claimed, and the judgement of the next relation by it."""

    @classmethod
    def of(cls, problem: Problem, variants: Variants | None = None) -> Reasoning:
        """With nothing printed yet."""
        return cls.by(Judges.of(problem, variants))

    @classmethod
    def by(cls, judges: Judges) -> Reasoning:
        return cls(judges, judges.notebook())

    def fresh(self) -> Reasoning:
        """The same with nothing printed yet, for the next write-up; what was worked out is kept."""
        return self.by(self.judges)

    def quantity(self, expr: Expr) -> Name | None:
        """The quantity of the problem that a left side stands for, if there is one."""
        return self.judges.quantity(expr)

    def relation(
        self, head: ReadSide, name: Name | None, before: ReadSide | None, earlier: Finding | None, side: ReadSide
    ) -> Finding:
        """The verdict on `side`, which is claimed to equal `head`; `before` stands between the two; it is kept."""
        finding, relation = self.weighed(head, name, before, earlier, side)
        if relation is not None:
            self.remember(relation, finding)
        return finding

    def weighed(
        self, head: ReadSide, name: Name | None, before: ReadSide | None, earlier: Finding | None, side: ReadSide
    ) -> tuple[Finding, Relation | None]:
        """The verdict on a relation, and what is to be remembered of it."""
        is_misfit = side.misfit is not None and head.kind == "formula"
        if side.expr is None and not is_misfit:
            return unread(side), None
        if side.expr is not None and is_too_much(side.expr):
            return Finding("refused", "too_much_work"), None
        head, side = self.as_given(head), self.as_given(side)
        if head.kind != "formula":
            return equality(self.judge, self.notebook, head, side), None
        assert head.meant is not None
        before = self.as_given(before) if before is not None else None
        relation = Relation(head.meant, side, name, before, earlier)
        return self.verdict(relation), relation

    def verdict(self, relation: Relation) -> Finding:
        """The verdict on a side that says something, or may be laid out so that it does."""
        loosely = self.compared(relation) if relation.side.expr is not None else None
        if relation.side.misfit is not None:
            return self.in_conventions(relation, relation.side.misfit, loosely)
        assert loosely is not None
        return loosely

    def in_conventions(self, relation: Relation, misfit: Misshapen, loosely: Finding | None) -> Finding:
        """The verdict on a side whose shapes do not fit together, with what was found of it read loosely."""
        ways = misfit.otherwise, misfit.throughout
        if any(map(self.claimed.refutes, chain(*ways))) and any(
            self.is_true(relation, each) for each in chain(*ways) if self.claimed.refutes(each)
        ):
            return wrong("weight_not_transposed")
        others, throughout = ((self.is_true(relation, reading) for reading in readings) for readings in ways)
        return in_conventions(loosely, others, throughout, misfit.message)

    def is_true(self, relation: Relation, reading: Reading) -> bool:
        """Whether a side is the truth, read so."""
        side = replace(relation.side, reading=reading)
        found = truth(self, relation.asked, side) if side.expr is not None and not is_too_much(side.expr) else None
        return found is not None and found.is_accepted

    def compared(self, relation: Relation) -> Finding:
        """The verdict on a side: against the truth, then by the first row that explains it."""
        found = truth(self, relation.asked, relation.side)
        if found is not None and found.diagnosis == "too_coarse":
            found = first(COARSE, self, replace(relation, found=found))
        if found is None:
            return self.explained(relation)
        return first(DOUBTS, self, replace(relation, found=found)) or found if found.is_accepted else found

    def explained(self, relation: Relation) -> Finding:
        """The verdict on a side that is not the truth."""
        return first(EXPLANATIONS, self, relation) or wrong(None)

    def claim(self, asked: Expr, side: ReadSide) -> Finding:
        """The verdict on a side by itself, of which nothing is kept."""
        assert side.expr is not None
        if is_too_much(side.expr):
            return self.explained(Relation(asked, side))
        side = self.as_given(side)
        found = truth(self, asked, side)
        return found if found is not None else self.explained(Relation(asked, side))

    def remember(self, relation: Relation, finding: Finding) -> None:
        """Keep what was printed or claimed about a quantity, an entry of one, or an expression."""
        side, asked, name = relation.side, relation.asked, relation.name
        if side.expr is None or finding.verdict in ("unread", "refused", "shorthand"):
            return
        self.claimed.latest = name
        if side.kind == "formula" and finding.is_accepted and side.misfit is None:
            self.claimed.show(side.expr)
        if side.kind == "formula":
            self.believe(asked if isinstance(asked, Entry) else name, side, finding)
        if side.kind != "number":
            return
        value = value_of(side, self.judge.home, self.digits) if self.judge.home else None
        if value is None or not is_plain_number(side.expr):
            return
        status = self.status(relation, finding)
        for about in dict.fromkeys((asked if isinstance(asked, Entry) or name is None else name, relation.meant)):
            self.keep(about, value, status)

    def believe(self, about: Expr | None, side: ReadSide, finding: Finding) -> None:
        """Keep a formula that was claimed."""
        is_right = finding.verdict not in ("wrong", "carried")
        if about is not None:
            self.claimed.write(about, side, is_right)
        if isinstance(about, Ref | Derivative):
            self.notebook.claim(about, None if is_right else formula_of(side, about))

    def keep(self, about: Expr | None, value: Value, status: str) -> None:
        if about is None:
            return
        wanted = shape_of(about) if isinstance(about, Ref | Derivative) else about.shape
        exact, wide = laid(value.exact, wanted), laid(value.wide, wanted)
        if exact is None or wide is None:
            return
        printed = Printed(exact, wide, status)
        match about:
            case Entry():
                self.notebook.write_entry(about, printed)
            case Ref() | Derivative():
                self.notebook.write(about, printed)
            case Call():
                self.notebook.write_part(about, printed)

    def status(self, relation: Relation, finding: Finding) -> str:
        """What a printed value is to those that follow; carried from a false formula it is an error like the first."""
        match finding.verdict:
            case "carried":
                is_claimed = self.notebook.is_claimed(relation.asked, self.problem.settings.layout)
                return "carried" if self.is_carried(relation.asked, relation.side) and not is_claimed else "error"
            case "slip":
                return "reset"
            case "wrong":
                is_unnamed = not finding.diagnosis or finding.is_rare
                is_small = "where" in finding.details if finding.is_rare else finding.diagnosis in MISWRITTEN
                return "pen" if is_small or (is_unnamed and is_single(relation.asked.shape)) else "error"
        return "reset" if is_not_by_own_values(self, relation) else "true"
