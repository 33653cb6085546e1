"""Products: of matrices where the shapes fit, entrywise or of numbers where the writing says so, else a choice."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from derive.language.expr import Call, Expr, Index, Ones, is_column, is_single, size, walk
from derive.language.operation import Role
from derive.language.record import record
from derive.reading.conventions import Convention, is_vector
from derive.reading.names_before_brackets import Factor, applied, refuse_entries, refuse_signs
from derive.reading.result import Fault, Misshapen, Unreadable
from derive.reading.tree import Name, Node, Num, Power
from derive.table.convolution import SLIDING
from derive.table.products import TRANSPOSE
from derive.table.reshaped import FLATTEN

if TYPE_CHECKING:
    from derive.reading.building import Interpreter

LOOSE = ("*", "·", "×")
TURNED = "vector_turned"
"""The note on a vector that was transposed so that there is a product or a sum."""
OPEN_PRODUCT = "the product of two vectors is not clear here; write \\odot, or a transpose"
MOST_TURNED, MOST_VECTORS = 3, 6


class Ambiguous(Exception):
    """A product of two vectors of one shape, or of a matrix and a vector: entrywise, or the sum of the products?"""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


@record
class Choice:
    """What is being tried: lists as columns or rows; each ambiguous product, by its place, as "dot", "entrywise" or
    "outer"; index names bound.

    What has no shape as it stands is tried under a `convention`, or where `is_loose` with vectors transposed, or where
    it `is_joined` with arrays side by side in brackets as the parts of one.  Where it `is_declared` that the convention
    holds, everything is meant under it.
    """

    flat: str = "column"
    turned: str = "column"
    products: Mapping[int, str] = field(default_factory=dict)
    python: bool = False
    from_zero: bool = False
    asked: Expr | None = None
    is_loose: bool = False
    is_joined: bool = False
    convention: Convention | None = None
    binding: Mapping[str, Index] = field(default_factory=dict)
    is_declared: bool = False


def is_number(expr: Expr) -> bool:
    return not expr.shape or is_single(expr.shape)


def is_matrix_times_column(expr: Expr) -> bool:
    """Whether a column is `W u`; beside another column v it may be meant as `(W u) ⊙ v` or as `W (u ⊙ v)`."""
    return isinstance(expr, Call) and expr.operation.role is Role.PRODUCT and min(expr.args[0].shape, default=1) > 1


def numbers_behind_ones(built: list[Factor]) -> list[Factor]:
    """The factors with the numbers in front of a vector of ones at the end: `1/3 1ᵀ X` is `(1ᵀ X) 1/3`."""
    count = next((k for k, (_, _, factor) in enumerate(built) if isinstance(factor, Ones)), 0)
    before, signs = built[:count], [sign for sign, _, _ in built[1 : count + 1]]
    if not before or count == len(built) - 1 or not all(is_number(factor) for _, _, factor in before):
        return built
    if any(sign not in ("", *LOOSE) for sign in signs):
        return built
    (_, item, ones), *rest = built[count:]
    return [("", item, ones), *rest, *(("·", item, factor) for _, item, factor in built[:count])]


def is_repeated(left: Expr, right: Expr) -> bool:
    """Whether a `*` would repeat a row, or a column, for all rows or columns of the matrix beside it."""
    vectors = [is_vector(each) and not is_single(each.shape) for each in (left, right)]
    return vectors.count(True) == 1 and (left.shape[0] == right.shape[0] or left.shape[1] == right.shape[1])


class Products:
    """Builds the products of one reading."""

    def __init__(self, builder: Interpreter) -> None:
        self.builder = builder

    def product(self, built: list[Factor]) -> Expr:
        """The product as it stands; where there is none, as the choice allows to take it."""
        text, problem = self.builder.text, self.builder.vocabulary.problem
        refuse_entries(built, text)
        if whole := applied(built, text, problem, is_product=True):
            return self.product(whole)
        refuse_signs(built, text, problem)
        convention = self.builder.choice.convention
        if convention is not None and self.builder.choice.is_declared:
            return self.under(convention, built)
        try:
            return self.as_written(built)
        except Misshapen as fault:
            if whole := applied(built, text, problem, is_product=False):
                return self.product(whole)
            if convention is not None:
                return self.under(convention, built)
            if not self.builder.choice.is_loose:
                raise
            return self.with_vectors_turned(built, fault)

    def under(self, convention: Convention, built: list[Factor]) -> Expr:
        """The product of what a writer has by a convention, as the problem has it."""
        return convention(self.as_written([(sign, item, convention(factor)) for sign, item, factor in built]))

    def with_vectors_turned(self, built: list[Factor], fault: Misshapen) -> Expr:
        """The product with as few of its vectors transposed as give it a shape; `fault` where none do.

        Two vectors with an @ between them are multiplied entry by entry, however they are laid out.
        """
        if any(sign == "@" and is_vector(a) and is_vector(b) for (_, _, a), (sign, _, b) in itertools.pairwise(built)):
            raise fault
        vectors = [k for k, (_, _, factor) in enumerate(built) if is_vector(factor)][:MOST_VECTORS]
        for count in range(1, MOST_TURNED + 1):
            found = [way for chosen in itertools.combinations(vectors, count) if (way := self.turning(built, chosen))]
            if len(found) > 1:
                raise Unreadable(
                    "which of these vectors is a row is not clear", fault.text, fault.position, Fault.UNCLEAR
                )
            if found:
                self.builder.notes[TURNED] = None
                return found[0]
        raise fault

    def turning(self, built: list[Factor], chosen: tuple[int, ...]) -> Expr | None:
        """The product with some of its factors transposed; nothing where there is none, or no clear one."""
        turned = [
            (sign, item, TRANSPOSE(factor) if k in chosen else factor) for k, (sign, item, factor) in enumerate(built)
        ]
        try:
            return self.as_written(turned)
        except (Misshapen, Ambiguous):
            return None

    def as_written(self, built: list[Factor]) -> Expr:
        try:
            return self.chain(built)
        except Misshapen:
            if not any(sign in LOOSE for sign, _, _ in built[1:]):
                raise
            return self.loosely(built)

    def chain(self, built: list[Factor]) -> Expr:
        self.refuse_unclear_division(built)
        built = numbers_behind_ones(built)
        result = built[0][2]
        for sign, item, factor in built[1:]:
            result = self.times(sign, result, factor, item)
        return result

    def refuse_unclear_division(self, built: list[Factor]) -> None:
        """`a/b c` and `1/2x` can mean two things where all are numbers; `1/2 x` and `1/3(x + y)` cannot."""
        for (sign, divisor, value), (beside, factor, other) in itertools.pairwise(built):
            if sign != "/" or beside or not (is_number(value) and is_number(other)):
                continue
            is_tight = isinstance(divisor, Num) and isinstance(factor, Name) and factor.start == divisor.end
            behind = self.builder.text[divisor.end :].lstrip()[:1]
            if is_tight or (isinstance(divisor, Name | Power) and behind not in (")", "}", "]")):
                raise Unreadable(
                    "what is divided by is not clear; use brackets", self.builder.text, divisor.start, Fault.UNCLEAR
                )

    def loosely(self, built: list[Factor]) -> Expr:
        """With a written sign binding less tightly than none: `d * W.T @ e` is d * (W.T @ e)."""
        groups: list[list[Factor]] = [[]]
        signs = [""]
        for sign, item, factor in built:
            if sign in LOOSE and groups[-1]:
                groups.append([])
                signs.append(sign)
            groups[-1].append((sign, item, factor))
        result = self.chain(groups[0])
        for sign, group in zip(signs[1:], groups[1:], strict=True):
            result = self.times(sign, result, self.chain(group), group[0][1])
        return result

    def times(self, sign: str, left: Expr, right: Expr, node: Node) -> Expr:
        apply = self.builder.apply
        is_matrix = len(right.shape) == 2 and min(right.shape) > 1
        if sign == "/" and is_matrix and not self.builder.choice.python:
            raise self.builder.fault("division by a matrix is not clear; write ./ or the inverse", node)
        if sign in ("/", "./"):
            return apply("divide", (left, right), node)
        if not left.shape or not right.shape or is_single(left.shape) or is_single(right.shape):
            return apply("multiply", (left, right), node)
        if sign == "⊙":
            return apply("hadamard", (left, right), node)
        if sign == "⊗" and self.is_kronecker(left, right):
            return apply("kron", (left, right), node)
        if sign == "⊗":
            return self.builder.applied("outer", (left, right), node)
        if sign == "*" and self.builder.choice.python and left.shape == right.shape:
            return apply("hadamard", (left, right), node)
        if sign == "*" and (slid := self.convolved(left, right, node)):
            return slid
        if sign == "*" and is_repeated(left, right) and self.repeats(left, right, node):
            return apply("hadamard", (left, right), node)
        if sign == "@" and is_column(left.shape) and right.shape[1] > 1 and right.shape[0] == left.shape[0]:
            return apply("multiply", (apply("transpose", (right,), node), left), node)
        if left.shape == right.shape and 1 in left.shape:
            if sign == "@":
                return self.dot(left, right, node)
            if not sign and is_matrix_times_column(left):
                raise self.builder.fault(
                    "a matrix and two columns side by side are not clear; use brackets or \\odot", node
                )
            return self.chosen(sign, left, right, node)
        if sign in LOOSE and self.builder.choice.is_loose and left.shape == right.shape and len(set(left.shape)) > 1:
            return apply("hadamard", (left, right), node)
        return apply("multiply", (left, right), node)

    def is_kronecker(self, left: Expr, right: Expr) -> bool:
        """Whether ⊗ stands for the Kronecker product: in the model, beside a matrix, or where a vec is asked for."""
        asked = self.builder.choice.asked
        is_vec = isinstance(asked, Call) and asked.operation is FLATTEN
        is_beside_matrix = max(min(left.shape), min(right.shape)) > 1
        return is_vec or is_beside_matrix or "kron" in self.builder.vocabulary.facts.operations

    def convolved(self, left: Expr, right: Expr, node: Node) -> Expr | None:
        """`X * K` where the model slides one over the other, or where there is no product and the model convolves."""
        if left.shape == right.shape:
            return None
        for equation in self.builder.vocabulary.problem.equations:
            for part in walk(equation.rhs):
                if isinstance(part, Call) and part.operation in SLIDING:
                    if {left, right} == set(part.args[:2]):
                        return part
                    if left.shape[1] != right.shape[0] and are_pictures((left, right), part.args[:2]):
                        large, small = sorted((left, right), key=lambda each: -size(each.shape))
                        return self.builder.apply(part.operation.name, (large, small, *part.args[2:]), node)
        return None

    def repeats(self, left: Expr, right: Expr, node: Node) -> bool:
        """Whether a vector beside a matrix is repeated; where they have a product too, a program may mean either."""
        if left.shape[1] != right.shape[0]:
            return True
        return self.builder.choice.python and self.choice(node) == "entrywise"

    def choice(self, node: Node) -> str:
        """How the product at a place is taken.  Errors: `Ambiguous` where that is still to be chosen."""
        choice = self.builder.choice.products.get(node.start)
        if choice is None:
            raise Ambiguous(node.start)
        return choice

    def chosen(self, sign: str, left: Expr, right: Expr, node: Node) -> Expr:
        choice = self.choice(node)
        if choice == "outer":
            return self.with_a_row(sign, left, right, node)
        self.builder.notes[f"product_{choice}"] = None
        if choice == "entrywise":
            return self.builder.apply("hadamard", (left, right), node)
        return self.dot(left, right, node)

    def with_a_row(self, sign: str, left: Expr, right: Expr, node: Node) -> Expr:
        """Two vectors side by side, of which one is meant as a row: their outer product; no sign says so."""
        if sign:
            raise self.builder.fault(OPEN_PRODUCT, node)
        self.builder.notes[TURNED] = None
        first, second = (left, right) if is_column(left.shape) else (TRANSPOSE(left), TRANSPOSE(right))
        return self.builder.applied("outer", (first, second), node)

    def dot(self, left: Expr, right: Expr, node: Node) -> Expr:
        if is_column(left.shape):
            return self.builder.applied("dot", (left, right), node)
        return self.builder.apply("multiply", (left, self.builder.apply("transpose", (right,), node)), node)


def are_pictures(factors: Sequence[Expr], slid: Sequence[Expr]) -> bool:
    """Whether none of two factors is a vector where the model slides a matrix over a matrix."""
    return all(min(each.shape) > 1 for each in factors) or any(min(each.shape) == 1 for each in slid)
