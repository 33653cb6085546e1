"""Usual mistakes in a line of code, taken back one at a time: the line as it would be without them."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from derive.tracing.einsum_patterns import of_einsum
from derive.tracing.tensor import Tensor

MOST_MUTANTS = 600
PRODUCTS = frozenset("dot matmul mm outer inner bmm multiply".split())
SUMS = frozenset("sum mean reduce_sum reduce_mean".split())
ACTIVATIONS = frozenset("tanh sigmoid sigma sig relu logistic expit".split())
AXES = (0, 1, -1, None)
Mutant = tuple[str, ast.expr]
Change = Callable[[ast.expr], Iterator[Mutant]]


@dataclass(frozen=True)
class Around:
    """What a line could have used: names of arrays, and slopes of the problem's functions."""

    names: Sequence[str]
    slopes: Sequence[Tensor]
    before: Sequence[str] = ()


def mutants(node: ast.expr, around: Around) -> Iterator[Mutant]:
    """The expression with one thing changed, named by the mistake that it takes back."""
    yield from renamed(node, around.names)
    count = 0
    for path, part in parts(node, ()):
        for name, new in changes(part, around):
            yield name, replaced(node, path, new)
            count += 1
            if count >= MOST_MUTANTS:
                return


def parts(node: ast.expr, path: tuple[tuple[str, int], ...]) -> Iterator[tuple[tuple[tuple[str, int], ...], ast.expr]]:
    """All expressions in an expression with the ways to them, the whole first."""
    yield path, node
    for field, value in ast.iter_fields(node):
        if isinstance(value, ast.expr) and not (isinstance(node, ast.Call) and field == "func"):
            yield from parts(value, (*path, (field, -1)))
        elif isinstance(value, ast.expr) and isinstance(value, ast.Attribute):
            yield from parts(value.value, (*path, (field, -1), ("value", -1)))
        elif isinstance(value, list):
            for k, each in enumerate(value):
                if isinstance(each, ast.expr):
                    yield from parts(each, (*path, (field, k)))


def replaced(node: ast.expr, path: tuple[tuple[str, int], ...], new: ast.expr) -> ast.expr:
    """A copy of an expression with one part replaced."""
    if not path:
        return new
    (field, k), *rest = path
    made = copy.copy(node)
    value = getattr(node, field)
    if k < 0:
        setattr(made, field, replaced(value, tuple(rest), new))
    else:
        setattr(made, field, [replaced(each, tuple(rest), new) if j == k else each for j, each in enumerate(value)])
    return made


def changes(node: ast.expr, around: Around) -> Iterator[Mutant]:
    for change in CHANGES:
        yield from change(node)
    yield from of_names(node, around)
    yield from of_slopes(node, around)


def turned(node: ast.expr) -> ast.expr:
    """The expression transposed: without its transpose where it has one."""
    match node:
        case ast.Attribute(value, "T"):
            return value
        case ast.Call(ast.Attribute(value, "t" | "transpose"), []) if not (
            isinstance(value, ast.Name) and value.id in ("np", "torch", "tf", "jnp")
        ):
            return value
        case ast.Call(ast.Attribute(_, "transpose" | "t"), [value]):
            return value
    return ast.Attribute(node, "T", ast.Load())


def of_products(node: ast.expr) -> Iterator[Mutant]:
    """Factors transposed or exchanged, a matrix product for an entrywise one and the other way round."""
    match node:
        case ast.BinOp(left, ast.MatMult(), right):
            yield "transposed_factor", ast.BinOp(turned(left), ast.MatMult(), right)
            yield "transposed_factor", ast.BinOp(left, ast.MatMult(), turned(right))
            yield "transposed_factor", ast.BinOp(turned(left), ast.MatMult(), turned(right))
            yield "factors_swapped", ast.BinOp(right, ast.MatMult(), left)
            yield "factors_swapped", ast.BinOp(turned(right), ast.MatMult(), left)
            yield "factors_swapped", ast.BinOp(right, ast.MatMult(), turned(left))
            yield "matrix_for_entrywise", ast.BinOp(left, ast.Mult(), right)
        case ast.Call(ast.Attribute() as function, [left, right]) if function.attr in PRODUCTS:
            yield from of_call(node, function, left, right)
        case ast.Call(ast.Name(name), [left, right]) if name in PRODUCTS:
            yield from of_call(node, node.func, left, right)
        case ast.Call(ast.Attribute(left, name) as function, [right]) if name in PRODUCTS:
            yield "transposed_factor", ast.Call(ast.Attribute(turned(left), name, ast.Load()), [right], node.keywords)
            yield "transposed_factor", ast.Call(function, [turned(right)], node.keywords)
            yield "factors_swapped", ast.Call(ast.Attribute(right, name, ast.Load()), [left], node.keywords)
            yield "factors_swapped", ast.Call(ast.Attribute(turned(right), name, ast.Load()), [left], node.keywords)
            yield "factors_swapped", ast.Call(ast.Attribute(right, name, ast.Load()), [turned(left)], node.keywords)
            yield "matrix_for_entrywise", ast.BinOp(left, ast.Mult(), right)
        case ast.BinOp(left, ast.Mult(), right):
            yield "entrywise_for_matrix", ast.BinOp(left, ast.MatMult(), right)
            yield "entrywise_for_matrix", ast.BinOp(turned(left), ast.MatMult(), right)
            yield "entrywise_for_matrix", ast.BinOp(left, ast.MatMult(), turned(right))


