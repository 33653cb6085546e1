"""A parse tree to an expression: names looked up, shapes worked out, every fault with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from flint import fmpq

from derive.language.errors import Complaint, ProblemError, ShapeError, nearest
from derive.language.expr import (
    SCALAR,
    Derivative,
    Entry,
    Expr,
    Index,
    IndexNumber,
    Number,
    Ref,
    Shape,
    describe,
    gradient_of,
    is_single,
)
from derive.language.numbers import rational
from derive.language.operation import COUNTED, SUMS, Operation
from derive.language.plain import plain
from derive.problem.function_calls import called, called_below
from derive.problem.gradient_sides import with_gradient
from derive.problem.kept_trees import parse
from derive.problem.labels import LOOSE
from derive.problem.lists import listed
from derive.problem.parse_tree import Terminal
from derive.problem.powers import power, raised
from derive.problem.scope import Scope, Unsized, entry_sizes
from derive.problem.taken_parts import Group, column_of, cut, divided, is_slice, leading
from derive.problem.ways_out import flat_beside, hint, unknown, written
from derive.table.activations import INFINITY, PI
from derive.table.arrays import IDENTITY, NORM
from derive.table.elementwise import ABS, EXP
from derive.table.products import MULTIPLY
from derive.table.row import TABLE

LARGEST_EXPONENT = 400
Node = Any
"""A tree or a token, whose children have no types."""


def read(text: str, scope: Scope) -> Expr:
    """The expression that a text stands for."""
    tree = parse(text, scope.shapes, scope.functions)
    if tree.data != "expression":
        raise ProblemError(Complaint("", "found an equation; expected an expression", text, text.find("=") + 1))
    return Builder(scope, text).build(tree.children[0])


def read_equation(text: str, scope: Scope) -> tuple[Ref, Expr]:
    """The two sides of an equation."""
    tree = parse(text, scope.shapes, scope.functions)
    if tree.data == "expression":
        raise ProblemError(Complaint("", "found an expression; expected an equation with '='", text, 1))
    builder = Builder(scope, text)
    target = builder.build(tree.children[0])
    assert isinstance(target, Ref)
    return target, builder.build(tree.children[1])


def fraction(text: str) -> fmpq:
    return rational(Fraction(text))


def scalar_number(text: str) -> Number:
    return Number((fraction(text),), SCALAR, (text,))


OF_SCALARS = "{0} is {1}; a derivative inside an equation is of a scalar, such as an entry {0}[1] with a name"


class Builder:
    """Builds the expressions of one text."""

    def __init__(self, scope: Scope, text: str) -> None:
        self.scope = scope
        self.text = text

    def within(self, scope: Scope) -> Builder:
        """A builder for a part of the same text, in another scope."""
        return Builder(scope, self.text)

    def fault(self, message: str, tree: Node) -> ProblemError:
        place = tree if isinstance(tree, Terminal) else tree.meta
        return ProblemError(Complaint("", message, self.text, getattr(place, "column", 1) or 1))

    def build(self, tree: Node) -> Expr:
        method: Callable[[Node], Expr] | None = getattr(self, f"build_{tree.data}", None)
        return method(tree) if method else self.operation(TABLE[tree.data], tree.children, tree)

    def operation(self, operation: Operation, parts: list[Node], tree: Node) -> Expr:
        args = tuple(self.siblings(parts))
        meant = operation.general(args) if operation.general and len(args) == operation.arity else None
        return self.apply(operation, args, tree) if meant is None else meant

    def siblings(self, parts: list[Node]) -> list[Expr]:
        """The arguments; a bare `I` that names nothing in the problem is the identity of its neighbour's size."""
        bare = [self.is_identity(part) for part in parts]
        built = [None if b else self.build(part) for part, b in zip(parts, bare, strict=True)]
        others = [e.shape for e in built if e is not None and e.shape]
        if any(bare) and not others:
            raise self.fault("the size of I is not clear here; write eye(3)", parts[bare.index(True)])
        return [self.identity(others[0], k, parts[k]) if e is None else e for k, e in enumerate(built)]

    def is_identity(self, tree: Node) -> bool:
        """Whether this is a bare `I` that names nothing, perhaps with a number or a scalar before it."""
        if tree.data == "multiply" and self.is_identity(tree.children[1]):
            first = tree.children[0]
            shape = self.scope.shapes.get(str(first.children[0])) if first.data == "ref" else None
            return first.data == "number" or (shape is not None and is_single(shape))
        return bool(tree.data == "ref" and tree.children == ["I"] and "I" not in self.scope.shapes)

    def identity(self, shape: Shape, position: int, tree: Node) -> Expr:
        expr = IDENTITY(scalar_number(str(shape[0] if position == 0 else shape[-1])))
        return self.apply(MULTIPLY, (self.build(tree.children[0]), expr), tree) if tree.data != "ref" else expr

    def apply(self, operation: Operation, args: tuple[Expr, ...], tree: Node) -> Expr:
        for arg, other in (args, args[::-1]) if operation.role in SUMS else ():
            if self.scope.is_unclear(arg, other):
                raise self.fault(flat_beside(plain(arg), plain(other)), tree)
        try:
            return operation(*args)
        except ShapeError as error:
            message = error.complaints[0].message
            told = [arg for arg, kind in zip(args, operation.arguments, strict=False) if kind not in COUNTED]
            shapes = " but ".join(f"{plain(arg)} is {describe(arg.shape)}" for arg in told)
            raise self.fault(f"{shapes}: {message}{hint(operation, args)}", tree) from None

    def number(self, value: int) -> Expr:
        return scalar_number(str(value))

    def build_number(self, tree: Node) -> Expr:
        token = tree.children[0]
        exponent = token.lower().partition("e")[2]
        if len(token) > LARGEST_EXPONENT or (exponent and abs(int(exponent)) > LARGEST_EXPONENT):
            raise self.fault(f"a number with more than {LARGEST_EXPONENT} digits", token)
        return scalar_number(str(token))

    def build_list(self, tree: Node) -> Expr:
        return listed(self, tree)

    def build_taken(self, tree: Node) -> Expr:
        """What brackets behind a formula take out of it, `(W x)[2]`."""
        expr = self.build(tree.children[0])
        return cut(self, expr, divided(tree.children[1:], 0)[1], tree)

    def build_ref(self, tree: Node) -> Expr:
        token, *groups = tree.children
        return self.reference(token, groups)

    def indices(self, tree: Node) -> list[Index]:
        """The indices of a mentioned name."""
        return [self.bound(part) for part in leading(tree.children[1:])]

    def reference(self, token: Terminal, groups: list[Node]) -> Expr:
        name = str(token)
        if name not in self.scope.shapes:
            return self.custom(token, groups)
        places, others = divided(groups, self.scope.arity.get(name, len(leading(groups))))
        if len(places) < self.scope.arity.get(name, 0):
            raise self.fault(f"{name} needs an index, such as {name}[{', '.join(self.scope.ranges) or 0}]", token)
        index = tuple(map(self.bound, places))
        ref = Ref(name, index, self.shape_of(name, index, token))
        if len(others) == 1 and not any(map(is_slice, others[0])):
            index = tuple(map(self.bound, others[0]))
            if any(i.name for i in index) or not self.scope.counts_from_one:
                return self.entry(ref, index, token)
        return cut(self, ref, others, token)

    def entry(self, of: Ref | Derivative, index: tuple[Index, ...], token: Terminal) -> Expr:
        sizes = entry_sizes(of)
        if len(index) != len(sizes):
            shape = f"{of} is {describe(of.shape)}; " if isinstance(of, Ref) else f"{of}: "
            raise self.fault(f"{shape}its entries have {len(sizes)} indices, not {len(index)}", token)
        for place, count in zip(index, sizes, strict=True):
            if place.is_literal and not 0 <= place.offset < count:
                raise self.fault(f"{of} is {describe(of.shape)}; entries are counted from 0 to {count - 1}", token)
        return Entry(of, index)

    def custom(self, token: Terminal, groups: list[Node]) -> Expr:
        """What a name means that is no quantity: the number of a step, Euler's number, π, the entry of a mask."""
        if str(token) in self.scope.ranges and not groups:
            return IndexNumber(Index(str(token)))
        if token in ("pi", "π") and not groups:
            return PI()
        if token == "inf" and not groups and not self.scope.in_equations:
            return INFINITY()
        if token == "e" and not groups:
            return EXP(scalar_number("1"))
        if token == "I" and not groups:
            raise self.fault("the size of I is not clear here; write eye(3)", token)
        found = re.search(r"[d∂](\w+'*)(?:\[[^\]]*\])?\s*/\s*[d∂](\w+'*)", self.text)
        if found and token[0] in "d∂":
            for group in (1, 2):
                if found[group] not in self.scope.shapes:
                    message = f"unknown name {found[group]!r}{nearest(found[group], self.scope.shapes)}"
                    raise ProblemError(Complaint("", message, self.text, found.start(group)))
        families = [name for name, count in self.scope.arity.items() if count]
        start = (token.column or 1) - 1
        told = written(self.text, start)
        is_call = self.text[start + len(token) :].lstrip().startswith("(")
        quantities = () if is_call else self.scope.shapes
        tail = f"; {told}" if told else unknown(str(token), families, quantities, self.scope.functions)
        raise self.fault(f"unknown name {str(token)!r}{tail}", token)

    def build_norm(self, tree: Node) -> Expr:
        """‖x‖, the Euclidean norm."""
        return self.operation(NORM, tree.children, tree)

    def build_absolute(self, tree: Node) -> Expr:
        """|x|, entry by entry."""
        return self.operation(ABS, tree.children, tree)

    def build_power(self, tree: Node) -> Expr:
        return power(self, tree)

    def build_raised(self, tree: Node) -> Expr:
        return raised(self, tree)

    def build_derivative(self, tree: Node) -> Expr:
        of_token, *rest = tree.children
        split = next(k for k, part in enumerate(rest) if isinstance(part, Terminal))
        of = self.reference(of_token, rest[:split])
        by, others = self.variable(rest[split], rest[split + 1 :])
        if isinstance(of, Ref):
            return self.derivative(of, by, others, tree)
        raise self.fault("a derivative is of a named quantity by a named quantity", of_token)

    def derivative(self, of: Ref, by: Ref, others: list[Group], tree: Node) -> Expr:
        """∂of/∂by, or what the places behind it take out of it."""
        if self.scope.in_equations:
            if not is_single(of.shape):
                raise self.fault(OF_SCALARS.format(of, describe(of.shape)), tree)
            return cut(self, gradient_of(of, by), others, tree)
        derivative = Derivative(of, by, self.scope.derivative_shape(of, by))
        if not others:
            return self.scope.derivative(of, by)
        if len(others) == 1 and not any(map(is_slice, others[0])):
            index = tuple(map(self.bound, others[0]))
            return column_of(derivative, index) or self.entry(derivative, index, tree.children[0])
        return cut(self, derivative, others, tree)

    def build_nested(self, tree: Node) -> Expr:
        return with_gradient(self, tree)

    def build_second(self, tree: Node) -> Expr:
        """A second derivative, `d2L/dw1dw2`: the derivative of a gradient, which is a quantity then."""
        of_token, *rest = tree.children
        first, second = (k for k, part in enumerate(rest) if isinstance(part, Terminal))
        of = self.reference(of_token, rest[:first])
        by, places = self.variable(rest[first], rest[first + 1 : second])
        other, more = self.variable(rest[second], rest[second + 1 :])
        if not isinstance(of, Ref) or not is_single(of.shape):
            raise self.fault("a second derivative is of a scalar by two named quantities", tree)
        groups = [places[0] + more[0]] if len(places) == len(more) == 1 else places + more
        return self.derivative(gradient_of(of, by), other, groups, tree)

    def build_direct(self, tree: Node) -> Expr:
        """A derivative in which only the direct part is meant, `∂+h[2]/∂h[1]`."""
        if self.scope.in_equations:
            raise self.fault("a direct derivative is only a part; an equation may use the whole, such as dL/dU", tree)
        match self.build_derivative(tree):
            case Derivative() as whole:
                return replace(whole, direct=True)
            case Entry(Derivative() as whole, index):
                return Entry(replace(whole, direct=True), index)
        raise self.fault("a slice of a direct derivative is not read", tree)

    def variable(self, token: Terminal, groups: list[Node]) -> tuple[Ref, list[Group]]:
        """What a derivative is by, and the places left over, which take something out of it."""
        name = str(token)
        arity = self.scope.arity.get(name, len(leading(groups)))
        places, others = divided(groups, arity)
        if len(places) < arity:
            raise self.fault(f"{name} needs an index, such as {name}[{', '.join(self.scope.ranges) or 0}]", token)
        index = tuple(map(self.bound, places))
        return Ref(name, index, self.shape_of(name, index, token)), others

    def shape_of(self, name: str, index: tuple[Index, ...], token: Terminal) -> Shape:
        if name in self.scope.uneven and not all(i.is_literal for i in index):
            raise self.fault(f"the shape of {name} is not the same at every index; write a number as its index", token)
        shape = self.scope.shape_of(name, index)
        if shape is None:
            raise Unsized(name)
        return shape

    def build_call(self, tree: Node) -> Expr:
        return called(self, tree)

    def build_call_below(self, tree: Node) -> Expr:
        return called_below(self, tree)

    def bound(self, tree: Node) -> Index:
        """An index: a whole number, or an index name with an offset."""
        if tree.data == "ref":
            raise self.fault(LOOSE.format(tree.children[0]), tree.children[0])
        first, *rest = tree.children
        if tree.data in ("literal", "minus"):
            return Index("", self.whole(first) * (-1 if tree.data == "minus" else 1))
        offset = self.whole(rest[0]) if rest else 0
        return Index(str(first), -offset if tree.data == "less" else offset)

    def whole(self, token: Terminal) -> int:
        if not token.isdigit() or len(token) > 9:
            raise self.fault(f"an index must be a whole number, found {str(token)!r}", token)
        return int(token)
