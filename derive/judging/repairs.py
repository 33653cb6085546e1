"""What a wrong formula would have to say to be right: the change that mends it names the mistake.

A formula is the best witness of what went wrong in it.  Each row of `REPAIRS` proposes what may stand in place of a
part; a proposal counts if the whole is then true at random points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import combinations

from derive.judging.formula_meanings import Meanings, named
from derive.judging.usual_edits import PRODUCTS, SUMS, arguments
from derive.language.expr import (
    Call,
    Derivative,
    Entry,
    Expr,
    Number,
    Ref,
    at,
    is_single,
    rewrite,
    size,
)
from derive.language.operation import Role
from derive.table import simplify
from derive.table.elementwise import ABS, EXP, LOG, SQRT
from derive.table.joined import BELOW, BESIDE
from derive.table.softmaxes import SOFTMAX

MATHEMATICAL = (ABS, EXP, LOG, SQRT)
"""Functions that nobody calls an activation."""
MOST_ENTRIES = 6
"""Entries of a vector that are tried for one of them."""
Proposal = tuple[str, Expr]
"""A mistake, and what stands in place of a part where it is mended."""
Mending = Callable[[Expr, Meanings], Iterator[Proposal]]


def sign(part: Expr, about: Meanings) -> Iterator[Proposal]:
    """Plus for minus, and the other way round."""
    terms = arguments(part, SUMS)
    if terms:
        is_sum = isinstance(part, Call) and part.operation.role is Role.SUM
        yield "sign", simplify.minus(*terms) if is_sum else simplify.plus(*terms)
        if not is_sum:
            yield "sign", simplify.minus(terms[1], terms[0])
    if part is about.formula:
        yield "sign", simplify.negative(part)


def other_name(part: Expr, about: Meanings) -> Iterator[Proposal]:
    """The quantity that belongs in the place of another one."""
    if isinstance(part, Ref):
        for other in about.like(part):
            yield kind_of_exchange(part, other, about), other


def kind_of_exchange(found: Ref, wanted: Ref, about: Meanings) -> str:
    if found.name == wanted.name:
        return "time_off_by_one"
    if about.source(wanted) == found:
        return "preactivation_for_activation"
    if about.is_gate_like(found) and about.is_gate_like(wanted):
        return "other_gate"
    return "other_quantity_inside"


def other_derivative(part: Expr, about: Meanings) -> Iterator[Proposal]:
    """The derivative by the quantity behind a function in place of that before it."""
    if isinstance(part, Derivative):
        for other in about.like(part.by):
            name = "activation_derivative_missing" if about.source(part.by) == other else "other_quantity_inside"
            name = "time_off_by_one" if other.name == part.by.name else name
            yield name, Derivative(part.of, other, part.shape)


def complement(part: Expr, about: Meanings) -> Iterator[Proposal]:
    """1 − z in place of z, everywhere, and two gates exchanged."""
    if isinstance(part, Ref) and about.is_gate_like(part):
        yield "other_gate", simplify.minus(simplify.number(1), part)


def gates_exchanged(part: Expr, about: Meanings) -> Iterator[Proposal]:
    """Two gates in each other's places."""
    if part is about.formula:
        gates = dict.fromkeys(ref.name for ref in named(part) if about.is_gate_like(ref))
        for pair in combinations(gates, 2):
            yield "other_gate", rewrite(part, partial(exchanged_name, names=dict((pair, pair[::-1]))))


def exchanged_name(part: Expr, names: Mapping[str, str]) -> Expr | None:
    is_one = isinstance(part, Ref) and part.name in names
    return Ref(names[part.name], part.index, part.shape) if isinstance(part, Ref) and is_one else None


def label(part: Expr, about: Meanings) -> Iterator[Proposal]:
    """ŷ − y for ŷ, and σ(s) − 1 for σ(s)."""
    if isinstance(part, Ref):
        for other in about.like(part):
            if other.name in about.labels:
                yield "label_missing", simplify.minus(part, other)
    elif isinstance(part, Call) and part.operation.role is Role.FUNCTION and is_single(part.shape):
        yield "label_missing", simplify.minus(part, simplify.number(1))


def transpose(part: Expr, about: Meanings) -> Iterator[Proposal]:
    """A square factor turned, or turned back."""
    is_turned = isinstance(part, Call) and part.operation.role is Role.TRANSPOSE
    inner = part.args[0] if isinstance(part, Call) and is_turned else part
    if isinstance(inner, Ref | Derivative) and len(set(part.shape)) == 1 < len(part.shape):
        is_weight = isinstance(inner, Ref) and about.is_parameter(inner)
        name = "weight_transposed" if is_turned else "weight_not_transposed"
        yield name if is_weight else "factor_transposed", inner if is_turned else simplify.transposed(inner)


def factors(expr: Expr) -> list[Expr]:
    """The factors of an entrywise product."""
    parts = arguments(expr, (Role.ENTRYWISE_PRODUCT,))
    if not parts and is_single(expr.shape):
        parts = arguments(expr, (Role.PRODUCT,))
    return [factor for part in parts for factor in factors(part)] or [expr]


def slope_missing(part: Expr, about: Meanings) -> Iterator[Proposal]:
    """The derivative of a function, or a gate, as a factor more."""
    if isinstance(part, Number) or len(part.shape) == 1:
        return
    own = factors(part)
    for ref in about.of_shape(part.shape, part):
        found = about.slope(ref, part)
        if found is not None and not is_single(part.shape):
            yield "activation_derivative_missing", found
        if about.is_gate_like(ref) and ref not in own:
            yield "gate_missing", simplify.entrywise(ref, part)
            yield "gate_missing", simplify.entrywise(simplify.minus(simplify.number(1), ref), part)


