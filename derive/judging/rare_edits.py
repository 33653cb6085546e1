"""What people seldom write in place of a part of an equation, tried where no usual mistake explains a value.

As in `usual_edits.py` each is a row: its name, what may stand in place of a part, and where.
"""

from __future__ import annotations

from collections.abc import Iterator

from flint import fmpq

from derive.judging.usual_edits import (
    PRODUCTS,
    SUMS,
    Edit,
    Surroundings,
    arguments,
    is_active,
    is_ones,
    with_argument,
)
from derive.language.expr import Call, Derivative, Expr, Number, Ref, is_single, size, walk
from derive.language.numbers import is_minus_infinity
from derive.language.operation import Operation, Role
from derive.table import simplify
from derive.table.elementwise import ABS, SIGMOID, SQRT
from derive.table.losses import BINARY_CROSS_ENTROPY, CROSS_ENTROPY, MEAN_SQUARED_ERROR
from derive.table.reductions import AVERAGE

MOST_EXAMPLES = 4
"""Examples of a batch that are tried as the only one."""


def label_of_loss_missing(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """The mean of ŷ² for that of (ŷ − y)²."""
    if isinstance(part, Call) and part.operation is MEAN_SQUARED_ERROR:
        for k, arg in enumerate(part.args):
            if look.is_given(arg):
                yield with_argument(part, k, simplify.times(simplify.number(0), arg))


def other_loss(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """The root of the mean square, and the mean of the absolute values."""
    if isinstance(part, Call) and part.operation is MEAN_SQUARED_ERROR:
        yield SQRT(part)
        gap = ABS(simplify.minus(*part.args))
        yield simplify.times(simplify.number(fmpq(1, size(gap.shape))), simplify.entry_total(gap))


def squares_for_logarithms(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """The squared error for the cross-entropy: its mean, its sum and half of its sum."""
    if isinstance(part, Call) and part.operation in (CROSS_ENTROPY, BINARY_CROSS_ENTROPY):
        mean = MEAN_SQUARED_ERROR(*part.args)
        count = size(part.args[0].shape)
        yield from (simplify.times(simplify.number(factor), mean) for factor in {fmpq(1), fmpq(count, 2), fmpq(count)})


def gates_swapped(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """i ⊙ c + f ⊙ g for f ⊙ c + i ⊙ g."""
    one, other = (arguments(term, (Role.ENTRYWISE_PRODUCT,)) for term in arguments(part, (Role.SUM,)) or (part, part))
    if one and other and look.is_gate(one[0]) and look.is_gate(other[0]) and one[0] != other[0]:
        yield simplify.plus(simplify.entrywise(other[0], one[1]), simplify.entrywise(one[0], other[1]))


def other_complement(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """1 − f for i."""
    if isinstance(part, Ref) and look.is_gate(part):
        yield from (simplify.minus(simplify.number(1), other) for other in look.gates_beside(part))


def factor_turned(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """A for Aᵀ and Aᵀ for A in a product, where A is square."""
    for k, arg in enumerate(arguments(part, (Role.PRODUCT,))):
        if len(set(arg.shape)) == 1 and len(arg.shape) == 2 and not is_single(arg.shape):
            yield with_argument(part, k, simplify.transposed(arg))


def other_inside(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """Another quantity of the same shape, at the same step."""
    if isinstance(part, Ref) and not part.name.startswith("#"):
        for other in (*look.bound, *look.given):
            steps = other.index in (part.index, ()) or not part.index
            if other.name != part.name and other.shape == part.shape and steps and not is_single(part.shape):
                yield other


def earlier_inside(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """One that does not depend on what it stands for."""
    yield from (other for other in other_inside(part, look) if isinstance(part, Ref) and not look.leads_to(part, other))


def masked_with_zeros(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """S ⊙ (M = 0) for S + M: scores that are 0 where they should be −∞."""
    for k, mask in enumerate(terms := arguments(part, (Role.SUM,))):
        if look.is_mask(mask):
            yield simplify.entrywise(terms[1 - k], let_through(mask, look))


def masked_afterwards(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """softmax(S) ⊙ (M = 0) for softmax(S + M): rows that do not add up to 1."""
    made = look.made_by(part.args[0]) if isinstance(part, Call) and len(part.args) == 1 else None
    for k, mask in enumerate(terms := arguments(made, (Role.SUM,)) if made is not None else ()):
        if look.is_mask(mask) and isinstance(part, Call):
            yield simplify.entrywise(part.operation(terms[1 - k]), let_through(mask, look))


def let_through(mask: Expr, look: Surroundings) -> Expr:
    """Ones where a mask has 0, and zeros where it has −∞."""
    number = look.given[mask] if isinstance(mask, Ref) else None
    assert number is not None
    return Number(tuple(fmpq(not is_minus_infinity(entry)) for entry in number.entries), mask.shape)


def rate_missing(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """g for η g in a step of descent."""
    factors = arguments(part, (Role.PRODUCT, Role.ENTRYWISE_PRODUCT))
    for factor, rest in zip(factors, factors[::-1], strict=True):
        if isinstance(factor, Ref | Number) and is_single(factor.shape) and is_step(rest):
            yield rest


def step_scaled(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """η g with a factor of two lost or put in."""
    if is_step(part):
        yield from (simplify.times(simplify.number(factor), part) for factor in (fmpq(2), fmpq(1, 2)))


def one_less(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """A mean of squares divided by n − 1."""
    if isinstance(part, Call) and part.operation in averages() and has_square(part.args[0]):
        count = size(part.args[0].shape) // size(part.shape)
        if count > 1:
            yield simplify.times(simplify.number(fmpq(count, count - 1)), part)


def has_square(expr: Expr) -> bool:
    return any(len(set(arguments(part, (Role.ENTRYWISE_PRODUCT,)))) == 1 for part in walk(expr))


def is_step(expr: Expr) -> bool:
    return isinstance(expr, Derivative) or (isinstance(expr, Ref) and expr.gradient is not None)


def old_value_missing(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """−η g for w − η g."""
    terms = arguments(part, SUMS)
    if terms and look.is_given(terms[0]) and any(map(is_step, walk(terms[1]))):
        is_sum = isinstance(part, Call) and part.operation.role is Role.SUM
        yield terms[1] if is_sum else simplify.negative(terms[1])
        yield simplify.negative(terms[1]) if is_sum else terms[1]


def complement_throughout(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """1 − τ wherever τ belongs, which is σ(−z) for σ(z)."""
    if isinstance(part, Call) and part.operation is SIGMOID and not is_single(part.shape):
        yield simplify.minus(simplify.number(1), part)


def negative_inside(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """f(−x) for f(x)."""
    is_function = isinstance(part, Call) and part.operation.role is Role.FUNCTION and len(part.args) == 1
    if is_function and isinstance(part, Call) and (part.operation is not SIGMOID or is_single(part.shape)):
        yield part.operation(simplify.negative(part.args[0]))


def square_missing(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """x for x ⊙ x, and for x²; y − r for its square in a mean."""
    factors = arguments(part, (Role.ENTRYWISE_PRODUCT,))
    base, exponent = arguments(part, (Role.POWER,)) or (None, None)
    if factors and factors[0] == factors[1]:
        yield factors[0]
    elif base is not None and isinstance(exponent, Number) and exponent.entries[0] == 2:
        yield base
    elif isinstance(part, Call) and part.operation is MEAN_SQUARED_ERROR:
        yield from (AVERAGE(simplify.minus(one, other)) for one, other in (part.args, part.args[::-1]))


def rooted(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """The standard deviation for the variance."""
    if isinstance(part, Call) and part.operation in averages() and has_square(part.args[0]):
        yield SQRT(part)


def averages() -> list[Operation]:
    return [simplify.TABLE[name] for name in ("average", "average_rows", "average_columns")]


def number_with_other_sign(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """1 + z for 1 − z, and 1 − x for 1 + x."""
    terms = arguments(part, SUMS)
    if terms and any(isinstance(term, Number) for term in terms) and not all(isinstance(t, Number) for t in terms):
        is_sum = isinstance(part, Call) and part.operation.role is Role.SUM
        yield simplify.minus(*terms) if is_sum else simplify.plus(*terms)


def factor_left_out(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """g for Aᵀ g, for w g, and x for x / y."""
    args = arguments(part, PRODUCTS)
    yield from (rest for rest in args[::-1] if rest.shape == part.shape and args[0] != args[1])
    above, below = arguments(part, (Role.QUOTIENT,)) or (part, part)
    if above is not below and not isinstance(below, Number) and above.shape == part.shape:
        yield above


def averaged(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """a v + (1 - a) g for a v + g, as a running mean has it."""
    terms = arguments(part, (Role.SUM,))
    for old, new in zip(terms, terms[::-1], strict=True):
        rate = next(iter(arguments(old, PRODUCTS)), None)
        if isinstance(rate, Ref | Number) and is_single(rate.shape) and not arguments(new, PRODUCTS):
            yield simplify.plus(old, simplify.times(simplify.minus(simplify.number(1), rate), new))


def number_left_out(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """x for 1 + x."""
    for k, term in enumerate(terms := arguments(part, SUMS)):
        rest = terms[1 - k]
        if isinstance(term, Number) and not isinstance(rest, Number) and rest.shape == part.shape:
            is_sum = isinstance(part, Call) and part.operation.role is Role.SUM
            yield rest if k == 1 or is_sum else simplify.negative(rest)


def function_missing(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """c for tanh c in what an edge hands back."""
    if isinstance(part, Call) and part.operation.role is Role.FUNCTION and is_active(part):
        yield part.args[0]


def one_example(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """One term of the sum over a batch: x₁ᵀ g₁ for Xᵀ G."""
    left, right = arguments(part, (Role.PRODUCT,)) or (part, part)
    is_turned = isinstance(left, Call) and left.operation.role is Role.TRANSPOSE
    if len(left.shape) != 2 or left is right or not (is_turned or is_ones(left)):
        return
    count = left.shape[1]
    for k in range(min(count, MOST_EXAMPLES) if count > 1 else 0):
        only = Number(tuple(fmpq(i == j == k) for i in range(count) for j in range(count)), (count, count))
        yield simplify.times(simplify.times(left, only), right)


def rate_complemented(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """(1 - a) v for a v, and a g for (1 - a) g, where a is a given number."""
    for k, arg in enumerate(arguments(part, PRODUCTS)):
        one, rate = arguments(arg, (Role.DIFFERENCE,)) or (None, arg)
        if look.is_given(rate) and is_single(rate.shape) and (one is None or simplify.is_one(one)):
            instead = rate if one is not None else simplify.minus(simplify.number(1), rate)
            yield with_argument(part, k, instead)


RARE = (
    Edit("label_missing", label_of_loss_missing, in_gradients=False),
    Edit("other_loss", other_loss, in_gradients=False),
    Edit("other_loss", squares_for_logarithms, in_gradients=False),
    Edit("other_gate", gates_swapped, in_gradients=False),
    Edit("other_gate", other_complement),
    Edit("other_gate", complement_throughout, in_gradients=False),
    Edit("factor_transposed", factor_turned),
    Edit("factor_of_two", step_scaled, in_gradients=False),
    Edit("divided_by_one_less", one_less, in_gradients=False),
    Edit("rate_missing", rate_missing, in_gradients=False),
    Edit("old_value_missing", old_value_missing, in_gradients=False),
    Edit("sign", negative_inside, in_gradients=False),
    Edit("square_missing", square_missing, in_gradients=False),
    Edit("root_added", rooted, in_gradients=False),
    Edit("sign", number_with_other_sign),
    Edit("term_missing", number_left_out),
    Edit("factor_missing", factor_left_out),
    Edit("other_factor", averaged, in_gradients=False),
    Edit("other_factor", rate_complemented, in_gradients=False),
    Edit("activation_missing", function_missing, in_values=False),
    Edit("one_example", one_example, in_values=False),
    Edit("mask_misplaced", masked_with_zeros, in_gradients=False),
    Edit("mask_misplaced", masked_afterwards, in_gradients=False),
    Edit("other_quantity_inside", earlier_inside, in_gradients=False),
    Edit("other_quantity_inside", other_inside, in_values=False),
)
