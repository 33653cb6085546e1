"""Why a side is not the truth: it follows from an error, was rounded or cut off on the way, or is a named mistake.

Each explanation is a row (`cause.py`); they are tried in order, and the docstring of a test says what it explains.  A
new one is a row here and a statement in `tests/statements` that names it and has another verdict without it.
"""

from __future__ import annotations

from functools import partial

from derive.following.cause import ALL, FORMULAS, NUMBERS, Cause
from derive.following.consequences import Consequences
from derive.following.misplaced import misplaced
from derive.following.own_point import upright
from derive.following.own_values import is_truncated, own_names, unsubstituted
from derive.following.printed import decimals_of
from derive.following.relation import Relation
from derive.following.truths import truth
from derive.following.values import is_cut_off, is_plain_number
from derive.following.what_a_line_is_about import is_factor_of_outer_product
from derive.judging.diagnose import named
from derive.judging.finding import Finding, wrong
from derive.judging.places import HOME
from derive.judging.untrue import UntrueNumber, explained


def is_loose_factor(so_far: Consequences, relation: Relation) -> bool:
    """x in place of ∂(A x)/∂A."""
    return is_factor_of_outer_product(relation.asked, relation.expr, so_far.problem)


def is_drifted(so_far: Consequences, relation: Relation) -> bool:
    """Calculated from right values as they were printed."""
    return so_far.agrees(relation.asked, relation.side, so_far.notebook.drifted())


def is_drifted_in_line(so_far: Consequences, relation: Relation) -> bool:
    """What stands before it, calculated with right values as they were printed."""
    return relation.comes_from_sound and so_far.leads_on(relation, (so_far.notebook.drifted(),))


def is_from_earlier_error(so_far: Consequences, relation: Relation) -> bool:
    """Follows from an error, unless what stands before it excludes that."""
    is_excluded = relation.comes_from_sound and so_far.is_excluded(relation)
    return not is_excluded and so_far.is_carried(relation.asked, relation.side)


def is_line_by_own_values(so_far: Consequences, relation: Relation) -> bool:
    """What stands before it, calculated with values of the student's own."""
    return relation.comes_from_sound and so_far.notebook.has_errors and so_far.leads_on(relation)


def is_put_in(so_far: Consequences, relation: Relation) -> bool:
    """A right formula, or one with given numbers put in, with earlier values of the student's own put in."""
    if is_plain_number(relation.expr):
        return False
    formula = unsubstituted(relation.side, so_far.notebook)
    found = truth(so_far, relation.asked, formula) if formula is not None else None
    return found is not None and found.is_accepted


def has_cut_off_numbers(so_far: Consequences, relation: Relation) -> bool:
    """A calculation with numbers that is right but for digits that were cut off in them."""
    home = so_far.judge.home
    if home is None or is_plain_number(relation.expr):
        return False
    value = so_far.true_value(relation.asked)
    return value is not None and is_cut_off(value, relation.side, home, so_far.digits)


def is_cut_short(so_far: Consequences, relation: Relation) -> bool:
    return is_truncated(so_far.notebook, relation.before, relation.side, so_far.digits)


def is_cut_off_here(so_far: Consequences, relation: Relation) -> bool:
    """What stands before it with its last digits cut off."""
    return relation.comes_from_sound and is_cut_short(so_far, relation)


def is_mistaken_and_cut_off(so_far: Consequences, relation: Relation) -> bool:
    """The same where an error stands before it all."""
    if not so_far.is_mistaken(relation.asked) or not is_truncated(
        so_far.notebook, relation.before, relation.side, so_far.digits
    ):
        return False
    return relation.comes_from_sound or has_cut_off_numbers(so_far, relation)


def is_from_false_side(so_far: Consequences, relation: Relation) -> bool:
    """Follows from the false side before it."""
    return so_far.follows_false(relation)


def is_by_false_formula(so_far: Consequences, relation: Relation) -> bool:
    """The value of a false formula that was claimed for it."""
    formula = so_far.claimed.false(relation.name)
    return formula is not None and so_far.leads(formula, relation.side)


def is_by_false_entries(so_far: Consequences, relation: Relation) -> bool:
    """The value of false formulas that were claimed for its entries."""
    points = so_far.notebook.rooted(), so_far.notebook.own()
    return so_far.claimed.leads(relation.asked, relation.side, points, so_far.digits)


def is_false_formula_again(so_far: Consequences, relation: Relation) -> bool:
    """A false formula that was claimed before, in other words."""
    formula = so_far.claimed.false(upright(relation.asked))
    return formula is not None and so_far.leads(formula, relation.side)


