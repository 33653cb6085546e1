"""A statement: sides joined by relations, words around them, and a clause that defines what was used."""

from __future__ import annotations

from derive.language.expr import Index, Shape
from derive.language.record import record
from derive.reading.bare import bracketed
from derive.reading.condition import goes_on, is_condition, is_for, without_condition
from derive.reading.cursor import check_brackets, closes, opens
from derive.reading.decorations import unframed
from derive.reading.name_meanings import OwnDefinition, Quantity, index_of, key_of, spoken, step_first, symbol_first
from derive.reading.parse import Parser
from derive.reading.result import Fault, NotAValue, Unreadable
from derive.reading.scan import Token
from derive.reading.spell import spelled_words
from derive.reading.spellings import Definable
from derive.reading.tree import Name, Node, Part, Slope, names_of
from derive.reading.vocabulary import Vocabulary
from derive.reading.written_names import WrittenNames

CLAUSES = spelled_words("where")
ALTERNATIVES = spelled_words("or")
JOINING = spelled_words("and")
PROSE = spelled_words("before_answers")
ALWAYS_PROSE = spelled_words("always_prose")
UNITS = spelled_words("units")
"""Units of a cross-entropy with the natural logarithm."""
LONGEST_CHAIN = 60


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
    claims: tuple[str, ...] = ()


