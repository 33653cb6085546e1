"""Solutions with a mistake in one step: the formula of the step is changed by hand, and all numbers follow from it.

The mistakes are written down here once more, as changes of a printed formula; nothing is taken from the checker.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from derive.documents.formats import format_of
from derive.documents.render import write
from derive.documents.solution import SolutionView
from derive.language.errors import DeriveError
from derive.language.expr import (
    Call,
    Derivative,
    Entry,
    Expr,
    Number,
    Ref,
    Sum,
    at,
    children,
    is_single,
    rewrite,
    size,
    walk,
)
from derive.language.numbers import Array
from derive.language.steps import Step
from derive.solving.certified import Numbers, step_value
from derive.solving.derivation import Derivation
from derive.table.row import TABLE

Change = Callable[[Expr], Expr | None]


@dataclass(frozen=True)
class Plant:
    """A mistake of some names at a step, with the formula that stands there then."""

    step: Step
    names: frozenset[str]
    rhs: Expr


def at_each_place(expr: Expr, change: Change) -> Iterator[Expr]:
    """The expression with one part changed, for every part that can be."""
    new = change(expr)
    if new is not None:
        yield new
    if isinstance(expr, Sum):
        yield from (replace(expr, body=body, shape=body.shape) for body in at_each_place(expr.body, change))
    if isinstance(expr, Call):
        for k, arg in enumerate(expr.args):
            for other in at_each_place(arg, change):
                args = (*expr.args[:k], other, *expr.args[k + 1 :])
                try:
                    yield expr.operation(*args)
                except DeriveError:
                    continue


def call(expr: Expr, *names: str) -> tuple[Expr, ...]:
    """The arguments of a call of one of these operations."""
    return expr.args if isinstance(expr, Call) and expr.operation.name in names else ()


def times(left: Expr, right: Expr) -> Expr:
    return TABLE["multiply"](left, right)


def one() -> Expr:
    return TABLE["divide"](number(1), number(1)).args[0]  # type: ignore[union-attr]


def number(value: int) -> Expr:
    from flint import fmpq

    return Number((fmpq(value),))


class Mistakes:
    """The mistakes that can be planted in the steps of one derivation."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.problem = derivation.problem
        self.layout = derivation.settings.layout

    def plants(self) -> Iterator[Plant]:
        for step in self.derivation.steps:
            if step.is_numeric:
                seen = {step.rhs}
                for names, rhs in self.changed(step):
                    if rhs not in seen and rhs.shape == step.rhs.shape:
                        seen.add(rhs)
                        yield Plant(step, frozenset(names.split()), rhs)

    def changed(self, step: Step) -> Iterator[tuple[str, Expr]]:
        yield "sign", TABLE["negate"](step.rhs)
        yield from (("time_off_by_one", rhs) for rhs in self.confused(step))
        if step.kind in ("use", "answer") and step.rhs.shape[:1] == step.rhs.shape[1:] and size(step.rhs.shape) > 1:
            yield "transposed", TABLE["transpose"](step.rhs)
        changes = self.forward() if step.kind == "forward" else self.backward(step)
        for names, change in (*self.anywhere(step), *changes):
            yield from ((names, rhs) for rhs in at_each_place(step.rhs, change))

    def is_parameter(self, expr: Expr) -> bool:
        return isinstance(expr, Ref) and not expr.index and expr in self.problem.given

    def is_square(self, expr: Expr) -> bool:
        return self.is_parameter(expr) and expr.shape[:1] == expr.shape[1:] and not is_single(expr.shape)

    def anywhere(self, step: Step) -> Iterator[tuple[str, Change]]:
        turned = "weight_transposed weight_not_transposed"
        yield turned, self.turned
        yield turned, self.turned_entry
        for low, high, names in ((-1, 0, "only_last_step"), (1, 0, "sum_stops_early"), (0, 1, "sum_stops_early")):
            yield names, lambda part, low=low, high=high: self.shorter(part, low, high)  # type: ignore[misc]
        yield "missing_mean_factor mean_factor_missing_in_one_term", self.no_factor
        lost = "recurrent_path_missing only_last_step sum_stops_early"
        yield lost, lambda part: self.lost(part, step, 0)
        yield lost, lambda part: self.lost(part, step, 1)

    def turned(self, part: Expr) -> Expr | None:
        args = call(part, "multiply")
        if not args or is_single(args[0].shape) or is_single(args[1].shape):
            return None
        for k, arg in enumerate(args):
            inner = call(arg, "transpose")
            if self.is_square(arg):
                other: Expr = TABLE["transpose"](arg)
            elif inner and self.is_square(inner[0]):
                other = inner[0]
            else:
                continue
            return times(other, args[1]) if k == 0 else times(args[0], other)
        return None

    def turned_entry(self, part: Expr) -> Expr | None:
        if isinstance(part, Entry) and self.is_square(part.of) and len(part.index) == 2:
            return Entry(part.of, part.index[::-1])
        return None

    def shorter(self, part: Expr, low: int, high: int) -> Expr | None:
        """A sum over time with terms left out."""
        if not isinstance(part, Sum) or part.index not in self.problem.scope.ranges:
            return None
        first = part.high if low < 0 else at(part.low.offset + low)
        last = at(part.high.offset - high)
        return None if part.low == part.high else replace(part, low=first, high=last)

    def no_factor(self, part: Expr) -> Expr | None:
        """A product without the number in front, or without ∂L/∂l; 1/n alone as 1."""
        args = call(part, "multiply")
        if args and is_single(args[0].shape) and (is_fraction(args[0]) or is_loss(args[0])):
            return args[1]
        args = call(part, "squared_error")
        return TABLE["squared_norm"](TABLE["subtract"](*args)) if args else None

    def confused(self, step: Step) -> Iterator[Expr]:
        """The inputs of a forward step, or all that is multiplied with gradients at the uses of a parameter, moved."""
        if step.kind not in ("forward", "use", "answer"):
            return
        used = [part for part in walk(step.rhs) if isinstance(part, Ref) and len(part.index) == 1]
        moving = {part for part in used if part.index[0].is_literal}
        if step.kind == "forward":
            moving &= set(self.problem.given)
        for by in (-1, 1):
            others = {part: Ref(part.name, (at(part.index[0].offset + by),), part.shape) for part in moving}
            if others and all(self.exists(other) for other in others.values()):
                yield moved(step.rhs, others)

    def exists(self, ref: Ref) -> bool:
        return ref in self.problem.bound or ref in self.problem.given

    def lost(self, part: Expr, step: Step, kept: int) -> Expr | None:
        """A sum without the term that comes from another step of time."""
        args = call(part, "add")
        is_middle = kept == 0 and part != step.rhs and step.kind in ("use", "answer")
        if is_middle or (args and call(args[1 - kept], "add")):
            return None
        index = step.name.by.index if isinstance(step.name, Derivative) else step.name.index
        if not args or args[kept].shape != part.shape:
            return None
        own = self.problem.bound if step.kind == "forward" else ()
        for inner in walk(args[1 - kept]):
            ref = inner.by if isinstance(inner, Derivative) else inner
            used = isinstance(inner, Derivative) or ref in own
            if used and isinstance(ref, Ref) and ref.index and ref.index != index:
                return args[kept]
        return None

    def forward(self) -> Iterator[tuple[str, Change]]:
        yield "bias_missing", self.no_bias
        yield "activation_missing", lambda part: (call(part, "tanh", "sigmoid", "relu") or (None,))[0]
        yield "other_function", other_function
        yield "softmax_not_normalised", powers
        yield "other_log_base", other_base

    def no_bias(self, part: Expr) -> Expr | None:
        args = call(part, "add")
        return args[0] if args and self.is_parameter(args[1]) and not is_single(part.shape) else None

    def backward(self, step: Step) -> Iterator[tuple[str, Change]]:
        yield from slopes(self.derivation)
        yield "activation_derivative_missing activation_derivative_missing_at_step", no_slope
        yield "softmax_derivative_missing", without_softmax
        yield "extra_softmax_derivative", softmax_again
        yield "missing_mean_factor mean_factor_missing_in_one_term", whole_one


