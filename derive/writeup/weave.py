"""Pieces of a file to chains: statements are joined over rows, displays and prose, each with what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from derive.language.human_words import phrases
from derive.language.signs import RELATIONS
from derive.language.spoken_corrections import begins_correction
from derive.language.spoken_gradients import is_statement, spoken_before
from derive.sources.file_limits import LONGEST_FORMULA, LONGEST_LEAD, MOST_CHAINS
from derive.writeup.asides import (
    LATEX_VALUE,
    Aside,
    is_complete,
    statement_within,
    value_end,
    worded_relation,
)
from derive.writeup.chain import Chain
from derive.writeup.drafts import Draft, TextPlaces, UnreadParts, stacked, tidy
from derive.writeup.items import OR
from derive.writeup.markup import CAPTION
from derive.writeup.mend import mended
from derive.writeup.naming_words import named_in_words
from derive.writeup.numbered_headings import exercise_of
from derive.writeup.pieces import Piece, Splitter
from derive.writeup.plain_statements import PlainStatements
from derive.writeup.rows import rows
from derive.writeup.statements import RowReader
from derive.writeup.tokens import PlacedToken, joined, slope
from derive.writeup.undelimited import PlainText, begins_with_name, is_literal, is_relation, states, with_relation
from derive.writeup.words_of_prose import CONDITIONAL, OFFERING, PART_OF

SENTENCE = re.compile(r"(?<!\.\w)\. ")
"""Between two sentences, not within `w.r.t. b`."""
BREAK = re.compile(r"<br ?/?>")
PART = "words say which part of this, or what made of it, is meant; that is not read"
TAKEN_BACK = re.compile(rf"{phrases('denied')}(?!\w)", re.IGNORECASE)
GOING_ON = re.compile(rf"{phrases('goes_on')}(?!\w)", re.IGNORECASE)
"""Words that belong to the formula before them: `1/3 times the sum over all t of`."""
HEADED = "a heading or a comment, so it was not judged"
MOST_PARTS = 40
"""Words and formulas of a paragraph that are kept as what leads to the next chain."""


class Weaver:
    """Goes over the pieces of one text; headings and the chain above stay from cell to cell of a notebook."""

    def __init__(self, report: UnreadParts, markdown: bool) -> None:
        self.report = report
        self.markdown = markdown
        self.drafts: list[Draft] = []
        self.current: Draft | None = None
        self.heading = ""
        self.exercise = 0
        self.cell: int | None = None
        self.places = TextPlaces("")
        self.parts: list[Aside] = []
        self.before: list[Aside] = []
        self.followed: Draft | None = None
        self.is_full = False
        self.plain = PlainStatements()

    def weave(self, pieces: Iterable[Piece], places: TextPlaces, cell: int | None) -> None:
        self.places, self.cell = places, cell
        self.end_paragraph()
        self.before = []
        for piece in pieces:
            if self.is_full:
                break
            try:
                self.take(piece)
            except Exception as error:
                line = self.places(piece.tokens[0].at)[0] if piece.tokens else 1
                self.report.failed(error, piece.text, line, cell)
        self.end_paragraph()

    def take(self, piece: Piece) -> None:
        match piece.kind:
            case "heading":
                self.end_paragraph()
                self.before = []
                self.heading = tidy(piece.text)
                self.exercise = exercise_of(self.heading) or self.exercise
                self.finish()
                self.headed(piece)
            case "break":
                self.end_paragraph()
            case "words":
                self.say(self.aside(piece))
            case "formula":
                self.formula(piece)
            case "nameless":
                self.nameless(piece)
            case "plain":
                self.statement(list(piece.tokens), display=True)
            case "code":
                found = PlainText(piece.tokens[0])
                if any(is_relation(token) for token in found.tokens):
                    self.statement(found.tokens, display=False)
                else:
                    self.parts.append(Aside(found.tokens, is_formula=True))
            case _:
                self.printed(piece)

    def headed(self, piece: Piece) -> None:
        """What a heading states."""
        tokens = [
            part for token in piece.tokens for part in (PlainText(token).tokens if token.kind == "heading" else [token])
        ]
        is_caption = CAPTION.match(piece.text.strip()) is not None
        if (is_caption or "$" not in piece.text) and states(tokens):
            self.report.add(tidy(piece.text), self.places(piece.tokens[0].at)[0], self.cell, HEADED, "name")
        if is_caption:
            return
        for found in Splitter(tokens, lines=False).pieces() if "$" in piece.text else ():
            if found.kind == "formula" and any(is_relation(token) for token in found.tokens):
                self.formula(found)

    def aside(self, piece: Piece) -> list[PlacedToken]:
        """What is left of some prose when statements without delimiters are taken out of it."""
        tokens = piece.tokens
        behind = self.parts[-1].is_formula if self.parts else self.followed is not None
        stop = value_end(tokens) if behind else 0
        if stop and (piece.closed or joined(tokens[stop:]).strip()):
            self.formula(Piece("formula", [token for token in tokens[:stop] if token.kind != "line"]))
            tokens = tokens[stop:]
        if not (self.markdown and statement_within(tokens) and (piece.closed or is_complete(tokens))):
            return tokens
        made = [draft for draft in self.rows(self.plain.marked(tokens), False, True) if draft.relations]
        if not made:
            return tokens
        self.qualify(tokens)
        self.followed = made[-1]
        return []

    def say(self, tokens: list[PlacedToken]) -> None:
        """Prose: it leads to the next chain, and may qualify the one before it."""
        if not tokens:
            return
        self.qualify(tokens)
        self.parts.append(Aside(tokens))
        del self.parts[:-MOST_PARTS]

    def qualify(self, tokens: list[PlacedToken]) -> None:
        """A condition or a remark behind the statement before it."""
        if self.followed is None:
            return
        if begins_correction(joined(tokens)):
            self.followed.trail += joined(tokens)[:LONGEST_LEAD].replace("\n", " ")
            return
        words = joined(tokens).lstrip(" \n,")
        first = words.split(None, 1)[0].strip("(,").lower() if words.strip() else ""
        ends = [words.find(")") + 1] if words.startswith("(") else [words.find(c) for c in (". ", ", ", "\n", ": ")]
        end = min((place for place in ends if place > 0), default=LONGEST_LEAD)
        goes_on = first in CONDITIONAL | OFFERING
        if goes_on or words.startswith("(") or TAKEN_BACK.match(words) or GOING_ON.match(joined(tokens).lstrip()):
            self.followed.trail += " " + words[:end][:LONGEST_LEAD]
        stays = words.strip() == "(" or BREAK.fullmatch(words.strip())
        if not stays and (not goes_on or end < len(words.rstrip())):
            self.followed = None

    @property
    def is_amid_words(self) -> bool:
        return any(part.text.strip() for part in self.parts if not part.is_formula)

    def remember(self, words: str) -> None:
        """Words of a display that lead to what comes next."""
        self.parts.append(Aside([PlacedToken("word", words, 0)]))

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
        words = " ".join(part.text for part in parts)
        if not words.strip() and display:
            said = " ".join(part.text for part in self.before)
            words = "" if said.rstrip().endswith((".", "!", "?")) else said
        self.before, words = [], words.replace("\n", " ").rstrip()
        *ended, last = SENTENCE.split(words.rstrip(" ."))
        words = last + "." * words.endswith(".")
        if ended and self.current is not None and self.current.hanging:
            self.finish()
        return words if len(words) <= LONGEST_LEAD else words[-LONGEST_LEAD:].split(" ", 1)[-1]

    def rename(self) -> None:
        """Chains for names that are introduced in words: the new name, then the old one."""
        for names in named_in_words(self.parts, self.places):
            self.begin(Draft(names, [":="], self.cell, "", "", self.heading, introduced=True))

    def begin(self, draft: Draft) -> None:
        draft.exercise = self.exercise
        if self.is_full:
            return
        if len(self.drafts) >= MOST_CHAINS:
            self.is_full = True
            too_many = f"more than {MOST_CHAINS} statements; the rest is not read"
            self.report.add("", draft.sides[0].line, self.cell, too_many, "limit")
            return
        draft.is_begun = True
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
        if joined(tokens).strip() in OR:
            self.say([PlacedToken("word", " or ", tokens[0].at)])
            return
        spoken = self.with_spoken_name(tokens, piece.display)
        tokens = spoken or (tokens if piece.display else self.with_words_between(tokens))
        made = [draft for draft in self.rows(tokens, piece.display, plain=False) if draft.relations]
        if made:
            self.followed = made[-1]
        elif tokens and not piece.display:
            if self.followed is not None:
                self.followed.trail += " " + joined(tokens)
            self.parts.append(Aside(tokens, is_formula=True))
        if not piece.closed and not made and tokens:
            self.report.add(joined(tokens), self.places(tokens[0].at)[0], self.cell, "mathematics that is not closed")

    def with_spoken_name(self, tokens: list[PlacedToken], display: bool) -> list[PlacedToken]:
        """`the gradient with respect to $b$ is $…$` with the name in front; nothing where words name no gradient so."""
        parts = self.parts or (self.before if display else [])
        if len(parts) < 3 or not tokens or [part.is_formula for part in parts[-3:]] != [False, True, False]:
            return []
        name, verb = parts[-2:]
        words = " ".join(part.line for part in parts[:-2])
        spoken = spoken_before(f"{words.rstrip()} ") if is_statement(verb.line) else None
        first = next((token for token in tokens if token.kind not in ("space", "line")), None)
        if (
            spoken is None
            or spoken.is_of
            or spoken.is_bare
            or not spoken.is_clear
            or first is None
            or begins_with_name(tokens)
        ):
            return []
        del parts[-2:]
        equals = [] if is_relation(first) else [PlacedToken("=", "=", first.at)]
        return [*slope(spoken, name.tokens), *equals, *tokens]

    def with_words_between(self, tokens: list[PlacedToken]) -> list[PlacedToken]:
        """`$a$ = $b$` is one statement: the tokens with the relation from the prose, and the formula before it."""
        if not self.parts or not tokens:
            return tokens
        if self.parts[-1].is_formula:
            begins = next((token for token in tokens if token.kind not in ("space", "line")), None)
            return [*self.parts.pop().tokens, *tokens] if begins is not None and is_relation(begins) else tokens
        sign = self.parts[-1].text.strip()
        before = self.parts[-2].tokens if len(self.parts) > 1 and self.parts[-2].is_formula else []
        if BREAK.fullmatch(sign) and self.followed is not None and stacked(self.followed, joined(tokens)):
            self.parts.pop()
            return []
        if worded_relation(sign) and before and LATEX_VALUE.fullmatch(joined(tokens)):
            if len(self.parts) > 2 and PART_OF.search(self.parts[-3].text):
                self.report.add(joined(before), self.places(tokens[0].at)[0], self.cell, PART)
                return tokens
            sign = worded_relation(sign)
        if sign not in RELATIONS:
            return tokens
        at = self.parts.pop().at
        found = [PlacedToken(c, c, at + k) for k, c in enumerate(sign)]
        if before:
            self.parts.pop()
        return [*before, *found, *tokens]

    def nameless(self, piece: Piece) -> None:
        """A value in a table whose name cannot be told."""
        line, _ = self.places(piece.tokens[0].at)
        self.report.add(piece.text, line, self.cell, "a value in a table without a name", "name")

    def statement(self, tokens: list[PlacedToken], display: bool) -> None:
        if tokens and tokens[0].text == "%":
            self.report.add(joined(tokens), self.places(tokens[0].at)[0], self.cell, HEADED, "name")
        elif tokens:
            for part in self.plain.parts(tokens):
                self.rows(part, display, plain=True)

    def printed(self, piece: Piece) -> None:
        """A block of output: its statements, or the value that the statement above still waits for."""
        self.end_paragraph()
        found = PlainText(piece.tokens[0])
        if self.current is not None and self.current.hanging and found.tokens:
            assignment = [PlacedToken("=", "=", found.tokens[0].at), *found.tokens]
            if is_literal(assignment):
                self.rows(assignment, display=True, plain=True)
                return
        for tokens in found.statements(printed=piece.kind == "output"):
            self.statement(with_relation(tokens), display=True)

    def rows(self, tokens: Sequence[PlacedToken], display: bool, plain: bool) -> list[Draft]:
        """The chains that a formula begins or continues, the last one of each row."""
        made: list[Draft] = []
        if len(tokens) > LONGEST_FORMULA:
            at = self.places(tokens[0].at)
            self.report.add(joined(tokens[:100]), at[0], self.cell, "a formula that is too long", "limit")
            self.finish()
            return made
        for k, row in enumerate(rows(tokens, plain)):
            reader = RowReader(self, display, self.lead(display) if display and k == 0 else "")
            reader.read(row)
            if reader.made is not None:
                made.append(reader.made)
        return made
