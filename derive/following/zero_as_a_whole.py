"""What is zero as a whole: quantities before the first step or after the last, and derivatives along no way."""

from __future__ import annotations

from derive.following.own_point import evaluated
from derive.following.sides import ReadSide, unread
from derive.judging.finding import Finding
from derive.judging.judge import Judge
from derive.language.expr import Expr

OUTSIDE = ("zero_before_first", "zero_after_last")
"""Notes of the reader."""
FAULT = "nothing of this name exists"


def is_outside(side: ReadSide) -> bool:
    """Whether a side speaks of a quantity before the first or after the last step, which was read as zero."""
    return side.reading is not None and any(note in OUTSIDE for note in side.reading.notes)


def is_zero(judge: Judge, side: ReadSide) -> bool:
    """Whether a side says 0, as a number or as an array of zeros."""
    if side.expr is None or side.kind not in ("number", ""):
        return False
    value = evaluated(judge.scattered[0], side.meant, "gradient", {}) if judge.scattered and side.meant else None
    return value is not None and value.is_zero


def is_zero_everywhere(judge: Judge, asked: Expr) -> bool:
    """Whether a quantity is exactly zero whatever the values are."""
    values = [evaluated(point, asked, judge.problem.settings.layout, {}) for point in judge.scattered]
    return bool(values) and all(value is not None and value.is_zero for value in values)


def outside(judge: Judge, head: ReadSide, side: ReadSide) -> Finding:
    """The verdict on what is said of a quantity outside the steps: that it is zero is right, nothing else is read."""
    if side.expr is None:
        return unread(side)
    if is_zero(judge, head) and is_zero(judge, side):
        return Finding("right")
    return Finding("unread", details={"fault": FAULT})
