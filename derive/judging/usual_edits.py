"""What people write in place of a part of an equation, or of what an edge hands back, whatever the operation.

The rows' own mistakes (`language/usual_mistakes.py`) are about one operation; these are about what stands around it:
another gate, a term left out, a factor of two.  Each is a row of `EDITS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from flint import fmpq

from derive.language.expr import Call, Expr, Number, Ref, at, is_single, refs, size, walk
from derive.language.numbers import is_minus_infinity
from derive.language.operation import Role
from derive.language.record import record
from derive.problem.graph import Network
from derive.table import simplify
from derive.table.elementwise import LOG, SIGMOID, SQRT
from derive.table.losses import MEAN_SQUARED_ERROR

SMALL = fmpq(1, 10)
"""The largest number that is added for stability only."""
PRODUCTS = (Role.PRODUCT, Role.ENTRYWISE_PRODUCT)
SUMS = (Role.SUM, Role.DIFFERENCE)


class Surroundings:
    """What the edits may ask of the quantities of a network."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.given, self.bound = network.problem.given, network.problem.bound

    def made_by(self, expr: Expr) -> Expr | None:
        """The right side of the equation of a quantity."""
        return self.bound[expr].rhs if isinstance(expr, Ref) and expr in self.bound else None

    def is_gate(self, expr: Expr) -> bool:
        made = self.made_by(expr)
        return isinstance(made, Call) and made.operation is SIGMOID and not is_single(expr.shape)

    def gates_beside(self, gate: Ref) -> Iterator[Ref]:
        """The other gates of the same step and size."""
        for other in self.gates:
            if other.name != gate.name and other.index == gate.index and other.shape == gate.shape:
                yield other

    @cached_property
    def gates(self) -> tuple[Ref, ...]:
        return tuple(ref for ref in self.bound if self.is_gate(ref))

    def inner(self, expr: Expr) -> Expr | None:
        """What a function that acts on each entry was taken of."""
        made = self.made_by(expr)
        is_function = isinstance(made, Call) and made.operation.role is Role.FUNCTION
        if not is_function or not isinstance(made, Call) or made.args[0].shape != expr.shape:
            return None
        return made.args[0] if is_active(made) else None

    def neighbours(self, ref: Ref) -> Iterator[Ref]:
        """The same quantity a step earlier and later."""
        if len(ref.index) == 1 and ref.index[0].is_literal:
            for step in (-1, 1):
                moved = Ref(ref.name, (at(ref.index[0].offset + step),), ref.shape)
                if moved in self.bound or moved in self.given:
                    yield moved

    def is_given(self, expr: Expr) -> bool:
        return isinstance(expr, Ref) and expr in self.given

    def is_mask(self, expr: Expr) -> bool:
        number = self.given.get(expr) if isinstance(expr, Ref) else None
        return number is not None and any(map(is_minus_infinity, number.entries))

    def leads_to(self, ref: Ref, expr: Expr) -> bool:
        """Whether an expression depends on a quantity."""
        return any(ref in self.network.ancestors(part) for part in refs(expr))

    @cached_property
    def logarithms(self) -> frozenset[Expr]:
        """What logarithms are taken of."""
        parts = (part for equation in self.network.problem.equations for part in walk(equation.rhs))
        return frozenset(part.args[0] for part in parts if isinstance(part, Call) and part.operation is LOG)


def is_active(call: Call) -> bool:
    return any(mistake.name == "activation_missing" for mistake in call.operation.mistakes)


Change = Callable[[Expr, Surroundings], Iterator[Expr]]


@record
class Edit:
    """A mistake by its name: what may stand in place of a part, in equations (`values`) or in what edges hand back."""

    name: str
    change: Change
    in_values: bool = True
    in_gradients: bool = True


def arguments(expr: Expr, roles: tuple[Role, ...]) -> tuple[Expr, ...]:
    """Both arguments of a call with one of these roles; none of anything else."""
    return expr.args if isinstance(expr, Call) and expr.operation.role in roles and len(expr.args) == 2 else ()