def is_fraction(expr: Expr) -> bool:
    return bool(call(expr, "divide")) and all(isinstance(arg, Number) for arg in children(expr))


def is_loss(expr: Expr) -> bool:
    return isinstance(expr, Derivative) and is_single(expr.by.shape)


def whole_one(part: Expr) -> Expr | None:
    """∂L/∂l = 1 in place of 1/n."""
    return number(1) if is_fraction(part) else None


def other_function(part: Expr) -> Expr | None:
    for name, other in (("tanh", "sigmoid"), ("sigmoid", "tanh"), ("softmax", "sigmoid")):
        if call(part, name):
            return TABLE[other](*call(part, name))
    return None


def powers(part: Expr) -> Expr | None:
    """The softmax without its denominator."""
    return TABLE["exp"](*call(part, "softmax")) if call(part, "softmax") else None


def other_base(part: Expr) -> Expr | None:
    if not call(part, "cross_entropy"):
        return None
    return TABLE["divide"](part, TABLE["log"](number(10)))


def square(expr: Expr) -> Expr | None:
    """The h of h∘h or h²."""
    if call(expr, "hadamard") and len(set(call(expr, "hadamard"))) == 1:
        return call(expr, "hadamard")[0]
    if call(expr, "power") and isinstance(call(expr, "power")[0], Ref | Entry):
        return call(expr, "power")[0]
    return None


