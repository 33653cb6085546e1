"""Word documents (`.docx`, Office Open XML): paragraphs, headings, tables, formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.sources import omml
from derive.sources.archives import Archive
from derive.sources.markup_tree import Element, attribute, child, children, local, xml_tree
from derive.sources.passage import NotText, Passage
from derive.sources.unseen_styles import hexadecimal, is_faint

DOCUMENT = "word/document.xml"
HEADING = re.compile(r"(?:heading|berschrift|titre|t[ií]tulo|title)\s*(\d?)$", re.IGNORECASE)
"""Style names of headings in the languages of the program."""
DROPPED = {"del", "moveFrom", "pPr", "rPr", "footnoteReference", "instrText", "drawing", "pict", "object"}
OFF = {"0", "off", "false", "none"}


def passages(data: bytes) -> Iterator[Passage]:
    """The paragraphs of a document, each counted, a table as one of Markdown.  Errors: `NotText`."""
    body = child(xml_tree(Archive(data).read(DOCUMENT)), "body")
    if body is None:
        raise NotText("the Word document has no text; save it again as .docx or hand in a PDF")
    for number, block in enumerate(blocks(body)):
        text = table(block) if local(block) == "tbl" else paragraph(block)
        if text.strip():
            yield Passage(text.strip("\n"), "md", 1, number)


def blocks(parent: Element) -> Iterator[Element]:
    """Paragraphs and tables in their order, those in controls and text boxes too."""
    for each in children(parent):
        match local(each):
            case "p" | "tbl":
                yield each
            case "sdt" | "sdtContent" | "customXml" | "ins":
                yield from blocks(each)


def paragraph(block: Element) -> str:
    text = content(block)
    level = heading(block)
    return f"{'#' * level} {' '.join(text.split())}" if level and text.strip() else text


def heading(block: Element) -> int:
    properties = child(block, "pPr")
    if properties is None:
        return 0
    found = HEADING.search(attribute(child(properties, "pStyle"), "val"))
    outline = attribute(child(properties, "outlineLvl"), "val")
    if found:
        return int(found[1] or 1)
    return int(outline) + 1 if outline.isdigit() and int(outline) < 9 else 0


def content(parent: Element) -> str:
    """What stands in a paragraph: text as it was typed, formulas in LaTeX."""
    return "".join(piece(each) for each in children(parent))


def piece(each: Element) -> str:
    match local(each):
        case "r":
            return run(each)
        case "oMathPara":
            shown = (omml.formula(math) for math in children(each) if local(math) == "oMath")
            return "".join(f"\n$$ {text} $$\n" for text in shown if text.strip())
        case "oMath":
            text = omml.formula(each)
            return f"${text.strip()}$" if text.strip() else ""
        case kind if kind in DROPPED:
            return ""
    return content(each)


def run(element: Element) -> str:
    """Text of one kind; what is hidden or struck through is marked as in Markdown."""
    properties = child(element, "rPr")
    text = "".join(typed(each) for each in children(element))
    if properties is not None and text.strip() and is_hidden(properties):
        return hidden(text)
    struck = properties is not None and (is_on(properties, "strike") or is_on(properties, "dstrike"))
    if struck and text.strip():
        return f"~~{text}~~"
    return scripted(text, attribute(child(properties, "vertAlign"), "val")) if properties is not None else text


def scripted(text: str, where: str) -> str:
    """An index or an exponent that was set by raising or lowering ordinary text."""
    sign = {"subscript": "_", "superscript": "^"}.get(where, "")
    inner = text.strip()
    return text.replace(inner, f"{sign}{{{inner}}}" if len(inner) > 1 else f"{sign}{inner}") if sign and inner else text


def is_hidden(properties: Element) -> bool:
    """Whether a run is not shown, or white on the page."""
    is_white = is_faint(hexadecimal(attribute(child(properties, "color"), "val")))
    size = attribute(child(properties, "sz"), "val")
    return is_on(properties, "vanish") or (is_white and not is_set_off(properties)) or size in ("0", "1", "2")


def is_set_off(properties: Element) -> bool:
    """Whether a run stands on a colour on which white is read."""
    fill = attribute(child(properties, "shd"), "fill") or attribute(child(properties, "highlight"), "val")
    return fill not in ("", "auto", "none", "white") and not is_faint(hexadecimal(fill))


def hidden(text: str) -> str:
    """A comment of Markdown, which no page shows."""
    return f"<!-- {text.replace('--', '- -')} -->"


def typed(each: Element) -> str:
    match local(each):
        case "t":
            return each.text or ""
        case "br" | "cr":
            return "\n"
        case "tab" | "ptab":
            return " "
        case "noBreakHyphen":
            return "-"
        case "AlternateContent":
            return ""
    return ""


def is_on(properties: Element, name: str) -> bool:
    found = child(properties, name)
    return found is not None and attribute(found, "val", "on") not in OFF


def table(block: Element) -> str:
    """A table of Markdown, whose first row is the head."""
    rows = [
        [cell(each) for each in children(row) if local(each) == "tc"] for row in children(block) if local(row) == "tr"
    ]
    return pipes([row for row in rows if row])


def cell(element: Element) -> str:
    text = " ".join(paragraph(each) for each in blocks(element))
    return " ".join(text.replace("$$", "$").split())


def pipes(rows: list[list[str]]) -> str:
    if not rows:
        return ""
    width = max(map(len, rows))
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
    return "\n".join([lines[0], f"|{'---|' * width}", *lines[1:]])