def other_entry(part: Expr, about: Meanings) -> Iterator[Proposal]:
    """Another entry of the same vector."""
    if isinstance(part, Entry) and len(part.index) == 1 and part.index[0].is_literal:
        count = size(part.of.shape)
        for k in range(min(count, MOST_ENTRIES)):
            if k != part.index[0].offset:
                yield "other_quantity_inside", Entry(part.of, (at(k),))


def factor_missing(part: Expr, about: Meanings) -> Iterator[Proposal]:
    """Another factor of an entrywise product."""
    if isinstance(part, Ref | Derivative) or len(factors(part)) > 1:
        for ref in about.of_shape(part.shape, part):
            yield "gate_missing", simplify.entrywise(ref, part)


def slope_wrong(part: Expr, about: Meanings) -> Iterator[Proposal]:
    """The derivative of a function in place of one or two factors."""
    own = factors(part)
    if len(own) < 2:
        return
    for count in (1, 2):
        for gone in combinations(range(len(own)), count):
            rest = [factor for k, factor in enumerate(own) if k not in gone]
            lost = [own[k] for k in gone]
            if not rest or any(isinstance(each, Derivative) for each in lost):
                continue
            for ref in slopes_of(lost, part, about):
                g = rest[0]
                for factor in rest[1:]:
                    g = simplify.entrywise(g, factor)
                found = about.slope(ref, g)
                if found is not None:
                    yield slope_name(lost, ref, about), found


def slopes_of(lost: list[Expr], part: Expr, about: Meanings) -> Iterator[Ref]:
    """The values whose slope the factors may stand for: those that they speak of."""
    spoken = {ref.name for each in lost for ref in named(each)}
    if len(lost) == 1 and is_mask(lost[0]):
        spoken = set()
    for ref in about.of_shape(part.shape, part):
        inner = about.source(ref)
        if inner is not None and ({ref.name, inner.name} & spoken or not spoken):
            yield ref


def is_mask(factor: Expr) -> bool:
    return isinstance(factor, Call) and factor.operation.jump is not None


def slope_name(lost: list[Expr], ref: Ref, about: Meanings) -> str:
    """What was written for the derivative of a function."""
    spoken = {each.name for part in lost for each in named(part)}
    if len(lost) == 1 and is_mask(lost[0]):
        return "other_mask"
    if ref.name not in spoken:
        return "activation_derivative_at_input"
    complemented = simplify.minus(simplify.number(1), ref)
    if lost in ([complemented], [ref]):
        return "activation_derivative_no_square" if lost == [complemented] else "activation_for_derivative"
    return "activation_derivative_of_other_function"


def slope_extra(part: Expr, about: Meanings) -> Iterator[Proposal]:
    """One or two factors less."""
    own = factors(part)
    for count in (1, 2):
        for gone in combinations(range(len(own)), count) if len(own) > count else ():
            rest = [factor for k, factor in enumerate(own) if k not in gone]
            g = rest[0]
            for factor in rest[1:]:
                g = simplify.entrywise(g, factor)
            if g.shape == part.shape:
                yield "factor_too_many", g


def function(part: Expr, about: Meanings) -> Iterator[Proposal]:
    """Another function of the network, or one where there is none."""
    for operation in about.functions:
        if isinstance(part, Call) and len(part.args) == 1 and part.operation.role is Role.FUNCTION:
            is_turned = {operation, part.operation} in about.axes
            yield "sum_over_wrong_axis" if is_turned else "other_function", operation(*part.args)
        elif operation not in MATHEMATICAL and (part is about.formula or arguments(part, SUMS)):
            yield "softmax_missing" if operation is SOFTMAX else "activation_missing", operation(part)


def epsilon(part: Expr, about: Meanings) -> Iterator[Proposal]:
    """The small number under a root."""
    if isinstance(part, Call) and part.operation is SQRT:
        for number in about.small:
            yield "epsilon_missing", SQRT(simplify.plus(part.args[0], number))


def root(part: Expr, about: Meanings) -> Iterator[Proposal]:
    """x / √v for x / v, and x / √(v + ε)."""
    above, below = arguments(part, (Role.QUOTIENT,)) or (part, part)
    if above is not below and isinstance(part, Call) and SQRT in about.functions:
        for inside in (below, *(simplify.plus(below, number) for number in about.small)):
            yield "root_missing", part.operation(above, SQRT(inside))


def matrix_missing(part: Expr, about: Meanings) -> Iterator[Proposal]:
    """A square matrix more in a product."""
    if len(part.shape) == 2 and (part is about.formula or arguments(part, PRODUCTS) or isinstance(part, Ref)):
        for k, size in enumerate(part.shape):
            for ref in about.of_shape((size, size)) if size > 1 else ():
                for matrix in (ref, simplify.transposed(ref)):
                    yield "factor_missing", simplify.times(matrix, part) if k == 0 else simplify.times(part, matrix)


def parts_swapped(part: Expr, about: Meanings) -> Iterator[Proposal]:
    """Arrays joined in the other order: `[U W] [h; x]` for `[W U] [h; x]`."""
    if isinstance(part, Call) and part.operation in (BELOW, BESIDE):
        yield "swapped_parts", part.operation(*reversed(part.args))


REPAIRS: tuple[Mending, ...] = (
    sign,
    transpose,
    label,
    epsilon,
    root,
    slope_wrong,
    other_name,
    other_entry,
    other_derivative,
    complement,
    gates_exchanged,
    function,
    parts_swapped,
    slope_missing,
    slope_extra,
    factor_missing,
    matrix_missing,
)
"""In the order in which they are believed."""
