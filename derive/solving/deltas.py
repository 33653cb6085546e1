"""An entry of a definition differentiated by `sympy.diff`, with Kronecker deltas collapsed.

Bound indices are always fresh, since SymPy silently gives a wrong sum where a bound index meets the index of
differentiation; deltas are collapsed here, since SymPy's own way leaves cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sympy

from derive.language.errors import NoIndexForm
from derive.language.expr import Call, Entry, Expr, Index, Ref, order
from derive.language.steps import Edge
from derive.solving.sympy_graph import Entries
from derive.solving.sympy_index import IndexDerivative, letters, quantities
from derive.table.from_sympy import Writer

MOST_PARTS = 250
"""Operations in the derivative of one entry beyond which nobody would read it."""
ONLY = sympy.Integer(0)
"""The place along an axis that has only one."""


class Indexed:
    """The entries of a named quantity, as SymPy's indexed symbols."""

    def __init__(self, ref: Ref) -> None:
        self.ref = ref
        self.base = sympy.IndexedBase(str(ref), real=True)

    def __getitem__(self, place: tuple[Any, Any]) -> Any:
        match order(self.ref.shape):
            case 0:
                return sympy.Symbol(str(self.ref), real=True)
            case 1:
                return self.base[place[0]]
        return self.base[place[0], place[1]]


class Inlined:
    """The entries of a quantity by its definition."""

    def __init__(self, expr: Expr, symbols: Mapping[Ref, Any]) -> None:
        self.entries = Entries(expr, symbols, symbolic=True)

    def __getitem__(self, place: tuple[Any, Any]) -> Any:
        return self.entries(*place)


def entry_derivative(edge: Edge, taken: Iterable[str], sums_to_one: Iterable[Ref]) -> IndexDerivative:
    """The derivative of an entry of the edge's child by an entry of its quantity.  Errors: `NoIndexForm`."""
    child, by = edge.child.target, edge.by
    rows, columns = order(child.shape), order(by.shape)
    chosen = letters(taken)
    names = [*chosen.child(child.shape), *chosen.by(by.shape)]
    symbols = [sympy.Symbol(name, integer=True) for name in names]
    bases: dict[Ref, Any] = {ref: Indexed(ref) for ref in quantities(edge)}
    if edge.through:
        inner = {ref: base for ref, base in bases.items() if ref != edge.through.target}
        bases[edge.through.target] = Inlined(edge.through.rhs, inner)
    place = (*symbols[:rows], ONLY, ONLY)[:2]
    definition = Entries(edge.child.rhs, bases, symbolic=True)(*place)
    writer = Writer(bases_by_name(quantities(edge)), list(chosen.bound))
    # What cannot be written, such as a definition by cases, is not differentiated either.
    written = writer(definition)
    variable = Indexed(by)[(*symbols[rows:], ONLY, ONLY)[:2]]
    derivative = collapse(sympy.expand(sympy.diff(definition, variable)))
    if derivative.count_ops() > MOST_PARTS:
        raise NoIndexForm(edge.by)
    folded = fold(derivative, edge)
    general = tidy(folded)
    whole = ones(general, sums_to_one)
    result = tidy(general.xreplace(whole)) if whole else general
    index = [Index(name) for name in names]
    left = Entry(child, tuple(index[:rows])) if rows else child
    right = Entry(by, tuple(index[rows:])) if columns else by
    return IndexDerivative(left, right, written, writer(general), writer(result), tuple(names))


def bases_by_name(refs: Iterable[Ref]) -> dict[str, Ref]:
    return {str(ref): ref for ref in refs}


def collapse(expr: Any) -> Any:
    """The expression with every sum over a Kronecker delta replaced by the term it picks."""
    if not expr.args or isinstance(expr, sympy.Indexed):
        return expr
    if not isinstance(expr, sympy.Sum):
        return expr.func(*(collapse(arg) for arg in expr.args))
    body = sympy.expand(collapse(expr.function))
    # SymPy writes a sum of sums as one with several limits, the innermost first.
    for index, low, high in expr.limits:
        terms = sympy.Add.make_args(sympy.expand(body))
        body = sympy.Add(*(picked(term, index, low, high) for term in terms))
    return body


def picked(term: Any, index: Any, low: Any, high: Any) -> Any:
    """The sum of one term over an index."""
    for factor in sympy.Mul.make_args(term):
        if isinstance(factor, sympy.KroneckerDelta) and index in factor.free_symbols:
            other = next(arg for arg in factor.args if arg != index)
            return (term / factor).xreplace({index: other})
    inside = [f for f in sympy.Mul.make_args(term) if index in f.free_symbols]
    outside = [f for f in sympy.Mul.make_args(term) if index not in f.free_symbols]
    if not inside:
        return term * (high - low + 1)
    return sympy.Mul(*outside) * sympy.Sum(sympy.Mul(*inside), (index, low, high))


def fold(expr: Any, edge: Edge) -> Any:
    """The derivative written with the function's own value, as far as its row says how."""
    equation = edge.through or edge.child
    call = equation.rhs
    if not isinstance(call, Call) or call.operation.fold is None or not isinstance(call.args[0], Ref):
        return expr
    argument, value = Indexed(call.args[0]), Indexed(equation.target)
    power = call.operation.fold
    total = sympy.Symbol("_total")
    for part in expr.atoms(sympy.Sum):
        inner = part.function
        if isinstance(inner, sympy.exp) and is_entry(inner.args[0], argument):
            expr = expr.xreplace({part: total})
    places = [p.indices for p in expr.atoms(sympy.Indexed) if p.base == argument.base] or [()]
    for place in places:
        own = (*place, 0, 0)[:2]
        expr = expr.subs(power(argument[own], value[own]))
    return collapse(sympy.expand(expr))


def is_entry(expr: Any, base: Indexed) -> bool:
    return isinstance(expr, sympy.Indexed) and expr.base == base.base


def ones(expr: Any, sums_to_one: Iterable[Ref]) -> dict[Any, Any]:
    """The sums over all entries of a quantity whose entries add up to 1."""
    names = {str(ref) for ref in sums_to_one}
    return {
        part: sympy.Integer(1)
        for part in expr.atoms(sympy.Sum)
        if isinstance(part.function, sympy.Indexed) and str(part.function.base) in names
    }


def tidy(expr: Any) -> Any:
    """Common factors in front, fractions cancelled."""
    return sympy.factor_terms(sympy.cancel(expr)) if expr.atoms(sympy.Pow) or expr.is_Add else expr