def other_gate(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """Another gate of the step, or 1 − z for z."""
    if isinstance(part, Ref) and look.is_gate(part):
        yield from look.gates_beside(part)


def complement(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """z for 1 − z, 1 − z for z, and other gates for both, in one product."""
    for k, arg in enumerate(arguments(part, (Role.ENTRYWISE_PRODUCT,))):
        rest = arguments(arg, (Role.DIFFERENCE,))
        if rest and simplify.is_one(rest[0]) and look.is_gate(rest[1]):
            yield with_argument(part, k, rest[1])
        elif look.is_gate(arg):
            yield with_argument(part, k, simplify.minus(simplify.number(1), arg))
        gate = rest[1] if rest and simplify.is_one(rest[0]) else arg
        if isinstance(gate, Ref) and look.is_gate(gate):
            yield from (with_argument(part, k, other) for other in look.gates_beside(gate))


def with_argument(part: Expr, place: int, arg: Expr) -> Expr:
    assert isinstance(part, Call)
    return part.operation(*(arg if k == place else own for k, own in enumerate(part.args)))


def gate_missing(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """The other factor alone, where one is a gate or what stands beside one."""
    args = arguments(part, (Role.ENTRYWISE_PRODUCT,))
    for k, arg in enumerate(args):
        rest = arguments(arg, (Role.DIFFERENCE,))
        is_complement = bool(rest) and simplify.is_one(rest[0]) and isinstance(rest[1], Ref)
        if (is_complement or isinstance(arg, Ref)) and arg != args[1 - k] and args[1 - k].shape == part.shape:
            yield args[1 - k]


def preactivation(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """W z for W h, and g zᵀ for g hᵀ."""
    for k, arg in enumerate(arguments(part, (Role.PRODUCT,))):
        turned = isinstance(arg, Call) and arg.operation.role is Role.TRANSPOSE
        inner = look.inner(arg.args[0] if turned and isinstance(arg, Call) else arg)
        if inner is not None:
            yield with_argument(part, k, simplify.transposed(inner) if turned else inner)


def other_step(part: Expr, look: Surroundings) -> Iterator[Expr]:
    if isinstance(part, Ref):
        yield from look.neighbours(part)


def label_missing(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """ŷ for ŷ − y, also where the difference has a name."""
    terms = arguments(part, (Role.DIFFERENCE,)) or arguments(look.made_by(part) or part, (Role.DIFFERENCE,))
    if any(isinstance(term, Number) for term in terms):
        return
    if terms and look.is_given(terms[1]) and terms[0].shape == part.shape:
        yield terms[0]
    elif terms and look.is_given(terms[0]) and terms[1].shape == part.shape:
        yield simplify.negative(terms[1])


def label_of_logarithm(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """σ(s) for σ(s) − 1, and P for P − Y, where the logarithm was differentiated before."""
    for k, arg in enumerate(arguments(part, (Role.PRODUCT, Role.ENTRYWISE_PRODUCT))):
        own, terms = arguments(part, PRODUCTS)[1 - k], arguments(arg, (Role.DIFFERENCE,))
        if terms and own in look.logarithms and (simplify.is_one(terms[0]) or arg.shape == own.shape):
            yield with_argument(part, k, simplify.negative(terms[1]))


def label_added(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """ŷ + y for ŷ − y."""
    terms = arguments(part, (Role.DIFFERENCE,))
    if terms and look.is_given(terms[1]):
        yield simplify.plus(*terms)


def minus_for_plus(part: Expr, look: Surroundings) -> Iterator[Expr]:
    terms = arguments(part, SUMS)
    if terms and not any(isinstance(term, Number) for term in terms):
        is_sum = isinstance(part, Call) and part.operation.role is Role.SUM
        yield simplify.minus(*terms) if is_sum else simplify.plus(*terms)


def left_out(is_such: Callable[[Expr, Expr, Surroundings], bool]) -> Change:
    """A sum without a term for which `is_such(term, rest, look)`."""

    def change(part: Expr, look: Surroundings) -> Iterator[Expr]:
        terms = arguments(part, SUMS)
        for k, term in enumerate(terms):
            rest = terms[1 - k]
            if is_such(term, rest, look) and rest.shape == part.shape:
                is_turned = k == 0 and isinstance(part, Call) and part.operation.role is Role.DIFFERENCE
                yield simplify.negative(rest) if is_turned else rest

    return change


def is_epsilon(term: Expr, rest: Expr, look: Surroundings) -> bool:
    return isinstance(term, Number) and is_single(term.shape) and 0 < abs(term.entries[0]) < SMALL


def is_mask(term: Expr, rest: Expr, look: Surroundings) -> bool:
    return look.is_mask(term)


def is_passed_by(term: Expr, rest: Expr, look: Surroundings) -> bool:
    """Whether a term is something calculated or used elsewhere that passes unchanged, or through a gate."""
    factors = arguments(term, (Role.ENTRYWISE_PRODUCT,)) or (term,)
    ends = [factor for factor in factors if isinstance(factor, Ref) and not look.is_gate(factor)]
    return len(ends) == 1 and look.leads_to(ends[0], rest) and not look.is_mask(term)


def is_other_term(term: Expr, rest: Expr, look: Surroundings) -> bool:
    is_plain = isinstance(term, Number) or is_passed_by(term, rest, look)
    return not is_plain and not look.is_given(term) and not isinstance(rest, Number)


def other_mask(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """The mask turned."""
    if look.is_mask(part) and part.shape == part.shape[::-1]:
        yield simplify.transposed(part)


def has_two(expr: Expr) -> bool:
    """Whether a factor of two belongs to an expression: a square, half of something."""
    for part in walk(expr):
        match part:
            case Number(entries) if entries[0] in (2, fmpq(1, 2), fmpq(-1, 2)):
                return True
            case Call(operation, args) if operation.role is Role.ENTRYWISE_PRODUCT and args[0] == args[1]:
                return True
            case Call(operation, _) if operation is MEAN_SQUARED_ERROR or operation.role is Role.POWER:
                return True
    return False


def without_root(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """x for √x."""
    if isinstance(part, Call) and part.operation is SQRT:
        yield part.args[0]


def other_axis(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """The same along the other axis, where that has as many entries."""
    if not isinstance(part, Call) or len(part.args) != 1 or len(set(part.args[0].shape)) != 1:
        return
    for row in simplify.TABLE.values():
        others = [other for other in row.along.values() if part.operation in row.along.values()]
        for other in others:
            found = other(*part.args) if other is not part.operation else None
            if found is not None:
                yield found if found.shape == part.shape else simplify.transposed(found)


def other_sum(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """The sums over the columns for those over the rows."""
    args = arguments(part, (Role.PRODUCT,))
    for k, arg in enumerate(args):
        other = args[1 - k]
        inner = arguments(other, (Role.PRODUCT,))
        if is_ones(arg) and inner and is_ones(inner[k]) and len(set(part.shape)) == 1:
            yield around(inner[1 - k], inner[k], arg, k)
        if is_ones(arg) and not is_single(other.shape) and len(set(other.shape)) == 1:
            turned = simplify.transposed(arg)
            found = simplify.times(other, turned) if k == 0 else simplify.times(turned, other)
            yield found if found.shape == part.shape else simplify.transposed(found)


def around(inner: Expr, near: Expr, far: Expr, place: int) -> Expr:
    """1 (1ᵀ X) for (X 1) 1ᵀ, and the other way round."""
    if place:
        return simplify.times(near, simplify.times(far, inner))
    return simplify.times(simplify.times(inner, far), near)


def is_ones(expr: Expr) -> bool:
    return not is_single(expr.shape) and expr in (simplify.ones(*expr.shape),)


def mean_for_sum(part: Expr, look: Surroundings) -> Iterator[Expr]:
    """1/n of a sum over n entries."""
    for k, arg in enumerate(arguments(part, (Role.PRODUCT,))):
        if is_ones(arg) and part.shape != arg.shape and arg.shape[1 - k] > 1:
            yield simplify.times(simplify.number(fmpq(1, size(arg.shape))), part)


def scaled(factors: Callable[[Expr, Surroundings], Iterator[fmpq]]) -> Change:
    def change(part: Expr, look: Surroundings) -> Iterator[Expr]:
        for factor in factors(part, look):
            yield simplify.times(simplify.number(factor), part)

    return change


EDITS = (
    Edit("label_missing", label_missing),
    Edit("label_missing", label_of_logarithm, in_values=False),
    Edit("other_gate", other_gate),
    Edit("other_gate", complement),
    Edit("gate_missing", gate_missing),
    Edit("preactivation_for_activation", preactivation),
    Edit("time_off_by_one", other_step),
    Edit("epsilon_missing", left_out(is_epsilon)),
    Edit("mask_missing", left_out(is_mask), in_gradients=False),
    Edit("other_mask", other_mask, in_gradients=False),
    Edit("skip_path_missing", left_out(is_passed_by), in_gradients=False),
    Edit("path_missing", left_out(is_other_term)),
    Edit("sign", label_added, in_values=False),
    Edit("sign", minus_for_plus),
    Edit("root_missing", without_root),
    Edit("sum_over_wrong_axis", other_axis),
    Edit("sum_over_wrong_axis", other_sum),
    Edit("mean_for_sum", mean_for_sum),
)
