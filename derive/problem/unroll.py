"""Definitions with an index to equations with the index written out, in the order in which they can be computed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import product

from derive.language.errors import Complaint, ProblemError
from derive.language.expr import (
    Call,
    Equation,
    Expr,
    Index,
    IndexNumber,
    Number,
    Ref,
    Sum,
    at,
    bind,
    bind_ref,
    children,
    refs,
    rewrite,
)
from derive.language.record import record
from derive.table.algebra import ADD, SUBTRACT

MOST_EQUATIONS = 20_000


def needs(expr: Expr) -> Iterator[Ref]:
    """The quantities that an expression needs before it has a value; for a gradient, what it is of and by."""
    for ref in refs(expr):
        yield from ends(ref)


def ends(ref: Ref) -> Iterator[Ref]:
    """A quantity; in place of a gradient, perhaps of another one, what it is of and by."""
    for end in ref.gradient or ():
        yield from ends(end)
    if ref.gradient is None:
        yield ref


@record
class Definition:
    """An equation of the problem, for all index values in `spans`; `is_part` if it only names a part of another."""

    equation: Equation
    spans: tuple[tuple[str, range], ...] = ()
    is_part: bool = False
    place: str = ""


def normal(target: Ref, rhs: Expr, ranges: Mapping[str, range]) -> tuple[Equation, tuple[tuple[str, range], ...]]:
    """The equation with a plain index on the left (`h[t+1] = …` becomes `h[t] = …`), and where it holds."""
    binding: dict[str, Index] = {}
    spans = []
    for index in target.index:
        if index.name:
            whole = ranges[index.name]
            binding[index.name] = Index(index.name, -index.offset)
            spans.append((index.name, range(whole.start + index.offset, whole.stop + index.offset)))
    shifted = rewrite(bind(rhs, binding), added_up) if any(index.offset for index in binding.values()) else rhs
    return Equation(bind_ref(target, binding), shifted), tuple(spans)


def loose_indices(expr: Expr, inside: frozenset[str]) -> Iterator[Index]:
    """The indices by name that neither the left side nor a sum introduces."""
    if isinstance(expr, Ref | IndexNumber):
        indices = expr.index if isinstance(expr, Ref) else (expr.index,)
        yield from (i for i in indices if i.name and i.name not in inside)
    if isinstance(expr, Sum):
        inside = inside | {expr.index}
    for child in children(expr):
        yield from loose_indices(child, inside)


def added_up(expr: Expr) -> Expr | None:
    """The number of a step and another one as the number of another step: `(t-1) + 1` is `t`."""
    match expr:
        case Call(operation, (IndexNumber(index), Number((number,), ()))) if operation in (ADD, SUBTRACT):
            sign = 1 if operation is ADD else -1
            return IndexNumber(Index(index.name, index.offset + sign * int(number))) if number.q == 1 else None
    return None


def instances(definition: Definition) -> Iterator[Equation]:
    """The equations that a definition stands for."""
    equation = definition.equation
    names = [name for name, _ in definition.spans]
    for numbers in product(*(span for _, span in definition.spans)):
        binding = {name: at(number) for name, number in zip(names, numbers, strict=True)}
        general = equation if names else None
        bound = tuple(zip(names, numbers, strict=True))
        yield Equation(bind_ref(equation.target, binding), bind(equation.rhs, binding), general, bound)


def unroll(definitions: Iterable[Definition], given: Mapping[Ref, object]) -> tuple[Equation, ...]:
    """All equations, each after those it uses.

    A special case (`s[0] = …`) wins over the general definition.  Errors: a name bound twice, a quantity that
    nothing defines, a cycle.
    """
    bound: dict[Ref, Equation] = {}
    places: dict[Ref, Definition] = {}
    complaints: list[Complaint] = []
    for definition in sorted(definitions, key=lambda d: bool(d.spans)):
        for equation in instances(definition):
            target = equation.target
            if target in bound and definition.spans and not places[target].spans:
                continue
            if target in bound or target in given:
                what = "has a value and an equation" if target in given else "is bound twice"
                complaints.append(Complaint(definition.place, f"{target} {what}"))
            bound[target] = equation
            places[target] = definition
        if len(bound) > MOST_EQUATIONS:
            raise ProblemError(Complaint("model.equations", f"more than {MOST_EQUATIONS} equations after unrolling"))
    drop_unused_parts(bound, places, given)
    order = ordered(definitions, bound)
    complaints += missing(order, bound, places, given)
    if complaints:
        raise ProblemError(*complaints)
    return tuple(sort(order, bound))


def drop_unused_parts(
    bound: dict[Ref, Equation], places: Mapping[Ref, Definition], given: Mapping[Ref, object]
) -> None:
    """Take out instances of parts that nothing uses and that cannot be computed (a special case wins)."""
    while True:
        used = {ref for equation in bound.values() for ref in needs(equation.rhs)}
        idle = [
            target
            for target, equation in bound.items()
            if places[target].is_part
            and target not in used
            and any(ref not in bound and ref not in given for ref in needs(equation.rhs))
        ]
        if not idle:
            return
        for target in idle:
            del bound[target]


def ordered(definitions: Iterable[Definition], bound: Mapping[Ref, Equation]) -> list[Equation]:
    """The equations in the order of the file, steps side by side."""
    rank: dict[str, int] = {}
    for number, definition in enumerate(definitions):
        rank.setdefault(definition.equation.target.name, number)
    return sorted(bound.values(), key=lambda e: ([i.offset for i in e.target.index], rank[e.target.name]))


def missing(
    order: list[Equation], bound: Mapping[Ref, Equation], places: Mapping[Ref, Definition], given: Mapping[Ref, object]
) -> list[Complaint]:
    """Complaints about quantities that are used and never defined, one for each definition that uses them."""
    found: dict[tuple[str, str], Complaint] = {}
    known = {ref.name: [] for ref in (*bound, *given)}  # type: dict[str, list[int]]
    for ref in (*bound, *given):
        known[ref.name] += [i.offset for i in ref.index]
    for equation in order:
        for ref in needs(equation.rhs):
            if ref not in bound and ref not in given:
                place = places[equation.target].place
                message = absent(ref, equation.target, known.get(ref.name, []))
                found.setdefault((place, ref.name), Complaint(place, message))
    return list(found.values())


def absent(ref: Ref, user: Ref, numbers: Collection[int]) -> str:
    """The complaint about a quantity that is used and never defined; `numbers` are the steps that its name has."""
    if ref.index and numbers:
        side = "before the first" if ref.index[0].offset < min(numbers) else "past the last"
        return f"{user} uses {ref}, which reaches {side} step; give {ref} a value or an equation of its own"
    return f"{user} uses {ref}, which has neither a value nor an equation"


def sort(order: list[Equation], bound: Mapping[Ref, Equation]) -> list[Equation]:
    """Depth first, so that each equation stands directly behind what it needs; a cycle is an error."""
    done: dict[Ref, bool] = {}
    result: list[Equation] = []
    for start in order:
        stack = [(start, iter(dict.fromkeys(needs(start.rhs))))]
        if start.target in done:
            continue
        done[start.target] = False
        while stack:
            equation, uses = stack[-1]
            for ref in uses:
                if ref in bound and ref not in done:
                    done[ref] = False
                    stack.append((bound[ref], iter(dict.fromkeys(needs(bound[ref].rhs)))))
                    break
                if ref in bound and not done[ref]:
                    names = [str(e.target) for e, _ in stack]
                    ring = " → ".join([*names[names.index(str(ref)) :], str(ref)])
                    raise ProblemError(Complaint("model.equations", f"{ref} depends on itself: {ring}"))
            else:
                stack.pop()
                done[equation.target] = True
                result.append(equation)
    return result
