"""A tree to an expression of the problem: names resolved, shapes checked, definitions put in."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from flint import fmpq

from derive.language.expr import (
    Expr,
    Identity,
    Index,
    IndexNumber,
    Number,
    Numeral,
    Ones,
    Zero,
    bind,
    is_column,
    is_single,
    walk,
)
from derive.language.numbers import rational
from derive.reading import functions
from derive.reading.arguments import as_told, in_order
from derive.reading.axes import along
from derive.reading.building import Env, Interpreter
from derive.reading.grids import is_broken, is_side_by_side, joined, mask_entry, rows
from derive.reading.guard import LARGEST_EXPONENT
from derive.reading.guesses import ORDER, RAISED
from derive.reading.letters import is_eulers, is_transposing
from derive.reading.references import size
from derive.reading.repeated import summed
from derive.reading.result import Fault, Literal, Misshapen, Refused
from derive.reading.totals import factors
from derive.reading.tree import (
    Apply,
    AtLabel,
    Entrywise,
    Factors,
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
    Terms,
    Transpose,
)


def all_built(builder: Interpreter, nodes: Iterable[Node], env: Env) -> list[Expr]:
    """What nodes say; what cannot be read in one of them is told before what does not fit in another."""
    found: list[Expr] = []
    faults: list[Misshapen] = []
    for node in nodes:
        try:
            found.append(builder.build(node, env))
        except Misshapen as fault:
            faults.append(fault)
    if faults:
        raise faults[0]
    return found


def build_num(builder: Interpreter, node: Num, env: Env) -> Expr:
    known = builder.numbers.get((node.start, node.text))
    if known or node.text in functions.ENDLESS:
        return known or mask_entry(builder, node)
    ref = Numeral(len(builder.numbers))
    text = node.text
    mantissa, _, exponent = text.lower().partition("e")
    decimals = len(mantissa.partition(".")[2]) - int(exponent or 0)
    unit = fmpq(1, 10**decimals) if decimals >= 0 else fmpq(10**-decimals)
    builder.literals[ref] = Literal(text, rational(Fraction(text.rstrip(".") if text[-1] == "." else text)), unit)
    builder.numbers[node.start, node.text] = ref
    return ref


def build_terms(builder: Interpreter, node: Terms, env: Env) -> Expr:
    result, *terms = all_built(builder, (item for _, item in node.items), env)
    for (sign, item), term in zip(node.items[1:], terms, strict=True):
        result = builder.apply("add" if sign == "+" else "subtract", (result, term), item)
    return result


def build_negate(builder: Interpreter, node: Negate, env: Env) -> Expr:
    return builder.apply("negate", (builder.build(node.body, env),), node)


def build_entrywise(builder: Interpreter, node: Entrywise, env: Env) -> Expr:
    try:
        result, *others = all_built(builder, node.items, env)
        for item, other in zip(node.items[1:], others, strict=True):
            result = builder.apply("hadamard", (result, other), item)
        return result
    except Misshapen:
        chain = in_one_row(node)
    if chain is None:
        return builder.products.product([("⊙", item, builder.build(item, env)) for item in node.items])
    found = builder.products.product([(sign, item, builder.build(item, env)) for sign, item in chain])
    builder.notes["entrywise_first"] = None
    return found


def in_one_row(node: Entrywise) -> list[tuple[str, Node]] | None:
    """All factors from left to right, as if ⊙ bound as tightly as a product: `(a ⊙ b) x^T` for `a ⊙ b x^T`."""
    chain: list[tuple[str, Node]] = []
    for k, item in enumerate(node.items):
        items = item.items if isinstance(item, Product) else (("", item),)
        chain += [("⊙" if k and not j else sign, factor) for j, (sign, factor) in enumerate(items)]
    return chain if any(isinstance(item, Product) for item in node.items[1:]) else None


def build_product(builder: Interpreter, node: Product, env: Env) -> Expr:
    if (parts := mixed_number(node)) is not None:
        return builder.apply("add", tuple(all_built(builder, parts, env)), node)
    factors = all_built(builder, (item for _, item in node.items), env)
    is_one = builder.choice.is_joined and is_side_by_side(node, builder.text)
    if (is_one or is_broken(node, builder.text)) and (whole := joined(builder, [factors])):
        return whole
    built = [(sign, item, factor) for (sign, item), factor in zip(node.items, factors, strict=True)]
    return summed(builder, builder.products.product(built), factors, env, node)


def build_quotient(builder: Interpreter, node: Quotient, env: Env) -> Expr:
    return builder.apply("divide", tuple(all_built(builder, (node.top, node.bottom), env)), node)


def build_transpose(builder: Interpreter, node: Transpose, env: Env) -> Expr:
    if isinstance(node.body, Rows) and node.body.flat:
        return rows(builder, node.body, env, builder.choice.turned)
    if isinstance(node.body, Num) and node.body.text == "1":
        return Ones(is_turned=True)
    body = builder.build(node.body, env)
    if node.guessed and not body.shape and builder.vocabulary.facts.has_index_numbers:
        return builder.apply("power", (body, bind(IndexNumber(Index("t")), env)), node)
    if node.guessed:
        builder.notes[RAISED] = None
    kept = isinstance(body, Zero | Ones)
    return body if not body.shape and not kept else builder.apply("transpose", (body,), node)


def build_power(builder: Interpreter, node: Power, env: Env) -> Expr:
    base, exponent = node.base, node.exponent
    if is_eulers(base, exponent, builder.vocabulary):
        return builder.apply("exp", (builder.build(exponent, env),), node)
    if isinstance(exponent, Name) and is_transposing(exponent, turned := builder.build(base, env)):
        return builder.apply("transpose", (turned,), node)
    whole = whole_exponent(builder, exponent)
    if whole is None:
        power = builder.build(exponent, env)
        if any(isinstance(part, Numeral) for part in walk(power)) and is_tower(exponent):
            raise Refused("a power in an exponent", builder.text, exponent.start)
    else:
        power = whole
    if whole is not None and whole.entries[0] == -1 and isinstance(base, Apply) and base.function == "diag":
        return inverse(builder, base, env)
    built = builder.build(base, env)
    square = len(built.shape) == 2 and built.shape[0] == built.shape[1] > 1
    if square and whole is not None and whole.entries[0] == -1:
        return builder.apply("inverse", (built,), node)
    if square and whole is not None and whole.entries[0] == 2:
        entrywise = node.entrywise or builder.choice.python
        return builder.apply("hadamard" if entrywise else "multiply", (built, built), node)
    return builder.apply("power", (built, power), node)


def inverse(builder: Interpreter, node: Apply, env: Env) -> Expr:
    """The inverse of a diagonal matrix that is made of a vector."""
    (body,) = node.args if len(node.args) == 1 else (None,)
    vector = builder.build(body, env) if body is not None else None
    if vector is None or not is_column(vector.shape) or is_single(vector.shape):
        raise builder.fault("the inverse of this is not read", node, Fault.BEYOND)
    return builder.applied("diag", (builder.apply("divide", (functions.number(1), vector), node),), node)


def is_tower(node: Node) -> bool:
    return isinstance(node, Power) or (isinstance(node, Negate) and is_tower(node.body))


def whole_exponent(builder: Interpreter, node: Node) -> Number | None:
    """A whole number as exponent."""
    if not isinstance(node, Num) or not node.text.lstrip("-").isdigit():
        return None
    if abs(int(node.text)) > LARGEST_EXPONENT:
        raise Refused(f"an exponent beyond {LARGEST_EXPONENT}", builder.text, node.start)
    return Number((fmpq(int(node.text)),), (), (node.text,))


def build_onehot(builder: Interpreter, node: OneHot, env: Env) -> Expr:
    return builder.build(node.label, env)


def build_atlabel(builder: Interpreter, node: AtLabel, env: Env) -> Expr:
    if node.label.word in env and not node.label.parts and isinstance(node.body, Name):  # The letter of a sum's index.
        part = Part("_", node.label.word, 0, node.label.start)
        return builder.build(Name(node.body.word, (*node.body.parts, part), node.start, node.end), env)
    body, label = builder.build(node.body, env), builder.build(node.label, env)
    if not isinstance(body, Zero) and body.shape != label.shape:
        raise builder.fault("expected a vector with as many entries as there are labels", node, Fault.SHAPE)
    return body if isinstance(body, Zero) else builder.applied("dot", (label, body), node)


def build_factors(builder: Interpreter, node: Factors, env: Env) -> Expr:
    """A product over an index, of none of them 1; of matrices the last comes first, as Jacobians follow each other.

    Where a transpose begins each factor the first one does, as gradients go back; a note tells that this was taken
    to be so.
    """
    built = factors(builder, node.total, env)
    if not built:
        square = builder.choice.asked is not None and len(set(builder.choice.asked.shape)) == 1
        return Identity() if square else functions.number(1)
    if len(built) > 1 and any(isinstance(one, Zero) for one in built):
        raise builder.fault("the order of these factors is not clear", node)
    if len(built) > 1 and not is_single(built[0].shape):
        builder.notes[ORDER] = None
        built = built if begins_transposed(node.total.body) else built[::-1]
    result = built[0]
    for factor in built[1:]:
        result = builder.apply("multiply", (result, factor), node)
    return result


def build_apply(builder: Interpreter, node: Apply, env: Env) -> Expr:
    name, args = node.function, list(node.args)
    if node.base.startswith("axis="):
        return along(builder, name, node)
    if node.base == ";":
        name = functions.below(name, builder.scope.functions)
    elif node.base and name == "log":
        name = {"2": "log2", "10": "log10"}.get(node.base, "")
    elif node.base and name != "log":
        raise builder.fault(f"found a subscript of {name}; expected its argument", node, Fault.GRAMMAR)
    if len(args) == 1:
        name = functions.alone(name, builder.scope.functions)
    takes = functions.arity(name, builder.scope.functions)
    if len(args) > 1 and (name == "diag" or (takes is not None and takes[1] == 1 and name not in functions.SIZED)):
        args = [Rows((tuple(args),), True, args[0].start, args[-1].end)]
    if name == "onehot" and isinstance(args[0], Name) and builder.vocabulary.is_one_hot(args[0]):
        return builder.build(args[0], env)
    args = in_order(builder, functions.described(name, builder.scope.functions), args, node)
    if name == functions.POSITIVE:
        name = step(builder, node)
    if name in ("max", "maximum") and len(args) == 2 and (zero := place_of_zero(args)) is not None:
        name, args = "relu", [args[1 - zero]]
    if name in functions.SIZED:
        sizes = [s for arg in args for s in (arg.rows[0] if isinstance(arg, Rows) else (arg,))]
        built = [size(builder, item) for item in sizes]
    elif name == "delta":
        raise builder.fault("expected two indices", node, Fault.GRAMMAR)
    else:
        built = as_told(builder, functions.kinds(name, builder.scope.functions), args, all_built(builder, args, env))
    limits = functions.arity(name, builder.scope.functions)
    if limits is None:
        raise builder.fault(f"unknown function {node.function!r}", node, Fault.BEYOND)
    if not limits[0] <= len(built) <= limits[1]:
        raise builder.fault(f"{name} takes {limits[0]} argument(s), found {len(built)}", node, Fault.GRAMMAR)
    if name in ("dot", "matmul"):
        return builder.products.product([("@", arg, factor) for arg, factor in zip(args, built, strict=True)])
    return builder.applied(name, tuple(built), node)


def step(builder: Interpreter, node: Apply) -> str:
    """What a comparison with 0 is, in a model with a rectifier or its like, whose derivative it is."""
    if not builder.vocabulary.facts.has_kinks:
        raise builder.fault("found a comparison, and no rectifier in the problem", node, Fault.BEYOND)
    return "step"


def place_of_zero(args: list[Node]) -> int | None:
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


def finished(expr: Expr) -> Expr:
    """The expression, with 0 for what has vanished altogether."""
    if isinstance(expr, Zero):
        return functions.number(0)
    return expr
