"""Layers, losses and optimisers whose equations differ between libraries, row by row (`derive dialects`)."""

from __future__ import annotations

from collections.abc import Iterator

from flint import fmpq

from derive.judging.dialect_parts import OtherDialect, complement, factors, made, whole, with_part
from derive.language.expr import Call, Equation, Expr, Number, Ref, size
from derive.language.operation import Role
from derive.problem.problem import Problem
from derive.table import simplify
from derive.table.activations import GELU, GELU_TANH
from derive.table.convolution import CONV1D_TRANSPOSE, CONV2D_TRANSPOSE, TURNED
from derive.table.dialects import dialects
from derive.table.elementwise import SIGMOID, SQRT
from derive.table.extremes import CLIP, HARDSIGMOID
from derive.table.logit_losses import HUBER
from derive.table.reductions import AVERAGE, TOTAL, VARIANCE

TRANSPOSED = (CONV1D_TRANSPOSE, CONV2D_TRANSPOSE)
OLD_SLOPE = fmpq(1, 5)
"""The slope of the hard sigmoid in ONNX and in Keras before its third edition."""


def epsilons() -> dict[fmpq, None]:
    """The numbers that libraries add where a quantity is divided by its spread."""
    found = (row.epsilon for row in dialects() if row.epsilon and row.of.endswith("_norm"))
    return dict.fromkeys(fmpq(int(text.replace(".", "")), 10 ** len(text.partition(".")[2])) for text in found)


def other_epsilon(expr: Expr, equation: Equation, problem: Problem) -> Iterator[Expr]:
    """Another library's number for one of them, added under a root."""
    if not isinstance(expr, Call) or expr.operation is not SQRT:
        return
    (inner,) = expr.args
    spread = whole(problem.bound[inner].rhs if isinstance(inner, Ref) and inner in problem.bound else inner, problem)
    if not isinstance(spread, Call) or spread.operation.role is not Role.SUM:
        return
    known = epsilons()
    for place, part in enumerate(spread.args):
        if isinstance(part, Number) and not part.shape and part.entries[0] in known:
            for value in (other for other in known if other != part.entries[0]):
                args = [simplify.number(value) if k == place else arg for k, arg in enumerate(spread.args)]
                yield SQRT(simplify.plus(*args))


def is_deviation(expr: Expr, problem: Problem) -> bool:
    """Whether something is a quantity less a mean of it."""
    found = made(expr, problem)
    if not isinstance(found, Call) or found.operation.role is not Role.DIFFERENCE:
        return False
    middle = made(found.args[1], problem)
    return isinstance(middle, Call) and middle.operation in AVERAGES and middle.args[0] == found.args[0]


def square_of(expr: Expr) -> Expr | None:
    """x of x ∘ x and of x²."""
    pair = factors(expr)
    if pair is not None and pair[0] == pair[1]:
        return pair[0]
    is_power = isinstance(expr, Call) and expr.operation.role is Role.POWER
    return expr.args[0] if is_power and isinstance(expr, Call) and simplify.is_number(expr.args[1], 2) else None


def unbiased(expr: Expr, equation: Equation, problem: Problem) -> Iterator[Expr]:
    """Σ(x − m)²/(N − 1) for Σ(x − m)²/N."""
    if not isinstance(expr, Call):
        return
    count = size(expr.args[0].shape) // size(expr.shape) if expr.args else 0
    if count > 1 and expr.operation in VARIANCES and simplify.is_zero(expr.args[1]):
        yield with_part(expr, 1, simplify.number(1))
    if count > 1 and expr.operation in AVERAGES:
        root = square_of(expr.args[0])
        if root is not None and is_deviation(root, problem):
            yield simplify.times(simplify.number(fmpq(count, count - 1)), expr)


def forget_gates(problem: Problem) -> Iterator[Ref]:
    """What the state before is multiplied with, where what is added to it has a gate of its own."""
    for equation in problem.equations:
        found = whole(equation.rhs, problem)
        terms = found.args if isinstance(found, Call) and found.operation.role is Role.SUM else ()
        pairs = [pair for pair in map(factors, terms) if pair]
        if len(pairs) < 2 or any(complement(part) is not None for pair in pairs for part in pair):
            continue
        for pair in pairs:
            for gate, state in (pair, pair[::-1]):
                if isinstance(gate, Ref) and isinstance(state, Ref) and state.name == equation.target.name:
                    yield gate


def one_added(expr: Expr, equation: Equation, problem: Problem) -> Iterator[Expr]:
    """sigmoid(z + 1) for sigmoid(z), in the gate by which the old state is kept."""
    if isinstance(expr, Call) and expr.operation is SIGMOID and equation.target in set(forget_gates(problem)):
        yield SIGMOID(simplify.plus(expr.args[0], simplify.number(1, expr.shape)))


def other_form(expr: Expr, equation: Equation, problem: Problem) -> Iterator[Expr]:
    """GELU with tanh for the one with the normal distribution, and the other way round."""
    forms = {GELU: GELU_TANH, GELU_TANH: GELU}
    if isinstance(expr, Call) and expr.operation in forms:
        yield forms[expr.operation](*expr.args)


