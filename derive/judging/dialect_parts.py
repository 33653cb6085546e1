"""What a difference between libraries is made of, and the parts of equations that are looked at for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from derive.language.expr import Call, Equation, Expr, Ref, rewrite
from derive.language.operation import Role
from derive.language.record import record
from derive.problem.problem import Problem
from derive.table import simplify

PRODUCTS = (Role.PRODUCT, Role.ENTRYWISE_PRODUCT)
Change = Callable[[Expr, Equation, Problem], Iterator[Expr]]


@record
class OtherDialect:
    """A difference between libraries: what may stand in place of a part, and of what it is one.

    With `in_formulas`, a formula that says so is right too; else only numbers are, which a library may have given.
    """

    name: str
    of: str
    changes: Change
    in_formulas: bool = False


def factors(expr: Expr) -> tuple[Expr, Expr] | None:
    """Both factors of an entrywise product, or of one of scalars."""
    if not isinstance(expr, Call) or expr.operation.role not in PRODUCTS:
        return None
    left, right = expr.args
    is_alike = expr.operation.role is Role.ENTRYWISE_PRODUCT or not (left.shape or right.shape)
    return (left, right) if is_alike else None


def complement(expr: Expr) -> Expr | None:
    """g of 1 − g."""
    if isinstance(expr, Call) and expr.operation.role is Role.DIFFERENCE:
        one, gate = expr.args
        return gate if simplify.is_one(one) else None
    return None


def matrix_product(expr: Expr) -> Call | None:
    """A product of matrices that is not one of scalars."""
    is_product = isinstance(expr, Call) and expr.operation.role is Role.PRODUCT
    return expr if isinstance(expr, Call) and is_product and factors(expr) is None else None


def whole(expr: Expr, problem: Problem) -> Expr:
    """An expression with parts put back in to which the author gave no names."""

    def part(found: Expr) -> Expr | None:
        if isinstance(found, Ref) and found.name in problem.invented and found in problem.bound:
            return whole(problem.bound[found].rhs, problem)
        return None

    return rewrite(expr, part)


def made(expr: Expr, problem: Problem) -> Expr:
    """What a quantity is calculated as, parts put back in; anything else as it is."""
    is_bound = isinstance(expr, Ref) and expr in problem.bound
    return whole(problem.bound[expr].rhs if is_bound and isinstance(expr, Ref) else expr, problem)


def with_part(call: Call, place: int, part: Expr) -> Expr:
    """A call with another argument."""
    return call.operation(*(part if k == place else arg for k, arg in enumerate(call.args)))
