"""The statements of a program, one after the other, without running it: every value is calculated here.

An abstract interpreter of a small part of Python over arrays.  What it does not know it leaves `UNKNOWN`, and all
that depends on that; it reads no file and calls nothing of anybody's.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from derive.programs import calls
from derive.programs.assigning import Target, as_later, assign
from derive.programs.expressions import binary, evaluated, iterated, truth
from derive.programs.faults import Exhausted, Failing, Unclear
from derive.programs.library import FUNCTIONS
from derive.programs.objects import UNKNOWN, ClassOf, Closure, Instance, Library, Row, Scope
from derive.programs.scalars import NUMBER, WORK
from derive.programs.tensor import Tensor, filled
from derive.programs.trace import Snapshot, Spot, Trace, snapshot

MOST_ROUNDS = 2_000
"""Rounds of one `while`."""
LIBRARIES = frozenset(
    "numpy torch jax tensorflow cupy math autograd scipy keras mxnet paddle np tf jnp minpy nn F functional".split()
)
GRADIENT = re.compile(r"d|g|delta", re.IGNORECASE)
"""How names begin of which some are gradients."""
Mend = Callable[[int, Snapshot | None], Any]
"""What a statement should have given, by how often it was reached; `None` leaves it as it is."""


class Givens(Protocol):
    """Whoever knows what the problem gives."""

    def recognised(self, name: str, value: Any) -> Any:
        """The value, or the given one where it is that."""

    def is_given(self, value: Snapshot) -> bool:
        """Whether an array is a given one as it stands."""


class Break(Exception):
    pass


class Continue(Exception):
    pass


class Return(Exception):
    def __init__(self, value: Any) -> None:
        self.value = value


class Machine:
    """One run of one program."""

    def __init__(self, givens: Givens, mends: Mapping[Spot, Mend] | None = None) -> None:
        self.givens = givens
        self.mends = mends or {}
        self.trace = Trace()
        self.globals = Scope()
        self.depth = 0
        self.piece = 0
        self.called: set[ast.AST] = set()
        self.loops: list[tuple[str, int]] = []
        self.functions: list[Closure] = []
        self.is_torch = False
        self.closures: dict[ast.AST, Closure] = {}
        self.probes: Mapping[Spot, Sequence[tuple[str, ast.expr]]] = {}
        self.probed: dict[tuple[Spot, int], list[Snapshot | None]] = {}
        self.older: dict[str, Any] = {}
        self.before_update: dict[str, Any] = {}
        self.has_gradients = False
        self.started = 0
        self.stops = 0
        self.returned: dict[str, Any] = {}

    def run(self, piece: int, body: Sequence[ast.stmt]) -> None:
        """The statements of one piece of the program."""
        self.piece = piece
        try:
            self.block(body, self.globals)
        except (Break, Continue, Return):
            pass
        except (Exhausted, RecursionError):
            self.trace.is_exhausted = True

    def block(self, body: Sequence[ast.stmt], scope: Scope) -> None:
        for statement in body:
            self.statement(statement, scope)

    def statement(self, node: ast.stmt, scope: Scope) -> None:
        """One statement; where it is not clear what it does, what it names is not known any more."""
        WORK.spend(1)
        self.started = next(NUMBER)
        try:
            self.executed(node, scope)
        except Unclear:
            self.forget(node, scope)
        except Failing:
            self.failed(node, scope)

    def executed(self, node: ast.stmt, scope: Scope) -> None:
        match node:
            case ast.Assign(targets, value):
                found = evaluated(self, value, scope)
                for k, target in enumerate(targets):
                    before = self.before(target, value, scope)
                    assign(self, Target(node, value, k, before=before), target, found, scope)
            case ast.AnnAssign(target, _, value):
                if value is not None:
                    assign(self, Target(node, value, 0), target, evaluated(self, value, scope), scope)
            case ast.AugAssign(target, operator, value):
                self.change(node, target, operator, value, scope)
            case ast.Expr(value):
                self.expression(node, value, scope)
            case ast.Return(value):
                found = evaluated(self, value, scope) if value else None
                self.keep(value, found)
                raise Return(found)
            case ast.For(target, values, body, otherwise):
                self.loop(target, evaluated(self, values, scope), body, scope)
                self.block(otherwise, scope)
            case _:
                self.other(node, scope)

    def other(self, node: ast.stmt, scope: Scope) -> None:
        match node:
            case ast.If(test, body, otherwise):
                self.block(body if truth(evaluated(self, test, scope)) else otherwise, scope)
            case ast.While(test, body):
                self.rounds(test, body, scope)
            case ast.FunctionDef(name=name):
                scope.set(name, self.closure(node, scope, name))
            case ast.ClassDef():
                self.define_class(node, scope)
            case ast.With(items, body):
                for item in items:
                    if item.optional_vars is not None:
                        self.bind(item.optional_vars, UNKNOWN, scope)
                self.block(body, scope)
            case ast.Try(body, _, otherwise, final):
                self.block([*body, *otherwise, *final], scope)
            case ast.Import(names):
                for alias in names:
                    self.imported(alias.asname or alias.name.split(".")[0], alias.name if alias.asname else "", scope)
            case ast.ImportFrom(module, names):
                for alias in names:
                    self.imported_from(module or "", alias, scope)
            case ast.Global(names):
                scope.elsewhere.update(dict.fromkeys(names, self.globals))
            case ast.Nonlocal(names):
                scope.elsewhere.update({n: s for n in names if (s := self.owner(n, scope.around))})
            case ast.Break():
                raise Break
            case ast.Continue():
                raise Continue
            case ast.Raise():
                raise Return(UNKNOWN)
            case ast.Pass() | ast.Assert() | ast.Delete():
                return
            case _:
                raise Unclear

    def owner(self, name: str, scope: Scope | None) -> Scope | None:
        while scope is not None and name not in scope.names:
            scope = scope.around
        return scope

    # Names

    def name(self, name: str, scope: Scope) -> Any:
        if name in self.older:
            return self.older[name]
        if scope.has(name):
            return scope.find(name)
        if name in calls.PYTHON:
            return calls.PYTHON[name]
        if name in ("super", "map", "getattr", "filter"):
            return Row(name, lambda *args: UNKNOWN)
        raise Unclear

    def imported(self, name: str, path: str, scope: Scope) -> None:
        full = path or name
        self.is_torch = self.is_torch or full.split(".")[0] == "torch"
        scope.set(name, Library(full) if full.split(".")[0] in LIBRARIES else UNKNOWN)

    def imported_from(self, module: str, alias: ast.alias, scope: Scope) -> None:
        name = alias.asname or alias.name
        if module.split(".")[0] == "copy":
            scope.set(name, calls.PYTHON["copy"])
            return
        if module.split(".")[0] not in LIBRARIES:
            scope.set(name, UNKNOWN)
            return
        self.is_torch = self.is_torch or module.split(".")[0] == "torch"
        if alias.name == "*":
            for each, function in FUNCTIONS.items():
                if each not in calls.PYTHON:
                    scope.set(each, Row(each, function))
            return
        from derive.programs.attributes import attribute

        scope.set(name, attribute(self, Library(module), alias.name))

    def bind(self, target: ast.expr, value: Any, scope: Scope) -> None:
        """Give names values without a record of it, as a loop does."""
        match target:
            case ast.Name(name):
                scope.set(name, value)
            case ast.Tuple(elements) | ast.List(elements):
                parts = [UNKNOWN] * len(elements) if value is UNKNOWN else list(iterated(value))
                if len(parts) != len(elements):
                    raise Failing
                for element, part in zip(elements, parts, strict=True):
                    self.bind(element, part, scope)
            case ast.Starred(inner):
                self.bind(inner, UNKNOWN, scope)
            case _:
                assign(self, None, target, value, scope)

    def recognised(self, name: str, value: Any) -> Any:
        return self.givens.recognised(name, value)

    def before(self, target: ast.expr, value: ast.expr, scope: Scope) -> Snapshot | None:
        """What a name stood for before it is set to itself and something more."""
        match value:
            case ast.BinOp(left, ast.Add() | ast.Sub(), _) if ast.unparse(left) == ast.unparse(target):
                return snapshot(evaluated(self, left, scope))
        return None

    def updated(self, of: Target, name: str, value: Any) -> Any:
        """The value, marked as one of a later pass where a given weight is changed after gradients were calculated."""
        self.has_gradients = self.has_gradients or bool(GRADIENT.match(name))
        if of.before is None or not self.has_gradients or value is UNKNOWN or GRADIENT.match(name):
            return value
        if not self.givens.is_given(of.before):
            return value
        self.before_update.setdefault(name, filled(of.before.shape, of.before.entries))
        return as_later(value)

    def seen(self, key: ast.expr, value: ast.expr, scope: Scope) -> Any:
        """A value in a dictionary that is built in a loop."""
        found = evaluated(self, value, scope)
        name = evaluated(self, key, scope)
        return self.recognised(name, found) if isinstance(name, str) else found

    def forget(self, node: ast.stmt, scope: Scope) -> None:
        """What a statement names that is not clear is not known any more."""
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                scope.set(part.id, self.recognised(part.id, UNKNOWN))
            elif isinstance(part, ast.Subscript | ast.Attribute) and isinstance(part.ctx, ast.Store):
                self.forget_part(part, scope)
        if isinstance(node, ast.Return):
            raise Return(UNKNOWN)
        if isinstance(node, ast.Expr):
            self.forget_owner(node.value, scope)

    def forget_part(self, part: ast.Subscript | ast.Attribute, scope: Scope) -> None:
        inner = part.value
        while isinstance(inner, ast.Subscript | ast.Attribute):
            inner = inner.value
        if not isinstance(inner, ast.Name) or not scope.has(inner.id):
            return
        owner = scope.find(inner.id)
        if isinstance(part, ast.Attribute) and isinstance(owner, Instance):
            owner.fields[part.attr] = self.recognised(part.attr, UNKNOWN)
        elif isinstance(part, ast.Subscript) and isinstance(owner, dict) and isinstance(part.slice, ast.Constant):
            owner[part.slice.value] = UNKNOWN
        elif not isinstance(owner, Instance | Library):
            scope.set(inner.id, UNKNOWN)

    def forget_owner(self, value: ast.expr, scope: Scope) -> None:
        """A list to which something unclear was added."""
        match value:
            case ast.Call(ast.Attribute(ast.Name(name), "append" | "insert" | "extend"), args):
                owner = scope.find(name) if scope.has(name) else None
                if isinstance(owner, list) and args:
                    owner.append(UNKNOWN)

    def failed(self, node: ast.stmt, scope: Scope) -> None:
        """A statement at which the program itself would stop."""
        self.stops += 1
        match node:
            case ast.Assign([target], value):
                assign(self, Target(node, value, 0, fails=True), target, UNKNOWN, scope)
            case ast.AugAssign(ast.Name() as target, _, value):
                assign(self, Target(node, value, 0, fails=True, way="change"), target, UNKNOWN, scope)
            case _:
                self.forget(node, scope)

    # Statements

    def change(self, node: ast.AugAssign, target: ast.expr, operator: ast.operator, value: ast.expr, scope: Scope) -> None:
        """`a += b`: an array is changed in place, whoever else has it."""
        reading = as_read(target)
        old, new = evaluated(self, reading, scope), evaluated(self, value, scope)
        before = snapshot(old)
        result = binary(old, operator, new)
        if isinstance(old, list) and isinstance(new, list | tuple) and isinstance(operator, ast.Add):
            old.extend(new)
            return
        if isinstance(old, Tensor) and isinstance(target, ast.Name | ast.Attribute):
            if result is UNKNOWN:
                raise Unclear
            fitting = FUNCTIONS["broadcast_to"](result, old.shape)
            assign(self, Target(node, value, 0, way="change", before=before, owner=old), target, fitting, scope)
            return
        assign(self, Target(node, value, 0, way="change", before=before), target, result, scope)

    def expression(self, node: ast.Expr, value: ast.expr, scope: Scope) -> None:
        match value:
            case ast.Call(ast.Attribute(owner, "append" | "insert" as how), args) if args:
                values = evaluated(self, owner, scope)
                found = evaluated(self, args[-1], scope)
                place = evaluated(self, args[0], scope) if how == "insert" else None
                if not isinstance(values, list):
                    raise Unclear
                at = place % (len(values) + 1) if isinstance(place, int) else len(values)
                values.insert(at, UNKNOWN)
                entry = ast.Subscript(owner, ast.Constant(at), ast.Store())
                assign(self, Target(node, args[-1], 0, way="append"), entry, found, scope)
            case _:
                evaluated(self, value, scope)

    def loop(self, target: ast.expr, values: Any, body: Sequence[ast.stmt], scope: Scope) -> None:
        if values is UNKNOWN:
            raise Unclear
        for value in iterated(values):
            seen = len(self.trace.events)
            self.bind(target, value, scope)
            numbers = [(n, v) for n in names_of(target) if isinstance(v := scope.find(n), int)]
            self.loops += numbers
            try:
                self.block(body, scope)
            except Continue:
                pass
            except Break:
                break
            finally:
                del self.loops[len(self.loops) - len(numbers) :]
            if self.is_repeated(seen):
                break

    def is_repeated(self, seen: int) -> bool:
        """Whether a round calculates with updated weights what was calculated before: the first round counts."""
        return any(
            event.occurrence and event.value is not None and event.value.is_later for event in self.trace.events[seen:]
        )

    def rounds(self, test: ast.expr, body: Sequence[ast.stmt], scope: Scope) -> None:
        for _ in range(MOST_ROUNDS):
            if not truth(evaluated(self, test, scope)):
                return
            seen = len(self.trace.events)
            counters = [(n, v) for n in compared_names(test) if scope.has(n) and isinstance(v := scope.find(n), int)]
            self.loops += counters
            try:
                self.block(body, scope)
            except Continue:
                pass
            except Break:
                return
            finally:
                del self.loops[len(self.loops) - len(counters) :]
            if self.is_repeated(seen):
                return
        raise Exhausted

    # Functions

    def closure(self, node: ast.FunctionDef | ast.Lambda, scope: Scope, name: str) -> Closure:
        spec = node.args
        positional = [each.arg for each in (*spec.posonlyargs, *spec.args)]
        values = [evaluated(self, value, scope) for value in spec.defaults]
        defaults = dict(zip(positional[len(positional) - len(values) :], values, strict=True))
        for each, value in zip(spec.kwonlyargs, spec.kw_defaults, strict=True):
            if value is not None:
                defaults[each.arg] = evaluated(self, value, scope)
        made = Closure(node, scope, defaults, name, self.piece)
        if isinstance(node, ast.FunctionDef):
            self.closures[node] = made
            if any(isinstance(d, ast.Name) and d.id in ("property",) for d in node.decorator_list):
                raise Unclear
        return made

    def body_of(self, node: ast.FunctionDef, scope: Scope) -> Any:
        try:
            self.block(node.body, scope)
        except Return as result:
            return result.value
        finally:
            self.returned.update(scope.names)
        return None

    def keep(self, value: ast.expr | None, found: Any) -> None:
        """What a function returns is known by the names that it has there, for functions that nobody calls."""
        parts = value.elts if isinstance(value, ast.Tuple) else [value]
        values = list(found) if isinstance(value, ast.Tuple) and isinstance(found, tuple) else [found]
        for part, each in zip(parts, values, strict=False):
            if isinstance(part, ast.Name):
                self.returned[part.id] = each

    def define_class(self, node: ast.ClassDef, scope: Scope) -> None:
        bases = tuple(scope.find(b.id) for b in node.bases if isinstance(b, ast.Name) and scope.has(b.id))
        inner = Scope(scope)
        for statement in node.body:
            self.statement(statement, inner)
        of = ClassOf(node.name, inner.names, bases)
        for each in node.body:
            if isinstance(each, ast.FunctionDef) and isinstance(found := inner.names.get(each.name), Closure):
                found.scope = scope
                if any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in each.decorator_list):
                    inner.names[each.name] = Row(each.name, self.static(found))
        scope.set(node.name, of)

    def static(self, function: Closure) -> Callable[..., Any]:
        return lambda *args, **words: calls.entered(self, function, list(args), words)

    def call(self, node: ast.Call, scope: Scope) -> Any:
        """What a call gives."""
        match node.func:
            case ast.Name("super"):
                return calls.of_super(self, scope)
            case ast.Attribute(_, name) if name in calls.SILENT and name not in ("format", "help"):
                return None
        function = evaluated(self, node.func, scope)
        args, words = calls.arguments(self, node, scope)
        if isinstance(function, Row) and function.name == "map":
            return calls.looped(self, *args)
        if isinstance(function, Row) and function.name == "getattr":
            return calls.field_of(self, *args)
        return calls.applied(self, function, args, words)


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


def names_of(target: ast.expr) -> list[str]:
    return [part.id for part in ast.walk(target) if isinstance(part, ast.Name)]


def compared_names(test: ast.expr) -> list[str]:
    return [part.id for part in ast.walk(test) if isinstance(part, ast.Name)]


