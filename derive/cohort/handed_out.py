"""The variants that a class was given, from the folder that `derive vary` wrote."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from derive.cohort.one_writeup import content
from derive.language.errors import fault
from derive.language.record import record

TABLE, PROBLEMS = "variants.csv", "problems"
OWN = ("variant", "file", "generator", "seed", "like", "keep", "tries", "steps", "work", "boundary", "numbers")
"""The columns of the table before those of the roster."""
EXPECTED = "expected a folder that derive vary wrote"


@record
class Handed:
    """A variant: its number, its problem file's text, and the names of the one who has it."""

    number: str
    source: str
    people: tuple[str, ...] = ()


def read_handed(folder: Path) -> tuple[Handed, ...]:
    """The variants in a folder, in the order of its table.

    Errors: `ProblemError` where the table or one of its files is missing or cannot be read.
    """
    table = folder / TABLE
    try:
        if not table.is_file():
            raise fault(f"there is no {TABLE} in it; {EXPECTED}" if folder.exists() else "no such folder", str(folder))
        rows = list(csv.DictReader(io.StringIO(content(table).decode("utf-8-sig")), strict=True))
        return tuple(handed(folder, row) for row in rows)
    except UnicodeDecodeError as error:
        raise fault(f"not UTF-8 text (byte {error.start})", str(folder)) from None
    except csv.Error as error:
        raise fault(f"no CSV: {error}; {EXPECTED}", str(table)) from None


def handed(folder: Path, row: dict[str, str]) -> Handed:
    if not row.get("variant") or not row.get("file"):
        raise fault(f"a row has no variant or no file; {EXPECTED}", str(folder / TABLE))
    source = content(folder / PROBLEMS / Path(row["file"]).name).decode("utf-8-sig")
    people = (cell for column, cell in row.items() if column not in OWN and isinstance(cell, str))
    return Handed(row["variant"], source, tuple(filter(None, people)))
