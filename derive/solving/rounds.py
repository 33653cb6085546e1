"""The equations of an update, calculated again and again: what is new in one round is what the next one starts from.

`w_new = w - eta dL/dw` gives the weights after one step; after a thousand rounds it has trained the network.  Every
number is a ball, as in a solution, and the rounds are run again with more bits until the decimals asked are proven.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cached_property

from flint import ctx, fmpq

from derive.language.errors import Complaint, DeriveError, ProblemError
from derive.language.evaluate import arguments, certified, decimals, run
from derive.language.expr import Call, Derivative, Equation, Ref, Valued, gradient_of, refs
from derive.language.numbers import Array, Scalar, ball
from derive.language.record import record
from derive.problem.problem import Problem
from derive.solving.kinks import settle
from derive.solving.slopes import terms

ENDINGS = ("_new", "_next")
"""What a name ends in whose value takes the place of the name without it."""
NOTHING_CARRIED = (
    "nothing goes from one round into the next; name what is new after what it replaces, as in w_new = w - eta dL/dw, "
    "or say which is which"
)
NOT_CALCULATED = "is not calculated in a round; an equation has to use it, as in g = dL/dw"
IS_CALCULATED = "is calculated; expected a given quantity that a new value replaces"
OTHER_SHAPE = "has another shape than {}, so it cannot take its place in the next round"
NEW_KINK = "stands at a kink in round {} at which it did not stand in the first, so no slope is settled for it"
UNSETTLED = "its decimals are not decided after {} rounds; ask for fewer rounds or digits"
NO_VALUES = "has no value; rounds are calculated with numbers"

Told = dict[Ref, list[str | None]]


@record
class Round:
    """The decimals of what was asked, entry by entry, after `number` rounds."""

    number: int
    values: Mapping[Ref, tuple[str, ...]]


@record(slots=False)
class Rounds:
    """The rounds of a problem: `carried` has for each given quantity what takes its place, `asked` what is told."""

    problem: Problem
    carried: Mapping[Ref, Ref]
    asked: tuple[Ref, ...]

    def after(self, numbers: Sequence[int], digits: int) -> list[Round]:
        """What was asked after these numbers of rounds, with decimals that are proven.

        Errors: `DeriveError` where no precision decides them, where a value leaves the domain of a function, and where
        a later round stands at a kink that the first did not meet.
        """
        found, _ = certified(lambda: list(self.calculated(numbers, digits)), lambda rounds: not undecided(rounds))
        for number, texts in found:
            for ref, text in texts.items():
                if None in text:
                    raise DeriveError(Complaint(str(ref), UNSETTLED.format(number)))
        return [Round(n, {ref: tuple(map(str, text)) for ref, text in texts.items()}) for n, texts in found]

    def calculated(self, numbers: Sequence[int], digits: int) -> Iterator[tuple[int, Told]]:
        """The rounds asked at the precision of now; entries that it does not decide are `None`."""
        assert self.problem.values is not None
        known = dict(self.problem.values)
        chosen = self.chosen
        for number in range(max(numbers) + 1):
            once: dict[Valued, Array] = {**known, **chosen.values}
            run(self.equations, once)
            self.stay_settled(once, number)
            if number in numbers:
                yield number, {ref: decimals(once[ref], digits) for ref in self.asked}
            known |= {old: carried_on(once[new]) for old, new in self.carried.items()}
            if any(is_lost(entry) for old in self.carried for entry in known[old].entries):
                lost: Told = {ref: [None] for ref in self.asked}
                yield from ((later, lost) for later in numbers if later > number)
                return

    @cached_property
    def equations(self) -> tuple[Equation, ...]:
        """Those that a round needs, in their order."""
        wanted = {*self.carried.values(), *self.asked}
        kept: list[Equation] = []
        for equation in reversed(self.problem.equations):
            if equation.target in wanted:
                kept.append(equation)
                wanted |= set(refs(equation.rhs))
        return tuple(reversed(kept))

    @cached_property
    def jumping(self) -> tuple[Call, ...]:
        """The calls that jump, on which it depends what a gradient is at a kink."""
        calls = (call for equation in self.equations for call in terms(equation.rhs))
        return tuple(dict.fromkeys(call for call in calls if call.operation.jump is not None))

    @cached_property
    def chosen(self) -> FirstRound:
        """The slopes at the kinks of the first round, settled as in a solution."""
        assert self.problem.values is not None
        known = dict(self.problem.values)
        run(self.problem.equations, known)
        gradients = [e.target.gradient for e in self.equations if e.target.gradient]
        settled = settle(self.problem.network, known, [Derivative(of, by) for of, by in gradients])
        return FirstRound(settled.values, {call: at_jump(call, known) for call in self.jumping})

    def stay_settled(self, known: Mapping[Valued, Array], number: int) -> None:
        """Refuse a round at a kink for which nothing was settled."""
        for call in self.jumping if number else ():
            if not at_jump(call, known) <= self.chosen.places[call]:
                from derive.language.plain import plain

                raise DeriveError(Complaint(plain(call), NEW_KINK.format(number + 1)))


@record
class FirstRound:
    """The values of slopes at their jumps, and the entries that stand there in the first round."""

    values: Mapping[Valued, Array]
    places: Mapping[Call, frozenset[int]]


def at_jump(call: Call, known: Mapping[Valued, Array]) -> frozenset[int]:
    assert call.operation.jump is not None
    return frozenset(call.operation.jump.places(*arguments(call, known)))


def carried_on(value: Array) -> Array:
    """The value that goes into the next round; fractions that grow with every round become balls."""
    entries = (ball(e) if isinstance(e, fmpq) and e.height_bits() > ctx.prec else e for e in value.entries)
    return Array(value.shape, tuple(entries))


def is_lost(entry: Scalar) -> bool:
    """Whether a ball has no digits left, so that more rounds are of no use."""
    return not isinstance(entry, fmpq) and not (entry.is_finite() and entry.rad() < 1)


def undecided(rounds: Sequence[tuple[int, Told]]) -> bool:
    return any(None in texts for _, found in rounds for texts in found.values())


def rounds_of(problem: Problem, asked: Sequence[str] = (), carried: Mapping[str, str] | None = None) -> Rounds:
    """The rounds of a problem: of what is `asked` (its numbers alone if nothing is) and `carried`, new names by old.

    Errors: `ProblemError` for names that mean nothing, shapes that differ, and a problem in which nothing is carried.
    """
    missing = [Complaint(str(ref), NO_VALUES) for ref, number in problem.given.items() if number is None]
    if missing:
        raise ProblemError(*missing)
    pairs = named(problem, carried) if carried else matched(problem)
    if not pairs:
        raise ProblemError(Complaint("model", NOTHING_CARRIED))
    unlike = [Complaint(str(new), OTHER_SHAPE.format(old)) for old, new in pairs.items() if old.shape != new.shape]
    if unlike:
        raise ProblemError(*unlike)
    told = tuple(calculated_target(problem, text) for text in asked) or tuple(scalars(problem, set(pairs.values())))
    return Rounds(problem, pairs, told)


def matched(problem: Problem) -> dict[Ref, Ref]:
    """What is given and has a new value whose name only adds an ending."""
    pairs = ((old, Ref(old.name + ending, old.index)) for old in problem.given for ending in ENDINGS)
    return {old: problem.bound[new].target for old, new in pairs if new in problem.bound}


def named(problem: Problem, names: Mapping[str, str]) -> dict[Ref, Ref]:
    """The pairs that somebody names."""
    found = {}
    for old_text, new_text in names.items():
        old = problem.target(old_text)
        if not isinstance(old, Ref) or old not in problem.given:
            raise ProblemError(Complaint(old_text, IS_CALCULATED))
        found[old] = calculated_target(problem, new_text)
    return found


def calculated_target(problem: Problem, text: str) -> Ref:
    """The quantity that a text names, a gradient too where an equation uses it."""
    target = problem.target(text)
    ref = gradient_of(target.of, target.by) if isinstance(target, Derivative) else target
    if ref not in problem.given and ref not in problem.bound:
        raise ProblemError(Complaint(text, NOT_CALCULATED))
    return ref


def scalars(problem: Problem, new: Container[Ref]) -> Iterator[Ref]:
    """The numbers that a network ends in: those calculated from all others, such as its loss."""
    asked = [target for question in problem.questions for target in question.targets]
    for target in asked:
        if isinstance(target, Ref) and target.shape == () and target not in new:
            yield target


def told(rounds: int, every: int) -> list[int]:
    """The rounds that are told of: the start, each multiple of `every` if there is one, and the last.

    >>> told(10, 4)
    [0, 4, 8, 10]
    """
    return sorted({0, rounds, *(range(every, rounds, every) if every else ())})
