"""What was settled about the kinks at which the values of a problem stand: data, for the solution and for the judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from derive.language.expr import Call, Derivative, Expr, refs
from derive.language.numbers import Array, Scalar
from derive.language.record import record
from derive.solving.beside import Pair, Sides


@record
class Kink:
    """Entries at which a function has a kink, and the value that is used there for its slope.

    `slope` is the call that jumps there.  Where pieces meet and the slopes of one side had to be used together,
    `joined` is the value on the other side; with `is_smooth`, they add up to a function that has a derivative.
    `library` is the one whose convention the problem names.
    """

    slope: Call
    function: Call
    places: tuple[int, ...]
    used: Scalar
    library: str = ""
    joined: Scalar | None = None
    is_smooth: bool = False

    @property
    def argument(self) -> Expr:
        """What stands at the kink: the first argument of the function that is no number."""
        args = self.function.args
        return next((arg for arg in args if any(refs(arg))), args[0])

    @property
    def is_jump(self) -> bool:
        """Whether the function itself jumps, so that nothing is a derivative there."""
        return self.slope == self.function


@record
class Settled:
    """What was settled: the values of slopes at their jumps, the kinks, and the one-sided derivatives.

    `sides` has, for `of` and `by`, the pairs that differ, by the place of the entry in the Jacobian row by row;
    `others` the slopes of libraries that use other ones; `beside` the jumps at which values stand that no derivative
    meets; `unmet` the entries in which no slopes of one side for all kinks give the derivative, so that the usual ones
    are used although they give another number.
    """

    values: Mapping[Any, Array] = field(default_factory=dict)
    kinks: tuple[Kink, ...] = ()
    sides: Mapping[Pair, Mapping[int, Sides]] = field(default_factory=dict)
    others: Mapping[str, Mapping[Call, Array]] = field(default_factory=dict)
    beside: tuple[Kink, ...] = ()
    unmet: Mapping[Pair, frozenset[int]] = field(default_factory=dict)

    def is_unmet(self, target: Derivative, place: int) -> bool:
        """Whether the chain rule with the slopes used gives an entry that is no subgradient."""
        return place in self.unmet.get((target.of, target.by), frozenset())

    def of(self, target: Derivative) -> Mapping[int, Sides]:
        """The entries of a derivative that have none, with what it is on either side."""
        return self.sides.get((target.of, target.by), {})


NONE = Settled()
