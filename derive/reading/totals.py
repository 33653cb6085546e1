"""Sums over an index: their bounds, and the terms one by one where some do not exist."""

from __future__ import annotations

from dataclasses import replace

from derive.language.expr import Entry, Expr, Index, Sum, Zero, at, bind, walk
from derive.problem.scope import entry_sizes
from derive.reading import functions
from derive.reading.building import Env, NeedsNumber
from derive.reading.derivatives import Slopes
from derive.reading.guard import LONGEST_SUM
from derive.reading.guesses import UNTOLD
from derive.reading.result import Fault, Refused
from derive.reading.tree import Part, Total
from derive.reading.unbound import refs_of


class Totals(Slopes):
    """Builds sums over an index."""

    def build_total(self, node: Total, env: Env) -> Expr:
        if not node.index:
            node = self.over_steps(node, env)
        if not (node.low and node.high) and node.index not in self.vocabulary.ranges:
            body = self.build(node.body, {**env, node.index: Index(node.index)})
            count = self.entry_count(body, node.index)
            if count:
                return Sum(node.index, at(0), at(count - 1), body, node.mean, body.shape)
        low, high = self.bounds(node, env)
        numbers = range(low.offset, high.offset + 1) if low.name == high.name else range(0)
        if len(numbers) > LONGEST_SUM:
            raise Refused(f"a sum of {len(numbers)} terms; the limit is {LONGEST_SUM}", self.text, node.start)
        inside = {**env, node.index: Index(node.index)}
        try:
            body = self.build(node.body, inside)
        except NeedsNumber:
            if low.name != high.name:
                raise
            return self.written_out(node, numbers, env)
        if isinstance(body, Zero):
            return Zero()
        if (
            low.is_literal
            and high.is_literal
            and any(self.leaves_range(bind(body, {node.index: at(k)})) for k in numbers)
        ):
            return self.written_out(node, numbers, env)
        count = self.entry_count(body, node.index)
        if count:
            low, high = self.over_entries(low, high, count, node)
        return Sum(node.index, low, high, body, node.mean, body.shape)

    def factors(self, node: Total, env: Env) -> list[Expr]:
        """What stands behind a product sign for each value of its index; entries are counted like those of a sum."""
        body: Expr | None
        try:
            body = self.build(node.body, {**env, node.index: Index(node.index)})
        except NeedsNumber:
            body = None
        count = self.entry_count(body, node.index) if body is not None else 0
        low, high = (at(0), at(count - 1)) if count and not (node.low or node.high) else self.bounds(node, env)
        if count and (node.low or node.high):
            low, high = self.over_entries(low, high, count, node)
        if not low.is_literal or not high.is_literal:
            raise NeedsNumber
        if high.offset - low.offset >= LONGEST_SUM:
            raise self.fault("the bounds of this product are not clear", node)
        if high.offset < low.offset - 1:
            self.notes["zero_before_first"] = None
            return [Zero()]
        numbers = range(low.offset, high.offset + 1)
        if count and body is not None:
            return [bind(body, {node.index: at(number)}) for number in numbers]
        return [self.build(node.body, {**env, node.index: at(number)}) for number in numbers]

    def over_steps(self, node: Total, env: Env) -> Total:
        """A sum without an index, over all steps where what is asked belongs to none."""
        asked, ranges = self.choice.asked, list(self.vocabulary.ranges)
        refs = [ref for part in walk(asked) for ref in refs_of(part)] if asked is not None else []
        if not refs or any(ref.index for ref in refs) or len(ranges) != 1 or ranges[0] in env:
            raise self.fault("an index below the sum sign is expected", node, Fault.GRAMMAR)
        return replace(node, index=ranges[0])

    def entry_count(self, body: Expr, index: str) -> int:
        """How many entries an index counts, those that all arrays have in which it counts some; 0 for none."""
        counts = [
            count
            for part in walk(body)
            if isinstance(part, Entry)
            for place, count in zip(part.index, entry_sizes(part.of), strict=True)
            if place.name == index
        ]
        return min(counts, default=0)

    def over_entries(self, low: Index, high: Index, count: int, node: Total) -> tuple[Index, Index]:
        """The bounds of a sum over entries, which count from 1 on paper and from 0 in Python."""
        shifts = (0, 1) if self.choice.from_zero else (1, 0)
        for shift in shifts if low.is_literal and high.is_literal else ():
            if low.offset >= shift and high.offset - shift < count:
                return at(low.offset - shift), at(high.offset - shift)
        raise self.fault(f"there are {count} entries, counted from 1", node, Fault.INDEX)

    def leaves_range(self, expr: Expr) -> bool:
        """Whether an instance uses a quantity at an index where it does not exist."""
        places = self.vocabulary.facts.places
        for part in walk(expr):
            for ref in refs_of(part):
                known = places.get(ref.name)
                is_bound = ref.index and all(i.is_literal for i in ref.index)
                if known and is_bound and tuple(i.offset for i in ref.index) not in known:
                    return True
        return False

    def written_out(self, node: Total, numbers: range, env: Env) -> Expr:
        """The sum term by term."""
        terms = [self.build(node.body, {**env, node.index: at(number)}) for number in numbers]
        terms = [term for term in terms if not isinstance(term, Zero)]
        while len(terms) > 1:
            pairs = [self.apply("add", (a, b), node) for a, b in zip(terms[::2], terms[1::2], strict=False)]
            terms = pairs + (terms[-1:] if len(terms) % 2 else [])
        if not terms:
            return Zero()
        return self.apply("divide", (terms[0], functions.number(len(numbers))), node) if node.mean else terms[0]

    def bounds(self, node: Total, env: Env) -> tuple[Index, Index]:
        whole = self.range_of(node)
        if (node.low is None or node.high is None) and whole is None:
            raise self.fault(f"the bounds of the sum over {node.index} are not clear", node)
        low = self.index(node.low, env) if node.low else at(whole.start if whole else 0)
        high = self.index(node.high, env) if node.high else at(whole.stop - 1 if whole else 0)
        if not low.is_literal and low.name not in env and low.name not in self.vocabulary.ranges:
            raise self.fault(f"{low.name!r} is not known here", node.low or node, Fault.INDEX)
        if not high.is_literal and high.name not in env and high.name not in self.vocabulary.ranges:
            if whole is None:
                raise self.fault(f"{high.name!r} is not known here", node.high or node, Fault.INDEX)
            from_zero = whole.start == 0 and high.offset == -1
            self.notes[UNTOLD] = None
            high = at(whole.stop - 1 + (0 if from_zero else high.offset))
        return low, high

    def range_of(self, node: Total) -> range | None:
        """All values of an index; those of the only range there is for an index of the writer's own."""
        ranges = self.vocabulary.ranges
        if node.index in ranges:
            return ranges[node.index]
        return next(iter(ranges.values())) if len(ranges) == 1 else None

    def index(self, part: Part, env: Env) -> Index:
        if not part.text or part.text.isdigit():
            return at(int(part.text or 0) + part.offset)
        if part.text in self.vocabulary.last and not self.vocabulary.is_end(part.text) and part.text not in env:
            return at(self.vocabulary.last[part.text] + part.offset)
        return Index(part.text, part.offset).bind(env)
