"""What all parts of building an expression share: the reading they belong to, and operations under its rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from functools import reduce
from typing import Any

from derive.language.errors import ShapeError
from derive.language.expr import (
    Call,
    Derivative,
    Expr,
    Identity,
    Index,
    Numeral,
    Ones,
    Zero,
    at,
    describe,
    is_column,
    is_single,
)
from derive.language.operation import Role
from derive.language.record import record
from derive.problem.scope import Scope
from derive.reading import functions
from derive.reading.conventions import is_vector
from derive.reading.functions import number
from derive.reading.guard import MOST_BUILT
from derive.reading.juxtaposition import TURNED, Choice, Products
from derive.reading.matrix_calculus import as_column
from derive.reading.name_meanings import OwnDefinition
from derive.reading.result import Fault, Literal, Misshapen, Refused, Unreadable
from derive.reading.tree import Node, Num, Part
from derive.reading.vocabulary import Vocabulary
from derive.table.algebra import NEGATE
from derive.table.arrays import DIAGONAL, IDENTITY
from derive.table.products import HADAMARD, MULTIPLY, TRANSPOSE
from derive.table.reductions import TOTAL
from derive.table.row import TABLE, is_repeating, shape_error

Env = Mapping[str, Index]
ENTRYWISE = ("add", "subtract", "hadamard", "divide")


class NeedsNumber(Exception):
    """A recursive definition at an index without a value."""


@record(frozen=False, slots=False)
class Interpreter:
    """One reading, in one layout and with one choice for what is ambiguous.

    `rules` build what the kinds of nodes stand for; they contain one another, so a module finds them by `build`.
    """

    vocabulary: Vocabulary
    text: str
    scope: Scope
    choice: Choice
    rules: Mapping[type[Node], Callable[[Interpreter, Any, Env], Expr]]
    literals: dict[Numeral, Literal] = field(default_factory=dict)
    numbers: dict[tuple[int, str], Numeral] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    built: int = 0
    known: dict[tuple[int, tuple[tuple[str, Index], ...]], tuple[Expr, int]] = field(default_factory=dict)
    numbered: dict[str, dict[tuple[Index, ...], OwnDefinition]] = field(default_factory=dict)
    within: list[tuple[OwnDefinition, tuple[tuple[str, Index], ...]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.products = Products(self)

    @property
    def told(self) -> Env:
        """The letters that the writer gave a number, `T = 2`."""
        return {word: at(number) for word, number in self.vocabulary.last.items()}

    def build(self, node: Node, env: Env) -> Expr:
        """What a node stands for.  Errors: `Unreadable`, with what does not fit."""
        if not isinstance(node, Num):
            self.count(1, node)
        return self.rules[type(node)](self, node, env)

    def count(self, parts: int, node: Node) -> None:
        """Count parts that are built.  Errors: `Refused` where they are too many."""
        self.built += parts
        if self.built > MOST_BUILT:
            raise Refused(f"more than {MOST_BUILT} parts, definitions written out", self.text, node.start)

    def fault(self, message: str, node: Node | Part, kind: Fault = Fault.UNCLEAR) -> Unreadable:
        return Unreadable(message, self.text, node.start, kind)

    def apply(self, operation: str, args: tuple[Expr, ...], node: Node) -> Expr:
        """An operation of the table; what has vanished vanishes with its product, or leaves a sum."""
        if any(isinstance(arg, Zero) for arg in args):
            return self.vanished(operation, args)
        if any(isinstance(arg, Identity) for arg in args):
            if scaled := scaled_identity(operation, args):
                return scaled
            args = self.sized(args, node)
        if any(isinstance(arg, Ones) for arg in args):
            return self.of_ones(operation, args, node)
        try:
            if operation in ENTRYWISE:
                self.refuse_repeated(args)
            if operation == "hadamard" and is_jacobian_beside_matrix(args):
                raise shape_error("a Jacobian has entries on its diagonal only where ⊙ takes the slopes")
            return TABLE[operation](*args)
        except ShapeError as error:
            if operation in ("add", "subtract") and any(map(self.is_nothing, args)):
                return self.vanished(operation, tuple(Zero() if self.is_nothing(arg) else arg for arg in args))
            is_loose = self.choice.is_loose or self.choice.convention is not None
            if is_loose and operation in ENTRYWISE and is_row_beside_column(args):
                self.notes[TURNED] = None
                return TABLE[operation](*map(self.lying, args))
            if is_loose and operation == "hadamard" and (slopes := slopes_beside(args)):
                return TABLE[operation](*slopes)
            if is_loose and operation == "hadamard" and is_column_beside_matrix(args):
                return TABLE[operation](*args)
            raise self.misfit(error, args, node) from None

    def refuse_repeated(self, args: tuple[Expr, ...]) -> None:
        """Errors: `ShapeError` where a row or column would be repeated over a matrix, in a model that repeats nothing.

        In Python they are repeated, whatever the model.  A product with 0 is never, since it stands for zeros in the
        shape of what it is added to.
        """
        may_repeat = self.vocabulary.facts.has_repeated or self.choice.python
        if is_repeating(args) and (not may_repeat or any(map(self.is_nothing, args))):
            raise shape_error("the shapes " + " and ".join(describe(arg.shape) for arg in args) + " differ")

    def lying(self, expr: Expr) -> Expr:
        """A vector as those of the problem lie."""
        return functions.as_row(expr) if self.scope.vectors == "rows" else as_column(expr)

    def is_nothing(self, expr: Expr) -> bool:
        """Whether an expression is a product with the number 0, which stands for zeros in whatever shape is needed."""
        if isinstance(expr, Call) and expr.operation.role in (Role.PRODUCT, Role.OPPOSITE):
            return any(map(self.is_nothing, expr.args))
        return isinstance(expr, Numeral) and self.literals[expr].value == 0

    def of_ones(self, operation: str, args: tuple[Expr, ...], node: Node) -> Expr:
        """A vector of ones: the number 1 in sums and entrywise products, the sum of the entries in 1ᵀx and xᵀ1."""
        if operation == "transpose":
            return Ones(is_turned=True)
        if operation in ("add", "subtract", "hadamard"):
            return self.apply(operation, tuple(number(1) if isinstance(arg, Ones) else arg for arg in args), node)
        left, *rest = args
        repeats = operation == "multiply" and self.vocabulary.facts.has_repeated
        if repeats and (vector := repeated_by_ones(left, rest[0])):
            return vector
        if operation == "multiply" and left == Ones(is_turned=True) and is_column(rest[0].shape):
            return TOTAL(rest[0])
        if operation == "multiply" and rest[0] == Ones() and left.shape[:1] == (1,):
            return TOTAL(left)
        if operation == "multiply" and rest[0] == Ones() and min(left.shape, default=1) > 1:
            return MULTIPLY(left, functions.ones(number(left.shape[1])))
        if operation == "multiply" and left == Ones(is_turned=True) and min(rest[0].shape, default=1) > 1:
            return MULTIPLY(TRANSPOSE(functions.ones(number(rest[0].shape[0]))), rest[0])
        if operation == "multiply" and rest[0] == Ones(is_turned=True) and is_column(left.shape):
            return functions.outer(left, functions.ones(number(left.shape[0])))
        raise self.fault("the size of this vector of ones is not clear; write it out", node)

    def misfit(self, error: ShapeError, args: tuple[Expr, ...], node: Node) -> Misshapen:
        shapes = " and ".join(describe(arg.shape) for arg in args)
        return Misshapen(f"{error.complaints[0].message} (found {shapes})", self.text, node.start)

    def vanished(self, operation: str, args: tuple[Expr, ...]) -> Expr:
        if operation in ("add", "subtract"):
            left, right = args
            if isinstance(left, Zero) and not isinstance(right, Zero):
                return NEGATE(right) if operation == "subtract" else right
            return left
        return Zero()

    def sized(self, args: tuple[Expr, ...], node: Node) -> tuple[Expr, ...]:
        """The identity in the size of its neighbour."""
        others = [arg.shape for arg in args if not isinstance(arg, Identity) and arg.shape]
        if not others:
            raise self.fault("the size of I is not clear here", node)
        result = []
        for k, arg in enumerate(args):
            size = others[0][0] if k == 0 else others[0][-1]
            result.append(identity(arg, size) if isinstance(arg, Identity) else arg)
        return tuple(result)

    def applied(self, name: str, built: tuple[Expr, ...], node: Node) -> Expr:
        if any(isinstance(arg, Zero) for arg in built):
            built = tuple(functions.number(0) if isinstance(arg, Zero) else arg for arg in built)
        if name == "softmax" and "softmax_rows" in self.vocabulary.facts.operations:
            name = functions.softmax_of(built[0])
        if name == "softmax":
            built = tuple(map(self.lying, built))
        try:
            if name in functions.ENTRYWISE:
                self.refuse_repeated(built)
            return functions.apply(name, built, self.scope.functions)
        except ShapeError as error:
            misfit = self.misfit(error, built, node)
            raise misfit if len(built) > 1 else self.fault(misfit.message, node, Fault.SHAPE) from None


def identity(found: Identity, size: int) -> Expr:
    """The identity in its size, with its factor."""
    whole = IDENTITY(functions.number(size))
    return whole if found.factor is None else MULTIPLY(found.factor, whole)


def scaled_identity(operation: str, args: tuple[Expr, ...]) -> Identity | None:
    """A number times the identity, whose size is still to come: the λI of `A + λI`."""
    if operation != "multiply" or sum(isinstance(arg, Identity) for arg in args) != 1:
        return None
    parts = (arg.factor if isinstance(arg, Identity) else arg for arg in args)
    factors = [part for part in parts if part is not None]
    if not all(is_single(factor.shape) or not factor.shape for factor in factors):
        return None
    return Identity(reduce(MULTIPLY, factors))


def repeated_by_ones(left: Expr, right: Expr) -> Expr | None:
    """The row b of 1 b and the column c of c 1ᵀ, which a sum repeats by itself."""
    if left == Ones() and right.shape[:1] == (1,) and not is_single(right.shape):
        return right
    return left if right == Ones(is_turned=True) and is_column(left.shape) and not is_single(left.shape) else None


def slopes_beside(args: tuple[Expr, ...]) -> tuple[Expr, ...] | None:
    """Entrywise factors with the diagonal of a Jacobian for itself: ∂L/∂h ⊙ ∂h/∂z; `None` where there is none."""
    if is_jacobian_beside_matrix(args):
        return tuple(DIAGONAL(arg) if is_jacobian(arg) else arg for arg in args)
    turned = tuple(map(as_column, args))
    found = tuple(DIAGONAL(arg) if is_jacobian(arg) else arg for arg in turned)
    return found if found != turned and found[0].shape == found[1].shape else None


def is_jacobian_beside_matrix(args: tuple[Expr, ...]) -> bool:
    """Whether the slopes of each entry go with every column of a matrix: `∂h/∂z ⊙ W` for diag(∂h/∂z) W."""
    squares = [a for a in args if isinstance(a, Derivative) and 1 in a.of.shape and 1 in a.by.shape and is_jacobian(a)]
    others = [a for a in args if not is_jacobian(a)]
    if len(squares) != 1 or len(others) != 1 or len(others[0].shape) != 2:
        return False
    return others[0].shape[0] == squares[0].shape[0] and 1 not in others[0].shape


def is_jacobian(expr: Expr) -> bool:
    """Whether an expression is a square Jacobian, or an entrywise product of such."""
    if isinstance(expr, Call) and expr.operation is HADAMARD:
        return all(map(is_jacobian, expr.args))
    return isinstance(expr, Derivative) and len(set(expr.shape)) == 1 and not is_single(expr.shape)


def is_column_beside_matrix(args: tuple[Expr, ...]) -> bool:
    """Whether a factor goes with every column of the other: `(1 - h²) ⊙ W` for diag(1 - h²) W."""
    return any(is_column(a.shape) for a in args) and len({a.shape[0] for a in args}) == 1 == len(args) - 1


def is_row_beside_column(args: tuple[Expr, ...]) -> bool:
    left, right = args
    return is_vector(left) and left.shape == right.shape[::-1]
