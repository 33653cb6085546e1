"""SymPy's local derivatives as short programs over balls, and the second derivation that they make of a network.

A program is what SymPy's derivatives of an equation calculate, operation by operation, each shared part once.  It is
data, so it can be kept on disk, and evaluating it does not load SymPy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flint import arb, fmpq

from derive.language.errors import Undecided
from derive.language.expr import Call, Equation, Expr, Ref, Shape, Sum, at, bind, refs, size
from derive.language.numbers import Array, Scalar, ball, exp, is_zero, log, plus, power, sign, table, times, total
from derive.problem.problem import Problem
from derive.solving.kept import Form, is_afresh, kept
from derive.solving.trees import to_lists
from derive.table.piecewise import BY_RELATION
from derive.table.quotients import DIVIDE

LARGEST, MOST_RUN = 10_000, 60_000
"""Local derivatives (entry by entry) that SymPy finds at most, and that are evaluated at most, alike steps counted."""


@dataclass(frozen=True, slots=True)
class Program:
    """Instructions, and for each quantity that an equation uses the Jacobian: the numbers of the instructions.

    An instruction is `("entry", quantity, place)`, `("number", numerator, denominator)`, `("e",)`, `("cases", (value,
    relation, left, right), …)`, or a function of SymPy's by name with the numbers of its arguments.
    """

    instructions: tuple[tuple[Any, ...], ...]
    jacobians: tuple[tuple[tuple[int, ...], ...], ...]


class Run:
    """Evaluates the instructions of a program where they are wanted, each once."""

    def __init__(self, program: Program, known: Sequence[Array]) -> None:
        self.instructions = program.instructions
        self.known = known
        self.memory: dict[int, Scalar] = {}

    def __call__(self, number: int) -> Scalar:
        if number not in self.memory:
            self.memory[number] = self.value(self.instructions[number])
        return self.memory[number]

    def value(self, instruction: tuple[Any, ...]) -> Scalar:
        name, *args = instruction
        match name:
            case "entry":
                return self.known[int(args[0])].entries[int(args[1])]
            case "number":
                return fmpq(int(args[0]), int(args[1]))
            case "e":
                return arb(1).exp()
            case "cases":
                return self(next(value for value, *condition in args if self.holds(*condition)))
        if name in BRANCHINGS:
            left, right, then, other = args
            return self(then if BRANCHINGS[name].holds(sign(self(left) - self(right))) else other)
        return FUNCTIONS[name](*map(self, args))

    def holds(self, relation: str, left: int = 0, right: int = 0) -> bool:
        if relation == "always":
            return True
        if relation not in RELATIONS:
            raise Undecided
        return RELATIONS[relation](sign(self(left) - self(right)))


BRANCHINGS = {operation.name: operation.branching for operation in BY_RELATION.values() if operation.branching}
"""The rows of branches, which SymPy's functions for them have the names of."""
RELATIONS: dict[str, Callable[[int], bool]] = {
    "never": lambda difference: False,
    "StrictGreaterThan": lambda difference: difference > 0,
    "GreaterThan": lambda difference: difference >= 0,
    "StrictLessThan": lambda difference: difference < 0,
    "LessThan": lambda difference: difference <= 0,
}


@lru_cache(maxsize=512)
def program(
    written: Expr, target: Ref, names: tuple[Ref, ...], shapes: tuple[Shape, ...], is_asked_afresh: bool = False
) -> Program:
    """The local derivatives of an equation of a form, once for each form in a process, as SymPy finds them.

    What was `is_asked_afresh` is told from what may have been kept.
    """

    def derived() -> Program:
        from derive.solving.sympy_graph import compiled, template

        return compiled(template(written, target, names, shapes))

    lists = [to_lists(target), to_lists(written), [to_lists(name) for name in names]]
    return kept(Form("program", lists, (written,)), derived, as_lists, lambda lists: as_program(lists, shapes))


def as_lists(found: Program) -> Any:
    return [found.instructions, found.jacobians]


def as_program(lists: Any, shapes: Sequence[Shape]) -> Program:
    """The program for a target and quantities of these shapes.  Errors: `ValueError` where the lists are none."""
    instructions, jacobians = lists
    steps = tuple(tuple(tuple(x) if isinstance(x, list) else x for x in instruction) for instruction in instructions)
    found = Program(steps, tuple(tuple(tuple(map(int, row)) for row in rows) for rows in jacobians))
    rows, *columns = map(size, shapes)
    sizes = [[len(row) for row in jacobian] for jacobian in found.jacobians]
    numbers = [number for jacobian in found.jacobians for row in jacobian for number in row]
    sound = all(is_sound(step, place, columns) for place, step in enumerate(steps))
    if not sound or sizes != [[count] * rows for count in columns] or any(n not in range(len(steps)) for n in numbers):
        raise ValueError(lists)
    return found


