"""Equations as code for NumPy, PyTorch or JAX, by the column `code` of the table's rows."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator

from flint import fmpq

from derive.language.errors import fault
from derive.language.expr import Call, Derivative, Expr, Number, Ref, is_single
from derive.language.operation import ATOM, POWER, PRODUCT, SUM, Argument, Operation, Role
from derive.language.plain import entry_texts
from derive.language.printer import Piece
from derive.table.row import constant

TAKEN = frozenset({"np", "torch", "jnp", "jax", "math", "close", "print", "abs"})
"""Names that the code itself needs."""
ARRAYS = {
    "numpy": "np.array({})", "torch": "torch.tensor({}, dtype=torch.float64)", "jax": "jnp.array({})",
}  # fmt: skip
TENSORS = "torch"
"""The library whose functions take no plain numbers."""
MINUS_INFINITY = {"numpy": "-np.inf", "torch": "-math.inf", "jax": "-jnp.inf"}


class Coder:
    """Writes expressions as code; each quantity gets a name of its own, and so do the problem's own functions.

    `own` has both sides of their definitions.
    """

    def __init__(self, library: str, own: Iterable[tuple[Expr, Expr]] = ()) -> None:
        self.library = library
        self.names: dict[Ref | Derivative, str] = {}
        self.helpers: set[str] = set()
        self.own = {left.operation: (left, body) for left, body in own if isinstance(left, Call)}

    def functions(self) -> Iterator[str]:
        """The problem's own functions, each as a definition; they take arrays as they take numbers."""
        for left, body in self.own.values():
            inside = Coder(self.library, self.own.values())
            yield f"def {function_name(left.operation)}({inside(left.args[0])}):\n    return {inside(body)}"

    def name(self, quantity: Ref | Derivative) -> str:
        """The variable of a quantity: `h_1` for h[1], `dL_dh_1` for its gradient."""
        if isinstance(quantity, Ref) and quantity.gradient:
            quantity = Derivative(*quantity.gradient)
        if quantity not in self.names:
            words = re.sub(r"\W+", "_", str(quantity).replace("'", "_prime").replace("[-", "[m")).strip("_")
            names = {operation.name for operation in self.own}
            while words in names or words in self.names.values() or is_reserved(words):
                words += "_"
            self.names[quantity] = words
        return self.names[quantity]

    def __call__(self, expr: Expr) -> str:
        return self.piece(expr)[0]

    def piece(self, expr: Expr) -> Piece:
        """The code of an expression and how tightly it binds.  Errors: an operation without code."""
        match expr:
            case Ref() | Derivative():
                return self.name(expr), ATOM
            case Number():
                return self.number(expr)
            case Call(operation, args):
                return self.call(operation, args, expr)
        raise fault("index notation is not written as code; take another --method", "--code")

    def call(self, operation: Operation, args: tuple[Expr, ...], expr: Expr) -> Piece:
        if operation.role is Role.PRODUCT:
            return self.product(args, expr)
        if operation.role is Role.TRANSPOSE and not args[0].shape:
            return self.piece(args[0])
        if operation in self.own:
            return f"{function_name(operation)}({self(args[0])})", ATOM
        pattern = operation.code.pattern(self.library)
        if not pattern:
            raise fault(f"{operation.name} has no code yet; leave --code out", "--code")
        texts = [self.argument(operation, place, arg) for place, arg in enumerate(args)]
        if pattern.startswith(f"{TENSORS}."):
            tensors = [
                is_plain(arg) and kind is Argument.QUANTITY for arg, kind in zip(args, operation.arguments, strict=True)
            ]
            texts = [ARRAYS[TENSORS].format(t) if wraps else t for t, wraps in zip(texts, tensors, strict=True)]
        if operation.code.helper:
            self.helpers.add(operation.name)
        counts = re.sub(r"##(\d)", lambda found: self(args[int(found[1]) - 1]), pattern)
        return re.sub(r"#(\d)", lambda found: texts[int(found[1]) - 1], counts), operation.code.level

    def argument(self, operation: Operation, place: int, arg: Expr) -> str:
        """The code of an argument, in brackets where it needs them; places are counted from 0 in code."""
        if place < len(operation.arguments) and operation.arguments[place] is Argument.PLACE:
            assert isinstance(arg, Number)
            return str(int(arg.entries[0].p) - 1)
        needs = operation.code.needs
        return self.bracketed(arg, needs[place] if place < len(needs) else 0)

    def bracketed(self, expr: Expr, need: int) -> str:
        text, level = self.piece(expr)
        return text if level >= need else f"({text})"

    def product(self, args: tuple[Expr, ...], expr: Expr) -> Piece:
        """A product of arrays, or one with a number; a row times a column is a number."""
        left, right = self.bracketed(args[0], PRODUCT), self.bracketed(args[1], POWER)
        if is_single(args[0].shape) or is_single(args[1].shape):
            return f"{left} * {right}", PRODUCT
        text = f"{left} @ {right}"
        return (text, PRODUCT) if expr.shape else (f"({text})[0, 0]", ATOM)

    def number(self, number: Number) -> Piece:
        if number.shape:
            return self.array(number), ATOM
        text = self.literal(number, 0)
        return text, SUM if text.startswith("-") else PRODUCT if "/" in text else ATOM

    def literal(self, number: Number, place: int) -> str:
        """A number as Python reads it: as it was written, or the nearest float."""
        text = entry_texts(number)[place]
        if "inf" in text:
            return MINUS_INFINITY[self.library]
        value: fmpq = number.entries[place]
        if len(text) > 20:
            return repr(int(value.p) / int(value.q))
        return text if "/" in text else text.lstrip("+")

    def array(self, number: Number) -> str:
        """An array with its numbers, row by row; whole numbers with a point, so that they are floats."""
        texts = [pointed(self.literal(number, place)) for place in range(len(number.entries))]
        if not number.shape:
            return ARRAYS[self.library].format(texts[0])
        return ARRAYS[self.library].format(nested(texts, number.shape[1]))


def is_reserved(word: str) -> bool:
    return keyword.iskeyword(word) or word in TAKEN


def function_name(operation: Operation) -> str:
    """The name of one of the problem's own functions in code."""
    return f"{operation.name}_" if is_reserved(operation.name) else operation.name


def is_plain(expr: Expr) -> bool:
    """Whether an argument is a number that nothing is calculated for."""
    return not expr.shape and constant(expr) is not None


def pointed(text: str) -> str:
    return f"{text}.0" if re.fullmatch(r"-?\d+", text) else text


def nested(texts: Iterable[str], columns: int) -> str:
    """Texts row by row as a list of lists."""
    entries = list(texts)
    rows = (", ".join(entries[i : i + columns]) for i in range(0, len(entries), columns))
    return f"[{', '.join(f'[{row}]' for row in rows)}]"
