"""Sums over an index: their bounds, and the terms one by one where some do not exist."""

from __future__ import annotations

from dataclasses import replace

from derive.language.expr import Entry, Expr, Index, Sum, Zero, at, bind, rewrite, walk
from derive.problem.scope import entry_sizes
from derive.reading import functions
from derive.reading.building import Env, Interpreter, NeedsNumber
from derive.reading.guard import LONGEST_SUM
from derive.reading.guesses import UNTOLD
from derive.reading.picking import COUNTS_FROM
from derive.reading.result import Fault, Refused
from derive.reading.tree import Part, Total
from derive.reading.unbound import refs_of


def build_total(builder: Interpreter, node: Total, env: Env) -> Expr:
    if not node.index:
        node = over_steps(builder, node, env)
    if not (node.low and node.high) and node.index not in builder.vocabulary.ranges:
        body = builder.build(node.body, {**env, node.index: Index(node.index)})
        count = entry_count(body, node.index)
        if count:
            first = builder.vocabulary.shift
            return Sum(node.index, at(first), at(first + count - 1), body, node.mean, body.shape)
    low, high = bounds(builder, node, env)
    numbers = range(low.offset, high.offset + 1) if low.name == high.name else range(0)
    if len(numbers) > LONGEST_SUM:
        raise Refused(f"a sum of {len(numbers)} terms; the limit is {LONGEST_SUM}", builder.text, node.start)
    inside = {**env, node.index: Index(node.index)}
    if node.low and low.is_literal:
        inside[COUNTS_FROM + node.index] = at(min(max(low.offset, 0), 1))
    try:
        body = builder.build(node.body, inside)
    except NeedsNumber:
        if low.name != high.name:
            raise
        return written_out(builder, node, numbers, env)
    if isinstance(body, Zero):
        return Zero()
    if (
        low.is_literal
        and high.is_literal
        and any(leaves_range(builder, bind(body, {node.index: at(k)})) for k in numbers)
    ):
        return written_out(builder, node, numbers, env)
    count = entry_count(body, node.index)
    if count and is_at_steps(body, node.index):
        start, _ = over_entries(builder, low, high, count, node)
        body = with_entries_at_steps(body, node.index, start.offset - low.offset)
    elif count:
        low, high = over_entries(builder, low, high, count, node)
    return Sum(node.index, low, high, body, node.mean, body.shape)


def factors(builder: Interpreter, node: Total, env: Env) -> list[Expr]:
    """What stands behind a product sign for each value of its index; entries are counted like those of a sum."""
    body: Expr | None
    try:
        body = builder.build(node.body, {**env, node.index: Index(node.index)})
    except NeedsNumber:
        body = None
    count = entry_count(body, node.index) if body is not None else 0
    start = builder.vocabulary.shift
    is_whole = bool(count) and not (node.low or node.high)
    low, high = (at(start), at(start + count - 1)) if is_whole else bounds(builder, node, env)
    if count and (node.low or node.high):
        low, high = over_entries(builder, low, high, count, node)
    if not low.is_literal or not high.is_literal:
        raise NeedsNumber
    if high.offset - low.offset >= LONGEST_SUM:
        raise builder.fault("the bounds of this product are not clear", node)
    if high.offset < low.offset - 1:
        builder.notes["zero_before_first"] = None
        return [Zero()]
    numbers = range(low.offset, high.offset + 1)
    if count and body is not None:
        return [bind(body, {node.index: at(number)}) for number in numbers]
    return [builder.build(node.body, {**env, node.index: at(number)}) for number in numbers]


def over_steps(builder: Interpreter, node: Total, env: Env) -> Total:
    """A sum without an index, over all steps where what is asked belongs to none."""
    asked, ranges = builder.choice.asked, list(builder.vocabulary.ranges)
    refs = [ref for part in walk(asked) for ref in refs_of(part)] if asked is not None else []
    if not refs or any(ref.index for ref in refs) or len(ranges) != 1 or ranges[0] in env:
        raise builder.fault("an index below the sum sign is expected", node, Fault.GRAMMAR)
    return replace(node, index=ranges[0])


def entry_count(body: Expr, index: str) -> int:
    """How many entries an index counts, those that all arrays have in which it counts some; 0 for none."""
    counts = [
        count
        for part in walk(body)
        if isinstance(part, Entry)
        for place, count in zip(part.index, entry_sizes(part.of), strict=True)
        if place.name == index
    ]
    return min(counts, default=0)


