"""Mistakes made with the student's own values."""

from __future__ import annotations

from functools import partial

from derive.following.notebook import Notebook
from derive.following.own_point import OwnPoint, OwnVaried
from derive.following.sides import ReadSide
from derive.following.values import meets, value_of
from derive.judging.judge import Judge
from derive.judging.point import tried
from derive.language.expr import Expr


def own_names(judge: Judge, book: Notebook, asked: Expr, side: ReadSide) -> list[str]:
    """The mistakes that lead from the student's own values to what was printed."""
    found = []
    base = OwnPoint(judge.rules, book.given, book.errors())
    for variant in judge.suspect(asked).library.single:
        point = tried(partial(OwnVaried, base, variant.slips))
        value = tried(partial(point.asked, asked, judge.problem.settings.layout)) if point is not None else None
        mine = value_of(side, point, judge.digits) if point is not None and value is not None else None
        if value is not None and mine is not None and meets(value, mine, judge.digits):
            found += ["+".join(variant.names)]
    return list(dict.fromkeys(found))
