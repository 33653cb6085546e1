"""A calculation that goes on with what a student wrote: own values, own values of expressions, own false formulas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flint import fmpq

from derive.judging.digits import laid
from derive.judging.edge_rules import Rules
from derive.judging.point import NO_VALUE, GradientKey, Point, added, tried, zeros
from derive.judging.slip import Slip
from derive.judging.varied import Varied
from derive.language.errors import NoValue
from derive.language.expr import (
    Call,
    Derivative,
    Equation,
    Expr,
    Number,
    Numeral,
    Ref,
    Sum,
    at,
    bind,
    is_column,
    is_single,
    rewrite,
    size,
)
from derive.language.numbers import Array, paired, times, total
from derive.language.operation import Role
from derive.table.algebra import ADD
from derive.table.quotients import DIVIDE

Name = Ref | Derivative
Numbers = Mapping[Numeral, Array]
Key = tuple[frozenset[tuple[Any, int]], frozenset[tuple[Any, int]], tuple[tuple[Expr, int], ...], frozenset[Ref]]


@dataclass(frozen=True, slots=True)
class OwnFormula:
    """What a student says a quantity is, with the numbers in it and the layout that it was read in."""

    expr: Expr
    layout: str
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Own:
    """What is the student's own: values of quantities, values of expressions, and formulas for quantities.

    The derivatives of what is a sum of `summed` are the sums of theirs.
    """

    values: Mapping[Any, Array] = field(default_factory=dict)
    parts: Mapping[Expr, Array] = field(default_factory=dict)
    formulas: Mapping[Any, OwnFormula] = field(default_factory=dict)
    summed: frozenset[Ref] = frozenset()

    @property
    def key(self) -> Key:
        """The same for the same things that are somebody's own; it stands for them as long as they are kept."""
        values, formulas = ({(name, id(own)) for name, own in table.items()} for table in (self.values, self.formulas))
        parts = tuple((part, id(own)) for part, own in self.parts.items())
        return frozenset(values), frozenset(formulas), parts, self.summed


class OwnPoint(Point):
    """A point at which some quantities and expressions have the values that a student gave them.

    A quantity for which the student has a formula of his own is calculated with that.  What cannot be decided with
    balls so wide is left out; looking it up raises `NoValue`.
    """

    def __init__(self, rules: Rules, given: Mapping[Ref, Array], own: Own, slips: tuple[Slip, ...] = ()) -> None:
        self.own = own
        self.running: set[Name] = set()
        self.is_asked = False
        self.is_circular = False
        names = {part: Ref(f"#own {k}", (), part.shape) for k, part in enumerate(own.parts)}
        self.names = names
        miscopied = {name: value for name, value in own.values.items() if name in given}
        parts = {names[part]: value for part, value in own.parts.items()}
        super().__init__(rules, {**given, **miscopied, **parts}, slips)

    def run(self, equation: Equation) -> None:
        target = equation.target
        if target in self.own.values:
            self.known[target] = self.own.values[target]
            return
        try:
            if target in self.own.formulas:
                self.known[target] = self.said(target)
            else:
                super().run(with_own_parts(equation, self.names))
        except NO_VALUE:
            return

    def said(self, name: Name) -> Array:
        """What a quantity is by the student's own formula; `NoValue` where that needs the quantity itself."""
        if name in self.running:
            self.is_circular = True
            raise NoValue(name)
        self.running.add(name)
        formula = self.own.formulas[name]
        try:
            found = self.by_itself(lambda: self.value(formula.expr, formula.layout, formula.numbers))
            value = laid(found, shape_of(name))
        finally:
            self.running.discard(name)
        if value is None:
            raise NoValue(name)
        return value

    def by_itself(self, calculate: Callable[[], Array]) -> Array:
        """One thing calculated so that nothing depends on what was asked before.

        Where a formula needs itself the right value stands in its place; gradients found with that are not kept.
        """
        if self.is_asked:
            return calculate()
        kept, self.is_asked, self.is_circular = dict(self.gradients), True, False
        try:
            return calculate()
        finally:
            self.is_asked = False
            if self.is_circular:
                self.gradients.clear()
                self.gradients.update(kept)

    def value(self, expr: Expr, layout: str = "gradient", extra: Numbers | None = None) -> Array:
        return super().value(replaced(expr, self.names, extra or {}), layout, extra)

    def gradient(self, of: Ref, by: Ref) -> Array:
        parts = self.parts_of(of) if Derivative(of, by) not in self.own.values else []
        if not parts or by in parts:
            return self.unparted(of, by)
        total = zeros(by.shape)
        for part in parts:
            factor = self.unparted(of, part).entries[0]
            term = self.gradient(part, by)
            total = added(total, Array(term.shape, tuple(factor * entry for entry in term.entries)))
        return total

    def unparted(self, of: Ref, by: Ref) -> Array:
        """The gradient as one sweep gives it."""
        if (of, by, False) in self.gradients:
            return self.gradients[of, by, False]
        return self.by_itself(lambda: Point.gradient(self, of, by))

    def parts_of(self, of: Ref) -> list[Ref]:
        """The scalars that alone `of` is calculated from, if the derivatives of one of them are to be used."""
        bound = self.network.problem.bound
        if not self.own.summed or of not in bound:
            return []
        used = {ref for ref in self.rules.inputs(bound[of]) if ref in bound}
        return sorted(used, key=str) if used & self.own.summed and all(is_single(ref.shape) for ref in used) else []

    def arrive(self, of: Ref, node: Ref, bent: bool, found: Mapping[GradientKey, Array]) -> Array:
        name = Derivative(of, node)
        own = self.own.values.get(name)
        if own is None and name in self.own.formulas:
            own = self.said(name) if name not in self.running else None
            self.is_circular |= own is None
        if own is None:
            return super().arrive(of, node, bent, found)
        return own if is_single(of.shape) else handed_back(own, found[of, of, False], node)


