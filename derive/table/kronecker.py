"""The Kronecker product, `kron(A, B)` or `A ⊗ B`: every entry of one times the whole of the other."""

from __future__ import annotations

from typing import Any

from derive.language.expr import Call, Expr, Shape, describe, is_column
from derive.language.numbers import Array, table, times
from derive.language.operation import ENTRYWISE, LETTER, POWER, Code, Notation, Operation, Rule, Style
from derive.language.usual_mistakes import Misreading
from derive.table import simplify
from derive.table.algebra import shaped
from derive.table.row import row, shape_error, sympy

Args = tuple[Expr, ...]


def kron_shape(args: Args) -> Shape:
    """(m, n) and (p, q) to (m p, n q)."""
    if any(len(arg.shape) != 2 for arg in args):
        found = " and ".join(describe(arg.shape) for arg in args)
        raise shape_error(f"kron is of two arrays, found {found}; a number stands before an array, as in c A")
    (m, n), (p, q) = (arg.shape for arg in args)
    return m * p, n * q


def kron_value(a: Array, b: Array) -> Array:
    shape = a.rows * b.rows, a.columns * b.columns
    return table(shape, lambda i, j: times(a[i // b.rows, j // b.columns], b[i % b.rows, j % b.columns]))


def kron_definition(a: Any, b: Any, i: Any, j: Any) -> Any:
    """a(k, c) b(r, s) where i = k p + r and j = c q + s."""
    (m, n), (p, q) = a.shape, b.shape
    delta = sympy().KroneckerDelta
    places = [(k, r, delta(i, k * p + r)) for k in range(m) for r in range(p)]
    across = [(c, s, delta(j, c * q + s)) for c in range(n) for s in range(q)]
    return sympy().Add(*(a(k, c) * b(r, s) * down * over for k, r, down in places for c, s, over in across))


def kron(a: Expr, b: Expr) -> Expr:
    """A Kronecker product; one with a 1 alone is the other factor."""
    for part, other in ((a, b), (b, a)):
        if part.shape == (1, 1) and isinstance(part, Call) and part.operation.name in ("identity", "ones"):
            return other
    return KRON(a, b)


def kron_pullback(position: int) -> Rule:
    """Each entry of A gets the sum of what arrives at its block times B; each entry of B, over all blocks, times A."""

    def pullback(g: Expr, args: Args, result: Expr) -> Expr:
        a, b = args
        if is_column(a.shape) and is_column(b.shape):
            return simplify.times(simplify.transposed(slope(args)), g)
        (m, n), (p, q) = a.shape, b.shape
        if position == 0:
            spread = kron(simplify.ones(m, n), b)
            left, right = kron(simplify.identity(m), simplify.ones(1, p)), kron(simplify.identity(n), simplify.ones(q))
        else:
            spread = kron(a, simplify.ones(p, q))
            left, right = kron(simplify.ones(1, m), simplify.identity(p)), kron(simplify.ones(n), simplify.identity(q))
        total = simplify.times(simplify.times(left, simplify.entrywise(g, spread)), right)
        return shaped(total, args[position])

    def slope(args: Args) -> Expr:
        """I ⊗ b and a ⊗ I."""
        a, b = args
        return kron(simplify.identity(a.shape[0]), b) if position == 0 else kron(a, simplify.identity(b.shape[0]))

    def jacobian(args: Args, result: Expr) -> Expr | None:
        return slope(args) if all(is_column(arg.shape) for arg in args) else None

    return Rule(pullback, "kron", jacobian)


KRON: Operation = row(
    Operation(
        "kron",
        kron_shape,
        kron_value,
        kron_definition,
        Notation(Style("kron(#1, #2)", LETTER, (0, 0)), Style(r"#1 \otimes #2", ENTRYWISE, (POWER, POWER))),
        ((kron_pullback(0),), (kron_pullback(1),)),
        linear=True,
        associative=True,
        mistakes=(Misreading("swapped_arguments", lambda args, facts: KRON(*reversed(args))),),
        code=Code("np.kron(#1, #2)"),
    )
)
