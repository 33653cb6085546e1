"""Functions with their arguments, in brackets or without, and the sums and arrays of Python."""

from __future__ import annotations

from dataclasses import replace

from derive.reading.brackets import against_zero, braces, outside_array, square
from derive.reading.cursor import Cursor
from derive.reading.functions import CORRECTED, CORRECTIONS
from derive.reading.indices import subscript, whole
from derive.reading.scan import Token
from derive.reading.tree import Apply, Negate, Node, Num, Part, Power, Product, Rows, Total

ARRAYS = frozenset({"array"})
AXIS_WORDS = ("rows", "columns")
OVER_INDEX = {"sum": False, "mean": True}


def call(cursor: Cursor, function: str, token: Token) -> Node:
    """A function, its name already taken: `\\tanh^2(1)`, `\\log_2 x`, `sum(t, l[t])`."""
    if function in OVER_INDEX and cursor.at("_"):
        return cursor.grammar.total(cursor, token, OVER_INDEX[function])
    base, exponent, primes = "", None, ""
    while cursor.at("_", "^", "'"):
        if cursor.at("'"):
            primes += cursor.next().text
        elif cursor.at("_"):
            base = "".join(part.text for part in subscript(cursor))
        else:
            exponent = function_power(cursor)
    cursor.axis, cursor.options = "", []
    if isinstance(exponent, Negate | Num) and (isinstance(exponent, Negate) or exponent.text[0] == "-"):
        raise cursor.fault("an exponent that cannot mean the inverse function", token)
    args = arguments(cursor, function, token)
    base = f"axis={base}" if base in AXIS_WORDS else base or taken_axis(cursor)
    end = cursor.tokens[cursor.position - 1].end
    node: Node = applied_to(cursor, function + primes, args, base, token, end)
    return Power(node, exponent, True, token.start, end) if exponent else node


def function_word(cursor: Cursor) -> str | None:
    """A function by its longest spelling, `softmax_rows`; nothing is read where there is none."""
    word, after, found = cursor.next().text, cursor.position, None
    found = cursor.known.function(word)
    while cursor.accept("_"):
        braces = cursor.accept("{")
        if cursor.token.kind not in ("word", "num"):
            break
        word += "_" + cursor.next().text
        if braces and not cursor.accept("}"):
            break
        if longer := cursor.known.function(word):
            found, after = longer, cursor.position
    cursor.position = after if found else after - 1
    return found


def function_power(cursor: Cursor) -> Node:
    cursor.next()
    if cursor.at("{"):
        return braces(cursor)
    token = cursor.token
    if token.kind == "num" and token.text.isdigit():
        if cursor.latex:
            cursor.split(1)
            return Num(token.text[0], token.start, token.start + 1)
        cursor.next()
        return Num(token.text, token.start, token.end)
    raise cursor.fault("a whole number as exponent")


def applied_to(cursor: Cursor, function: str, args: list[Node], base: str, token: Token, end: int) -> Node:
    match args:
        case [Total() as total] if function in OVER_INDEX and total.index and base in ("", "axis=0"):
            return Total(total.index, total.low, total.high, total.body, OVER_INDEX[function], token.start, total.end)
        case [Rows((items,), True) as rows] if function == "concatenate" and base in ("", "axis=0", "axis=1"):
            whole = (items,) if base == "axis=1" else tuple((item,) for item in items)
            return replace(rows, rows=whole, flat=False)
        case [Rows((_,), True) as rows, Num("0" | "1" as axis)] if function == "concatenate":
            return applied_to(cursor, function, [rows], f"axis={axis}", token, end)
        case [Rows((items,), True)] if function in ("hstack", "vstack"):
            return Apply(function, items, base, token.start, end)
        case [Rows() as rows] if function in ARRAYS:
            return rows
        case [inner] if function in ARRAYS:
            return inner
    return Apply(function, tuple(args), base, token.start, end, taken_options(cursor))


def arguments(cursor: Cursor, function: str, token: Token) -> list[Node]:
    if cursor.at("("):
        return outside_array(cursor, lambda cursor: listed(cursor, function))
    if cursor.at("\\{"):
        cursor.next()
        body = outside_array(cursor, cursor.grammar.expression)
        cursor.expect("\\}")
        return [body]
    if cursor.at("{"):
        return [braces(cursor)]
    if cursor.at("["):
        return [outside_array(cursor, square)]
    argument = unbracketed(cursor)
    if (cursor.token.kind in ("word", "accent", "begin") or cursor.at("(", "frac")) and cursor.grammar.is_beside(
        cursor
    ):
        raise cursor.fault(f"brackets around the argument of {function}")
    return [argument]


def unbracketed(cursor: Cursor) -> Node:
    """`\\tanh 1`, `\\ln \\hat{y}_{2,3}`, `\\exp -2`, `\\tanh 2 x`: a number takes the name behind it along,
    and letters that stand together belong together (`\\tanh Wh_1`)."""
    if cursor.at("+", "-"):
        return cursor.grammar.signed(cursor, unbracketed)
    node = cursor.grammar.power(cursor)
    if isinstance(node, Num) and cursor.token.kind in ("word", "accent"):
        other = cursor.grammar.power(cursor)
        return Product((("", node), ("", other)), node.start, other.end)
    items: list[tuple[str, Node]] = [("", node)]
    while cursor.token.kind == "word" and cursor.token.start < cursor.run_end:
        items.append(("", cursor.grammar.power(cursor)))
    return Product(tuple(items), node.start, items[-1][1].end) if len(items) > 1 else node


