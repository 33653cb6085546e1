"""What was found of an answer before anybody asks why: values that are not the true ones, with what names the mistake.

Evaluating an answer depends on the student's text; the mistake behind a value depends on the problem, and takes longer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from functools import partial

from derive.judging.diagnose import Diagnosis
from derive.judging.dialect_slips import IN_FORMULAS, NAMES
from derive.judging.digits import Agreements, Written, is_same_laid
from derive.judging.finding import Finding
from derive.judging.other_variants import CERTAIN, PLAUSIBLE, Variants
from derive.judging.sameness import same
from derive.judging.slips_of_the_pen import entry_slip
from derive.language.expr import Expr
from derive.language.numbers import Array
from derive.language.record import record
from derive.reading.result import Member, Reading


@record
class UntrueNumber:
    """A number in the shape of the truth with digits that are not the true ones; it may follow another `convention`."""

    diagnosis: Diagnosis
    value: Array
    agreements: Agreements
    written: Written
    digits_right: int
    notes: tuple[str, ...]
    convention: Finding | None = None
    variants: Variants = field(default_factory=Variants)

    def explained(self) -> Finding:
        found = self.convention or self.of_variant() or self.by_name()
        if found.diagnosis is None and not found.is_accepted:
            found = self.of_variant(PLAUSIBLE) or found
        return self.with_digits(found)

    @property
    def is_of_pen(self) -> bool:
        """Whether one entry was miswritten, whatever it was calculated from."""
        slip = entry_slip(self.value, self.diagnosis.truth, self.agreements.off, self.diagnosis.digits)
        return slip is not None and self.diagnosis.is_of_pen(slip.name, self.value, self.agreements)

    def by_name(self) -> Finding:
        return in_dialect(self.diagnosis.number(self.value, self.agreements, self.written), self.diagnosis)

    def of_variant(self, least: int = CERTAIN, before: Callable[[str], int] = lambda name: 0) -> Finding | None:
        """What to say where it is right for another variant; see `Variants.finding`."""
        suspect = self.diagnosis.suspect
        return self.variants.finding(suspect.problem, suspect.asked, self.diagnosis.truth, self.written, least, before)

    def with_digits(self, found: Finding) -> Finding:
        return found.but(digits_right=self.digits_right, notes=(*self.notes, *found.notes))


@record
class MisshapenNumber:
    """A number in another shape than the truth."""

    diagnosis: Diagnosis
    value: Array
    written: Written

    def explained(self) -> Finding:
        return self.diagnosis.shape(self.value, self.written)


@record
class MisshapenFormula:
    """A formula in another shape than the truth."""

    diagnosis: Diagnosis
    value: Array

    def explained(self) -> Finding:
        return self.diagnosis.shape(self.value, partial(same, self.value))


@record
class UntrueFormula:
    """A formula in the shape of the truth that has another value at a random point; `at_home` tells what it comes to
    at the problem's own values."""

    diagnosis: Diagnosis
    value: Array
    layout: str
    formula: Expr
    at_home: Callable[[], tuple[Diagnosis, Array] | None]

    def explained(self) -> Finding:
        matches = partial(is_same_laid, self.value)
        found = self.diagnosis.formula(matches, self.layout, self.mended)
        found = found if found.diagnosis else self.with_numbers_put_in() or found
        return in_dialect(found, self.diagnosis) if found.diagnosis in IN_FORMULAS else found

    def with_numbers_put_in(self) -> Finding | None:
        """The mistake where given numbers stand in the formula, so that no mistake explains it at a random point."""
        home = self.at_home()
        if home is None or home[1].is_zero or home[0].is_truth(home[1]):
            return None
        return home[0].formula(partial(is_same_laid, home[1]), self.layout)

    def mended(self) -> list[str]:
        """The mistake that a repair of the formula names; loaded for wrong ones only."""
        return self.diagnosis.suspect.mending(self.formula, self.layout)


def in_dialect(finding: Finding, diagnosis: Diagnosis) -> Finding:
    """What follows the equations of another library is right, with a note, unless the problem names one."""
    of = NAMES.get(finding.diagnosis or "")
    if of is None or diagnosis.suspect.problem.settings.library(of):
        return finding
    return Finding("right", notes=(f"dialect_{finding.diagnosis}",))


Untrue = UntrueNumber | MisshapenNumber | MisshapenFormula | UntrueFormula


@record
class Evaluated:
    """What was found of the members of a chain: of the last, which is the answer, and of those before it."""

    asked: Expr
    reading: Reading
    last: Finding | Untrue
    before: tuple[tuple[Member, Finding | Untrue], ...]

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing to name."""
        return all(isinstance(found, Finding) for found in (self.last, *(found for _, found in self.before)))


def explained(found: Finding | Untrue) -> Finding:
    """The finding, with the mistake named."""
    return found if isinstance(found, Finding) else found.explained()
