"""A statement: sides joined by relations, words around them, and a clause that defines what was used."""

from __future__ import annotations

from derive.language.expr import Shape
from derive.language.patterns import regex
from derive.language.record import record
from derive.reading.bare import bracketed
from derive.reading.clauses import JOINING, ClauseReader, is_clause, is_free, stop_at, trailing
from derive.reading.condition import without_condition
from derive.reading.cursor import check_brackets, closes, cuts, divided, first, opens
from derive.reading.decorations import names_of_steps, unframed
from derive.reading.parse import cursor_over, expression
from derive.reading.respelled import respelled
from derive.reading.restricted import with_limits
from derive.reading.result import Fault, NotAValue, Unreadable
from derive.reading.scan import Token
from derive.reading.spell import spelled_words
from derive.reading.tree import Name, Node, Slope, names_of
from derive.reading.vocabulary import Vocabulary
from derive.reading.written_names import written_name

ALTERNATIVES = spelled_words("or")
PROSE = spelled_words("before_answers")
ALWAYS_PROSE = spelled_words("always_prose")
UNITS = spelled_words("units")
"""Units of a cross-entropy with the natural logarithm."""
WIDE = regex(r"\\q?quad\b|\\hspace\b")
"""Space that sets two things apart."""
APART = regex(r"\\q?quad\b|\\hspace\b|\t|   ")
LONGEST_CHAIN = 60
FEWEST_WORDS = 3
"""So many words of prose are no list of answers."""


@record
class StatementSide:
    """One side of an equality; `node` is `None` for a label."""

    node: Node | None
    start: int
    end: int


@record
class Statement:
    sides: tuple[StatementSide, ...]
    relations: tuple[str, ...]
    vocabulary: Vocabulary
    condition: str = ""
    told: tuple[str, ...] = ()


