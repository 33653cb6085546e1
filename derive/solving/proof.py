"""How a solution is checked before it is shown: by SymPy's own derivation, by central differences, and for drift.

Nothing here uses the rules of the table: SymPy differentiates the definitions, the differences only need values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from flint import arb, fmpq

from derive.language.errors import Complaint, DeriveError, DisagreementError, Undecided
from derive.language.evaluate import as_rational, decimal, evaluate, fitted, is_short_fraction, rounded
from derive.language.expr import Derivative, Equation, Ref, size
from derive.language.numbers import Array, Scalar, ball, precision, table
from derive.language.plain import plain
from derive.solving.certified import Known, step_value
from derive.solving.derivation import Derivation
from derive.solving.programs import LARGEST, NumericGraph, cost
from derive.solving.proof_at_kinks import differences_beside, sympy_beside
from derive.solving.sampling import sampled

MOST_EVALUATIONS = 200_000
"""Equations evaluated for central differences; beyond that only the first entries of each derivative are checked."""


@dataclass(frozen=True, slots=True)
class Drift:
    """What a reader gets who carries on with the displayed values: entries of derivatives that end up wrong."""

    wrong: int
    entries: int
    largest: str


@dataclass(frozen=True, slots=True)
class Proof:
    """The largest disagreement with each judge, as a decimal; `None` where the judge was not heard, with the reason."""

    sympy: str | None
    differences: str | None
    compared: int
    drift: Drift | None
    skipped: str = ""
    kinks: tuple[str, ...] = ()
    is_sample: bool = False


def prove(derivation: Derivation) -> Proof | None:
    """Hold the answers against both judges; `DisagreementError` if one differs by more than the digits allow.

    Formulas without numbers are judged at random values; `None` if none were found at which all steps have a value.
    """
    if derivation.numbers is not None:
        return judge(derivation)
    sample = sampled(derivation)
    return replace(judge(sample), is_sample=True, drift=None) if sample else None


def judge(derivation: Derivation) -> Proof:
    """What both judges say of a derivation with numbers."""
    numbers = derivation.numbers
    assert numbers is not None
    numbers.settle_all(answer.target for answer in derivation.answers)
    targets = [a.target for a in derivation.answers if isinstance(a.target, Derivative)]
    kinks = find_kinks(derivation)
    symbolic, skipped = sympy_difference(derivation, targets)
    compare = differences_beside if kinks else central_difference
    central, compared = compare(derivation, targets)
    central = central if compared or not kinks else None
    limit = fmpq(1, 2 * 10 ** (derivation.settings.digits + 2))
    sizes = {target: largest_entry(numbers.known[target]) for target in targets}
    judges = [("SymPy's derivation", symbolic), ("central differences", central)]
    complaints = [
        Complaint(str(target), f"differs from {judge} by {small(gap)}; nothing is written")
        for judge, worst in judges
        for target, gap in (worst or {}).items()
        if not gap < limit * sizes[target]
    ]
    if complaints:
        raise DisagreementError(*complaints)
    return Proof(largest(symbolic), largest(central), compared, drift(derivation), skipped, kinks)


def largest_entry(value: Array) -> Scalar:
    """The size of the largest entry, at least 1: what a disagreement is measured by."""
    return max([arb(1), *(ball(entry).abs_upper() for entry in value.entries)], key=float)


def largest(worst: Mapping[Derivative, Scalar] | None) -> str | None:
    if not worst:
        return None
    return small(max(worst.values(), key=lambda x: float(ball(x).upper())))


def small(x: Scalar) -> str:
    """A small number with two digits, such as `3.1e-40`."""
    upper = ball(x).abs_upper()
    if upper.is_zero():
        return "0"
    return f"{upper.str(2, radius=False)}"


def sympy_difference(
    derivation: Derivation, targets: Sequence[Derivative]
) -> tuple[dict[Derivative, Scalar] | None, str]:
    """The largest disagreement of each derivative with SymPy's own derivation."""
    numbers = derivation.numbers
    assert numbers is not None
    count = cost(derivation.problem)
    if count > LARGEST:
        return None, f"{count} local derivatives, more than {LARGEST}"
    if derivation.settled.kinks:
        return sympy_beside(derivation, targets), ""
    worst: dict[Derivative, Scalar] = {}
    with precision(numbers.bits):
        known = complete(derivation, numbers.known, (target.of for target in targets))
        numeric = NumericGraph(derivation.problem, known)
        by_loss: dict[Ref, list[Derivative]] = {}
        for target in targets:
            by_loss.setdefault(target.of, []).append(target)
        for of, group in by_loss.items():
            rows = numeric.rows(of, [target.by for target in group])
            for target in group:
                theirs = [entry for row in rows[target.by] for entry in row]
                worst[target] = distance(numbers.known[target].entries, theirs)
    return worst, ""


def complete(derivation: Derivation, known: Known, losses: Iterable[Ref]) -> Known:
    """The values of all that the losses depend on."""
    result = dict(known)
    needed: set[Ref] = set().union(*map(derivation.network.ancestors, losses))
    for equation in derivation.problem.equations:
        if equation.target in needed and equation.target not in result:
            result[equation.target] = fitted(evaluate(equation.rhs, result), equation.target)
    return result


