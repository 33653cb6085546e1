"""The formats of documents, a row each: the command line, the façade and the reports iterate these rows.

A format that is a text has its leaves in `templates/<leaves>/`: `solution.<leaves>.j2`, `report.<leaves>.j2`, and
`fragment.<leaves>.j2` where it has fragments.  Writers load what they need when they are called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from derive.language.operation import PREFIXES
from derive.language.record import record

if TYPE_CHECKING:
    from derive.documents.manuscript import Manuscript

Writer = Callable[["Format", "Manuscript"], "str | bytes"]
Filters = Mapping[str, Callable[..., object]]
Notation = Callable[[str, "Path | None"], Filters]
LIBRARIES = tuple(PREFIXES)
ENGINES = ("typst", "latex")
"""What makes PDF."""


@record
class Choices:
    """What is said beside the format: a part for another document, templates of the user's own.

    `width` is that of a line, such as `8.5cm`; `step` the only one that is wanted; `engine` what makes PDF; `edition`
    for whom the document is (`documents/editions.py`), with so many `hints` for each question; `code` the library that
    programs are written for.
    """

    fragment: bool = False
    templates: Path | None = None
    width: str = ""
    step: int = 0
    engine: str = ENGINES[0]
    edition: str = "solution"
    hints: int = 1
    code: str = "numpy"


WHOLE = Choices()


def by_templates(row: Format, manuscript: Manuscript) -> str:
    """The text that the templates of a format make of a document."""
    from derive.documents.render import write

    choices = manuscript.choices
    return write(manuscript.document, row, choices.fragment, choices.templates, manuscript.whole)


def as_pdf(row: Format, manuscript: Manuscript) -> bytes:
    """PDF by an engine."""
    from derive.documents import pdf

    return pdf.as_pdf(row, manuscript)


def compiled(source: str) -> bytes:
    """The PDF of a document in Typst."""
    from derive.documents.pdf import by_typst

    return by_typst(source)


def as_data(row: Format, manuscript: Manuscript) -> str:
    """The derivation as JSON."""
    from derive.documents.as_json import dumps

    assert manuscript.derivation is not None
    return dumps(manuscript.derivation, manuscript.proof)


def as_code(row: Format, manuscript: Manuscript) -> str:
    """Forward and backward as a program."""
    from derive.documents.script import as_script

    return as_script(manuscript)


def as_office(row: Format, manuscript: Manuscript) -> bytes:
    """The document for Word, with formulas that can be edited there."""
    from derive.documents.word_text import as_word

    return as_word(row, manuscript)


def as_notebook(row: Format, manuscript: Manuscript) -> str:
    """The document with code that calculates its numbers again."""
    from derive.documents.notebook_file import notebook

    return notebook(manuscript)


def latex(language: str, templates: Path | None) -> Filters:
    """The filters of formats with LaTeX mathematics, as the documents have it."""
    from derive.documents.render import FILTERS

    return FILTERS


def typst(language: str, templates: Path | None) -> Filters:
    from derive.documents.typst_text import TypstText

    return TypstText(language, templates).filters()


def web(language: str, templates: Path | None) -> Filters:
    from derive.documents.html_text import HtmlText

    return HtmlText(language, templates).filters()


def office(language: str, templates: Path | None) -> Filters:
    from derive.documents.word_text import word_filters

    return word_filters(language, templates)


@record
class Format:
    """A format: its name for `--to`, the end of its file's name, the folder of its leaves, its notation, its writer.

    The notation gives the filters by which the leaves write text and mathematics in a language.  Without `--to` the
    `usual` ones are written.  Those with `reports` also write the report on a write-up, those with `fragments`
    parts for other documents; where the text that the leaves make is not yet the file, `finish` makes it.  One with an
    `edition` is always that one.
    """

    name: str
    suffix: str
    leaves: str
    notation: Notation
    write: Writer
    usual: bool = False
    reports: bool = False
    fragments: bool = False
    finish: Callable[[str], bytes] | None = None
    edition: str = ""


ROWS = (
    Format("md", ".md", "md", latex, by_templates, usual=True, reports=True, fragments=True),
    Format("tex", ".tex", "tex", latex, by_templates, usual=True, reports=True, fragments=True),
    Format("pdf", ".pdf", "typ", typst, as_pdf, reports=True, finish=compiled),
    Format("typ", ".typ", "typ", typst, by_templates),
    Format("html", ".html", "html", web, by_templates, reports=True),
    Format("slides", ".html", "html", web, by_templates, edition="slides"),
    Format("docx", ".docx", "docx", office, as_office),
    Format("ipynb", ".ipynb", "", latex, as_notebook),
    Format("py", ".py", "", latex, as_code),
    Format("json", ".json", "", latex, as_data),
)
FORMATS = {row.name: row for row in ROWS}
USUAL = tuple(row.name for row in ROWS if row.usual)
REPORTS = tuple(row.name for row in ROWS if row.reports)


def format_of(name: str) -> Format:
    """The row of a format.  Errors: `ProblemError` for a name that no row has."""
    from derive.language.errors import one_of

    one_of(name, FORMATS, "--to")
    return FORMATS[name]


def finished(name: str, text: str) -> str | bytes:
    """The file of a format, from the text that its leaves made."""
    row = FORMATS.get(name)
    return row.finish(text) if row is not None and row.finish else text