def slope_of(part: Expr) -> tuple[str, Expr] | None:
    """The function, and the value at which its derivative stands here."""
    args = call(part, "subtract")
    if args and isinstance(args[0], Number) and square(args[1]) is not None:
        return "tanh", square(args[1])  # type: ignore[return-value]
    args = call(part, "hadamard", "multiply")
    if (
        args
        and call(args[1], "subtract")
        and call(args[1], "subtract")[1] == args[0]
        and isinstance(call(args[1], "subtract")[0], Number)
    ):
        return "sigmoid", args[0]
    return None


def entrywise(left: Expr, right: Expr) -> Expr:
    return TABLE["multiply" if left.shape == () else "hadamard"](left, right)


def slopes(derivation: Derivation) -> Iterator[tuple[str, Change]]:
    """Other things in the place of tanh′ = 1 - h∘h and σ′ = f∘(1 - f)."""
    before = {e.target: arg for e in derivation.problem.equations for arg in call(e.rhs, "tanh", "sigmoid")}

    def of(part: Expr, change: Callable[[str, Expr], Expr | None]) -> Expr | None:
        found = slope_of(part)
        return change(*found) if found else None

    def complement(h: Expr) -> Expr:
        return TABLE["subtract"](number(1), h)

    def tanh(h: Expr) -> Expr:
        return TABLE["subtract"](number(1), entrywise(h, h))

    def sigmoid(h: Expr) -> Expr:
        return entrywise(h, complement(h))

    def placed(h: Expr, ref: Ref) -> Expr:
        return Entry(ref, h.index) if isinstance(h, Entry) else ref

    def inner(name: str, h: Expr) -> Expr | None:
        ref = h.of if isinstance(h, Entry) else h
        z = before.get(ref)  # type: ignore[call-overload]
        if not isinstance(z, Ref):
            return None
        return (tanh if name == "tanh" else sigmoid)(placed(h, z))

    def moved(name: str, h: Expr, by: int) -> Expr | None:
        ref = h.of if isinstance(h, Entry) else h
        if not isinstance(ref, Ref) or len(ref.index) != 1:
            return None
        other = Ref(ref.name, (at(ref.index[0].offset + by),), ref.shape)
        if other not in before:
            return None
        return (tanh if name == "tanh" else sigmoid)(placed(h, other))

    yield "activation_derivative_no_square", lambda part: of(part, lambda _, h: complement(h))
    yield (
        "activation_derivative_of_other_function",
        lambda part: of(part, lambda name, h: sigmoid(h) if name == "tanh" else tanh(h)),
    )
    yield "activation_derivative_at_input", lambda part: of(part, inner)
    for by in (-1, 1):
        yield (
            "activation_derivative_wrong_time",
            lambda part, by=by: of(  # type: ignore[misc]
                part, lambda name, h: moved(name, h, by)
            ),
        )


def is_slope(expr: Expr) -> bool:
    inner = call(expr, "diag", "transpose")
    return slope_of(inner[0] if inner else expr) is not None or bool(call(inner[0] if inner else expr, "step"))