def distance(ours: Iterable[Scalar], theirs: Iterable[Scalar]) -> Scalar:
    """An upper bound of the largest difference."""
    differences = [ball(a - b).abs_upper() for a, b in zip(ours, theirs, strict=True)]
    return max(differences, key=float, default=arb(0))


def central_difference(
    derivation: Derivation, targets: Iterable[Derivative]
) -> tuple[dict[Derivative, Scalar] | None, int]:
    """The largest disagreement of each derivative with (f(x+h) − f(x−h)) / 2h, and the number of entries compared."""
    numbers = derivation.numbers
    assert numbers is not None
    digits = derivation.settings.digits
    step = fmpq(1, 10 ** (digits + 20))
    wanted = list(targets)
    orders = {target: downstream(derivation, target) for target in wanted}
    costs = {target: len(orders[target]) * size(target.by.shape) * 2 for target in wanted}
    share = MOST_EVALUATIONS // max(1, len(wanted))
    worst: dict[Derivative, Scalar] = {}
    compared = 0
    with precision(max(numbers.bits, 14 * digits + 320)):
        assert derivation.problem.values is not None
        known = complete(derivation, derivation.problem.values, (target.of for target in wanted))
        known = {name: in_balls(value) for name, value in known.items()}
        for target in wanted:
            order = orders[target]
            count = size(target.by.shape)
            if costs[target] > share:
                count = max(1, count * share // costs[target])
            if not order and target.of != target.by:
                worst[target] = distance(numbers.known[target].entries, [fmpq(0)] * len(numbers.known[target].entries))
                continue
            columns = [difference(known, order, target, place, step) for place in range(count)]
            entries = numbers.known[target].entries
            width = size(target.by.shape)
            differences = [
                ball(entries[row * width + place] - column[row]).abs_upper()
                for place, column in enumerate(columns)
                for row in range(len(column))
            ]
            worst[target] = max(differences, key=float)
            compared += len(differences)
    return worst, compared


def in_balls(value: Array) -> Array:
    """An array all in balls, which spares mixing; a scalar stays exact, since it may be an exponent."""
    return Array(value.shape, tuple(map(ball, value.entries))) if len(value.entries) > 1 else value


def downstream(derivation: Derivation, target: Derivative) -> list[Equation]:
    """The equations between a variable and what is differentiated, in order."""
    network = derivation.network
    below = network.descendants(target.by) - {target.by}
    above = network.ancestors(target.of)
    return [e for e in derivation.problem.equations if e.target in below and e.target in above]


def difference(known: Known, order: list[Equation], target: Derivative, place: int, step: fmpq) -> list[Scalar]:
    """The central difference of all entries of the target's numerator by one entry of its variable."""
    ends = []
    for shift in (step, -step):
        moved = dict(known)
        value = known[target.by]
        entries = tuple(entry + shift if k == place else entry for k, entry in enumerate(value.entries))
        moved[target.by] = Array(value.shape, entries)
        for equation in order:
            moved[equation.target] = fitted(evaluate(equation.rhs, moved), equation.target)
        ends.append(moved[target.of].entries)
    return [(a - b) / (2 * step) for a, b in zip(*ends, strict=True)]


def find_kinks(derivation: Derivation) -> tuple[str, ...]:
    """What stands exactly where a function of it has a kink that the derivatives meet."""
    return tuple(dict.fromkeys(plain(kink.function.args[0]) for kink in derivation.settled.kinks))


def drift(derivation: Derivation) -> Drift | None:
    """The answers of a reader who rounds every displayed value and calculates on with it, in the order of the steps."""
    numbers = derivation.numbers
    assert numbers is not None
    assert derivation.problem.values is not None
    digits = derivation.settings.digits
    known: Known = {**derivation.problem.values, **derivation.settled.values}
    wrong = entries = 0
    worst = arb(0)
    targets = {answer.target for answer in derivation.answers if isinstance(answer.target, Derivative)}
    try:
        with precision(numbers.bits):
            for step in numbers.steps:
                known[step.name] = displayed(step_value(step, known), digits)
                if step.name in targets:
                    for mine, text in zip(known[step.name].entries, numbers.show(step.name), strict=True):
                        entries += 1
                        gap = ball(mine - as_rational(text)).abs_upper()
                        wrong += not gap.is_zero()
                        worst = max(worst, gap, key=float)
    except (DeriveError, Undecided):
        return None
    return Drift(wrong, entries, decimal(rounded_up(worst, digits), digits) or "0")


def rounded_up(x: arb, digits: int) -> fmpq:
    """A sum of displayed decimals, which a ball carries, as the decimal that it is."""
    found = rounded(x, digits)
    return fmpq(found, 10**digits) if found is not None else fmpq(0)


def displayed(value: Array, digits: int) -> Array:
    """The value as it is shown: whole numbers exactly, everything else rounded."""

    def shown(entry: Scalar) -> Scalar:
        if not value.shape and is_short_fraction(entry, digits):
            return entry
        text = decimal(entry, digits)
        if text is None:
            raise Undecided
        return as_rational(text)

    return table(value.shape, lambda i, j: shown(value[i, j]))
