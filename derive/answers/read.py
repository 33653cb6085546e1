"""Reading an answer: every way in which it can be meant is tried, and the one that fits the question is taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from derive.answers import functions
from derive.answers.answer import Literal, Member, Misshapen, Reading, Refused, Unreadable
from derive.answers.building import UNIT, NeedsNumber
from derive.answers.guard import guard
from derive.answers.limits import fault as over_limit
from derive.answers.meaning import Builder, finished
from derive.answers.pieces import Gradient, Meaning
from derive.answers.products import MADE_TO_FIT, Ambiguous, Choice
from derive.answers.scan import Token, scan
from derive.answers.statement import Statement, StatementReader
from derive.answers.tree import Rows, Transpose, descend
from derive.answers.unpaired import alone, paired
from derive.answers.vocabulary import Vocabulary
from derive.expr import Expr, Index, Ref, Shape, is_single
from derive.operations import TABLE
from derive.problem import Problem
from derive.spec import LAYOUTS

TIGHT_COMMA = re.compile(r"(?<![\d.])\d+,\d")
DECIMAL_POINT = re.compile(r"\d\.\d")
LOOKS_DECIMAL = re.compile(r"(?<![\d.,])\d+,(?:0\d|\d{3,})|(?<![\d.,])0,\d\d")
PYTHON = re.compile(r"\*\*|@|\.T\b|\bnp\.|\bnumpy\.|\btorch\.|\bfor\b.{1,20}\bin\b|\btensor\(")
FROM_ZERO = re.compile(r"\[[^\[\]\d.]{1,12}\]|\brange\(|\.\.")
CROSS = re.compile(r"\\times|×")
MOST_CHOICES = 16


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a statement can be meant."""

    exprs: tuple[Expr | None, ...]
    literals: dict[Ref, Literal]
    layout: str
    notes: tuple[str, ...]
    products: Mapping[int, str] = field(default_factory=dict)

    @property
    def shape(self) -> Shape | None:
        return next((expr.shape for expr in reversed(self.exprs) if expr is not None), None)


_KNOWN: list[Vocabulary] = []


def vocabulary_of(problem: Problem) -> Vocabulary:
    """The vocabulary of a problem, kept for the next answer to it."""
    for known in _KNOWN:
        if known.problem is problem:
            return known
    found = Vocabulary(problem)
    _KNOWN.insert(0, found)
    del _KNOWN[8:]
    return found


def read_answer(text: str, problem: Problem, asked: Expr | None = None) -> Reading:
    """What an answer to the question `asked` says; `Unreadable` or one of its kinds where that is not clear."""
    return read_chain(text, vocabulary_of(problem), asked)


def read_chain(
    text: str,
    vocabulary: Vocabulary,
    asked: Expr | None = None,
    binding: Mapping[str, Index] | None = None,
    *,
    mend: bool = False,
) -> Reading:
    """What one statement says, in the names of a vocabulary; `binding` puts numbers in for index names.

    `mend` reads what has a bracket without its partner, where that leaves no doubt.
    """
    guard(text)
    wanted = asked.shape if asked is not None else None
    readings: list[Reading] = []
    faults: list[Unreadable] = []
    for decimal in comma_ways(text):
        try:
            readings.append(read_one(text, vocabulary, asked, decimal, binding or {}, mend))
        except RecursionError:
            raise Refused("nested too deeply", text, 0) from None
        except Unreadable as fault:
            if isinstance(fault, Refused):
                raise
            faults.append(fault)
    if not readings:
        raise faults[0]
    if len(readings) == 1:
        return readings[0]
    fitting = [r for r in readings if wanted is not None and fits(last(r), wanted)]
    if len(fitting) == 1:
        return fitting[0]
    if LOOKS_DECIMAL.search(text):
        return readings[-1]
    return readings[0]


def last(reading: Reading) -> Shape:
    expr = reading.members[-1].expr
    return expr.shape if expr is not None else ()


def comma_ways(text: str) -> tuple[bool, ...]:
    """Whether commas may be decimal points: only where no point is, and nothing else is more likely."""
    if not TIGHT_COMMA.search(text) or DECIMAL_POINT.search(text):
        return (False,)
    if not LOOKS_DECIMAL.search(text) and re.search(r"[(\[{]", text) and not re.search(r"[;&]", text):
        return (False,)
    return (False, True)


