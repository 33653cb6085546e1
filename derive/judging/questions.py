"""What a question asks for: by its name in the problem's file, as the sheet shows it, or by its letter on the sheet."""

from __future__ import annotations

import re

from derive.judging.direct import quantities
from derive.language.errors import Complaint, ProblemError
from derive.language.expr import Derivative, Entry, Expr, Ref, walk
from derive.language.patterns import regex
from derive.problem.problem import Problem
from derive.reading.read import read_chain, vocabulary_of
from derive.reading.result import Unreadable
from derive.reading.unbound import free_indices

LETTER = regex(r"\(([a-z]{1,2})\)|([a-z]{1,2})\)|\d{1,2}\s?\.?\s?\(?([a-z])\)?", re.IGNORECASE)
"""`(a)`, `a)`, `1b`, `1 (b)`: how a sheet numbers its questions."""


def asked_for(text: str, problem: Problem) -> Expr:
    """What is asked: a name, an entry, or an expression; `ProblemError` for what the problem does not have."""
    try:
        asked = by_letter(text, problem) or problem.read(text)
    except ProblemError as error:
        found = as_shown(text, problem)
        if found is None:
            raise error
        asked = found
    faults = [problem.why_not(part) for part in walk(asked) if isinstance(part, Derivative)]
    faults += [problem.unknown(ref) for ref in quantities(asked)]
    for message in filter(None, faults):
        raise ProblemError(Complaint("", message, text, 1))
    return asked


def by_letter(text: str, problem: Problem) -> Expr | None:
    """The only thing that the question with a letter asks for; nothing where the text is no letter of one."""
    found = LETTER.fullmatch(text.strip())
    letter = next(filter(None, found.groups()), "").lower() if found else ""
    question = next((each for each in problem.questions if each.letter == letter), None)
    if question is None:
        return None
    if len(question.targets) > 1:
        targets = ", ".join(map(str, question.targets))
        raise ProblemError(
            Complaint("", f"question ({letter}) asks for several things; name one of {targets}", text, 1)
        )
    return question.targets[0]


def as_shown(text: str, problem: Problem) -> Expr | None:
    """The quantity or derivative that is spelled as on the sheet, or as students write it; nothing for others."""
    try:
        reading = read_chain(text, vocabulary_of(problem))
    except Unreadable:
        return None
    found = reading.members[-1].expr
    is_one = len(reading.members) == 1 and isinstance(found, Ref | Derivative | Entry) and not reading.literals
    return found if is_one and found is not None and not any(free_indices(found)) else None