def of_call(node: ast.Call, function: ast.expr, left: ast.expr, right: ast.expr) -> Iterator[Mutant]:
    words = node.keywords
    if words and all(word.arg in ("transpose_a", "transpose_b") for word in words):
        for k in range(len(words)):
            yield "transposed_factor", ast.Call(function, [left, right], words[:k] + words[k + 1 :])
    for key in ("transpose_a", "transpose_b"):
        if any(word.arg == key for word in words):
            yield "transposed_factor", ast.Call(function, [left, right], [w for w in words if w.arg != key])
    yield "transposed_factor", ast.Call(function, [turned(left), right], words)
    yield "transposed_factor", ast.Call(function, [left, turned(right)], words)
    yield "transposed_factor", ast.Call(function, [turned(left), turned(right)], words)
    yield "factors_swapped", ast.Call(function, [right, left], words)
    yield "factors_swapped", ast.Call(function, [turned(right), left], words)
    yield "factors_swapped", ast.Call(function, [right, turned(left)], words)
    yield "matrix_for_entrywise", ast.BinOp(left, ast.Mult(), right)


def of_sums(node: ast.expr) -> Iterator[Mutant]:
    """Other axes, axes kept, a mean for a sum."""
    match node:
        case ast.Call(ast.Attribute() | ast.Name() as function, args, keywords):
            name = function.attr if isinstance(function, ast.Attribute) else function.id
        case _:
            return
    has_axis = any(word.arg in ("axis", "dim", "keepdims", "keepdim") for word in keywords)
    if name not in (*SUMS, "max", "min", "norm", "var", "std", "softmax", "log_softmax") and not has_axis:
        return
    others = [word for word in keywords if word.arg not in ("axis", "dim", "keepdims", "keepdim")]
    own = [word for word in keywords if word.arg in ("axis", "dim")]
    kept = any(word.arg in ("keepdims", "keepdim") for word in keywords)
    positional = isinstance(function, ast.Attribute) and is_library(function.value)
    first = args[:1] if positional or isinstance(function, ast.Name) else []
    if not kept:
        yield "keepdims_missing", ast.Call(function, args, [*keywords, word("keepdims", True)])
    summed_all = not own and len(args) == len(first)
    for axis in AXES if name not in ("softmax", "log_softmax") else AXES[:3]:
        for keep in (False, True):
            words = [*others, word("axis", axis), *([word("keepdims", True)] if keep else [])]
            key = "summed_over_everything" if summed_all else "sum_over_other_axis"
            yield key, ast.Call(function, first, words)
    if name in SUMS:
        other = {"sum": "mean", "mean": "sum", "reduce_sum": "reduce_mean", "reduce_mean": "reduce_sum"}[name]
        exchanged = ast.Attribute(function.value, other, ast.Load()) if isinstance(function, ast.Attribute) else None
        if exchanged is not None:
            yield "missing_mean_factor" if "sum" in name else "mean_factor_twice", ast.Call(exchanged, args, keywords)


