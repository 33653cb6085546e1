"""A document with the marks of its language: decimals `0{,}5`, room before `:`; what a student wrote stays as it is."""

from __future__ import annotations

import re
from dataclasses import replace

from derive.documents.blocks import Block, Display, Document, Items, Section, StepView, Table, Text
from derive.documents.lines import SetLine

DECIMAL = re.compile(r"(?<![\d.])(\d+)\.(\d+)(?![\d.])")
MATHEMATICS = re.compile(r"(?<!\\)\$([^$]+)\$")
APART = re.compile(r"((?<!\\)\$[^$]+\$)")
BESIDE = re.compile(r"(\d\{,\}\d+),(?=[\\\s])|,(?=(?:\\?\s)*-?\d+\{,\}\d)")
"""A comma of a list, beside a number that has one of its own."""
TIGHT = re.compile(r"(?<!\s) ?(?=[:;!?](?:\s|$))")
"""A place before a high mark without fixed room."""
FIXED_ROOM = "\u00a0"
"""Room at which no line ends."""


def with_marks(document: Document, mark: str, room: str = "") -> Document:
    """The document as it is printed in a language; a point is the mark that formulas have anyway.

    `room` is what stands before a colon and its like where the language has some there, as French has.
    """
    if mark == ".":
        return document
    intro, sections = blocks(document.intro), tuple(map(section, document.sections))
    marked = replace(document, title=words(document.title), intro=intro, sections=sections)
    return roomy(marked) if room else marked


def roomy(document: Document) -> Document:
    """The document with room before its high marks, also before the one that stands between a step and its reason."""

    def spaced(text: str) -> str:
        pieces = APART.split(text)
        return "".join(piece if k % 2 else TIGHT.sub(FIXED_ROOM, piece) for k, piece in enumerate(pieces))

    def loose(found: Block) -> Block:
        match found:
            case Text(text):
                return replace(found, text=spaced(text))
            case Items(items):
                return replace(found, items=tuple(map(spaced, items)))
            case StepView(_, title, reason, _, _, notes):
                title = spaced(title) + (FIXED_ROOM if reason else "")
                return replace(found, title=title, reason=spaced(reason), notes=tuple(map(loose, notes)))
        return found

    intro = tuple(map(loose, document.intro))
    parts = tuple(replace(each, blocks=tuple(map(loose, each.blocks))) for each in document.sections)
    return replace(document, intro=intro, sections=parts)


def section(found: Section) -> Section:
    return replace(found, title=words(found.title), blocks=blocks(found.blocks))


def blocks(found: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(map(block, found))


def block(found: Block) -> Block:
    match found:
        case Text(text):
            return replace(found, text=words(text))
        case Display(lines):
            return Display(tuple(map(line, lines)))
        case Table(head, rows):
            return replace(found, head=cells(head), rows=tuple(map(cells, rows)))
        case Items(items):
            return replace(found, items=cells(items))
        case StepView(_, title, reason, _, Display(lines), notes):
            shown = Display(tuple(map(line, lines)))
            return replace(found, title=words(title), reason=words(reason), display=shown, notes=blocks(notes))
    return found


def cells(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(words, texts))


def line(found: SetLine) -> SetLine:
    return SetLine(formula(found.left), formula(found.right))


def words(text: str) -> str:
    """A sentence: its mathematics has the mark of the language, its words stay."""
    return MATHEMATICS.sub(lambda found: f"${formula(found[1])}$", text)


def formula(latex: str) -> str:
    """A formula with decimal commas; what such commas would run together stands with semicolons in between."""
    marked = DECIMAL.sub(r"\1{,}\2", latex)
    return BESIDE.sub(lambda found: f"{found[1] or ''};", marked) if marked != latex else latex
