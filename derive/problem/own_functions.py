"""Functions that a problem file defines for itself: `swish = "x/(1+exp(-x))"`, applied to each entry.

A definition becomes a row like those of the table: its value is the expression's, its SymPy definition is built from
the rows that the expression uses, and its derivative is what `sympy.diff` makes of that, as an expression of ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from derive.language.errors import Complaint, DeriveError, NoIndexForm, ProblemError, nearest
from derive.language.evaluate import evaluate, is_at_kink
from derive.language.expr import SCALAR, Call, Expr, Number, Ref, Shape, Valued, walk
from derive.language.numbers import Array, Scalar
from derive.language.operation import Acts, Operation, Role, Rule
from derive.language.record import record
from derive.problem.build import Builder
from derive.problem.kept_trees import parse
from derive.problem.scope import Scope
from derive.problem.spec import NAME
from derive.problem.table_entries import Faults
from derive.table import FUNCTIONS, simplify
from derive.table.row import function, shape_of_argument, sympy

CUSTOMARY = {"σ": "sigmoid", "sigma": "sigmoid", "ReLU": "relu", "ln": "log"}
"""Names of operations that courses use too, as long as nothing in the file has them."""


@record(slots=False, eq=False)
class Function:
    """A function of one number: its variable and the expression that it stands for."""

    name: str
    variable: Ref
    body: Expr

    @cached_property
    def derivative(self) -> Expr:
        """The derivative by the variable, from SymPy.  Errors: one that the operations of the table cannot write."""
        from derive.table.from_sympy import Writer

        x = sympy().Symbol(self.variable.name, real=True)
        slope = sympy().diff(self.definition(self.body, x), x)
        try:
            return Writer({self.variable.name: self.variable}, [], split)(slope)
        except NoIndexForm as unknown:
            message = f"has no derivative that can be written: SymPy finds {slope}, with {unknown.args[0]}"
            raise ProblemError(Complaint("", message)) from None

    def definition(self, expr: Expr, x: Any) -> Any:
        """The expression in SymPy at a number `x`."""
        match expr:
            case Ref():
                return x
            case Number(entries):
                return sympy().Rational(int(entries[0].p), int(entries[0].q))
            case Call(operation, args):
                return operation.definition(*(SympyEntry(self.definition(arg, x)) for arg in args), 0, 0)
        raise AssertionError(expr)

    def value(self, x: Scalar) -> Scalar:
        return evaluate(self.body, self.at(x)).entries[0]

    def at(self, x: Scalar) -> dict[Valued, Array]:
        return {self.variable: Array(SCALAR, (x,))}

    def is_kink(self, x: Scalar) -> bool:
        """Whether a function with a kink inside is evaluated exactly there."""
        return any(isinstance(part, Call) and is_at_kink(part, self.at(x)) for part in walk(self.body))

    @cached_property
    def operation(self) -> Operation:
        def pullback(g: Expr, args: tuple[Expr, ...], result: Expr) -> Expr:
            return simplify.entrywise(applied(self.derivative, args[0]), g)

        def jacobian(args: tuple[Expr, ...], result: Expr) -> Expr:
            factor = applied(self.derivative, args[0])
            if factor.shape == SCALAR and result.shape != SCALAR:
                return simplify.times(factor, simplify.identity(result.shape[0]))
            return simplify.diag(factor)

        return Operation(
            self.name,
            shape_of_argument,
            lambda a: Array(a.shape, tuple(map(self.value, a.entries))),
            lambda a, i, j: self.definition(self.body, a(i, j)),
            function(self.name, f"\\mathrm{{{self.name}}}".replace("_", "\\_")),
            ((Rule(pullback, f"function:{self.name}", jacobian),),),
            kink=any(isinstance(part, Call) and part.operation.kink for part in walk(self.body)),
            is_kink=self.is_kink,
            acts=Acts.ENTRIES,
        )


def split(expr: Any) -> tuple[Any, Any]:
    """Numerator and denominator, with exp(-x) left where it is."""
    top, bottom = sympy().fraction(expr, exact=True)
    return top, bottom


@record
class SympyEntry:
    """A SymPy number in the place of an argument's entries."""

    value: Any
    shape: Shape = SCALAR

    def __call__(self, i: Any, j: Any) -> Any:
        return self.value


