"""The name of the mistake in a statement: by what its value is instead, and by what would make it right."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from derive.language.expr import Derivative
from derive.tracing.assigning import as_read
from derive.tracing.givens import Numbers, squeezed
from derive.tracing.machine import Mend
from derive.tracing.matching import are_same
from derive.tracing.mended_statements import adds_to_itself
from derive.tracing.mutations import Around, mutants
from derive.tracing.new_tables import of_entry
from derive.tracing.runs import Probe
from derive.tracing.scalars import Traced
from derive.tracing.seen import Seen
from derive.tracing.tensor import Tensor, filled
from derive.tracing.told_by_numbers import adds_up
from derive.tracing.trace import Snapshot, Spot
from derive.tracing.true_arrays import Truth
from derive.tracing.wider_mutations import wider

if TYPE_CHECKING:
    from derive.tracing.blame import Blamed, Detective

STATEMENTS = (ast.Assign, ast.AugAssign, ast.Expr, ast.AnnAssign, ast.Return)
"""Statements that give values."""
MOST_SLOPES = 40
MOST_NAMES = 60
GRADIENT = re.compile(r"d[A-Z_\d]|d\w$|grad|delta|g_|back")
"""How names of gradients begin."""
Wrap = Callable[[ast.expr], ast.expr]
"""From a right side to what a statement gives with it."""


def mistake(detective: Detective, blamed: Blamed, earlier: Mapping[Spot, Blamed]) -> str | None:
    """The name of a mistake; `None` where no usual one explains the value."""
    found = by_value(blamed, detective)
    if found in ("overwritten", "transposed"):
        return found
    kept, detective.errors = detective.errors, dict(earlier)
    mends = detective.mends({})
    detective.errors = kept
    changed_back = by_change(detective, blamed.seen, blamed.truth, mends)
    if changed_back is not None and changed_back.startswith("extra_"):
        return by_rarer_change(detective, blamed, mends) or changed_back
    return changed_back or found or by_rarer_change(detective, blamed, mends)


def by_value(blamed: Blamed, detective: Detective) -> str | None:
    """What a wrong value is instead."""
    seen, truth = blamed.seen, blamed.truth
    if blamed.is_overwritten or is_overwritten(seen, truth):
        return "overwritten"
    values = seen.values()
    if values is None:
        return "shapes_do_not_fit" if seen.event.fails else None
    if are_same([tuple(-x for x in row) for row in values], truth.numbers):
        return "sign"
    if len(truth.shape) == 2 and are_same(turned(values, truth.shape), truth.numbers):
        return "transposed"
    for match in seen.matches:
        if match.truth.about == truth.about and not match.is_exact:
            return of_factor(match.factor)
    for match in seen.matches:
        if match.truth.kind in ("share", "single") and match.is_exact and match.truth.ref == truth.ref:
            return "recurrent_path_missing" if truth.ref.index else "use_missing"
    return by_other_quantity(seen, truth, detective)


def of_factor(factor: float) -> str:
    """What it is called if a value is a multiple of the true one."""
    if factor == -1:
        return "sign"
    if factor == 1 / 2:
        return "factor_of_two"
    return "missing_mean_factor" if abs(factor) > 1 else "mean_factor_twice"


def by_other_quantity(seen: Seen, truth: Truth, detective: Detective) -> str | None:
    """The value is another true one: the gradient behind the activation, or that of another step."""
    for match in seen.matches:
        other = match.truth.about
        if not match.is_full or not isinstance(other, Derivative) or not isinstance(truth.about, Derivative):
            continue
        if other.by.name == truth.ref.name:
            return "other_time_step"
        above = {user.target for user in detective.runs.problem.network.users.get(truth.ref, ())}
        if other.by in above:
            return "activation_derivative_missing"
    return None


def is_overwritten(seen: Seen, truth: Truth) -> bool:
    """Whether what one round of a loop contributes is set and not added."""
    is_part = any(m.truth.kind == "share" and m.is_exact and m.truth.about == truth.about for m in seen.matches)
    values = seen.values()
    is_zero = values is not None and not any(any(row) for row in values)
    in_loop = bool(seen.event.loops) or seen.event.occurrence > 0
    return (
        (is_part or is_zero)
        and in_loop
        and not adds_to_itself(seen)
        and seen.event.way in ("assign", "part")
        and not truth.ref.index
    )


def turned(values: Sequence[Numbers], shape: tuple[int, ...]) -> list[Numbers]:
    n, m = shape
    if any(len(row) != n * m for row in values):
        return list(values)
    return [tuple(row[j * n + i] for i in range(n) for j in range(m)) for row in values]


# By what would make it right


def by_change(
    detective: Detective, seen: Seen, truth: Truth, mends: Sequence[Mapping[Spot, Mend]], alone: bool = False
) -> str | None:
    """The mistake that, taken back, makes the value the true one; `alone` with what the line itself has."""
    source = statement(detective, seen.spot)
    if source is None:
        return None
    names = array_names(detective)
    points = range(len(detective.runs.truths.numbers))
    tried = [changed(source, [] if alone else names, [] if alone else slopes(detective, k)) for k in points]
    return first_fitting(detective, seen, truth, mends, tried)


def by_rarer_change(detective: Detective, blamed: Blamed, mends: Sequence[Mapping[Spot, Mend]]) -> str | None:
    """The same for what is seldom forgotten or exchanged."""
    source = statement(detective, blamed.seen.spot)
    if source is None:
        return None
    value, wrap = right_side(source)
    names = array_names(detective)
    tried = [(name, wrap(new)) for name, new in wider(source, value, names, factors(detective, names, blamed.seen))]
    many = len(detective.runs.truths.numbers)
    return first_fitting(detective, blamed.seen, blamed.truth, mends, [tried] * many)


def factors(detective: Detective, names: Sequence[str], seen: Seen) -> list[str]:
    """Arrays that may have been a factor: those that were given their values before, the last first."""
    before = [each.event.name for each in detective.last.seen[: seen.number] if each.shape()]
    return [name for name in dict.fromkeys([*before[::-1], *names]) if name in names]


def first_fitting(
    detective: Detective,
    seen: Seen,
    truth: Truth,
    mends: Sequence[Mapping[Spot, Mend]],
    tried: Sequence[Sequence[Probe]],
) -> str | None:
    """The name of the first change with which a value is the true one."""
    rows = detective.runs.probed(mends, seen.spot, seen.event.occurrence, tried)
    if any(len(row) != len(tried[0]) for row in rows):
        return None
    for k, (name, _) in enumerate(tried[0]):
        found = [row[k] for row in rows]
        numbers = [each.numbers for each in found if each is not None]
        if name == "softmax_not_normalised" and found[0] is not None and not adds_up(found[0]):
            continue
        if len(numbers) == len(found) and fits(found[0], truth) and are_same(truth.numbers, numbers):
            return named(name, detective, truth)
    return None


def fits(found: Snapshot | None, truth: Truth) -> bool:
    return found is not None and squeezed(found.shape) == truth.shape


def changed(source: ast.stmt, names: Sequence[str], slopes: Iterable[Tensor]) -> list[Probe]:
    """The right side of a statement without one mistake, for each that may be in it."""
    value, wrap = right_side(source)
    around = Around(names, list(slopes))
    found: list[Probe] = [("updated", wrap(value))]
    found += [(name, wrap(new)) for name, new in mutants(value, around)]
    is_gradient = GRADIENT.match(target_name(source)) is not None
    if isinstance(source, ast.AugAssign):
        found += [("sign", wrap(ast.UnaryOp(ast.USub(), value))), ("overwritten", value)]
    found += [(f"term:{name}", ast.BinOp(wrap(value), ast.Add(), ast.Name(name, ast.Load()))) for name in names]
    found += [(f"term:{name}", wrap(new)) for name in names for new in terms_in_factors(value, name)]
    for name in names:
        other = ast.Name(name, ast.Load())
        found.append(("factor_missing", wrap(ast.BinOp(value, ast.Mult(), other))))
        found.append(("factor_missing", wrap(ast.BinOp(value, ast.Div(), other))))
        found.append(("factor_missing", wrap(ast.BinOp(value, ast.MatMult(), other))))
        found.append(("factor_missing", wrap(ast.BinOp(other, ast.MatMult(), value))))
        turned_other = ast.Attribute(other, "T", ast.Load())
        found.append(("factor_missing", wrap(ast.BinOp(value, ast.MatMult(), turned_other))))
        found.append(("factor_missing", wrap(ast.BinOp(turned_other, ast.MatMult(), value))))
    for axis in (None, 0, 1, -1):
        summed = ast.Call(ast.Attribute(value, "sum", ast.Load()), [], [ast.keyword("axis", ast.Constant(axis))])
        kept = ast.Call(summed.func, [], [*summed.keywords, ast.keyword("keepdims", ast.Constant(True))])
        if not is_gradient:
            found.append(("softmax_not_normalised", wrap(ast.BinOp(value, ast.Div(), kept))))
        found.append(("sum_missing", wrap(summed)))
    return found


def terms_in_factors(value: ast.expr, name: str) -> Iterator[ast.expr]:
    """An array more in one factor of a product."""
    match value:
        case ast.BinOp(left, ast.Mult() | ast.MatMult() as operator, right):
            other = ast.Name(name, ast.Load())
            yield ast.BinOp(ast.BinOp(left, ast.Add(), other), operator, right)
            for new in terms_in_factors(left, name):
                yield ast.BinOp(new, operator, right)
            yield ast.BinOp(left, operator, ast.BinOp(right, ast.Add(), other))


def target_name(source: ast.stmt) -> str:
    """The name that a statement gives a value."""
    match source:
        case ast.Assign([target]) | ast.AugAssign(target) | ast.AnnAssign(target):
            while isinstance(target, ast.Subscript):
                target = target.value
            return target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
        case ast.Expr(ast.Call(ast.Attribute(ast.Name(name)))):
            return name
    return ""


def right_side(source: ast.stmt) -> tuple[ast.expr, Wrap]:
    match source:
        case ast.AugAssign(target, operator, value):
            return value, lambda new: ast.BinOp(as_read(target), operator, new)
        case ast.Assign(_, value):
            return value, lambda new: new
        case ast.Expr(ast.Call(_, [*_, value])):
            return value, lambda new: new
        case ast.AnnAssign(value=ast.expr() as value) | ast.Return(ast.expr() as value):
            return value, lambda new: new
    return ast.Constant(None), lambda new: new


def slopes(detective: Detective, point: int) -> Iterator[Tensor]:
    """The slopes of the problem's functions at a point, entry by entry."""
    truths = detective.runs.truths
    for truth in [t for t in truths.slopes if t.shape == squeezed(t.ref.shape)][:MOST_SLOPES]:
        entries = [Traced(x) for x in truth.numbers[point]]
        yield filled(truth.shape, entries)
        if len(truth.shape) == 1:
            yield filled((*truth.shape, 1), entries)


