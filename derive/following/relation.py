"""A relation of a write-up, as it is judged: a side, what it is claimed to equal, and what stands between the two."""

from __future__ import annotations

from dataclasses import dataclass

from derive.following.own_point import Name, upright
from derive.following.sides import ReadSide
from derive.judging.finding import Finding
from derive.language.expr import Expr

FALSE_VERDICTS = ("wrong", "slip", "carried")


@dataclass(frozen=True, slots=True)
class Relation:
    """The claim that a side equals what the left side of its chain `meant`, a quantity of the problem by `name` if it
    is one.

    `before` stands between the two, and `earlier` is what was found of that; `found` is what was found of the side
    itself when it was held against the truth.
    """

    meant: Expr
    side: ReadSide
    name: Name | None = None
    before: ReadSide | None = None
    earlier: Finding | None = None
    found: Finding | None = None

    @property
    def asked(self) -> Expr:
        """What the side should be the value of: the quantity, unless the left side lays it down."""
        return self.name if self.name is not None and upright(self.meant) is self.meant else self.meant

    @property
    def kind(self) -> str:
        return self.side.kind

    @property
    def expr(self) -> Expr:
        """What the side says."""
        assert self.side.expr is not None
        return self.side.expr

    @property
    def comes_from_false(self) -> bool:
        """Whether what stands before it is false."""
        return self.before is not None and self.earlier is not None and self.earlier.verdict in FALSE_VERDICTS

    @property
    def comes_from_true(self) -> bool:
        """Whether what stands before it is accepted."""
        return self.before is not None and self.earlier is not None and self.earlier.is_accepted

    @property
    def comes_from_sound(self) -> bool:
        """Whether something stands before it, and nothing was found to be wrong with that."""
        return self.before is not None and (self.earlier is None or self.earlier.is_accepted)
