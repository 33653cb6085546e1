"""What the rules of the table claim, and two ways to find a claim wrong: SymPy's derivative and central differences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import sympy
from calls import calls, label, values
from flint import arb, fmpq

from derive.language.evaluate import evaluate
from derive.language.expr import Call, Expr, Ref, is_single, size
from derive.language.numbers import Array, ball, precision
from derive.language.operation import Operation, Rule
from derive.solving.sympy_graph import Entries
from derive.table import simplify
from derive.table.arrays import VANISHES
from derive.table.row import COMPOSITIONS, TABLE

Gradient = Callable[[Expr], Expr]
STEP = fmpq(1, 10**30)
ALLOWED = arb("1e-25")


@dataclass(frozen=True, eq=False)
class Claim:
    """That `rule` differentiates `expr` by `by`; `args` and `result` are what the rule is given."""

    expr: Call
    by: Ref
    rule: Rule
    args: tuple[Expr, ...]
    result: Expr

    def __str__(self) -> str:
        return f"{label(self.expr)} by {self.by}"

    @property
    def g(self) -> Ref:
        return Ref("g", (), self.expr.shape)

    @property
    def pullback(self) -> Expr:
        return self.rule.pullback(self.g, self.args, self.result)

    @property
    def jacobian(self) -> Expr | None:
        """The Jacobian where it has one: of a column or scalar by a column or scalar."""
        columns = all(is_single(shape) or shape[1] == 1 for shape in (self.expr.shape, self.by.shape))
        return self.rule.jacobian(self.args, self.result) if self.rule.jacobian and columns else None


def claims(operation: Operation) -> Iterator[Claim]:
    """Every rule of a row, at every combination of shapes that the row takes."""
    for call in calls(operation):
        for position, arg in enumerate(call.args):
            if isinstance(arg, Ref):
                for rule in operation.rules[position]:
                    yield Claim(call, arg, rule, call.args, call)


def pair_claims() -> Iterator[Claim]:
    """Every rule for two operations in a row."""
    for pair in COMPOSITIONS:
        for outer in calls(pair.outer):
            inner = [c for c in calls(pair.inner) if c.shape == outer.args[pair.position].shape]
            for call in inner:
                x = Ref("x", (), call.args[0].shape)
                through = pair.inner(x)
                args = tuple(through if k == pair.position else arg for k, arg in enumerate(outer.args))
                for rule in pair.rules:
                    yield Claim(pair.outer(*args), x, rule, args, through)


def refs_of(claim: Claim) -> list[Ref]:
    return [*{ref: None for part in (claim.expr, claim.result) for ref in leaves(part)}]


def leaves(expr: Expr) -> Iterator[Ref]:
    match expr:
        case Ref():
            yield expr
        case Call():
            for arg in expr.args:
                yield from leaves(arg)


def slopes(claim: Claim, known: Mapping[Any, Array]) -> list[list[Any]]:
    """∂ entry of the result / ∂ entry of the variable as central differences: rows for the entries of the result."""
    columns = []
    for place in range(size(claim.by.shape)):
        ends = []
        for step in (STEP, -STEP):
            entries = tuple(e + step if k == place else e for k, e in enumerate(known[claim.by].entries))
            ends.append(evaluate(claim.expr, {**known, claim.by: Array(claim.by.shape, entries)}).entries)
        columns.append([(a - b) / (2 * STEP) for a, b in zip(*ends, strict=True)])
    return [list(row) for row in zip(*columns, strict=True)]


def impose(claim: Claim, entries: tuple[Any, ...]) -> tuple[Any, ...]:
    """The entries of the argument that the rule has a condition on, changed so that it holds."""
    assert claim.rule.condition is not None
    position, fact = claim.rule.condition
    if fact == VANISHES:
        return entries  # the direction of any array, which is written so where there is none
    columns = (claim.args[position].shape or (1, 1))[1]
    assert fact in ("sums_to_one", "rows_sum_to_one", "columns_sum_to_one"), "say here how a value gets this property"
    step = {"sums_to_one": len(entries), "rows_sum_to_one": columns}.get(fact)
    places = range(len(entries))
    groups = [places[k : k + step] for k in places[::step]] if step else [places[k::columns] for k in range(columns)]
    found = list(entries)
    for group in groups:
        found[group[-1]] = entries[0] * 0 + 1 - sum(entries[k] for k in group[:-1])
    return tuple(found)


def point(claim: Claim) -> dict[Any, Array]:
    """Values for everything in the claim, the arriving gradient included."""
    g = Call(TABLE["add"], (claim.g, claim.g), claim.g.shape)
    known: dict[Any, Array] = {**values(claim.expr, refs_of(claim)), **values(g)}
    if claim.rule.condition:
        ref = claim.args[claim.rule.condition[0]]
        known[ref] = Array(known[ref].shape, impose(claim, known[ref].entries))
    return known


def disagrees(claim: Claim) -> bool:
    """Whether central differences contradict the rule's pullback or Jacobian."""
    with precision(400):
        known = point(claim)
        rows = slopes(claim, known)
        g = known[claim.g].entries
        wanted = [sum((a * b for a, b in zip(g, column, strict=True)), fmpq(0)) for column in zip(*rows, strict=True)]
        return differs(claim.pullback, wanted, known) or (
            claim.jacobian is not None and differs(claim.jacobian, [e for row in rows for e in row], known)
        )


