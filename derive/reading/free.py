"""Index names that a statement leaves open, and the numbers they can have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import permutations, product
from types import MappingProxyType

from derive.language.expr import Derivative, Entry, Expr, Grid, Index, Numeral, Ref, at, is_single, rewrite, size, walk
from derive.language.spoken_corrections import corrected
from derive.language.spoken_gradients import spoken_line
from derive.language.spoken_sums import with_sums
from derive.problem.problem import Problem
from derive.reading.answer_marks import without_marks
from derive.reading.listed_entries import as_array
from derive.reading.name_meanings import Quantity
from derive.reading.read import meaning, read_chain, vocabulary_of
from derive.reading.remembered import once
from derive.reading.restricted import only_range, restricted
from derive.reading.result import Fault, Literal, Member, Misshapen, NotAValue, Reading, Unreadable
from derive.reading.unbound import free_indices as free_indices
from derive.reading.vocabulary import Vocabulary

LONGEST_NAME = 40
MOST_ENTRIES = 100
"""How many entries a formula for any entry is read for."""


def read_for(text: str, problem: Problem, asked: Expr, redefined: frozenset[str] = frozenset()) -> Reading:
    """What an answer says to one question, an index that it leaves open taken from the question: `h_t = …` for `h_1`.

    `redefined` are quantities of the problem that mean what the answer defines them as.  Errors: `NotAValue` where
    neither the question nor a condition (`t = 2`) says which number an index has.
    """
    vocabulary = vocabulary_of(problem)
    vocabulary = replace(vocabulary, redefined=redefined) if redefined else vocabulary
    text = without_variable(with_sums(with_gradient(corrected(without_marks(text)), problem)), vocabulary, asked)
    return once(vocabulary, (text, asked, asked.shape), lambda: read_anew(text, vocabulary, asked))


def with_gradient(text: str, problem: Problem) -> str:
    """The text with a gradient that is named in words as a formula, `the gradient with respect to b is …`."""
    found = spoken_line(text)
    if found is None:
        return text
    name = text[found.start : found.end]
    if found.gradient.is_bare and not is_given(name, problem):
        return text
    if not found.gradient.is_clear or (found.gradient.is_of and not is_given(name, problem)):
        raise Unreadable("which gradient is meant is not clear", text, found.start, Fault.UNCLEAR)
    return f"{found.gradient.spelled(name)} = {text[found.value :]}"


def without_variable(text: str, vocabulary: Vocabulary, asked: Expr) -> str:
    """The answer without the variable of what is asked in front, which says whose gradient it is, `β: [0.1, -0.2]`."""
    name, colon, value = text.partition(":")
    if not colon or len(name) > LONGEST_NAME or not isinstance(asked, Derivative) or value.startswith("="):
        return text
    try:
        by = read_chain(name, vocabulary).members[-1].expr
    except Unreadable:
        return text
    return value if by == asked.by else text


def is_given(name: str, problem: Problem) -> bool:
    """Whether a name is that of a given quantity, by which one derives."""
    found = meaning(name, vocabulary_of(problem))
    return isinstance(found, Quantity) and found.name in {ref.name for ref in problem.given}


def read_anew(text: str, vocabulary: Vocabulary, asked: Expr) -> Reading:
    if (array := as_array(text, vocabulary, asked)) and (listed := as_one(array, vocabulary, asked)):
        return listed
    try:
        reading = read_chain(text, vocabulary, asked)
    except Misshapen as fault:
        ways = [way for way in (fault.loosely, *fault.otherwise) if way is not None and opened(way)]
        if not ways:
            raise
        reading = ways[0]
    if names := entries_named(reading, asked):
        return entry_by_entry(text, vocabulary, asked, reading, names)
    binding = {name: at(number(name, count, reading, vocabulary, asked)) for name, count in opened(reading).items()}
    if not binding:
        return reading
    bound = read_chain(text, vocabulary, asked, binding)
    return replace(bound, notes=(*bound.notes, "index_of_question"))


def as_one(array: str, vocabulary: Vocabulary, asked: Expr) -> Reading | None:
    """What entries that were listed say together; nothing where that cannot be read, or leaves an index open."""
    try:
        reading = read_chain(array, vocabulary, asked)
    except Unreadable:
        return None
    return None if opened(reading) else reading


def entries_named(reading: Reading, asked: Expr) -> tuple[str, ...]:
    """The index names in a left side that is any entry of what is asked, `\\partial L/\\partial V_{ij} = …`."""
    match reading.members[0].expr:
        case Entry(of, index) if of == asked and len(reading.members) > 1 and size(asked.shape) <= MOST_ENTRIES:
            names = tuple(i.name for i in index)
            return names if set(names) == set(opened(reading)) and len(set(names)) == len(names) else ()
    return ()


def entry_by_entry(
    text: str,
    vocabulary: Vocabulary,
    asked: Expr,
    reading: Reading,
    names: tuple[str, ...],
    steps: Mapping[str, Index] = MappingProxyType({}),
) -> Reading:
    """What a formula for any entry says of all of them together; `steps` are indices that the question tells."""
    counts = [size for size in asked.shape if size > 1]
    choices = product(*map(range, counts))
    bindings = ({**steps, **dict(zip(names, map(at, k), strict=True))} for k in choices)
    each = with_own_numbers([read_chain(text, vocabulary, asked, binding) for binding in bindings])
    sides = list(zip(*(one.members for one in each), strict=True))
    is_headed = bool(entries_named(reading, asked))
    members = tuple(together(side, text, asked) for side in sides[is_headed:])
    relations = reading.relations[is_headed:]
    return replace(reading, members=members, relations=relations, literals=merged(each))


def merged(readings: Iterable[Reading]) -> dict[Numeral, Literal]:
    """What was written for the numbers of all readings."""
    return {name: literal for reading in readings for name, literal in reading.literals.items()}


def with_own_numbers(readings: list[Reading]) -> list[Reading]:
    """Readings whose numbers have names of their own where one has others than the first: `[i = 2]` is 0, 1 and 0."""
    values = [[literal.value for literal in reading.literals.values()] for reading in readings]
    if all(each == values[0] for each in values):
        return readings
    most = max(len(reading.literals) for reading in readings)
    return [moved(reading, k * most) for k, reading in enumerate(readings)]


def moved(reading: Reading, by: int) -> Reading:
    """A reading with the names of its numbers moved on."""

    def renamed(expr: Expr) -> Expr | None:
        return Numeral(expr.place + by) if isinstance(expr, Numeral) else None

    members = tuple(
        member if member.expr is None else replace(member, expr=rewrite(member.expr, renamed))
        for member in reading.members
    )
    return replace(
        reading, members=members, literals={Numeral(name.place + by): told for name, told in reading.literals.items()}
    )


def together(side: tuple[Member, ...], text: str, asked: Expr) -> Member:
    """What one side of a chain says of all entries; a whole array stays as it is.  Errors: `NotAValue` for others."""
    parts = [member.expr for member in side]
    entries = tuple(part for part in parts if part is not None)
    if len(entries) == len(parts) and entries[0].shape == asked.shape and len(set(entries)) == 1:
        return side[0]
    if len(entries) < len(parts) or any(not is_single(entry.shape) for entry in entries):
        raise NotAValue("not_a_value", "expected one entry", text, side[0].start)
    return replace(side[0], expr=Grid(entries, asked.shape))


def of_any_entry(text: str, problem: Problem, asked: Expr) -> Iterator[tuple[bool, Reading]]:
    """What an answer says that is a formula for any entry, `(\\hat y_i - y_i) h_j`, without telling which.

    Each with whether the earlier letter counts the rows, as nearly everybody has it.  Errors: `Unreadable`.
    """
    vocabulary = vocabulary_of(problem)
    text = without_marks(text)
    reading = read_chain(text, vocabulary, asked)
    counts = {name: count for name, count in opened(reading).items() if count is not None}
    steps = {name: at(number(name, None, reading, vocabulary, asked)) for name in opened(reading) if name not in counts}
    sizes = [size for size in asked.shape if size > 1]
    first = reading.members[0].expr
    if len(counts) != len(sizes) or size(asked.shape) > MOST_ENTRIES or first is None or not is_single(first.shape):
        return
    for names in permutations(sorted(counts)):
        if [counts[name] for name in names] == sizes:
            yield [*names] == sorted(names), entry_by_entry(text, vocabulary, asked, reading, names, steps)


def opened(reading: Reading) -> Mapping[str, int | None]:
    """The index names that an answer leaves open, with the number of entries they count, if any."""
    return {
        name: count
        for member in reading.members
        if member.expr is not None
        for name, count in free_indices(member.expr)
    }


def number(name: str, count: int | None, reading: Reading, vocabulary: Vocabulary, asked: Expr) -> int:
    """The only number that an open index can have."""
    whole = range(0) if count is not None else vocabulary.ranges.get(name) or only_range(vocabulary) or range(0)
    allowed = restricted(name, whole, reading.condition)
    numbers = {i.offset for ref in walk_refs(asked) for i in ref.index if not i.name}
    found = {k for k in allowed if k in numbers} or (set(allowed) if len(allowed) == 1 else set())
    if len(found) != 1:
        last = reading.members[-1]
        raise NotAValue("not_a_value", f"the index {name} has no value here", "", last.start)
    return found.pop()


def walk_refs(expr: Expr) -> Iterator[Ref]:
    """The quantities that a question names, those of a derivative too."""
    for part in walk(expr):
        match part:
            case Ref():
                yield part
            case Derivative(of, by):
                yield from (of, by)
