"""Expressions of a program in the notation of problem files; what has no plain reading is refused.

How many axes an array has decides what a product means: `x @ W` with a vector is `W' x` where vectors are columns.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from derive.handout.latex_draft import SPELLED, NotPlain
from derive.handout.model_arrays import UNCHANGED, called, decimal, is_plain
from derive.language.operation import Acts
from derive.language.record import record
from derive.table import FUNCTIONS

SUM, PRODUCT, ATOM = range(3)
ENTRYWISE = {name for name, row in FUNCTIONS.items() if row.acts is Acts.ENTRIES and len(row.arguments) == 1}
OTHERWISE = {"absolute": "abs", "expit": "sigmoid", "logistic": "sigmoid", "swish": "silu"}
PRODUCTS = {"dot", "matmul", "mm", "mv", "inner"}
WHOLE = {"sum", "mean"}
LOSSES = {"mse_loss": "MSE", "MSELoss": "MSE", "cross_entropy": "CE_logits", "CrossEntropyLoss": "CE_logits"}
SCALAR_LOSSES = {
    **{"binary_cross_entropy": "BCE", "BCELoss": "BCE"},
    **{"binary_cross_entropy_with_logits": "BCE_logits", "BCEWithLogitsLoss": "BCE_logits"},
}
DEEPEST = 8
"""Calls of own functions inside each other."""
LONGEST = 2000
"""Characters of a formula."""


@record
class ModelTerm:
    """A formula, how tightly it binds, and how many axes its value has (`None` where that is not known)."""

    text: str
    binds: int = ATOM
    axes: int | None = None

    @property
    def atom(self) -> str:
        return self.text if self.binds == ATOM else f"({self.text})"

    @property
    def closed(self) -> str:
        """As a factor in front."""
        return f"({self.text})" if self.binds == SUM else self.text


@dataclass
class ModelNames:
    """What names stand for: quantities, families by an index, own functions, layers, and modules."""

    terms: dict[str, ModelTerm] = field(default_factory=dict)
    families: dict[str, ModelTerm] = field(default_factory=dict)
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    layers: dict[str, Callable[[ModelTerm], ModelTerm]] = field(default_factory=dict)
    losses: dict[str, str] = field(default_factory=dict)
    indices: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    modules: set[str] = field(default_factory=set)
    rows: bool = False
    wants_rows: bool = False
    deep: int = 0

    def term(self, node: ast.expr) -> ModelTerm:
        """An expression as a formula.  Errors: `NotPlain`."""
        match node:
            case ast.Constant(value=value) if is_plain(value):
                return ModelTerm(decimal(value), ATOM if value >= 0 else SUM, 0)
            case ast.Name(id=name):
                return self.terms[name] if name in self.terms else ModelTerm(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = self.term(operand)
                return ModelTerm(f"-{inner.atom}", SUM, inner.axes)
            case ast.BinOp(left=left, op=operator, right=right):
                return short(self.binary(self.term(left), operator, self.term(right)), node)
            case ast.Attribute(value=value, attr="T" | "mT"):
                return turned(self.term(value))
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                return self.terms[name] if name in self.terms else ModelTerm(name)
            case ast.Subscript(value=ast.Name(id=name), slice=place):
                return self.member(name, place)
            case ast.Call():
                return self.call(node)
        raise NotPlain(excerpt(node))

    def binary(self, left: ModelTerm, operator: ast.operator, right: ModelTerm) -> ModelTerm:
        axes = None if None in (left.axes, right.axes) else max(left.axes or 0, right.axes or 0)
        match operator:
            case ast.Add() | ast.Sub():
                self.wants_rows |= {left.axes, right.axes} == {1, 2}
                sign = "+" if isinstance(operator, ast.Add) else "-"
                after = right.text if sign == "+" and not right.text.startswith("-") else right.closed
                return ModelTerm(f"{left.text} {sign} {after}", SUM, axes)
            case ast.MatMult():
                return self.product(left, right)
            case ast.Mult():
                is_scaled = 0 in (left.axes, right.axes)
                sign = " " if is_scaled else " .* "
                return ModelTerm(f"{left.closed}{sign}{right.atom}", PRODUCT, axes)
            case ast.Div():
                sign = "./" if right.axes and left.axes else "/"
                return ModelTerm(f"{left.closed} {sign} {right.atom}", PRODUCT, axes)
            case ast.Pow():
                return power(left, right)
        raise NotPlain(type(operator).__name__)

    def product(self, left: ModelTerm, right: ModelTerm) -> ModelTerm:
        """A product of matrices and vectors, which are columns, or rows if the exercise has them so."""
        axes = {(2, 2): 2, (2, 1): 1, (1, 2): 1, (1, 1): 0}.get((left.axes or 0, right.axes or 0))
        match left.axes, right.axes:
            case 1, 1:
                first, second = (left, turned_vector(right)) if self.rows else (turned_vector(left), right)
            case 1, 2:
                self.wants_rows = True
                first, second = (left, right) if self.rows else (turned(right), left)
            case 2, 1 if self.rows:
                first, second = right, turned(left)
            case _:
                first, second = left, right
        return ModelTerm(f"{first.closed} {second.atom}", PRODUCT, axes)

    def member(self, name: str, place: ast.expr) -> ModelTerm:
        """A member of a family, by the index of a loop or a number."""
        index = self.place(place)
        if name not in self.families or index is None:
            raise NotPlain(f"{name}[{excerpt(place)}]")
        return replace(self.families[name], text=f"{self.families[name].text}[{index}]")

    def place(self, node: ast.expr) -> str | None:
        match node:
            case ast.Name(id=name) if name in self.indices:
                return self.indices[name]
            case ast.BinOp(left=ast.Name(id=name), op=ast.Add() | ast.Sub() as op, right=ast.Constant(value=int(step))):
                letter = self.indices.get(name)
                return letter and f"{letter}{'+' if isinstance(op, ast.Add) else '-'}{step}"
            case ast.Constant(value=int(number)):
                return str(number)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(number))):
                return str(-number)
        return None

    def call(self, node: ast.Call) -> ModelTerm:
        name = called(node)
        if name in self.layers and len(node.args) == 1:
            return self.layers[name](self.term(node.args[0]))
        if name in self.losses:
            return self.loss(self.losses[name], node)
        if isinstance(node.func, ast.Name) and name in self.functions:
            return self.own(self.functions[name], node)
        is_method = isinstance(node.func, ast.Attribute) and not self.is_module(node.func.value)
        arguments = [node.func.value, *node.args] if is_method and isinstance(node.func, ast.Attribute) else node.args
        if is_method and name in UNCHANGED:
            return self.term(arguments[0])
        return self.known(name, arguments, {key.arg or "": key.value for key in node.keywords}, node)

    def is_module(self, node: ast.expr) -> bool:
        root = node
        while isinstance(root, ast.Attribute):
            root = root.value
        return isinstance(root, ast.Name) and root.id in self.modules

    def known(self, name: str, given: list[ast.expr], keys: Mapping[str, ast.expr], node: ast.Call) -> ModelTerm:
        """A call of a function that libraries have."""
        name = OTHERWISE.get(name, name)
        if name in (LOSSES | SCALAR_LOSSES):
            return self.loss(name, node)
        terms = [self.term(each) for each in given]
        axis = keys.get("axis") or keys.get("dim")
        if name == "softmax" and terms:
            return self.softmax(terms[0], axis or (given[1] if len(given) > 1 else None), node)
        if keys:
            raise NotPlain(excerpt(node))
        match name, terms:
            case _, [inner] if name in ENTRYWISE:
                return ModelTerm(f"{name}({inner.text})", ATOM, inner.axes)
            case _, [inner] if name in WHOLE:
                return ModelTerm(f"{name}({inner.text})", ATOM, 0)
            case "norm", [inner] if inner.axes != 2:
                return ModelTerm(f"norm({inner.text})", ATOM, 0)
            case _, [left, right] if name in PRODUCTS:
                return self.product(left, right)
            case "multiply" | "mul", [left, right]:
                return self.binary(left, ast.Mult(), right)
            case "outer", [left, right] if not self.rows:
                return ModelTerm(f"{left.closed} {turned_vector(right).atom}", PRODUCT, 2)
            case "power" | "pow", [left, right]:
                return self.binary(left, ast.Pow(), right)
            case "square", [inner]:
                return power(inner, ModelTerm("2"))
            case "maximum", [left, right] if "0" in (left.text, right.text):
                inner = right if left.text == "0" else left
                return ModelTerm(f"relu({inner.text})", ATOM, inner.axes)
            case "transpose" | "t", [inner, *_]:
                return turned(inner)
        raise NotPlain(excerpt(node))

    def softmax(self, inner: ModelTerm, axis: ast.expr | None, node: ast.Call) -> ModelTerm:
        along = ast.unparse(axis) if axis is not None else ""
        if inner.axes == 2:
            name = {"1": "softmax_rows", "-1": "softmax_rows", "0": "softmax_columns"}.get(along)
            if name is None:
                raise NotPlain(excerpt(node))
            return ModelTerm(f"{name}({inner.text})", ATOM, 2)
        return ModelTerm(f"softmax({inner.text})", ATOM, inner.axes)

    def loss(self, name: str, node: ast.Call) -> ModelTerm:
        """A loss of a library, whose first argument is the prediction; a mean over a batch is none of ours."""
        if node.keywords or len(node.args) != 2:
            raise NotPlain(excerpt(node))
        prediction, label = (self.term(each) for each in node.args)
        found = LOSSES.get(name)
        if found is None and prediction.axes == 0:
            found = SCALAR_LOSSES[name]
        if found is None or (found == "CE_logits" and prediction.axes == 2):
            raise NotPlain(excerpt(node))
        return ModelTerm(f"{found}({label.text}, {prediction.text})", ATOM, 0)

    def own(self, function: ast.FunctionDef, node: ast.Call) -> ModelTerm:
        """A call of a function of the program: one of a known name is taken for that, another is put in."""
        known = SPELLED.get(function.name.lower().replace("_", ""))
        if known in ENTRYWISE | {"softmax"} and len(node.args) == 1 and not node.keywords:
            self.notes[function.name] = f"line {function.lineno}: {function.name} = {known}"
            return self.known(known or "", node.args, {}, node)
        names = [each.arg for each in function.args.args]
        if len(names) != len(node.args) or node.keywords or self.deep >= DEEPEST:
            raise NotPlain(excerpt(node))
        inner = replace(self, terms={**self.terms, **dict(zip(names, map(self.term, node.args), strict=True))})
        inner.deep += 1
        for line in function.body:
            match line:
                case ast.Expr(value=ast.Constant()):
                    pass
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    inner.terms[name] = inner.term(value)
                case ast.Return(value=ast.expr() as value):
                    found = inner.term(value)
                    self.wants_rows |= inner.wants_rows
                    return found
                case _:
                    break
        raise NotPlain(excerpt(node))


def short(found: ModelTerm, node: ast.AST) -> ModelTerm:
    """A formula that is not too long, as one that is put into itself again and again is."""
    if len(found.text) > LONGEST:
        raise NotPlain(excerpt(node))
    return found


def power(base: ModelTerm, exponent: ModelTerm) -> ModelTerm:
    """Each entry to a power; of a matrix that can only be said by products."""
    if base.axes in (0, 1):
        return ModelTerm(f"{base.atom}^{exponent.atom}", PRODUCT, base.axes)
    if exponent.text not in ("2", "3"):
        raise NotPlain(f"a power {exponent.text}")
    return ModelTerm(" .* ".join([base.atom] * int(exponent.text)), PRODUCT, base.axes)


def turned(inner: ModelTerm) -> ModelTerm:
    """Transposed: of a vector of a library nothing changes."""
    return inner if inner.axes in (0, 1) else replace(inner, text=f"{inner.atom}'", binds=ATOM)


def turned_vector(inner: ModelTerm) -> ModelTerm:
    return replace(inner, text=f"{inner.atom}'", binds=ATOM)


def excerpt(node: ast.AST) -> str:
    """A piece of the program as it is told; what cannot be written out by what it is."""
    try:
        return " ".join(ast.unparse(node).split())[:80]
    except (ValueError, RecursionError):
        return type(node).__name__
