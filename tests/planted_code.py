"""Mistakes planted in right programs by the syntax, and what they really change: programs of our own are run here.

A right program is run, its gradients are held against differences of its own loss, and each mistake that is planted is
run again: a line is spoilt if the values that it gives are others than before.  Nothing here asks `derive`.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import io
import random
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

Values = dict[tuple[int, int], Any]
"""What was assigned: by the line and how often it was reached."""
STEP = 1e-5
LIBRARIES = ("np", "numpy", "torch", "tf", "jnp", "math", "self")


# Running


class TorchLike(np.ndarray):
    """An array with the methods of PyTorch's that the programs here use."""

    def t(self) -> Any:
        return self.T

    def mm(self, other: Any) -> Any:
        return self @ other

    def matmul(self, other: Any) -> Any:
        return self @ other

    def pow(self, k: float) -> Any:
        return self**k

    def exp(self) -> Any:
        return np.exp(self)

    def numel(self) -> int:
        return self.size

    def clone(self) -> Any:
        return self.copy()

    def bool(self) -> Any:
        return self.astype(bool)

    def unsqueeze(self, axis: int) -> Any:
        return np.expand_dims(self, axis)

    def sum(self, axis: Any = None, dim: Any = None, keepdim: bool = False, **words: Any) -> Any:
        words.setdefault("keepdims", keepdim)
        return super().sum(axis=dim if axis is None else axis, **words)

    def masked_fill(self, mask: Any, value: float) -> Any:
        return np.where(mask, value, self).view(TorchLike)


def made(values: Any, dtype: Any = None) -> Any:
    return np.array(values, float).view(TorchLike)


def softmax(a: Any, dim: int = -1) -> Any:
    e = np.exp(a - a.max(axis=dim, keepdims=True))
    return e / np.asarray(e).sum(axis=dim, keepdims=True)


def product(a: Any, b: Any, transpose_a: bool = False, transpose_b: bool = False) -> Any:
    return (a.T if transpose_a else a) @ (b.T if transpose_b else b)


def stand_ins() -> dict[str, ModuleType]:
    """Small stand-ins for the libraries that are not installed, made of NumPy."""
    torch: Any = ModuleType("torch")
    torch.tensor, torch.mv, torch.matmul, torch.tanh, torch.outer = made, np.matmul, np.matmul, np.tanh, np.outer
    torch.sigmoid, torch.mean, torch.softmax = lambda a: 1 / (1 + np.exp(-a)), np.mean, softmax
    torch.ones = lambda *shape: np.ones(shape).view(TorchLike)
    torch.triu = lambda a, diagonal=0: np.triu(a, diagonal).view(TorchLike)
    torch.exp, torch.log, torch.sum, torch.no_grad = np.exp, np.log, np.sum, contextlib.nullcontext
    torch.nn = SimpleNamespace()
    tf: Any = ModuleType("tensorflow")
    tf.constant, tf.matmul, tf.reduce_mean, tf.square = np.array, product, np.mean, np.square
    tf.exp, tf.reduce_sum = np.exp, np.sum
    tf.nn = SimpleNamespace(relu=lambda a: np.maximum(a, 0), sigmoid=torch.sigmoid)
    tf.cast, tf.transpose, tf.identity, tf.float32 = lambda a, to: a * 1.0, np.transpose, np.copy, float
    plots: Any = ModuleType("matplotlib")
    plots.pyplot = ModuleType("matplotlib.pyplot")
    jax: Any = ModuleType("jax")
    jax.numpy = np
    mine = {"torch": torch, "tensorflow": tf, "jax": jax, "jax.numpy": np}
    return {**mine, "matplotlib": plots, "matplotlib.pyplot": plots.pyplot}


def kept(value: Any) -> Any:
    """A copy of a value as plain numbers; `None` for what has none."""
    if isinstance(value, bool | int | float | np.generic):
        return float(value)
    if isinstance(value, np.ndarray):
        return np.array(value, float)
    if isinstance(value, list | tuple):
        return [kept(each) for each in value]
    if isinstance(value, dict):
        return {key: kept(each) for key, each in value.items()}
    return None


class Watching(ast.NodeTransformer):
    """Tells after each assignment what the target is."""

    def visit(self, node: ast.AST) -> Any:
        node = self.generic_visit(node)
        match node:
            case ast.Assign(targets):
                return [node, *(told(node, target) for target in targets)]
            case ast.AugAssign(target) | ast.AnnAssign(target, value=ast.expr()):
                return [node, told(node, target)]
            case ast.Expr(ast.Call(ast.Attribute(owner, "append" | "insert"))):
                return [node, told(node, owner)]
            case ast.Expr(ast.Call(ast.Attribute(_, "at"), [owner, *_])):
                return [node, told(node, owner)]
        return node


