"""Questions as platforms pose them: the truth unrounded, how far an answer may be off, and the usual mistakes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from derive.cohort.handed_out import TABLE, read_handed
from derive.documents.words import Words
from derive.judging.diagnose import Diagnosis
from derive.judging.digits import unit_of, within
from derive.judging.judge import Judge
from derive.judging.places import HOME
from derive.language.errors import fault
from derive.language.evaluate import fixed, rounded
from derive.language.expr import Derivative, Ref, size
from derive.language.latex import Latex
from derive.language.numbers import Array, Scalar, precision
from derive.language.record import record
from derive.marking.marks import SHARE
from derive.problem.assembly import load_text
from derive.problem.catalogue import AnyProblem, loaded
from derive.problem.problem import Problem, Question

PLACES = 9
"""Decimals of the truth, at least so many; five more than are asked."""
MOST_NEAR = 8
"""Usual mistakes that are told for one question."""
TOO_LARGE = 10**15
"""Numbers from which on no platform reads plain decimals exactly."""


@record
class Near:
    """A usual mistake: what somebody gets who makes it, the share of the marks it earns, and a hint."""

    name: str
    entries: tuple[str, ...]
    share: Fraction
    hint: str


@record
class Posed:
    """One quantity that is asked.

    `entries` are the true ones as plain decimals, row by row, `shown` as they are asked; an answer may be off by
    `tolerance`, a little over half a unit.
    """

    name: str
    letter: str
    latex: str
    shape: tuple[int, int]
    digits: int
    entries: tuple[str, ...]
    shown: tuple[str, ...]
    tolerance: str
    marks: Fraction
    near: tuple[Near, ...] = ()

    @property
    def slug(self) -> str:
        """Its name for identifiers: letters, digits and hyphens."""
        return re.sub(r"[^A-Za-z0-9]+", "-", self.name.replace("'", "-prime")).strip("-")

    def place(self, number: int) -> tuple[int, int]:
        """The row and the column of an entry, counted from 1."""
        return number // self.shape[1] + 1, number % self.shape[1] + 1


@dataclass(frozen=True, eq=False)
class PosedExercise:
    """An exercise with its questions; `variant` is its number among others, empty where it is the only one."""

    name: str
    problem: Problem
    questions: tuple[Posed, ...]
    variant: str = ""

    @property
    def family(self) -> str:
        """Its name for files, the same for all variants."""
        return re.sub(r"[^A-Za-z0-9]+", "-", self.name).strip("-") or "exercise"

    @property
    def slug(self) -> str:
        return "-".join(filter(None, (self.family, self.variant)))


def posed(problem: AnyProblem) -> tuple[PosedExercise, ...]:
    """The exercise of a problem, or those of a folder with its variants.

    Errors: `ProblemError` for what cannot be used, and for an exercise without numbers.
    """
    if isinstance(problem, str | Path) and (Path(problem) / TABLE).is_file():
        found = read_handed(Path(problem))
        name = re.sub(r"-variants$", "", Path(problem).resolve().name)
        return tuple(exercise(load_text(each.source, name, each.number), each.number) for each in found)
    return (exercise(loaded(problem)),)


def exercise(problem: Problem, variant: str = "") -> PosedExercise:
    poser = Poser(problem)
    if not poser.judge.places.has_home:
        raise fault("it has shapes and no numbers; platforms mark numbers only", problem.name)
    with precision(poser.judge.places.bits):
        questions = tuple(each for question in problem.questions for each in poser.questions(question))
    return PosedExercise(problem.name, problem, questions, variant)


class Poser:
    """Poses the questions of one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.judge = Judge(problem)
        self.digits = problem.settings.digits
        self.words = Words(problem.settings.language, None, "verdicts")
        self.latex = Latex(problem.notation)

    def questions(self, question: Question) -> Iterator[Posed]:
        share = (Fraction(1) if question.asked.marks is None else question.asked.marks) / max(1, len(question.targets))
        for target in question.targets:
            diagnosis = self.judge.diagnosis(target, HOME)
            truth = diagnosis.truth
            yield Posed(
                str(target),
                question.letter,
                self.latex.inline(target),
                (truth.rows, truth.columns),
                self.digits,
                self.exactly(truth),
                tuple(plain_decimal(entry, self.digits) for entry in truth.entries),
                fixed_text(6, self.digits + 1),
                share,
                tuple(self.near(target, diagnosis)),
            )

    def exactly(self, value: Array) -> tuple[str, ...]:
        places = max(PLACES, self.digits + 5)
        return tuple(shortened(unrounded(entry, places)) for entry in value.entries)

    def near(self, target: Ref | Derivative, diagnosis: Diagnosis) -> Iterator[Near]:
        """The broad mistakes with other numbers than the truth and than each other, as far as digits tell."""
        share = SHARE[self.problem.marking.method]
        told = [diagnosis.truth]
        for variant in diagnosis.suspect.library.single:
            hint = self.words.find(f"mistakes.{variant.names[0]}.hint")
            value = diagnosis.suspect.library.number(variant, diagnosis.point, diagnosis.place)
            if not variant.is_broad or not hint or "<" in hint or value is None or len(told) > MOST_NEAR:
                continue
            fits = size(value.shape) == size(target.shape) and value.shape == diagnosis.truth.shape
            if fits and all(self.is_apart(value, other) for other in told) and all(map(is_plain, value.entries)):
                told.append(value)
                yield Near(variant.names[0], self.exactly(value), share, hint)

    def is_apart(self, value: Array, other: Array) -> bool:
        """Whether some entry differs by so much that no answer is near enough to both."""
        pairs = zip(value.entries, other.entries, strict=True)
        return not all(within(a, b, 12 * unit_of(self.digits + 1)) for a, b in pairs)


def is_plain(entry: Scalar) -> bool:
    return -TOO_LARGE < entry < TOO_LARGE


def unrounded(entry: Scalar, digits: int) -> str:
    """A number with so many digits; with three more where it lies on the border of two decimals."""
    is_on_border = is_plain(entry) and rounded(entry, digits) is None
    return plain_decimal(entry, digits + 3 if is_on_border else digits)


def plain_decimal(entry: Scalar, digits: int) -> str:
    """A number as a plain decimal, never with an exponent.  Errors: `ProblemError` where it has too many digits."""
    scaled = rounded(entry, digits) if is_plain(entry) else None
    if scaled is None:
        raise fault("an answer is too large for plain decimals, or its digits cannot be decided; platforms need them")
    text = fixed(scaled, digits)
    return text.removeprefix("-") if not scaled else text


def fixed_text(scaled: int, digits: int) -> str:
    from flint import fmpz

    return fixed(fmpz(scaled), digits)


def shortened(text: str) -> str:
    """A decimal without the zeros at its end."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def moved(text: str, tolerance: str, sign: int) -> str:
    """A decimal a tolerance below or above, exactly."""
    places = max(len(part.partition(".")[2]) for part in (text, tolerance))
    scaled = (Fraction(text) + sign * Fraction(tolerance)) * 10**places
    return shortened(fixed_text(int(scaled), places)) if scaled else "0"


def by_name(exercises: Sequence[PosedExercise]) -> Iterable[list[tuple[PosedExercise, Posed]]]:
    """The questions of several exercises, the same question of all variants together."""
    found: dict[str, list[tuple[PosedExercise, Posed]]] = {}
    for each in exercises:
        for question in each.questions:
            found.setdefault(question.name, []).append((each, question))
    return found.values()
