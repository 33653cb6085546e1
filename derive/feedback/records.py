"""Findings as records for files: JSON, JSON Lines, CSV, Markdown, and lines for the terminal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from derive.documents.inert import markdown

FORMATS = ("json", "jsonl", "md", "csv")
ANSWER_FILES = (".toml", ".csv", ".jsonl")
"""How the name of a file of answers ends."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""Characters at the start of a cell that a spreadsheet would take for a formula."""


@dataclass(frozen=True, slots=True)
class Record:
    """One answer and what was found; `also` are other mistakes that would give the same.

    `expected` is the true value where it may be told and something else was found.
    """

    id: str
    question: str
    verdict: str
    diagnosis: str | None
    message: str
    read_as: str
    digits_right: int | None
    also: tuple[str, ...] = ()
    expected: str = ""

    @property
    def is_accepted(self) -> bool:
        return self.verdict in ("right", "rounded", "shorthand")


def write(records: Sequence[Record], form: str) -> str:
    """The records in a format."""
    match form:
        case "json":
            return json.dumps([asdict(record) for record in records], ensure_ascii=False, indent=2) + "\n"
        case "jsonl":
            return "".join(json.dumps(asdict(record), ensure_ascii=False) + "\n" for record in records)
        case "csv":
            return as_csv(records)
    return as_markdown(records)


def as_csv(records: Sequence[Record]) -> str:
    import csv
    import io

    columns = list(Record.__dataclass_fields__)
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, lineterminator="\n")
    writer.writeheader()
    for record in records:
        row = asdict(replace(record, also=()))
        row["also"] = " ".join(record.also)
        writer.writerow({key: harmless(value) for key, value in row.items()})
    return file.getvalue()


def harmless(value: object) -> object:
    """A cell that no spreadsheet runs; numbers stay numbers."""
    if not isinstance(value, str) or not value.startswith(FORMULA_STARTS):
        return value
    return f"'{value}"


def as_markdown(records: Sequence[Record]) -> str:
    columns = ("id", "question", "verdict", "diagnosis", "message")
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    for record in records:
        cells = (markdown(str(getattr(record, column) or "")) for column in columns)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