def told(statement: ast.stmt, target: ast.expr) -> ast.stmt:
    read = ast.parse(ast.unparse(target), mode="eval").body
    line = ast.Constant(statement.lineno)
    return ast.copy_location(ast.Expr(ast.Call(ast.Name("__told__", ast.Load()), [line, read], [])), statement)


@dataclass
class Ran:
    """What a run gave, and the names at its end; `error` if it stopped."""

    values: Values
    names: dict[str, Any]
    error: str = ""


def run(text: str) -> Ran:
    """Run a program of our own."""
    tree = ast.fix_missing_locations(Watching().visit(ast.parse(text)))
    return run_tree(tree)


def run_tree(tree: ast.Module) -> Ran:
    values: Values = {}
    counts: dict[int, int] = {}

    def see(line: int, value: Any) -> None:
        counts[line] = counts.get(line, 0) + 1
        values[line, counts[line]] = kept(value)

    names: dict[str, Any] = {"__told__": see, "__name__": "__main__", "np": np}
    before = {name: sys.modules.get(name) for name in stand_ins()}
    sys.modules.update(stand_ins())
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            with contextlib.redirect_stderr(io.StringIO()):
                exec(compile(tree, "program", "exec"), names)
    except Exception as error:
        return Ran(values, names, f"{type(error).__name__}: {error}")
    finally:
        for name, module in before.items():
            sys.modules.pop(name, None) if module is None else sys.modules.update({name: module})
    return Ran(values, names)


def is_same(a: Any, b: Any) -> bool:
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(is_same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(is_same, a, b))
    if a is None or b is None:
        return a is b
    if isinstance(a, dict | list) or isinstance(b, dict | list):
        return False
    return np.shape(a) == np.shape(b) and bool(np.allclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True))


# Right programs


@dataclass(frozen=True)
class Program:
    """A right program: its problem, its text, what to run behind it, and what its gradients are to be held against."""

    name: str
    text: str

    def told(self, key: str) -> str:
        found = re.search(rf"^# {key}: (.*)$", self.text, re.MULTILINE)
        return found[1] if found else ""

    @property
    def problem(self) -> str:
        return self.told("problem")

    def whole(self, text: str) -> str:
        return f"{text}\n{self.told('run')}\n"


def gradients_differ(program: Program) -> list[str]:
    """The gradients that are not the differences of the program's own loss."""
    loss, *pairs = program.told("check").split()
    text = program.whole(program.text)
    ran = run(text)
    if ran.error:
        return [ran.error]
    found = []
    for pair in pairs:
        name, _, gradient = pair.partition(":")
        told = np.ravel(np.array(eval(gradient, ran.names), float))
        for k, value in enumerate(told):
            up, down = (value_of(loss, text, name, k, sign * STEP) for sign in (1, -1))
            if abs((up - down) / (2 * STEP) - value) > 1e-6:
                found.append(f"{pair}[{k}] is {value}, differences give {(up - down) / (2 * STEP)}")
    return found


def value_of(loss: str, text: str, name: str, place: int, change: float) -> float:
    tree = ast.parse(text)
    numbers = [part for node in written(tree, name) for part in literals(node)]
    numbers[place].value += change
    return float(np.ravel(run_tree(ast.fix_missing_locations(tree)).names[loss])[0])


def written(tree: ast.Module, name: str) -> list[ast.expr]:
    """Where a program writes a parameter down, the first place alone."""
    found: list[ast.expr] = []
    for node in ast.walk(tree):
        match node:
            case ast.Assign([ast.Name(n)], value) if n == name:
                found.append(value)
            case ast.Assign([ast.Tuple(names)], ast.Tuple(values)):
                found += [v for n, v in zip(names, values, strict=False) if isinstance(n, ast.Name) and n.id == name]
            case ast.keyword(n, value) if n == name:
                found.append(value)
            case ast.Dict(keys, values):
                found += [
                    v for k, v in zip(keys, values, strict=True) if isinstance(k, ast.Constant) and k.value == name
                ]
    return [node for node in found if [*literals(node)]][:1]


def literals(node: ast.expr) -> Iterator[Any]:
    """The numbers of a literal in order; a negative one is made one constant."""
    match node:
        case ast.Constant(int() | float()):
            yield node
        case ast.UnaryOp(ast.USub(), ast.Constant(value)):
            made_positive = ast.Constant(-value)
            node.__class__ = ast.Constant  # type: ignore[assignment]
            node.__dict__.update(value=-value, kind=None)
            del made_positive
            yield node
        case ast.List(elements) | ast.Tuple(elements):
            for element in elements:
                yield from literals(element)
        case ast.Call(ast.Attribute(ast.Call() as inner, "reshape")):
            yield from literals(inner)
        case ast.Call(_, [first, *_]):
            yield from literals(first)


# Planting


