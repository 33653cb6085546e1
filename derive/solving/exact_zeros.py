"""Whether SymPy proves that a number is zero: the last resort for a ball that never lets go of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import lcm

import sympy

from derive.language.errors import NoIndexForm
from derive.language.expr import Derivative, Entry, Expr, Ref, refs, walk
from derive.language.numbers import is_minus_infinity
from derive.language.steps import Step
from derive.problem.problem import Problem
from derive.solving.sympy_graph import Entries

FARTHEST = 1000
LARGEST = 400
"""Operations in an exact expression that SymPy is still asked about."""


def is_zero(problem: Problem, steps: Iterable[Step], expr: Expr, place: int) -> bool:
    """Whether entry `place` of an expression is zero, the exact given values put in all the way; False if unknown."""
    try:
        return comes_to_zero(problem, steps, expr, place)
    except NoIndexForm:
        return False


def comes_to_zero(problem: Problem, steps: Iterable[Step], expr: Expr, place: int) -> bool:
    """As `is_zero`.  Errors: `NoIndexForm` for what has no entries of its own."""
    known: dict[Ref | Derivative, sympy.Matrix] = {}
    for ref, number in problem.given.items():
        if number is None or any(map(is_minus_infinity, number.entries)):
            return False
        rows, columns = ref.shape or (1, 1)
        values = [sympy.Rational(int(e.p), int(e.q)) for e in number.entries]
        known[ref] = sympy.Matrix(rows, columns, values)
    needed = names(expr)
    order = list(steps)
    for step in reversed(order):
        if step.name in needed:
            needed |= names(step.rhs)
    for step in order:
        if step.name in needed and step.name not in known:
            if isinstance(step.target, Entry):
                return False
            value = matrix(step.rhs, known)
            if sum(sympy.count_ops(entry) for entry in value) > LARGEST:
                return False
            known[step.name] = value if step.target == step.name else value.T
    entry = matrix(expr, known)[place]
    if sympy.count_ops(entry) > LARGEST or is_far(entry):
        return False
    return cancels(entry) or bool(sympy.simplify(entry) == 0)


def cancels(entry: sympy.Expr) -> bool:
    """Whether a number is zero whatever its functions are: as a fraction of polynomials in them.

    Powers of e become those of one symbol for each term of their exponents, so that they multiply as they should.
    """
    named: dict[sympy.Expr, sympy.Symbol] = defaultdict(sympy.Dummy)
    powers = {e: terms(e) for e in entry.atoms(sympy.exp, type(sympy.E))}
    bases = {base for parts in powers.values() for base in parts}
    roots = {base: lcm(*(int(parts[base].q) for parts in powers.values() if base in parts)) for base in bases}

    def spelled(parts: dict[sympy.Expr, sympy.Rational]) -> sympy.Expr:
        return sympy.Mul(*(named[base] ** int(factor * roots[base]) for base, factor in parts.items()))

    plain = entry.xreplace({power: spelled(parts) for power, parts in powers.items()})
    plain = plain.xreplace({function: named[function] for function in plain.atoms(sympy.Function)})
    return bool(sympy.fraction(sympy.together(plain))[0].expand() == 0)


def terms(power: sympy.Expr) -> dict[sympy.Expr, sympy.Rational]:
    """The exponent of a power of e: its terms, each with its rational factor."""
    _, exponent = power.as_base_exp()
    pairs = (part.as_coeff_Mul() for part in sympy.Add.make_args(sympy.expand(exponent)))
    return {base: factor for factor, base in pairs}


def is_far(entry: sympy.Expr) -> bool:
    """Whether there is a power such as exp(10^9), which SymPy would take for a polynomial of that degree."""
    exponents = (power.as_base_exp()[1] for power in entry.atoms(sympy.exp, sympy.Pow))
    return any(abs(number) > FARTHEST for exponent in exponents for number in exponent.atoms(sympy.Number))


def names(expr: Expr) -> set[Ref | Derivative]:
    derivatives = {part for part in walk(expr) if isinstance(part, Derivative)}
    return derivatives | set(refs(expr))


def matrix(expr: Expr, known: dict[Ref | Derivative, sympy.Matrix]) -> sympy.Matrix:
    rows, columns = expr.shape or (1, 1)
    entries = Entries(expr, known)
    return sympy.Matrix([[entries(i, j) for j in range(columns)] for i in range(rows)])