def is_library(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("np", "numpy", "torch", "tf", "jnp", "F", "cp", "jax")


def word(name: str, value: object) -> ast.keyword:
    return ast.keyword(name, ast.Constant(value))  # type: ignore[arg-type]


def of_signs(node: ast.expr) -> Iterator[Mutant]:
    """A sign, a term or a factor."""
    match node:
        case ast.BinOp(left, ast.Sub(), right):
            yield "sign", ast.BinOp(right, ast.Sub(), left)
            yield "sign", ast.BinOp(left, ast.Add(), right)
            if isinstance(left, ast.Constant) and left.value == 1:
                yield (
                    "activation_derivative_no_square",
                    ast.BinOp(left, ast.Sub(), ast.BinOp(right, ast.Pow(), ast.Constant(2))),
                )
            match right:
                case ast.BinOp(base, ast.Pow(), ast.Constant(2)):
                    yield (
                        "activation_derivative_of_other_function",
                        ast.BinOp(base, ast.Mult(), ast.BinOp(left, ast.Sub(), base)),
                    )
            yield "extra_term", left
        case ast.BinOp(left, ast.Add(), right):
            yield "sign", ast.BinOp(left, ast.Sub(), right)
            yield "extra_term", left
            yield "extra_term", right
        case ast.BinOp(left, ast.Mult(), right):
            yield from of_slope_of_sigmoid(left, right)
            yield "extra_factor", left
            yield "extra_factor", right
        case ast.BinOp(left, ast.Div(), right):
            yield "mean_factor_twice", left
            yield "product_for_quotient", ast.BinOp(left, ast.Mult(), right)
            yield from of_roots(left, right)
        case ast.UnaryOp(ast.USub(), operand):
            yield "sign", operand
        case ast.BinOp(base, ast.Pow(), ast.Constant()):
            yield "extra_power", base
        case ast.Name() | ast.Subscript():
            yield "square_missing", ast.BinOp(node, ast.Pow(), ast.Constant(2))


def of_roots(left: ast.expr, right: ast.expr) -> Iterator[Mutant]:
    """The root of what something is divided by."""
    listed = [
        (path, part) for path, part in parts(right, ()) if isinstance(part, ast.Name | ast.Subscript | ast.Attribute)
    ]
    for path, part in [((), right), *listed]:
        root = ast.BinOp(part, ast.Pow(), ast.Constant(0.5))
        yield "root_missing", ast.BinOp(left, ast.Div(), replaced(right, path, root))


def of_slope_of_sigmoid(left: ast.expr, right: ast.expr) -> Iterator[Mutant]:
    match right:
        case ast.BinOp(ast.Constant(1 | 1.0) as one, ast.Sub(), inner):
            if ast.unparse(inner) == ast.unparse(left):
                new = ast.BinOp(one, ast.Sub(), ast.BinOp(inner, ast.Pow(), ast.Constant(2)))
                yield "activation_derivative_of_other_function", new


def of_times(node: ast.expr) -> Iterator[Mutant]:
    """Another step of the time, and the other of two sides of a comparison."""
    match node:
        case ast.Subscript(value, ast.BinOp(index, ast.Add() | ast.Sub(), ast.Constant(1))):
            yield "time_off_by_one", ast.Subscript(value, index, ast.Load())
            for operator in (ast.Add(), ast.Sub()):
                yield "time_off_by_one", ast.Subscript(value, ast.BinOp(index, operator, ast.Constant(1)), ast.Load())
        case ast.Subscript(value, ast.Name() as index):
            for operator in (ast.Add(), ast.Sub()):
                yield "time_off_by_one", ast.Subscript(value, ast.BinOp(index, operator, ast.Constant(1)), ast.Load())
        case ast.Subscript(value, ast.Constant(int(k))):
            for other in (k - 1, k + 1):
                yield "time_off_by_one", ast.Subscript(value, ast.Constant(other), ast.Load())
        case ast.Compare(left, [operator], [right]):
            other_way = {ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.Lt: ast.GtE, ast.LtE: ast.Gt}.get(type(operator))
            if other_way:
                yield "mask_inverted", ast.Compare(left, [other_way()], [right])


def of_entries(node: ast.expr) -> Iterator[Mutant]:
    """Row and column of an entry exchanged, a function of what it was applied to before, or of another sign."""
    match node:
        case ast.Subscript(ast.Subscript(value, first), second):
            yield "transposed_factor", ast.Subscript(ast.Subscript(value, second, ast.Load()), first, ast.Load())
        case ast.Subscript(value, ast.Tuple([first, second])):
            yield "transposed_factor", ast.Subscript(value, ast.Tuple([second, first], ast.Load()), ast.Load())
        case ast.Call(ast.Attribute(_, name) | ast.Name(name), [inner], []) if name in ACTIVATIONS:
            yield "activation_derivative_at_output", inner
            yield "sign", with_argument(node, ast.UnaryOp(ast.USub(), inner))
        case ast.Call(ast.Attribute(_, "exp") | ast.Name("exp"), [inner], []):
            yield "sign", with_argument(node, ast.UnaryOp(ast.USub(), inner))
            yield "factor_missing", with_argument(node, ast.BinOp(inner, ast.Div(), ast.Constant(2)))


def with_argument(node: ast.expr, inner: ast.expr) -> ast.expr:
    return ast.Call(node.func, [inner], []) if isinstance(node, ast.Call) else node


CHANGES: tuple[Change, ...] = (of_products, of_sums, of_signs, of_times, of_entries, of_einsum)


def of_names(node: ast.expr, around: Around) -> Iterator[Mutant]:
    """Another array in the place of one."""
    if isinstance(node, ast.Name) and node.id in around.names:
        for name in around.names:
            if name != node.id:
                yield f"other:{node.id}:{name}", ast.Name(name, ast.Load())
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
        for name in around.names:
            if name != node.attr:
                yield f"other:{node.attr}:{name}", ast.Attribute(node.value, name, ast.Load())


def of_slopes(node: ast.expr, around: Around) -> Iterator[Mutant]:
    """A slope that is missing."""
    if isinstance(node, ast.Constant | ast.Slice | ast.Tuple | ast.List):
        return
    for slope in around.slopes:
        constant = ast.Constant(slope)  # type: ignore[arg-type]
        yield "activation_derivative_missing", ast.BinOp(node, ast.Mult(), constant)


def renamed(node: ast.expr, names: Sequence[str]) -> Iterator[Mutant]:
    """Another array in every place of one that stands in several."""
    used = [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
    for old in {name for name in used if used.count(name) > 1 and name in names}:
        for new in names:
            if new != old:
                yield f"other:{old}:{new}", Renaming(old, new).visit(copy.deepcopy(node))


class Renaming(ast.NodeTransformer):
    """Puts one name in the place of another."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self.new, ast.Load()) if node.id == self.old else node
