"""The statements of a program, one after the other, without running it: every value is calculated here.

An abstract interpreter of a small part of Python over arrays.  What it does not know it leaves `UNKNOWN`, and all
that depends on that; it reads no file and calls nothing of anybody's.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from derive.tracing import called_functions as calls
from derive.tracing.adding_at import change_at
from derive.tracing.assigning import Target, assign
from derive.tracing.changing import change
from derive.tracing.chosen_case import chosen
from derive.tracing.comparing import truth
from derive.tracing.defining_code import closure, define_class, handed_back, imported, imported_from
from derive.tracing.expressions import evaluated, iterated, names_in
from derive.tracing.faults import Failing, TooMuchWork, Unclear
from derive.tracing.forgetting import failed, forget
from derive.tracing.new_tables import entries_recorded, fields_recorded
from derive.tracing.objects import (
    UNKNOWN,
    BreakLoop,
    ClassOf,
    Closure,
    ContinueLoop,
    KnownFunction,
    ReturnValue,
    Variables,
)
from derive.tracing.scalars import NUMBER, WORK
from derive.tracing.trace import Givens, Snapshot, Spot, Trace, snapshot

MOST_ROUNDS = 2_000
"""Rounds of one `while`."""
Mend = Callable[[int, Snapshot | None], Any]
"""What a statement should have given, by how often it was reached; `None` leaves it as it is."""


class Machine:
    """One run of one program."""

    def __init__(self, givens: Givens, mends: Mapping[Spot, Mend] | None = None) -> None:
        self.givens = givens
        self.mends = mends or {}
        self.trace = Trace()
        self.globals = Variables()
        self.depth = 0
        self.piece = 0
        self.called: set[ast.AST] = set()
        self.loops: list[tuple[str, int]] = []
        self.functions: list[Closure] = []
        self.is_torch = False
        self.closures: dict[ast.AST, Closure] = {}
        self.probes: Mapping[Spot, Sequence[tuple[str, ast.expr]]] = {}
        self.replaced: Mapping[tuple[int, int], ast.stmt] = {}
        self.probed: dict[tuple[Spot, int], list[Snapshot | None]] = {}
        self.older: dict[str, Any] = {}
        self.before_update: dict[str, Any] = {}
        self.compared: set[int] = set()
        self.has_gradients = False
        self.started = 0
        self.stops = 0
        self.tried_out = 0
        self.returned: dict[str, Any] = {}
        self.callers: list[str] = []
        self.inside: list[ast.FunctionDef] = []
        self.current: ast.stmt | None = None

    def run(self, piece: int, body: Sequence[ast.stmt]) -> None:
        """The statements of one piece of the program."""
        self.piece = piece
        try:
            self.block(body, self.globals)
        except (BreakLoop, ContinueLoop, ReturnValue):
            pass
        except (TooMuchWork, RecursionError):
            self.trace.is_exhausted = True

    def block(self, body: Sequence[ast.stmt], scope: Variables) -> None:
        for statement in body:
            self.statement(statement, scope)

    def statement(self, node: ast.stmt, scope: Variables) -> None:
        """One statement; where it is not clear what it does, what it names is not known any more."""
        WORK.spend(1)
        before, self.started = self.started, next(NUMBER)
        if self.replaced:
            node = self.replaced.get((self.piece, node.lineno * 1000 + node.col_offset), node)
        around, self.current = self.current, node
        try:
            self.executed(node, scope)
        except (BreakLoop, ContinueLoop, ReturnValue, TooMuchWork, RecursionError):
            raise
        except Failing:
            failed(self, node, scope)
        except Exception:
            # Unclear, or values that a calculation is not made for: what the program does there is not known.
            forget(self, node, scope)
        finally:
            self.started, self.current = before, around

    def executed(self, node: ast.stmt, scope: Variables) -> None:
        match node:
            case ast.Assign(
                [ast.Name(name) | ast.Attribute(ast.Name("self"), name) as target], ast.Dict() | ast.DictComp()
            ):
                assign(self, None, target, entries_recorded(self, node, node.value, name, scope), scope)
            case ast.Assign(targets, value):
                found = evaluated(self, value, scope)
                for k, target in enumerate(targets):
                    before = self.before(target, value, scope)
                    assign(self, Target(node, value, k, before=before), target, found, scope)
            case ast.AnnAssign(target, _, value):
                if value is not None:
                    assign(self, Target(node, value, 0), target, evaluated(self, value, scope), scope)
            case ast.AugAssign(target, operator, value):
                change(self, node, target, operator, value, scope)
            case ast.Expr(value):
                self.expression(node, value, scope)
            case ast.Return(value):
                raise ReturnValue(handed_back(self, node, value, scope))
            case ast.For(target, values, body, otherwise):
                self.loop(target, evaluated(self, values, scope), body, scope)
                self.block(otherwise, scope)
            case _:
                self.other(node, scope)

    def other(self, node: ast.stmt, scope: Variables) -> None:
        match node:
            case ast.If(test, body, otherwise):
                self.block(body if truth(evaluated(self, test, scope)) else otherwise, scope)
            case ast.While(test, body):
                self.rounds(test, body, scope)
            case ast.Match():
                self.block(chosen(self, node, scope), scope)
            case ast.FunctionDef(name=name):
                scope.set(name, closure(self, node, scope, name))
            case ast.ClassDef():
                define_class(self, node, scope)
            case ast.With(items, body):
                for item in items:
                    if item.optional_vars is not None:
                        self.bind(item.optional_vars, UNKNOWN, scope)
                self.block(body, scope)
            case ast.Try(body, _, otherwise, final):
                self.block([*body, *otherwise, *final], scope)
            case ast.Import(names):
                for alias in names:
                    imported(self, alias.asname or alias.name.split(".")[0], alias.name if alias.asname else "", scope)
            case ast.ImportFrom(module, names):
                for alias in names:
                    imported_from(self, module or "", alias, scope)
            case ast.Global(names):
                scope.elsewhere.update(dict.fromkeys(names, self.globals))
            case ast.Nonlocal(names):
                scope.elsewhere.update({n: s for n in names if (s := scope.around and scope.around.owner(n))})
            case ast.Break():
                raise BreakLoop
            case ast.Continue():
                raise ContinueLoop
            case ast.Raise():
                raise ReturnValue(UNKNOWN)
            case ast.Pass() | ast.Assert() | ast.Delete():
                return
            case _:
                raise Unclear

    def name(self, name: str, scope: Variables) -> Any:
        if name in self.older:
            return self.older[name]
        if scope.has(name):
            return scope.find(name)
        if name in calls.PYTHON:
            return calls.PYTHON[name]
        if name == "__name__":
            return "__main__"
        if name in ("super", "map", "getattr", "filter"):
            return KnownFunction(name, lambda *args: UNKNOWN)
        raise Unclear

    def bind(self, target: ast.expr, value: Any, scope: Variables) -> None:
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

    def before(self, target: ast.expr, value: ast.expr, scope: Variables) -> Snapshot | None:
        """What a name stood for before it is set to itself and something more."""
        match value:
            case ast.BinOp(left, ast.Add() | ast.Sub(), _) if ast.unparse(left) == ast.unparse(target):
                return snapshot(evaluated(self, left, scope))
        return None

    def seen(self, key: ast.expr, value: ast.expr, scope: Variables) -> Any:
        """A value in a dictionary that is built in a loop."""
        found = evaluated(self, value, scope)
        name = evaluated(self, key, scope)
        return self.givens.entry(name, found) if isinstance(name, str) else found

    def expression(self, node: ast.Expr, value: ast.expr, scope: Variables) -> None:
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
            case ast.Call(ast.Attribute(ast.Attribute(_, "add" | "subtract"), "at"), [_, _, _]):
                change_at(self, node, value, scope)
            case _:
                evaluated(self, value, scope)

    def loop(self, target: ast.expr, values: Any, body: Sequence[ast.stmt], scope: Variables) -> None:
        if values is UNKNOWN:
            raise Unclear
        for value in iterated(values):
            seen = len(self.trace.events)
            self.bind(target, value, scope)
            numbers = [(n, v) for n in names_in(target) if isinstance(v := scope.find(n), int)]
            self.loops += numbers
            try:
                self.block(body, scope)
            except ContinueLoop:
                pass
            except BreakLoop:
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

    def rounds(self, test: ast.expr, body: Sequence[ast.stmt], scope: Variables) -> None:
        for _ in range(MOST_ROUNDS):
            if not truth(evaluated(self, test, scope)):
                return
            seen = len(self.trace.events)
            counters = [(n, v) for n in names_in(test) if scope.has(n) and isinstance(v := scope.find(n), int)]
            self.loops += counters
            try:
                self.block(body, scope)
            except ContinueLoop:
                pass
            except BreakLoop:
                return
            finally:
                del self.loops[len(self.loops) - len(counters) :]
            if self.is_repeated(seen):
                return
        raise TooMuchWork

    def body_of(self, node: ast.FunctionDef, scope: Variables) -> Any:
        self.callers.append(node.name)
        self.inside.append(node)
        try:
            self.block(node.body, scope)
        except ReturnValue as result:
            return result.value
        finally:
            self.callers.pop()
            self.inside.pop()
            self.returned.update(scope.names)
        return None

    def closure(self, node: ast.FunctionDef | ast.Lambda, scope: Variables, name: str) -> Closure:
        return closure(self, node, scope, name)

    def call(self, node: ast.Call, scope: Variables) -> Any:
        """What a call gives."""
        match node.func:
            case ast.Name("super"):
                return calls.of_super(self, scope)
            case ast.Attribute(_, name) if name in calls.SILENT and name not in ("format", "help"):
                return None
        function = evaluated(self, node.func, scope)
        args, words = calls.arguments(self, node, scope)
        if isinstance(function, ClassOf) and function.slots:
            words = fields_recorded(self, node, words, function.name, scope)
        if isinstance(function, KnownFunction) and function.name == "map":
            return calls.looped(self, *args)
        if isinstance(function, KnownFunction) and function.name == "getattr":
            return calls.field_of(self, *args)
        try:
            return calls.applied(self, function, args, words)
        except (BreakLoop, ContinueLoop, ReturnValue, TooMuchWork, Unclear, Failing, RecursionError):
            raise
        except Exception:
            # Whatever a function is given that it is not made for: what it does then is not known.
            raise Unclear from None
