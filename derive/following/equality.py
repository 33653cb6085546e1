"""Two sides without a name for what they are: numbers, or formulas with numbers put in."""

from __future__ import annotations

from flint import fmpq

from derive.checking.compare import laid, within
from derive.checking.finding import Finding, wrong
from derive.checking.judge import Judge
from derive.following.own import Notebook
from derive.following.sides import ReadSide
from derive.following.worth import allows, meets, value_of


def equality(judge: Judge, book: Notebook, head: ReadSide, side: ReadSide) -> Finding:
    """Whether both are equal at the problem's values or at the student's own."""
    if judge.home is None:
        return Finding("unread", details={"expected": "formula"})
    points = ((judge.home, "right"), (book.own(), "carried"))
    for point, verdict in points:
        first, second = value_of(head, point, judge.digits), value_of(side, point, judge.digits)
        if first is None or second is None:
            continue
        if meets(first.wide, second, judge.digits):
            return Finding(verdict)
        fitted = laid(second.exact, first.exact.shape)
        near = zip(second.exact.entries, first.exact.entries, second.units, strict=False)
        if fitted is not None and all(within(x, y, unit * fmpq(3, 2)) for x, y, unit in near):
            return Finding("rounded")
    for point, verdict in points:
        second = value_of(side, point, judge.digits)
        if second is not None and allows(head, second, point, judge.digits):
            return Finding("rounded", "coarse_numbers") if verdict == "right" else Finding(verdict)
    return wrong("false_equality", first=head.source.text)
