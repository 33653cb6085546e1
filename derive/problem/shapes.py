"""Shapes of names that nothing states, worked out from the equations that use them."""

from __future__ import annotations

from collections.abc import Container, MutableMapping, Sequence
from typing import Any

from derive.language.errors import DeriveError
from derive.language.expr import Expr, Number, Ref, Shape, is_single, order, size
from derive.language.operation import Acts, Argument, Operation, Role
from derive.problem.build import Builder
from derive.problem.parse_tree import Tree
from derive.problem.scope import Scope, Unsized

Book = MutableMapping[str, Shape | None]


class Guess(Builder):
    """Builds what it can: where an operation wants equal shapes, the known argument stands for the unknown one."""

    def __init__(
        self, scope: Scope, text: str, found: MutableMapping[str, Shape | None], names: Container[str]
    ) -> None:
        super().__init__(scope, text)
        self.found = found
        self.names = names

    def match_factor(self, operation: Operation, parts: list[Tree[Any]], built: list[Expr | None]) -> None:
        """What stands behind a matrix has as many rows as that has columns; before it, as many columns as it has rows.

        What is one name without a transpose is a vector as the problem has them.
        """
        if operation.role is not Role.PRODUCT or built.count(None) != 1:
            return
        known = built[0] or built[1]
        shape = known.shape if known is not None else ()
        if built[1] is None and len(shape) == 2 and shape[1] > 1 and parts[1].data == "ref":
            self.expect(parts[1], (shape[1], 1))
        lies = parts[0].data != "ref" or self.scope.vectors == "rows"
        if built[0] is None and len(shape) == 2 and shape[0] > 1 and lies:
            self.expect(parts[0], (1, shape[0]))

    def expect(self, tree: Tree[Any], shape: Shape) -> None:
        """Give the shape to the name that a formula of this shape gets it from, if one has none."""
        match tree.data:
            case "ref" if str(tree.children[0]) in self.scope.uneven:
                pass
            case "ref" if len(tree.children) <= 1 + bool(self.scope.arity.get(str(tree.children[0]))):
                name = str(tree.children[0])
                if name in self.names and self.found.get(name, shape) is None:
                    self.found[name] = shape
            case "transpose":
                self.expect(tree.children[0], shape[::-1])
            case "negate" | "add" | "subtract" | "hadamard" | "multiply" | "divide" | "power" | "raised":
                parts = [part for part in tree.children if self.tried(part) is None]
                others = [part for part in map(self.tried, tree.children) if part is not None]
                if tree.data != "multiply" or all(is_single(other.shape) for other in others):
                    for part in parts:
                        self.expect(part, shape)

    def tried(self, tree: Tree[Any]) -> Expr | None:
        """The expression, if the shapes of its names are known."""
        try:
            return self.build(tree)
        except Unsized:
            return None

    def within(self, scope: Scope) -> Builder:
        return Guess(scope, self.text, self.found, self.names)

    def operation(self, operation: Operation, parts: list[Tree[Any]], tree: Tree[Any]) -> Expr:
        built = [None if self.is_identity(part) else self.tried(part) for part in parts]
        known = [expr for expr in built if expr is not None]
        if len(known) + sum(map(self.is_identity, parts)) == len(built):
            return super().operation(operation, parts, tree)
        self.match_factor(operation, parts, built)
        shapes = [expr.shape for expr in known if not is_single(expr.shape)]
        if operation.acts is Acts.WHOLE or not shapes:
            raise Unsized(str(tree))
        for part, expr, kind in zip(parts, built, operation.arguments, strict=True):
            if expr is None and part.data == "ref" and kind is Argument.QUANTITY:
                self.found[str(part.children[0])] = shapes[0]
            elif expr is None and kind is Argument.QUANTITY:
                self.expect(part, shapes[0])
        stand_in: Expr = Number((), shapes[0])
        return self.apply(operation, tuple(stand_in if expr is None else expr for expr in built), tree)


def infer(
    trees: Sequence[tuple[str, str, Tree[Any]]],
    scope: Scope,
    shapes: MutableMapping[str, Shape | None],
    members: MutableMapping[str, Shape | None],
) -> list[tuple[str, DeriveError]]:
    """Fill in the shapes of all names that equations define or that stand beside something of a known shape.

    Gives the equations in which shapes do not fit, by their place.

    A 1×1 array and a scalar may define the same name; so may a number, which then fills an array.  A family whose
    members have several shapes gets the one with the most indices.
    """
    waiting = list(trees)
    defined = {str(tree.children[0].children[0]) for _, _, tree in trees}
    labels = {name for name, shape in shapes.items() if shape is None} - defined
    misfits: list[tuple[str, DeriveError]] = []
    count = -1
    for names in (labels, set(shapes) - circular(trees), labels):
        while waiting and count != (count := len(waiting) + sum(shape is None for shape in shapes.values())):
            waiting = [item for item in waiting if not settled(item, scope, (shapes, members), names, misfits)]
        count = -1
    for name in scope.uneven:
        known = [shape for key, shape in members.items() if key.startswith(f"{name}[") and shape is not None]
        shapes[name] = max(known, key=order, default=None)
    return misfits


def circular(trees: Sequence[tuple[str, str, Tree[Any]]]) -> set[str]:
    """The names that are calculated from themselves, as states are; where they begin is not clear from their use."""
    used: dict[str, set[str]] = {}
    for _, _, tree in trees:
        mentioned = {str(ref.children[0]) for ref in tree.children[1].find_data("ref")}
        used.setdefault(str(tree.children[0].children[0]), set()).update(mentioned)
    count = -1
    while count != (count := sum(map(len, used.values()))):
        for below in used.values():
            below |= {name for other in below & used.keys() for name in used[other]}
    return {name for name, below in used.items() if name in below}


def settled(
    item: tuple[str, str, Tree[Any]],
    scope: Scope,
    books: tuple[Book, Book],
    names: Container[str],
    misfits: list[tuple[str, DeriveError]],
) -> bool:
    """Whether the shapes in an equation are known, or do not fit; `books` have those of names and of members.

    The `names` may get theirs from what they stand beside.
    """
    place, line, (target, rhs) = item[0], item[1], item[2].children
    key, guess = str(target.children[0]), Guess(scope, line, books[0], names)
    is_member = key in scope.uneven
    key = str(Ref(key, tuple(guess.indices(target)))) if is_member else key
    book = books[is_member]
    try:
        shape = guess.build(rhs).shape
    except Unsized:
        known = book.get(key)
        if known is not None and not is_single(known):
            guess.expect(rhs, known)
        return False
    except DeriveError as error:
        misfits.append((place, error))
        return True
    known = book.get(key)
    if known is None or (is_single(known) and size(shape) >= 1 and len(shape) > len(known)):
        book[key] = shape
    return True