@dataclass(frozen=True)
class Plant:
    """A program with one mistake: its kind, its line, and the lines whose values are others than before."""

    program: Program
    kind: str
    line: int
    was: str
    now: str
    text: str
    spoilt: frozenset[int] = frozenset()
    stops: bool = False


Change = Callable[[ast.expr, "Around"], Iterator[tuple[str, ast.expr]]]


@dataclass(frozen=True)
class Around:
    """Arrays of the program by their last shape."""

    shapes: dict[str, tuple[int, ...]]


def of_product(node: ast.expr, around: Around) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.Attribute(value, "T"):
            yield "transpose", value
        case ast.Call(ast.Attribute(value, "t"), []):
            yield "transpose", value
        case ast.Call(function, args, [*words]) if any(w.arg in ("transpose_a", "transpose_b") for w in words):
            yield "transpose", ast.Call(function, args, [])
        case ast.BinOp(ast.Name() as left, ast.MatMult(), right):
            yield "transpose", ast.BinOp(ast.Attribute(left, "T", ast.Load()), ast.MatMult(), right)
        case ast.Call(ast.Attribute(ast.Name("np"), "dot") as function, [ast.Name() as left, right]):
            yield "transpose", ast.Call(function, [ast.Attribute(left, "T", ast.Load()), right], [])
        case ast.Call(ast.Attribute(_, "outer") as function, [left, right]):
            yield "transpose", ast.Call(function, [right, left], [])


def of_factor(node: ast.expr, around: Around) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.BinOp(left, ast.Mult(), right):
            for part in (left, right):
                if not isinstance(part, ast.Constant):
                    yield "factor", part
        case ast.BinOp(left, ast.Div(), _) if not isinstance(left, ast.Constant):
            yield "division", left


def of_term(node: ast.expr, around: Around) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.BinOp(left, ast.Add(), right):
            yield "sign", ast.BinOp(left, ast.Sub(), right)
            yield "term", left
            yield "term", right
        case ast.BinOp(left, ast.Sub(), ast.BinOp(base, ast.Pow(), ast.Constant(2))) if isinstance(left, ast.Constant):
            yield "square", ast.BinOp(left, ast.Sub(), base)
            yield "sign", ast.BinOp(left, ast.Add(), ast.BinOp(base, ast.Pow(), ast.Constant(2)))
        case ast.BinOp(left, ast.Sub(), right):
            yield "sign", ast.BinOp(right, ast.Sub(), left)
        case ast.UnaryOp(ast.USub(), operand) if not isinstance(operand, ast.Constant):
            yield "sign", operand


def of_axis(node: ast.expr, around: Around) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.Call(function, args, [*words]) if any(w.arg in ("axis", "dim") for w in words):
            other = [w for w in words if w.arg not in ("axis", "dim")]
            axis = next(w for w in words if w.arg in ("axis", "dim"))
            if isinstance(axis.value, ast.Constant) and axis.value.value in (0, 1):
                yield (
                    "axis",
                    ast.Call(function, args, [*other, ast.keyword(axis.arg, ast.Constant(1 - axis.value.value))]),
                )
            yield "axis", ast.Call(function, args, other)
            kept_words = [w for w in words if w.arg not in ("keepdims", "keepdim")]
            if len(kept_words) < len(words):
                yield "keepdims", ast.Call(function, args, kept_words)
        case ast.Compare(left, [ast.Gt()], [right]):
            yield "mask", ast.Compare(left, [ast.Lt()], [right])


def of_index(node: ast.expr, around: Around) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.Subscript(value, ast.BinOp(ast.Name() as index, ast.Add() | ast.Sub(), ast.Constant(1))):
            yield "index", ast.Subscript(value, index, ast.Load())
        case ast.Subscript(value, ast.Name("t") as index):
            yield "index", ast.Subscript(value, ast.BinOp(index, ast.Sub(), ast.Constant(1)), ast.Load())


def of_array(node: ast.expr, around: Around) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.Name) and node.id in around.shapes and around.shapes[node.id]:
        same = [n for n, shape in around.shapes.items() if shape == around.shapes[node.id] and n != node.id]
        for name in same[-3:]:
            yield "array", ast.Name(name, ast.Load())


CHANGES: tuple[Change, ...] = (of_product, of_factor, of_term, of_axis, of_index, of_array)


def parts(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.expr]]:
    """All expressions below a node with the field in which they stand."""
    for field, value in ast.iter_fields(node):
        if isinstance(value, ast.expr):
            yield node, field, None, value
            yield from parts(value)
        elif isinstance(value, list):
            for k, each in enumerate(value):
                if isinstance(each, ast.expr):
                    yield node, field, k, each
                    yield from parts(each)


