"""Single answers of a class with variants: each is held against the one that its writer was given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from derive.cohort.answer_file import AnswerRow, Worker, check_all
from derive.cohort.by_variant import read
from derive.cohort.handed_out import Handed
from derive.cohort.roster import owner
from derive.documents.words import Words
from derive.feedback.records import Record
from derive.judging.other_variants import Variants
from derive.problem.problem import Problem


def check_by_variant(
    answers: Sequence[AnswerRow],
    problem: Problem,
    handed: Sequence[Handed],
    reveal: str = "hint",
    templates: Path | None = None,
) -> list[Record]:
    """The records of answers in their order; one whose variant is not known is `unread` and told so.

    Errors: `ProblemError` for questions that the problem does not have, and for variants that cannot be used.
    """
    problems = {each.number: read(problem, each) for each in handed}
    others = Variants(problems)
    found: dict[int, Record] = {}
    for number, places in by_number(answers, handed).items():
        rows = [answers[place] for place in places]
        if number is None:
            said = Words(problem.settings.language, templates, "verdicts")("answers.unmatched")
            records = [Record(row.id, row.question, "unread", None, said, "", None) for row in rows]
        else:
            with Worker(problems[number], reveal, templates, variants=others) as worker:
                records = check_all(rows, worker)
        found.update(zip(places, records, strict=True))
    return [found[place] for place in range(len(answers))]


def by_number(answers: Sequence[AnswerRow], handed: Sequence[Handed]) -> dict[str | None, list[int]]:
    """The places of the answers on each variant: that of the student whose name the `id` is, else the one it tells."""
    people = [each.people for each in handed]
    numbers = {each.number for each in handed}
    found: dict[str | None, list[int]] = {}
    for place, row in enumerate(answers):
        who = owner(f"{row.id}.", people)
        own = handed[who].number if who is not None else row.variant if row.variant in numbers else None
        found.setdefault(own, []).append(place)
    return found
