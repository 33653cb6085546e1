"""The catalogue as lines for a terminal, and a problem file to start from."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from derive.language.errors import Complaint, ProblemError, nearest, one_of
from derive.problem import catalogue
from derive.problem.catalogue import Listed
from derive.problem.spec import LEVELS


def listed(topic: str, level: str) -> Iterator[str]:
    """The problems about a topic and of a level (all where that is empty), two lines where one is too narrow.

    Errors: `ProblemError` for a topic that no problem has, and for a level that there is not.
    """
    if level:
        one_of(level, LEVELS, "--level")
    entries = catalogue.entries()
    known = sorted({each for entry in entries for each in entry.topics})
    if topic and topic not in known:
        raise ProblemError(Complaint("--topic", f"no problem is about {topic!r}{nearest(topic, known)}"))
    chosen = [e for e in entries if (not topic or topic in e.topics) and (not level or level == e.level)]
    wide = max(len(entry.name) for entry in entries)
    for entry in chosen:
        yield from row(entry, wide)


def row(entry: Listed, wide: int) -> list[str]:
    """A problem's line; in a terminal that is too narrow the rest of it stands below its title."""
    about = f"{entry.title} ({', '.join((entry.level, *entry.topics))})" if entry.level else entry.title
    line = entry.name.ljust(wide + 2) + about
    if not sys.stdout.isatty():
        return [line]
    columns = max(shutil.get_terminal_size().columns - 1, wide + 30)
    return textwrap.wrap(line, columns, subsequent_indent=" " * (wide + 2), drop_whitespace=True)


PROGRAMS = (".py", ".pyw")


def started(name: str, sheet: Path | None) -> str:
    """A problem file to start from: the commented example, or a draft from a sheet or from a program.

    Errors: `ProblemError` for a sheet that there is not, or of a kind that is not read.
    """
    if sheet is None:
        return catalogue.starter(name)
    from derive.cohort.one_writeup import content
    from derive.handout.model_draft import draft_of_model
    from derive.handout.sheet_draft import draft
    from derive.sources.source import READABLE

    if sheet.suffix in PROGRAMS:
        return draft_of_model(name, sheet.name, content(sheet))
    if sheet.suffix.lower() not in READABLE:
        told = "expected a sheet in Markdown, LaTeX, HTML, Word, PDF or a notebook, or a program in Python"
        raise ProblemError(Complaint(str(sheet), told))
    return draft(name, sheet.name, content(sheet))
