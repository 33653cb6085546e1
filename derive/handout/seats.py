"""Who has which variant: once given, a student keeps it, whatever becomes of the roster and its order."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

from derive.cohort.handed_out import OWN, TABLE
from derive.cohort.one_writeup import content
from derive.cohort.roster import Roster
from derive.feedback.records import harmless
from derive.language.record import record

Student = tuple[str, ...]


@record
class Seats:
    """The columns that tell of students, and the cells of each by the number of the variant."""

    columns: tuple[str, ...]
    students: Mapping[int, Student]

    @property
    def last(self) -> int:
        """The highest number that somebody has."""
        return max(self.students, default=0)


def seated(roster: Roster | None, folder: Path) -> Seats:
    """The students of a roster, each with the variant that the folder's table gives them, the others with free ones.

    Without a roster those of the table stay.
    """
    before = those_before(folder)
    if roster is None:
        return before
    columns = apart(roster.columns)
    found: dict[int, Student] = {}
    for student in roster.rows:
        number = held(dict(zip(columns, student, strict=True)), before)
        if number is not None:
            found.setdefault(number, student)
    free = (number for number in count(1) if number not in before.students)
    late = [student for student in roster.rows if student not in found.values()]
    return Seats(columns, {**found, **dict(zip(free, late, strict=False))})


def those_before(folder: Path) -> Seats:
    """Whom the table in a folder names."""
    if not (folder / TABLE).is_file():
        return Seats((), {})
    reader = csv.DictReader(io.StringIO(content(folder / TABLE).decode("utf-8-sig")))
    columns = tuple(column for column in reader.fieldnames or () if column not in OWN)
    rows = {row["variant"]: tuple(row.get(column) or "" for column in columns) for row in reader if row.get("variant")}
    return Seats(columns, {int(number): cells for number, cells in rows.items() if number.isdecimal() and any(cells)})


def held(student: Mapping[str, str], before: Seats) -> int | None:
    """The number of the one whose cells are the same in all columns that both have; nothing where that is nobody."""
    common = [column for column in before.columns if student.get(column)]
    places = [before.columns.index(column) for column in common]
    wanted = [harmless(student[column]) for column in common]
    same = [number for number, cells in before.students.items() if [cells[place] for place in places] == wanted]
    return same[0] if common and len(same) == 1 else None


def apart(columns: Sequence[str]) -> tuple[str, ...]:
    """The names of columns, none twice and none that the table has for itself."""
    found: list[str] = []
    for column in columns:
        found.append(next(name for name in spellings(column) if name not in (*OWN, *found)))
    return tuple(found)


def spellings(column: str) -> Iterator[str]:
    """A name, and others like it."""
    yield column
    yield from (f"{column} ({number})" for number in count(2))