def read_one(
    text: str, vocabulary: Vocabulary, asked: Expr | None, decimal: bool, binding: Mapping[str, Index], mend: bool
) -> Reading:
    tokens = scan(text, decimal)
    lone = alone(tokens) if mend else None
    if lone is None:
        return read_tokens(tokens, text, vocabulary, asked, decimal, binding, mend)
    readings: list[Reading] = []
    faults: list[Unreadable] = []
    for ways in paired(tokens, lone):
        try:
            readings.append(read_tokens(ways, text, vocabulary, asked, decimal, binding, mend))
        except Unreadable as fault:
            faults.append(fault)
        if readings and not is_same(readings[0], readings[-1]):
            raise Unreadable(f"found {tokens[lone]} without its partner, which can stand in several places", text, 0)
    if not readings:
        raise faults[0]
    return readings[0]


def is_same(one: Reading, other: Reading) -> bool:
    """Whether two readings say the same, wherever it stands."""
    sides = [[member.expr for member in reading.members] for reading in (one, other)]
    return sides[0] == sides[1] and one.relations == other.relations


def read_tokens(
    tokens: list[Token],
    text: str,
    vocabulary: Vocabulary,
    asked: Expr | None,
    decimal: bool,
    binding: Mapping[str, Index],
    mend: bool,
) -> Reading:
    wanted = asked.shape if asked is not None else None
    statement = StatementReader(tokens, text, vocabulary, wanted).read()
    try:
        way = meant(statement, text, asked, binding)
    except Misshapen:
        if not mend or asked is None or any(name not in vocabulary.ranges for name in binding):
            raise
        way = made_to_fit(statement, text, asked, binding)
    members = tuple(Member(expr, side.start, side.end) for expr, side in zip(way.exprs, statement.sides, strict=True))
    notes = (*way.notes, "decimal_comma") if decimal else way.notes
    return Reading(members, statement.relations, way.literals, way.layout, notes, statement.condition)


def made_to_fit(statement: Statement, text: str, asked: Expr, binding: Mapping[str, Index]) -> Way:
    """The way to mean a statement with products that do not exist, in the shape that is asked for.

    A product of vectors that is not clear, but has another shape whatever is meant, is taken for one of those.
    """
    try:
        way = meant(statement, text, asked, binding, is_loose=True)
    except Misshapen:
        way = None
    fitting = way is not None and way.shape is not None and fits(way.shape, asked.shape)
    if way is None or not (MADE_TO_FIT in way.notes if fitting else way.products and MADE_TO_FIT not in way.notes):
        return meant(statement, text, asked, binding)
    return way


def meant(
    statement: Statement, text: str, asked: Expr | None, binding: Mapping[str, Index], is_loose: bool = False
) -> Way:
    """The way to mean a statement that fits the question best; the first one where nothing is asked."""
    faults: list[Unreadable] = []
    first: Way | None = None
    for layout in layouts(statement.vocabulary.problem.settings.layout):
        for flat, turned in orientations(statement):
            marks = bool(PYTHON.search(text)), bool(FROM_ZERO.search(text))
            base = Choice(flat, turned, {}, *marks, asked, is_loose, binding)
            found, more = resolved(statement, text, layout, base)
            faults += more
            try:
                way = preferred(found, asked, text, is_loose)
            except Misshapen as fault:
                faults.append(fault)
                continue
            if way is None:
                continue
            if asked is None or way.shape is None or fits(way.shape, asked.shape):
                return way
            first = first or way
    if first is None:
        raise faults[0]
    return first


def preferred(found: list[Way], asked: Expr | None, text: str, is_loose: bool) -> Way | None:
    """The only way, or the only one with the shape that is asked for; then the one without sums of products.

    Where `is_loose`, any way stands for all if none of them has the shape.
    """
    if not found or not found[0].products:
        return found[0] if found else None
    wanted = asked.shape if asked is not None else next((e.shape for e in found[0].exprs[:-1] if e is not None), None)
    fitting = [way for way in found if wanted is None or way.shape is None or fits(way.shape, wanted)]
    plain = [way for way in fitting if "dot" not in way.products.values()]
    for ways in (fitting, plain):
        if len(ways) == 1:
            return ways[0]
    if is_loose and not fitting and not CROSS.search(text):
        return found[-1]
    place = min(place for way in found for place in way.products)
    raise Misshapen("the product of two vectors is not clear here; write \\odot, or a transpose", text, place)


