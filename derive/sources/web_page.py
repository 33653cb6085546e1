"""Web pages (`.html`): notebooks that were exported, pages of KaTeX, MathJax and MathML.  Scripts are text at most."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.sources import mathml_formula
from derive.sources.markup_tree import Element, attribute, children, html_tree, local
from derive.sources.passage import Passage
from derive.sources.style_sheets import StyleSheets, style_sheets
from derive.sources.unseen_styles import BEHIND, COLOUR, STRUCK, is_unseen
from derive.sources.word import hidden, pipes

BLOCKS = set(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table ul".split()
)
SILENT = set(
    "head style template noscript button select option textarea svg canvas iframe object audio video nav".split()
)
STRIKING = set("del s strike".split())
OUTPUT = re.compile(
    r"\b(?:jp-OutputArea-output|jp-RenderedText|output_text|output_subarea|cell_output|cell-output|output_stream)\b"
)
CODE = re.compile(r"\b(?:highlight|jp-InputArea|jp-CodeMirrorEditor|input_area|sourceCode|CodeMirror|prompt)\b")
PROMPT = re.compile(r"\b(?:jp-InputPrompt|jp-OutputPrompt|prompt|anchor-link|MathJax_Preview|MJX_Assistive_MathML)\b")
RENDERED = re.compile(r"\b(?:katex-html|MathJax(?:_Display|_SVG|_CHTML)?|mjx-chtml)\b")
TEX_SCRIPT = re.compile(r"math/(?:tex|latex)(;\s*mode=display)?", re.IGNORECASE)
SPACE = re.compile(r"[ \t\r\n\f]+")
ONWARD = "{}"
"""What a line begins with in LaTeX that takes a term from the one above, as in our own pages; elsewhere a minus may
begin another statement."""
LESS = re.compile(r"\$\s*[-−]")
ENDS = re.compile(r"[^$\\]\$\Z")
RIGHT_SIDE = re.compile(r"\$\s*(?:\{\}\s*)?(?:=|≈|\\approx)[^\n]*\Z")
FURTHER_TERM = re.compile(r"\$\s*(?:\{\}|[+·×⊙∘]|\\(?:cdot|times|odot|circ)(?![A-Za-z]))[^\n]*\Z")


def passages(text: str) -> Iterator[Passage]:
    """The blocks of a page with the lines of its source where they begin.  Errors: `NotText`."""
    root = html_tree(text)
    body = next((each for each in root.iter() if local(each) == "body"), root)
    yield from joined(Blocks(style_sheets(text)).of(body))


def joined(found: Iterable[Passage]) -> Iterator[Passage]:
    """Passages, those put together of which one ends in a formula and the next goes on with it: pages set the two sides
    of a line in blocks of their own, and lines that are too long in several."""
    before: Passage | None = None
    for each in found:
        goes_on = before is not None and before.kind == each.kind == "md" and ENDS.search(before.text) is not None
        if before is not None and goes_on and RIGHT_SIDE.match(each.text):
            before = replace(before, text=f"{before.text} {each.text}")
        elif before is not None and goes_on and FURTHER_TERM.match(each.text):
            before = replace(before, text=f"{before.text[:-1]} {each.text[1:]}")
        else:
            yield from (before,) if before is not None else ()
            before = each
    yield from (before,) if before is not None else ()


class Blocks:
    """Cuts a page into passages: text that runs on is one, until a block begins or ends."""

    def __init__(self, sheets: StyleSheets) -> None:
        self.sheets = sheets
        self.pieces: list[str] = []
        self.line = 1
        self.goes_on = False

    def of(self, element: Element) -> Iterator[Passage]:
        kind = local(element)
        if is_silent(element):
            return
        if self.is_hidden(element):
            self.add(hidden(" ".join(mathml_formula.text_of(element).split())))
            return
        if kind == "table" and not OUTPUT.search(attribute(element, "class")):
            yield from self.whole(element, self.table(element))
        elif kind == "pre":
            yield from self.preformatted(element)
        elif kind in BLOCKS:
            yield from self.flushed(element)
            self.add(mark(kind))
            self.goes_on = self.goes_on or "onward" in attribute(element, "class").split()
            yield from self.struck_within(element)
            yield from self.flushed(element)
        else:
            yield from self.running(element)

    def running(self, element: Element) -> Iterator[Passage]:
        """Text within a block; a formula, a line break or a picture stands in it."""
        formula = typeset(element)
        if formula is not None:
            self.add(formula)
        elif local(element) == "br":
            self.add("\n")
        else:
            yield from self.struck_within(element)

    def struck_within(self, element: Element) -> Iterator[Passage]:
        """What stands within an element, between tildes where the page strikes it out."""
        struck = local(element) in STRIKING or bool(STRUCK.search(self.style(element)))
        self.add("~~" if struck else "")
        yield from self.within(element)
        self.add("~~" if struck else "")

    def within(self, element: Element) -> Iterator[Passage]:
        self.add(SPACE.sub(" ", element.text or ""))
        for each in element:
            if isinstance(each.tag, str):
                yield from self.of(each)
            self.add(SPACE.sub(" ", each.tail or ""))

    def preformatted(self, element: Element) -> Iterator[Passage]:
        text = "".join(str(part) for part in element.itertext())
        if is_within(element, OUTPUT):
            yield from self.whole(element, text, "output")
        else:
            language = "python" if is_within(element, CODE) else ""
            yield from self.whole(element, f"```{language}\n{text}\n```" if text.strip() else "")

    def whole(self, element: Element, text: str, kind: str = "md") -> Iterator[Passage]:
        yield from self.flushed(element)
        if text.strip():
            yield Passage(text, kind, line_of(element))

    def is_hidden(self, element: Element) -> bool:
        """Whether a page says that it does not show an element."""
        style = self.style(element)
        if local(element) == "font":
            style += f";color:{attribute(element, 'color')}"
        return "hidden" in element.attrib or is_unseen(style)

    def style(self, element: Element) -> str:
        """What a page says of how an element looks, with what lies behind it where it has a colour by a class."""
        own, classes = attribute(element, "style"), attribute(element, "class").split()
        style = self.sheets.style(local(element), classes, attribute(element, "id"), own)
        around = element.getparent()
        if style == own or not COLOUR.search(style) or BEHIND.search(style) or around is None:
            return style
        behind = BEHIND.search(self.style(around))
        return f"{style}; {behind[0]}" if behind is not None else style

    def table(self, element: Element) -> str:
        """A table in Markdown."""
        rows = [each for each in element.iter() if local(each) == "tr"]
        return pipes([[self.cell(each) for each in children(row) if local(each) in ("td", "th")] for row in rows])

    def cell(self, element: Element) -> str:
        texts = (passage.text for passage in self.cells(element))
        return " ".join(" ".join(texts).replace("$$", "$").split())

    def cells(self, element: Element) -> Iterator[Passage]:
        reader = Blocks(self.sheets)
        yield from reader.within(element)
        yield from reader.flushed(element)

    def add(self, text: str) -> None:
        if text:
            self.pieces.append(text)

    def flushed(self, element: Element) -> Iterator[Passage]:
        text = "".join(self.pieces).strip(" ")
        self.pieces = []
        if text.strip().strip("#- "):
            is_further = self.goes_on and LESS.match(text) is not None
            yield Passage(f"${ONWARD} {text[1:]}" if is_further else text, "md", self.line)
            self.goes_on = False
        self.line = line_of(element)


def line_of(element: Element) -> int:
    line = element.sourceline
    return line if isinstance(line, int) else 1


def is_silent(element: Element) -> bool:
    """What a reader of the page does not see, and what is typeset a second time."""
    names = attribute(element, "class")
    if local(element) == "script":
        return not TEX_SCRIPT.fullmatch(attribute(element, "type"))
    if local(element) in SILENT:
        return True
    return bool(PROMPT.search(names)) or (bool(RENDERED.search(names)) and not has_math(element))


def has_math(element: Element) -> bool:
    return any(local(each) == "math" for each in element.iter())


def is_within(element: Element, names: re.Pattern[str]) -> bool:
    around: Element | None = element
    while around is not None:
        if names.search(attribute(around, "class")):
            return True
        around = around.getparent()
    return False


def typeset(element: Element) -> str | None:
    """A formula in LaTeX between dollars; `None` where the element is none."""
    match local(element):
        case "math":
            return dollars(mathml_formula.formula(element), attribute(element, "display") == "block")
        case "script":
            found = TEX_SCRIPT.fullmatch(attribute(element, "type"))
            return dollars(element.text or "", found is not None and found[1] is not None)
        case "annotation" | "annotation-xml":
            return ""
    return None


def dollars(latex: str, is_display: bool) -> str:
    if not latex.strip():
        return ""
    return f"\n$$ {latex.strip()} $$\n" if is_display else f"${latex.strip()}$"


def mark(kind: str) -> str:
    if kind[:1] == "h" and kind[1:].isdigit():
        return "#" * int(kind[1:]) + " "
    return "- " if kind == "li" else ""