def listed(cursor: Cursor, function: str) -> list[Node]:
    """The arguments in round brackets; keyword arguments are passed over."""
    cursor.next()
    if function in OVER_INDEX and is_index_first(cursor):
        return [plain_total(cursor)]
    cursor.in_list, cursor.is_joining = function in ARRAYS, function == "concatenate"
    args: list[Node] = []
    semicolons = 0
    while not cursor.at(")"):
        if args and is_keyword(cursor):
            keyword(cursor, function)
            continue
        args.append(against_zero(cursor, cursor.grammar.expression(cursor)))
        if cursor.at_word("for"):
            args[-1] = generated(cursor, args[-1])
        semicolons += cursor.at(";")
        if not cursor.accept(",", ";") and not cursor.at(")"):
            raise cursor.fault("',' or ')'")
    if not args:
        raise cursor.fault("an argument")
    cursor.is_joining = False
    cursor.next()
    cursor.axis = cursor.axis or (";" if 0 < semicolons == len(args) - 1 else "")
    return args


def is_keyword(cursor: Cursor) -> bool:
    """Whether a keyword argument such as `axis=0` follows."""
    k = 0
    while is_of_keyword(cursor.ahead(k)):
        k += 1
    return k > 0 and cursor.ahead(k).kind == "relation"


def keyword(cursor: Cursor, function: str = "") -> None:
    is_axis = cursor.at_word("axis", "dim")
    if cursor.at_word(*CORRECTIONS) and function.partition("=")[0] not in CORRECTED:
        raise cursor.fault("a keyword that leaves the divisor as it is")
    name = keyword_name(cursor)
    cursor.next()
    if not is_axis and (cursor.token.kind == "num" or cursor.at("-")):
        cursor.options.append((name, outside_array(cursor, cursor.grammar.expression)))
    passed = passed_over(cursor)
    cursor.axis = passed if is_axis else cursor.axis
    cursor.accept(",")


def passed_over(cursor: Cursor) -> str:
    """What stands before the end of an argument, groups as wholes; it is passed over."""
    start = cursor.position
    while not (cursor.at(",", ")") or cursor.token.kind == "stop"):
        if cursor.at("("):
            cursor.skip_group()
        else:
            cursor.next()
    return "".join(token.text for token in cursor.tokens[start : cursor.position])


def keyword_name(cursor: Cursor) -> str:
    """The name before the sign of equality, which comes next then."""
    name = ""
    while is_of_keyword(cursor.token):
        name += cursor.next().text.strip("{}")
    return name


def taken_options(cursor: Cursor) -> tuple[tuple[str, Node], ...]:
    options, cursor.options = tuple(cursor.options), []
    return options


def taken_axis(cursor: Cursor) -> str:
    """The axis named among the arguments just read, or `;` between them, as the mark of a function."""
    axis, cursor.axis = cursor.axis, ""
    return f"axis={axis}" if axis not in ("", ";") else axis


def is_index_first(cursor: Cursor) -> bool:
    """Whether a sum is written `sum(t, …)` or `sum(t=0..2, …)`."""
    following = cursor.ahead()
    if cursor.token.kind != "word":
        return False
    return following.text == "=" or (following.text == "," and cursor.known.is_index(cursor.token.text))


def plain_total(cursor: Cursor) -> Node:
    """The rest of `sum(t=0..2, body)`."""
    token = cursor.next()
    low = high = None
    if cursor.accept("="):
        low = cursor.grammar.bound(cursor, bare=True)
        cursor.expect("…", "'..'")
        high = cursor.grammar.bound(cursor, bare=True)
    cursor.expect(",")
    body = cursor.grammar.expression(cursor)
    end = cursor.expect(")").end
    return Total(token.text, low, high, body, False, token.start, end)


def comprehension(cursor: Cursor, node: Node) -> Node:
    found = generated(cursor, node)
    cursor.expect("]")
    return found


def generated(cursor: Cursor, body: Node) -> Node:
    """The rest of `body for t in range(3)`."""
    cursor.next()
    index = cursor.token.text
    if cursor.token.kind != "word":
        raise cursor.fault("an index")
    cursor.next()
    if not (cursor.at_word("in") or cursor.at("∈")):
        raise cursor.fault("'in'")
    cursor.next()
    low, high = span(cursor)
    end = cursor.tokens[cursor.position - 1].end
    parts = (Part("[", "", number, body.start) for number in (low, high))
    first, last = parts
    return Total(index, first, last, body, False, body.start, end)


def span(cursor: Cursor) -> tuple[int, int]:
    """`range(3)`, `range(1, 3)` or `[0, 1, 2]`: the first and the last number."""
    if cursor.at_word("range"):
        cursor.next()
        cursor.expect("(")
        numbers = numbers_until(cursor, ")")
        if len(numbers) > 2:
            raise cursor.fault("one or two numbers", cursor.tokens[cursor.position - 1])
        return (numbers[0] if len(numbers) > 1 else 0), numbers[-1] - 1
    opening = cursor.token.text
    if not cursor.accept("[", "("):
        raise cursor.fault("'range('")
    numbers = numbers_until(cursor, "]" if opening == "[" else ")")
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        raise cursor.fault("numbers that follow one another", cursor.tokens[cursor.position - 1])
    return numbers[0], numbers[-1]


def numbers_until(cursor: Cursor, end: str) -> list[int]:
    found = []
    while not cursor.at(end):
        sign = -1 if cursor.accept("-") else 1
        found.append(sign * whole(cursor))
        if not cursor.accept(",") and not cursor.at(end):
            raise cursor.fault(f"',' or {end!r}")
    cursor.next()
    if not found:
        raise cursor.fault("a number")
    return found


def is_of_keyword(token: Token) -> bool:
    """Whether a token may be part of the name of a keyword, `\\mathrm{extra_rows}`."""
    return token.kind == "word" or token.text in ("_", "{", "}")