def layouts(own: str) -> tuple[str, ...]:
    return (own, *(layout for layout in LAYOUTS if layout != own))


def orientations(statement: Statement) -> list[tuple[str, str]]:
    """What flat lists can be: columns first, with a transpose behind them too, since a list looks like a row."""
    nodes = [node for side in statement.sides for node in descend(side.node)]
    if not any(isinstance(node, Rows) and node.flat for node in nodes):
        return [("column", "column")]
    turned = any(isinstance(n, Transpose) and isinstance(n.body, Rows) and n.body.flat for n in nodes)
    return (
        [("column", "column"), ("column", "row"), ("row", "column")]
        if turned
        else [
            ("column", "column"),
            ("row", "column"),
        ]
    )


def resolved(statement: Statement, text: str, layout: str, choice: Choice) -> tuple[list[Way], list[Unreadable]]:
    """The statement with every choice for its ambiguous products, and what does not work."""
    found: list[Way] = []
    faults: list[Unreadable] = []
    waiting = [choice]
    for _ in range(MOST_CHOICES):
        if not waiting:
            break
        trying = waiting.pop()
        try:
            found.append(built(statement, text, layout, trying))
        except Ambiguous as open_choice:
            for kind in ("dot", "entrywise"):
                waiting.append(replace(trying, products={**trying.products, open_choice.place: kind}))
        except Unreadable as fault:
            faults.append(fault)
            if isinstance(fault, Refused):
                raise
    return found, faults


def built(statement: Statement, text: str, layout: str, choice: Choice) -> Way:
    vocabulary = statement.vocabulary
    scope = replace(vocabulary.problem.scope, layout=layout)
    builder = Builder(vocabulary, text, scope, choice)
    exprs: list[Expr | None] = []
    for side in statement.sides:
        try:
            env = {**builder.told, **choice.binding}
            expr = finished(builder.build(side.node, env)) if side.node is not None else None
        except NeedsNumber:
            message = "what is defined for some numbers only, or by itself, has no value here"
            raise Unreadable(message, text, side.start) from None
        if expr is UNIT and choice.asked is not None and is_square(choice.asked.shape):
            expr = TABLE["identity"](functions.number(choice.asked.shape[0]))
        if expr is UNIT:
            raise Unreadable("the size of I is not clear here", text, side.start)
        if expr is not None and (limit := over_limit(expr)):
            raise Refused(limit, text, side.start)
        exprs.append(expr)
    return Way(tuple(exprs), builder.literals, layout, tuple(builder.notes), choice.products)


def is_square(shape: Shape) -> bool:
    return len(shape) == 2 and shape[0] == shape[1]


def fits(shape: Shape, wanted: Shape) -> bool:
    """Whether shapes agree, but for a row in place of a column and 1×1 in place of a number."""
    if shape == wanted or (is_single(shape) and is_single(wanted)):
        return True
    return 1 in wanted and shape == wanted[::-1]


def meaning(left: str, vocabulary: Vocabulary) -> Meaning | None:
    """What a left side means that is a single name, if anything."""
    try:
        guard(left)
        tokens = scan(left, False)
        found = vocabulary.find(StatementReader(tokens, left, vocabulary).defined_name(tokens))
    except Unreadable:
        return None
    return None if isinstance(found, str) else found


def is_gradient_word(left: str, vocabulary: Vocabulary) -> bool:
    """Whether a left side is a word with a leading d, `dh_1`, that is read as the derivative by what follows the d."""
    found = meaning(left, vocabulary)
    return isinstance(found, Gradient) and found.of is None and left.lstrip("\\{ ").startswith("d")


def define(left: str, right: str, vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary with `left = right` as a definition; `Unreadable` where that is none."""
    text = f"{left} = {right}"
    guard(text)
    tokens = scan(text, False)
    lone = alone(tokens)
    if lone is not None and (lone == 0 or tokens[lone + 1].kind == "relation"):
        tokens = next(paired(tokens, lone))
    return StatementReader(tokens, text, vocabulary).defined(tokens)
