"""A list of a class in CSV: each row is a student, each cell a name that files of that student may have."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from derive.cohort.one_writeup import content
from derive.language.errors import fault
from derive.language.record import record

MOST_STUDENTS = 5000
SHORTEST = 3
"""Letters of a name by which a file is found that has more in its name."""


@record
class Roster:
    """The students in the order of the list; a row has a cell for each column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_roster(path: Path) -> Roster:
    """The students of a CSV file whose first row names the columns.

    Errors: `ProblemError` for a file that is no such table, or has a student twice.
    """
    try:
        text = content(path).decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text), strict=True, delimiter=delimiter(text))
        table = [row for row in reader if any(cell.strip() for cell in row)]
    except UnicodeDecodeError as error:
        raise fault(f"not UTF-8 text (byte {error.start})", str(path)) from None
    except csv.Error as error:
        raise fault(f"no CSV: {error}", str(path)) from None
    if len(table) < 2:
        raise fault("expected a row with the names of the columns, and a row for each student", str(path))
    header, *students = ([cell.strip() for cell in row] for row in table)
    if len(students) > MOST_STUDENTS:
        raise fault(f"{len(students)} students; the limit is {MOST_STUDENTS}", str(path))
    long = next((row for row in students if len(row) > len(header)), None)
    if long:
        raise fault(
            f"found {len(long)} cells ({', '.join(long)}); expected {len(header)} as in the first row", str(path)
        )
    rows = [tuple((row + [""] * len(header))[: len(header)]) for row in students]
    twice = next((row for place, row in enumerate(rows) if row in rows[:place]), None)
    if twice:
        raise fault(f"{', '.join(filter(None, twice))} is listed twice", str(path))
    return Roster(tuple(header), tuple(rows))


def delimiter(text: str) -> str:
    """What parts the cells of the first row: a comma, or a semicolon or tab where spreadsheets write those."""
    first = text.lstrip().partition("\n")[0]
    return max(",;\t", key=first.count)


def owner(name: str, people: Sequence[Iterable[str]]) -> int | None:
    """The place of the one whose name a file or folder has, as a whole or as a part; nothing where several are."""
    wanted = words(Path(name).stem if "." in name else name)
    every = [[words(cell) for cell in cells if cell] for cells in people]
    whole = [k for k, found in enumerate(every) if sorted(wanted) in map(sorted, found)]
    if whole:
        return whole[0] if len(whole) == 1 else None
    parts = [k for k, found in enumerate(every) if any(stands_in(each, wanted) for each in found)]
    return parts[0] if len(parts) == 1 else None


def words(text: str) -> tuple[str, ...]:
    """The words of a name in small letters: a comma, a dot, an underscore and a space part them."""
    return tuple(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))


def stands_in(name: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether the words of a name stand side by side in another, in any order; short ones tell nobody."""
    if sum(map(len, name)) < SHORTEST:
        return False
    windows = (wanted[k : k + len(name)] for k in range(len(wanted) - len(name) + 1))
    return any(sorted(window) == sorted(name) for window in windows)
