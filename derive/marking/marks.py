"""Marks from verdicts.

The right value with working earns everything, a right method with a wrong number the share for method; a number that
follows from an earlier error counts as method, if there is working or a named mistake behind that error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product

from derive.judging.finding import VERDICTS
from derive.language.expr import Derivative, Entry, Ref, at, is_single, order
from derive.language.plain import plain
from derive.marking.report import ERRORS, Line, Marked
from derive.problem.problem import Problem

SHARE = {"full": Fraction(1), "half": Fraction(1, 2), "none": Fraction(0)}
TRUE = ("right", "rounded")
MISSHAPEN = ("wrong_shape", "elementwise_for_outer", "inner_for_outer")
"""Mistakes that leave something of another shape, which is no method for what is asked."""
WORKING = ("formula", "mixed", "restated")
"""Kinds of lines that show how something was found."""
FEW_DIGITS, TOO_COARSE = "few_digits", "too_coarse"
"""The diagnoses of a number with fewer digits than were asked, and of one in which nearly all is shown as zero."""
FOLLOWING = ("right", "rounded", "carried", "shorthand")
FRAME = re.compile(r"\\\\|\\(?:begin|end|left|right|approx)\b(?:\{\w*\})?|\^(?:T|\{?\\(?:top|intercal)\}?)")
CALCULATED = re.compile(r"[a-df-z*/^]", re.IGNORECASE)
"""What stands around the entries of an array; what tells that a number was calculated."""
GUESSES = 2
"""So many numbers that miss before a right one make it a guess as well."""


@dataclass(frozen=True, slots=True)
class Earned:
    """The share of the marks that one quantity earns, with the key of the reason and the verdict on it."""

    share: Fraction
    reason: str
    verdict: str


def share(earned: Sequence[Earned]) -> Fraction:
    """The share of its marks that a question earns: the mean over its quantities."""
    return sum((each.share for each in earned), Fraction(0)) / max(1, len(earned))


class Marker:
    """Gives marks for the questions of a problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.network = problem.network
        self.policy = problem.marking
        self.known: dict[Ref | Derivative, frozenset[str]] = {}

    def mark(self, lines: Sequence[Line]) -> list[tuple[Marked, tuple[Earned, ...]]]:
        """The marks of each question, with what each of its quantities earns."""
        result = []
        for question in self.problem.questions:
            earned = tuple(self.earn(target, lines) for target in question.targets)
            out_of = question.asked.marks
            name = ", ".join(plain(target) for target in question.targets)
            marks = None if out_of is None else out_of * share(earned)
            worst = min(earned, key=lambda e: e.share)
            result.append((Marked(name, worst.verdict, marks, out_of, ""), earned))
        return result

    def earn(self, target: Ref | Derivative, lines: Sequence[Line]) -> Earned:
        """What one quantity earns."""
        name = plain(target)
        own = [line for line in lines if name in line.about and line.is_read]
        if not any(line.kind == "number" for line in own):
            own += self.by_entries(target, lines)
        if not own:
            unread = any(name in line.about for line in lines)
            return Earned(Fraction(0), "unread" if unread else "missing", "unread")
        if is_guessed(own):
            return Earned(Fraction(0), "guesses", own[-1].final)
        values = [line for line in own if line.kind == "number"]
        if not values:
            shown = own if self.problem.values is None else [line for line in own if line.kind in WORKING]
            return self.formula_only(target, shown, lines)
        return self.value(target, own, lines)

    def by_entries(self, target: Ref | Derivative, lines: Sequence[Line]) -> list[Line]:
        """The lines on the entries of an array, if they tell all of them; last the worst of the numbers told last."""
        shape = target.by.shape if isinstance(target, Derivative) else target.shape
        places = product(*(range(count) for count in shape[: order(shape)]))
        names = {plain(Entry(target, tuple(map(at, place)))) for place in places} if order(shape) else set()
        own = [line for line in lines if names & set(line.about) and line.is_read]
        last = {name: line for line in own if line.kind == "number" for name in names & set(line.about)}
        if not names or len(last) < len(names):
            return []
        worst = max(last.values(), key=lambda line: VERDICTS.index(line.final))
        return [line for line in own if line.kind != "number"] + [worst]

    def formula_only(self, target: Ref | Derivative, formulas: Sequence[Line], lines: Sequence[Line]) -> Earned:
        """A formula without a number: everything where only formulas are asked, else the method."""
        formulas = [line for line in formulas if line.kind not in ("restated", "")] or list(formulas)
        if not formulas or formulas[-1].kind in ("restated", ""):
            final = formulas[-1].final if formulas else "unread"
            is_begun = self.problem.values is None and final in FOLLOWING and self.has_factor(target, lines)
            if formulas and formulas[-1].kind == "restated" and is_begun:
                return Earned(SHARE[self.policy.method], "chain_rule", final)
            return Earned(Fraction(0), "restated", final)
        best = formulas[-1].final
        if best not in FOLLOWING:
            return Earned(Fraction(0), "wrong_formula", best)
        if self.problem.values is None:
            return Earned(Fraction(1) if best in TRUE else SHARE[self.policy.carried], "right_formula", best)
        return Earned(SHARE[self.policy.method], "no_number", best)

    def value(self, target: Ref | Derivative, own: Sequence[Line], lines: Sequence[Line]) -> Earned:
        """What the number told last earns, with the lines on the same quantity."""
        last = [line for line in own if line.kind == "number"][-1]
        formulas = [line for line in own if line.kind in WORKING]
        method = self.has_method(target, own, lines)
        match "wrong" if is_repeated(last, own) else last.final:
            case "right" | "rounded" | "shorthand" if last.diagnosis == TOO_COARSE and last.override is None:
                return Earned(Fraction(0), TOO_COARSE, last.final)
            case "right" | "rounded" | "shorthand":
                is_worked = bool(formulas) or self.has_working(target, lines)
                share = Fraction(1) if is_worked else SHARE[self.policy.bare_answer]
                if last.diagnosis == FEW_DIGITS and last.override is None and SHARE[self.policy.few_digits] < share:
                    return Earned(SHARE[self.policy.few_digits], FEW_DIGITS, last.final)
                return Earned(share, "right" if is_worked else "bare_answer", last.final)
            case "slip":
                share = SHARE[self.policy.method] if method else Fraction(0)
                return Earned(share, "slip_with_method" if method else "slip", last.final)
            case "carried":
                if self.is_released(target, lines):
                    return Earned(Fraction(1), "right", last.final)
                if is_named(formulas[-1:]) or self.is_honest(target, lines):
                    return Earned(SHARE[self.policy.carried], "carried", last.final)
                if method:
                    return Earned(SHARE[self.policy.method], "method", last.final)
                reason = "wrong" if any(line.diagnosis in MISSHAPEN for line in formulas) else "carried_from_nothing"
                return Earned(Fraction(0), reason, last.final)
        if method:
            return Earned(SHARE[self.policy.method], "method", last.final)
        return Earned(Fraction(0), "wrong", last.final)

    def has_method(self, target: Ref | Derivative, own: Sequence[Line], lines: Sequence[Line]) -> bool:
        """Whether a method is shown: the sheet's own equation is one only with something true put into it."""
        shown = {line.kind for line in own if line.kind in WORKING and line.final in FOLLOWING}
        if shown != {"restated"}:
            return bool(shown)
        is_calculated = any(
            line.kind == "number" and line.final in FOLLOWING and after.continues for line, after in pairwise(own)
        )
        names = self.upstream(target)
        is_fed = (line.final in TRUE and line.kind in ("number", "mixed") and names & {*line.about} for line in lines)
        return is_calculated or any(is_fed)

    def has_factor(self, target: Ref | Derivative, lines: Iterable[Line]) -> bool:
        """Whether a factor of the chain rule on the way to a gradient is told, and not only named."""
        names = self.upstream(target)
        of = target.of if isinstance(target, Derivative) else target
        inner = {plain(ref) for ref in self.network.ancestors(of)} | {plain(of)}
        slopes = (
            name in names or inner.issuperset(name.removeprefix("d").split("/d"))
            for line in lines
            if line.final in FOLLOWING and line.kind in ("formula", "mixed")
            for name in line.about
            if "/d" in name and name != plain(target)
        )
        return any(slopes)

    def upstream(self, target: Ref | Derivative) -> frozenset[str]:
        """The names of all that a quantity depends on: for a gradient, also those of the gradients on its way."""
        if target not in self.known:
            self.known[target] = frozenset(self.names_before(target)) - {plain(target)}
        return self.known[target]

    def names_before(self, target: Ref | Derivative) -> Iterator[str]:
        of = target.of if isinstance(target, Derivative) else target
        before = self.network.ancestors(of)
        yield from map(plain, before)
        if isinstance(target, Derivative):
            between = before & self.network.descendants(target.by)
            tops = [ref for ref in between if is_single(ref.shape)]
            yield from (f"d{top}/d{ref}" for top in tops for ref in between if ref != top)
            yield from (f"d{top}/d{target.by}" for top in tops)

    def has_working(self, target: Ref | Derivative, lines: Iterable[Line]) -> bool:
        """Whether something true was written on the way to a quantity."""
        names = self.upstream(target)
        return any(line.final in FOLLOWING and line.kind in WORKING and names & set(line.about) for line in lines)

    def is_honest(self, target: Ref | Derivative, lines: Sequence[Line]) -> bool:
        """Whether there is working or a named mistake behind every error that a quantity follows from."""
        names = self.upstream(target) | {plain(target)}
        roots = [line for line in lines if line.final == "wrong" and names & set(line.about)]
        named = (root.diagnosis not in (None, *MISSHAPEN) or self.is_worked(root, lines) for root in roots)
        return bool(roots) and all(named)

    def is_released(self, target: Ref | Derivative, lines: Iterable[Line]) -> bool:
        """Whether a tutor has overruled every error that a quantity may follow from, so that nothing is left of it."""
        names = self.upstream(target) | {plain(target)}
        errors = [line for line in lines if line.verdict in ("wrong", "slip") and names & set(line.about)]
        return bool(errors) and all(line.final in FOLLOWING for line in errors)

    def is_worked(self, root: Line, lines: Iterable[Line]) -> bool:
        return any(
            line.kind in WORKING and line.final in FOLLOWING and set(line.about) & set(root.about) for line in lines
        )


