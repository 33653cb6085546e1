"""What an expression of a program comes to."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from derive.tracing import scalars
from derive.tracing.array_functions import as_columns, joined, matmul
from derive.tracing.attributes import attribute
from derive.tracing.comparing import compared, is_free, name_key, truth
from derive.tracing.faults import Failing, TooMuchWork, Unclear
from derive.tracing.objects import UNKNOWN, At, DefaultTable, ModulePart, OwnObject, Variables
from derive.tracing.scalars import WORK, Entry, Traced, number
from derive.tracing.tensor import Tensor, entry_by_entry, is_entry, tensor, whole
from derive.tracing.tensor_indices import taken
from derive.tracing.true_arrays import MOST_ENTRIES

if TYPE_CHECKING:
    from derive.tracing.machine import Machine

LONGEST_WORD = 10_000

ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Entry]] = {
    ast.Add: scalars.add,
    ast.Sub: scalars.subtract,
    ast.Mult: scalars.multiply,
    ast.Div: scalars.divide,
    ast.Pow: scalars.power,
    ast.FloorDiv: scalars.floor_divide,
    ast.Mod: scalars.modulo,
    ast.BitAnd: lambda a, b: bool(number(a)) and bool(number(b)),
    ast.BitOr: lambda a, b: bool(number(a)) or bool(number(b)),
    ast.BitXor: lambda a, b: bool(number(a)) != bool(number(b)),
}


def evaluated(m: Machine, node: ast.expr, scope: Variables) -> Any:
    """The value of an expression.  Errors: `Unclear`, `Failing`, `TooMuchWork`."""
    WORK.left -= 1
    if WORK.left < 0:
        raise TooMuchWork
    match node:
        case ast.Constant(value):
            if isinstance(value, bytes | complex):
                raise Unclear
            return value
        case ast.Name(name):
            return m.name(name, scope)
        case ast.BinOp(left, operator, right):
            return binary(evaluated(m, left, scope), operator, evaluated(m, right, scope))
        case ast.Attribute(value, name):
            return attribute(m, evaluated(m, value, scope), name)
        case ast.Subscript(value, index):
            return subscript(evaluated(m, value, scope), evaluated_index(m, index, scope))
        case ast.Call():
            return m.call(node, scope)
        case ast.UnaryOp(operator, operand):
            return unary(operator, evaluated(m, operand, scope))
        case ast.Compare(left, operators, others):
            return comparison(m, left, operators, others, scope)
        case ast.Tuple(elements) | ast.List(elements) | ast.Set(elements):
            listed = list(elements_of(m, elements, scope))
            return tuple(listed) if isinstance(node, ast.Tuple) else listed
        case ast.Dict(keys, values):
            return table_of(m, keys, values, scope)
    return evaluated_control(m, node, scope)


def evaluated_control(m: Machine, node: ast.expr, scope: Variables) -> Any:
    """The value of an expression that decides, loops or defines."""
    match node:
        case ast.BoolOp(operator, values):
            result: Any = None
            for value in values:
                result = evaluated(m, value, scope)
                if truth(result) != isinstance(operator, ast.And):
                    break
            return result
        case ast.IfExp(test, body, otherwise):
            return evaluated(m, body if truth(evaluated(m, test, scope)) else otherwise, scope)
        case ast.Lambda():
            return m.closure(node, scope, "lambda")
        case ast.ListComp(element, generators) | ast.SetComp(element, generators):
            return [evaluated(m, element, inner) for inner in comprehended(m, generators, scope)]
        case ast.GeneratorExp(element, generators):
            return [evaluated(m, element, inner) for inner in comprehended(m, generators, scope)]
        case ast.DictComp(key, value, generators):
            inners = comprehended(m, generators, scope)
            return {name_key(evaluated(m, key, inner)): m.seen(key, value, inner) for inner in inners}
        case ast.JoinedStr(values):
            return formatted(m, values, scope)
        case ast.NamedExpr(ast.Name(name), value):
            found = evaluated(m, value, scope)
            scope.set(name, found)
            return found
        case ast.Starred(value):
            return evaluated(m, value, scope)
    raise Unclear


def elements_of(m: Machine, elements: list[ast.expr], scope: Variables) -> Iterator[Any]:
    for element in elements:
        if isinstance(element, ast.Starred):
            yield from iterated(evaluated(m, element.value, scope))
        else:
            yield evaluated(m, element, scope)


def table_of(m: Machine, keys: list[ast.expr | None], values: list[ast.expr], scope: Variables) -> dict[Any, Any]:
    result: dict[Any, Any] = {}
    for key, value in zip(keys, values, strict=True):
        if key is None:
            found = evaluated(m, value, scope)
            if not isinstance(found, dict):
                raise Unclear
            result.update(found)
        else:
            result[name_key(evaluated(m, key, scope))] = evaluated(m, value, scope)
    return result


def evaluated_index(m: Machine, index: ast.expr, scope: Variables) -> Any:
    match index:
        case ast.Slice(low, high, step):
            return slice(*(None if part is None else evaluated(m, part, scope) for part in (low, high, step)))
        case ast.Tuple(elements):
            return tuple(evaluated_index(m, element, scope) for element in elements)
    return evaluated(m, index, scope)


def binary(left: Any, operator: ast.operator, right: Any) -> Any:
    """An operation on two values: numbers, arrays, or lists and texts as Python has them."""
    if not is_free(left, right):
        return UNKNOWN
    if isinstance(operator, ast.MatMult):
        return matmul(left, right)
    if isinstance(left, str) and isinstance(right, str) and isinstance(operator, ast.Add):
        return (left + right)[:LONGEST_WORD]
    if isinstance(left, str) and isinstance(operator, ast.Mod):
        return percent(left, right)
    if isinstance(left, list) and isinstance(right, list) and isinstance(operator, ast.Add):
        if len(left) + len(right) > MOST_ENTRIES:
            raise TooMuchWork
        return left + right
    if isinstance(left, tuple) and isinstance(right, tuple) and isinstance(operator, ast.Add):
        return tuple(binary(list(left), operator, list(right)))
    if isinstance(operator, ast.Mult) and isinstance(left, list | tuple | str) and isinstance(right, int):
        return repeated(left, right)
    if isinstance(operator, ast.Mult) and isinstance(right, list | tuple | str) and isinstance(left, int):
        return repeated(right, left)
    function = ARITHMETIC.get(type(operator))
    if function is None or not (is_numeric(left) and is_numeric(right)):
        raise Unclear
    return entry_by_entry(function, left, right)


def is_numeric(value: Any) -> bool:
    return isinstance(value, Tensor | list | tuple | range) or is_entry(value)


def percent(text: str, values: Any) -> str:
    """A text with words and whole numbers put in; other values are shown nowhere that matters."""
    parts = values if isinstance(values, tuple) else (values,)
    if all(isinstance(part, str | int) for part in parts) and text.count("%") == len(parts):
        for part in parts:
            at = text.index("%")
            text = text[:at] + str(part) + text[at + 2 :]
    return text[:LONGEST_WORD]


def repeated(value: Any, times: int) -> Any:
    if len(value) * max(times, 0) > MOST_ENTRIES:
        raise TooMuchWork
    return value * times


def unary(operator: ast.unaryop, value: Any) -> Any:
    if value is UNKNOWN:
        return UNKNOWN
    match operator:
        case ast.Not():
            return not truth(value)
        case ast.USub():
            return entry_by_entry(scalars.negative, value)
        case ast.Invert():
            return entry_by_entry(inverted, value)
    return value


def inverted(entry: Entry) -> Entry:
    if isinstance(entry, bool):
        return not entry
    return ~whole(entry)


def comparison(m: Machine, left: ast.expr, operators: list[ast.cmpop], others: list[ast.expr], scope: Variables) -> Any:
    first = evaluated(m, left, scope)
    result: Any = True
    for operator, other in zip(operators, others, strict=True):
        second = evaluated(m, other, scope)
        if isinstance(operator, ast.Eq | ast.NotEq):
            m.compared |= {e.at for each in (first, second) for e in entries_of(each) if isinstance(e, Traced)}
        result = compared(first, operator, second)
        if len(others) > 1 and not truth(result):
            return False
        first = second
    return result


def entries_of(value: Any) -> Sequence[Any]:
    return value.entries if isinstance(value, Tensor) else (value,)


def joined_by_index(kind: str, index: Any) -> Any:
    """`np.r_[…]` and `np.c_[…]`: what stands in the brackets, one behind the other or as columns."""
    parts = list(index) if isinstance(index, tuple) else [index]
    if kind not in ("r_", "c_") or any(isinstance(part, slice | str) for part in parts):
        raise Unclear
    if kind == "c_":
        return as_columns(parts, -1)
    arrays = [tensor(part) for part in parts]
    return joined([array if array.shape else tensor([part]) for array, part in zip(arrays, parts, strict=True)])


def subscript(value: Any, index: Any) -> Any:
    """What an index takes out of an array, a list, a text or a dictionary."""
    if not is_free(value, index):
        return UNKNOWN
    if isinstance(value, dict):
        key = name_key(index)
        if key not in value and isinstance(value, DefaultTable):
            value[key] = value.made()
        if key not in value:
            raise Failing
        return value[key]
    if isinstance(value, At):
        return At(value.array, index)
    if isinstance(value, ModulePart):
        return joined_by_index(value.path.split(".")[-1], index)
    if isinstance(value, list | tuple | str | range):
        if isinstance(index, slice):
            bounds = (None if part is None else whole(part) for part in (index.start, index.stop, index.step))
            return value[slice(*bounds)]
        place = whole(index)
        if not -len(value) <= place < len(value):
            raise Failing
        return value[place]
    if isinstance(value, Tensor) or is_entry(value):
        return taken(tensor(value), index)
    raise Unclear


def iterated(value: Any) -> Iterator[Any]:
    """What a loop runs over."""
    if isinstance(value, Tensor):
        if not value.shape:
            raise Failing
        for k in range(value.shape[0]):
            yield taken(value, k)
        return
    if isinstance(value, OwnObject) and value.of.slots:
        value = [value.fields.get(name, UNKNOWN) for name in value.of.slots]
    if not isinstance(value, list | tuple | range | str | dict):
        raise Unclear
    for each in list(value) if isinstance(value, dict) else value:
        WORK.spend(1)
        yield each


def comprehended(m: Machine, generators: list[ast.comprehension], scope: Variables) -> Iterator[Variables]:
    """The scopes that a comprehension goes through."""
    first, *others = generators
    for each in iterated(evaluated(m, first.iter, scope)):
        inner = Variables(scope)
        m.bind(first.target, each, inner)
        if all(truth(evaluated(m, test, inner)) for test in first.ifs):
            if others:
                yield from comprehended(m, others, inner)
            else:
                yield inner


def formatted(m: Machine, values: list[ast.expr], scope: Variables) -> str:
    """A text with values put in: words and whole numbers, which may be keys; others show as nothing."""
    result = ""
    for value in values:
        found = (
            evaluated(m, value.value, scope) if isinstance(value, ast.FormattedValue) else evaluated(m, value, scope)
        )
        result += str(found) if isinstance(found, str | int) else "?"
    return result[:LONGEST_WORD]


def names_in(node: ast.expr) -> list[str]:
    return [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
