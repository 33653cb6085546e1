"""Which statements of a program tell of its model, and what they are about."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from derive.handout.latex_draft import NotPlain
from derive.handout.model_arrays import called
from derive.handout.model_formula import excerpt

QUIET = {"print", "backward", "zero_grad", "step", "seed", "manual_seed", "zero_", "super", "show", "plot"}
"""Calls that stand alone and say nothing of the model."""
GRADIENT = re.compile(r"(?:d|grad_?|g_)(\w+)|(\w+)_grad")


def statements(tree: ast.Module, inputs: set[str]) -> Iterator[ast.stmt]:
    """What is gone through: the module, and of its classes and of functions that nobody calls the bodies.

    What these take are `inputs`.
    """
    called_names = {called(node) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for line in tree.body:
        match line:
            case ast.ClassDef(body=body):
                yield from methods(body, inputs)
            case ast.FunctionDef(name=name):
                if name not in called_names:
                    yield from opened(line, inputs)
            case ast.If(test=ast.Compare(left=ast.Name(id="__name__")), body=body):
                yield from body
            case _:
                yield line


def methods(body: Sequence[ast.stmt], inputs: set[str]) -> Iterator[ast.stmt]:
    """The bodies of the methods that set up a model and go forward."""
    for wanted in ("__init__", "forward", "__call__"):
        for line in body:
            if isinstance(line, ast.FunctionDef) and line.name == wanted:
                yield from opened(line, inputs if wanted != "__init__" else set())


def opened(function: ast.FunctionDef, inputs: set[str]) -> list[ast.stmt]:
    """The body of a function; what it takes is added to the inputs."""
    inputs.update(each.arg for each in function.args.args if each.arg != "self")
    return function.body


def is_gradient_of(node: ast.AST, gradients: set[str]) -> bool:
    """Whether a gradient of the program's own, or what a library found for one, is used."""
    match node:
        case ast.Name(id=name, ctx=ast.Load()):
            return name in gradients
        case ast.Attribute(attr="grad"):
            return True
    return False


def own_name(target: ast.expr) -> str:
    match target:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="self"), attr=name):
            return name
    raise NotPlain(excerpt(target))


def range_of(node: ast.expr) -> range | None:
    """The numbers of `range(…)` with plain numbers."""
    if not isinstance(node, ast.Call) or called(node) != "range" or node.keywords:
        return None
    numbers = [each.value for each in node.args if isinstance(each, ast.Constant) and type(each.value) is int]
    if len(numbers) != len(node.args) or not 1 <= len(numbers) <= 2:
        return None
    found = range(*numbers)
    return found if 0 < len(found) <= 1000 else None


def carried(body: Iterable[ast.stmt]) -> Iterator[str]:
    """The names that a loop assigns."""
    for line in body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            yield line.targets[0].id


def assigned(line: ast.stmt) -> Iterator[str]:
    """The names that a statement assigns."""
    for node in ast.walk(line):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def is_quiet(line: ast.stmt) -> bool:
    """Whether a statement says nothing of the model."""
    match line:
        case ast.Expr(value=ast.Call() as call):
            return called(call) in QUIET or called(call).startswith("__")
        case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom() | ast.Pass():
            return True
    return False


def gradient_of(name: str) -> str:
    """Of what a name seems to be the gradient; nothing where it is none."""
    found = GRADIENT.fullmatch(name)
    return next(filter(None, found.groups()), "") if found else ""
