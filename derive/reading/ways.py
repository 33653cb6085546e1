"""Every way in which a statement can be meant: layouts, lists as columns or rows, products of two vectors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from functools import reduce
from operator import or_

from derive.language.expr import Derivative, Expr, Identity, Index, Numeral, Ref, Shape, describe, is_single, walk
from derive.language.patterns import regex
from derive.language.record import record
from derive.problem.spec import LAYOUTS
from derive.reading.build_rules import builder_of
from derive.reading.building import NeedsNumber, identity
from derive.reading.conventions import CONVENTIONS, Convention
from derive.reading.flat_lists import FlatLists, flat_lists
from derive.reading.guard import fault as over_limit
from derive.reading.juxtaposition import OPEN_PRODUCT, Ambiguous, Choice
from derive.reading.letters import as_identity
from derive.reading.meaning import finished
from derive.reading.result import Fault, Literal, Misshapen, Refused, Unreadable
from derive.reading.statement import Statement
from derive.reading.tree import Slope, descend
from derive.reading.unbound import beyond

PYTHON = regex(
    r"\*\*|@|\.T\b|\bnp\.|\bnumpy\.|\btorch\.|\.sum\(|\baxis\s*=|\bkeepdims\s*=|\bfor\b.{1,20}\bin\b|\btensor\("
)
FROM_ZERO = regex(r"\[[^\[\]\d.]{1,12}\]|\brange\(|\.\.")
CROSS = regex(r"\\times|×")
STARRED = regex(r"\*[\s({]{0,4}(?:\\left)?[\s({]{0,4}$")
MOST_CHOICES = 16


@record
class Way:
    """One way in which a statement can be meant."""

    exprs: tuple[Expr | None, ...]
    literals: dict[Numeral, Literal]
    layout: str
    notes: tuple[str, ...]
    products: Mapping[int, str] = field(default_factory=dict)

    @property
    def shape(self) -> Shape | None:
        return next((expr.shape for expr in reversed(self.exprs) if expr is not None), None)


def meant(
    statement: Statement,
    text: str,
    asked: Expr | None,
    binding: Mapping[str, Index],
    *,
    is_loose: bool = False,
    is_joined: bool = False,
    convention: Convention | None = None,
    is_throughout: bool = False,
) -> Way:
    """The way to mean a statement that fits the question best; the first one where nothing is asked.

    A convention holds where a product has no shape without it, or `is_throughout`.
    A way that has to choose what a product of two vectors is comes after one in another layout, or with transposed
    lists the other way, that has not; so does one that has a row for a value that is a column.
    """
    faults: list[Unreadable] = []
    first: Way | None = None
    guessed: Way | None = None
    declared = next((one for one in CONVENTIONS if one.name == statement.vocabulary.laid), None)
    depends = has_slopes(statement)
    lying = orientations(statement)
    lies_open = len({flat for flat, _ in lying}) < len(lying)
    for layout in layouts(statement.vocabulary.layout or statement.vocabulary.problem.settings.layout):
        for flat, turned in lying:
            marks = bool(PYTHON.search(text)), bool(FROM_ZERO.search(text))
            base = Choice(flat, turned, {}, *marks, asked, is_loose, is_joined, convention or declared, binding)
            base = replace(base, is_declared=declared is not None or is_throughout)
            found, more = resolved(statement, text, layout, base)
            faults += more
            try:
                way = preferred(found, asked, text, is_loose)
            except Unreadable as fault:
                faults.append(fault)
                continue
            if way is None:
                continue
            if asked is None or way.shape is None or fits(way.shape, asked.shape):
                is_open = way.products and (lies_open or not is_starred(way, text))
                is_usual = not (is_open or is_turned(way, asked) or not is_consistent(way, asked))
                if is_usual or not (depends or (lies_open and has_derivatives(way))):
                    return way
                guessed = guessed or (way if way.products else None)
            first = first or way
    if guessed is not None:
        return guessed
    if first is None:
        raise faults[0]
    return first


def has_slopes(statement: Statement) -> bool:
    """Whether a derivative is written in it, which may be a row or a column."""
    return any(isinstance(node, Slope) for side in statement.sides for node in descend(side.node))


def has_derivatives(way: Way) -> bool:
    """Whether a derivative stands in it, or in what is put in for a name of it."""
    return any(isinstance(part, Derivative) for expr in way.exprs if expr is not None for part in walk(expr))


def is_starred(way: Way, text: str) -> bool:
    """Whether all products that were chosen are entrywise and have a star for a sign, `dh * o * (1 - c)`."""
    chosen = way.products.items()
    return all(kind == "entrywise" and STARRED.search(text, max(0, place - 20), place) for place, kind in chosen)


def is_consistent(way: Way, asked: Expr | None) -> bool:
    """Whether all sides have the shape that is asked for, not only the last one."""
    return asked is None or all(expr is None or fits(expr.shape, asked.shape) for expr in way.exprs)


def loose(statement: Statement, text: str, asked: Expr, binding: Mapping[str, Index]) -> Way | None:
    """The way to mean a statement with vectors transposed that would have to be; nothing where that is no help."""
    try:
        return meant(statement, text, asked, binding, is_loose=True)
    except Unreadable:
        return None


def blockwise(statement: Statement, text: str, asked: Expr | None, binding: Mapping[str, Index]) -> Way | None:
    """The way to mean a statement with arrays in brackets as the parts of one; nothing where it has not the shape."""
    try:
        way = meant(statement, text, asked, binding, is_joined=True)
    except Unreadable:
        return None
    return way if asked is None or way.shape in (asked.shape, gradient_shape(asked)) else None


def otherwise(
    statement: Statement,
    text: str,
    asked: Expr,
    binding: Mapping[str, Index],
    convention: Convention,
    is_throughout: bool = False,
) -> Way | None:
    """The way to mean a statement under another convention; nothing where it has not the shape that is asked for."""
    try:
        way = meant(statement, text, asked, binding, convention=convention, is_throughout=is_throughout)
    except Unreadable:
        return None
    return way if way.shape in (asked.shape, gradient_shape(asked)) else None


def gradient_shape(asked: Expr) -> Shape:
    """The shape of what is asked where a gradient has that of its variable, in any layout."""
    return asked.by.shape if isinstance(asked, Derivative) and is_single(asked.of.shape) else asked.shape


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
    if fitting or CROSS.search(text):
        raise Unreadable(OPEN_PRODUCT, text, place, Fault.UNCLEAR)
    raise Misshapen(OPEN_PRODUCT, text, place)


def layouts(own: str) -> tuple[str, ...]:
    return (own, *(layout for layout in LAYOUTS if layout != own))


def orientations(statement: Statement) -> list[tuple[str, str]]:
    """What flat lists can be: first what vectors are, and with a transpose behind them too, as they look like rows.

    Those in what the text defines lie as those in the statement, since that may be put in.
    """
    lying, turned = ("row", "column") if statement.vocabulary.problem.scope.vectors == "rows" else ("column", "row")
    own = (own.lists for known in statement.vocabulary.definitions.values() for own in known)
    lists = reduce(or_, (*(flat_lists(side.node) for side in statement.sides), *own), FlatLists.NONE)
    if not lists:
        return [(lying, lying)]
    return [(lying, lying), *([(lying, turned)] if lists is FlatLists.TURNED else []), (turned, lying)]


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
            for kind in ("dot", "entrywise", *(("outer",) if trying.is_loose and is_matrix(trying.asked) else ())):
                waiting.append(replace(trying, products={**trying.products, open_choice.place: kind}))
        except Unreadable as fault:
            faults.append(fault)
            if isinstance(fault, Refused):
                raise
    return found, faults


def built(statement: Statement, text: str, layout: str, choice: Choice) -> Way:
    vocabulary = statement.vocabulary
    scope = replace(vocabulary.problem.scope, layout=layout)
    builder = builder_of(vocabulary, text, scope, choice)
    exprs: list[Expr | None] = []
    for side in statement.sides:
        try:
            env = {**builder.told, **choice.binding}
            expr = finished(builder.build(side.node, env)) if side.node is not None else None
        except NeedsNumber:
            message = "what is defined for some numbers only, or by itself, has no value here"
            raise Unreadable(message, text, side.start, Fault.NUMBERED) from None
        except Misshapen as fault:
            fault.notes = tuple(builder.notes)
            raise
        expr = as_identity(side.node, expr, choice.asked)
        if isinstance(expr, Identity) and choice.asked is not None and is_square(choice.asked.shape):
            expr = identity(expr, choice.asked.shape[0])
        if isinstance(expr, Identity):
            raise Unreadable("the size of I is not clear here", text, side.start, Fault.UNCLEAR)
        if expr is not None and (limit := over_limit(expr)):
            raise Refused(limit, text, side.start)
        if expr is not None and (entry := beyond(expr)):
            message = f"{entry.of} has no such entry; its shape is {describe(entry.of.shape)}"
            raise Unreadable(message, text, side.start, Fault.INDEX)
        exprs.append(expr)
    return Way(tuple(exprs), builder.literals, layout, tuple(builder.notes), choice.products)


def is_matrix(asked: Expr | None) -> bool:
    """Whether a matrix is asked for, which two vectors side by side make if one of them is meant as a row."""
    return asked is not None and len(asked.shape) == 2 and min(asked.shape) > 1


def is_square(shape: Shape) -> bool:
    return len(shape) == 2 and shape[0] == shape[1]


def is_turned(way: Way, asked: Expr | None) -> bool:
    """Whether a way has a row where a quantity is a column, or a column where it is a row."""
    return isinstance(asked, Ref) and way.shape is not None and not is_single(way.shape) and way.shape != asked.shape


def fits(shape: Shape, wanted: Shape) -> bool:
    """Whether shapes agree, but for a row in place of a column and 1×1 in place of a number."""
    if shape == wanted or (is_single(shape) and is_single(wanted)):
        return True
    return 1 in wanted and shape == wanted[::-1]
