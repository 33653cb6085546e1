"""One relation: is it true, does it follow from what stands before it, and if neither, why not?"""

from __future__ import annotations

from dataclasses import replace

from derive.following.claimed import Claimed
from derive.following.explanations import (
    FALSE_VERDICTS,
    Consequences,
    drift,
    equality,
    formula_of,
    is_truncated,
    own_names,
    unsubstituted,
)
from derive.following.misplaced import misplaced
from derive.following.notebook import Notebook
from derive.following.own_point import Name, evaluated, shape_of, upright
from derive.following.printed import Printed
from derive.following.read_as_direct import ImmediatePoint, LocalJudge, as_direct, has_local
from derive.following.sides import ReadSide, unread
from derive.following.values import Value, allows, is_contracted, is_cut_off, is_plain_number, meets, taken, value_of
from derive.following.what_a_line_is_about import Identities, is_factor_of_outer_product, is_zero, is_zero_everywhere
from derive.judging.diagnose import SMALL, named
from derive.judging.digits import laid
from derive.judging.effort import is_too_much
from derive.judging.finding import Finding, wrong
from derive.judging.judge import Judge
from derive.judging.unfitting_shapes import in_conventions
from derive.judging.untrue import explained
from derive.language.expr import Call, Derivative, Entry, Expr, Ref, is_single
from derive.problem.problem import Problem
from derive.reading.result import Misshapen

MISWRITTEN = (*SMALL, "entry_wrong")


