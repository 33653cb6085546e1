"""The network as SymPy sees it: a second derivation, held against the first.

Each equation becomes one SymPy expression per entry, in symbols for the entries of what it uses; its local Jacobian is
`sympy.diff` of that.  The derivative of a loss goes along the graph node by node, never through one big expression.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import sympy

from derive.language.errors import NoIndexForm
from derive.language.expr import Call, Derivative, Entry, Equation, Expr, Grid, Number, Ref, Shape, Sum, at, bind, size
from derive.language.numbers import Array
from derive.problem.problem import Problem
from derive.solving.programs import NumericGraph, Program, form


class Entries:
    """The entries of an expression as SymPy expressions, where `symbols` gives those of the named quantities.

    The indices are numbers, or, if `symbolic`, SymPy symbols.  Errors: `NoIndexForm` for an array of numbers at a
    symbol, for a quantity without symbols, and for what has no entries of its own.
    """

    def __init__(self, expr: Expr, symbols: Mapping[Any, Any], symbolic: bool = False) -> None:
        self.expr = expr
        self.shape = expr.shape
        self.symbols = symbols
        self.symbolic = symbolic
        self.args = tuple(Entries(a, symbols, symbolic) for a in expr.args) if isinstance(expr, Call) else ()

    def __call__(self, i: Any, j: Any) -> Any:
        if self.shape in ((), (1, 1)) and not self.symbolic:
            i = j = 0
        match self.expr:
            case Ref() | Derivative():
                if self.expr not in self.symbols:
                    raise NoIndexForm(self.expr)
                return self.symbols[self.expr][i, j]
            case Number(entries, shape):
                place = 0 if len(entries) == 1 else i * shape[1] + j
                if not isinstance(place, int) and not place.is_Integer:
                    raise NoIndexForm(self.expr)
                value = entries[place]
                return sympy.Rational(int(value.p), int(value.q))
            case Entry(of, index) if of in self.symbols and all(k.is_literal for k in index):
                row, column = (*(k.offset for k in index), 0)[:2]
                return self.symbols[of][row, column]
            case Grid(entries, shape) if isinstance(i, int) and isinstance(j, int):
                return Entries(entries[i * shape[1] + j if shape else 0], self.symbols, self.symbolic)(0, 0)
            case Call(operation):
                return operation.definition(*self.args, i, j)
            case Sum(index, low, high, body, mean):
                numbers = range(low.offset, high.offset + 1)
                terms = [Entries(bind(body, {index: at(k)}), self.symbols, self.symbolic)(i, j) for k in numbers]
                return sympy.Add(*terms) / (len(numbers) if mean else 1)
        raise NoIndexForm(self.expr)


def symbols_of(ref: Ref) -> sympy.Matrix:
    """A matrix of symbols, named like `h[1]_{0}`."""
    rows, columns = ref.shape or (1, 1)
    return sympy.Matrix([[sympy.Symbol(entry_name(ref, i, j), real=True) for j in range(columns)] for i in range(rows)])


def entry_name(ref: Ref, i: int, j: int) -> str:
    if ref.shape == ():
        return str(ref)
    return f"{ref}_{i}" if ref.shape[1] == 1 else f"{ref}_{i}{j}" if max(ref.shape) < 10 else f"{ref}_{i}_{j}"


@dataclass(frozen=True)
class Node:
    """An equation in SymPy: its entries and their derivatives by the entries of each quantity it uses."""

    target: Ref
    matrix: sympy.Matrix
    uses: Mapping[Ref, sympy.Matrix]

    @cached_property
    def jacobians(self) -> Mapping[Ref, list[list[sympy.Expr]]]:
        """∂entry/∂symbol for all pairs, both row by row."""
        return {
            ref: [[partial(entry, symbol) for symbol in symbols] for entry in self.matrix]
            for ref, symbols in self.uses.items()
        }


def partial(entry: sympy.Expr, symbol: sympy.Symbol) -> sympy.Expr:
    """The derivative of an entry by a symbol, which it may not contain."""
    return sympy.diff(entry, symbol) if symbol in entry.free_symbols else sympy.S.Zero


@lru_cache(maxsize=512)
def template(written: Expr, target: Ref, names: tuple[Ref, ...], shapes: tuple[Shape, ...]) -> Node:
    """An equation of a form in SymPy, once for each form in a process (names compare without their shapes)."""
    symbols = {name: symbols_of(name) for name in names}
    entries = Entries(written, symbols)
    rows, columns = target.shape or (1, 1)
    return Node(target, sympy.Matrix([[entries(i, j) for j in range(columns)] for i in range(rows)]), symbols)


class SympyGraph:
    """The unrolled network in SymPy.

    `symbols[ref]` are a quantity's entries, `nodes[ref]` its equation; `gradient` differentiates along the graph.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    @cached_property
    def symbols(self) -> dict[Ref, sympy.Matrix]:
        return {ref: symbols_of(ref) for ref in (*self.problem.given, *self.problem.bound)}

    @cached_property
    def nodes(self) -> dict[Ref, Node]:
        """Each equation with the symbols of its own instance."""
        return {e.target: self.node(e) for e in self.problem.equations}

    def node(self, equation: Equation) -> Node:
        template, names = self.template(equation)
        renamed = {
            old: new
            for ref, own in names.items()
            for old, new in zip(template.uses[own], self.symbols[ref], strict=True)
        }
        uses = {ref: self.symbols[ref] for ref in names}
        return Node(equation.target, template.matrix.xreplace(renamed), uses)

    def template(self, equation: Equation) -> tuple[Node, dict[Ref, Ref]]:
        """The equation with its quantities numbered in place of named, and the numbered ones by name."""
        written, target, numbered, shapes, used = form(equation)
        return template(written, target, numbered, shapes), dict(zip(used, numbered, strict=True))

    def gradient(self, of: str, by: str) -> tuple[list[tuple[sympy.Symbol, sympy.Expr]], sympy.Matrix]:
        """∂of/∂by in the form of `sympy.cse`: definitions in the order in which they are used, and the matrix.

        The definitions are the values of the nodes and the derivatives of `of` by them; `of` must be a scalar.
        """
        target, variable = self.problem.target(of), self.problem.target(by)
        assert isinstance(target, Ref)
        assert isinstance(variable, Ref)
        definitions: list[tuple[sympy.Symbol, sympy.Expr]] = []
        adjoint: dict[Ref, list[sympy.Expr]] = {target: [sympy.Integer(1)]}
        for equation in reversed(self.problem.equations):
            if equation.target not in adjoint:
                continue
            named = []
            for place, expr in enumerate(adjoint[equation.target]):
                symbol = sympy.Symbol(f"d{target}/d{list(self.symbols[equation.target])[place]}", real=True)
                definitions.append((symbol, expr))
                named.append(symbol)
            adjoint[equation.target] = named
            for ref, rows in self.nodes[equation.target].jacobians.items():
                arriving = [
                    sympy.Add(*(g * row[k] for g, row in zip(named, rows, strict=True))) for k in range(size(ref.shape))
                ]
                before = adjoint.get(ref, [sympy.Integer(0)] * len(arriving))
                adjoint[ref] = [a + b for a, b in zip(before, arriving, strict=True)]
        height, breadth = variable.shape or (1, 1)
        result = adjoint.get(variable, [sympy.Integer(0)] * (height * breadth))
        forward = [
            (symbol, expr)
            for equation in self.problem.equations
            for symbol, expr in zip(self.symbols[equation.target], self.nodes[equation.target].matrix, strict=True)
        ]
        return forward + definitions, sympy.Matrix(height, breadth, result)

    def evaluate(self, known: Mapping[Any, Array]) -> NumericGraph:
        """The same at given values."""
        return NumericGraph(self.problem, known)


