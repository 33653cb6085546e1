"""The tokens of a file to pieces: headings, prose, formulas, plain statements.

Delimiters that do not fit together end where a reader would end them: at a blank line, a heading, the file's end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from derive.language.latex_commands import DISPLAYS
from derive.language.signs import RELATIONS
from derive.writeup.asides import spoken_statement, worded_line
from derive.writeup.layout_commands import (
    SECTIONS,
    TEXT,
    WITH_ARGUMENT,
)
from derive.writeup.tables import TABULAR, WrittenTable, latex_table, markdown_tables
from derive.writeup.tokens import PlacedToken, environment, is_blank_line, joined, partners, skip_space
from derive.writeup.undelimited import PlainText, statement_end

CLOSERS = {"\\(": "\\)", "\\[": "\\]"}
BLOCKS = frozenset({"heading", "math", "plain", "output"})
STOPS = BLOCKS | {"code"}
STANDING = frozenset({"cases", "array"})
LISTS = frozenset({"\\item", "\\par", "\\newpage", "\\clearpage", "\\hline", "\\maketitle"})
BARE_BRACKETS = {"[": "]", "(": ")"}


@dataclass(frozen=True, slots=True)
class Piece:
    """`kind` is words, heading, break, formula, plain (a statement), code (in a line), lines (of text) or output.

    A formula is a display or stands in a line of prose.
    """

    kind: str
    tokens: list[PlacedToken]
    display: bool = False
    closed: bool = True

    @property
    def text(self) -> str:
        return joined(self.tokens)


class Splitter:
    """Walks over the tokens once; `lines` says that lines of prose can be statements."""

    def __init__(self, tokens: list[PlacedToken], lines: bool) -> None:
        self.tokens = tokens
        self.lines = lines
        self.partners = partners(tokens)
        self.words: list[PlacedToken] = []
        self.tables = markdown_tables(tokens) if lines else {}
        self.may_be_tabular = not lines

    def pieces(self) -> Iterator[Piece]:
        k, fresh = 0, True
        while k < len(self.tokens):
            token = self.tokens[k]
            if (table := self.table(k)) is not None:
                yield from self.said()
                yield from self.tabulated(table)
                k, fresh = table.end, True
                continue
            stated, stop = self.stated(k) if fresh and self.lines else ([], 0)
            if stop:
                yield from self.said()
                yield Piece("plain", stated)
                k = stop
                continue
            fresh = token.kind == "line" or token.kind in BLOCKS or (fresh and token.kind == "space")
            found = self.piece(k)
            if found is None:
                k = self.prose(k)
                continue
            piece, k = found
            yield from self.said(closed=piece.kind not in ("formula", "code"))
            yield piece
        yield from self.said()

    def said(self, closed: bool = True) -> Iterator[Piece]:
        """The prose so far; it is closed where no formula follows in the same line."""
        if any(token.kind not in ("space", "line") for token in self.words):
            yield Piece("words", self.words, closed=closed)
        self.words = []

    def table(self, k: int) -> WrittenTable | None:
        if k in self.tables:
            return self.tables[k]
        if not self.may_be_tabular or self.tokens[k].text != "\\begin":
            return None
        found = latex_table(self.tokens, k)
        self.may_be_tabular = found is not None or environment(self.tokens, k)[0] not in TABULAR
        return found

    def tabulated(self, table: WrittenTable) -> Iterator[Piece]:
        """What the cells of a table state; a value without a name is kept, to be reported."""
        for name, cell in table.statements():
            yield Piece("break", [])
            if name:
                first, rest = cell.lines
                equals = [] if first.goes_on else [PlacedToken("=", "=", first.content[0].at)]
                yield Piece("formula", [*name, *equals, *first.content])
                yield from Splitter(rest, self.lines).pieces()
            elif cell.is_value and cell.is_formula:
                yield Piece("nameless", cell.content)
            elif cell.states:
                yield from Splitter(list(cell.tokens), self.lines).pieces()
        yield Piece("break", [])

    def stated(self, k: int) -> tuple[list[PlacedToken], int]:
        """The plain statement that begins a line, and its end; 0 where the line is none."""
        if self.tokens[k].kind in ("line", "space", *STOPS):
            return [], 0
        spoken, end = spoken_statement(self.tokens, k)
        if end:
            return spoken, end
        if end := statement_end(self.tokens, k):
            return self.tokens[k:end], end
        return worded_line(self.tokens, k) if self.tokens[k].kind == "word" else ([], 0)

    def piece(self, k: int) -> tuple[Piece, int] | None:
        """The piece that begins at an index, and the index behind it; `None` for prose."""
        token = self.tokens[k]
        ends = token.kind == "row" and not self.starts_display(k)
        if is_blank_line(token) or ends or (token.kind == "command" and token.text in LISTS):
            return Piece("break", []), k + 1
        if token.kind == "|" and (k == 0 or self.tokens[k - 1].kind in ("line", *BLOCKS)):
            return Piece("break", []), k + 1
        if token.kind == "heading":
            return Piece("heading", [token]), k + 1
        if token.kind == "math":
            return Piece("formula", PlainText(token, raw=True).tokens, display=True), k + 1
        if token.kind in ("plain", "output", "code"):
            return Piece("lines" if token.kind == "plain" else token.kind, [token]), k + 1
        if token.kind == "$":
            return self.dollar(k)
        if token.kind == "$$":
            return self.dollars(k)
        if token.kind == "row":
            return self.doubled(k)
        if token.kind == "command":
            return self.command(k)
        return None

    def starts_display(self, k: int) -> bool:
        """Whether a bracket stands behind `\\\\`."""
        return k + 1 < len(self.tokens) and self.tokens[k + 1].kind in BARE_BRACKETS

    def command(self, k: int) -> tuple[Piece, int] | None:
        token = self.tokens[k]
        if token.text in CLOSERS:
            return self.bracketed(k, CLOSERS[token.text])
        if token.text == "\\begin":
            name, _ = environment(self.tokens, k)
            return self.display(k) if name.rstrip("*") in DISPLAYS | STANDING else None
        if token.text in SECTIONS:
            return self.section(k)
        return None

    def section(self, k: int) -> tuple[Piece, int] | None:
        first = skip_space(self.tokens, k + 1)
        while first < len(self.tokens) and self.tokens[first].kind == "*":
            first = skip_space(self.tokens, first + 1)
        stop = self.partners.get(first)
        if stop is None:
            return None
        return Piece("heading", self.tokens[first + 1 : stop]), stop + 1

    def prose(self, k: int) -> int:
        """One token of prose: words stay, commands go, groups behind commands of layout too."""
        token = self.tokens[k]
        if token.kind != "command":
            if token.kind not in ("{", "}"):
                self.words.append(token)
            return k + 1
        if token.text in ("\\begin", "\\end"):
            return environment(self.tokens, k)[1]
        if token.text in WITH_ARGUMENT:
            return self.behind_groups(k + 1)
        if token.text in TEXT or token.text[1:].isalpha():
            self.words.append(PlacedToken("space", " ", token.at))
        else:
            self.words.append(PlacedToken("word", token.text[1:], token.at))
        return k + 1

    def behind_groups(self, k: int) -> int:
        while k < len(self.tokens) and self.tokens[k].kind in ("[", "{"):
            if self.tokens[k].kind == "{":
                stop = self.partners.get(k)
            else:
                stop = next((j for j in range(k, min(k + 60, len(self.tokens))) if self.tokens[j].kind == "]"), None)
            if stop is None:
                return k
            k = stop + 1
        return k

    def dollar(self, k: int) -> tuple[Piece, int] | None:
        """`$…$`; one that is not closed in its paragraph reaches to the end of its line if that holds a relation."""
        after = k + 1
        if after + 1 < len(self.tokens) and self.tokens[after].kind == "code" and self.tokens[after + 1].kind == "$":
            source = self.tokens[after]._replace(text=self.tokens[after].text.removesuffix("\\"))
            return Piece("formula", PlainText(source, raw=True).tokens), after + 2
        stop, line = after, 0
        while stop < len(self.tokens) and self.tokens[stop].kind not in ("$", "$$", *BLOCKS):
            if self.tokens[stop].kind == "line":
                line = line or stop
                if is_blank_line(self.tokens[stop]):
                    break
            if self.tokens[stop].text == "\\$" and self.ends_in_space(stop):
                return Piece("formula", self.tokens[after:stop]), stop + 1
            stop += 1
        if stop < len(self.tokens) and self.tokens[stop].kind == "$":
            return None if self.is_price(after, stop) else (Piece("formula", self.tokens[after:stop]), stop + 1)
        if stop < len(self.tokens) and self.tokens[stop].kind == "$$" and stop > after:
            self.tokens[stop] = PlacedToken("$", "$", self.tokens[stop].at + 1)
            return Piece("formula", self.tokens[after:stop]), stop
        end = line or stop
        if any(token.text in RELATIONS for token in self.tokens[after:end]):
            return Piece("formula", self.tokens[after:end], closed=False), end
        return None

    def ends_in_space(self, k: int) -> bool:
        """Whether `\\$` is the end of a formula whose last sign was a space: pandoc 3.9 drops it from `\\ $`."""
        behind = self.tokens[k + 1] if k + 1 < len(self.tokens) else None
        if behind is None or behind.kind in ("line", ",", ".", ";", ":", ")"):
            return True
        after = skip_space(self.tokens, k + 1)
        word = self.tokens[after] if after < len(self.tokens) else behind
        return behind.kind == "space" and word.kind == "word" and len(word.text) > 1

    def is_price(self, first: int, stop: int) -> bool:
        """Whether a number and words of prose stand between two dollars: `$5 for the paper.  $x = 1$`."""
        spaced = self.tokens[stop - 1].kind in ("space", "line", "(")
        return first < stop and self.tokens[first].kind == "number" and spaced and self.is_prose(first, stop)

    def dollars(self, k: int) -> tuple[Piece, int]:
        """`$$…$$`; where prose or a heading comes before the end, it was left open and ends at its paragraph."""
        stop, gap = k + 1, 0
        while stop < len(self.tokens) and self.tokens[stop].kind not in ("$$", *BLOCKS):
            if is_blank_line(self.tokens[stop]) and not gap:
                gap = stop
            if self.tokens[stop].kind == "$" and not gap and self.closes(k, stop):
                return Piece("formula", self.tokens[k + 1 : stop], display=True), stop + 1
            stop = self.partners.get(stop, stop) + 1
        closed = stop < len(self.tokens) and self.tokens[stop].kind == "$$"
        if closed and not (gap and self.is_prose(gap, stop)):
            return Piece("formula", self.tokens[k + 1 : stop], display=True), stop + 1
        end = gap or stop
        return Piece("formula", self.tokens[k + 1 : end], display=True, closed=False), end

    def closes(self, k: int, stop: int) -> bool:
        """Whether a single dollar ends what two have opened: at the end of the same line."""
        behind = self.tokens[stop + 1].kind if stop + 1 < len(self.tokens) else "line"
        return behind == "line" and all(token.kind != "line" for token in self.tokens[k + 1 : stop])

    def is_prose(self, first: int, stop: int) -> bool:
        """Whether some words in a row, or other mathematics, stand between two places."""
        run = 0
        for token in self.tokens[first:stop]:
            if token.kind == "$" or (token.kind == "command" and token.text in ("\\[", "\\(")):
                return True
            if token.kind == "word" and len(token.text) > 1:
                run += 1
            elif token.kind not in ("space", "word", ",") and not (token.kind == "line" and run):
                run = 0
            if run >= 3:
                return True
        return False

    def bracketed(self, k: int, closer: str) -> tuple[Piece, int]:
        """`\\(…\\)` or `\\[…\\]`, or what stands before the next opening, heading or (in a line) paragraph."""
        stop = k + 1
        gap = 0
        while stop < len(self.tokens):
            token = self.tokens[stop]
            if token.kind == "command" and token.text in (closer, "\\[", "\\("):
                break
            if token.kind in BLOCKS or (token.kind == "command" and token.text in SECTIONS):
                break
            if is_blank_line(token):
                gap = gap or stop
                if closer == "\\)":
                    break
            stop += 1
        closed = stop < len(self.tokens) and self.tokens[stop].text == closer
        if closed:
            return Piece("formula", self.tokens[k + 1 : stop], display=closer == "\\]"), stop + 1
        end = gap or stop
        return Piece("formula", self.tokens[k + 1 : end], display=closer == "\\]", closed=False), end

    def doubled(self, k: int) -> tuple[Piece, int] | None:
        """`\\\\[…\\\\]`, as some Markdown wants it."""
        closer = BARE_BRACKETS[self.tokens[k + 1].kind]
        stop = k + 2
        while stop + 1 < len(self.tokens) and not is_blank_line(self.tokens[stop]):
            if self.tokens[stop].kind == "row" and self.tokens[stop + 1].kind == closer:
                return Piece("formula", self.tokens[k + 2 : stop], display=closer == "]"), stop + 2
            if self.tokens[stop].kind in BLOCKS:
                break
            stop += 1
        return None

    def display(self, k: int) -> tuple[Piece, int]:
        """A bare `\\begin{align}…\\end{align}`, whichever display closes it."""
        level, place = 0, k
        outer = environment(self.tokens, k)[0].rstrip("*")
        counted = DISPLAYS if outer in DISPLAYS else {outer}
        while place < len(self.tokens):
            token = self.tokens[place]
            if token.kind in BLOCKS or (token.kind == "command" and token.text in SECTIONS):
                break
            if token.kind == "command" and token.text in ("\\begin", "\\end"):
                name, after = environment(self.tokens, place)
                if token.text == "\\end" and name == "document":
                    break
                if name.rstrip("*") in counted:
                    level += 1 if token.text == "\\begin" else -1
                    if level == 0:
                        return Piece("formula", self.tokens[k:after], display=True), after
            place += 1
        gap = next((j for j in range(k, place) if is_blank_line(self.tokens[j])), place)
        return Piece("formula", self.tokens[k:gap], display=True, closed=False), gap