def is_at_steps(body: Expr, index: str) -> bool:
    """Whether an index of entries is that of steps as well: `\\sum_t a_t x_t` for a vector a and steps of x."""
    twice = any(
        place.name == index
        for part in walk(body)
        if isinstance(part, Entry) and index in {i.name for i in part.index}
        for ref in refs_of(part.of)
        for place in ref.index
    )
    return not twice and any(i.name == index for part in walk(body) for ref in refs_of(part) for i in ref.index)


def with_entries_at_steps(body: Expr, index: str, shift: int) -> Expr:
    """A term in which an index runs over steps, with the entries that belong to them: `a_t` for `a[t - 1]`."""

    def moved(part: Expr) -> Expr | None:
        if not isinstance(part, Entry):
            return None
        places = tuple(Index(i.name, i.offset + shift) if i.name == index else i for i in part.index)
        return Entry(part.of, places)

    return rewrite(body, moved)


def over_entries(builder: Interpreter, low: Index, high: Index, count: int, node: Total) -> tuple[Index, Index]:
    """The bounds of a sum over entries, which count from 1 on paper and from 0 in Python."""
    if builder.vocabulary.shift:
        return low, high
    shifts = (0, 1) if builder.choice.from_zero else (1, 0)
    for shift in shifts if low.is_literal and high.is_literal else ():
        if low.offset >= shift and high.offset - shift < count:
            return at(low.offset - shift), at(high.offset - shift)
    raise builder.fault(f"there are {count} entries, counted from 1", node, Fault.INDEX)


def leaves_range(builder: Interpreter, expr: Expr) -> bool:
    """Whether an instance uses a quantity at an index where it does not exist."""
    places = builder.vocabulary.facts.places
    for part in walk(expr):
        for ref in refs_of(part):
            known = places.get(ref.name)
            is_bound = ref.index and all(i.is_literal for i in ref.index)
            if known and is_bound and tuple(i.offset for i in ref.index) not in known:
                return True
    return False


def written_out(builder: Interpreter, node: Total, numbers: range, env: Env) -> Expr:
    """The sum term by term."""
    terms = [builder.build(node.body, {**env, node.index: at(number)}) for number in numbers]
    terms = [term for term in terms if not isinstance(term, Zero)]
    while len(terms) > 1:
        pairs = [builder.apply("add", (a, b), node) for a, b in zip(terms[::2], terms[1::2], strict=False)]
        terms = pairs + (terms[-1:] if len(terms) % 2 else [])
    if not terms:
        return Zero()
    return builder.apply("divide", (terms[0], functions.number(len(numbers))), node) if node.mean else terms[0]


def bounds(builder: Interpreter, node: Total, env: Env) -> tuple[Index, Index]:
    whole = range_of(builder, node)
    if (node.low is None or node.high is None) and whole is None:
        raise builder.fault(f"the bounds of the sum over {node.index} are not clear", node)
    low = index_at(builder, node.low, env) if node.low else at(whole.start if whole else 0)
    high = index_at(builder, node.high, env) if node.high else at(whole.stop - 1 if whole else 0)
    if not low.is_literal and low.name not in env and low.name not in builder.vocabulary.ranges:
        raise builder.fault(f"{low.name!r} is not known here", node.low or node, Fault.INDEX)
    if not high.is_literal and high.name not in env and high.name not in builder.vocabulary.ranges:
        if whole is None:
            raise builder.fault(f"{high.name!r} is not known here", node.high or node, Fault.INDEX)
        from_zero = whole.start == 0 and high.offset == -1
        builder.notes[UNTOLD] = None
        high = at(whole.stop - 1 + (0 if from_zero else high.offset))
    return low, high


def range_of(builder: Interpreter, node: Total) -> range | None:
    """All values of an index; those of the only range there is for an index of the writer's own."""
    ranges = builder.vocabulary.ranges
    if node.index in ranges:
        return ranges[node.index]
    return next(iter(ranges.values())) if len(ranges) == 1 else None


def index_at(builder: Interpreter, part: Part, env: Env) -> Index:
    if not part.text or part.text.isdigit():
        return at(int(part.text or 0) + part.offset)
    if part.text in builder.vocabulary.last and not builder.vocabulary.is_end(part.text) and part.text not in env:
        return at(builder.vocabulary.last[part.text] + part.offset)
    return Index(part.text, part.offset).bind(env)