class Reasoning(Consequences):
    """What a student has printed and claimed, and the judgement of the next relation by it."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.judge = Judge(problem)
        self.local = LocalJudge(self.judge), LocalJudge(self.judge, ImmediatePoint)
        self.claimed = Claimed()
        home = self.judge.home
        given = {ref: home.known[ref] for ref in problem.given} if home else {}
        self.notebook = Notebook(self.judge.rules, given)
        self.digits = problem.settings.digits
        self.quantity = Identities(self.judge)

    def fresh(self) -> Reasoning:
        """The same with nothing printed yet, for the next write-up; what was worked out is kept."""
        other = object.__new__(Reasoning)
        other.__dict__.update(self.__dict__)
        other.claimed = Claimed()
        other.notebook = Notebook(self.notebook.rules, self.notebook.given)
        return other

    def relation(
        self, head: ReadSide, name: Name | None, before: ReadSide | None, earlier: Finding | None, side: ReadSide
    ) -> Finding:
        """The verdict on `side`, which is claimed to equal `head`; `before` stands between the two."""
        is_misfit = side.misfit is not None and head.kind == "formula"
        if side.expr is None and not is_misfit:
            return unread(side)
        if side.expr is not None and is_too_much(side.expr):
            return Finding("refused", "too_much_work")
        head, side = self.as_given(head), self.as_given(side)
        before = self.as_given(before) if before is not None else None
        if head.kind != "formula":
            return equality(self.judge, self.notebook, head, side)
        asked = head.meant
        assert asked is not None
        if name is not None and upright(asked) is asked:
            asked = name
        finding = self.compared(asked, name, before, earlier, side) if side.expr is not None else None
        if side.misfit is not None:
            finding = self.in_conventions(asked, side, side.misfit, finding)
        assert finding is not None
        self.remember(head.meant, asked, name, side, finding)
        return finding

    def in_conventions(self, asked: Expr, side: ReadSide, misfit: Misshapen, loosely: Finding | None) -> Finding:
        """The verdict on a side whose shapes do not fit together, with what was found of it read loosely."""
        ways = [replace(side, reading=reading) for reading in misfit.otherwise]
        found = (self.quick(asked, way) for way in ways if way.expr is not None and not is_too_much(way.expr))
        accepted = (each is not None and each.is_accepted for each in found)
        return in_conventions(loosely, accepted, misfit.message)

    def compared(
        self, asked: Expr, name: Name | None, before: ReadSide | None, earlier: Finding | None, side: ReadSide
    ) -> Finding:
        """The verdict on a side that says something."""
        kind = side.kind
        found = self.quick(asked, side)
        if found is not None and found.diagnosis == "too_coarse":
            found = self.coarse(asked, before, earlier, side, found)
        if found is not None and found.verdict == "rounded" and not found.diagnosis and self.is_carried(asked, side):
            return Finding("carried")
        if found is None:
            return self.untrue(asked, name, before, earlier, side, kind)
        return self.true(asked, name, before, earlier, side, kind, found) if found.is_accepted else found

    def claim(self, asked: Expr, side: ReadSide) -> Finding:
        """The verdict on a side by itself, of which nothing is kept."""
        assert side.expr is not None
        is_judged = not is_too_much(side.expr)
        side = self.as_given(side) if is_judged else side
        found = self.quick(asked, side) if is_judged else None
        return found if found is not None else self.untrue(asked, None, None, None, side, side.kind)

    def coarse(
        self, asked: Expr, before: ReadSide | None, earlier: Finding | None, side: ReadSide, found: Finding
    ) -> Finding | None:
        """What to say of numbers too coarse to decide: a result of few digits, or numbers put in for a result.

        Those are right where they explain the truth and little else, and false where nothing that was rounded to
        them gives it.
        """
        assert self.judge.home is not None
        assert side.expr is not None
        if is_plain_number(side.expr):
            return Finding("rounded", "few_digits", digits_right=found.digits_right)
        truth = evaluated(self.judge.home, asked, self.problem.settings.layout, {})
        if truth is None:
            return Finding("rounded", "coarse_numbers")
        value = value_of(side, self.judge.home, self.digits)
        fitted = laid(truth, value.wide.shape) if value is not None else None
        if value is not None and fitted is not None and meets(value.wide, taken(fitted, value.units), self.digits):
            return Finding("right", digits_right=found.digits_right)
        if self.is_carried(asked, side) or self.follows_false(before, earlier, side, "number"):
            return Finding("carried")
        if not allows(side, taken(truth), self.judge.home, self.digits):
            return None
        return Finding("rounded", "coarse_numbers", digits_right=found.digits_right)

    def quick(self, asked: Expr, side: ReadSide) -> Finding | None:
        """The verdict against the truth, without looking for a reason; `None` where it is false."""
        assert side.expr is not None
        found = self.quick_by(self.judge, asked, side)
        if found is None and is_zero(self.judge, side) and is_zero_everywhere(self.judge, asked):
            return Finding("right")
        if (found is None or not found.is_accepted) and has_local(self.problem, asked, side.expr):
            for judge in self.local:
                direct = self.quick_by(judge, asked, side)
                if direct is not None and direct.is_accepted:
                    return direct
            if any(is_contracted(asked, side, j.scattered, self.digits) for j in (self.judge, *self.local)):
                return Finding("right")
        return found

    def direct_one(self, asked: Expr, side: ReadSide) -> Expr:
        """The direct derivative in place of the whole one where a true side is the value of that one only."""
        direct = as_direct(asked, self.problem)
        if direct == asked:
            return asked
        found = self.quick_by(self.judge, asked, side)
        return asked if found is not None and found.is_accepted else direct

    def quick_by(self, judge: Judge, asked: Expr, side: ReadSide) -> Finding | None:
        assert side.reading is not None
        assert side.expr is not None
        found = judge.member(asked, side.expr, side.reading)
        return found if isinstance(found, Finding) else None

    def true(
        self, asked: Expr, name: Name | None, before: ReadSide | None, earlier: Finding | None, side: ReadSide,
        kind: str, found: Finding,
    ) -> Finding:  # fmt: skip
        """A true side: right, unless what stands before it leads elsewhere."""
        slipped = Finding("slip", found.diagnosis, digits_right=found.digits_right, read_as=found.read_as)
        if before is not None and earlier is not None and earlier.verdict in FALSE_VERDICTS:
            return found if self.leads(before, side, kind, coarsely=True) else slipped
        if kind == "formula" or self.judge.home is None:
            return found
        if before is not None and earlier is not None and earlier.is_accepted and self.leads(before, side, kind):
            return found
        formula = self.claimed.false(name) if before is None else None
        if formula is not None and not self.leads(formula, side, kind, coarsely=True):
            return slipped
        asked = self.direct_one(asked, side)
        if self.is_mistaken(asked) and not self.meets_own(asked, side):
            return slipped
        return found

    def untrue(
        self, asked: Expr, name: Name | None, before: ReadSide | None, earlier: Finding | None, side: ReadSide,
        kind: str,
    ) -> Finding:  # fmt: skip
        """A side that is not the truth: drift, carried from an earlier error, or wrong."""
        if is_factor_of_outer_product(asked, side.expr, self.problem):
            return Finding("shorthand")
        if kind == "formula":
            return self.untrue_formula(asked, before, earlier, side)
        formula = self.claimed.false(name)
        drifted = self.notebook.drifted()
        if self.agrees(asked, side, drifted):
            return drift(self.notebook, before, self.digits)
        honest = before is not None and (earlier is None or earlier.is_accepted)
        if honest and before is not None and self.leads(before, side, kind, (drifted,)):
            return drift(self.notebook, before, self.digits)
        is_excluded = honest and before is not None and self.is_excluded(asked, before, side)
        if not is_excluded and self.is_carried(asked, side):
            return Finding("carried")
        if honest and before is not None and self.notebook.has_errors and self.leads(before, side, kind):
            return Finding("carried")
        if self.is_put_in(asked, side):
            return Finding("carried")
        is_truncation = before is not None and is_truncated(self.notebook, before, side, self.digits)
        if self.is_cut_off(asked, side) or (honest and is_truncation):
            return Finding("carried" if self.is_mistaken(asked) and is_truncation else "rounded")
        if self.follows_false(before, earlier, side, kind):
            return Finding("carried")
        if formula is not None and self.leads(formula, side, kind):
            return Finding("carried")
        if self.claimed.leads(asked, side, (self.notebook.rooted(), self.notebook.own()), self.digits):
            return Finding("carried")
        return self.named(asked, side)

    def is_put_in(self, asked: Expr, side: ReadSide) -> bool:
        """Whether a side is a right formula with earlier values of the student's own put in."""
        formula = unsubstituted(side, self.notebook) if side.kind == "mixed" else None
        found = self.quick(asked, formula) if formula is not None else None
        return found is not None and found.is_accepted

    def is_cut_off(self, asked: Expr, side: ReadSide) -> bool:
        """Whether a calculation with numbers is right but for digits that were cut off in them."""
        if self.judge.home is None or side.expr is None or is_plain_number(side.expr):
            return False
        truth = evaluated(self.judge.home, asked, self.problem.settings.layout, {})
        return truth is not None and is_cut_off(truth, side, self.judge.home, self.digits)

    def untrue_formula(self, asked: Expr, before: ReadSide | None, earlier: Finding | None, side: ReadSide) -> Finding:
        """A false formula: carried if it follows from false formulas of the student's own."""
        if self.follows_false(before, earlier, side, "formula"):
            return Finding("carried")
        again = self.claimed.false(upright(asked))
        if again is not None and self.leads(again, side, "formula"):
            return Finding("carried")
        false = {name: formula for name, formula in self.claimed.all_false().items() if name != upright(asked)}
        if false and self.follows_from(false, asked, side):
            return Finding("carried")
        return self.named(asked, side)

    def named(self, asked: Expr, side: ReadSide) -> Finding:
        """The mistake behind a false side, also as one made with the student's own values."""
        assert side.reading is not None
        assert side.expr is not None
        finding = explained(self.judge.member(asked, side.expr, side.reading))
        if self.notebook.has_errors and side.kind != "formula":
            names = own_names(self.judge, self.notebook, asked, side)
            if names:
                return named(names, dict(finding.details)).but(digits_right=finding.digits_right)
        if finding.verdict != "wrong" or finding.diagnosis == "too_coarse":
            return wrong(None)
        if finding.diagnosis is None and side.kind == "formula":
            layout = self.problem.settings.layout
            name = misplaced(asked, side, self.judge.scattered, layout, self.digits)
            return finding.but(diagnosis=name) if name else finding
        return finding

    def remember(self, meant: Expr | None, asked: Expr, name: Name | None, side: ReadSide, finding: Finding) -> None:
        """Keep what was printed or claimed about a quantity, an entry of one, or an expression."""
        if side.expr is None or finding.verdict in ("unread", "refused", "shorthand"):
            return
        if side.kind == "formula":
            self.believe(asked if isinstance(asked, Entry) else name, side, finding)
        if side.kind != "number":
            return
        value = value_of(side, self.judge.home, self.digits) if self.judge.home else None
        if value is None or not is_plain_number(side.expr):
            return
        status = self.status(asked, side, finding)
        for about in dict.fromkeys((asked if isinstance(asked, Entry) or name is None else name, meant)):
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

    def status(self, asked: Expr, side: ReadSide, finding: Finding) -> str:
        """What a printed value is to those that follow; carried from a false formula it is an error like the first."""
        match finding.verdict:
            case "carried":
                is_claimed = self.notebook.is_claimed(asked, self.problem.settings.layout)
                return "carried" if self.is_carried(asked, side) and not is_claimed else "error"
            case "slip":
                return "reset"
            case "wrong":
                is_scalar = not finding.diagnosis and is_single(asked.shape)
                return "pen" if is_scalar or finding.diagnosis in MISWRITTEN else "error"
        return "true"