def is_sound(instruction: tuple[Any, ...], place: int, sizes: Sequence[int]) -> bool:
    """Whether an instruction is one, and refers to entries that exist and to instructions before it."""
    before = range(place)
    match instruction:
        case ("entry", int(quantity), int(entry)):
            return quantity in range(len(sizes)) and entry in range(sizes[quantity])
        case ("number", str(top), str(bottom)):
            return int(bottom) != 0 and str(int(top)) == top
        case ("e",):
            return True
        case ("cases", *cases):
            return all(value in before and all(n in before for n in sides) for value, _, *sides in cases)
        case (str(name), *args):
            return name in FUNCTIONS and all(n in before for n in args)
    return False


def form(equation: Equation) -> tuple[Expr, Ref, tuple[Ref, ...], tuple[Shape, ...], tuple[Ref, ...]]:
    """An equation with its quantities numbered in place of named, so that alike steps share one derivation.

    The written-out right side, the target, the numbered quantities, all shapes, and the quantities themselves.
    """
    names = {ref: Ref(f"q{k}", (), ref.shape) for k, ref in enumerate(dict.fromkeys(refs(equation.rhs)))}
    target = Ref("r", (), equation.target.shape)
    shapes = (target.shape, *(ref.shape for ref in names))
    return renamed_refs(written_out(equation.rhs), names), target, tuple(names.values()), shapes, tuple(names)


def excess(problem: Problem) -> str:
    """Why SymPy's derivation would take too long, or nothing."""
    count = sum(map(local_derivatives, problem.equations))
    if count > MOST_RUN:
        return f"{count} local derivatives, more than {MOST_RUN}"
    count = sum(map(local_derivatives, distinct(problem.equations))) if count > LARGEST else 0
    return f"{count} local derivatives, more than {LARGEST}" if count > LARGEST else ""


def local_derivatives(equation: Equation) -> int:
    """The number of derivatives of an entry of an equation by an entry of what it uses."""
    return size(equation.target.shape) * sum(size(ref.shape) for ref in set(refs(equation.rhs)))


def distinct(equations: Iterable[Equation]) -> Iterable[Equation]:
    """One equation of each form; alike steps are derived once."""
    return {form(equation)[:4]: equation for equation in equations}.values()


class NumericGraph:
    """The local Jacobians of all equations as numbers, from SymPy's derivatives at given values."""

    def __init__(self, problem: Problem, known: Mapping[Any, Array]) -> None:
        self.problem = problem
        self.known = known
        self.local: dict[Ref, dict[Ref, list[list[Scalar]]]] = {}

    def jacobians(self, equation: Equation) -> dict[Ref, list[list[Scalar]]]:
        """The Jacobian of an equation by each quantity that it uses."""
        if equation.target not in self.local:
            *asked, used = form(equation)
            found = program(*asked, is_afresh())
            run = Run(found, [self.known[ref] for ref in used])
            self.local[equation.target] = {
                ref: [[run(number) for number in row] for row in rows]
                for ref, rows in zip(used, found.jacobians, strict=True)
            }
        return self.local[equation.target]

    def behind(self, wanted: Iterable[Ref]) -> Iterator[Equation]:
        """The equations that depend on what is wanted."""
        found = set(wanted)
        for equation in self.problem.equations:
            if not found.isdisjoint(form(equation)[-1]):
                found.add(equation.target)
                yield equation

    def rows(self, of: Ref, wanted: Iterable[Ref]) -> dict[Ref, list[list[Scalar]]]:
        """∂of/∂ref for every wanted quantity: rows for the entries of `of`, columns for those of `ref`."""
        count = size(of.shape)
        unit = [[fmpq(i == j) for j in range(count)] for i in range(count)]
        adjoint: dict[Ref, list[list[Scalar]]] = {of: unit}  # type: ignore[dict-item]
        wanted = list(wanted)
        for equation in reversed(list(self.behind(wanted))):
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
    from derive.table import simplify

    match expr:
        case Sum(index, low, high, body, mean):
            numbers = range(low.offset, high.offset + 1)
            terms = [written_out(bind(body, {index: at(k)})) for k in numbers]
            whole = simplify.added(terms, expr.shape)
            return DIVIDE(whole, simplify.number(len(numbers))) if mean else whole
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


FUNCTIONS: dict[str, Callable[..., Scalar]] = {
    "exp": exp,
    "log": log,
    "tanh": lambda x: x if is_zero(x) else ball(x).tanh(),
    "cosh": lambda x: fmpq(1) if is_zero(x) else ball(x).cosh(),
    "sinh": lambda x: x if is_zero(x) else ball(x).sinh(),
    "sin": lambda x: x if is_zero(x) else ball(x).sin(),
    "cos": lambda x: fmpq(1) if is_zero(x) else ball(x).cos(),
    "Pi": arb.pi,
    "erf": lambda x: x if is_zero(x) else ball(x).erf(),
    "Abs": lambda x: x if sign(x) >= 0 else -x,
    "sign": lambda x: fmpq(sign(x)),
    "Heaviside": lambda x, *half: fmpq(1) if sign(x) > 0 else fmpq(0),
    "DiracDelta": lambda x, *order: fmpq(0),
    "Max": lambda *xs: max_of(xs),
    "Pow": power,
    "Add": lambda *xs: total(xs),
    "Mul": lambda *xs: product_of(xs),
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
