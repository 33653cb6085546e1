"""Gradients as quantities of the network: what makes `dL/dw` a value that equations use and that is differentiated.

Each gradient on the way from a scalar back to a variable becomes an equation, as backpropagation has it, so that the
extended network is evaluated, differentiated and checked like any other (double backpropagation: Drucker and LeCun,
Improving generalization performance using double backpropagation, 1992).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.language.errors import Complaint, ProblemError
from derive.language.expr import Derivative, Equation, Expr, Ref, gradient_of, refs, walk
from derive.problem.graph import Network
from derive.problem.local import pull
from derive.problem.problem import Problem
from derive.table import simplify

UNCLEAR = "not clear, since {} is also short for its own formula in a gradient on the way; ask by what is given"


def with_gradients(problem: Problem, asked: Iterable[Ref | Derivative] = ()) -> Problem:
    """The problem with an equation for each gradient that its equations use or that is to be differentiated."""
    targets = [target for target in asked if isinstance(target, Derivative)]
    differentiated = [target.of for target in targets if target.of.gradient]
    written = (part for d in problem.definitions for part in walk(d.equation.rhs))
    if not differentiated and not any(isinstance(part, Ref) and part.gradient for part in written):
        return problem
    done: dict[Ref, Equation] = {}
    for equation in problem.equations:
        define(problem, done, refs(equation.rhs))
        done[equation.target] = equation
    define(problem, done, differentiated)
    extended = replace(problem, equations=tuple(done.values()))
    network = Network(extended)
    unclear = [target for target in targets if stands_for_its_formula(network, target)]
    if unclear:
        raise ProblemError(*(Complaint(str(target), UNCLEAR.format(target.by)) for target in unclear))
    return extended


def stands_for_its_formula(network: Network, target: Derivative) -> bool:
    """Whether what is differentiated depends on a gradient in which the variable is short for what it is made of.

    In ∂L/∂z = ∂L/∂h (1 − h²) the h is tanh(z): moving h alone would move it there too, which no derivative means.
    """
    for equation in network.problem.equations if target.by in network.problem.bound else ():
        if equation.target.gradient is None or equation.target not in network.ancestors(target.of):
            continue
        ends = [end for e in network.edges(*equation.target.gradient) for end in (e.child, e.through) if end]
        if target.by in refs(equation.rhs) and any(end.target == target.by for end in ends):
            return True
    return False


def define(problem: Problem, done: dict[Ref, Equation], wanted: Iterable[Ref]) -> None:
    """Add the equations of the gradients among the quantities, each after those it uses."""
    for ref in wanted:
        if ref.gradient is None or ref in done:
            continue
        of, by = ref.gradient
        define(problem, done, (of, by))
        network = Network(replace(problem, equations=tuple(done.values())))
        done |= {e.target: e for e in backwards(network, of, by) if e.target not in done}


def backwards(network: Network, of: Ref, by: Ref) -> Iterator[Equation]:
    """∂of/∂node for each quantity between the two, from `of` backwards; zero where no way leads there."""
    nodes = network.between(of, [by])
    if by not in nodes:
        yield Equation(gradient_of(of, by), simplify.number(0, by.shape))
    for node in nodes:
        if node != of or by == of:
            yield Equation(gradient_of(of, node), gradient(network, of, node))


def gradient(network: Network, of: Ref, node: Ref) -> Expr:
    """∂of/∂node from the gradients by those that use the node."""
    if node == of:
        return simplify.number(1, of.shape)
    terms = []
    for edge in network.edges(of, node):
        child = edge.child.target
        arriving = simplify.number(1) if child == of else gradient_of(of, child)
        terms.append(pull(edge, arriving, network.given_facts).expr)
    return simplify.added(terms, node.shape)
