"""The formats of documents, a row each: the command line, the façade and the reports iterate these rows.

A format that is a text has its leaves in `templates/<leaves>/`: `solution.<leaves>.j2`, `report.<leaves>.j2`, and
`fragment.<leaves>.j2` where it has fragments.  Writers load what they need when they are called.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from derive.language.record import record

if TYPE_CHECKING:
    from derive.documents.manuscript import Manuscript

Writer = Callable[["Format", "Manuscript"], "str | bytes"]


@record
class Choices:
    """What is said beside the format: a part for another document, templates of the user's own.

    `width` is that of a line, such as `8.5cm`; `step` the only one that is wanted; `edition` for whom the document is
    (`documents/editions.py`), with so many `hints` for each question.
    """

    fragment: bool = False
    templates: Path | None = None
    width: str = ""
    step: int = 0
    edition: str = "solution"
    hints: int = 1


WHOLE = Choices()


def by_templates(row: Format, manuscript: Manuscript) -> str:
    """The text that the templates of a format make of a document."""
    from derive.documents.render import write

    choices = manuscript.choices
    return write(manuscript.document, row.leaves, choices.fragment, choices.templates, manuscript.whole)


def as_data(row: Format, manuscript: Manuscript) -> str:
    """The derivation as JSON."""
    from derive.documents.as_json import dumps

    assert manuscript.derivation is not None
    return dumps(manuscript.derivation, manuscript.proof)


@record
class Format:
    """A format: its name for `--to`, the end of its file's name, the folder of its leaves, and what writes it.

    Without `--to` the `usual` ones are written.  Those with `reports` also write the report on a write-up.
    """

    name: str
    suffix: str
    leaves: str
    write: Writer
    usual: bool = False
    reports: bool = False


ROWS = (
    Format("md", ".md", "md", by_templates, usual=True, reports=True),
    Format("tex", ".tex", "tex", by_templates, usual=True, reports=True),
    Format("json", ".json", "", as_data),
)
FORMATS = {row.name: row for row in ROWS}
USUAL = tuple(row.name for row in ROWS if row.usual)
REPORTS = tuple(row.name for row in ROWS if row.reports)


def format_of(name: str) -> Format:
    """The row of a format.  Errors: `ProblemError` for a name that no row has."""
    from derive.language.errors import one_of

    one_of(name, FORMATS, "--to")
    return FORMATS[name]
