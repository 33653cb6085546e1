"""Names for parts of right-hand sides: those the author gave with `let`, and automatic ones for what is still nested.

After this, the argument of every function is a name, a number or a simple product, so that each chain-rule step has
something to be written with.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count

from derive.language.expr import Call, Equation, Expr, Index, IndexNumber, Ref, Sum, bind, children, rewrite, walk
from derive.language.operation import Role
from derive.problem.unroll import Definition

NAMES = (
    *("mu", "z", "a", "nu", "xi", "rho", "kappa", "eta", "zeta", "omega", "phi", "psi", "chi", "tau"),
    *("gamma", "beta", "alpha", "theta", "iota", "upsilon"),
)
"""Names for parts, in the order in which they are taken; none of them means an operation or a number."""


def matches(pattern: Expr, expr: Expr, names: Container[str]) -> dict[str, Index] | None:
    """The binding of index `names` that turns the pattern into the expression, if there is one."""
    binding: dict[str, Index] = {}

    def agree(p: Expr, e: Expr) -> bool:
        match p, e:
            case Ref(), Ref():
                return p.name == e.name and all(map(unify, p.index, e.index))
            case IndexNumber(), IndexNumber():
                return unify(p.index, e.index)
            case Call(), Call():
                return p.operation is e.operation and all(map(agree, p.args, e.args))
            case Sum(), Sum():
                is_alike = replace(p, low=e.low, high=e.high, body=e.body) == e
                return is_alike and unify(p.low, e.low) and unify(p.high, e.high) and agree(p.body, e.body)
            case _:
                return type(p) is type(e) and not children(p) and p == e

    def unify(p: Index, e: Index) -> bool:
        if p.name not in names:
            return p == e
        shifted = Index(e.name, e.offset - p.offset)
        return binding.setdefault(p.name, shifted) == shifted

    return binding if agree(pattern, expr) else None


def replace_part(definition: Definition, part: Definition) -> Definition:
    """The definition with every instance of the part's right-hand side replaced by the part's name."""
    target, rhs = part.equation.target, part.equation.rhs
    names = [index.name for index in target.index]
    around = {**dict(definition.spans), **dict(summed_ranges(definition.equation.rhs))}

    def change(expr: Expr) -> Expr | None:
        if not isinstance(expr, Call | Sum):
            return None
        binding = matches(rhs, expr, names)
        if binding is None or set(binding) != set(names):
            return None
        return bind(target, binding) if all(covers(span, binding[name], around) for name, span in part.spans) else None

    equation = definition.equation
    return replace(definition, equation=Equation(equation.target, rewrite(equation.rhs, change)))


def summed_ranges(expr: Expr) -> Iterator[tuple[str, range]]:
    """The index values of the sums in an expression, where they are numbers."""
    for part in walk(expr):
        if isinstance(part, Sum) and part.low.is_literal and part.high.is_literal:
            yield part.index, range(part.low.offset, part.high.offset + 1)


def covers(span: range, index: Index, around: Mapping[str, range]) -> bool:
    """Whether a part exists at all values that an index takes where it is to be used."""
    if index.is_literal:
        return index.offset in span
    values = around.get(index.name)
    return values is not None and all(k + index.offset in span for k in (values.start, values.stop - 1))


def is_leaf(expr: Expr) -> bool:
    return not children(expr) or (isinstance(expr, Call) and not any(isinstance(part, Ref) for part in walk(expr)))


def is_function(expr: Expr) -> bool:
    """Whether the expression is a call of a function that is not linear (`tanh`, `softmax`, `CE`)."""
    return isinstance(expr, Call) and expr.operation.notation.plain.pattern[0].isalpha() and not expr.operation.linear


def innermost(expr: Expr, root: bool = True) -> Expr | None:
    """A part that wants a name: a function's argument that is no leaf, or a nested function with a value of its own."""
    if isinstance(expr, Sum):
        return None
    for child in children(expr):
        found = innermost(child, False)
        if found is not None:
            return found
        if is_function(expr) and not is_leaf(child) and not is_negated_leaf(child):
            return child
    nested = isinstance(expr, Call) and not root and is_function(expr) and expr.operation.fold
    return expr if nested and not is_leaf(expr) else None


def is_negated_leaf(expr: Expr) -> bool:
    return isinstance(expr, Call) and expr.operation.role is Role.OPPOSITE and is_leaf(expr.args[0])


def free_names(taken: Container[str], wanted: Sequence[str] = ()) -> Iterator[str]:
    """Those wanted, then µ, z, a, further Greek letters, and only then µ1, µ2, … (like steps in time), if free."""
    yield from (name for name in dict.fromkeys((*wanted, *NAMES)) if name not in taken)
    yield from (name for name in (f"mu{k}" for k in count(1)) if name not in taken)


def index_names(expr: Expr, spans: Mapping[str, range]) -> tuple[str, ...]:
    used = {index.name for part in walk(expr) for index in indices(part)}
    return tuple(name for name in spans if name in used)


def indices(part: Expr) -> tuple[Index, ...]:
    """The indices of a quantity, the one that stands as a number, or those at which a sum begins and ends."""
    match part:
        case Ref(index=found):
            return found
        case Sum(_, low, high):
            return (low, high)
        case IndexNumber(index=found):
            return (found,)
    return ()


def name_parts(
    definitions: Iterable[Definition], taken: Container[str], wanted: Sequence[str] = ()
) -> list[Definition]:
    """The definitions with `let` parts put in and everything else that is nested named, by names `wanted` first."""
    result = list(definitions)
    for part in [d for d in result if d.is_part]:
        result = [d if d is part else replace_part(d, part) for d in result]
    fresh = free_names(taken, wanted)
    position = 0
    while position < len(result):
        found = innermost(result[position].equation.rhs)
        if found is None:
            position += 1
            continue
        part = new_part(next(fresh), found, result[position])
        others = [replace_part(definition, part) for definition in result]
        result = [*others[:position], part, *others[position:]]
    return result


def new_part(name: str, expr: Expr, owner: Definition) -> Definition:
    """The definition that gives a part of `owner` a name, with the indices that occur in it."""
    spans = dict(owner.spans)
    names = index_names(expr, spans)
    target = Ref(name, tuple(map(Index, names)), expr.shape)
    own = tuple((index, spans[index]) for index in names)
    return Definition(Equation(target, expr), own, is_part=True, place=owner.place)
