"""A tree to an expression of the problem: names resolved, shapes checked, definitions put in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from flint import fmpq

from derive.language.expr import (
    Derivative,
    Entry,
    Expr,
    Identity,
    Index,
    Number,
    Numeral,
    Ones,
    Zero,
    is_column,
    is_single,
    walk,
)
from derive.language.numbers import rational
from derive.reading import functions
from derive.reading.arguments import as_told, in_order
from derive.reading.axes import along
from derive.reading.building import Env
from derive.reading.grids import Grids, is_broken, is_side_by_side
from derive.reading.guard import LARGEST_EXPONENT
from derive.reading.guesses import ORDER, RAISED
from derive.reading.juxtaposition import Products
from derive.reading.letters import is_eulers, is_transposing
from derive.reading.repeated import summed
from derive.reading.result import Fault, Literal, Misshapen, Refused
from derive.reading.tree import (
    Apply,
    AtLabel,
    Entrywise,
    Factors,
    Instance,
    Name,
    Negate,
    Node,
    Num,
    OneHot,
    Part,
    Power,
    Product,
    Quotient,
    Rows,
    Slope,
    Terms,
    Transpose,
)
from derive.reading.vocabulary import Vocabulary


@dataclass
class Interpreter(Grids):
    """Builds the expressions of one reading, in one layout and with one choice for what is ambiguous."""

    def __post_init__(self) -> None:
        self.products = Products(self)

    def build(self, node: Node, env: Env) -> Expr:
        if not isinstance(node, Num):
            self.count(1, node)
        found: Expr = getattr(self, "build_" + type(node).__name__.lower())(node, env)
        return found

    def all_built(self, nodes: Iterable[Node], env: Env) -> list[Expr]:
        """What nodes say; what cannot be read in one of them is told before what does not fit in another."""
        found: list[Expr] = []
        faults: list[Misshapen] = []
        for node in nodes:
            try:
                found.append(self.build(node, env))
            except Misshapen as fault:
                faults.append(fault)
        if faults:
            raise faults[0]
        return found

    def build_num(self, node: Num, env: Env) -> Expr:
        known = self.numbers.get((node.start, node.text))
        if known or node.text in functions.ENDLESS:
            return known or self.mask_entry(node)
        ref = Numeral(len(self.numbers))
        text = node.text
        mantissa, _, exponent = text.lower().partition("e")
        decimals = len(mantissa.partition(".")[2]) - int(exponent or 0)
        unit = fmpq(1, 10**decimals) if decimals >= 0 else fmpq(10**-decimals)
        self.literals[ref] = Literal(text, rational(Fraction(text.rstrip(".") if text[-1] == "." else text)), unit)
        self.numbers[node.start, node.text] = ref
        return ref

    def build_terms(self, node: Terms, env: Env) -> Expr:
        result, *terms = self.all_built((item for _, item in node.items), env)
        for (sign, item), term in zip(node.items[1:], terms, strict=True):
            result = self.apply("add" if sign == "+" else "subtract", (result, term), item)
        return result

    def build_negate(self, node: Negate, env: Env) -> Expr:
        return self.apply("negate", (self.build(node.body, env),), node)

    def build_entrywise(self, node: Entrywise, env: Env) -> Expr:
        try:
            result, *others = self.all_built(node.items, env)
            for item, other in zip(node.items[1:], others, strict=True):
                result = self.apply("hadamard", (result, other), item)
            return result
        except Misshapen:
            chain = self.in_one_row(node)
        if chain is None:
            return self.products.product([("⊙", item, self.build(item, env)) for item in node.items])
        found = self.products.product([(sign, item, self.build(item, env)) for sign, item in chain])
        self.notes["entrywise_first"] = None
        return found

    def in_one_row(self, node: Entrywise) -> list[tuple[str, Node]] | None:
        """All factors from left to right, as if ⊙ bound as tightly as a product: `(a ⊙ b) x^T` for `a ⊙ b x^T`."""
        chain: list[tuple[str, Node]] = []
        for k, item in enumerate(node.items):
            items = item.items if isinstance(item, Product) else (("", item),)
            chain += [("⊙" if k and not j else sign, factor) for j, (sign, factor) in enumerate(items)]
        return chain if any(isinstance(item, Product) for item in node.items[1:]) else None

    def build_product(self, node: Product, env: Env) -> Expr:
        if (parts := mixed_number(node)) is not None:
            return self.apply("add", tuple(self.all_built(parts, env)), node)
        factors = self.all_built((item for _, item in node.items), env)
        is_one = self.choice.is_joined and is_side_by_side(node, self.text)
        if (is_one or is_broken(node, self.text)) and (whole := self.joined([factors])):
            return whole
        built = [(sign, item, factor) for (sign, item), factor in zip(node.items, factors, strict=True)]
        return summed(self, self.products.product(built), factors, env, node)

    def build_quotient(self, node: Quotient, env: Env) -> Expr:
        return self.apply("divide", tuple(self.all_built((node.top, node.bottom), env)), node)

    def build_transpose(self, node: Transpose, env: Env) -> Expr:
        if isinstance(node.body, Rows) and node.body.flat:
            return self.rows(node.body, env, self.choice.turned)
        if isinstance(node.body, Num) and node.body.text == "1":
            return Ones(is_turned=True)
        body = self.build(node.body, env)
        if node.guessed:
            self.notes[RAISED] = None
        kept = isinstance(body, Zero | Ones)
        return body if not body.shape and not kept else self.apply("transpose", (body,), node)

    def build_power(self, node: Power, env: Env) -> Expr:
        base, exponent = node.base, node.exponent
        if is_eulers(base, exponent, self.vocabulary):
            return self.apply("exp", (self.build(exponent, env),), node)
        if isinstance(exponent, Name) and is_transposing(exponent, turned := self.build(base, env)):
            return self.apply("transpose", (turned,), node)
        whole = self.whole(exponent)
        if whole is None:
            power = self.build(exponent, env)
            if any(isinstance(part, Numeral) for part in walk(power)) and self.is_tower(exponent):
                raise Refused("a power in an exponent", self.text, exponent.start)
        else:
            power = whole
        if whole is not None and whole.entries[0] == -1 and isinstance(base, Apply) and base.function == "diag":
            return self.inverse(base, env)
        built = self.build(base, env)
        square = len(built.shape) == 2 and built.shape[0] == built.shape[1] > 1
        if square and whole is not None and whole.entries[0] == -1:
            return self.apply("inverse", (built,), node)
        if square and whole is not None and whole.entries[0] == 2:
            entrywise = node.entrywise or self.choice.python
            return self.apply("hadamard" if entrywise else "multiply", (built, built), node)
        return self.apply("power", (built, power), node)

    def inverse(self, node: Apply, env: Env) -> Expr:
        """The inverse of a diagonal matrix that is made of a vector."""
        (body,) = node.args if len(node.args) == 1 else (None,)
        vector = self.build(body, env) if body is not None else None
        if vector is None or not is_column(vector.shape) or is_single(vector.shape):
            raise self.fault("the inverse of this is not read", node, Fault.BEYOND)
        return self.applied("diag", (self.apply("divide", (functions.number(1), vector), node),), node)

    def is_tower(self, node: Node) -> bool:
        return isinstance(node, Power) or (isinstance(node, Negate) and self.is_tower(node.body))

    def whole(self, node: Node) -> Number | None:
        """A whole number as exponent."""
        if not isinstance(node, Num) or not node.text.lstrip("-").isdigit():
            return None
        if abs(int(node.text)) > LARGEST_EXPONENT:
            raise Refused(f"an exponent beyond {LARGEST_EXPONENT}", self.text, node.start)
        return Number((fmpq(int(node.text)),), (), (node.text,))

    def build_onehot(self, node: OneHot, env: Env) -> Expr:
        return self.build(node.label, env)

    def build_atlabel(self, node: AtLabel, env: Env) -> Expr:
        body, label = self.build(node.body, env), self.build(node.label, env)
        if not isinstance(body, Zero) and body.shape != label.shape:
            raise self.fault("expected a vector with as many entries as there are labels", node, Fault.SHAPE)
        return body if isinstance(body, Zero) else self.applied("dot", (label, body), node)

    def build_factors(self, node: Factors, env: Env) -> Expr:
        """A product over an index, of none of them 1; of matrices the last comes first, as Jacobians follow each other.

        Where a transpose begins each factor the first one does, as gradients go back; a note tells that this was taken
        to be so.
        """
        built = self.factors(node.total, env)
        if not built:
            square = self.choice.asked is not None and len(set(self.choice.asked.shape)) == 1
            return Identity() if square else functions.number(1)
        if len(built) > 1 and any(isinstance(one, Zero) for one in built):
            raise self.fault("the order of these factors is not clear", node)
        if len(built) > 1 and not is_single(built[0].shape):
            self.notes[ORDER] = None
            built = built if begins_transposed(node.total.body) else built[::-1]
        result = built[0]
        for factor in built[1:]:
            result = self.apply("multiply", (result, factor), node)
        return result

    def build_apply(self, node: Apply, env: Env) -> Expr:
        name, args = node.function, list(node.args)
        if node.base.startswith("axis="):
            return along(self, name, node)
        if node.base == ";":
            name = functions.below(name, self.scope.functions)
        elif node.base and name == "log":
            name = {"2": "log2", "10": "log10"}.get(node.base, "")
        elif node.base and name != "log":
            raise self.fault(f"found a subscript of {name}; expected its argument", node, Fault.GRAMMAR)
        if len(args) == 1:
            name = functions.alone(name, self.scope.functions)
        takes = functions.arity(name, self.scope.functions)
        if len(args) > 1 and (name == "diag" or (takes is not None and takes[1] == 1 and name not in functions.SIZED)):
            args = [Rows((tuple(args),), True, args[0].start, args[-1].end)]
        if name == "onehot" and isinstance(args[0], Name) and self.vocabulary.is_one_hot(args[0]):
            return self.build(args[0], env)
        args = in_order(self, functions.described(name, self.scope.functions), args, node)
        if name == functions.POSITIVE:
            name = self.step(node)
        if name in ("max", "maximum") and len(args) == 2 and (zero := self.zero(args)) is not None:
            name, args = "relu", [args[1 - zero]]
        if name in functions.SIZED:
            sizes = [s for arg in args for s in (arg.rows[0] if isinstance(arg, Rows) else (arg,))]
            built = [self.size(item) for item in sizes]
        elif name == "delta":
            raise self.fault("expected two indices", node, Fault.GRAMMAR)
        else:
            built = as_told(self, functions.kinds(name, self.scope.functions), args, self.all_built(args, env))
        limits = functions.arity(name, self.scope.functions)
        if limits is None:
            raise self.fault(f"unknown function {node.function!r}", node, Fault.BEYOND)
        if not limits[0] <= len(built) <= limits[1]:
            raise self.fault(f"{name} takes {limits[0]} argument(s), found {len(built)}", node, Fault.GRAMMAR)
        if name in ("dot", "matmul"):
            return self.products.product([("@", arg, factor) for arg, factor in zip(args, built, strict=True)])
        return self.applied(name, tuple(built), node)

    def build_instance(self, node: Instance, env: Env) -> Expr:
        """A formula at values of its indices; a name that lacks its only index has the value there."""
        values = {index: self.index(part, env) for index, part in node.values}
        body = node.body
        if len(node.values) == 1:
            body = with_index(body, node.values[0][1], self.vocabulary)
        built = self.build(body, {**env, **values})
        return self.limited(built, values) if body == node.body else built

    def limited(self, expr: Expr, values: Mapping[str, Index]) -> Expr:
        """A derivative by what has no index at values of one: that by the use of its variable there."""
        whole = expr.of if isinstance(expr, Entry) else expr
        if not isinstance(whole, Derivative) or not all(index.is_literal for index in values.values()):
            return expr
        part = replace(whole, use=tuple((name, index.offset) for name, index in values.items()))
        if not self.vocabulary.facts.has_use(part):
            return expr
        return replace(expr, of=part) if isinstance(expr, Entry) else part

    def step(self, node: Apply) -> str:
        """What a comparison with 0 is, in a model with a rectifier or its like, whose derivative it is."""
        if not self.vocabulary.facts.has_kinks:
            raise self.fault("found a comparison, and no rectifier in the problem", node, Fault.BEYOND)
        return "step"

    def zero(self, args: list[Node]) -> int | None:
        """The place of the 0 in max(0, x)."""
        return next((k for k, arg in enumerate(args) if isinstance(arg, Num) and arg.text == "0"), None)


def mixed_number(node: Product) -> tuple[Num, Quotient] | None:
    """The whole number and the proper fraction of `1\\frac12`, where nothing else stands beside them."""
    match node.items:
        case (("", Num(whole) as first), ("", Quotient(Num(top), Num(bottom)) as second)):
            is_mixed = all(part.lstrip("-").isdigit() for part in (whole, top, bottom)) and int(top) < int(bottom)
            return (first, second) if is_mixed else None
    return None


def begins_transposed(node: Node) -> bool:
    match node:
        case Product(((_, first), *_)) | Entrywise((first, *_)):
            return begins_transposed(first)
    return isinstance(node, Transpose)


def with_index(node: Node, part: Part, vocabulary: Vocabulary) -> Node:
    """A derivative, or a name, with an index where that is all that is missing: `∂L/∂h |_{t=1}`."""
    match node:
        case Name() if not vocabulary.knows(node):
            longer = replace(node, parts=(*node.parts, part))
            return longer if vocabulary.knows(longer) else node
        case Slope(of, by):
            named = with_index(of, part, vocabulary) if of else None
            other = with_index(by, part, vocabulary)
            assert named is None or isinstance(named, Name | Slope)
            assert isinstance(other, Name | Slope)
            return replace(node, of=named, by=other)
    return node


def finished(expr: Expr) -> Expr:
    """The expression, with 0 for what has vanished altogether."""
    if isinstance(expr, Zero):
        return functions.number(0)
    return expr