class StatementReader:
    """Reads the tokens of one text."""

    def __init__(self, tokens: list[Token], text: str, vocabulary: Vocabulary, wanted: Shape | None = None) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.condition = ""
        self.claims: list[str] = []
        check_brackets(tokens, text)
        tokens = unframed(tokens)
        self.tokens = self.without_frame(bracketed(self.without_condition(tokens), wanted))

    def without_condition(self, tokens: list[Token]) -> list[Token]:
        """The tokens without a condition such as `for t > 0`, which may stand before a clause."""
        cut = self.first(tokens, is_clause)
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
        level, kept = 0, []
        for token in body:
            level -= closes(token)
            if level == 0 and (token.kind == "row" or token.text == "&"):
                continue
            kept.append(token)
            level += opens(token)
        first = 0
        while first < len(kept) and self.is_prose(kept, first):
            first += 1
        if first and first < len(kept) and kept[first].text in (",", ":"):
            first += 1
        return [*kept[first:], stop]

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
        cut = self.first(tokens, is_clause)
        cut = self.first_definition(tokens) if cut is None else cut
        vocabulary = self.vocabulary
        if cut is not None:
            vocabulary = self.defined(tokens[cut + 1 :])
            tokens = [*tokens[:cut], stop_at(tokens[cut])]
            if len(tokens) > 1 and tokens[-2].text == ",":
                del tokens[-2]
        sides, relations = self.chain(tokens, vocabulary)
        return Statement(tuple(sides), tuple(relations), vocabulary, self.condition, tuple(self.claims))

    def first_definition(self, tokens: list[Token]) -> int | None:
        """The comma or semicolon before a definition of an unknown name: `δ_1 h_0^T, δ_t = …`."""
        comma = self.first(tokens, lambda token: token.kind == "sign" and token.text in (",", ";"))
        if comma is None:
            return None
        rest = tokens[comma + 1 :]
        cuts = self.cuts(rest)
        if not cuts or not cuts[0]:
            return None
        try:
            name = self.defined_name([*rest[: cuts[0]], stop_at(rest[cuts[0]])])
        except Unreadable:
            return None
        return None if self.vocabulary.knows(name) else comma

    def first(self, tokens: list[Token], wanted: object) -> int | None:
        assert callable(wanted)
        level = 0
        for k, token in enumerate(tokens):
            level -= closes(token)
            if level == 0 and wanted(token):
                return k
            level += opens(token)
        return None

    def cuts(self, tokens: list[Token]) -> list[int]:
        """The places of the relations outside all brackets."""
        level = 0
        found: list[int] = []
        for k, token in enumerate(tokens):
            level -= closes(token)
            if level == 0 and (token.kind == "relation" or (token.text == ":" and not found)):
                found.append(k)
            level += opens(token)
        return found

    def chain(self, tokens: list[Token], vocabulary: Vocabulary) -> tuple[list[StatementSide], list[str]]:
        cuts = self.cuts(tokens[:-1])
        if len(cuts) > LONGEST_CHAIN:
            message = f"more than {LONGEST_CHAIN} relations in a row"
            raise Unreadable(message, self.text, tokens[cuts[-1]].start, Fault.LIMIT)
        sides: list[StatementSide] = []
        relations: list[str] = []
        first = 0
        for cut in [*cuts, len(tokens) - 1]:
            part = [*tokens[first:cut], stop_at(tokens[cut])]
            is_last = cut == len(tokens) - 1
            if len(part) == 1 and not is_last and relations and cut == first:
                first = cut + 1
                continue
            sides.append(self.side(part, vocabulary, is_first=not sides, is_last=is_last))
            if not is_last:
                relations.append({":": "="}.get(tokens[cut].text, tokens[cut].text))
            first = cut + 1
        return sides, relations

    def side(self, tokens: list[Token], vocabulary: Vocabulary, is_first: bool, is_last: bool) -> StatementSide:
        start, end = tokens[0].start, tokens[-2].end if len(tokens) > 1 else tokens[0].start
        if len(tokens) == 1 and is_first and not is_last:
            return StatementSide(None, start, end)
        self.refuse_alternatives(tokens)
        if is_first and not is_last and self.is_label(tokens, vocabulary):
            return StatementSide(None, start, end)
        parser = Parser(list(tokens), self.text, vocabulary)
        node = parser.expression()
        if parser.token.kind != "stop":
            raise self.trailing(parser)
        return StatementSide(node, start, end)

    def is_label(self, tokens: list[Token], vocabulary: Vocabulary) -> bool:
        """Whether a left side is a name, or a derivative, that the problem does not know."""
        if all(token.kind == "word" for token in tokens[:-1]) and not any(
            vocabulary.knows_word(token.text) for token in tokens[:-1]
        ):
            parser = Parser(list(tokens), self.text, vocabulary)
            if len(tokens) > 2:
                return True
            return not vocabulary.knows(parser.name())
        parser = Parser(list(tokens), self.text, vocabulary)
        try:
            node = parser.expression()
        except Unreadable:
            return False
        if parser.token.kind != "stop":
            return False
        match node:
            case Name():
                return not vocabulary.knows(node) and node.word not in ("e", "I")
            case Slope():
                return any(not vocabulary.knows(name) for name in names_of(node))
        return False

    def refuse_alternatives(self, tokens: list[Token]) -> None:
        """Two answers are none."""

        def separates(token: Token) -> bool:
            word = token.kind == "word" and token.text.lower() in ALTERNATIVES | JOINING
            return word or (token.kind == "sign" and token.text in (",", ";"))

        place = self.first(tokens, separates)
        if place is not None and 0 < place < len(tokens) - 2:
            token = tokens[place]
            raise NotAValue("several_answers", f"found {token}; expected a single answer", self.text, token.start)

    def trailing(self, parser: Parser) -> Unreadable:
        token = parser.token
        if token.text in ("±", "…", "?", "∞"):
            return NotAValue("not_a_value", f"found {token}; expected a single value", self.text, token.start)
        if token.kind == "macro":
            return parser.fault(f"a command that is known; \\{token.text} is not")
        return parser.fault("an operator or the end")

    def defined(self, tokens: list[Token]) -> Vocabulary:
        """The vocabulary with the definitions of a clause: `δ_t = …, and δ_2 = …`."""
        result = self.vocabulary
        pending: list[tuple[Name, list[Token]]] = []
        new: list[OwnDefinition] = []
        for clause in self.clauses(tokens):
            *part, stop = [*without_condition(clause[:-1], self.vocabulary)[0], clause[-1]]
            if not part or is_condition(part, self.vocabulary):
                continue
            part = [*part, stop]
            cuts = self.cuts(part)
            if not cuts:
                message = f"found {part[0]}; expected a definition with '='"
                raise Unreadable(message, self.text, part[0].start, Fault.GRAMMAR)
            name = self.defined_name([*part[: cuts[0]], stop_at(part[cuts[0]])])
            meant = self.vocabulary.find(name)
            if isinstance(meant, Quantity) and meant.name not in self.vocabulary.problem.invented:
                self.claims.append(self.text[clause[0].start : clause[-2].end])
                continue  # A quantity of the problem keeps its meaning, whatever is said of it.
            pending.append((name, [*part[cuts[0] + 1 :], stop]))
            own = definition(name, result, Name("", (), 0, 0))
            if any((own.key, own.index) == (old.key, old.index) for old in new):
                raise Unreadable(f"{spoken(name)} is defined twice here", self.text, name.start, Fault.UNCLEAR)
            new.append(own)
            result = result.define(own)
        for name, body in pending:
            parser = Parser(body, self.text, result)
            node = parser.expression()
            if parser.token.kind == "relation":
                body = body[: parser.position]
            elif parser.token.kind != "stop":
                raise self.trailing(parser)
            own = definition(name, result, node)
            known = result.definitions[own.key]
            result = result.redefine(own.key, tuple(own if old.index == own.index else old for old in known))
        return result

    def defined_name(self, tokens: list[Token]) -> Name:
        """The left side of a definition, whatever it is called."""
        naming = WrittenNames(tokens, self.text, Definable())
        name = naming.name()
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


def definition(name: Name, vocabulary: Vocabulary, body: Node) -> OwnDefinition:
    """A definition of a name: its trailing numbers and index names are the index."""
    pieces = symbol_first(step_first(name, vocabulary.ranges), vocabulary.is_counting)
    index: list[Index] = []
    while len(pieces) > 1 and is_index(pieces[-1], vocabulary):
        index.insert(0, index_of(pieces.pop()))
    return OwnDefinition(key_of(pieces, vocabulary.is_counting), tuple(index), body)


def is_index(piece: Part, vocabulary: Vocabulary) -> bool:
    return piece.text.isdigit() or vocabulary.is_counting(piece.text)


def is_clause(token: Token) -> bool:
    return token.kind == "word" and token.text.lower() in CLAUSES


def stop_at(token: Token) -> Token:
    return Token("stop", "", token.start, token.start)
