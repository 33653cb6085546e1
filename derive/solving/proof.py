"""How a solution is checked before it is shown: by SymPy's own derivation, by central differences, and for drift.

Nothing here uses the rules of the table: SymPy differentiates the definitions, the differences only need values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flint import arb, fmpq

from derive.language.errors import Complaint, DeriveError, DisagreementError, ProblemError, Undecided
from derive.language.evaluate import as_number, decimal, is_short_fraction, rounded
from derive.language.expr import Derivative, Equation, Ref, rewrite
from derive.language.numbers import Array, Scalar, ball, precision, table
from derive.language.plain import plain
from derive.problem.graph import Network
from derive.solving.certified import Known, Numbers, step_value
from derive.solving.derivation import Derivation
from derive.solving.differences import central_differences, completed
from derive.solving.programs import NumericGraph, excess
from derive.solving.proof_at_kinks import apart_at_branches, differences_beside, sympy_beside
from derive.solving.sampling import sampled
from derive.solving.tolerance import allowed, sharpen


@dataclass(frozen=True, slots=True)
class Drift:
    """What a reader gets who carries on with the displayed values: entries of derivatives that end up wrong.

    `values` are those asked for that drift, the one that drifts farthest first: name, what comes out, what is shown.
    """

    wrong: int
    entries: int
    largest: str
    values: tuple[tuple[Ref, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """The largest disagreement with each judge, as a decimal; `None` where the judge was not heard, with the reason.

    `compared` entries were held against central differences one by one, `together` along random directions.
    """

    sympy: str | None
    differences: str | None
    compared: int
    drift: Drift | None
    skipped: str = ""
    kinks: tuple[str, ...] = ()
    is_sample: bool = False
    together: int = 0


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
    targets += [name for name in numbers.gradients if name in numbers.known and name not in targets]
    sharpen(derivation, targets)
    kinks = find_kinks(derivation)
    symbolic, skipped = sympy_difference(derivation, targets)
    whole = [target for target in targets if not target.use]
    central = (differences_beside if kinks else central_differences)(derivation, whole)
    judges = [("SymPy's derivation", symbolic or {}), ("central differences", central.worst)]
    complaints = [
        Complaint(str(target), f"differs from {judge} by {small(gap)}; nothing is written")
        for judge, worst in judges
        for target, gap in worst.items()
        if not gap < allowed(derivation, target)
    ]
    if complaints:
        if without := [] if kinks else list(apart_at_branches(derivation, whole)):
            raise ProblemError(*without)
        raise DisagreementError(*complaints)
    entries, together = central.entries, central.together
    apart = largest(central.worst) if entries or together or not kinks else None
    return Proof(largest(symbolic), apart, entries, drift(derivation), skipped, kinks, together=together)


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
    too_much = excess(derivation.problem)
    if too_much:
        return None, too_much
    if derivation.settled.kinks:
        return sympy_beside(derivation, [target for target in targets if not target.use]), ""
    worst: dict[Derivative, Scalar] = {}
    with precision(numbers.bits):
        known = completed(derivation, numbers.known, (target.of for target in targets))
        numeric = NumericGraph(derivation.problem, known)
        by_loss: dict[Ref, list[Derivative]] = {}
        for target in targets:
            if target.use:
                worst[target] = distance(numbers.known[target].entries, one_use(derivation.network, target, known))
                continue
            by_loss.setdefault(target.of, []).append(target)
        for of, group in by_loss.items():
            rows = numeric.rows(of, [target.by for target in group])
            for target in group:
                theirs = [entry for row in rows[target.by] for entry in row]
                worst[target] = distance(numbers.known[target].entries, theirs)
    return worst, ""


def one_use(network: Network, target: Derivative, known: Known) -> list[Scalar]:
    """What SymPy finds for one use of a quantity: the derivative by a copy that is used only there."""
    copy = Ref(str(target), (), target.by.shape)
    users = {end.target for edge in network.uses(target) for end in (edge.child, edge.through) if end}
    equations = [Equation(copy, target.by)]
    for equation in network.problem.equations:
        changed = rewrite(equation.rhs, lambda part: copy if part == target.by else None)
        equations.append(replace(equation, rhs=changed) if equation.target in users else equation)
    numeric = NumericGraph(replace(network.problem, equations=tuple(equations)), {**known, copy: known[target.by]})
    return [entry for row in numeric.rows(target.of, [copy])[copy] for entry in row]


def distance(ours: Iterable[Scalar], theirs: Iterable[Scalar]) -> Scalar:
    """An upper bound of the largest difference."""
    differences = [ball(a - b).abs_upper() for a, b in zip(ours, theirs, strict=True)]
    return max(differences, key=float, default=arb(0))


def find_kinks(derivation: Derivation) -> tuple[str, ...]:
    """What stands exactly where a function of it has a kink that the derivatives meet."""
    return tuple(dict.fromkeys(plain(kink.argument) for kink in derivation.settled.kinks))


def drift(derivation: Derivation) -> Drift | None:
    """The answers of a reader who rounds every displayed value and calculates on with it, in the order of the steps."""
    numbers = derivation.numbers
    assert numbers is not None
    assert derivation.problem.values is not None
    digits = derivation.settings.digits
    known: Known = {**derivation.problem.values, **derivation.settled.values}
    wrong = entries = 0
    worst = arb(0)
    values: list[tuple[arb, tuple[Ref, str, str]]] = []
    asked = {answer.target for answer in derivation.answers}
    targets = {target for target in asked if isinstance(target, Derivative)}
    try:
        with precision(numbers.bits):
            for step in numbers.steps:
                known[step.name] = displayed(step_value(step, known), digits)
                if step.name in targets:
                    for mine, text in zip(known[step.name].entries, numbers.show(step.name), strict=True):
                        entries += 1
                        gap = ball(mine - as_number(text)).abs_upper()
                        wrong += not gap.is_zero()
                        worst = max(worst, gap, key=float)
                elif isinstance(step.name, Ref) and step.name in asked:
                    values += drifted(step.name, known[step.name], numbers)
    except (DeriveError, Undecided):
        return None
    farthest = sorted(values, key=lambda pair: float(pair[0]), reverse=True)
    told = tuple(value for _, value in farthest)
    return Drift(wrong, entries, decimal(rounded_up(worst, digits), digits) or "0", told)


def drifted(name: Ref, theirs: Array, numbers: Numbers) -> Iterator[tuple[arb, tuple[Ref, str, str]]]:
    """The entries of a value that come out otherwise than they are shown, with how far they are off."""
    for mine, text in zip(theirs.entries, numbers.show(name), strict=True):
        gap = ball(mine - as_number(text)).abs_upper()
        if not gap.is_zero():
            yield gap, (name, decimal(mine, numbers.digits) or "", text)


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
        return as_number(text)

    return table(value.shape, lambda i, j: shown(value[i, j]))
