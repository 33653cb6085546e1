"""Pieces of a file to chains: statements are joined over rows, displays and prose, each with what stands around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from derive.submission.defining import renamings
from derive.submission.drafts import Draft, Places, Report, tidy
from derive.submission.limits import LONGEST_LEAD, MOST_CHAINS
from derive.submission.mend import mended
from derive.submission.model import Chain, Side
from derive.submission.pieces import Piece
from derive.submission.plain import PlainText, is_literal, is_relation, marked, with_relation
from derive.submission.rows import rows
from derive.submission.statements import RowReader
from derive.submission.tokens import Token, joined
from derive.submission.words import QUALIFYING, RELATIONS

MOST_PARTS = 40
"""Words and formulas of a paragraph that are kept as what leads to the next chain."""


class Weaver:
    """Goes over the pieces of one text; headings and the chain above stay from cell to cell of a notebook."""

    def __init__(self, report: Report, markdown: bool) -> None:
        self.report = report
        self.markdown = markdown
        self.drafts: list[Draft] = []
        self.current: Draft | None = None
        self.heading = ""
        self.cell: int | None = None
        self.places = Places("")
        self.parts: list[list[Token]] = []
        self.before: list[list[Token]] = []
        self.followed: Draft | None = None
        self.is_full = False

    def weave(self, pieces: Iterable[Piece], text: str, cell: int | None) -> None:
        self.places, self.cell = Places(text), cell
        self.end_paragraph()
        self.before = []
        for piece in pieces:
            if self.is_full:
                break
            self.take(piece)
        self.end_paragraph()

    def take(self, piece: Piece) -> None:
        match piece.kind:
            case "heading":
                self.end_paragraph()
                self.before = []
                self.heading = tidy(piece.text)
                self.finish()
            case "break":
                self.end_paragraph()
            case "words":
                self.say(piece.tokens)
            case "formula":
                self.formula(piece)
            case "plain":
                self.statement(list(piece.tokens), display=True)
            case "code":
                found = PlainText(piece.tokens[0])
                if any(is_relation(token) for token in found.tokens):
                    self.statement(found.tokens, display=False)
                else:
                    self.parts.append([Token("math", token.text, token.at) for token in found.tokens])
            case _:
                self.printed(piece)

    def say(self, tokens: list[Token]) -> None:
        """Prose: it leads to the next chain, and may qualify the one before it."""
        if self.followed is not None:
            words = joined(tokens).lstrip(" \n,")
            first = words.split(None, 1)[0].strip("(").lower() if words.strip() else ""
            if first in QUALIFYING or words.startswith("("):
                ends = [k for k in (words.find(mark) for mark in (". ", ".\n", "\n", ": ")) if k >= 0]
                self.followed.trail += " " + words[: min(ends, default=LONGEST_LEAD)][:LONGEST_LEAD]
            if not words.rstrip().endswith(tuple(QUALIFYING)):
                self.followed = None
        self.parts.append(tokens)
        del self.parts[:-MOST_PARTS]

    def end_paragraph(self) -> None:
        self.rename()
        if self.parts:
            self.before = self.parts
        self.parts = []
        self.followed = None

    def lead(self, display: bool) -> str:
        """The prose in front of a chain; in front of a display the paragraph above, unless it is complete in itself."""
        self.rename()
        parts, self.parts = self.parts, []
        words = " ".join(joined(part) for part in parts)
        if not words.strip() and display:
            words = " ".join(joined(part) for part in self.before)
            words = "" if words.rstrip().endswith((".", "!", "?")) else words
        self.before = []
        words = words.replace("\n", " ")
        sentence = words.rstrip(" .").rfind(". ")
        words = words[sentence + 2 :] if sentence >= 0 else words
        return words if len(words) <= LONGEST_LEAD else words[-LONGEST_LEAD:].split(" ", 1)[-1]

    def rename(self) -> None:
        """Chains for names that are introduced in words: the new name, then the old one."""
        pieces, spots, place = [], [], 0
        for k, part in enumerate(self.parts):
            is_formula = bool(part) and part[0].kind == "math"
            text = f"⟦{k}⟧" if is_formula else joined(part)
            pieces.append(text)
            spots.append((place, part[0].at if part else 0, is_formula))
            place += len(text)
        if not pieces:
            return
        for new, old, new_at, old_at in renamings("".join(pieces)):
            names = []
            for name, at in ((new, new_at), (old, old_at)):
                start, origin, _ = max(spot for spot in spots if spot[0] <= at)
                text = joined(self.parts[int(name[1:-1])]).strip() if name[0] == "⟦" else name
                names.append(Side(text, *self.places(origin if name[0] == "⟦" else origin + at - start)))
            self.begin(Draft(names, [":="], self.cell, "", "", self.heading, introduced=True))

    def begin(self, draft: Draft) -> None:
        if len(self.drafts) >= MOST_CHAINS:
            self.is_full = True
            self.report.add(
                "", draft.sides[0].line, self.cell, f"more than {MOST_CHAINS} statements; the rest is not read"
            )
            return
        self.drafts.append(draft)

    def finish(self) -> None:
        """The chain above is complete: what comes next does not continue it."""
        if self.current is not None and self.current.hanging:
            first = self.current.sides[-1]
            self.report.add(first.text, first.line, self.current.cell, "a relation without a right side")
            self.current.hanging = ""
        self.current = None

    def chains(self) -> tuple[Chain, ...]:
        self.finish()
        return tuple(draft.chain() for draft in self.drafts if draft.relations)

    def formula(self, piece: Piece) -> None:
        tokens = mended(piece.tokens) if self.markdown else mended(piece.tokens, underscores=False)
        if not piece.display:
            tokens = self.with_words_between(tokens)
        made = [draft for draft in self.rows(tokens, piece.display, plain=False) if draft.relations]
        if made:
            self.followed = made[-1]
        elif not piece.display:
            if self.followed is not None:
                self.followed.trail += " " + joined(tokens)
            self.parts.append([Token("math", token.text, token.at) for token in tokens])
        if not piece.closed and not made and tokens:
            self.report.add(joined(tokens), self.places(tokens[0].at)[0], self.cell, "mathematics that is not closed")

    def with_words_between(self, tokens: list[Token]) -> list[Token]:
        """`$a$ = $b$` is one statement: the tokens with the relation from the prose, and the formula before it."""
        if not self.parts or not tokens:
            return tokens
        sign = joined(self.parts[-1]).strip()
        if sign not in RELATIONS and sign != ":=":
            return tokens
        at = self.parts.pop()[0].at
        found = [Token(c, c, at + k) for k, c in enumerate(sign)]
        if self.parts and self.parts[-1] and self.parts[-1][0].kind == "math":
            return [*self.parts.pop(), *found, *tokens]
        return [*found, *tokens]

    def statement(self, tokens: list[Token], display: bool) -> None:
        if tokens:
            self.rows(marked(mended(tokens, underscores=False)), display, plain=True)

    def printed(self, piece: Piece) -> None:
        """A block of output: its statements, or the value that the statement above still waits for."""
        self.end_paragraph()
        found = PlainText(piece.tokens[0])
        if self.current is not None and self.current.hanging and found.tokens:
            assignment = [Token("=", "=", found.tokens[0].at), *found.tokens]
            if is_literal(assignment):
                self.rows(assignment, display=True, plain=True)
                return
        for tokens in found.statements(printed=piece.kind == "output"):
            self.statement(with_relation(tokens), display=True)

    def rows(self, tokens: Sequence[Token], display: bool, plain: bool) -> list[Draft]:
        """The chains that a formula begins or continues, the last one of each row."""
        made: list[Draft] = []
        for k, row in enumerate(rows(tokens, plain)):
            reader = RowReader(self, display, self.lead(display) if display and k == 0 else "")
            reader.read(row)
            if reader.made is not None:
                made.append(reader.made)
        return made
