"""`derive grades`: from a folder with reports and a platform's table to the table with its grades."""

from __future__ import annotations

from pathlib import Path

from derive.documents.inert import inert_text
from derive.documents.save import save
from derive.documents.words import Words
from derive.handout.gradebook import filled
from derive.problem import catalogue


def graded(problem: str, marked: Path, into: Path, column: str, output: Path) -> str:
    """Write the table; what the terminal says of it."""
    loaded = catalogue.load(problem)
    found = filled(loaded, marked, into, column)
    words = Words(loaded.settings.language, None, "handout")
    lines = [words("grades.stranger", name=inert_text(name)) for name in found.strangers]
    lines += [words("grades.missing", name=inert_text(name)) for name in found.missing]
    return "".join(f"{line}\n" for line in (*lines, f"written: {save(output, found.text)}"))
