"""Statements one after the other in an answer: `z = … = 1.75, ŷ = σ(z) = 0.852, so dL/dw = …`."""

from __future__ import annotations

from collections.abc import Mapping

from derive.language.expr import Expr, Index
from derive.language.patterns import regex
from derive.language.record import record
from derive.reading.clauses import is_free
from derive.reading.cursor import closes, opens
from derive.reading.guard import guard
from derive.reading.read import read_chain
from derive.reading.result import Reading, Unreadable
from derive.reading.scan import Token, scan
from derive.reading.spell import spelled_words
from derive.reading.vocabulary import Vocabulary

SENTENCE = regex(r"(?<=[\d\])}\w])\.\s+(?=[^\W\d]|\\|∂)")
CONCLUDING = spelled_words("concludes", "states") | {"therefore"}
JOINING = spelled_words("and")
LEADING = CONCLUDING | JOINING | spelled_words("before_answers", "where", "introduces")
MOST_STATEMENTS = 20


@record
class StatedStep:
    """One statement: its text, where its sides begin and end in it, and whether words say that it is concluded."""

    text: str
    sides: tuple[tuple[int, int], ...]
    is_concluded: bool = False

    def side(self, k: int) -> str:
        start, end = self.sides[k]
        return self.text[start:end]

    @property
    def left(self) -> str:
        return self.side(0)

    @property
    def rest(self) -> str:
        """What is said of the right side, `a = 1` of `δ = a = 1`; empty where that is not said to be anything."""
        return self.text[self.sides[1][0] :] if len(self.sides) > 2 else ""

    @property
    def definition(self) -> str:
        return f"{self.left} = {self.side(1)}"


def statements_in(text: str, vocabulary: Vocabulary) -> list[StatedStep]:
    """The statements of an answer; nothing where it is one, or something else stands among them.

    Errors: `Unreadable` where it cannot be scanned.
    """
    found: list[StatedStep] = []
    has_prose = False
    for sentence in SENTENCE.split(text):
        guard(sentence)
        for part in parts(scan(sentence, False)):
            if not found and is_prose(part, vocabulary):
                has_prose = True
            else:
                found.append(statement(part, sentence, vocabulary))
    is_several = int(not has_prose) < len(found) <= MOST_STATEMENTS and all(len(step.sides) > 1 for step in found)
    return found if is_several else []


def after_definitions(text: str, vocabulary: Vocabulary) -> str:
    """The formula behind the definitions of names of the writer's own, with them as its clause; empty if there is none.

    `g = γ ⊙ (y - a); g / r` gives `g / r where g = γ ⊙ (y - a)`.  Errors: `Unreadable` where it cannot be scanned.
    """
    guard(text)
    *before, last = [part for part in cut_apart(scan(text, False), ":") if part] or [[]]
    steps = [statement(part, text, vocabulary) for part in before]
    is_formula = bool(last) and not any(token.kind == "relation" for token in last)
    if not is_formula or not steps or not all(defines(step, vocabulary) and uses(last, step) for step in steps):
        return ""
    return f"{statement(last, text, vocabulary).text} where {', '.join(step.definition for step in steps)}"


def defines(step: StatedStep, vocabulary: Vocabulary) -> bool:
    """Whether a statement is a definition of a name that the writer may choose."""
    return len(step.sides) == 2 and is_free(scan(step.left, False), step.left, vocabulary)


def uses(tokens: list[Token], step: StatedStep) -> bool:
    """Whether a formula holds a letter or word of the name that a step defines."""
    return any(not token.text.isdigit() for token in tokens if token.text.isalnum() and token.text in words(step))


def words(step: StatedStep) -> set[str]:
    return {token.text for token in scan(step.left, False)}


def is_prose(tokens: list[Token], vocabulary: Vocabulary) -> bool:
    """Whether a part of an answer is words only, which say nothing of a quantity."""
    return len(tokens) > 1 and all(token.kind == "word" and not vocabulary.knows_word(token.text) for token in tokens)


def parts(tokens: list[Token]) -> list[list[Token]]:
    """The tokens cut where a statement ends; what holds no relation belongs to the statement before it."""
    result: list[list[Token]] = []
    for part in cut_apart(tokens):
        if result and not any(token.kind == "relation" for token in part):
            result[-1] += part
        elif part:
            result.append(part)
    return result


def cut_apart(tokens: list[Token], *signs: str) -> list[list[Token]]:
    """The tokens cut at commas, semicolons, rows, words that conclude, and some further signs."""
    cut: list[list[Token]] = [[]]
    level = 0
    for token in tokens[:-1]:
        level -= closes(token)
        ends = token.text in (",", ";", "\\\\", *signs) or token.text.lower() in CONCLUDING | JOINING
        if level == 0 and (ends or token.broken) and cut[-1]:
            cut.append([])
        if not (level == 0 and ends and token.kind != "word"):
            cut[-1].append(token)
        level += opens(token)
    return cut


def statement(tokens: list[Token], text: str, vocabulary: Vocabulary) -> StatedStep:
    """A statement without the words that lead to it, cut into its sides."""
    is_concluded = False
    while len(tokens) > 1 and tokens[0].kind == "word" and tokens[0].text.lower() in LEADING:
        if vocabulary.knows_word(tokens[0].text) or tokens[1].kind == "relation":
            break
        is_concluded = is_concluded or tokens[0].text.lower() in CONCLUDING
        tokens = tokens[1:]
    while len(tokens) > 1 and tokens[-1].kind == "word" and tokens[-1].text.lower() in LEADING:
        if vocabulary.knows_word(tokens[-1].text) or tokens[-2].kind == "relation":
            break
        tokens = tokens[:-1]
    start = tokens[0].start
    places = [k for k, token in enumerate(tokens) if token.kind == "relation"]
    starts = [0, *(k + 1 for k in places)]
    sides = [tokens[a:b] for a, b in zip(starts, [*places, len(tokens)], strict=True)]
    spans = tuple((side[0].start - start, side[-1].end - start) for side in sides if side)
    return StatedStep(text[start : tokens[-1].end], spans, is_concluded)


def reading_of(text: str, vocabulary: Vocabulary, binding: Mapping[str, Index] | None = None) -> Reading | None:
    """What a side says; nothing where it cannot be read."""
    try:
        return read_chain(text, vocabulary, binding=binding)
    except Unreadable:
        return None


def left_side(step: StatedStep, vocabulary: Vocabulary) -> Expr | None:
    """What the left side of a statement means in the problem; nothing where it is a name of the writer's own."""
    reading = reading_of(step.left, vocabulary)
    return None if reading is None or reading.literals else reading.members[0].expr
