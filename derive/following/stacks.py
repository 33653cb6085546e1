"""A name without its index and an array with a row for each index value: `h = [[…], […], […]]` as programs print it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from derive.following.own_point import evaluated
from derive.following.sides import ReadSide, read_side
from derive.judging.digits import exact_numbers
from derive.judging.point import Point
from derive.language.expr import Expr, Grid, Ref, size
from derive.language.numbers import Scalar
from derive.reading.restricted import only_range
from derive.reading.result import Fault
from derive.reading.vocabulary import Vocabulary
from derive.writeup.chain import Chain

Pair = tuple[ReadSide, ReadSide]


def stacked(chain: Chain, head: ReadSide, vocabulary: Vocabulary) -> list[list[Pair]]:
    """The instances that a stack says, for each way to lay it out: a row for each index value, or a column."""
    whole = only_range(vocabulary)
    is_lacking = head.fault is not None and head.fault.kind is Fault.WITHOUT_INDEX
    if not is_lacking or len(chain.sides) != 2 or whole is None:
        return []
    side = read_side(chain.sides[1], vocabulary, None)
    heads = list(instances(chain, vocabulary, whole))
    if side.kind != "number" or not isinstance(side.expr, Grid) or side.reading is None:
        return []
    refs = [each.expr for each in heads]
    if not all(isinstance(ref, Ref) for ref in refs):
        return []
    rows, columns = side.expr.shape
    by_rows = [side.expr.entries[k * columns : (k + 1) * columns] for k in range(rows)]
    ways = (by_rows, [side.expr.entries[k::columns] for k in range(columns)])
    return [pairs for way in ways if (pairs := list(placed(way, heads, side)))]


def instances(chain: Chain, vocabulary: Vocabulary, whole: range) -> Iterator[ReadSide]:
    """The left side with each index value."""
    first = chain.sides[0]
    for number in whole:
        yield read_side(replace(first, text=f"{first.text}_{{{number}}}"), vocabulary, None)


def placed(parts: Sequence[tuple[Expr, ...]], heads: Sequence[ReadSide], side: ReadSide) -> Iterator[Pair]:
    """The parts of a stack with what they are the values of, if their number and sizes fit."""
    if len(parts) != len(heads):
        return
    for head, part in zip(heads, parts, strict=True):
        assert head.expr is not None
        if size(head.expr.shape) != len(part):
            return
        yield head, side.saying(Grid(part, head.expr.shape) if head.expr.shape else part[0])


def labels(chain: Chain, vocabulary: Vocabulary, home: Point) -> list[Ref]:
    """The labels that a list of classes, counted from 1 or from 0, tells rightly; nothing where it does not."""
    whole = only_range(vocabulary)
    side = read_side(chain.sides[1], vocabulary, None)
    if whole is None or side.kind != "number" or not isinstance(side.expr, Grid) or side.reading is None:
        return []
    refs = [head.expr for head in instances(chain, vocabulary, whole)]
    own = [home.known[ref].entries for ref in refs if ref in home.known]
    told = evaluated(home, side.expr, "gradient", exact_numbers(side.reading.literals))
    if told is None or len(own) != len(told.entries) or not all(map(is_one_hot, own)):
        return []
    firsts = {number - each.index(1) for number, each in zip(told.entries, own, strict=True)}
    return [ref for ref in refs if isinstance(ref, Ref)] if firsts in ({0}, {1}) else []


def is_one_hot(entries: tuple[Scalar, ...]) -> bool:
    return len(entries) > 1 and entries.count(1) == 1 and entries.count(0) == len(entries) - 1