def is_repeated(last: Line, own: Sequence[Line]) -> bool:
    """Whether a number only says again what was wrong before, or follows from that: then it earns no more."""
    before = own[: own.index(last)]
    return last.final == "carried" and any(line.final == "wrong" and line.kind == "number" for line in before)


def is_guessed(own: Sequence[Line]) -> bool:
    """Whether numbers that miss, one of them wrong, stand before an accepted one, with no working that leads to it."""
    *before, last = attempts(own)
    missed = {attempt[-1].text: attempt[-1].final for attempt in before if is_missed(attempt)}
    is_any_wrong = any(verdict in ERRORS for verdict in missed.values())
    is_worked = any(line.final in FOLLOWING and line.kind != "restated" and not is_bare(line) for line in last)
    return len(missed) >= GUESSES and is_any_wrong and last[-1].final in FOLLOWING and not is_worked


def attempts(own: Sequence[Line]) -> list[Sequence[Line]]:
    """Lines by what was tried: a chain of equalities, but one number after another is tried anew."""
    starts = [
        k for k, line in enumerate(own) if k == 0 or not line.continues or (is_bare(line) and is_bare(own[k - 1]))
    ]
    return [own[first:stop] for first, stop in pairwise([*starts, len(own)])]


def is_bare(line: Line) -> bool:
    """Whether a line shows numbers and nothing that they were calculated from."""
    return line.kind == "number" and not CALCULATED.search(FRAME.sub("", line.text))


def is_missed(attempt: Sequence[Line]) -> bool:
    """Whether nothing of what was tried leads anywhere: it is wrong throughout, or a number of too few digits alone."""
    *before, last = attempt
    if any(line.final in FOLLOWING for line in before):
        return False
    return last.final in ERRORS or (last.diagnosis in (FEW_DIGITS, TOO_COARSE) and not before)


def is_named(formulas: Sequence[Line]) -> bool:
    """Whether the last formula before a number that follows from it is false by a mistake with a name."""
    return any(line.final == "wrong" and line.diagnosis not in (None, *MISSHAPEN) for line in formulas)
