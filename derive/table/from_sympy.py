"""SymPy's expressions over entries written as ours, in the order and with the fractions of a textbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy
from flint import fmpq

from derive.language.errors import NoIndexForm
from derive.language.expr import SCALAR, Delta, Entry, Expr, Index, Ref, Sum
from derive.table import simplify
from derive.table.piecewise import compared
from derive.table.row import TABLE
from derive.table.sympy_branches import ByComparison

HEADS = {getattr(sympy, operation.head): operation for operation in TABLE.values() if operation.head}
"""SymPy's functions, with the rows they are written as."""
Split = Callable[[Any], tuple[Any, Any]]


class Writer:
    """SymPy's index expressions as ours; `split` gives the numerator and denominator of a product.

    Errors: `NoIndexForm` with what there is nothing for among ours.
    """

    def __init__(self, refs: Mapping[str, Ref], free: list[str], split: Split | None = None) -> None:
        self.refs = refs
        self.split = split
        self.free = free
        self.bound: dict[Any, str] = {}

    def __call__(self, expr: Any) -> Expr:
        match expr:
            case sympy.Rational():
                return simplify.number(fmpq(int(expr.p), int(expr.q)))
            case sympy.Symbol():
                return self.quantity(expr.name)
            case sympy.Indexed():
                return Entry(self.quantity(str(expr.base)), tuple(map(self.index, expr.indices)))
            case sympy.KroneckerDelta():
                return Delta(*map(self.index, expr.args))
            case sympy.Sum():
                return self.sum(expr)
            case sympy.Add():
                terms = sorted(expr.args, key=lambda term: (term.could_extract_minus_sign(), rank(term)))
                return simplify.added([self(term) for term in terms], SCALAR)
            case sympy.Mul():
                return self.product(expr)
            case sympy.Pow():
                return self.power(expr)
        if isinstance(expr, sympy.Max) and 0 in expr.args:
            return TABLE["relu"](self(next(arg for arg in expr.args if arg != 0)))
        if isinstance(expr, ByComparison):
            return compared(type(expr).__name__, *map(self, expr.args))
        if isinstance(expr, sympy.Piecewise):
            return self.branches(expr)
        if expr is sympy.E:
            return TABLE["exp"](simplify.number(1))
        if expr is sympy.pi:
            return TABLE["pi"]()
        operation = HEADS.get(expr.func)
        if operation is None:
            raise NoIndexForm(expr.func)
        return operation(*(self(arg) for arg in expr.args[: operation.arity]))

    def branches(self, expr: Any) -> Expr:
        """One of two expressions, by the sign of a third: step(x) u + (1 − step(x)) v."""
        (then, condition), (other, rest) = expr.args if len(expr.args) == 2 else ((expr, None), (expr, None))
        if rest is not sympy.true or not isinstance(condition, sympy.StrictGreaterThan | sympy.StrictLessThan):
            raise NoIndexForm(expr)
        on = TABLE["step"](self(condition.gts - condition.lts))
        off = simplify.minus(simplify.number(1), on)
        return simplify.plus(simplify.times(on, self(then)), simplify.times(off, self(other)))

    def quantity(self, name: str) -> Ref:
        if name not in self.refs:
            raise NoIndexForm(name)
        return self.refs[name]

    def index(self, expr: Any) -> Index:
        if expr.is_Integer:
            return Index("", int(expr))
        if not expr.is_Symbol:
            raise NoIndexForm(expr)
        return Index(self.bound.get(expr, expr.name))

    def sum(self, expr: Any) -> Expr:
        for index, low, high in expr.limits:
            if len(self.bound) == len(self.free) or not low.is_Integer or not high.is_Integer:
                raise NoIndexForm(expr)
            self.bound[index] = self.free[len(self.bound)]
        result = self(expr.function)
        for index, low, high in expr.limits:
            result = Sum(self.bound.pop(index), Index("", int(low)), Index("", int(high)), result, False, SCALAR)
        return result

    def product(self, expr: Any) -> Expr:
        coefficient, rest, root = without_root(*expr.as_coeff_Mul())
        top, bottom, is_negative = self.factors(rest, bool(coefficient < 0))
        bottom = [*bottom, root] if root != 1 else bottom
        result = simplify.number(1)
        for factor in sorted(top, key=rank):
            result = simplify.times(result, self(factor))
        value = simplify.number(fmpq(abs(int(coefficient.p)), int(coefficient.q)))
        if bottom and not top:
            below = simplify.times(simplify.number(int(coefficient.q)), self(sympy.Mul(*bottom)))
            signed = simplify.divided(simplify.number(abs(int(coefficient.p))), below)
        else:
            signed = simplify.times(value, simplify.divided(result, self(sympy.Mul(*bottom))) if bottom else result)
        return simplify.negative(signed) if is_negative else signed

    def factors(self, product: Any, is_negative: bool) -> tuple[list[Any], list[Any], bool]:
        if self.split is None:
            return signed_factors(product, is_negative)
        top, below = self.split(product)
        return [f for f in sympy.Mul.make_args(top) if f != 1], [] if below == 1 else [below], is_negative

    def power(self, expr: Any) -> Expr:
        base, exponent = expr.args
        if exponent == sympy.Rational(1, 2):
            return TABLE["sqrt"](self(base))
        if exponent.could_extract_minus_sign():
            return simplify.divided(simplify.number(1), self(base**-exponent))
        return simplify.powered(self(base), self(exponent))


def without_root(coefficient: Any, rest: Any) -> tuple[Any, Any, Any]:
    """Coefficient, factors and what to divide by: √2/2, which SymPy prefers, is written as 1/√2."""
    for factor in sympy.Mul.make_args(rest):
        base, exponent = factor.as_base_exp()
        if exponent == sympy.Rational(1, 2) and base.is_Integer and coefficient.q % base == 0:
            return coefficient * base, rest / factor, factor
    return coefficient, rest, sympy.Integer(1)


def signed_factors(product: Any, is_negative: bool) -> tuple[list[Any], list[Any], bool]:
    """The factors above and below a fraction bar, and the sign: `(y - p)/(p (p - 1))` has `p - y` over `p`, `1 - p`."""
    top: list[Any] = []
    bottom: list[Any] = []
    for factor in sympy.Mul.make_args(product):
        base, exponent = factor.as_base_exp()
        is_below = factor.is_Pow and exponent.could_extract_minus_sign()
        part = base**-exponent if is_below else factor
        if part.is_Add and part.as_coeff_Add()[0].is_negative:
            part, is_negative = sympy.expand(-part), not is_negative
        (bottom if is_below else top).append(part)
    for place, part in enumerate(top):
        if is_negative and part.is_Add and part.as_coeff_Add()[0] == 0:
            top[place], is_negative = sympy.expand(-part), False
    return [part for part in top if part != 1], bottom, is_negative


def rank(expr: Any) -> int:
    """The place of a factor: numbers, deltas, names, brackets, functions, sums."""
    kinds = (sympy.Number, sympy.KroneckerDelta, sympy.Indexed, sympy.Symbol, sympy.Pow, sympy.Add, sympy.Function)
    for place, kind in enumerate(kinds):
        if isinstance(expr, kind):
            return place
    return len(kinds)
