"""What a problem file consists of, for the page on which one is written: its tables by the schema, places of faults."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from derive import problem
from derive.language.errors import Complaint
from derive.problem.placement import names_file
from derive.problem.toml_text import parse_toml

NUMBERED = re.compile(r"\bline (\d+)$")
KEY = re.compile(r"(\w+)(?:\[(\d+)\])?(?:\.([\w\[\]'-]+))?")
SHORTEST = 3
"""Characters of a source line that tell its place in the file."""


def schema_parts() -> list[tuple[str, str, str]]:
    """The tables of a problem file: name, what it says, and lines to begin it with, its keys as comments."""
    path = Path(str(problem.__file__)).parent / "problem.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    return [
        (name, f"{name}: {row['description'].partition('. ')[0].rstrip('.')}", begun(name, row))
        for name, row in schema["properties"].items()
    ]


def begun(name: str, row: Mapping[str, Any]) -> str:
    """The lines that a part begins with."""
    inner = row.get("items", row)
    if row.get("type") not in ("object", "array") or "$ref" in inner:
        return f"{name} = {value(row)}\n" if row.get("type") != "array" else f"[[{name}]]\n"
    if row["type"] == "array" and inner.get("type") != "object":
        return f"{name} = []\n"
    head = f"[[{name}]]" if row["type"] == "array" else f"[{name}]"
    needed = inner.get("required", ())
    keys = [
        f"{'' if key in needed else '# '}{key} = {value(of)}    # {of.get('description', '').partition('. ')[0]}"
        for key, of in inner.get("properties", {}).items()
    ]
    return "\n".join([head, *keys]) + "\n"


def value(row: Mapping[str, Any]) -> str:
    """A value to change, of the kind that the schema wants."""
    if "default" in row:
        return json.dumps(row["default"])
    return {"integer": "0", "number": "1", "array": "[]", "boolean": "true"}.get(str(row.get("type")), '""')


def file_names(found: Mapping[str, Any]) -> list[str]:
    """The files from which the values of a problem come, by the tables of its file."""
    values = found.get("values", {}).values()
    return sorted({each["file"] for each in values if names_file(each)})


def files_of(source: str, name: str) -> list[str]:
    """The same by the text of the file."""
    return file_names(parse_toml(source, name))


def place_of(complaint: Complaint, text: str) -> tuple[int, int]:
    """The line and the column of a fault in a problem file, from 1 on; the column is 0 where only the line is known.

    The line itself is sought first, then its number or key as the complaint's place has it; else it is line 0.
    """
    lines = text.splitlines()
    sought = complaint.source.strip()
    if len(sought) >= SHORTEST:
        for number, line in enumerate(lines, 1):
            if sought in line:
                return number, line.index(sought) + max(complaint.column - lead(complaint.source), 1)
    whole = NUMBERED.search(complaint.place)
    if whole and complaint.place.startswith("problem.toml"):
        return int(whole[1]), 0
    return next(keyed(complaint.place, lines), 0), 0


def lead(source: str) -> int:
    """Columns before the first sign of a line."""
    return len(source) - len(source.lstrip())


def keyed(place: str, lines: list[str]) -> Iterator[int]:
    """The line of a key such as `values.U`, `questions[6].marks` or `title`, else of its table."""
    found = KEY.match(place)
    if found is None:
        return
    table, count, key = found[1], int(found[2] or 1) - 1, found[3]
    heads = [n for n, line in enumerate(lines, 1) if re.match(rf"\s*\[+\s*{table}\s*\]", line)]
    if len(heads) <= count:
        yield from (n for n, line in enumerate(lines, 1) if re.match(rf"\s*{table}\s*=", line))
        return
    head = heads[count]
    end = next((n for n, line in enumerate(lines, 1) if n > head and line.lstrip().startswith("[")), len(lines) + 1)
    name = re.escape(key.partition("[")[0]) if key else ""
    if name:
        yield from (n for n in range(head, end) if re.match(rf"\s*[\"']?{name}\b", lines[n - 1]))
    yield head
