"""An answer as it was read: a chain of expressions, with the numbers in it kept as they were written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum, auto

from flint import fmpq

from derive.language.expr import Call, Expr, Numeral
from derive.language.record import record

LEAST_UNIT = fmpq(1, 100)
"""Among numbers of one decimal a whole number is what it says."""


@record
class Literal:
    """A number as it was written: its exact value, and the unit of its last place.

    `unit` is 1/10000 for `0.1234`, 1 for `12`, 1/100000 for `1.20e-3`.  A whole number `is_among_decimals` where its
    zeros were left off: it has as many as its neighbours have decimals.  A number in a calculation `is_given` where it
    is one that the problem gives.
    """

    text: str
    value: fmpq
    unit: fmpq
    is_among_decimals: bool = False
    is_given: bool = False

    @property
    def is_decimal(self) -> bool:
        """Whether the number was written with a decimal point or an exponent, so that it may be rounded."""
        return self.is_among_decimals or not self.text.lstrip("+-").isdigit()

    @property
    def is_rounded(self) -> bool:
        """Whether what was written may stand for what it was rounded from."""
        return self.is_decimal and not self.is_given


@record
class Member:
    """One side of an equality; `start` and `end` are its place in the text, `expr` is `None` for a bare label."""

    expr: Expr | None
    start: int
    end: int


@record
class Reading:
    """A chain of equalities `members[0] relations[0] members[1] …`; usually just one member.

    Numbers stand in the expressions as `Numeral(0)`, `Numeral(1)`, …: `literals` tells what was written.  Whole numbers
    that shape the expression (exponents, indices, bounds of sums, sizes) are plain `Number`s.  `layout` is the layout
    in which the shapes of derivatives were taken.  `notes` are keys of remarks about what was read generously.
    `condition` tells for which values of an index the statement is meant, as it was written: `t > 0`.  Where the last
    member has not the shape that is asked for, `otherwise` are the readings under other conventions that have it, and
    `loosely` is the one with vectors transposed that has it where a derivative may be a row or a column.
    `convention` names the one that a reading is under where it is not the problem's own.
    """

    members: tuple[Member, ...]
    relations: tuple[str, ...]
    literals: Mapping[Numeral, Literal]
    layout: str = "gradient"
    notes: tuple[str, ...] = ()
    condition: str = ""
    otherwise: tuple[Reading, ...] = ()
    loosely: Reading | None = None
    told: tuple[str, ...] = ()
    convention: str = ""


class Fault(Enum):
    """Why a text cannot be read.  What is done about it depends on this alone, never on the words that say it."""

    SIGN = auto()
    """A sign, or an environment, that is not known."""
    GRAMMAR = auto()
    """Something else is expected at this place."""
    UNKNOWN_NAME = auto()
    """A name that means nothing."""
    WITHOUT_INDEX = auto()
    """A quantity without the index that it needs."""
    NUMBERED = auto()
    """What can be read for one number after the other only, as a recursive definition."""
    INDEX = auto()
    """An index, or an entry, at which there is nothing."""
    NO_QUANTITY = auto()
    """Something of which there is no derivative, or that is defined by itself."""
    UNCLEAR = auto()
    """What can mean several things."""
    BEYOND = auto()
    """Mathematics that is understood, and not read."""
    SHAPE = auto()
    """Shapes that do not fit together."""
    NO_VALUE = auto()
    """No single value."""
    LIMIT = auto()
    """Over a limit."""
    FORBIDDEN = auto()
    """Characters that have no place in mathematics."""


class Unreadable(Exception):
    """A text that cannot be read: of what kind the fault is, where, what was found, what was expected."""

    def __init__(self, message: str, text: str, position: int, kind: Fault) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.text = text
        self.position = position


class Refused(Unreadable):
    """A text that is not read at all: over a limit, or with characters that have no place in mathematics."""

    def __init__(self, message: str, text: str, position: int, kind: Fault = Fault.LIMIT) -> None:
        super().__init__(message, text, position, kind)


class Misshapen(Unreadable):
    """A formula that could be read but whose shapes do not fit together.

    `loosely` is what it says with vectors transposed where only then it has a shape, `otherwise` what it says as it
    stands under other conventions: rows for columns, transposed weights; `throughout` what it says where these hold
    also for products that have a shape without them.  `notes` are what was read generously.
    """

    def __init__(
        self,
        message: str,
        text: str,
        position: int,
        loosely: Reading | None = None,
        otherwise: tuple[Reading, ...] = (),
        notes: tuple[str, ...] = (),
        throughout: tuple[Reading, ...] = (),
    ) -> None:
        super().__init__(message, text, position, Fault.SHAPE)
        self.loosely = loosely
        self.otherwise = otherwise
        self.throughout = throughout
        self.notes = notes


class NotAValue(Unreadable):
    """Something that is no single value; `diagnosis` names what it is (`several_answers`, `not_a_value`)."""

    def __init__(self, diagnosis: str, message: str, text: str, position: int) -> None:
        super().__init__(message, text, position, Fault.NO_VALUE)
        self.diagnosis = diagnosis


def with_zeros(entries: list[Expr], literals: Mapping[Numeral, Literal]) -> dict[Numeral, Literal]:
    """The whole numbers among decimals as if they had been written with zeros: `(1, -0.66, 0.48)`."""
    refs = [entry.args[0] if isinstance(entry, Call) and entry.args else entry for entry in entries]
    own = {ref: literals[ref] for ref in refs if isinstance(ref, Numeral)}
    units = [literal.unit for literal in own.values() if literal.is_decimal]
    if len(own) < len(entries) or not units or max(units) > LEAST_UNIT:
        return {}
    return {
        ref: replace(literal, unit=max(units), is_among_decimals=True)
        for ref, literal in own.items()
        if not literal.is_decimal
    }