def compiled(node: Node) -> Program:
    """The Jacobians of a node as a program."""
    compiler = Compiler({s: (k, place) for k, row in enumerate(node.uses.values()) for place, s in enumerate(row)})
    jacobians = tuple(tuple(tuple(map(compiler, row)) for row in rows) for rows in node.jacobians.values())
    return Program(tuple(compiler.instructions), jacobians)


class Compiler:
    """Writes SymPy's expressions as instructions, each part once; `entries` says where a symbol's value is."""

    def __init__(self, entries: Mapping[sympy.Symbol, tuple[int, int]]) -> None:
        self.entries = entries
        self.instructions: list[tuple[Any, ...]] = []
        self.numbers: dict[sympy.Expr, int] = {}

    def __call__(self, expr: sympy.Expr) -> int:
        """The number of the instruction that gives an expression's value."""
        if expr not in self.numbers:
            instruction = self.instruction(expr)
            self.numbers[expr] = len(self.instructions)
            self.instructions.append(instruction)
        return self.numbers[expr]

    def instruction(self, expr: sympy.Expr) -> tuple[Any, ...]:
        if expr.is_Symbol:
            return ("entry", *self.entries[expr])
        if expr.is_Rational:
            return ("number", str(expr.p), str(expr.q))
        if expr is sympy.E:
            return ("e",)
        if isinstance(expr, sympy.Piecewise):
            return ("cases", *((self(value), *self.condition(condition)) for value, condition in expr.args))
        return (expr.func.__name__, *map(self, expr.args))

    def condition(self, condition: Any) -> tuple[Any, ...]:
        if condition in (sympy.true, sympy.false):
            return ("always",) if condition else ("never",)
        if not isinstance(condition, sympy.core.relational.Relational):
            return (condition.func.__name__,)
        return (condition.func.__name__, *map(self, condition.args))
