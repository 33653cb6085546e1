"""What the leaves of Word documents write: runs of text and formulas; and the package that Word opens."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from derive.documents.formula_reader import read_formula
from derive.documents.lines import SetLine
from derive.documents.render import BOLD, apart, environment, write
from derive.documents.word_math import office_math
from derive.language.width import width

if TYPE_CHECKING:
    from derive.documents.formats import Format
    from derive.documents.manuscript import Manuscript

PARTS = {
    "[Content_Types].xml": "Content_Types.xml.j2",
    "_rels/.rels": "rels.j2",
    "word/_rels/document.xml.rels": "document.xml.rels.j2",
    "word/styles.xml": "styles.xml.j2",
    "docProps/core.xml": "core.xml.j2",
}
"""The parts of the package beside the document, each with its template in `templates/docx/`."""
STAMP = (1980, 1, 1, 0, 0, 0)
"""The time of every part, so that one solution always gives the same bytes."""
ONWARD = '<m:r><m:rPr><m:nor/></m:rPr><m:t xml:space="preserve">\u2003</m:t></m:r>'
"""Room before a relation, which has no left side in its line."""
ACROSS, DIGIT, PADDING = 9638, 135, 300
"""Twentieths of a point across the page, of a digit, and beside what is in a cell."""
SIGNS = ("+", "-", "\\cdot", "\\odot", "\\left.")
NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def word_filters(language: str, templates: Path | None) -> dict[str, Callable[..., object]]:
    return {"docx": text, "docx_math": math, "docx_lines": lines, "docx_widths": column_widths, "docx_plain": plain}


def text(said: str, is_bold: bool = False) -> str:
    """A sentence: words in runs, bold marked, formulas as Word's own."""
    return "".join(words(each, is_bold) + (math(formula) if formula else "") for each, formula in apart(said))


def words(said: str, is_bold: bool = False) -> str:
    return "".join(run(piece, is_bold or k % 2 == 1) for k, piece in enumerate(BOLD.split(said)) if piece)


def run(said: str, is_bold: bool) -> str:
    told = "<w:rPr><w:b/></w:rPr>" if is_bold else ""
    return f'<w:r>{told}<w:t xml:space="preserve">{plain(said)}</w:t></w:r>'


def plain(said: str) -> str:
    return escape(NO_XML.sub("", said), quote=False)


def math(latex: str) -> str:
    return f"<m:oMath>{office_math(read_formula(latex))}</m:oMath>"


def lines(found: Sequence[SetLine]) -> list[str]:
    """The formulas of a display, one below the other; one that goes on from the line above is set in.

    A paragraph each: of what Word has for several lines in one, other programs show the marks, or no lines at all.
    What a line ends within is an array of equations without such marks.
    """
    formulas: list[list[str]] = []
    for line in found:
        right = made(line.right)
        if not line.left and formulas and line.right.removeprefix("\\quad {}").lstrip().startswith(SIGNS):
            formulas[-1].append(right)
        else:
            formulas.append([f"{made(line.left) if line.left else ONWARD}{right}"])
    return [f"<m:oMath>{rows[0] if len(rows) == 1 else array(rows)}</m:oMath>" for rows in formulas]


def array(rows: Sequence[str]) -> str:
    return f"<m:eqArr>{''.join(f'<m:e>{row}</m:e>' for row in rows)}</m:eqArr>"


def column_widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """The widths of a table's columns in twentieths of a point: no cell is cut, and the page has room for all."""
    cells = [[sum(len(each) + width(formula) for each, formula in apart(cell)) for cell in row] for row in rows]
    wanted = [DIGIT * max(column) + PADDING for column in zip(*cells, strict=True)]
    return [round(each * min(1.0, ACROSS / sum(wanted))) for each in wanted]


def made(latex: str) -> str:
    return office_math(read_formula(latex))


def as_word(row: Format, manuscript: Manuscript) -> bytes:
    """The document as a package of Word's."""
    choices, document = manuscript.choices, manuscript.document
    body = write(document, row, False, choices.templates, manuscript.whole)
    env = environment(choices.templates, row.notation, document.language)
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, template in PARTS.items():
            stored(archive, name, env.get_template(f"docx/{template}").render(document=document).strip())
        stored(archive, "word/document.xml", body.strip())
    return package.getvalue()


def stored(archive: zipfile.ZipFile, name: str, content: str) -> None:
    part = zipfile.ZipInfo(name, STAMP)
    part.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(part, content.encode())
