"""The numbers of a derivation: every step evaluated, with the precision raised until what is shown is proven."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby, product

from flint import arb

from derive.language.errors import Complaint, DeriveError, Undecided
from derive.language.evaluate import CAP, START, UNDECIDED, decimal, evaluate, fitted
from derive.language.expr import Derivative, Entry, Expr, Ref, Valued, at, bind
from derive.language.numbers import Array, Scalar, precision, table
from derive.language.steps import Step
from derive.problem.problem import Problem
from derive.solving.no_derivative import reason
from derive.solving.settled import Settled

Known = dict[Valued, Array]


def step_value(step: Step, known: Known) -> Array:
    """The value of what a step computes, in the shape of its name; one about an entry is evaluated for all."""
    name = step.name
    if isinstance(step.target, Entry):
        return entries(step.target, step.rhs, known)
    value = evaluate(step.rhs, known)
    if step.target != name:
        value = table(name.shape, lambda i, j: value[j, i])
    return fitted(value, name)


def entries(target: Entry, rhs: Expr, known: Known) -> Array:
    """The array of which `rhs` gives the entry with the target's indices."""
    of = target.of
    names = [index.name for index in target.index]
    rows, columns = of.shape or (1, 1)
    sizes = [rows, columns] if len(names) == 2 else [rows * columns] * len(names)
    found: list[Scalar] = []
    for place in product(*map(range, sizes)):
        binding = {name: at(number) for name, number in zip(names, place, strict=True)}
        found.append(evaluate(bind(rhs, binding), known).entries[0])
    return Array(of.shape, tuple(found))


class Numbers:
    """The values of all steps at a precision that grows on demand.

    `show` gives decimals that are proven; where 4096 bits do not decide one, `undecided` notes the quantity.
    """

    def __init__(
        self, problem: Problem, steps: Sequence[Step], digits: int, at_kinks: Callable[[Known], Settled]
    ) -> None:
        self.problem = problem
        self.at_kinks = at_kinks
        self.settled: Settled | None = None
        self.steps = [step for step in steps if step.is_numeric]
        self.digits = digits
        self.bits = START // 2
        self.undecided: dict[Expr, None] = {}
        self.zeros: dict[tuple[Expr, int], bool] = {}
        self.known: Known = {}
        self.values: dict[Expr, Array] = {}
        self.place = ""
        self.gradients = {Derivative(*e.target.gradient): e.target for e in problem.equations if e.target.gradient}
        self.shown: dict[tuple[Expr, int], list[str]] = {}
        self.refine()

    def refine(self) -> None:
        """Compute everything again with twice the bits (and again, until every comparison is decided)."""
        while True:
            self.bits *= 2
            if self.bits > CAP:
                raise DeriveError(Complaint(self.place, UNDECIDED))
            try:
                with precision(self.bits):
                    self.known = self.compute()
                self.values.clear()
                return
            except Undecided:
                continue

    def compute(self) -> Known:
        assert self.problem.values is not None
        known: Known = dict(self.problem.values)
        for is_forward, steps in groupby(self.in_turn(), lambda step: step.kind == "forward"):
            if is_forward:
                self.run(steps, known)
                continue
            self.settled = self.settled or self.at_kinks(self.forward(known))
            known.update(self.settled.values)
            self.run(steps, known)
            for slope in self.settled.values:
                known.pop(slope, None)
        self.settled = self.settled or self.at_kinks(known)
        return {**known, **self.settled.values}

    def in_turn(self) -> Sequence[Step]:
        """The steps as they are evaluated: values first, unless some are calculated from derivatives."""
        return self.steps if self.gradients else sorted(self.steps, key=lambda step: step.kind != "forward")

    def forward(self, known: Known) -> Known:
        """All values of the network, those that are calculated from derivatives too."""
        found = dict(known)
        for equation in self.problem.equations if self.gradients else ():
            try:
                found[equation.target] = fitted(evaluate(equation.rhs, found), equation.target)
            except DeriveError as error:
                raise self.without_value(equation.target, error, found) from None
        return found

    def without_value(self, target: Valued, error: DeriveError, known: Known) -> DeriveError:
        """The error with its place, and with the reason where a derivative has no value."""
        is_derivative = isinstance(target, Derivative) or (isinstance(target, Ref) and target.gradient is not None)
        why = reason(self.problem, self.problem.equations, known) if is_derivative else ""
        return type(error)(*(Complaint(str(target), c.message + why) for c in error.complaints))

    def run(self, steps: Iterable[Step], known: Known) -> None:
        for step in steps:
            try:
                self.place = str(step.name)
                known[step.name] = step_value(step, known)
                if step.name in self.gradients:
                    gradient = self.gradients[step.name]
                    known[gradient] = known[step.name].reshape(gradient.shape)
            except DeriveError as error:
                raise self.without_value(step.name, error, known) from None

    def value(self, expr: Expr) -> Array:
        """The value of an expression at the precision reached, computed once for each precision."""
        if expr not in self.values:
            with precision(self.bits):
                self.values[expr] = evaluate(expr, self.known)
        return self.values[expr]

    def show(self, expr: Expr, digits: int | None = None) -> list[str]:
        """The entries of an expression's value as decimals, row by row."""
        digits = self.digits if digits is None else digits
        if (expr, digits) not in self.shown:
            self.shown[expr, digits] = self.find_decimals(expr, digits)
        return self.shown[expr, digits]

    def find_decimals(self, expr: Expr, digits: int) -> list[str]:
        while True:
            value = self.value(expr)
            texts = [decimal(entry, digits) for entry in value.entries]
            if all(text is not None for text in texts):
                return [text for text in texts if text is not None]
            if self.bits * 2 > CAP:
                return [self.settle(expr, value, k, text, digits) for k, text in enumerate(texts)]
            self.refine()

    def settle(self, expr: Expr, value: Array, place: int, text: str | None, digits: int) -> str:
        """An entry that stays undecided at the cap: zero, with a note unless that is proven."""
        if text is not None:
            return text
        entry = value.entries[place]
        if not entry.is_finite() or entry.rad() > arb(10) ** -digits:  # type: ignore[union-attr]
            from derive.language.plain import plain

            raise DeriveError(
                Complaint(plain(expr), f"too large or too sensitive to decide {digits} decimals at {CAP} bits")
            )
        if not entry.contains(0):  # type: ignore[union-attr]
            return str(entry.mid().str(digits + 1, radius=False))  # type: ignore[union-attr]
        if not self.is_proven_zero(expr, place):
            self.undecided[expr] = None
        return decimal(value.entries[place] * 0, digits) or "0"

    def is_proven_zero(self, expr: Expr, place: int) -> bool:
        """Whether SymPy proves that an entry is zero, from exact values."""
        from derive.solving.exact_zeros import is_zero

        key = (expr, place)
        if key not in self.zeros:
            self.zeros[key] = is_zero(self.problem, self.steps, expr, place)
        return self.zeros[key]

    def settle_all(self, exprs: Iterable[Expr]) -> None:
        """Raise the precision until the decimals of all these expressions are decided."""
        for expr in exprs:
            self.show(expr)
