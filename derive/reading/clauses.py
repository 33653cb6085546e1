"""The clause behind a statement that defines what was used: `δ_1 h_0^T where δ_t = …`."""

from __future__ import annotations

from dataclasses import replace

from derive.language.expr import Index
from derive.language.patterns import regex
from derive.reading.condition import LETTERS, goes_on, is_condition, is_for, without_condition
from derive.reading.cursor import Cursor, closes, cuts, opens
from derive.reading.decorations import names_of_steps
from derive.reading.function_words import FUNCTIONS
from derive.reading.name_meanings import (
    Gradient,
    OwnDefinition,
    Quantity,
    index_of,
    key_of,
    spoken,
    step_first,
    symbol_first,
)
from derive.reading.parse import cursor_over, expression
from derive.reading.raised_steps import with_bracketed_steps
from derive.reading.respelled import respelled
from derive.reading.result import Fault, NotAValue, Unreadable
from derive.reading.scan import Token
from derive.reading.spell import spelled_words
from derive.reading.spellings import Definable
from derive.reading.tree import Name, Node, Part, Slope, names_of
from derive.reading.vocabulary import Vocabulary
from derive.reading.written_names import written_name

CLAUSES = spelled_words("where")
IN_WORDS = regex(r"[^\W\d_]+")
JOINING = spelled_words("and")


class ClauseReader:
    """Reads definitions; `told` is what they say of quantities of the problem, which keep their meaning, `conditions`
    for which numbers an index stands.
    """

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.told: list[str] = []
        self.conditions: list[str] = []

    def defined(self, tokens: list[Token]) -> Vocabulary:
        """The vocabulary with the definitions of a clause: `δ_t = …, and δ_2 = …`."""
        result = self.vocabulary
        pending: list[tuple[Name, list[Token]]] = []
        new: list[OwnDefinition] = []
        for clause in self.clauses(names_of_steps(tokens, self.vocabulary.knows_word)):
            *part, stop = [*without_condition(clause[:-1], self.vocabulary)[0], clause[-1]]
            if part and (is_condition(part, self.vocabulary) or counts(part)):
                self.conditions.append(self.text[part[0].start : part[-1].end])
            if not part or is_condition(part, self.vocabulary):
                continue
            part = [*part, stop]
            places = cuts(part)
            if not places:
                message = f"found {part[0]}; expected a definition with '='"
                raise Unreadable(message, self.text, part[0].start, Fault.GRAMMAR)
            left = [*part[: places[0]], stop_at(part[places[0]])]
            if self.is_derivative(left, part[places[0] + 1 :]):
                self.told.append(self.text[clause[0].start : clause[-2].end])
                continue
            name = self.defined_name(left)
            meant = self.vocabulary.find(name)
            if isinstance(meant, Quantity) and self.keeps_its_meaning(name, meant):
                if not self.is_in_words(self.text[part[places[0]].end : part[-2].end]):
                    self.told.append(self.text[clause[0].start : clause[-2].end])
                continue
            body = [*part[places[0] + 1 :], stop]
            name = with_marks(name, body, self.vocabulary)
            pending.append((name, body))
            own = definition(name, result, Name("", (), 0, 0))
            if any((own.key, own.index) == (old.key, old.index) for old in new):
                raise Unreadable(f"{spoken(name)} is defined twice here", self.text, name.start, Fault.UNCLEAR)
            new.append(own)
            result = result.define(own)
        for name, body in pending:
            cursor = cursor_over(respelled(body, result), self.text, result)
            node = expression(cursor)
            if cursor.token.kind not in ("relation", "stop"):
                raise trailing(cursor)
            own = definition(name, result, node)
            known = result.definitions[own.key]
            result = result.redefine(own.key, tuple(own if old.index == own.index else old for old in known))
        return result

    def is_derivative(self, left: list[Token], body: list[Token]) -> bool:
        """Whether what is said something of is a derivative, `∂L/∂s`, or is short for one, `dS = ∂L/∂S`."""
        try:
            node = expression(cursor_over(list(left), self.text, self.vocabulary))
        except Unreadable:
            return False
        is_short = isinstance(node, Name) and isinstance(self.vocabulary.find(node), Gradient)
        is_known = isinstance(node, Slope) and all(self.vocabulary.knows(name) for name in names_of(node))
        return is_known or (is_short and left[0].text in [token.text for token in body])

    def is_in_words(self, body: str) -> bool:
        """Whether a quantity is explained and not defined: `h_t = the hidden state at time t`."""
        words = [word for word in IN_WORDS.findall(body) if len(word) > 2]
        if not words or IN_WORDS.sub("", body).strip(" -,."):
            return False
        return not any(word in FUNCTIONS or self.vocabulary.knows_word(word) for word in words)

    def keeps_its_meaning(self, name: Name, meant: Quantity) -> bool:
        """Whether a name stands for a quantity of the problem whatever is said of it: only what is shown is known."""
        is_free = meant.name in self.vocabulary.problem.invented or name.word in self.vocabulary.spellings.hidden
        is_layer = bool(meant.entry) and len(name.parts) == 1 and name.parts[0].kind == "^"
        is_layer = is_layer or is_in_other_case(name, meant)
        return not is_layer and not is_free and meant.name not in self.vocabulary.redefined

    def defined_name(self, tokens: list[Token]) -> Name:
        """The left side of a definition, whatever it is called."""
        tokens = with_bracketed_steps(names_of_steps(tokens, self.vocabulary.knows_word), self.vocabulary)
        naming = cursor_over(tokens, self.text, Definable())
        name = written_name(naming)
        if naming.token.kind != "stop":
            raise naming.fault("'='")
        return name

    def clauses(self, tokens: list[Token]) -> list[list[Token]]:
        """The definitions of a clause, one after the other."""
        result: list[list[Token]] = [[]]
        level, is_over = 0, False
        for k, token in enumerate(tokens[:-1]):
            level -= closes(token)
            joins = token.kind == "word" and token.text.lower() in JOINING | CLAUSES
            is_over = (is_over or is_for(token, self.vocabulary)) and not joins
            ends = level == 0 and (joins or (token.text in (",", ";") and not (is_over and goes_on(tokens, k))))
            is_over = is_over and not ends
            if ends or (level == 0 and token.broken and result[-1]):
                result.append([])
            if not ends:
                result[-1].append(token)
            level += opens(token)
        found = [[*part, stop_at(tokens[-1])] for part in result if part]
        if not found:
            raise Unreadable("found nothing; expected a definition", self.text, tokens[-1].start, Fault.GRAMMAR)
        return found


