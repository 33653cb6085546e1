"""OpenDocument texts (`.odt`): paragraphs and headings; a formula is a document of MathML within the archive."""

from __future__ import annotations

from collections.abc import Iterator

from derive.sources import mathml_formula
from derive.sources.archives import Archive
from derive.sources.markup_tree import Element, attribute, child, children, local, xml_tree
from derive.sources.passage import NotText, Passage
from derive.sources.word import pipes

CONTENT = "content.xml"
DROPPED = {"tracked-changes", "note", "annotation", "annotation-end", "sequence-decls", "forms"}


def passages(data: bytes) -> Iterator[Passage]:
    """The paragraphs of a document, each counted.  Errors: `NotText`."""
    archive = Archive(data)
    root = xml_tree(archive.read(CONTENT))
    text = next((each for each in root.iter() if local(each) == "text" and len(each)), None)
    if text is None:
        raise NotText("the OpenDocument file has no text; save it again as .odt or hand in a PDF")
    reader = OfficeText(archive)
    for number, block in enumerate(reader.blocks(text)):
        found = reader.block(block)
        if found.strip():
            yield Passage(found, "md", 1, number)


class OfficeText:
    """Its blocks as text; knows the archive in which the formulas lie."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    def blocks(self, parent: Element) -> Iterator[Element]:
        for each in children(parent):
            match local(each):
                case "p" | "h" | "table":
                    yield each
                case kind if kind in DROPPED:
                    continue
                case "section" | "list" | "list-item" | "list-header" | "text-box" | "index-body":
                    yield from self.blocks(each)

    def block(self, block: Element) -> str:
        match local(block):
            case "h":
                level = attribute(block, "outline-level", "1")
                return "#" * min(int(level) if level.isdigit() else 1, 6) + " " + " ".join(self.inline(block).split())
            case "table":
                return self.table(block)
        text = self.inline(block)
        formula = text.strip()
        alone = formula.startswith("$") and formula.endswith("$") and formula.count("$") == 2
        return f"${formula}$" if alone else text

    def table(self, block: Element) -> str:
        rows = [each for each in block.iter() if local(each) == "table-row"]
        return pipes([[self.cell(each) for each in children(row) if local(each) == "table-cell"] for row in rows])

    def cell(self, element: Element) -> str:
        return " ".join(" ".join(self.inline(each) for each in self.blocks(element)).split())

    def inline(self, parent: Element) -> str:
        pieces = [parent.text or ""]
        for each in parent:
            pieces.append(self.piece(each) if isinstance(each.tag, str) else "")
            pieces.append(each.tail or "")
        return "".join(pieces)

    def piece(self, each: Element) -> str:
        match local(each):
            case "s":
                count = attribute(each, "c", "1")
                return " " * min(int(count), 80) if count.isdecimal() and len(count) < 4 else " "
            case "tab":
                return " "
            case "line-break":
                return "\n"
            case "object":
                return self.formula(each)
            case kind if kind in DROPPED:
                return ""
        return self.inline(each)

    def formula(self, element: Element) -> str:
        """The formula of an object, in dollars; other objects are pictures, which say nothing."""
        name = attribute(element, "href").removeprefix("./").strip("/")
        within = next((each for each in children(element) if local(each) == "math"), None)
        if within is None and f"{name}/{CONTENT}" in self.archive:
            root = xml_tree(self.archive.read(f"{name}/{CONTENT}"))
            within = root if local(root) == "math" else child(root, "math")
        return f"${mathml_formula.formula(within).strip()}$" if within is not None else ""
