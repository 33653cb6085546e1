"""In how many ways a side may be true: each row is tried where none before it has accepted the side."""

from __future__ import annotations

from functools import partial

from derive.following.cause import ALL, FORMULAS, NUMBERS, Cause, Telling, first
from derive.following.consequences import Consequences
from derive.following.read_as_direct import has_local
from derive.following.relation import Relation
from derive.following.sides import ReadSide
from derive.following.values import is_contracted
from derive.following.what_a_line_is_about import is_everywhere, is_zero, is_zero_everywhere
from derive.judging.finding import Finding
from derive.judging.numbers_in_formulas import with_numbers
from derive.language.expr import Expr, Number, Ref, is_single


def truth(so_far: Consequences, asked: Expr, side: ReadSide) -> Finding | None:
    """The verdict against the truth, without looking for a reason; `None` where the side is false."""
    found = so_far.verdict_by(so_far.judge, asked, side)
    if found is not None and found.is_accepted:
        return found
    return first(TRUTHS, so_far, Relation(asked, side, found=found)) or found


def is_zero_for_all(so_far: Consequences, relation: Relation) -> bool:
    """0, a number or an array, for what is zero whatever the values are."""
    is_false = relation.found is None
    return is_false and is_zero(so_far.judge, relation.side) and is_zero_everywhere(so_far.judge, relation.asked)


def is_given_throughout(so_far: Consequences, relation: Relation) -> bool:
    """A number for given values that are all this number: `c = 1`."""
    given = so_far.problem.given.get(relation.asked) if isinstance(relation.asked, Ref) else None
    if given is None or not is_single(relation.expr.shape) or relation.side.reading is None:
        return False
    number = with_numbers(relation.expr, relation.side.reading.literals)
    return isinstance(number, Number) and set(number.entries) == set(given.entries)


def is_constant_throughout(so_far: Consequences, relation: Relation) -> bool:
    """A number for what has this number in all its entries, whatever the values are: the sums of rows of a softmax."""
    single = is_single(relation.expr.shape) and not is_single(relation.asked.shape)
    if not single or relation.side.reading is None or relation.found is not None:
        return False
    number = with_numbers(relation.expr, relation.side.reading.literals)
    return isinstance(number, Number) and is_everywhere(so_far.judge, relation.asked, number.entries[0])


def may_be_direct(so_far: Consequences, relation: Relation) -> bool:
    """Whether a derivative in the relation may be meant as the direct one."""
    return has_local(so_far.problem, relation.asked, relation.expr)


def by_local_judge(k: int, so_far: Consequences, relation: Relation) -> Finding | None:
    """The verdict of a judge for whom derivatives are the direct ones, if it accepts the side."""
    found = so_far.verdict_by(so_far.judges.local[k], relation.asked, relation.side)
    return found if found is not None and found.is_accepted else None


def is_tensor_contracted(so_far: Consequences, relation: Relation) -> bool:
    """The chain rule with a tensor for ∂y/∂W, its product with what stands beside it left to the reader."""
    judges = (so_far.judge, *so_far.judges.local)
    return may_be_direct(so_far, relation) and any(
        is_contracted(relation.asked, relation.side, judge.scattered, so_far.digits) for judge in judges
    )


def by(k: int) -> Telling:
    return partial(by_local_judge, k)


TRUTHS = (
    Cause("always_zero", "right", ALL, is_zero_for_all),
    Cause("given_throughout", "right", NUMBERS, is_given_throughout),
    Cause("constant_throughout", "right", NUMBERS, is_constant_throughout),
    Cause("direct_derivative", by(0), ALL, may_be_direct),
    Cause("immediate_derivative", by(1), ALL, may_be_direct),
    Cause("tensor_contracted", "right", FORMULAS, is_tensor_contracted),
)
"""Ways to be true beside the plain one, in which every derivative is the whole one."""