def is_free(tokens: list[Token], text: str, vocabulary: Vocabulary) -> bool:
    """Whether a left side is a name for the writer to define: unknown, or one of the problem that no reader sees."""
    reader = ClauseReader(text, vocabulary)
    try:
        name = reader.defined_name(tokens)
    except Unreadable:
        return False
    if not vocabulary.knows(name):
        return True
    meant = vocabulary.find(name)
    return isinstance(meant, Quantity) and not reader.keeps_its_meaning(name, meant)


def definition(name: Name, vocabulary: Vocabulary, body: Node) -> OwnDefinition:
    """A definition of a name: its trailing numbers and index names are the index."""
    pieces = symbol_first(step_first(name, vocabulary.ranges), vocabulary.is_counting)
    index: list[Index] = []
    while len(pieces) > 1 and is_index(pieces[-1], vocabulary):
        index.insert(0, index_of(pieces.pop()))
    return OwnDefinition(key_of(pieces, vocabulary.is_counting), tuple(index), body)


def is_in_other_case(name: Name, meant: Quantity) -> bool:
    """Whether a small letter with indices was read as an entry of the matrix with the capital one, `v_{11}` of V."""
    is_entry = bool(meant.entry) and all(place.is_literal for place in meant.entry)
    return is_entry and name.word != meant.name and name.word == meant.name.lower()


def with_marks(name: Name, body: list[Token], vocabulary: Vocabulary) -> Name:
    """The name, its first letter below a part of it where that is a quantity and counts nothing: `\\delta_z`."""
    first, *others = name.parts or (None,)
    is_symbol = first is not None and first.kind == "_" and not first.offset and first.label is None
    if first is None or not is_symbol or first.text not in vocabulary.spellings.exact:
        return name
    texts = [token.text for token in body]
    places = [k - (texts[k - 1] == "{") for k in range(1, len(texts)) if texts[k] == first.text]
    before = {texts[k - 1] for k in places}
    return name if before & {"_", ",", "["} else replace(name, word=name.word + first.text, parts=tuple(others))


def is_index(piece: Part, vocabulary: Vocabulary) -> bool:
    return piece.text.isdigit() or vocabulary.is_counting(piece.text)


def counts(part: list[Token]) -> bool:
    """Whether a letter that may be an index has a number, `k = 2`."""
    return len(part) == 3 and part[0].text in LETTERS and part[1].text == "=" and part[2].kind == "num"


def is_clause(token: Token) -> bool:
    return token.kind == "word" and token.text.lower() in CLAUSES


def trailing(cursor: Cursor) -> Unreadable:
    """The fault where an expression has ended and the text goes on."""
    token = cursor.token
    if token.text in ("±", "…", "?", "∞"):
        return NotAValue("not_a_value", f"found {token}; expected a single value", cursor.text, token.start)
    if token.kind == "macro":
        return cursor.fault(f"a command that is known; \\{token.text} is not")
    return cursor.fault("an operator or the end")


def stop_at(token: Token) -> Token:
    return Token("stop", "", token.start, token.start)