def steeper(expr: Expr, equation: Equation, problem: Problem) -> Iterator[Expr]:
    """0.2 x + 1/2 cut at 0 and 1."""
    if isinstance(expr, Call) and expr.operation is HARDSIGMOID:
        line = simplify.times(simplify.number(OLD_SLOPE), expr.args[0])
        shift = simplify.number(fmpq(1, 2), expr.shape)
        yield CLIP(simplify.plus(line, shift), simplify.number(0), simplify.number(1))


def by_delta(expr: Expr, equation: Equation, problem: Problem) -> Iterator[Expr]:
    """Huber's loss divided by δ."""
    if isinstance(expr, Call) and expr.operation is HUBER and not simplify.is_one(expr.args[1]):
        yield simplify.divided(expr, expr.args[1])


def kernel_turned(expr: Expr, equation: Equation, problem: Problem) -> Iterator[Expr]:
    """The kernel turned round before it is spread."""
    if isinstance(expr, Call) and expr.operation in TRANSPOSED:
        turned = TURNED(expr.args[1])
        if turned.shape == expr.args[1].shape:
            yield with_part(expr, 1, turned)


def rooted(expr: Expr, problem: Problem) -> tuple[Expr, Expr] | None:
    """v and ε of √v + ε, the ε given."""
    if not isinstance(expr, Call) or expr.operation.role is not Role.SUM:
        return None
    root, extra = expr.args
    is_given = isinstance(extra, Number) or (isinstance(extra, Ref) and extra in problem.given)
    is_root = isinstance(root, Call) and root.operation is SQRT
    return (root.args[0], extra) if is_root and isinstance(root, Call) and is_given and not extra.shape else None


def in_root(expr: Expr, equation: Equation, problem: Problem) -> Iterator[Expr]:
    """√(v + ε) for √v + ε, the mean v of squares as it is."""
    found = rooted(expr, problem)
    if found is not None and corrected(found[0], problem) is None:
        yield SQRT(simplify.plus(*found))


def corrected(expr: Expr, problem: Problem) -> Expr | None:
    """The number that a mean v of squares is divided by for its start at 0; `None` where it is not."""
    found = made(expr, problem)
    is_quotient = isinstance(found, Call) and found.operation.role is Role.QUOTIENT
    return found.args[1] if is_quotient and isinstance(found, Call) and not found.args[1].shape else None


def before_correction(expr: Expr, equation: Equation, problem: Problem) -> Iterator[Expr]:
    """ε added to the root before that is corrected, Kingma and Ba's ε̂: √v̂ + ε/√(1 − βᵗ)."""
    found = rooted(expr, problem)
    divisor = corrected(found[0], problem) if found else None
    if found is not None and divisor is not None:
        yield simplify.plus(SQRT(found[0]), simplify.divided(found[1], SQRT(divisor)))


def weights_of(expr: Expr, problem: Problem) -> tuple[Expr, Expr] | None:
    """The given weights of a sum of products, and the sum."""
    pair = factors(expr.args[0]) if isinstance(expr, Call) and expr.operation is TOTAL else None
    given = [part for part in pair or () if isinstance(part, Ref) and part in problem.given]
    return (given[0], expr) if len(given) == 1 else None


def by_weights(expr: Expr, equation: Equation, problem: Problem) -> Iterator[Expr]:
    """Σ aₖ lₖ/Σ aₖ for Σ aₖ lₖ/N."""
    pair = factors(expr)
    for number, total in (pair, pair[::-1]) if pair else ():
        found = weights_of(total, problem)
        if found and is_share(number, size(found[0].shape)):
            yield simplify.divided(found[1], simplify.entry_total(found[0]))


def is_share(expr: Expr, count: int) -> bool:
    """Whether an expression is 1/N."""
    if isinstance(expr, Call) and expr.operation.role is Role.QUOTIENT:
        return simplify.is_one(expr.args[0]) and simplify.is_number(expr.args[1], count)
    return isinstance(expr, Number) and not expr.shape and expr.entries[0] == fmpq(1, count)


AVERAGES = (AVERAGE, *AVERAGE.along.values())
VARIANCES = (VARIANCE, *VARIANCE.along.values())
LAYERS = (
    OtherDialect("other_epsilon", "layer_norm", other_epsilon, in_formulas=True),
    OtherDialect("unbiased_variance", "var", unbiased),
    OtherDialect("forget_bias_one", "lstm", one_added),
    OtherDialect("gelu_form", "gelu", other_form),
    OtherDialect("hard_sigmoid_slope", "hardsigmoid", steeper),
    OtherDialect("smooth_l1", "huber", by_delta),
    OtherDialect("kernel_spread_turned", "conv_transpose", kernel_turned),
    OtherDialect("epsilon_in_root", "rmsprop", in_root),
    OtherDialect("epsilon_hat", "adam", before_correction),
    OtherDialect("divided_by_weights", "cross_entropy", by_weights),
)
