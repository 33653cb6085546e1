"""What an assignment does: names, fields, keys and parts of arrays get values, and each is recorded."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from derive.tracing.comparing import name_key
from derive.tracing.expressions import evaluated, evaluated_index, iterated
from derive.tracing.faults import Failing, TooMuchWork, Unclear
from derive.tracing.givens import TABLES
from derive.tracing.later_passes import updated
from derive.tracing.objects import UNKNOWN, Closure, OwnObject, Variables
from derive.tracing.scalars import WORK, Entry
from derive.tracing.tensor import Tensor, filled, is_entry, stretched, tensor, whole
from derive.tracing.tensor_indices import selected
from derive.tracing.trace import Event, Key, Snapshot, Spot, snapshot

if TYPE_CHECKING:
    from derive.tracing.machine import Machine


ENTRIES = 1_000_000
"""The first of the places of values that are calculated within a new dictionary."""
MOST_PROBED = 400_000
"""Calculations for all expressions that are tried out at one moment."""
BEFORE = "(before)"
"""The array as it was before a part of it was set: no name of a program, for expressions that are put in the place."""


@dataclass(frozen=True)
class Target:
    """A statement with what stands on its right, and which of its targets is meant."""

    statement: ast.stmt
    value: ast.expr
    place: int
    fails: bool = False
    way: str = "assign"
    before: Snapshot | None = None
    owner: Tensor | None = None

    def spot(self, piece: int) -> Spot:
        return piece, self.statement.lineno * 1000 + self.statement.col_offset, self.place

    @property
    def line(self) -> int:
        """Where the value stands: of several that one statement makes, each in its own line."""
        return self.value.lineno if self.place >= ENTRIES else self.statement.lineno

    @property
    def is_passed(self) -> bool:
        """Whether a value is only handed on."""
        return isinstance(self.value, ast.Name | ast.Attribute | ast.Subscript | ast.Tuple)


def assign(m: Machine, of: Target | None, target: ast.expr, value: Any, scope: Variables) -> None:
    """Give a target its value.  Errors: `Unclear`, `Failing`."""
    match target:
        case ast.Name(name):
            value = recorded(m, of, name, (), value, scope)
            scope.set(name, value)
        case ast.Tuple(elements) | ast.List(elements):
            several(m, of, elements, value, scope)
        case ast.Attribute(owner, name):
            field(m, of, owner, name, value, scope)
        case ast.Subscript(owner, index):
            part(m, of, owner, index, value, scope)
        case ast.Starred(inner):
            assign(m, of, inner, value, scope)
        case _:
            raise Unclear


def several(m: Machine, of: Target | None, elements: list[ast.expr], value: Any, scope: Variables) -> None:
    parts = [UNKNOWN] * len(elements) if value is UNKNOWN else list(iterated(value))
    if len(parts) != len(elements) or any(isinstance(element, ast.Starred) for element in elements):
        raise Unclear
    sources = of.value.elts if of and isinstance(of.value, ast.Tuple | ast.List) else []
    for k, (element, each) in enumerate(zip(elements, parts, strict=True)):
        own = of
        if of is not None:
            source = sources[k] if len(sources) == len(elements) else ast.Name("_", ast.Load())
            own = replace(of, value=source, place=of.place * 100 + k + 1)
        assign(m, own, element, each, scope)


def field(m: Machine, of: Target | None, owner: ast.expr, name: str, value: Any, scope: Variables) -> None:
    thing = evaluated(m, owner, scope)
    if isinstance(thing, OwnObject):
        title = owner.id if isinstance(owner, ast.Name) and owner.id != "self" else ""
        thing.fields[name] = recorded(m, of, title or name, (name,) if title else (), value, scope)
    elif isinstance(thing, Tensor) and name in ("data", "value"):
        thing.write(range(len(thing.places)), stretched(tensor(value), thing.shape))
    elif isinstance(thing, Closure) or name in ("grad", "shape", "requires_grad"):
        return
    else:
        raise Unclear


def named(m: Machine, node: ast.expr, scope: Variables) -> tuple[str, tuple[Key, ...]]:
    """The name of a container and the keys that lead into it; `grads.W` is what `dW` would be."""
    match node:
        case ast.Attribute(ast.Name(owner), name) if TABLES.match(owner):
            return f"d{name}", ()
        case ast.Name(name) | ast.Attribute(_, name):
            return name, ()
        case ast.Subscript(value, index):
            name, keys = named(m, value, scope)
            return name, (*keys, *keys_of(evaluated_index(m, index, scope)))
    return "", ()


def keys_of(index: Any) -> tuple[Key, ...]:
    """The key that an index is; of a column of an array the number of the column."""
    if isinstance(index, tuple):
        numbers = [part for part in index if part != slice(None)]
        return keys_of(numbers[0]) if len(numbers) == 1 and len(index) == 2 else ()
    if isinstance(index, list) and len(index) == 1:
        return keys_of(index[0])
    if isinstance(index, str | int):
        return (index,)
    return (whole(index),) if isinstance(index, Tensor) and len(index.places) == 1 else ()


def part(m: Machine, of: Target | None, owner: ast.expr, index: ast.expr, value: Any, scope: Variables) -> None:
    """A key of a dictionary, a place of a list, or a part of an array."""
    thing, at = evaluated(m, owner, scope), evaluated_index(m, index, scope)
    name, keys = named(m, owner, scope)
    if isinstance(thing, dict):
        key = name_key(at)
        thing[key] = recorded(m, of, name, (*keys, key), value, scope)
    elif isinstance(thing, list):
        place = whole(at)
        if not -len(thing) <= place < len(thing):
            raise Failing
        thing[place] = recorded(m, of, name, (*keys, place), value, scope)
        if of is not None and is_entry(value):
            as_part(m, outermost(m, owner, scope), (*keys, place))
    elif isinstance(thing, Tensor):
        of_array(m, of, name, keys, thing, at, value, scope)
    else:
        raise Unclear


def outermost(m: Machine, owner: ast.expr, scope: Variables) -> Any:
    while isinstance(owner, ast.Subscript):
        owner = owner.value
    return evaluated(m, owner, scope)


def as_part(m: Machine, whole_list: Any, keys: tuple[Key, ...]) -> None:
    """Tell of an entry of a list of lists, just recorded, which array it is a part of."""
    state = snapshot(whole_list)
    if state is None or len(state.shape) != len(keys) or not all(isinstance(key, int) for key in keys):
        return
    event = m.trace.events[-1]
    event.whole, event.way = state, "part" if event.way == "assign" else event.way
    event.positions = tuple(selected(state.shape, keys).positions)


def of_array(
    m: Machine,
    of: Target | None,
    name: str,
    keys: tuple[Key, ...],
    array: Tensor,
    at: Any,
    value: Any,
    scope: Variables,
) -> None:
    if value is UNKNOWN or at is UNKNOWN:
        raise Unclear
    found = selected(array.shape, at)
    if of is not None and keys_of(at) and not of.is_passed:
        value = m.recognised(f"{name}[{keys_of(at)[-1]}]", value)
    WORK.spend(len(array.places) // 2)
    before = Snapshot(array.shape, tuple(array.entries)) if of else None
    array.write(found.positions, stretched(shrunk(tensor(value), len(found.shape)), found.shape))
    if of is None:
        return
    probe(m, of, scope, before)
    mended = mend(m, of, snapshot(array.view(found.positions, found.shape)), is_part=True)
    if mended is not None:
        entries = mended.entries
        is_whole = len(entries) != len(found.positions)
        if is_whole and len(entries) != len(array.places):
            raise Failing
        array.write(range(len(array.places)) if is_whole else found.positions, entries)
    slot = Snapshot(found.shape, tuple(array.view(found.positions, found.shape).entries))
    state = Snapshot(array.shape, tuple(array.entries))
    event = Event(
        of.spot(m.piece),
        of.statement.lineno,
        name,
        (*keys, *keys_of(at)),
        tuple(m.loops),
        "part" if of.way == "assign" else of.way,
        slot,
        state,
        tuple(found.positions),
        of.is_passed,
        before=before,
        started=m.started,
        text=ast.unparse(of.value)[:2000],
        is_masked=isinstance(at, Tensor) and at.shape == array.shape,
    )
    m.trace.add(event)


def shrunk(value: Tensor, axes: int) -> Tensor:
    """Leading axes of length one may be left out where a part is set."""
    shape = value.shape
    while len(shape) > axes and shape[0] == 1:
        shape = shape[1:]
    return Tensor(value.buffer, value.places, shape)


def recorded(m: Machine, of: Target | None, name: str, keys: tuple[Key, ...], value: Any, scope: Variables) -> Any:
    """The value that a name gets: a given one where it is that, the mended one where the statement is mended."""
    hint = next((key for key in reversed(keys) if isinstance(key, str)), name)
    if keys and isinstance(keys[-1], str):
        value = m.givens.entry(hint, value)
    else:
        value = m.recognised(f"{hint}[{keys[-1]}]" if keys else hint, value)
    if of is None:
        return value
    found = snapshot(value)
    probe(m, of, scope)
    mended = mend(m, of, found)
    if mended is not None:
        value = laid_like(mended, found)
        found = snapshot(value)
    value = updated(m, of.before, name, value)
    if of.owner is not None and value is not UNKNOWN:
        of.owner.write(range(len(of.owner.places)), stretched(tensor(value), of.owner.shape))
        value = of.owner
    found = snapshot(value)
    if isinstance(value, Closure | str) or (found is None and not of.fails and value is not UNKNOWN):
        return value
    m.trace.add(
        Event(
            of.spot(m.piece),
            of.line,
            name,
            keys,
            tuple(m.loops),
            of.way,
            found,
            is_passed=of.is_passed and of.way == "assign",
            fails=of.fails,
            before=of.before,
            started=m.started,
            text=ast.unparse(of.value)[:2000],
        )
    )
    return value


def probe(m: Machine, of: Target, scope: Variables, before: Snapshot | None = None) -> None:
    """What other expressions would give at this moment; `before` is the array of which a part was set."""
    spot = of.spot(m.piece)
    if spot not in m.probes:
        return
    found: list[Snapshot | None] = []
    left, WORK.left = WORK.left, MOST_PROBED
    for kind, expression in m.probes[spot]:
        m.older = m.before_update if kind == "updated" else {}
        if before is not None:
            m.older = {**m.older, BEFORE: filled(before.shape, before.entries)}
        try:
            found.append(snapshot(evaluated(m, expression, scope)))
        except TooMuchWork:
            found += [None] * (len(m.probes[spot]) - len(found))
            break
        except Exception:
            # An expression that does not fit its values gives nothing.
            found.append(None)
    m.older = {}
    m.tried_out += MOST_PROBED - WORK.left
    WORK.left = left
    m.probed[spot, m.trace.counts.get(spot, 0)] = found


def mend(m: Machine, of: Target, found: Snapshot | None, is_part: bool = False) -> Snapshot | None:
    spot = of.spot(m.piece)
    if spot not in m.mends:
        return None
    mended = m.mends[spot](m.trace.counts.get(spot, 0), found)
    return mended if isinstance(mended, Snapshot) else None


def laid_like(mended: Snapshot, found: Snapshot | None) -> Tensor | Entry:
    """A mended value in the shape that the program has it in, where it has as many entries."""
    shape = found.shape if found is not None and len(found.entries) == len(mended.entries) else mended.shape
    return filled(shape, mended.entries) if shape else mended.entries[0]


def as_read(target: ast.expr) -> ast.expr:
    """The expression that reads what a target names."""
    match target:
        case ast.Name(name):
            return ast.Name(name, ast.Load())
        case ast.Attribute(value, name):
            return ast.Attribute(value, name, ast.Load())
        case ast.Subscript(value, index):
            return ast.Subscript(value, index, ast.Load())
    raise Unclear
