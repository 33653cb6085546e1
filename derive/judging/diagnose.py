"""Naming the mistake behind a wrong value: the library of mistakes, other quantities, slips of the pen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from derive.judging.dialect_slips import NAMES
from derive.judging.digits import (
    Agreements,
    Written,
    is_shown,
    laid,
    unit_beside,
    unit_of,
    within,
)
from derive.judging.finding import Finding, wrong
from derive.judging.point import Point
from derive.judging.sameness import same
from derive.judging.slips_of_the_pen import entry_slip
from derive.judging.suspect import Suspect
from derive.language.expr import Derivative, Entry, Expr, Ref, Shape, describe, is_single, size
from derive.language.numbers import Array, Scalar, ball, table
from derive.language.plain import plain

if TYPE_CHECKING:
    from derive.judging.mistakes import Variant

FEWEST = 3
"""Entries from which on it is no accident that all are multiplied by one number."""
SWAPPED = ("transposed+weight_not_transposed", "transposed+weight_transposed")
FACTORS = {"missing_mean_factor", "mean_factor_twice", "mean_factor_missing_in_one_term"}
"""Mistakes that many a wrong number can be explained by."""
TELLING = 4
"""Digits from which on a number is held against mistakes that are rare."""
MISWRITTEN = ("sign_in_one_entry", "digit_in_one_entry")
SMALL = (*MISWRITTEN, "rows_swapped")


class Diagnosis:
    """What is wrong with one value at one point."""

    def __init__(self, suspect: Suspect, place: int, digits: int) -> None:
        self.suspect = suspect
        self.place = place
        self.digits = digits
        self.truth = suspect.truth(place)

    @property
    def point(self) -> Point:
        return self.suspect.places.at(self.place)

    def explained(self, matches: Callable[[Array], bool], variants: tuple[Variant, ...]) -> list[str]:
        found = self.suspect.library.explain(variants, matches, self.truth, self.point, self.place)
        return ["+".join(names) for names in found]

    def singles(self, matches: Callable[[Array], bool]) -> list[str]:
        return self.explained(matches, self.suspect.library.single)

    def rarer(self, matches: Callable[[Array], bool]) -> list[str]:
        return self.explained(matches, self.suspect.library.rarer)

    def rarest(self, matches: Callable[[Array], bool]) -> list[str]:
        return self.explained(lambda value: not value.is_zero and matches(value), self.suspect.library.rarest)

    def pairs(self, matches: Callable[[Array], bool]) -> list[str]:
        variants = self.suspect.library.paired(self.point, self.place, self.truth)
        return self.explained(matches, variants)

    def other(self, matches: Callable[[Array], bool]) -> Expr | None:
        """Another quantity of the problem that the value belongs to."""
        for other in self.suspect.others:
            value = self.suspect.other_value(other, self.point, self.place, self.truth.shape)
            if value is not None and matches(value) and not self.is_truth(value) and not value.is_zero:
                return other
        return None

    def is_truth(self, value: Array) -> bool:
        fitted = laid(value, self.truth.shape)
        return fitted is not None and same(fitted, self.truth)

    def number(self, value: Array, found: Agreements, written: Written) -> Finding:
        """A number in the right shape."""
        dialect = self.explained(partial(self.is_told, written), self.suspect.library.dialects)
        if dialect:
            return named(dialect, {})
        drifted = self.early_rounding(value, range(self.digits, self.digits - 1, -1))
        if drifted is not None:
            return drifted
        details: dict[str, str] = {}
        slip = entry_slip(value, self.truth, found.off, self.digits)
        if slip is not None:
            details["where"] = places(slip.places, self.truth.columns)
        if slip is not None and self.is_of_pen(slip.name, value, found):
            return named([slip.name], details)
        names = self.singles(written.closely) or [name for name in self.singles(written) if name not in NAMES]
        other = self.other(written)
        if other is not None:
            names = self.ranked(names, other)
            details["other"] = plain(other)
        if slip is not None and slip.name in SMALL and self.right_entries(value, found) > 0:
            names.append(slip.name)
        if names:
            return named(names, details)
        return self.rare_number(value, found, written, slip.name if slip is not None else "", details)

    def rare_number(
        self, value: Array, found: Agreements, written: Written, slip: str, details: dict[str, str]
    ) -> Finding:
        """A number that no usual mistake explains."""
        names = self.rarer(partial(self.is_told, written))
        if names:
            return named(names, details).but(is_rare=True)
        early = self.early_rounding(value, range(self.digits - 1, 0, -1))
        if early is not None and written.has_decimals(int(early.details["decimals"])):
            return early
        names = self.rarest(partial(self.is_told, written))
        if names:
            return named(names, details).but(is_rare=True)
        if slip in SMALL:
            return named([slip], details)
        names = self.two_at_once(value, found, written)
        if names:
            return named(names, details)
        names = self.with_wrong_entry(written)
        if names:
            return named(names, details).but(is_rare=True)
        if self.is_multiple(value, written):
            return named(["other_factor"], details).but(is_rare=True)
        return wrong("entry_wrong" if slip else None, **details)

    def is_multiple(self, value: Array, written: Written) -> bool:
        """Whether several entries are the true ones times one number."""
        sizes = [abs(ball(true)) for true in self.truth.entries]
        k = max(range(len(sizes)), key=lambda place: float(sizes[place].mid()))
        if sum(x != 0 for x in value.entries) < FEWEST or not sizes[k] > 0:
            return False
        ratio = ball(value.entries[k]) / ball(self.truth.entries[k])
        return written(Array(self.truth.shape, tuple(ratio * ball(true) for true in self.truth.entries)))

    def is_of_pen(self, name: str, value: Array, found: Agreements) -> bool:
        """Whether one entry was miswritten for certain, since the others are right."""
        return name in MISWRITTEN and self.right_entries(value, found) > 1

    def right_entries(self, value: Array, found: Agreements) -> int:
        """How many entries are right and not zero, which many a mistake leaves as it is."""
        return sum(k not in found.off and x != 0 for k, x in enumerate(value.entries))

    def two_at_once(self, value: Array, found: Agreements, written: Written) -> list[str]:
        """Two mistakes at once, which leave few entries right; for one number only if it has digits enough that this
        is no accident."""
        count = size(self.truth.shape)
        if count == 1:
            return self.pairs(written.closely) if written.units[0] <= unit_of(self.digits) else []
        return self.pairs(written) if 2 * self.right_entries(value, found) < count or count == 2 else []

    def is_told(self, written: Written, value: Array) -> bool:
        """Whether a number is a value by so many digits that it says more than accidents do."""
        return written.closely(value) and written.digits_telling(value, self.truth) >= TELLING

    def with_wrong_entry(self, written: Written) -> list[str]:
        """One mistake, and one entry that is wrong beside it."""
        if size(self.truth.shape) < 3 or written.exact.shape != self.truth.shape:
            return []
        found = next(filter(None, (way(partial(written.but_one, truth=self.truth)) for way in self.ways)), [])
        return [f"entry_wrong+{name}" for name in found]

    @property
    def ways(self) -> tuple[Callable[[Callable[[Array], bool]], list[str]], ...]:
        """The mistakes that are looked for, the usual ones first."""
        return self.singles, self.rarer, self.rarest

    def early_rounding(self, value: Array, decimals: range) -> Finding | None:
        """Numbers rounded on the way: to the digits asked that is a matter of rounding, to fewer a mistake."""
        for digits in decimals:
            early = self.suspect.early(self.point, digits)
            if early is None or same(early, self.truth):
                continue
            small = self.suspect.early(self.point, digits, keeps_small=True) or early
            parts = zip(value.entries, early.entries, small.entries, self.truth.entries, strict=True)
            if all(self.is_early(*each) for each in parts):
                verdict = "rounded" if digits >= self.digits else "wrong"
                return Finding(verdict, "premature_rounding", details={"decimals": str(digits)})
        return None

    def is_early(self, x: Scalar, early: Scalar, small: Scalar, true: Scalar) -> bool:
        """Whether rounding on the way explains an entry; one below the last place asked if it leads as far."""
        beside = unit_beside(x, true, self.digits)
        if beside == unit_of(self.digits):
            return within(x, early, beside)
        is_near = within(x, true, abs(ball(small - true)) * 2 + beside)
        return is_near and not is_shown(small, self.digits) and bool(ball(x) * ball(true) > 0)

    def formula(
        self, matches: Callable[[Array], bool], layout: str, repairs: Callable[[], list[str]] = list
    ) -> Finding:
        """A formula of the right shape; `repairs` names what would mend it."""
        details: dict[str, str] = {}
        names = self.singles(matches)
        other = self.other(matches)
        if other is not None:
            names.append(self.other_name(other))
            details["other"] = plain(other)
        rare = repairs() or self.rarer(lambda value: not value.is_zero and matches(value)) if not names else []
        rare = rare or (self.rarest(matches) if not names else [])
        names = names or rare or self.pairs(matches)
        if layout == "jacobian":
            swap = {"weight_not_transposed": "weight_transposed"}
            names = list(dict.fromkeys(swap.get(name, name) for name in names))
        return named([self.in_one(name) for name in names], details).but(is_rare=bool(rare))

    def in_one(self, name: str) -> str:
        """Two mistakes that are one: the transpose of a Jacobian's factors, each transposed, is their product the other
        way round."""
        asked = self.suspect.asked
        is_jacobian = isinstance(asked, Derivative) and not is_single(asked.of.shape)
        return "factors_swapped" if is_jacobian and name in SWAPPED else name

    def shape(self, value: Array, matches: Callable[[Array], bool]) -> Finding:
        """A value of another shape than the truth."""
        details = {"found": describe(value.shape), "wanted": describe(self.truth.shape)}
        names = self.singles(matches)
        if "transposed" not in names and matches(turned(self.truth)):
            names.insert(0, "transposed")
        if not names and isinstance(matches, Written) and matches.but_one(turned(self.truth)):
            names = ["entry_wrong+transposed"]
        other = self.other_of_shape(value.shape, matches)
        if other is not None:
            names.append(self.other_name(other))
            details["other"] = plain(other)
        return named(names or ["wrong_shape"], details)

    def other_of_shape(self, shape: Shape, matches: Callable[[Array], bool]) -> Expr | None:
        if size(shape) < 2:
            return None
        for other in self.suspect.others:
            value = self.suspect.other_value(other, self.point, self.place, shape)
            if value is not None and matches(value) and not value.is_zero:
                return other
        return None

    def ranked(self, names: list[str], other: Expr) -> list[str]:
        """The names with that of another quantity that a value belongs to: before factors, if it is one of its like."""
        match self.suspect.asked, other:
            case (Derivative(of, by), Derivative(other_of, other_by)) if of == other_of:
                is_like = {by, other_by} <= {*self.suspect.problem.given}
                return (
                    [self.other_name(other), *names]
                    if is_like and {*names} <= FACTORS
                    else [*names, self.other_name(other)]
                )
        return [*names, self.other_name(other)]

    def other_name(self, other: Expr) -> str:
        match self.suspect.asked, other:
            case (Entry(), Entry()):
                return "transposed"
            case (Ref(name), Ref(found)) if name == found:
                return "other_time_step"
            case (Derivative(of, by), Derivative(other_of, other_by)):
                if of.name == other_of.name and by.name == other_by.name:
                    return "other_time_step"
        return "other_quantity"


def named(names: list[str], details: dict[str, str]) -> Finding:
    every = list(dict.fromkeys(names))
    return Finding("wrong", every[0] if every else None, tuple(every[1:]), details)


def turned(value: Array) -> Array:
    return table(value.shape[::-1], lambda i, j: value[j, i]) if value.shape else value


def places(found: tuple[tuple[int, int], ...], columns: int) -> str:
    """Entries for a sentence: `(2, 3)`, rows and entries of a column as `2`."""
    return ", ".join(f"({row}, {column})" if column and columns > 1 else str(row) for row, column in found)
