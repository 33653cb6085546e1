"""How a derivative is checked where it meets kinks: entry by entry, against the derivative on either side.

An entry with a derivative is held against central differences and against SymPy's derivation; one that has none must
lie between its one-sided derivatives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from flint import arb, fmpq

from derive.language.errors import Complaint, DeriveError, DomainError
from derive.language.expr import Derivative, size
from derive.language.numbers import Array, Scalar, ball, precision
from derive.language.plain import plain
from derive.solving.beside import STEP, Neighbours, Sides
from derive.solving.derivation import Derivation
from derive.solving.differences import Differences
from derive.solving.kinks import BITS, MOST_EVALUATIONS, kinked, stands_at_kink
from derive.solving.programs import NumericGraph

NO_RATE = "there is none here: where {} changes branches its rates on both sides are not the same; choose other values"

Gaps = dict[Derivative, Scalar]


def differences_beside(derivation: Derivation, targets: Sequence[Derivative]) -> Differences:
    """The largest disagreement of each derivative with one-sided differences; the entries compared have both alike."""
    gaps: Gaps = {}
    compared = 0
    with precision(BITS):
        differences = Neighbours(derivation.network, (target.of for target in targets))
        for target in targets:
            found = list(entries_beside(derivation, differences, target, len(targets)))
            gaps[target] = max((gap for gap, _ in found), key=float, default=arb(0))
            compared += sum(agree for _, agree in found)
    return Differences(gaps, compared, 0)


def apart_at_branches(derivation: Derivation, targets: Sequence[Derivative]) -> Iterator[Complaint]:
    """Derivatives that do not exist where branches meet although each formula has a value there: x log x at 0."""
    known = derivation.network.problem.values or {}
    with precision(BITS):
        differences = Neighbours(derivation.network, (target.of for target in targets))
        calls = [call for call in kinked(derivation.problem) if stands_at_kink(call, {**known, **differences.known})]
        for target in targets if calls else ():
            for place in range(size(target.by.shape)):
                sides = differences.sides((target.of, target.by), place) or ()
                if any(not side.agree for side in sides):
                    yield Complaint(str(target), NO_RATE.format(plain(calls[0])))
                    break


def entries_beside(
    derivation: Derivation, differences: Neighbours, target: Derivative, share: int
) -> Iterator[tuple[Scalar, bool]]:
    """For each entry its disagreement, and whether both sides are the same."""
    pair = target.of, target.by
    width = size(target.by.shape)
    value = derivation.value(target)
    assert value is not None
    effort = max(1, len(differences.order(pair)) * 2 * share)
    for place in range(min(width, max(1, MOST_EVALUATIONS // effort))):
        for row, sides in enumerate(differences.sides(pair, place) or ()):
            k = row * width + place
            if not derivation.settled.is_unmet(target, k):
                yield outside(sides, value.entries[k]), sides.agree


def outside(sides: Sides, value: Scalar) -> Scalar:
    """How far a number is from the derivative, or from lying between those of the two sides."""
    if sides.agree:
        return ball(value - (sides.left + sides.right) / 2).abs_upper()
    if sides.admits(value):
        return arb(0)
    return min((ball(value - side).abs_upper() for side in (sides.left, sides.right)), key=float)


def sympy_beside(derivation: Derivation, targets: Sequence[Derivative]) -> Gaps:
    """The largest disagreement with SymPy's derivation, of the entries that have a derivative.

    At a kink SymPy has conventions of its own, so that it is asked on both sides too, a little away.
    """
    gaps: Gaps = {}
    with precision(BITS):
        differences = Neighbours(derivation.network, (target.of for target in targets))
        for target in targets:
            differ = derivation.settled.of(target)
            value = derivation.value(target)
            assert value is not None
            theirs = list(sympy_around(derivation, differences, target))
            parts = enumerate(zip(value.entries, *theirs, strict=True))
            nearest = [nearest_of(own, others) for k, (own, *others) in parts if k not in differ]
            gaps[target] = max(nearest, key=float, default=arb(0))
    return gaps


def sympy_around(derivation: Derivation, differences: Neighbours, target: Derivative) -> Iterator[list[Scalar]]:
    """SymPy's derivative here, if it has one, and a little to either side."""
    for known in around(differences, target):
        with suppress(DomainError):
            yield sympy_entries(derivation, target, known)


def nearest_of(own: Scalar, others: Sequence[Scalar]) -> Scalar:
    return min((ball(own - other).abs_upper() for other in others), key=float)


def around(differences: Neighbours, target: Derivative) -> Iterator[Mapping[Any, Array]]:
    """The values of the network here and a little to either side, all entries of the variable moved."""
    yield differences.known
    for sign in (1, -1):
        shifts = {k: sign * STEP * fmpq(k + 2, k + 1) for k in range(size(target.by.shape))}
        try:
            yield differences.moved((target.of, target.by), shifts)
        except DeriveError:
            continue


def sympy_entries(derivation: Derivation, target: Derivative, known: Mapping[Any, Array]) -> list[Scalar]:
    """SymPy's derivative at these values, row by row."""
    rows = NumericGraph(derivation.problem, known).rows(target.of, [target.by])[target.by]
    return [entry for row in rows for entry in row]
