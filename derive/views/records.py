"""Findings as records for files: JSON, JSON Lines, CSV, Markdown, and lines for the terminal."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

FORMATS = ("json", "jsonl", "md", "csv")
UNSEEN = (range(32), range(127, 160), range(0x200B, 0x2010), range(0x2028, 0x202F), range(0x2060, 0x2070), [0xFEFF])
CONTROL = dict.fromkeys((code for codes in UNSEEN for code in codes), "")
"""Characters that act and are not seen."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""Characters at the start of a cell that a spreadsheet would take for a formula."""


@dataclass(frozen=True, slots=True)
class Record:
    """One answer and what was found; `also` are other mistakes that would give the same."""

    id: str
    question: str
    verdict: str
    diagnosis: str | None
    message: str
    read_as: str
    digits_right: int | None
    also: tuple[str, ...] = ()

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


def markdown(text: str) -> str:
    """Text that Markdown shows as it is."""
    escaped = "".join(f"\\{c}" if c in "\\`*_{}[]<>()#|!$~" else c for c in plain(text))
    return escaped.replace("&", "&amp;")


def plain(text: str) -> str:
    """Text for a terminal: on one line, without control and direction characters."""
    return text.replace("\n", " ").translate(CONTROL)
