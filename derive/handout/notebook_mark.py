"""The mark of a value that a student's notebook has calculated, for the hidden tests of nbgrader."""

from __future__ import annotations

from typing import Any

from derive.feedback.check_answer import Checker
from derive.language.errors import fault
from derive.marking.marks import SHARE
from derive.problem.catalogue import AnyProblem, loaded

MOST_ENTRIES = 10_000


def mark(problem: AnyProblem, question: str, value: Any) -> float:
    """The share of the marks that a value earns, from 0.0 to 1.0: `mark("rnn", "dL/dc", [0.363, -0.0457, -0.3172])`.

    `value` is a number, a list of numbers or of rows, an array, or a text; all marks for what is right, the problem's
    share for a method where a usual mistake explains it.  Errors: `ProblemError` for a problem or question that cannot
    be used; what is wrong with the value earns 0.0.
    """
    found = loaded(problem)
    record = Checker(found, "none").check(question, text_of(value))
    if record.is_accepted:
        return 1.0
    is_known = record.verdict == "wrong" and record.diagnosis is not None
    return float(SHARE[found.marking.method]) if is_known and is_usual(record.diagnosis or "") else 0.0


def is_usual(diagnosis: str) -> bool:
    """Whether a diagnosis is one mistake on the way, and no wrong shape, other quantity or slip of the pen."""
    return "+" not in diagnosis and diagnosis not in NO_METHOD


NO_METHOD = (
    *("wrong_shape", "entry_wrong", "sign_in_one_entry", "digit_in_one_entry", "rows_swapped", "too_coarse"),
    *("other_quantity", "other_variant", "other_time_step", "not_a_value", "restates_question", "coincidence"),
    *("false_equality", "premature_rounding", "elementwise_for_outer", "inner_for_outer"),
)


def text_of(value: Any) -> str:
    """A value as it would be written.  Errors: `ProblemError` for what is no number, list, array or text."""
    plain = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(plain, str):
        return plain
    return listed(plain)


def listed(value: Any) -> str:
    if isinstance(value, list | tuple) and len(value) <= MOST_ENTRIES:
        return f"[{', '.join(map(listed, value))}]"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise fault(f"found {type(value).__name__}; expected a number, a list of numbers, or an array")
    return format(value, "d" if isinstance(value, int) else ".10f")