class StatementReader:
    """Reads the tokens of one text."""

    def __init__(self, tokens: list[Token], text: str, vocabulary: Vocabulary, wanted: Shape | None = None) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.condition = ""
        check_brackets(tokens, text)
        tokens = respelled(names_of_steps(unframed(tokens), vocabulary.knows_word), vocabulary)
        self.tokens = self.without_frame(bracketed(self.without_condition(tokens), wanted))

    def without_condition(self, tokens: list[Token]) -> list[Token]:
        """The tokens without a condition such as `for t > 0`, which may stand before a clause."""
        cut = first(tokens, is_clause)
        cut = len(tokens) - 1 if cut is None else cut
        kept, condition = without_condition(tokens[:cut], self.vocabulary)
        if not condition:
            return tokens
        self.condition = self.text[condition[0].start : condition[-1].end]
        return [*kept, *tokens[cut:]]

    def without_frame(self, tokens: list[Token]) -> list[Token]:
        """The tokens without words in front, a full stop at the end, and what only arranges lines."""
        *body, stop = tokens
        while body and (body[-1].text in (".", "\\\\", "&") or self.is_unit(body)):
            body.pop()
        if self.is_numbered(body):
            del body[-3:]
        level, kept = 0, []
        for token in body:
            level -= closes(token)
            if level == 0 and (token.kind == "row" or token.text == "&"):
                continue
            kept.append(token)
            level += opens(token)
        start = 0
        while start < len(kept) and self.is_prose(kept, start):
            start += 1
        if start and start < len(kept) and kept[start].text in (",", ":"):
            start += 1
        return [*kept[start:], stop]

    def is_numbered(self, tokens: list[Token]) -> bool:
        """Whether a number in brackets stands apart at the end, as that of an equation: `L = 1.5 \\qquad (2)`."""
        if len(tokens) < 4 or [token.text for token in tokens[-3::2]] != ["(", ")"]:
            return False
        before, opening, number, _ = tokens[-4:]
        gap = self.text[before.end : opening.start]
        ends = before.kind in ("num", "word") or before.text in (")", "]", "}")
        return number.text.isdigit() and ends and bool(APART.search(gap))

    def is_unit(self, tokens: list[Token]) -> bool:
        last = tokens[-1]
        return (
            len(tokens) > 1
            and last.text in UNITS
            and tokens[-2].kind == "num"
            and not self.vocabulary.knows_word(last.text)
        )

    def is_prose(self, tokens: list[Token], k: int) -> bool:
        token = tokens[k]
        following = tokens[k + 1] if k + 1 < len(tokens) else None
        attached = following is not None and (following.text in ("_", "^", "[") or following.kind == "relation")
        attached = attached and token.text.lower() not in ALWAYS_PROSE
        known = self.vocabulary.knows_word(token.text) or attached
        if token.text == "I" and following is not None and following.kind != "word":
            return False  # The identity, not the writer.
        return token.kind == "word" and token.text.lower() in PROSE and not known and following is not None

    def read(self) -> Statement:
        tokens = self.tokens
        if tokens[0].kind == "stop":
            raise Unreadable("found nothing; expected an answer", self.text, tokens[0].start, Fault.GRAMMAR)
        cut = first(tokens, is_clause)
        if cut is None:
            tokens = self.set_apart(tokens)
            cut = self.first_definition(tokens)
        clauses = ClauseReader(self.text, self.vocabulary)
        vocabulary = self.vocabulary
        if cut is not None:
            vocabulary = clauses.defined(tokens[cut + 1 :])
            tokens = [*tokens[:cut], stop_at(tokens[cut])]
            if len(tokens) > 1 and tokens[-2].text == ",":
                del tokens[-2]
        condition = " ; ".join(filter(None, (self.condition, *clauses.conditions)))
        vocabulary = with_limits(condition, vocabulary)
        sides, relations = self.chain(tokens, vocabulary)
        return Statement(tuple(sides), tuple(relations), vocabulary, condition, tuple(clauses.told))

    def first_definition(self, tokens: list[Token]) -> int | None:
        """The comma or semicolon before a definition of a name that is free: `δ_1 h_0^T, δ_t = …`."""
        comma = first(tokens, lambda token: token.kind == "sign" and token.text in (",", ";"))
        if comma is None:
            return None
        return comma if self.is_definition(tokens[comma + 1 :]) else None

    def is_definition(self, tokens: list[Token]) -> bool:
        """Whether what follows gives a free name a meaning."""
        places = cuts(tokens)
        if not places or not places[0]:
            return False
        return is_free([*tokens[: places[0]], stop_at(tokens[places[0]])], self.text, self.vocabulary)

    def set_apart(self, tokens: list[Token]) -> list[Token]:
        """The tokens with a comma where only a wide space stands before a definition: `δ h^T \\qquad δ = …`."""
        level = 0
        for k, token in enumerate(tokens[:-1]):
            level -= closes(token)
            gap = self.text[tokens[k - 1].end : token.start] if k and level == 0 else ""
            if WIDE.search(gap) and tokens[k - 1].text not in (",", ";") and self.is_definition(tokens[k:]):
                return [*tokens[:k], Token("sign", ",", token.start, token.start), *tokens[k:]]
            level += opens(token)
        return tokens

    def chain(self, tokens: list[Token], vocabulary: Vocabulary) -> tuple[list[StatementSide], list[str]]:
        tokens = divided(tokens)
        places = cuts(tokens[:-1])
        if len(places) > LONGEST_CHAIN:
            message = f"more than {LONGEST_CHAIN} relations in a row"
            raise Unreadable(message, self.text, tokens[places[-1]].start, Fault.LIMIT)
        sides: list[StatementSide] = []
        relations: list[str] = []
        start = 0
        for cut in [*places, len(tokens) - 1]:
            part = [*tokens[start:cut], stop_at(tokens[cut])]
            is_last = cut == len(tokens) - 1
            if len(part) == 1 and not is_last and relations and cut == start:
                start = cut + 1
                continue
            sides.append(self.side(part, vocabulary, is_first=not sides, is_last=is_last))
            if not is_last:
                relations.append({":": "="}.get(tokens[cut].text, tokens[cut].text))
            start = cut + 1
        return sides, relations

    def side(self, tokens: list[Token], vocabulary: Vocabulary, is_first: bool, is_last: bool) -> StatementSide:
        start, end = tokens[0].start, tokens[-2].end if len(tokens) > 1 else tokens[0].start
        if len(tokens) == 1 and is_first and not is_last:
            return StatementSide(None, start, end)
        self.refuse_alternatives(tokens)
        if is_first and not is_last and self.is_label(tokens, vocabulary):
            return StatementSide(None, start, end)
        cursor = cursor_over(list(tokens), self.text, vocabulary)
        node = expression(cursor)
        if cursor.token.kind != "stop":
            raise trailing(cursor)
        return StatementSide(node, start, end)

    def is_label(self, tokens: list[Token], vocabulary: Vocabulary) -> bool:
        """Whether a left side is a name, or a derivative, that the problem does not know."""
        if all(token.kind == "word" for token in tokens[:-1]) and not any(
            vocabulary.knows_word(token.text) for token in tokens[:-1]
        ):
            cursor = cursor_over(list(tokens), self.text, vocabulary)
            if len(tokens) > 2:
                return True
            return not vocabulary.knows(written_name(cursor))
        cursor = cursor_over(list(tokens), self.text, vocabulary)
        try:
            node = expression(cursor)
        except Unreadable:
            return False
        if cursor.token.kind != "stop":
            return False
        match node:
            case Name():
                return not vocabulary.knows(node) and node.word not in ("e", "I")
            case Slope():
                return any(not vocabulary.knows(name) for name in names_of(node))
        return False

    def is_stranger(self, word: str) -> bool:
        """Whether a word is one of prose that means nothing here."""
        is_known = self.vocabulary.knows_word(word) or self.vocabulary.function(word) is not None
        return len(word) > 2 and word.isalpha() and not is_known and word.lower() not in ALTERNATIVES | JOINING | PROSE

    def refuse_alternatives(self, tokens: list[Token]) -> None:
        """Two answers are none."""

        def separates(token: Token) -> bool:
            word = token.kind == "word" and token.text.lower() in ALTERNATIVES | JOINING
            return word or (token.kind == "sign" and token.text in (",", ";"))

        place = first(tokens, separates)
        if place is not None and 0 < place < len(tokens) - 2:
            token = tokens[place]
            strangers = [each for each in tokens if each.kind == "word" and self.is_stranger(each.text)]
            if len(strangers) >= FEWEST_WORDS:
                raise Unreadable(
                    f"found {strangers[0]}; expected no words", self.text, strangers[0].start, Fault.GRAMMAR
                )
            raise NotAValue("several_answers", f"found {token}; expected a single answer", self.text, token.start)
