"""Why a true side is not accepted as it stands, and what to say of numbers too coarse to decide: rows (`cause.py`)."""

from __future__ import annotations

from functools import partial

from derive.following.cause import ALL, NUMBERS, Cause
from derive.following.consequences import Consequences
from derive.following.relation import Relation
from derive.following.values import allows, is_plain_number, meets, taken, value_of
from derive.judging.digits import laid
from derive.judging.finding import Finding


def is_result(_: Consequences, relation: Relation) -> bool:
    """A result of few digits."""
    return is_plain_number(relation.expr)


def meets_truth(so_far: Consequences, relation: Relation) -> bool:
    """Numbers put in that give the truth to the digits they have."""
    home, value = so_far.judge.home, so_far.true_value(relation.asked)
    mine = value_of(relation.side, home, so_far.digits) if home is not None and value is not None else None
    fitted = laid(value, mine.wide.shape) if mine is not None and value is not None else None
    return mine is not None and fitted is not None and meets(mine.wide, taken(fitted, mine.units), so_far.digits)


def is_coarsely_carried(so_far: Consequences, relation: Relation) -> bool:
    """Numbers put in that follow from an error."""
    return so_far.is_carried(relation.asked, relation.side) or so_far.follows_false(relation)


def allows_truth(so_far: Consequences, relation: Relation) -> bool:
    """Numbers put in that something was rounded to that gives the truth."""
    home, value = so_far.judge.home, so_far.true_value(relation.asked)
    return value is None or (home is not None and allows(relation.side, taken(value), home, so_far.digits))


def with_digits(verdict: str, diagnosis: str | None, _: Consequences, relation: Relation) -> Finding:
    """A verdict on numbers of which some digits are right."""
    return Finding(verdict, diagnosis, digits_right=relation.found.digits_right if relation.found else None)


def is_mostly_zeros(so_far: Consequences, relation: Relation) -> bool:
    """A result in which most of what is not zero is shown as zero: it says hardly anything of what was asked."""
    value, home = so_far.true_value(relation.asked), so_far.judge.home
    mine = value_of(relation.side, home, so_far.digits) if is_plain_number(relation.expr) and home else None
    fitted = laid(mine.exact, value.shape) if mine is not None and value is not None else None
    if value is None or fitted is None:
        return False
    shown = [entry != 0 for entry, true in zip(fitted.entries, value.entries, strict=True) if true != 0]
    return 2 * sum(shown) < len(shown)


COARSE = (
    Cause("mostly_zeros", partial(with_digits, "rounded", "too_coarse"), ALL, is_mostly_zeros),
    Cause("few_digits", partial(with_digits, "rounded", "few_digits"), ALL, is_result),
    Cause("coarse_and_true", partial(with_digits, "right", None), ALL, meets_truth),
    Cause("coarse_and_carried", "carried", ALL, is_coarsely_carried),
    Cause("coarse_numbers", partial(with_digits, "rounded", "coarse_numbers"), ALL, allows_truth),
)
"""What to say of numbers too coarse to decide; where no row applies, nothing rounded to them gives the truth."""


def is_last_digit_carried(so_far: Consequences, relation: Relation) -> bool:
    """A last digit that is off because of an error."""
    found = relation.found
    is_rounded = found is not None and found.verdict == "rounded" and not found.diagnosis
    return is_rounded and so_far.is_carried(relation.asked, relation.side)


def is_from_nowhere(so_far: Consequences, relation: Relation) -> bool:
    """True behind a false side that does not lead to it."""
    return relation.comes_from_false and not so_far.leads_on(relation, coarsely=True)


def is_not_by_formula(so_far: Consequences, relation: Relation) -> bool:
    """A true value right behind a false formula for the same that leads elsewhere."""
    if so_far.judge.home is None or relation.before is not None:
        return False
    formula = so_far.claimed.working(relation.name)
    return formula is not None and not so_far.leads(formula, relation.side, coarsely=True)


def is_not_by_own_values(so_far: Consequences, relation: Relation) -> bool:
    """A true value where the student's own values lead elsewhere: true none the less, and no reason to doubt it."""
    if so_far.judge.home is None or relation.comes_from_false or not so_far.notebook.has_mistakes:
        return False
    if relation.comes_from_true and so_far.leads_on(relation):
        return False
    asked = so_far.direct_one(relation.asked, relation.side)
    return so_far.is_mistaken(asked) and not so_far.meets_own(asked, relation.side)


def slip(_: Consequences, relation: Relation) -> Finding:
    """What was found of a side that is true by accident, or was copied."""
    found = relation.found
    assert found is not None
    return Finding("slip", found.diagnosis, digits_right=found.digits_right, read_as=found.read_as)


DOUBTS = (
    Cause("last_digit_carried", "carried", ALL, is_last_digit_carried),
    Cause("true_after_false", slip, ALL, is_from_nowhere),
    Cause("not_by_formula", slip, NUMBERS, is_not_by_formula),
)
"""Why a side that is true is none the less not accepted as it stands."""
