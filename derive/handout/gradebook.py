"""The marks of a folder in a table of a learning platform: its own export, with the grades filled in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from derive.cohort.one_writeup import content
from derive.cohort.roster import owner
from derive.feedback.check_writeup import WriteUps
from derive.feedback.records import harmless
from derive.language.errors import fault, nearest
from derive.language.record import record
from derive.marking.report import Report, decimal, loads
from derive.problem.problem import Problem

NUMBER = re.compile(r"\d{3,}")


@record
class Gradebook:
    """A platform's table: the columns by which it is known, where a grade and what is said go, and who a row is.

    `column` is empty where the table has one for each assignment; rows whose cell in `skips[0]` contains `skips[1]` are
    no students.
    """

    name: str
    known_by: tuple[str, ...]
    people: tuple[str, ...]
    column: str = ""
    remark: str = ""
    skips: tuple[str, str] = ("", "")


MOODLE = Gradebook(
    "moodle",
    known_by=("Identifier", "Grade"),
    people=("Identifier", "Full name", "Email address"),
    column="Grade",
    remark="Feedback comments",
)
CANVAS = Gradebook(
    "canvas",
    known_by=("Student", "ID", "Section"),
    people=("Student", "ID", "SIS Login ID", "SIS User ID"),
    skips=("Student", "Points Possible"),
)
GRADESCOPE = Gradebook(
    "gradescope",
    known_by=("Email", "Total Score"),
    people=("Name", "First Name", "Last Name", "SID", "Email"),
    column="Total Score",
)
ROWS = (MOODLE, CANVAS, GRADESCOPE)


@record
class Filled:
    """A table with the grades: its text, the submissions that nobody in it has handed in, and those who have none."""

    text: str
    strangers: tuple[str, ...]
    missing: tuple[str, ...]


def filled(problem: Problem, reports: Path, table: Path, column: str = "") -> Filled:
    """A platform's table with the marks of the reports in a folder; all its other cells stay as they are.

    What could not be judged has no grade.

    `column` is the assignment's, where the table has several.  Errors: `ProblemError` for a table of no known platform,
    a column that it does not have, and a folder without reports.
    """
    rows = read_table(table)
    header = rows[0]
    book = platform_of(header, table)
    place = place_of(book, header, column, table)
    marks = dict(marks_in(problem, reports))
    people = [names(book, header, row) for row in rows[1:]]
    grades: dict[int, Report] = {}
    strangers = []
    for name, report in marks.items():
        found = owner(name, people)
        if found is None or found in grades:
            strangers.append(name)
        else:
            grades[found] = report
    for number, report in grades.items():
        enter(book, header, rows[number + 1], place, report)
    missing = [cells[0] for number, cells in enumerate(people) if cells and number not in grades]
    return Filled(csv_text(rows), tuple(strangers), tuple(missing))


def read_table(path: Path) -> list[list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(content(path).decode("utf-8-sig"), newline=""), strict=True))
    except UnicodeDecodeError as error:
        raise fault(f"not UTF-8 text (byte {error.start})", str(path)) from None
    except csv.Error as error:
        raise fault(f"no CSV: {error}", str(path)) from None
    if len(rows) < 2:
        raise fault("expected a row with the names of the columns, and a row for each student", str(path))
    width = len(rows[0])
    return [row + [""] * (width - len(row)) for row in rows]


def platform_of(header: Sequence[str], path: Path) -> Gradebook:
    found = next((book for book in ROWS if {*book.known_by} <= {*header}), None)
    if found is None:
        known = "; ".join(f"{book.name}: {', '.join(book.known_by)}" for book in ROWS)
        raise fault(f"it has the columns of no platform that is known; expected those of one ({known})", str(path))
    return found


def place_of(book: Gradebook, header: Sequence[str], column: str, path: Path) -> int:
    """The place of the column that takes the grades."""
    wanted = column or book.column
    if not wanted:
        raise fault(f"a table of {book.name} has a column for each assignment; expected its name", "--column")
    found = [k for k, each in enumerate(header) if each == wanted or each.startswith(f"{wanted} (")]
    if not found:
        raise fault(f"no column {wanted!r}{nearest(wanted, header)}", str(path))
    return found[0]


def names(book: Gradebook, header: Sequence[str], row: Sequence[str]) -> tuple[str, ...]:
    """What files of the one in a row may be called: the cells that name somebody, and the numbers in them."""
    cells = dict(zip(header, row, strict=False))
    if book.skips[0] and book.skips[1] in cells.get(book.skips[0], ""):
        return ()
    found = [cells[key] for key in book.people if cells.get(key)]
    whole = " ".join(cells[key] for key in ("First Name", "Last Name") if cells.get(key))
    return tuple(dict.fromkeys([*found, *filter(None, [whole]), *(n for cell in found for n in NUMBER.findall(cell))]))


def marks_in(problem: Problem, folder: Path) -> Iterator[tuple[str, Report]]:
    """The reports of a folder run that judge something, with their marks, by the names of their submissions."""
    paths = sorted((folder / "reports").glob("*.json"))
    found = [(path, path.read_text(encoding="utf-8")) for path in paths if not path.name.endswith(".results.json")]
    if not found:
        raise fault("there are no reports in it; expected a folder that derive check wrote", str(folder))
    writeups = WriteUps(problem)
    for path, text in found:
        report = writeups.marked(loads(text, str(path)))
        if report.is_read:
            yield report.submission, report


def enter(book: Gradebook, header: Sequence[str], row: list[str], place: int, report: Report) -> None:
    row[place] = str(decimal(report.marks))
    if book.remark in header:
        first = report.first_error
        row[header.index(book.remark)] = str(harmless(first.message)) if first else ""


def csv_text(rows: Sequence[Sequence[str]]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue()
