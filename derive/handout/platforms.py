"""The formats of learning platforms, a row each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from derive.documents.save import save
from derive.handout.canvas import canvas_package
from derive.handout.gift import gift
from derive.handout.moodle import cloze_quiz, numerical_quiz
from derive.handout.posed import PosedExercise, posed
from derive.handout.prairielearn import prairielearn_questions
from derive.handout.qti import qti_package
from derive.handout.question_table import question_table
from derive.handout.stack import stack_quiz
from derive.language.errors import one_of
from derive.language.record import record
from derive.problem.catalogue import AnyProblem

Writer = Callable[[Sequence[PosedExercise]], "str | bytes"]


@record
class Platform:
    """A format: its name for `--to`, and its files with what writes them, by the ends of their names."""

    name: str
    files: tuple[tuple[str, Writer], ...]


ROWS = (
    Platform("moodle", ((".moodle.xml", numerical_quiz), (".cloze.xml", cloze_quiz))),
    Platform("stack", ((".stack.xml", stack_quiz),)),
    Platform("gift", ((".gift", gift),)),
    Platform("qti", ((".qti.zip", qti_package),)),
    Platform("canvas", ((".canvas.zip", canvas_package),)),
    Platform("prairielearn", ((".prairielearn.zip", prairielearn_questions),)),
    Platform("csv", ((".questions.csv", question_table),)),
)
PLATFORMS = {row.name: row for row in ROWS}


def exported(problem: AnyProblem, to: Sequence[str]) -> dict[str, str | bytes]:
    """The files for some platforms by their names, of one exercise or of a folder with its variants.

    Errors: `ProblemError` for a format that does not exist, and for an exercise without numbers.
    """
    for name in to:
        one_of(name, PLATFORMS, "--to")
    exercises = posed(problem)
    stem = exercises[0].name
    return {f"{stem}{end}": write(exercises) for name in to for end, write in PLATFORMS[name].files}


def export(problem: AnyProblem, to: Sequence[str], folder: str | Path) -> list[Path]:
    """Write the files for some platforms to a folder; which they are.

    `to` names moodle, stack, gift, qti, canvas, prairielearn or csv.

    Errors: `ProblemError` as `exported`, and for a folder that cannot be written.
    """
    return [save(Path(folder) / name, content) for name, content in exported(problem, to).items()]
