"""Variables of functions that a text explains, `\\sigma(x) = 1/(1 + e^{-x})`, whatever else has that name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from derive.following.lemma import claimed
from derive.following.sides import ReadSide, read_side
from derive.language.expr import Call, Expr, Ref, is_single, walk
from derive.problem.problem import Problem
from derive.reading.vocabulary import Vocabulary
from derive.writeup.chain import Chain

OWN_VARIABLE = "this may be said of the variable of a function, and not of the values of the problem"


def own_variables(chains: Iterable[Chain], vocabulary: Vocabulary) -> frozenset[str]:
    """The names of given quantities that are the variable of a function which the problem does not take of them."""
    return frozenset(name for chain in chains if (name := variable(chain, vocabulary)))


def variable(chain: Chain, vocabulary: Vocabulary) -> str:
    claim = claimed(chain.sides[0].text) if len(chain.sides) > 1 else None
    if claim is None or not vocabulary.knows_word(claim.variable):
        return ""
    body = replace(chain.sides[0], text=claim.body)
    return claim.variable if is_function_of_its_own(read_side(body, vocabulary, None).expr, vocabulary.problem) else ""


def is_function_of_its_own(expr: Expr | None, problem: Problem) -> bool:
    """Whether an expression is made of a given quantity alone and is no part of the problem's equations."""
    refs = {part for part in walk(expr) if isinstance(part, Ref)} if isinstance(expr, Call) else set()
    if len(refs) != 1 or not all(is_given(ref, problem) for ref in refs):
        return False
    return not any(part == expr for equation in problem.equations for part in walk(equation.rhs))


def is_given(ref: Ref, problem: Problem) -> bool:
    return any(given.name == ref.name for given in problem.given)


def is_of_own_variable(head: ReadSide, side: ReadSide, variables: frozenset[str], problem: Problem) -> bool:
    """Whether a number may be that of the variable of a function, or of the function there: it is not false then."""
    expr = head.expr
    if side.kind != "number" or side.expr is None or expr is None:
        return False
    names = {part.name for part in walk(expr) if isinstance(part, Ref)}
    is_variable = isinstance(expr, Ref) and is_given(expr, problem)
    return (
        bool(names)
        and names <= variables
        and is_single(side.expr.shape)
        and (is_variable or is_function_of_its_own(expr, problem))
    )