def vanishes(claim: Claim, expr: Expr) -> bool:
    """Whether an expression is zero at the point where its claim is tried."""
    with precision(400):
        return all(ball(entry).contains(0) for entry in evaluate(expr, point(claim)).entries)


def differs(expr: Expr, wanted: list[Any], known: Mapping[Any, Array]) -> bool:
    entries = evaluate(expr, known).entries
    if len(entries) != len(wanted):
        return True
    return any(not ball(a - b).abs_upper() < ALLOWED for a, b in zip(entries, wanted, strict=True))


def symbols(claim: Claim, **assumed: bool) -> dict[Any, sympy.Matrix]:
    known = {
        ref: sympy.Matrix(*(ref.shape or (1, 1)), lambda i, j, ref=ref: sympy.Symbol(f"{ref}_{i}{j}", **assumed))
        for ref in (claim.g, *refs_of(claim))
    }
    if claim.rule.condition:
        ref = claim.args[claim.rule.condition[0]]
        known[ref] = sympy.Matrix(*known[ref].shape, impose(claim, tuple(known[ref])))
    return known


def entries_of(expr: Expr, known: Mapping[Any, sympy.Matrix]) -> list[Any]:
    entries = Entries(expr, known)
    return [entries(i, j) for i, j in product(*map(range, expr.shape or (1, 1)))]


def is_confirmed(claim: Claim) -> bool:
    """Whether SymPy proves the rule, with entries as symbols; a function with a kink on either side of it."""
    sides = ({"positive": True}, {"negative": True}) if claim.expr.operation.kink else ({"real": True},)
    return all(is_confirmed_for(claim, symbols(claim, **side)) for side in sides)


def is_confirmed_for(claim: Claim, known: Mapping[Any, sympy.Matrix]) -> bool:
    definition = entries_of(claim.expr, known)
    rows = [[sympy.diff(entry, x) for x in known[claim.by]] for entry in definition]
    wanted = [sympy.Add(*(g * e for g, e in zip(known[claim.g], c, strict=True))) for c in zip(*rows, strict=True)]
    claimed = entries_of(claim.pullback, known)
    if claim.jacobian is not None:
        claimed += entries_of(claim.jacobian, known)
        wanted += [entry for row in rows for entry in row]
    return len(claimed) == len(wanted) and all(is_zero(a - b) for a, b in zip(claimed, wanted, strict=True))


def by_cases(expr: sympy.Expr) -> sympy.Expr:
    """The step function of SymPy as the cases that ours is, 0 at 0."""
    return expr.replace(sympy.Heaviside, lambda x, *half: sympy.Piecewise((1, x > 0), (0, True)))


def is_far_from_zero(expr: sympy.Expr) -> bool:
    """Whether an expression is not zero at some numbers of the signs that its symbols have, rising or falling."""
    names = sorted(expr.free_symbols, key=str)
    sizes = [sympy.Rational(7 * k + 3, 11) for k in range(len(names))]
    for order in (sizes, sizes[::-1]):
        signed = [-number if name.is_negative else number for name, number in zip(names, order, strict=True)]
        found = sympy.N(expr.subs(dict(zip(names, signed, strict=True))), 30)
        if found.is_number and abs(found) > 1e-15:
            return True
    return False


def in_steps(expr: sympy.Expr) -> sympy.Expr:
    """The larger of a number and 0 as the number times a step, whose powers are all the same."""

    def larger(*args: sympy.Expr) -> sympy.Expr:
        return sum(u * sympy.Piecewise((1, u > 0), (0, True)) for u in args)

    written = sympy.expand(expr.replace(sympy.Max, larger))
    return written.replace(lambda e: e.is_Pow and isinstance(e.base, sympy.Piecewise), lambda e: e.base)


def is_zero(expr: sympy.Expr) -> bool:
    expr = by_cases(expr)
    if is_far_from_zero(expr):
        return False
    if expr == 0 or sympy.expand(expr) == 0:
        return True
    bounded = [part for part in expr.atoms(sympy.Max) if 0 not in part.args]
    return bool((not bounded and sympy.expand(in_steps(expr)) == 0) or sympy.simplify(expr) == 0)


def broken_pullback(claim: Claim) -> Claim:
    """The claim of a rule whose pullback is wrong by 0.05 %."""
    much = simplify.number(fmpq(10005, 10000))
    rule = claim.rule

    def pullback(g: Expr, args: tuple[Expr, ...], result: Expr) -> Expr:
        return simplify.times(much, rule.pullback(g, args, result))

    return replace(claim, rule=replace(rule, pullback=pullback, jacobian=None))


def broken_jacobian(claim: Claim) -> Claim:
    """The claim of a rule whose Jacobian is wrong by 0.05 %."""
    much = simplify.number(fmpq(10005, 10000))
    rule = claim.rule

    def jacobian(args: tuple[Expr, ...], result: Expr) -> Expr | None:
        found = rule.jacobian(args, result) if rule.jacobian else None
        return simplify.times(much, found) if found is not None else None

    return replace(claim, rule=replace(rule, jacobian=jacobian))
