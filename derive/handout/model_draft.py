"""A problem file from a program that trains a model, by its syntax alone: it is never run.

Arrays become values, assignments equations, a loop over a range an index; what is not read stands as a comment.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from derive.handout.latex_draft import NotPlain
from derive.handout.model_arrays import WrittenArray, array_of, called
from derive.handout.model_formula import ENTRYWISE, LOSSES, SCALAR_LOSSES, ModelNames, ModelTerm, excerpt
from derive.handout.model_statements import (
    assigned,
    carried,
    gradient_of,
    is_gradient_of,
    is_quiet,
    own_name,
    range_of,
    statements,
)
from derive.handout.sheet_draft import SheetDraft, faults, parts
from derive.language.errors import fault

LABEL = re.compile(r"CE_logits\((\w+), ")
MODULES = {"np", "numpy", "torch", "nn", "F", "jnp", "jax", "math", "tf", "keras", "scipy", "autograd"}
INPUTS = {"x", "X", "y", "Y", "t", "T", "target", "targets", "label", "labels", "inputs"}
"""ModelNames of what no gradient is asked for where the program does not say."""


def draft_of_model(name: str, file: str, data: bytes) -> str:
    """The text of a problem file for a program in Python with NumPy or PyTorch.

    What is not read stands in it as comments, and so does what is still wrong with it.  Errors: `ProblemError` for what
    is no Python.
    """
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        place = f"{file}, line {line}" if line else file
        raise fault(f"no Python: {getattr(error, 'msg', None) or 'it is nested too deeply'}", place) from None
    try:
        written = drafted(name, tree)
    except RecursionError:
        raise fault("its expressions are nested too deeply", file) from None
    return faults(name, written) + written


def drafted(name: str, tree: ast.Module) -> str:
    model = Model(tree)
    if model.names.wants_rows:
        model = Model(tree, rows=True)
    found = model.found
    found.rows = model.names.rows
    found.taken.extend(model.names.notes.values())
    found.questions.extend(model.asked())
    said = "\n".join(right for _, right in found.equations)
    for label in LABEL.findall(said):
        if found.values.get(label, "").isdecimal():
            found.values[label] = f"{{ one_hot = {int(found.values[label]) + 1} }}"
    return "".join(parts(name, found))


@dataclass
class Loop:
    """The loop that is gone through: its index, its span, and what it has assigned so far."""

    index: str
    span: range
    assigned: set[str] = field(default_factory=set)
    sums: dict[str, str] = field(default_factory=dict)


class Model:
    """Goes through the statements of a program and notes what they define."""

    def __init__(self, tree: ast.Module, rows: bool = False) -> None:
        self.names = ModelNames(rows=rows, modules=set(MODULES))
        self.found = SheetDraft()
        self.wanted: dict[str, None] = {}
        self.parameters: dict[str, None] = {}
        self.axes: dict[str, int | None] = {}
        self.gradients: set[str] = set()
        self.inputs: set[str] = set()
        self.loop: Loop | None = None
        self.collect(tree)
        for line in statements(tree, self.inputs):
            self.enter(line)

    def collect(self, tree: ast.Module) -> None:
        """Modules and own functions, which may be used before they stand there."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                self.names.modules |= {(each.asname or each.name).split(".")[0] for each in node.names}
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("__"):
                self.names.functions[node.name] = node
            if isinstance(node, ast.Attribute) and node.attr == "grad":
                self.wanted[ast.unparse(node.value).removeprefix("self.")] = None

    def enter(self, line: ast.stmt) -> None:
        try:
            self.statement(line)
        except NotPlain as error:
            self.found.unread.append(f"line {line.lineno}: {excerpt(line)} ({error})")

    def statement(self, line: ast.stmt) -> None:
        if is_quiet(line):
            return
        if any(is_gradient_of(node, self.gradients) for node in ast.walk(line)):
            for name in assigned(line):
                self.is_gradient(name)
            raise NotPlain("it works with gradients, which derive finds itself")
        match line:
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)) if len(targets) == len(
                values
            ):
                for target, value in zip(targets, values, strict=True):
                    self.assign(target, value)
            case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=ast.expr() as value):
                self.assign(target, value)
            case ast.AugAssign(target=ast.Name(id=name), op=operator, value=value):
                self.augment(name, operator, value)
            case ast.Return(value=ast.expr() as value):
                self.define("out", self.names.term(value))
            case ast.For(target=ast.Name(id=index), iter=iterated, body=body):
                self.run(index, iterated, body)
            case ast.Expr(value=ast.Call() as call) if called(call) == "append":
                self.append(call)
            case ast.With(body=body):
                for each in body:
                    self.enter(each)
            case _:
                raise NotPlain(type(line).__name__)

    def assign(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            self.member(target.value.id, target.slice, value)
            return
        name = own_name(target)
        if self.is_gradient(name):
            raise NotPlain("taken for a gradient, which derive finds itself")
        if self.layer(name, value) or (isinstance(value, ast.List | ast.Dict) and not ast.unparse(value).strip("[]{}")):
            return
        written = array_of(value)
        if written and self.loop is None:
            self.give(name, written)
        else:
            self.define(name, self.names.term(value))

    def give(self, name: str, written: WrittenArray) -> None:
        own = self.fresh(name)
        self.found.values[own] = written.text
        self.names.terms[name] = ModelTerm(own, axes=written.axes)
        self.names.families[name] = ModelTerm(own, axes=written.axes - 1)
        if written.is_parameter:
            self.parameters[own] = None

    def define(self, name: str, term: ModelTerm) -> None:
        """An equation; a name that is taken gets a number behind it, inside a loop the index."""
        if self.loop is not None:
            self.family(name, term.axes)
            self.loop.assigned.add(name)
            self.equation(f"{name}[{self.loop.index}]", term)
            self.names.terms[name] = ModelTerm(f"{name}[{self.loop.index}]", axes=term.axes)
            return
        own = self.fresh(name)
        self.equation(own, term)
        self.names.terms[name] = ModelTerm(own, axes=term.axes)

    def family(self, name: str, axes: int | None) -> None:
        """What a loop assigns; what it was before is the member before the first."""
        assert self.loop is not None
        self.names.families[name] = ModelTerm(name, axes=axes)
        before = f"{name}[{self.loop.span[0] - 1}]"
        if name in self.found.values:
            self.found.values = {before if key == name else key: text for key, text in self.found.values.items()}

    def equation(self, left: str, right: ModelTerm) -> None:
        self.found.equations.append((left, right.text))
        self.axes[left] = right.axes

    def fresh(self, name: str) -> str:
        taken = {*self.found.values, *self.inputs, *(left.split("[")[0] for left, _ in self.found.equations)}
        candidates = (name, *(f"{name}_{number}" for number in range(2, 1000)))
        return next(each for each in candidates if each not in taken)

    def is_gradient(self, name: str) -> bool:
        base = gradient_of(name)
        if base not in self.names.terms:
            return False
        self.gradients.add(name)
        self.wanted[base] = None
        return True

    def layer(self, name: str, value: ast.expr) -> bool:
        """Whether a name stands for a layer, an activation or a loss of a library; a layer brings its parameters."""
        kind = called(value)
        if kind == "Linear" and isinstance(value, ast.Call):
            sizes = [each.value for each in value.args if isinstance(each, ast.Constant) and type(each.value) is int]
            if len(sizes) < 2:
                raise NotPlain(excerpt(value))
            has_bias = not any(key.arg == "bias" for key in value.keywords)
            self.names.layers[name] = self.linear(name, sizes[0], sizes[1], has_bias)
        elif kind in (LOSSES | SCALAR_LOSSES) and isinstance(value, ast.Call) and not value.args:
            self.names.losses[name] = kind
        elif kind.lower() in ENTRYWISE and isinstance(value, ast.Call) and not value.args:
            self.names.layers[name] = lambda inner: ModelTerm(f"{kind.lower()}({inner.text})", axes=inner.axes)
        elif kind == "Sequential" and isinstance(value, ast.Call):
            steps = [f"{name}_{number}" for number, _ in enumerate(value.args)]
            for step, each in zip(steps, value.args, strict=True):
                if not self.layer(step, each):
                    raise NotPlain(excerpt(each))
            self.names.layers[name] = lambda inner: self.through(steps, inner)
        else:
            return False
        return True

    def through(self, steps: Sequence[str], inner: ModelTerm) -> ModelTerm:
        for step in steps:
            inner = self.names.layers[step](inner)
        return inner

    def linear(self, name: str, width: int, height: int, has_bias: bool) -> Callable[[ModelTerm], ModelTerm]:
        """A layer with its parameters; what is put in first and has no value has its width."""
        weight, bias = f"W_{name}", f"b_{name}"
        self.found.values[weight] = f'"matrix {height} x {width}"'
        self.parameters[weight] = None
        if has_bias:
            self.found.values[bias] = f'"vector {height}"'
            self.parameters[bias] = None

        def apply(inner: ModelTerm) -> ModelTerm:
            if inner.text in self.inputs:
                self.found.values.setdefault(inner.text, f'"vector {width}"')
            text = f"{inner.closed} {weight}'" if self.names.rows else f"{weight} {inner.atom}"
            return ModelTerm(f"{text} + {bias}", 0, inner.axes) if has_bias else ModelTerm(text, 1, inner.axes)

        return apply

    def augment(self, name: str, operator: ast.operator, value: ast.expr) -> None:
        term = self.names.term(value)
        if self.loop is None:
            before = self.names.terms.get(name)
            if before is None or name in self.found.values:
                raise NotPlain("an update of what is given")
            self.define(name, self.names.binary(before, operator, term))
            return
        if not isinstance(operator, ast.Add):
            raise NotPlain("only sums are read in a loop")
        part = f"{name}_part"
        self.define(part, term)
        self.loop.sums[name] = part

    def run(self, index: str, iterated: ast.expr, body: Sequence[ast.stmt]) -> None:
        """A loop over a range of numbers, once, at its index."""
        span = range_of(iterated)
        if span is None or self.loop is not None:
            raise NotPlain(excerpt(iterated))
        letter = index if re.fullmatch(r"[a-z]", index) else "t"
        self.loop = Loop(letter, span)
        self.names.indices[index] = letter
        self.found.met.indices.add(letter)
        self.found.spans.setdefault(letter, set()).update(span)
        for name in carried(body):
            if name in self.names.terms:
                self.names.terms[name] = ModelTerm(f"{name}[{letter}-1]", axes=self.names.terms[name].axes)
        for line in body:
            self.enter(line)
        loop, self.loop = self.loop, None
        for name in loop.assigned:
            self.names.terms[name] = ModelTerm(f"{name}[{span[-1]}]", axes=self.names.families[name].axes)
        for name, part in loop.sums.items():
            self.found.values.pop(name, None)
            self.define(name, ModelTerm(f"sum({letter}, {part}[{letter}])", axes=0))

    def member(self, name: str, place: ast.expr, value: ast.expr) -> None:
        """A member of a family that is assigned by its index."""
        index = self.names.place(place)
        if index is None:
            raise NotPlain(excerpt(place))
        written = array_of(value)
        axes = written.axes if written else None
        if written:
            self.found.values[f"{name}[{index}]"] = written.text
        else:
            term = self.names.term(value)
            axes = term.axes
            self.equation(f"{name}[{index}]", term)
        self.names.families[name] = ModelTerm(name, axes=axes)

    def append(self, call: ast.Call) -> None:
        """A list to which each turn of a loop appends a quantity is that quantity by its index."""
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name)), args=[ast.Name(id=added)]) if self.loop:
                self.names.families[name] = self.names.families.get(added, ModelTerm(added))
            case _:
                raise NotPlain(excerpt(call))

    def asked(self) -> Iterator[tuple[list[str], str]]:
        """The last value, and its derivatives by what the program takes for parameters."""
        if not self.found.equations:
            return
        last = self.found.equations[-1][0]
        yield [last], ""
        if self.axes.get(last) != 0:
            return
        given = [name for name in self.found.values if "[" not in name]
        wanted = [name for name in given if name in self.wanted] or [name for name in given if name in self.parameters]
        wanted = wanted or [name for name in given if name not in INPUTS]
        if wanted:
            yield [f"d{last}/d{name}" for name in wanted], ""
