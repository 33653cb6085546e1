"""What a row of the table of operations is made of: its columns, and the closed sets that they choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from derive.language.errors import Complaint, ShapeError
from derive.language.expr import Call, Expr, Shape
from derive.language.record import record

if TYPE_CHECKING:
    from derive.language.numbers import Array
    from derive.language.usual_mistakes import Mistake

SUM, ENTRYWISE, PRODUCT, POWER, ATOM, LETTER = 1, 2, 3, 4, 5, 6
"""How tightly a formula binds; to a letter an index can be attached as it stands."""


@record
class Style:
    """A pattern with `#1`, `#2` for arguments; how tightly it binds, and each argument must to go without brackets."""

    pattern: str
    level: int
    needs: tuple[int, ...]


@record
class Notation:
    """How a call looks as plain text (which the reader reads back) and as LaTeX."""

    plain: Style
    latex: Style


@record
class Rule:
    """The derivative of an operation by one argument.

    `pullback(g, args, result)` is the gradient by the argument (in its shape) when `g` is the gradient by the result.
    `jacobian(args, result)` is the matrix of (i, j) = d result_i / d argument_j, where both are columns or scalars.
    `reason` is the key of the sentence that explains it; `condition` is the property that the argument in that
    position must have for the rule to hold.
    """

    pullback: Callable[[Expr, tuple[Expr, ...], Expr], Expr]
    reason: str
    jacobian: Callable[[tuple[Expr, ...], Expr], Expr | None] | None = None
    condition: tuple[int, str] | None = None


@record
class Code:
    """How a call looks as code: for NumPy, and for PyTorch and JAX where that is not the same with another prefix.

    `#1` stands for an argument, `##1` for one that counts something; `level` and `needs` are as in a `Style`, by
    Python's own precedence.  With `helper` the function called is one of `templates/py/helpers.j2`.
    """

    numpy: str = ""
    torch: str = ""
    jax: str = ""
    level: int = ATOM
    needs: tuple[int, ...] = ()
    helper: bool = False

    def pattern(self, library: str) -> str:
        """The pattern in a library: `numpy`, `torch` or `jax`; empty where there is none."""
        own = {"torch": self.torch, "jax": self.jax}.get(library)
        return own or self.numpy.replace("np.", PREFIXES[library])


NO_CODE = Code()
PREFIXES = {"numpy": "np.", "torch": "torch.", "jax": "jnp."}


class Role(Enum):
    """The place of an operation in the algebra; a function has none."""

    FUNCTION = "function"
    SUM = "sum"
    DIFFERENCE = "difference"
    OPPOSITE = "opposite"
    PRODUCT = "product"
    ENTRYWISE_PRODUCT = "entrywise product"
    QUOTIENT = "quotient"
    POWER = "power"
    TRANSPOSE = "transpose"
    DIAGONAL_MATRIX = "diagonal matrix"
    IDENTITY = "identity"


SUMS = frozenset({Role.SUM, Role.DIFFERENCE})
ADDITIVE = SUMS | {Role.OPPOSITE}
ARITHMETIC = SUMS | {Role.PRODUCT, Role.ENTRYWISE_PRODUCT, Role.QUOTIENT}


class Acts(Enum):
    """On what an operation acts: on each entry, on arguments of one shape that lead to a scalar, or on the whole."""

    ENTRIES = "entries"
    ALIKE = "alike"
    WHOLE = "whole"


class Argument(Enum):
    """What stands as an argument: a quantity, one with a single entry, a size, a place, a bound, a plain number.

    Places are counted from 1 on; the bound of a slice from 0 on.
    """

    QUANTITY = "quantity"
    SCALAR = "scalar"
    SIZE = "size"
    PLACE = "place"
    BOUND = "bound"
    LITERAL = "literal"


COUNTED = frozenset({Argument.SIZE, Argument.PLACE, Argument.BOUND})


@record
class Jump:
    """Where the value of a row jumps, so that it is a convention there.

    `places(*arrays)` are the entries of the value that stand at a jump; `choices` are what the value may be taken for
    there, by name (`left`, `right` and `middle` for a function of one number), as functions of the same arrays.
    """

    places: Callable[..., frozenset[int]]
    choices: Mapping[str, Callable[..., Array]]


@record
class Branching:
    """How a row chooses between its third argument and its fourth: by a relation of the first two.

    `holds` says whether it does, from the sign of their difference.  A branch that is not taken need not have a value.
    """

    relation: str
    latex: str
    holds: Callable[[int], bool]


@record
class Option:
    """A plain number among the arguments that may be written with its name, `stride=2`.

    Left out it is the `default`, the text of a number; where that is empty it must be there.  `spellings` are other
    names for it.
    """

    name: str
    default: str = ""
    spellings: tuple[str, ...] = ()


@record(slots=False, eq=False)
class Operation:
    """A row of the table: all that the program knows of one operation.

    `definition(entries, i, j)` gives entry (i, j) of the result as a SymPy expression; `entries` are functions of two
    indices, one for each argument.  `value` computes the same with exact numbers and balls.  `rules` has, for each
    argument, the rules to try in turn: the first whose condition holds is used.  `fold` tells how the definition's
    parts are written with the result, for a derivative in closed form; a function with a `kink` has it where `is_kink`
    says so of an entry of its `margin`: its first argument, or an array made of all that is 0 at a kink; what the
    derivative of such a function is written with has a `jump` there.  `unfold` writes a call with simpler functions,
    `by_entries` with the entries of its arguments, whose values it knows, where they are few: what is said once numbers
    are put in.  `mistakes` are the usual ones.

    `below` is the row that is meant where semicolons stand between the arguments, `f(a; b)`; a call of an `associative`
    one with more arguments is made of calls from left to right.  `along` are the rows that are meant by a word for the
    axis, `f(X, axis="rows")`; `alone` is the one that is meant by `f(X)` where others take more.  The last arguments
    may have names, the `options`; one that the notation's pattern does not place is printed with its name behind the
    others, unless it is the default.  `general` is what is meant of arguments that the row itself does not take, such
    as bounds that are quantities; it gives nothing where the row does.

    `role` is its place in the algebra, `acts` on what it acts, `takes` what its arguments are (quantities where that is
    empty), `head` the name of SymPy's function for it, `spellings` what people write for it, `also` what problem files
    may as well, `code` how it is written in programs; one with a `branching` chooses between two of its
    arguments.  `stated` is the key of a sentence about its notation, which a document with it says once.  A
    `redefinable` one gives way to a function of the problem's own with its name.
    """

    name: str
    shape: Callable[[tuple[Expr, ...]], Shape]
    value: Callable[..., Array]
    definition: Callable[..., Any]
    notation: Notation
    rules: tuple[tuple[Rule, ...], ...]
    linear: bool = False
    kink: bool = False
    is_kink: Callable[[Any], bool] = lambda x: bool(x == 0)
    margin: Callable[..., Array] = lambda x, *others: x
    jump: Jump | None = None
    unfold: Callable[[tuple[Expr, ...]], Expr] | None = None
    by_entries: Callable[[tuple[Expr, ...], tuple[Array, ...]], Expr | None] | None = None
    fold: Callable[..., dict[Any, Any]] | None = None
    mistakes: tuple[Mistake, ...] = ()
    role: Role = Role.FUNCTION
    acts: Acts = Acts.WHOLE
    takes: tuple[Argument, ...] = ()
    head: str = ""
    spellings: tuple[str, ...] = ()
    stated: str = ""
    also: tuple[str, ...] = ()
    below: Operation | None = None
    associative: bool = False
    along: Mapping[str, Operation] = field(default_factory=dict)
    alone: Operation | None = None
    options: tuple[Option, ...] = ()
    general: Callable[[tuple[Expr, ...]], Expr | None] | None = None
    redefinable: bool = False
    branching: Branching | None = None
    code: Code = NO_CODE

    @cached_property
    def arity(self) -> int:
        return len(self.rules)

    @cached_property
    def arguments(self) -> tuple[Argument, ...]:
        return self.takes or (Argument.QUANTITY,) * self.arity

    def __call__(self, *args: Expr) -> Call:
        """The operation of arguments.  Errors: `ShapeError` for shapes that do not fit, or too few or many."""
        if len(args) != self.arity:
            raise ShapeError(Complaint("", f"{self.name} takes {self.arity} argument(s), found {len(args)}"))
        return Call(self, args, self.shape(args))

    def __repr__(self) -> str:
        return self.name


@record(eq=False)
class Composition:
    """A rule for a pair: `outer(..., inner(x), ...)` by `x` at once, with `pullback(g, outer_args, inner_result)`."""

    outer: Operation
    inner: Operation
    position: int
    rules: tuple[Rule, ...]
    mistakes: tuple[Mistake, ...] = ()
