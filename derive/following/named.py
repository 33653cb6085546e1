"""Mistakes made with the student's own values."""

from __future__ import annotations

from derive.checking.judge import Judge
from derive.checking.point import Unreachable
from derive.errors import DeriveError, Undecided
from derive.expr import Expr
from derive.following.own import Notebook
from derive.following.point import OwnPoint, OwnVaried
from derive.following.sides import ReadSide
from derive.following.worth import meets, value_of


def own_names(judge: Judge, book: Notebook, asked: Expr, side: ReadSide) -> list[str]:
    """The mistakes that lead from the student's own values to what was printed."""
    found = []
    base = OwnPoint(judge.rules, book.given, book.errors())
    for variant in judge.suspect(asked).library.single:
        try:
            point = OwnVaried(base, variant.slips)
            value = point.asked(asked, judge.problem.settings.layout)
        except (DeriveError, Undecided, Unreachable, KeyError, IndexError, AssertionError):
            continue
        mine = value_of(side, point, judge.digits)
        if value is not None and mine is not None and meets(value, mine, judge.digits):
            found += ["+".join(variant.names)]
    return list(dict.fromkeys(found))