def applied(expr: Expr, arg: Expr) -> Expr:
    """An expression of one number applied to each entry of an argument."""
    match expr:
        case Ref():
            return arg
        case Call(operation, args):
            parts = [applied(part, arg) for part in args]
            match operation.role:
                case Role.PRODUCT | Role.ENTRYWISE_PRODUCT:
                    return simplify.entrywise(*parts)
                case Role.POWER:
                    return simplify.power_of_entries(*parts)
            return operation(*parts)
    return expr


def read_functions(texts: Mapping[str, str], taken: Mapping[str, str], faults: Faults) -> tuple[Function, ...]:
    """The functions of a problem file; each may use those before it.  `taken` says what other names are."""
    found: dict[str, Function] = {}
    for name, text in texts.items():
        place = f"functions.{name}"
        if not NAME.fullmatch(name) or name.endswith("'"):
            faults.add(place, "expected a name such as swish")
        elif (name in FUNCTIONS and not FUNCTIONS[name].redefinable) or name in ("let", "delta", "e", "pi", "I"):
            faults.add(place, f"{name} is the name of an operation already; choose another")
        elif name in taken:
            faults.add(place, f"{name} is {taken[name]} of the problem already; choose another name")
        else:
            try:
                read = read_function(name, text, {key: f.operation for key, f in found.items()})
                assert read.derivative is not None
                found[name] = read
            except DeriveError as error:
                faults.extend(place, error.complaints)
    return tuple(found.values())


def read_function(name: str, text: str, earlier: Mapping[str, Operation]) -> Function:
    """One function from its text.  Errors: more or fewer than one variable, operations that mix entries."""
    functions = {**dict(operations(())), **earlier}
    tree = parse(text, (), functions)
    if tree.data != "expression":
        raise ProblemError(Complaint("", "found an equation; expected an expression such as x/(1+exp(-x))", text, 1))
    names = list(dict.fromkeys(str(ref.children[0]) for ref in tree.find_data("ref")))
    variables = [n for n in names if n not in ("e", "pi")]
    if len(variables) != 1:
        found = " and ".join(variables) if variables else "none"
        tail = next((t for n in variables if "?" in (t := nearest(n, functions))), "")
        message = f"a function has one variable; found {found}, beside numbers and functions{tail}"
        raise ProblemError(Complaint("", message, text, 1))
    scope = Scope({variables[0]: SCALAR}, {variables[0]: 0}, {}, functions)
    body = Builder(scope, text).build(tree.children[0])
    for part in walk(body):
        if not is_entrywise(part):
            shown = part.operation.name if isinstance(part, Call) else "this"
            message = f"{shown} does not act on each entry by itself, so no function can use it here"
            raise ProblemError(Complaint("", message, text, 1))
    return Function(name, Ref(variables[0]), body)


def is_entrywise(expr: Expr) -> bool:
    match expr:
        case Call(operation):
            is_constant = not operation.arity
            return is_constant or operation.acts is Acts.ENTRIES or operation.role is Role.PRODUCT
        case Number(_, shape):
            return shape == SCALAR
    return isinstance(expr, Ref)


def operations(functions: tuple[Function, ...]) -> Iterator[tuple[str, Operation]]:
    """All functions that an equation may use, by name; the file's own before what is customary elsewhere."""
    yield from FUNCTIONS.items()
    yield from ((name, FUNCTIONS[row]) for name, row in CUSTOMARY.items())
    yield from ((f.name, f.operation) for f in functions)
