"""Shapes of names that nothing states, worked out from the equations that use them."""

from __future__ import annotations

from collections.abc import Container, MutableMapping, Sequence
from typing import Any

from derive.language.errors import DeriveError
from derive.language.expr import Expr, Number, Shape, is_single, size
from derive.language.operation import Acts, Argument, Operation, Role
from derive.problem.build import Builder, Scope, Unsized
from derive.problem.parse_tree import Tree


class Guess(Builder):
    """Builds what it can: where an operation wants equal shapes, the known argument stands for the unknown one."""

    def __init__(
        self, scope: Scope, text: str, found: MutableMapping[str, Shape | None], labels: Container[str]
    ) -> None:
        super().__init__(scope, text)
        self.found = found
        self.labels = labels

    def match_factor(self, operation: Operation, parts: list[Tree[Any]], built: list[Expr | None]) -> None:
        """A label behind a matrix has as many entries as the matrix has columns; a row before it, as it has rows."""
        if operation.role is Role.PRODUCT and built[0] is not None and built[1] is None and parts[1].data == "ref":
            left, name = built[0].shape, str(parts[1].children[0])
            if len(left) == 2 and left[1] > 1 and name in self.labels:
                self.found[name] = (left[1], 1)
        if operation.role is Role.PRODUCT and built[0] is None and built[1] is not None:
            self.match_inner(parts[0], built[1].shape)
        if self.scope.vectors != "rows" or operation.role is not Role.PRODUCT or built[1] is None:
            return
        right, name = built[1].shape, str(parts[0].children[0])
        if built[0] is None and parts[0].data == "ref" and len(right) == 2 and right[0] > 1 and name in self.labels:
            self.found[name] = (1, right[0])

    def match_inner(self, left: Tree[Any], right: Shape) -> None:
        """A label with a transpose before a column or a matrix, y' log(p), has as many entries as that has rows."""
        inner = left.children[0] if left.data == "transpose" else None
        if isinstance(inner, Tree) and inner.data == "ref" and len(right) == 2 and right[0] > 1:
            name = str(inner.children[0])
            if name in self.labels:
                self.found[name] = (right[0], 1)

    def within(self, scope: Scope) -> Builder:
        return Guess(scope, self.text, self.found, self.labels)

    def operation(self, operation: Operation, parts: list[Tree[Any]], tree: Tree[Any]) -> Expr:
        built: list[Expr | None] = []
        for part in parts:
            try:
                built.append(self.build(part))
            except Unsized:
                built.append(None)
        known = [expr for expr in built if expr is not None]
        if len(known) == len(built):
            return super().operation(operation, parts, tree)
        self.match_factor(operation, parts, built)
        shapes = [expr.shape for expr in known if not is_single(expr.shape)]
        if operation.acts is Acts.WHOLE or not shapes:
            raise Unsized(str(tree))
        for part, expr, kind in zip(parts, built, operation.arguments, strict=True):
            if expr is None and part.data == "ref" and kind is Argument.QUANTITY:
                self.found[str(part.children[0])] = shapes[0]
        stand_in: Expr = Number((), shapes[0])
        return self.apply(operation, tuple(stand_in if expr is None else expr for expr in built), tree)


def infer(
    trees: Sequence[tuple[str, str, Tree[Any]]], scope: Scope, shapes: MutableMapping[str, Shape | None]
) -> list[tuple[str, DeriveError]]:
    """Fill in the shapes of all names that equations define or that stand beside something of a known shape.

    Gives the equations in which shapes do not fit, by their place.

    A 1×1 array and a scalar may define the same name; so may a number, which then fills an array.
    """
    waiting = list(trees)
    defined = {str(tree.children[0].children[0]) for _, _, tree in trees}
    labels = {name for name, shape in shapes.items() if shape is None} - defined
    misfits: list[tuple[str, DeriveError]] = []
    progress = True
    while waiting and progress:
        progress = False
        for item in list(waiting):
            place, line, tree = item
            before = dict(shapes)
            try:
                rhs = Guess(scope, line, shapes, labels).build(tree.children[1])
            except Unsized:
                progress = progress or before != dict(shapes)
                continue
            except DeriveError as error:
                waiting.remove(item)
                misfits.append((place, error))
                continue
            waiting.remove(item)
            progress = True
            name = str(tree.children[0].children[0])
            known = shapes.get(name)
            if known is None or (is_single(known) and size(rhs.shape) >= 1 and len(rhs.shape) > len(known)):
                shapes[name] = rhs.shape
    return misfits
