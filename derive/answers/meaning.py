"""A tree to an expression of the problem: names resolved, shapes checked, definitions put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from flint import fmpq

from derive.answers import functions
from derive.answers.answer import Literal, Misshapen, Refused, Unreadable
from derive.answers.limits import LARGEST_EXPONENT, LONGEST_SUM, MOST_BUILT
from derive.answers.products import Choice, Products
from derive.answers.tree import (
    Apply,
    Entrywise,
    Name,
    Negate,
    Node,
    Num,
    OneHot,
    Part,
    Place,
    Power,
    Product,
    Quotient,
    Rows,
    Slope,
    Terms,
    Total,
    Transpose,
)
from derive.answers.vocabulary import Definition, Gradient, Quantity, Use, Vocabulary, counted, spoken
from derive.balls import rational
from derive.errors import ShapeError
from derive.expr import (
    Delta,
    Derivative,
    Entry,
    Expr,
    Grid,
    Index,
    Number,
    Ref,
    Sum,
    at,
    bind,
    describe,
    is_single,
    order,
    walk,
)
from derive.operations import TABLE
from derive.reading import Scope

Env = Mapping[str, Index]
VANISHED = Ref("0", (), ())
"""Stands for a zero of any shape until it is added to something."""
UNIT = Ref("I", (), ())
"""Stands for the identity until its size is known."""


class NeedsNumber(Exception):
    """A recursive definition at an index without a value."""


@dataclass
class Builder:
    """Builds the expressions of one reading, in one layout and with one choice for what is ambiguous."""

    vocabulary: Vocabulary
    text: str
    scope: Scope
    choice: Choice
    literals: dict[Ref, Literal] = field(default_factory=dict)
    numbers: dict[tuple[int, str], Ref] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    built: int = 0
    within: list[tuple[Definition, tuple[tuple[str, Index], ...]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.products = Products(self)

    def fault(self, message: str, node: Node | Part) -> Unreadable:
        return Unreadable(message, self.text, node.start)

    def build(self, node: Node, env: Env) -> Expr:
        self.built += 1
        if self.built > MOST_BUILT:
            raise Refused(f"more than {MOST_BUILT} parts, definitions written out", self.text, node.start)
        method = getattr(self, "build_" + type(node).__name__.lower())
        found: Expr = method(node, env)
        return found

    def apply(self, operation: str, args: tuple[Expr, ...], node: Node) -> Expr:
        """An operation of the table; what has vanished vanishes with its product, or leaves a sum."""
        if any(arg is VANISHED for arg in args):
            return self.vanished(operation, args)
        if any(arg is UNIT for arg in args):
            args = self.sized(args, node)
        try:
            return TABLE[operation](*args)
        except ShapeError as error:
            raise self.misfit(error, args, node) from None

    def misfit(self, error: ShapeError, args: tuple[Expr, ...], node: Node) -> Misshapen:
        shapes = " and ".join(describe(arg.shape) for arg in args)
        return Misshapen(f"{error.complaints[0].message} (found {shapes})", self.text, node.start)

    def vanished(self, operation: str, args: tuple[Expr, ...]) -> Expr:
        if operation in ("add", "subtract"):
            left, right = args
            if left is VANISHED and right is not VANISHED:
                return TABLE["negate"](right) if operation == "subtract" else right
            return left
        return VANISHED

    def sized(self, args: tuple[Expr, ...], node: Node) -> tuple[Expr, ...]:
        """The identity in the size of its neighbour."""
        others = [arg.shape for arg in args if arg is not UNIT and arg.shape]
        if not others:
            raise self.fault("the size of I is not clear here", node)
        result = []
        for k, arg in enumerate(args):
            size = others[0][0] if k == 0 else others[0][-1]
            result.append(TABLE["identity"](functions.number(size)) if arg is UNIT else arg)
        return tuple(result)

    def build_num(self, node: Num, env: Env) -> Expr:
        known = self.numbers.get((node.start, node.text))
        if known:
            return known
        ref = Ref(f"#{len(self.numbers)}", (), ())
        text = node.text
        mantissa, _, exponent = text.lower().partition("e")
        decimals = len(mantissa.partition(".")[2]) - int(exponent or 0)
        unit = fmpq(1, 10**decimals) if decimals >= 0 else fmpq(10**-decimals)
        self.literals[ref] = Literal(text, rational(Fraction(text.rstrip(".") if text[-1] == "." else text)), unit)
        self.numbers[node.start, node.text] = ref
        return ref

    def build_terms(self, node: Terms, env: Env) -> Expr:
        result: Expr | None = None
        for sign, item in node.items:
            term = self.build(item, env)
            if result is None:
                result = term
            else:
                result = self.apply("add" if sign == "+" else "subtract", (result, term), item)
        assert result is not None
        return result

    def build_negate(self, node: Negate, env: Env) -> Expr:
        return self.apply("negate", (self.build(node.body, env),), node)

    def build_entrywise(self, node: Entrywise, env: Env) -> Expr:
        result = self.build(node.items[0], env)
        for item in node.items[1:]:
            result = self.products.entrywise(result, self.build(item, env), item)
        return result

    def build_product(self, node: Product, env: Env) -> Expr:
        return self.products.product(node, env)

    def build_quotient(self, node: Quotient, env: Env) -> Expr:
        return self.apply("divide", (self.build(node.top, env), self.build(node.bottom, env)), node)

    def build_transpose(self, node: Transpose, env: Env) -> Expr:
        if isinstance(node.body, Rows) and node.body.flat:
            return self.rows(node.body, env, self.choice.turned)
        body = self.build(node.body, env)
        return body if not body.shape and body is not VANISHED else self.apply("transpose", (body,), node)

    def build_power(self, node: Power, env: Env) -> Expr:
        base, exponent = node.base, node.exponent
        if isinstance(base, Name) and base.word == "e" and not base.parts and not self.vocabulary.knows(base):
            return self.apply("exp", (self.build(exponent, env),), node)
        whole = self.whole(exponent)
        if whole is None:
            power = self.build(exponent, env)
            if any(part in self.literals for part in walk(power)) and self.is_tower(exponent):
                raise Refused("a power in an exponent", self.text, exponent.start)
        else:
            power = whole
        built = self.build(base, env)
        square = len(built.shape) == 2 and built.shape[0] == built.shape[1] > 1
        if square and whole is not None and whole.entries[0] == 2:
            entrywise = node.entrywise or self.choice.python
            return self.apply("hadamard" if entrywise else "multiply", (built, built), node)
        return self.apply("power", (built, power), node)

    def is_tower(self, node: Node) -> bool:
        return isinstance(node, Power) or (isinstance(node, Negate) and self.is_tower(node.body))

    def whole(self, node: Node) -> Number | None:
        """A whole number as exponent."""
        if not isinstance(node, Num) or not node.text.lstrip("-").isdigit():
            return None
        if abs(int(node.text)) > LARGEST_EXPONENT:
            raise Refused(f"an exponent beyond {LARGEST_EXPONENT}", self.text, node.start)
        return Number((fmpq(int(node.text)),), (), (node.text,))

    def build_rows(self, node: Rows, env: Env) -> Expr:
        return self.rows(node, env, self.choice.flat)

    def rows(self, node: Rows, env: Env, turn: str) -> Expr:
        """An array; a flat list is a column or a row, whichever is being tried."""
        entries = []
        for row in node.rows:
            for item in row:
                entry = self.build(item, env)
                entry = functions.number(0) if entry is VANISHED else entry
                if not is_single(entry.shape):
                    raise Misshapen(
                        f"an entry of this array is {describe(entry.shape)}; expected numbers", self.text, item.start
                    )
                entries.append(entry)
        shape = (len(node.rows), len(node.rows[0]))
        if node.flat:
            shape = (1, len(entries)) if turn == "row" else (len(entries), 1)
        return Grid(tuple(entries), shape)

    def build_onehot(self, node: OneHot, env: Env) -> Expr:
        return self.build(node.label, env)

    def build_apply(self, node: Apply, env: Env) -> Expr:
        name, args = node.function, list(node.args)
        if node.base and name == "log":
            name = {"2": "log2", "10": "log10"}.get(node.base, "")
        elif node.base and name != "log":
            raise self.fault(f"found a subscript of {name}; expected its argument", node)
        if name in ("max", "maximum") and len(args) == 2 and (zero := self.zero(args)) is not None:
            name, args = "relu", [args[1 - zero]]
        if name in functions.SIZED:
            sizes = [s for arg in args for s in (arg.rows[0] if isinstance(arg, Rows) else (arg,))]
            built = [self.size(item) for item in sizes]
        elif name == "delta":
            raise self.fault("expected two indices", node)
        else:
            built = [self.build(arg, env) for arg in args]
        limits = functions.arity(name)
        if limits is None:
            raise self.fault(f"unknown function {node.function!r}", node)
        if not limits[0] <= len(built) <= limits[1]:
            raise self.fault(f"{name} takes {limits[0]} argument(s), found {len(built)}", node)
        return self.applied(name, tuple(built), node)

    def applied(self, name: str, built: tuple[Expr, ...], node: Node) -> Expr:
        if any(arg is VANISHED for arg in built):
            built = tuple(functions.number(0) if arg is VANISHED else arg for arg in built)
        try:
            return functions.apply(name, built)
        except ShapeError as error:
            raise self.misfit(error, built, node) from None

    def zero(self, args: list[Node]) -> int | None:
        """The place of the 0 in max(0, x)."""
        return next((k for k, arg in enumerate(args) if isinstance(arg, Num) and arg.text == "0"), None)

    def size(self, node: Node) -> Expr:
        if not isinstance(node, Num) or not node.text.isdigit() or not 0 < int(node.text) <= 100:
            raise self.fault("expected a size, a whole number up to 100", node)
        return functions.number(int(node.text))

    def build_total(self, node: Total, env: Env) -> Expr:
        low, high = self.bounds(node, env)
        numbers = range(low.offset, high.offset + 1) if low.name == high.name else range(0)
        if len(numbers) > LONGEST_SUM:
            raise Refused(f"a sum of {len(numbers)} terms; the limit is {LONGEST_SUM}", self.text, node.start)
        inside = {**env, node.index: Index(node.index)}
        try:
            body = self.build(node.body, inside)
        except NeedsNumber:
            return self.written_out(node, numbers, env)
        if body is VANISHED:
            return VANISHED
        if (
            low.is_literal
            and high.is_literal
            and any(self.leaves_range(bind(body, {node.index: at(k)})) for k in numbers)
        ):
            return self.written_out(node, numbers, env)
        if self.counts_entries(body, node.index, node.body):
            low, high = Index(low.name, low.offset - 1), Index(high.name, high.offset - 1)
        return Sum(node.index, low, high, body, node.mean, body.shape)

    def counts_entries(self, body: Expr, index: str, node: Node) -> bool:
        """Whether an index counts the entries of something, which begins with 1 on paper."""
        parts = [part for part in walk(body) if isinstance(part, Entry | Delta)]
        used = any(i.name == index for p in parts for i in (p.index if isinstance(p, Entry) else (p.left, p.right)))
        return used and not self.choice.from_zero

    def leaves_range(self, expr: Expr) -> bool:
        """Whether an instance uses a quantity at an index where it does not exist."""
        places = self.vocabulary.places
        for part in walk(expr):
            refs = (part.of, part.by) if isinstance(part, Derivative) else (part,) if isinstance(part, Ref) else ()
            for ref in refs:
                if ref.index and ref.name in places and all(i.is_literal for i in ref.index):
                    if tuple(i.offset for i in ref.index) not in places[ref.name]:
                        return True
        return False

    def written_out(self, node: Total, numbers: range, env: Env) -> Expr:
        """The sum term by term."""
        terms = [self.build(node.body, {**env, node.index: at(number)}) for number in numbers]
        terms = [term for term in terms if term is not VANISHED]
        while len(terms) > 1:
            pairs = [self.apply("add", (a, b), node) for a, b in zip(terms[::2], terms[1::2], strict=False)]
            terms = pairs + (terms[-1:] if len(terms) % 2 else [])
        if not terms:
            return VANISHED
        return self.apply("divide", (terms[0], functions.number(len(numbers))), node) if node.mean else terms[0]

    def bounds(self, node: Total, env: Env) -> tuple[Index, Index]:
        whole = self.range_of(node)
        if (node.low is None or node.high is None) and whole is None:
            raise self.fault(f"the bounds of the sum over {node.index} are not clear", node)
        low = self.index(node.low, env) if node.low else at(whole.start if whole else 0)
        high = self.index(node.high, env) if node.high else at(whole.stop - 1 if whole else 0)
        if not high.is_literal and high.name not in env and high.name not in self.vocabulary.ranges:
            if whole is None:
                raise self.fault(f"{high.name!r} is not known here", node.high or node)
            from_zero = whole.start == 0 and high.offset == -1
            high = at(whole.stop - 1 + (0 if from_zero else high.offset))
        return low, high

    def range_of(self, node: Total) -> range | None:
        """All values of an index; those of the only range there is for an index of the writer's own."""
        ranges = self.vocabulary.ranges
        if node.index in ranges:
            return ranges[node.index]
        return next(iter(ranges.values())) if len(ranges) == 1 else None

    def index(self, part: Part, env: Env) -> Index:
        if not part.text or part.text.isdigit():
            return at(int(part.text or 0) + part.offset)
        return Index(part.text, part.offset).bind(env)

    def build_name(self, node: Name, env: Env) -> Expr:
        found = self.vocabulary.find(node)
        if isinstance(found, str):
            return self.custom(node, found)
        match found:
            case Quantity():
                return self.quantity(found, env, node)
            case Gradient(of, by):
                return self.build_slope(Slope(of, by, node.start, node.end), env)
            case Use():
                return self.use(found, env, node)

    def custom(self, node: Name, complaint: str) -> Expr:
        """What a name means that the problem does not use: Euler's number, the identity, π."""
        if node.word == "e" and not node.parts:
            return TABLE["exp"](functions.number(1))
        if node.word == "I":
            if len(node.parts) == 1 and node.parts[0].text.isdigit():
                return TABLE["identity"](self.size(Num(node.parts[0].text, node.start, node.end)))
            if not node.parts:
                return UNIT
        if node.word in ("T", "N") and not node.parts and len(self.vocabulary.ranges) == 1:
            return functions.number(len(next(iter(self.vocabulary.ranges.values()))))
        if node.word == "delta" and len(node.parts) in (1, 2):
            letters = "".join(part.text for part in node.parts)
            if len(letters) == 2:
                left, right = (counted(Part("_", letter, 0, node.start)) for letter in letters)
                return Delta(left, right)
        raise self.fault(complaint, node)

    def quantity(self, found: Quantity, env: Env, node: Name) -> Expr:
        ref = self.ref(found, env, node)
        if ref is VANISHED:
            return ref
        return self.entry(ref, found.entry, env, node) if found.entry else ref

    def ref(self, found: Quantity, env: Env, node: Name) -> Ref:
        shape = self.vocabulary.shapes.get(found.name) or ()
        index = tuple(i.bind(env) for i in found.index)
        note = self.vocabulary.note(found.name, index)
        if note.startswith("zero"):
            if not found.index[0].name and found.index[0].offset < 0 and any(p.kind == "[" for p in node.parts):
                raise self.fault("a negative index can mean two things; write the name of the quantity", node)
            self.notes[note] = None
            return VANISHED
        if note:
            raise self.fault(note, node)
        self.notes |= dict.fromkeys(n for n in found.notes if not n.startswith("zero"))
        return Ref(found.name, index, shape)

    def entry(self, of: Ref | Derivative, index: tuple[Index, ...], env: Env, node: Node) -> Expr:
        return Entry(of, tuple(i.bind({k: v for k, v in env.items() if v.is_literal}) for i in index))

    def build_slope(self, node: Slope, env: Env) -> Expr:
        if node.of is None:
            of, first = self.final(node), ()
        else:
            of, first = self.variable(node.of, env)
        by, second = self.variable(node.by, env)
        if of is VANISHED or by is VANISHED:
            return VANISHED
        derivative = Derivative(of, by, self.scope.derivative_shape(of, by))
        if not first and not second:
            return derivative
        if len(first) + len(second) != order(of.shape) + order(by.shape):
            raise self.fault("this entry of a derivative is not clear", node)
        return self.entry(derivative, first + second, env, node)

    def final(self, node: Slope) -> Ref:
        asked = self.choice.asked
        ref = asked.of if isinstance(asked, Derivative) else self.vocabulary.final
        if ref is None:
            raise self.fault("of what this is the derivative is not clear; write it as ∂L/∂U", node)
        return ref

    def variable(self, name: Name, env: Env) -> tuple[Ref, tuple[Index, ...]]:
        found = self.vocabulary.find(name)
        if isinstance(found, str):
            raise self.fault(found, name)
        if not isinstance(found, Quantity):
            raise self.fault(f"{spoken(name)} is no quantity of the problem", name)
        return self.ref(found, env, name), found.entry

    def build_place(self, node: Place, env: Env) -> Expr:
        body = self.build(node.body, env)
        if body is VANISHED:
            return body
        parts = [replace(p, text=c) for p in node.parts for c in (p.text if self.splits(p, body) else [p.text])]
        if isinstance(body, Ref | Derivative) and body not in self.literals:
            count = order(body.shape) if isinstance(body, Ref) or is_single(body.of.shape) else 2
            if isinstance(body, Derivative) and not is_single(body.of.shape):
                count = order(body.of.shape) + order(body.by.shape)
            if len(parts) == count:
                return self.entry(body, tuple(counted(part) for part in parts), env, node)
        raise self.fault("expected an entry of a named quantity", node)

    def splits(self, part: Part, body: Expr) -> bool:
        return len(part.text) == 2 and not part.offset and len(body.shape) == 2 and body.shape[1] > 1

    def use(self, found: Use, env: Env, node: Name) -> Expr:
        """A definition put in, at its index."""
        binding = tuple((name, index.bind(env)) for name, index in found.binding)
        key = (found.definition, binding)
        symbolic = any(not index.is_literal for _, index in binding)
        if symbolic and any(definition is found.definition for definition, _ in self.within):
            raise NeedsNumber
        if self.is_outside(binding):
            self.notes["zero_after_last"] = None
            return VANISHED
        if key in self.within or len(self.within) > 40:
            raise self.fault(f"{spoken(node)} is defined by itself", node)
        body = found.definition.body
        self.within.append(key)
        expr = self.build(body, dict(binding)) if isinstance(body, Node) else bind(body, dict(binding))
        self.within.pop()
        if found.entry:
            raise self.fault("expected the whole of what was defined, not an entry", node)
        return expr

    def is_outside(self, binding: tuple[tuple[str, Index], ...]) -> bool:
        """Whether an index lies just outside its range, where what is defined is zero."""
        for name, index in binding:
            ranges = self.vocabulary.ranges
            whole = ranges.get(name) or (next(iter(ranges.values())) if len(ranges) == 1 else None)
            if whole and index.is_literal and index.offset in (whole.start - 1, whole.stop):
                return True
        return False


def finished(expr: Expr) -> Expr:
    """The expression, with 0 for what has vanished altogether."""
    if expr is VANISHED:
        return functions.number(0)
    return expr