def no_slope(part: Expr) -> Expr | None:
    """A product without the derivative of the activation."""
    args = call(part, "multiply", "hadamard")
    if not args:
        return None
    flat = call(args[0], "hadamard", "multiply")
    if is_slope(part) or (flat and is_slope(args[0]) and args[0].shape == part.shape):
        return None if is_slope(part) else args[1]
    if is_slope(args[1]):
        return args[0]
    if is_slope(args[0]):
        return args[1]
    return None


def moved(expr: Expr, others: Mapping[Ref, Ref]) -> Expr:
    """An expression, entries included, with quantities replaced by others."""

    def change(part: Expr) -> Expr | None:
        if isinstance(part, Entry) and part.of in others:
            return Entry(others[part.of], part.index)
        return others.get(part) if isinstance(part, Ref) else None

    return rewrite(expr, change)


def error(part: Expr) -> tuple[Expr, Expr] | None:
    """The ŷ and the y of ŷ - y where ŷ is a softmax."""
    args = call(part, "subtract")
    if not args:
        return None
    of = args[0].of if isinstance(args[0], Entry) else args[0]
    return (args[0], args[1]) if isinstance(of, Ref) and of.name == "yhat" else None


def without_softmax(part: Expr) -> Expr | None:
    found = error(part)
    return TABLE["negate"](TABLE["divide"](found[1], found[0])) if found else None


def softmax_again(part: Expr) -> Expr | None:
    found = error(part)
    if not found or isinstance(found[0], Entry):
        return None
    p = found[0]
    jacobian = TABLE["subtract"](TABLE["diag"](p), times(p, TABLE["transpose"](p)))
    return times(jacobian, part)


def planted(derivation: Derivation, plant: Plant, formula: bool = True) -> Derivation:
    """The derivation with the mistake: in the formula, or in the result only."""
    changed = replace(plant.step, rhs=plant.rhs)
    if formula:
        steps = tuple(changed if step is plant.step else step for step in derivation.steps)
        return replace(derivation, steps=steps).explained()
    result = replace(derivation)
    result.__dict__["numbers"] = Misprinted(derivation, plant.step, changed)
    return result


class Misprinted(Numbers):
    """The numbers of a derivation in which the result of one step is that of another formula."""

    def __init__(self, derivation: Derivation, step: Step, changed: Step) -> None:
        self.at, self.changed = step, changed
        super().__init__(derivation.problem, derivation.steps, derivation.settings.digits, derivation.at_kinks)

    def value(self, expr: Expr) -> Array:
        return super().value(self.changed.rhs if expr == self.at.rhs else expr)

    def compute(self):  # type: ignore[no-untyped-def]
        known = dict(self.problem.values or {})
        for step in self.steps:
            known[step.name] = step_value(self.changed if step is self.at else step, known)
        return known


def rendered(derivation: Derivation, form: str) -> tuple[str, dict[int, int]]:
    """The document, and the number under which each step stands in it."""
    view = SolutionView(derivation, None)
    return write(view.document(), format_of(form)), view.numbered


HEAD = re.compile(r"^(?:\*\*|\\(?:short)?step\{(?:\\steptarget\{\d+\})?)Step (\d+)(?:\.\*\*|\})")
SHORT = r"\shortstep"
"""A step with its formula in the line that says what it does."""
ENDS = ("$$", r"\]", r"\end{align*}")


@dataclass(frozen=True)
class Place:
    """Where a line stands: in the display of a step, or behind it, or (0) before all; -1 in the table of answers."""

    step: int
    in_display: bool


def places(text: str) -> dict[int, Place]:
    """The place of every line of a document."""
    found: dict[int, Place] = {}
    step, displays, is_open = 0, 0, False
    for k, line in enumerate(text.splitlines(), 1):
        head = HEAD.match(line)
        if head:
            step, displays, is_open = int(head[1]), int(line.startswith(SHORT)), False
        if line.startswith(("## The answers", r"\section*{The answers}")):
            step, displays, is_open = -1, 0, False
        if line in ENDS and is_open:
            displays, is_open = displays + 1, False
        elif line in ("$$", r"\[", r"\begin{align*}"):
            is_open = True
        found[k] = Place(step, line.startswith(SHORT) or (is_open and displays == 0))
        if "Step " in line and not head and is_open:
            found[k] = Place(0, False)
    return found
