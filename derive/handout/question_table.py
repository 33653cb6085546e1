"""The questions as a table in CSV: a row for each entry, and for each usual mistake in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.handout.moodle import told
from derive.handout.posed import PosedExercise
from derive.handout.variant_files import csv_of

COLUMNS = ("exercise", "variant", "question", "row", "column", "answer", "value", "tolerance", "share", "feedback")


def question_table(exercises: Sequence[PosedExercise]) -> str:
    """`answer` is as it is shown, `value` unrounded; `share` is 1 for the truth, less for a mistake."""
    return csv_of(rows(exercises))


def rows(exercises: Sequence[PosedExercise]) -> Iterator[Sequence[object]]:
    yield COLUMNS
    for exercise in exercises:
        for question in exercise.questions:
            for entry, value in enumerate(question.entries):
                head = (exercise.name, exercise.variant, question.name, *question.place(entry))
                yield (*head, question.shown[entry], value, question.tolerance, "1", "")
                for near in told(question, entry):
                    yield (*head, "", near.entries[entry], question.tolerance, f"{float(near.share):g}", near.hint)