def has_false_formulas_in_it(so_far: Consequences, relation: Relation) -> bool:
    """A right formula with false ones for other quantities put in."""
    own = upright(relation.asked)
    false = {name: formula for name, formula in so_far.claimed.all_false().items() if name != own}
    return bool(false) and so_far.follows_from(false, relation.asked, relation.side)


def drift(so_far: Consequences, relation: Relation) -> Finding:
    """A value calculated from rounded ones, with the fewest decimals that those have."""
    shown = [value.decimals for value in so_far.notebook.printed.values()]
    if relation.before is not None and relation.before.reading is not None:
        literals = relation.before.reading.literals.values()
        shown += [decimals_of(each.unit) for each in literals if each.is_rounded]
    return Finding("rounded", "premature_rounding", details={"decimals": str(min(shown, default=so_far.digits))})


def others_number(so_far: Consequences, relation: Relation) -> Finding | None:
    """Somebody else's number: right for another variant of the exercise, and so is enough of what stands before it."""
    if not so_far.judge.variants.problems or relation.side.reading is None:
        return None
    found = so_far.judge.member(relation.asked, relation.expr, relation.side.reading)
    if not isinstance(found, UntrueNumber):
        return None
    finding = found.of_variant(before=partial(digits_before, so_far))
    return found.with_digits(finding) if finding is not None else None


def digits_before(so_far: Consequences, variant: str) -> int:
    """How many digits of a variant stand in what was printed so far."""
    judge = so_far.judge
    return sum(
        judge.variants.digits_for(variant, about, judge.suspect(about).truth(HOME), value.written(so_far.digits))
        for about, value in so_far.notebook.printed.items()
        if value.status != "true"
    )


def miswritten(so_far: Consequences, relation: Relation) -> Finding | None:
    """One entry of the truth miswritten."""
    if relation.side.reading is None:
        return None
    found = so_far.judge.member(relation.asked, relation.expr, relation.side.reading)
    return found.explained() if isinstance(found, UntrueNumber) and found.is_of_pen else None


def own_mistake(so_far: Consequences, relation: Relation) -> Finding | None:
    """A mistake that was made with the student's own values."""
    if not so_far.notebook.has_errors:
        return None
    names = own_names(so_far.judge, so_far.notebook, relation.asked, relation.side)
    if not names:
        return None
    finding = diagnosed(so_far, relation)
    return named(names, dict(finding.details)).but(digits_right=finding.digits_right)


def mistake(so_far: Consequences, relation: Relation) -> Finding:
    """A usual mistake by its name, or none that is known."""
    finding = diagnosed(so_far, relation)
    if finding.is_accepted:
        return finding
    if finding.verdict != "wrong" or finding.diagnosis == "too_coarse":
        return wrong(None)
    if finding.diagnosis is None and relation.kind == "formula":
        layout, points = so_far.problem.settings.layout, so_far.judge.scattered
        name = misplaced(relation.asked, relation.side, points, layout, so_far.digits)
        return finding.but(diagnosis=name) if name else finding
    return finding


def diagnosed(so_far: Consequences, relation: Relation) -> Finding:
    """The mistake behind a value, as one made with the right values."""
    assert relation.side.reading is not None
    return explained(so_far.judge.member(relation.asked, relation.expr, relation.side.reading))


EXPLANATIONS = (
    Cause("factor_of_outer_product", "shorthand", ALL, is_loose_factor),
    Cause("other_variant", others_number, NUMBERS),
    Cause("rounded_before", drift, NUMBERS, is_drifted),
    Cause("rounded_in_line", drift, NUMBERS, is_drifted_in_line),
    Cause("earlier_error", "carried", NUMBERS, is_from_earlier_error),
    Cause("line_by_own_values", "carried", NUMBERS, is_line_by_own_values),
    Cause("own_values_put_in", "carried", NUMBERS, is_put_in),
    Cause("cut_off_after_error", "carried", NUMBERS, is_mistaken_and_cut_off),
    Cause("cut_off_numbers", "rounded", NUMBERS, has_cut_off_numbers),
    Cause("cut_off_result", "rounded", NUMBERS, is_cut_off_here),
    Cause("false_side_before", "carried", ALL, is_from_false_side),
    Cause("false_formula", "carried", NUMBERS, is_by_false_formula),
    Cause("false_entries", "carried", NUMBERS, is_by_false_entries),
    Cause("false_formula_again", "carried", FORMULAS, is_false_formula_again),
    Cause("false_formulas_put_in", "carried", FORMULAS, has_false_formulas_in_it),
    Cause("slip_of_the_pen", miswritten, NUMBERS),
    Cause("mistake_with_own_values", own_mistake, NUMBERS),
    Cause("mistake", mistake, ALL),
)
"""Why a side is not the truth; what none of them explains is wrong."""
