"""Reading an answer: every way in which it can be meant is tried, and the one that fits the question is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from derive.language.expr import Derivative, Expr, Index, Ref, Shape, walk
from derive.problem.problem import Problem
from derive.reading.as_printed import as_printed
from derive.reading.block_arrays import are_multiplied, may_be_blocks, refuse_blocks
from derive.reading.braces import in_brackets
from derive.reading.clauses import ClauseReader, stop_at
from derive.reading.conventions import CONVENTIONS
from derive.reading.cursor import first
from derive.reading.decimal_commas import NOTE, comma_ways, has_decimal_commas
from derive.reading.guard import guard
from derive.reading.guesses import BLOCKS, JOINED, MULTIPLIED
from derive.reading.juxtaposition import TURNED
from derive.reading.name_meanings import Gradient, Meaning, NoMeaning
from derive.reading.remembered import once
from derive.reading.result import Fault, Member, Misshapen, Reading, Refused, Unreadable
from derive.reading.scan import Token, scan
from derive.reading.statement import Statement, StatementReader
from derive.reading.unpaired import alone, paired
from derive.reading.vocabulary import Vocabulary
from derive.reading.ways import Way, blockwise, fits, gradient_shape, has_slopes, loose, meant, otherwise
from derive.reading.whole_symbols import with_whole_symbols

_KNOWN: list[Vocabulary] = []


def vocabulary_of(problem: Problem) -> Vocabulary:
    """The vocabulary of a problem, kept for the next answer to it."""
    for known in _KNOWN:
        if known.problem is problem:
            return known
    found = Vocabulary.of(problem)
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
    text = as_printed(text)
    guard(text)
    text = in_brackets(text)
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
    return readings[-1] if has_decimal_commas(text) else readings[0]


def last(reading: Reading) -> Shape:
    expr = reading.members[-1].expr
    return expr.shape if expr is not None else ()


def read_one(
    text: str, vocabulary: Vocabulary, asked: Expr | None, decimal: bool, binding: Mapping[str, Index], mend: bool
) -> Reading:
    tokens = with_whole_symbols(scan(text, decimal), vocabulary.spellings.whole)
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
            message = f"found {tokens[lone]} without its partner, which can stand in several places"
            raise Unreadable(message, text, 0, Fault.UNCLEAR)
    if not readings:
        raise Unreadable(faults[0].message, text, faults[0].position, faults[0].kind)
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
    except Misshapen as fault:
        if (whole := blockwise(statement, text, asked, binding)) is not None:
            return reading_of(whole, statement, decimal)
        refuse_blocks(statement, text)
        if asked is None:
            raise
        if any(name not in vocabulary.ranges for name in binding):
            raise Unreadable(fault.message, text, fault.position, fault.kind) from None
        raise in_other_ways(fault, statement, asked, decimal, binding) from None
    reading = reading_of(way, statement, decimal)
    if asked is not None and has_another_shape(way, asked):
        others = throughout(statement, text, asked, decimal, binding)
        reading = replace(reading, otherwise=others, loosely=in_open_layout(statement, text, asked, decimal, binding))
    is_untold = JOINED not in way.notes and may_be_blocks(statement, text)
    return replace(reading, notes=(*reading.notes, BLOCKS)) if is_untold else reading


def in_open_layout(
    statement: Statement, text: str, asked: Expr, decimal: bool, binding: Mapping[str, Index]
) -> Reading | None:
    """What a statement with a derivative in it says in a layout where its vectors would have to be transposed, if it
    has then the shape that is asked for: `∑ ∂L/∂z_t h_t` is a number only where the derivative is a row."""
    way = loose(statement, text, asked, binding) if has_slopes(statement) else None
    is_fitting = way is not None and TURNED in way.notes and way.shape in (asked.shape, gradient_shape(asked))
    return reading_of(way, statement, decimal) if way is not None and is_fitting else None


def has_another_shape(way: Way, asked: Expr) -> bool:
    """Whether a formula has neither the shape that is asked for nor that one turned."""
    last = way.exprs[-1]
    if last is None or not any(isinstance(part, Ref | Derivative) for part in walk(last)):
        return False
    return last.shape not in (asked.shape, asked.shape[::-1], gradient_shape(asked))


def in_other_ways(
    fault: Misshapen, statement: Statement, asked: Expr, decimal: bool, binding: Mapping[str, Index]
) -> Misshapen:
    """The fault with what the statement says if vectors are transposed, and under other conventions."""
    loosely = loose(statement, fault.text, asked, binding)
    others = ((each.name, otherwise(statement, fault.text, asked, binding, each)) for each in CONVENTIONS)
    return Misshapen(
        fault.message,
        fault.text,
        fault.position,
        reading_of(loosely, statement, decimal) if loosely is not None else None,
        tuple(replace(reading_of(way, statement, decimal), convention=name) for name, way in others if way is not None),
        fault.notes,
        throughout(statement, fault.text, asked, decimal, binding),
    )


def throughout(
    statement: Statement, text: str, asked: Expr, decimal: bool, binding: Mapping[str, Index]
) -> tuple[Reading, ...]:
    """What the statement says where all of it is meant under another convention, in the layout of the problem."""
    ways = ((each.name, otherwise(statement, text, asked, binding, each, is_throughout=True)) for each in CONVENTIONS)
    own, found = statement.vocabulary.problem.settings.layout, []
    for name, way in ways:
        if way is not None and way.layout == own:
            found.append(replace(reading_of(way, statement, decimal), convention=name))
    return tuple(found)


def reading_of(way: Way, statement: Statement, decimal: bool) -> Reading:
    members = tuple(Member(expr, side.start, side.end) for expr, side in zip(way.exprs, statement.sides, strict=True))
    is_sure = way.exprs[-1] is not None and are_multiplied(way.exprs[-1])
    notes = tuple(MULTIPLIED if is_sure and note == JOINED else note for note in way.notes)
    notes = (*notes, NOTE) if decimal else notes
    told, condition = statement.told, statement.condition
    return Reading(members, statement.relations, way.literals, way.layout, notes, condition, told=told)


def meaning(left: str, vocabulary: Vocabulary) -> Meaning | None:
    """What a left side means that is a single name, if anything."""
    return once(vocabulary, left, lambda: found_meaning(left, vocabulary))


def found_meaning(left: str, vocabulary: Vocabulary) -> Meaning | None:
    try:
        guard(left)
        tokens = with_whole_symbols(scan(left, False), vocabulary.spellings.whole)
        found = vocabulary.find(ClauseReader(left, vocabulary).defined_name(tokens))
    except Unreadable:
        return None
    return None if isinstance(found, NoMeaning) else found


def is_gradient_word(left: str, vocabulary: Vocabulary) -> bool:
    """Whether a left side is a word with a leading d, `dh_1`, that is read as the derivative by what follows the d."""
    found = meaning(left, vocabulary)
    return isinstance(found, Gradient) and found.of is None and left.lstrip("\\{ ").startswith("d")


def define(left: str, right: str, vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary with `left = right` as a definition; `Unreadable` where that is none."""
    text = f"{left} = {right}"
    guard(text)
    tokens = with_whole_symbols(scan(text, False), vocabulary.spellings.whole)
    lone = alone(tokens)
    if lone is not None and (lone == 0 or tokens[lone + 1].kind == "relation"):
        tokens = next(paired(tokens, lone))
    reader = ClauseReader(text, vocabulary)
    equals = first(tokens, lambda token: token.kind == "relation")
    if equals is not None and reader.is_derivative([*tokens[:equals], stop_at(tokens[equals])], tokens[equals + 1 :]):
        raise Unreadable("expected the name of a quantity before '='", text, 0, Fault.UNCLEAR)
    return reader.defined(tokens)
