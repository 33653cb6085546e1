"""What people write by mistake in place of an operation or of its rule: data in the operation's row.

The names are stable: reports, messages and tests speak of mistakes by them.
"""

from __future__ import annotations

from collections.abc import Callable

from derive.language.expr import Expr
from derive.language.record import record

Args = tuple[Expr, ...]
Facts = Callable[[Expr, str], bool]


@record
class Misreading:
    """An operation taken for another one: `instead(args, facts)` is what is computed in its place.

    `None` where the mistake cannot be made with these arguments.
    """

    name: str
    instead: Callable[[Args, Facts], Expr | None]


@record
class WrongRule:
    """A wrong derivative by the argument in a position: `pullback(g, args, result)` as in `Rule`, or `None`."""

    name: str
    position: int
    pullback: Callable[[Expr, Args, Expr], Expr | None]


Mistake = Misreading | WrongRule
