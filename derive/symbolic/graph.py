"""The network as SymPy sees it: a second derivation, held against the first.

Each equation becomes one SymPy expression per entry, in symbols for the entries of what it uses; its local Jacobian is
`sympy.diff` of that.  The derivative of a loss goes along the graph node by node, never through one big expression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import sympy
from flint import arb, fmpq

from derive.balls import Array, Scalar, ball, exp, is_zero, log, plus, power, sign, table, times, total
from derive.errors import Undecided
from derive.expr import Call, Derivative, Equation, Expr, Number, Ref, Shape, Sum, at, bind, refs, size
from derive.problem import Problem

LARGEST = 60_000
"""Local derivatives (entry by entry) beyond which the second derivation is skipped."""


class Entries:
    """The entries of an expression as SymPy expressions, where `symbols` gives those of the named quantities.

    The indices are numbers, or, if `symbolic`, SymPy symbols.
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
                return self.symbols[self.expr][i, j]
            case Number(entries, shape):
                value = entries[0] if len(entries) == 1 else entries[i * shape[1] + j]
                return sympy.Rational(int(value.p), int(value.q))
            case Call(operation):
                return operation.definition(*self.args, i, j)
            case Sum(index, low, high, body, mean):
                numbers = range(low.offset, high.offset + 1)
                terms = [Entries(bind(body, {index: at(k)}), self.symbols, self.symbolic)(i, j) for k in numbers]
                return sympy.Add(*terms) / (len(numbers) if mean else 1)
        raise AssertionError(self.expr)


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

    @property
    def cost(self) -> int:
        """The number of local derivatives of all distinct equations and steps."""
        return sum(
            size(e.target.shape) * sum(size(ref.shape) for ref in set(refs(e.rhs))) for e in self.problem.equations
        )

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
        """The equation with its quantities numbered in place of named, so that alike steps share one derivation."""
        names = {ref: Ref(f"q{k}", (), ref.shape) for k, ref in enumerate(dict.fromkeys(refs(equation.rhs)))}
        written = renamed_refs(written_out(equation.rhs), names)
        target = Ref("r", (), equation.target.shape)
        return template(written, target, tuple(names.values()), (target.shape, *(ref.shape for ref in names))), names

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
        return NumericGraph(self, known)


class NumericGraph:
    """The local Jacobians of all equations as numbers, from SymPy's derivatives at given values."""

    def __init__(self, graph: SympyGraph, known: Mapping[Any, Array]) -> None:
        self.graph = graph
        self.known = known
        self.local: dict[Ref, dict[Ref, list[list[Scalar]]]] = {}

    def jacobians(self, equation: Equation) -> dict[Ref, list[list[Scalar]]]:
        """The Jacobian of an equation by each quantity that it uses."""
        if equation.target not in self.local:
            node, names = self.graph.template(equation)
            environment = {
                symbol: value
                for ref, own in names.items()
                for symbol, value in zip(node.uses[own], self.known[ref].entries, strict=True)
            }
            memory: dict[sympy.Expr, Scalar] = {}
            self.local[equation.target] = {
                ref: [[number(e, environment, memory) for e in row] for row in node.jacobians[own]]
                for ref, own in names.items()
            }
        return self.local[equation.target]

    def rows(self, of: Ref, wanted: Iterable[Ref]) -> dict[Ref, list[list[Scalar]]]:
        """∂of/∂ref for every wanted quantity: rows for the entries of `of`, columns for those of `ref`."""
        count = size(of.shape)
        unit = [[fmpq(i == j) for j in range(count)] for i in range(count)]
        adjoint: dict[Ref, list[list[Scalar]]] = {of: unit}  # type: ignore[dict-item]
        for equation in reversed(self.graph.problem.equations):
            arriving = adjoint.get(equation.target)
            if arriving is None:
                continue
            for ref, local in self.jacobians(equation).items():
                product = [
                    [total(times(g, local[i][k]) for i, g in enumerate(row)) for k in range(size(ref.shape))]
                    for row in arriving
                ]
                before = adjoint.get(ref)
                adjoint[ref] = (
                    product
                    if before is None
                    else [[plus(a, b) for a, b in zip(r, s, strict=True)] for r, s in zip(before, product, strict=True)]
                )
        zero = table((1, 1), lambda i, j: fmpq(0)).entries[0]
        return {ref: adjoint.get(ref, [[zero] * size(ref.shape)] * count) for ref in wanted}


