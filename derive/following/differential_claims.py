"""What is said of differentials, `dL = tr(Gᵀ dW)`: each is how its quantity changes when others are moved a little.

The quantities whose differentials stand on the right are free, all else that is given stays.  That is asked at random
points in random directions: the derivatives are those of the reverse sweep that stops at what is free.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from flint import fmpq

from derive.following.judged import Judged, worst
from derive.following.own_point import evaluated, written_out
from derive.following.reasoning import Reasoning
from derive.following.sides import ReadSide, read_side
from derive.following.what_a_line_is_about import used
from derive.following.written_differentials import has_differentials, with_calls
from derive.judging.digits import laid
from derive.judging.finding import Finding, wrong
from derive.judging.point import NO_VALUE, Point
from derive.judging.sameness import same
from derive.language.expr import Index, Number, Ref, Sum, refs, rewrite, size
from derive.language.numbers import Array, Scalar, plus, times
from derive.reading.matrix_calculus import moved
from derive.reading.vocabulary import Vocabulary
from derive.writeup.chain import Chain, Side

NOT_READ = "differentials are not read"
UNDECIDED = "this differential was not judged: there is an error before it"
BETWEEN = "whether what stands between changes as well is not said"
DIRECTIONS = 2


Choices = Callable[[Chain, list[ReadSide]], Sequence[Mapping[str, Index]]]
"""For which values of its index names a chain is meant."""


def of_differentials(chain: Chain, vocabulary: Vocabulary, reasoning: Reasoning, choices: Choices) -> list[Judged]:
    """The verdicts on a chain about a differential; nothing where it is none, or may be meant as gradients."""
    if not has_differentials(chain):
        return []
    plain = replace(chain, sides=tuple(called(chain, vocabulary)))
    runs, of = [], None
    for binding in choices(plain, [read_side(side, vocabulary, None) for side in plain.sides]):
        head, *others = (read_side(side, vocabulary, None, binding) for side in plain.sides)
        of = moved(head.expr) if isinstance(head.expr, Ref) else None
        if of is not None and all(index.is_literal for index in of.index):
            runs.append([verdict(of, side, reasoning) for side in others])
    is_of_loss = bool(runs) and of == vocabulary.facts.final  # Nobody speaks of the gradient of the loss by itself.
    if not is_of_loss and all(each is None for run in runs for each in run):
        return []
    told = [
        worst([each or Finding("unread", details={"fault": NOT_READ}) for each in column])
        for column in zip(*runs, strict=True)
    ]
    kinds = zip(chain.sides[1:], told, strict=True)
    return [Judged(side.line, chain.cell, side.text, chain.sides[0].text, each, (), "formula") for side, each in kinds]


def called(chain: Chain, vocabulary: Vocabulary) -> Iterable[Side]:
    """The sides of a chain with calls for its differentials."""

    def is_name(text: str) -> bool:
        found = read_side(replace(chain.sides[0], text=text), vocabulary, None)
        return isinstance(found.expr, Ref)

    return (replace(side, text=with_calls(side.text, is_name)) for side in chain.sides)


def verdict(of: Ref, side: ReadSide, reasoning: Reasoning) -> Finding | None:
    """What is found of a side that should be the differential of a quantity; `None` where it is none of one."""
    if side.expr is None or side.misfit is not None:
        return None
    side = side.saying(rewrite(side.expr, lambda part: written_out(part) if isinstance(part, Sum) else None))
    assert side.expr is not None
    free = [(ref, known) for ref in refs(side.expr) if (known := moved(ref)) is not None]
    before = used(of, reasoning.problem)
    if not free or side.kind != "formula" or any(known not in before for _, known in free):
        return None
    whole, direct = (is_true_everywhere(of, side, dict(free), reasoning, way) for way in (False, True))
    if whole is None:
        return None
    if whole:
        return Finding("right")
    if direct:
        return Finding("unread", details={"fault": BETWEEN})
    return Finding("unread", details={"fault": UNDECIDED}) if reasoning.notebook.has_errors else wrong(None)


def is_true_everywhere(
    of: Ref, side: ReadSide, free: Mapping[Ref, Ref], reasoning: Reasoning, is_direct: bool
) -> bool | None:
    """Whether a side is how a quantity changes, wherever it is asked; `None` where that cannot be told."""
    places = ((point, seed) for point in reasoning.judge.scattered for seed in range(DIRECTIONS))
    found = [is_true(of, side, free, point, seed, is_direct) for point, seed in places]
    return None if not found or None in found else all(found)


def is_true(of: Ref, side: ReadSide, free: Mapping[Ref, Ref], point: Point, seed: int, is_direct: bool) -> bool | None:
    """Whether a side is how a quantity changes at a point where what is free moves in some direction.

    What stands between moves with it, or stays where the change `is_direct`.
    """
    assert side.expr is not None
    assert side.reading is not None
    ways = {ref: direction(ref, seed + k) for k, ref in enumerate(free)}
    numbers = {ref: Array((), (literal.value,)) for ref, literal in side.reading.literals.items()}
    put_in = rewrite(side.expr, lambda part: written(ways[part]) if isinstance(part, Ref) and part in ways else None)
    found = evaluated(point, put_in, side.reading.layout, numbers)
    true = change(point, of, {known: ways[ref] for ref, known in free.items()}, is_direct)
    fitted = laid(found, true.shape) if found is not None and true is not None else None
    return same(fitted, true) if fitted is not None and true is not None else None


def written(way: Array) -> Number:
    return Number(tuple(entry for entry in way.entries if isinstance(entry, fmpq)), way.shape)


def direction(ref: Ref, seed: int) -> Array:
    """Some whole numbers in the shape of a quantity."""
    count = size(ref.shape)
    return Array(ref.shape, tuple(fmpq((7 * k * k + 3 * k + 5 * seed + 2) % 11 - 5) for k in range(count)))


def change(point: Point, of: Ref, ways: Mapping[Ref, Array], is_direct: bool) -> Array | None:
    """How a quantity changes where some others move so: the sum of what each of them does while the rest stays."""
    total = Array(of.shape, tuple(fmpq(0) for _ in range(size(of.shape))))
    for by, way in ways.items():
        try:
            between = used(of, point.network.problem) if is_direct else set(ways)
            rows = point.rows_holding(of, by, between - {by})
        except NO_VALUE:
            return None
        moves = (sum_of(row, way) for row in rows)
        total = Array(of.shape, tuple(plus(a, b) for a, b in zip(total.entries, moves, strict=True)))
    return total


def sum_of(row: Array, way: Array) -> Scalar:
    """The sum of the products of entries."""
    total: Scalar = fmpq(0)
    for a, b in zip(row.entries, way.entries, strict=True):
        total = plus(total, times(a, b))
    return total
