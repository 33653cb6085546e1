"""A student's file to chains of statements."""

from __future__ import annotations

import re

from derive.sources.file_limits import LONGEST_TEXT
from derive.sources.passage import Kind, NotText, Passage
from derive.sources.print_forms import plain_tex
from derive.sources.restored import restored
from derive.sources.source import opened
from derive.writeup.chain import Chain, Submission
from derive.writeup.code_blocks import fenced_programs
from derive.writeup.concealed import REASONS, says_something, told_apart
from derive.writeup.drafts import TextPlaces, UnreadParts
from derive.writeup.half_in_dollars import in_one_formula
from derive.writeup.hidden_markup import without_hidden
from derive.writeup.keyboard import with_signs
from derive.writeup.macros import Macros
from derive.writeup.markup import MARKED_OUTPUT, latex_tokens, markdown_tokens
from derive.writeup.pasted_output import with_literals
from derive.writeup.pieces import Piece, Splitter
from derive.writeup.printed_fences import without_marks
from derive.writeup.shown_names import shown_by
from derive.writeup.tokens import PlacedToken
from derive.writeup.told_in_words import tells_convention, tells_numerator, tells_vectors
from derive.writeup.weave import Weaver

LATIN = "not in UTF-8, so it was read as Latin-1 and some letters may be wrong; save the file as UTF-8"

MISSING = (
    "files of this kind are not read here, since {name} is not installed; "
    "expected the text, as Markdown, LaTeX, plain text or a notebook"
)
UNCLEAR = "the places of its signs on the page do not tell what it says, so it was not judged"
UNKNOWN = "a function or a sign of Typst in it is not known, so it was not judged"
DECIMAL_COMMA = re.compile(r"(?<=\d)\\(?:text|textrm|textnormal|mathrm|mbox|mathord|mathpunct)\{,\}(?=\d)")
"""A comma between digits that is set as text."""
PLACED = frozenset({"docx", "odt", "pdf"})
"""Kinds of files whose formulas are put together here, so that no machine has damaged them."""
TAG = re.compile(r"\\tag\*(?=\{)")
"""A tag with a star, which is no sign of Markdown's."""


def read_submission(name: str, data: bytes) -> Submission:
    """The statements of a file; its name tells the kind, its bytes may be anything.

    Nothing raises: what cannot be read is among `unread`.
    """
    reader = Reader()
    try:
        reader.read(name, data)
    except NotText as fault:
        reader.report.add("", 1, None, str(fault), "file")
    except ImportError as error:
        reader.report.add("", 1, None, MISSING.format(name=error.name), "file")
    except Exception as error:
        reader.report.failed(error)
    return reader.submission()


class Reader:
    """Reads one file."""

    def __init__(self) -> None:
        self.kind: Kind = "txt"
        self.report = UnreadParts()
        self.macros = Macros()
        self.weaver = Weaver(self.report, markdown=True)
        self.is_summing = False
        self.vectors = ""
        self.is_numerator = False
        self.programs: list[Passage] = []
        self.restored: dict[tuple[int | None, int], tuple[str, ...]] = {}
        self.is_extracted = False

    def submission(self) -> Submission:
        chains: tuple[Chain, ...] = ()
        try:
            chains = self.weaver.chains()
        except Exception as error:
            self.report.failed(error)
        return Submission(
            self.kind,
            chains,
            tuple(self.report.unread),
            self.is_summing,
            self.vectors,
            tuple(self.programs),
            self.restored,
            self.is_extracted,
            self.is_numerator,
        )

    def read(self, name: str, data: bytes) -> None:
        file = opened(name, data)
        self.kind = file.kind
        self.weaver.markdown = file.kind != "tex"
        if file.is_latin:
            self.report.add("", 1, None, LATIN, "file")
        left = LONGEST_TEXT
        for passage in file.passages:
            left -= len(passage.text)
            if left < 0:
                raise NotText(f"the text has more than {LONGEST_TEXT} characters; the rest is not read")
            self.passage(passage)

    def passage(self, passage: Passage) -> None:
        """Read a passage; where that fails the others are read all the same."""
        if passage.kind == "unclear":
            is_typst = self.kind == "typ"
            message, why = (UNKNOWN, "notation") if is_typst else (UNCLEAR, "places")
            self.report.add(passage.text, passage.line, passage.part, message, why)
            return
        if passage.kind == "code":
            self.programs.append(passage)
            return
        self.programs += fenced_programs(passage)
        try:
            self.statements(passage.text, passage.kind, passage.part, passage.line, passage.code)
        except Exception as error:
            self.report.failed(error, "", passage.line, passage.part)

    def statements(self, text: str, kind: str, cell: int | None, line: int, code: str) -> None:
        text = self.mended(text, kind, cell, line)
        text = TAG.sub(r"\\tag", DECIMAL_COMMA.sub("{,}", with_signs(text)))
        text = (
            text if kind == "tex" else with_literals(plain_tex(without_marks(text)), kind == "output", shown_by(code))
        )
        text = in_one_formula(text) if kind == "md" else text
        places = TextPlaces(text, line)
        self.is_summing = self.is_summing or tells_convention(text)
        self.vectors = self.vectors or tells_vectors(text)
        self.is_numerator = self.is_numerator or tells_numerator(text)
        if kind == "output" and not MARKED_OUTPUT.search(text):
            self.weaver.weave([Piece("output", [PlacedToken("output", text, 0)])], places, cell)
            return
        concealed: list[PlacedToken] = []
        if kind == "tex":
            tokens = latex_tokens(text, self.macros)
        else:
            text, concealed = without_hidden(text)
            tokens = told_apart(self.macros.expand(markdown_tokens(text)), markdown=True)
        self.concealed([*concealed, *tokens], places, cell)
        tokens = [token for token in tokens if token.kind not in REASONS]
        if self.macros.exhausted is not None:
            self.report.add(
                "",
                places(self.macros.exhausted)[0],
                cell,
                "macros that grow beyond the limit; they are not expanded any more",
                "limit",
            )
            self.macros.exhausted = None
            self.macros.known.clear()
        self.weaver.weave(Splitter(tokens, lines=kind != "tex").pieces(), places, cell)

    def mended(self, text: str, kind: str, cell: int | None, line: int) -> str:
        """A text without the damage that a machine did to it; what programs print is as they printed it."""
        if kind == "output" or self.kind in PLACED:
            return text
        found = restored(text)
        self.is_extracted = self.is_extracted or found.is_extracted
        self.restored |= {(cell, line + k): kinds for k, kinds in found.lines.items()}
        return found.text

    def concealed(self, tokens: list[PlacedToken], places: TextPlaces, cell: int | None) -> None:
        """Report what a page does not show, or strikes out, where it says something."""
        for token in tokens:
            if token.kind in REASONS and says_something(token.text):
                why = "code" if token.kind == "program" else "elsewhere"
                self.report.add(token.text, places(token.at)[0], cell, REASONS[token.kind], why)