def written_out(expr: Expr) -> Expr:
    """Sums over an index as explicit additions, so that quantities can be renamed one by one."""
    from derive.operations import make

    match expr:
        case Sum(index, low, high, body, mean):
            numbers = range(low.offset, high.offset + 1)
            terms = [written_out(bind(body, {index: at(k)})) for k in numbers]
            whole = make.added(terms, expr.shape)
            return make.TABLE["divide"](whole, make.number(len(numbers))) if mean else whole
        case Call(operation, args, shape):
            return Call(operation, tuple(written_out(a) for a in args), shape)
    return expr


def renamed_refs(expr: Expr, names: Mapping[Ref, Ref]) -> Expr:
    match expr:
        case Ref():
            return names[expr]
        case Call(operation, args, shape):
            return Call(operation, tuple(renamed_refs(a, names) for a in args), shape)
    return expr


FUNCTIONS: dict[Any, Callable[..., Scalar]] = {
    sympy.exp: exp,
    sympy.log: log,
    sympy.tanh: lambda x: x if is_zero(x) else ball(x).tanh(),
    sympy.cosh: lambda x: fmpq(1) if is_zero(x) else ball(x).cosh(),
    sympy.sinh: lambda x: x if is_zero(x) else ball(x).sinh(),
    sympy.sin: lambda x: x if is_zero(x) else ball(x).sin(),
    sympy.cos: lambda x: fmpq(1) if is_zero(x) else ball(x).cos(),
    sympy.erf: lambda x: x if is_zero(x) else ball(x).erf(),
    sympy.Abs: lambda x: x if sign(x) >= 0 else -x,
    sympy.sign: lambda x: fmpq(sign(x)),
    sympy.Heaviside: lambda x, *half: fmpq(1) if sign(x) > 0 else fmpq(0),
    sympy.DiracDelta: lambda x, *order: fmpq(0),
    sympy.Max: lambda *xs: max_of(xs),
    sympy.Pow: power,
    sympy.Add: lambda *xs: total(xs),
    sympy.Mul: lambda *xs: product_of(xs),
}


def max_of(xs: Iterable[Scalar]) -> Scalar:
    first, *rest = xs
    for x in rest:
        first = x if sign(x - first) > 0 else first
    return first


def product_of(xs: Iterable[Scalar]) -> Scalar:
    result: Scalar = fmpq(1)
    for x in xs:
        result = times(result, x)
    return result


def number(expr: sympy.Expr, symbols: Mapping[sympy.Symbol, Scalar], memory: dict[sympy.Expr, Scalar]) -> Scalar:
    """A SymPy expression as a number, with the arithmetic of `derive.balls`."""
    if expr in memory:
        return memory[expr]
    if expr.is_Symbol:
        result = symbols[expr]
    elif expr.is_Rational:
        result = fmpq(int(expr.p), int(expr.q))
    elif expr is sympy.E:
        result = arb(1).exp()
    elif isinstance(expr, sympy.Piecewise):
        result = next(
            number(value, symbols, memory) for value, condition in expr.args if holds(condition, symbols, memory)
        )
    else:
        args = [number(arg, symbols, memory) for arg in expr.args]
        result = FUNCTIONS[expr.func](*args)
    memory[expr] = result
    return result


def holds(condition: Any, symbols: Mapping[sympy.Symbol, Scalar], memory: dict[sympy.Expr, Scalar]) -> bool:
    if condition in (sympy.true, sympy.false):
        return bool(condition)
    left, right = (number(arg, symbols, memory) for arg in condition.args)
    difference = sign(left - right)
    match condition:
        case sympy.StrictGreaterThan():
            return difference > 0
        case sympy.GreaterThan():
            return difference >= 0
        case sympy.StrictLessThan():
            return difference < 0
        case sympy.LessThan():
            return difference <= 0
    raise Undecided