def statement(detective: Detective, spot: Spot) -> ast.stmt | None:
    node = whole_statement(detective, spot)
    return of_entry(node, spot[2]) if isinstance(node, STATEMENTS) else None


def whole_statement(detective: Detective, spot: Spot) -> ast.stmt | None:
    piece, number, _ = spot
    for node in (part for each in detective.runs.program.pieces[piece].body for part in ast.walk(each)):
        if isinstance(node, ast.stmt) and node.lineno * 1000 + node.col_offset == number:
            return node
    return None


def array_names(detective: Detective) -> list[str]:
    """The names in the program that may be those of arrays."""
    pieces = detective.runs.program.pieces
    parts = (part for piece in pieces for statement in piece.body for part in ast.walk(statement))
    found = dict.fromkeys(part.id for part in parts if isinstance(part, ast.Name))
    arrays = {seen.event.name: None for seen in detective.last.seen if len(seen.shape()) > 0}
    return list({**arrays, **found})[:MOST_NAMES]


def named(name: str, detective: Detective, truth: Truth | None = None) -> str:
    """What it says that another array should have stood there."""
    kind, _, rest = name.partition(":")
    if kind == "activation_derivative_no_square" and truth is not None and truth.is_full and not truth.is_gradient:
        return "square_missing"
    if kind == "updated":
        return "weight_updated_before"
    if kind == "term":
        return missing_term(rest, truth, detective)
    if kind != "other":
        return kind
    used, _, wanted = rest.partition(":")
    learned = detective.last.names.learned
    of_used, of_wanted = learned.get(used.replace("_", "")), learned.get(wanted.replace("_", ""))
    problem = detective.runs.problem
    targets = {ref.name: ref for ref in detective.runs.truths.refs}
    if of_used in targets and of_wanted in targets:
        inputs = {ref.name for ref in problem.network.used.get(targets[str(of_wanted)], ())}
        if of_used in inputs:
            return "activation_derivative_at_input"
    return "other_array"


def missing_term(name: str, truth: Truth | None, detective: Detective) -> str:
    """What a term that was left out is called: a way back through time, a bias, another way."""
    if truth is not None and truth.is_gradient and truth.ref.index:
        return "recurrent_path_missing"
    base = detective.last.names.learned.get(name.replace("_", ""), name)
    is_given = any(ref.name == base and 1 in (*ref.shape, 1) for ref in detective.runs.problem.given)
    is_forward = truth is not None and not truth.is_gradient
    return "bias_missing" if is_given and is_forward else "path_missing"