def mutants(statement: ast.stmt, around: Around) -> Iterator[tuple[str, ast.stmt]]:
    """A statement with one mistake, for each that can be made in it."""
    match statement:
        case ast.AugAssign(target, ast.Add(), value):
            yield "overwritten", ast.Assign([target], value)
            yield "sign", ast.AugAssign(target, ast.Sub(), value)
        case ast.AugAssign(target, ast.Sub(), value):
            yield "sign", ast.AugAssign(target, ast.Add(), value)
    root = statement.value  # type: ignore[attr-defined]
    places = [(statement, "value", None, root), *parts(root)]
    for number, (_, _, _, found) in enumerate(places):
        for change in CHANGES:
            for kind, new in change(found, around):
                made_copy = copy.deepcopy(statement)
                copied = [(made_copy, "value", None, made_copy.value), *parts(made_copy.value)]  # type: ignore[attr-defined]
                owner, field, k, _ = copied[number]
                if k is None:
                    setattr(owner, field, new)
                else:
                    getattr(owner, field)[k] = new
                yield kind, made_copy


def candidates(program: Program) -> list[tuple[ast.stmt, str, ast.stmt]]:
    """All mistakes that can be planted in the statements of a program that calculate something."""
    tree = ast.parse(program.text)
    ran = run(program.whole(program.text))
    shapes = {n: np.shape(v) for n, v in ran.names.items() if isinstance(v, np.ndarray)}
    lines = {line for line, _ in ran.values}
    found = []
    for node in ast.walk(tree):
        is_assignment = isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and node.value is not None
        is_append = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
        if not (is_assignment or is_append) or node.lineno not in lines or node.end_lineno != node.lineno:
            continue
        around = Around(local_shapes(tree, node, shapes, ran))
        found += [(node, kind, new) for kind, new in mutants(node, around)]
    return found


def local_shapes(
    tree: ast.Module, at: ast.stmt, shapes: dict[str, tuple[int, ...]], ran: Ran
) -> dict[str, tuple[int, ...]]:
    """The arrays that were given names before a statement in the same block of code."""
    scope = next(
        (f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) and f.lineno < at.lineno <= (f.end_lineno or 0)),
        tree,
    )
    found: dict[str, tuple[int, ...]] = {}
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign) and node.lineno < at.lineno and isinstance(node.targets[0], ast.Name):
            value = ran.values.get((node.lineno, 1))
            if isinstance(value, np.ndarray) and np.ndim(value):
                found[node.targets[0].id] = np.shape(value)
    return found


def planted(program: Program, statement: ast.stmt, kind: str, new: ast.stmt) -> Plant | None:
    """The program with the mistake; `None` where no number is another one."""
    lines = program.text.split("\n")
    was = lines[statement.lineno - 1]
    comment = ""
    before, after = was[: statement.col_offset], was[statement.end_col_offset or len(was) :]
    now = before + ast.unparse(ast.fix_missing_locations(new)) + after + comment
    if now == was:
        return None
    changed = [*lines]
    changed[statement.lineno - 1] = now
    text = "\n".join(changed)
    right, wrong = run(program.whole(program.text)), run(program.whole(text))
    spoilt = {
        key[0]
        for key in right.values.keys() | wrong.values.keys()
        if key not in wrong.values or key not in right.values or not is_same(right.values[key], wrong.values[key])
    }
    if not spoilt and not wrong.error:
        return None
    return Plant(program, kind, statement.lineno, was.strip(), now.strip(), text, frozenset(spoilt), bool(wrong.error))


def is_working(plant: Plant) -> bool:
    """Whether a mistake is one of the derivation: not in data, in an update, or in a shift that changes nothing."""
    is_data = (
        re.search(r"\[\[|lr\b|eta\b|max|logits -|clip|eps\b|parser|\bscale =|np\.zeros|label", plant.was) is not None
    )
    return not is_data and not plant.stops


# Samples


def right_programs() -> list[Program]:
    """The right programs that say what runs them."""
    found = sorted((Path(__file__).parent / "programs" / "right").glob("*.py"))
    programs = [Program(path.name, path.read_text(encoding="utf-8")) for path in found]
    return [program for program in programs if program.told("check")]


def plants_of(program: Program, many: int, seed: int) -> list[Plant]:
    """So many mistakes of the derivation planted in a program one at a time, of different kinds first."""
    tried = candidates(program)
    random.Random(f"{seed} {program.name}").shuffle(tried)
    met: dict[str, int] = {}
    ranked = []
    for statement, kind, new in tried:
        met[kind] = met.get(kind, 0) + 1
        ranked.append((met[kind], statement, kind, new))
    found: list[Plant] = []
    for _, statement, kind, new in sorted(ranked, key=lambda each: each[0]):
        plant = planted(program, statement, kind, new)
        if plant is not None and is_working(plant):
            found.append(plant)
        if len(found) == many:
            break
    return found