class OwnVaried(Varied):
    """The student's own point with slips: what no slip touches is taken from there, and so are the own values."""

    is_plain = False

    def __init__(self, base: OwnPoint, slips: tuple[Slip, ...]) -> None:
        self.own = base.own.values
        super().__init__(base, slips, base.network.problem.equations if any(s.is_forward for s in slips) else ())

    def run(self, equation: Equation) -> None:
        if equation.target in self.own:
            return
        try:
            super().run(equation)
        except NO_VALUE:
            self.known.pop(equation.target, None)
            self.changed.add(equation.target)

    def arrive(self, of: Ref, node: Ref, bent: bool, found: Mapping[GradientKey, Array]) -> Array:
        if Derivative(of, node) not in self.own:
            return super().arrive(of, node, bent, found)
        if found is self.gradients:
            self.same.add((of, node, bent))
        own = self.own[Derivative(of, node)]
        return own if is_single(of.shape) else handed_back(own, found[of, of, False], node)


def handed_back(jacobian: Array, g: Array, by: Ref) -> Array:
    """The gradient by `by` that a Jacobian hands back when `g` arrives."""
    count = size(by.shape)
    columns = (jacobian.entries[k::count] for k in range(count))
    return Array(by.shape, tuple(total(times(x, y) for x, y in paired(column, g.entries)) for column in columns))


def shape_of(name: Name) -> tuple[int, ...]:
    """The shape of a quantity's value; a Jacobian's rows are the entries of what is differentiated."""
    if not isinstance(name, Derivative):
        return name.shape
    return name.by.shape if is_single(name.of.shape) else (size(name.of.shape), size(name.by.shape))


def with_own_parts(equation: Equation, names: Mapping[Expr, Ref]) -> Equation:
    """An equation with what has a value of the student's own under its name."""
    return Equation(equation.target, replaced(equation.rhs, names, {})) if names else equation


def replaced(expr: Expr, names: Mapping[Expr, Ref], numbers: Numbers) -> Expr:
    """An expression with parts of it under names, those in the terms of its sums too."""
    if not names:
        return expr

    def exact(part: Expr) -> Expr | None:
        entry = numbers[part].entries[0] if isinstance(part, Numeral) and part in numbers else None
        return Number((entry,)) if isinstance(entry, fmpq) else None

    def change(part: Expr) -> Expr | None:
        if isinstance(part, Sum) and part.low.is_literal and part.high.is_literal:
            written = written_out(part)
            return rewrite(written, change) if written is not None else None
        return names.get(rewrite(part, exact)) if isinstance(part, Call) else None

    return rewrite(expr, change)


def written_out(expr: Sum) -> Expr | None:
    """The terms of a sum one by one; `None` where there are none."""
    terms = [bind(expr.body, {expr.index: at(k)}) for k in range(expr.low.offset, expr.high.offset + 1)]
    if not terms:
        return None
    result = terms[0]
    for term in terms[1:]:
        result = ADD(result, term)
    return DIVIDE(result, Number((fmpq(len(terms)),))) if expr.mean else result


def evaluated(point: Point, expr: Expr, layout: str, extra: Numbers) -> Array | None:
    """The value of an expression at a point; `None` where it has none there."""
    return tried(lambda: point.value(expr, layout, extra))


def upright(expr: Expr) -> Expr:
    """The column that an expression lays down, or the expression itself: `∂l/∂h` of `(∂l/∂h)ᵀ`."""
    match expr:
        case Call(operation, (Ref() | Derivative() as name,)) if operation.role is Role.TRANSPOSE:
            return name if is_column(getattr(name, "by", name).shape) else expr
    return expr
