"""Functions with their arguments, in brackets or without, and the sums and arrays of Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from derive.reading.branches import Branches
from derive.reading.functions import CORRECTED, CORRECTIONS
from derive.reading.scan import Token
from derive.reading.tree import Apply, Negate, Node, Num, Part, Power, Product, Rows, Total

ARRAYS = frozenset({"array"})
AXIS_WORDS = ("rows", "columns")
OVER_INDEX = {"sum": False, "mean": True}


class Calls(Branches):
    """Reads functions."""

    def signed(self, read: Callable[[], Node]) -> Node:
        raise NotImplementedError

    def total(self, token: Token, mean: bool) -> Node:
        raise NotImplementedError

    def bound(self, bare: bool = False) -> Part:
        raise NotImplementedError

    def postfix(self, node: Node) -> Node:
        raise NotImplementedError

    def is_beside(self) -> bool:
        raise NotImplementedError

    def atom(self) -> Node:
        raise NotImplementedError

    def call(self, function: str, token: Token) -> Node:
        """A function, its name already taken: `\\tanh^2(1)`, `\\log_2 x`, `sum(t, l[t])`."""
        if function in OVER_INDEX and self.at("_"):
            return self.total(token, OVER_INDEX[function])
        base, exponent, primes = "", None, ""
        while self.at("_", "^", "'"):
            if self.at("'"):
                primes += self.next().text
            elif self.at("_"):
                base = "".join(part.text for part in self.subscript())
            else:
                exponent = self.function_power()
        self.axis, self.options = "", []
        if isinstance(exponent, Negate | Num) and (isinstance(exponent, Negate) or exponent.text[0] == "-"):
            raise self.fault("an exponent that cannot mean the inverse function", token)
        args = self.arguments(function, token)
        base = f"axis={base}" if base in AXIS_WORDS else base or self.taken_axis()
        end = self.tokens[self.position - 1].end
        node: Node = self.applied_to(function + primes, args, base, token, end)
        return Power(node, exponent, True, token.start, end) if exponent else node

    def function_word(self) -> str | None:
        """A function by its longest spelling, `softmax_rows`; nothing is read where there is none."""
        word, after, found = self.next().text, self.position, None
        found = self.known.function(word)
        while self.accept("_"):
            braces = self.accept("{")
            if self.token.kind not in ("word", "num"):
                break
            word += "_" + self.next().text
            if braces and not self.accept("}"):
                break
            if longer := self.known.function(word):
                found, after = longer, self.position
        self.position = after if found else after - 1
        return found

    def function_power(self) -> Node:
        self.next()
        if self.at("{"):
            return self.braces()
        token = self.token
        if token.kind == "num" and token.text.isdigit():
            if self.latex:
                self.split(1)
                return Num(token.text[0], token.start, token.start + 1)
            self.next()
            return Num(token.text, token.start, token.end)
        raise self.fault("a whole number as exponent")

    def applied_to(self, function: str, args: list[Node], base: str, token: Token, end: int) -> Node:
        match args:
            case [Total() as total] if function in OVER_INDEX and total.index and base in ("", "axis=0"):
                return Total(
                    total.index, total.low, total.high, total.body, OVER_INDEX[function], token.start, total.end
                )
            case [Rows((items,), True) as rows] if function == "concatenate" and base in ("", "axis=0", "axis=1"):
                whole = (items,) if base == "axis=1" else tuple((item,) for item in items)
                return replace(rows, rows=whole, flat=False)
            case [Rows((_,), True) as rows, Num("0" | "1" as axis)] if function == "concatenate":
                return self.applied_to(function, [rows], f"axis={axis}", token, end)
            case [Rows((items,), True)] if function in ("hstack", "vstack"):
                return Apply(function, items, base, token.start, end)
            case [Rows() as rows] if function in ARRAYS:
                return rows
            case [inner] if function in ARRAYS:
                return inner
        return Apply(function, tuple(args), base, token.start, end, self.taken_options())

    def arguments(self, function: str, token: Token) -> list[Node]:
        if self.at("("):
            return self.outside_array(lambda: self.listed(function))
        if self.at("\\{"):
            self.next()
            body = self.outside_array(self.expression)
            self.expect("\\}")
            return [body]
        if self.at("{"):
            return [self.braces()]
        if self.at("["):
            return [self.outside_array(self.square)]
        argument = self.unbracketed()
        if (self.token.kind in ("word", "accent", "begin") or self.at("(", "frac")) and self.is_beside():
            raise self.fault(f"brackets around the argument of {function}")
        return [argument]

    def unbracketed(self) -> Node:
        """`\\tanh 1`, `\\ln \\hat{y}_{2,3}`, `\\exp -2`, `\\tanh 2 x`: a number takes the name behind it along,
        and letters that stand together belong together (`\\tanh Wh_1`)."""
        if self.at("+", "-"):
            return self.signed(self.unbracketed)
        node = self.power()
        if isinstance(node, Num) and self.token.kind in ("word", "accent"):
            other = self.power()
            return Product((("", node), ("", other)), node.start, other.end)
        items: list[tuple[str, Node]] = [("", node)]
        while self.token.kind == "word" and self.token.start < self.run_end:
            items.append(("", self.power()))
        return Product(tuple(items), node.start, items[-1][1].end) if len(items) > 1 else node

    def listed(self, function: str) -> list[Node]:
        """The arguments in round brackets; keyword arguments are passed over."""
        self.next()
        if function in OVER_INDEX and self.is_index_first():
            return [self.plain_total()]
        self.in_list, self.is_joining = function in ARRAYS, function == "concatenate"
        args: list[Node] = []
        semicolons = 0
        while not self.at(")"):
            if args and self.is_keyword():
                self.keyword(function)
                continue
            args.append(self.against_zero(self.expression()))
            if self.at_word("for"):
                args[-1] = self.generated(args[-1])
            semicolons += self.at(";")
            if not self.accept(",", ";") and not self.at(")"):
                raise self.fault("',' or ')'")
        if not args:
            raise self.fault("an argument")
        self.is_joining = False
        self.next()
        self.axis = self.axis or (";" if 0 < semicolons == len(args) - 1 else "")
        return args

    def is_keyword(self) -> bool:
        """Whether a keyword argument such as `axis=0` follows."""
        k = 0
        while is_of_keyword(self.ahead(k)):
            k += 1
        return k > 0 and self.ahead(k).kind == "relation"

    def keyword(self, function: str = "") -> None:
        is_axis = self.at_word("axis", "dim")
        if self.at_word(*CORRECTIONS) and function.partition("=")[0] not in CORRECTED:
            raise self.fault("a keyword that leaves the divisor as it is")
        name = self.keyword_name()
        self.next()
        if not is_axis and (self.token.kind == "num" or self.at("-")):
            self.options.append((name, self.outside_array(self.expression)))
        start = self.position
        while not (self.at(",", ")") or self.token.kind == "stop"):
            if self.at("("):
                self.skip_group()
            else:
                self.next()
        if is_axis:
            self.axis = "".join(token.text for token in self.tokens[start : self.position])
        self.accept(",")

    def keyword_name(self) -> str:
        """The name before the sign of equality, which comes next then."""
        name = ""
        while is_of_keyword(self.token):
            name += self.next().text.strip("{}")
        return name

    def taken_options(self) -> tuple[tuple[str, Node], ...]:
        options, self.options = tuple(self.options), []
        return options

    def taken_axis(self) -> str:
        """The axis named among the arguments just read, or `;` between them, as the mark of a function."""
        axis, self.axis = self.axis, ""
        return f"axis={axis}" if axis not in ("", ";") else axis

    def is_index_first(self) -> bool:
        """Whether a sum is written `sum(t, …)` or `sum(t=0..2, …)`."""
        following = self.ahead()
        if self.token.kind != "word":
            return False
        return following.text == "=" or (following.text == "," and self.known.is_index(self.token.text))

    def plain_total(self) -> Node:
        """The rest of `sum(t=0..2, body)`."""
        token = self.next()
        low = high = None
        if self.accept("="):
            low = self.bound(bare=True)
            self.expect("…", "'..'")
            high = self.bound(bare=True)
        self.expect(",")
        body = self.expression()
        end = self.expect(")").end
        return Total(token.text, low, high, body, False, token.start, end)

    def comprehension(self, node: Node) -> Node:
        found = self.generated(node)
        self.expect("]")
        return found

    def generated(self, body: Node) -> Node:
        """The rest of `body for t in range(3)`."""
        self.next()
        index = self.token.text
        if self.token.kind != "word":
            raise self.fault("an index")
        self.next()
        if not (self.at_word("in") or self.at("∈")):
            raise self.fault("'in'")
        self.next()
        low, high = self.span()
        end = self.tokens[self.position - 1].end
        parts = (Part("[", "", number, body.start) for number in (low, high))
        first, last = parts
        return Total(index, first, last, body, False, body.start, end)

    def span(self) -> tuple[int, int]:
        """`range(3)`, `range(1, 3)` or `[0, 1, 2]`: the first and the last number."""
        if self.at_word("range"):
            self.next()
            self.expect("(")
            numbers = self.numbers(")")
            if len(numbers) > 2:
                raise self.fault("one or two numbers", self.tokens[self.position - 1])
            return (numbers[0] if len(numbers) > 1 else 0), numbers[-1] - 1
        opening = self.token.text
        if not self.accept("[", "("):
            raise self.fault("'range('")
        numbers = self.numbers("]" if opening == "[" else ")")
        if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            raise self.fault("numbers that follow one another", self.tokens[self.position - 1])
        return numbers[0], numbers[-1]

    def numbers(self, end: str) -> list[int]:
        found = []
        while not self.at(end):
            sign = -1 if self.accept("-") else 1
            found.append(sign * self.whole())
            if not self.accept(",") and not self.at(end):
                raise self.fault(f"',' or {end!r}")
        self.next()
        if not found:
            raise self.fault("a number")
        return found


def is_of_keyword(token: Token) -> bool:
    """Whether a token may be part of the name of a keyword, `\\mathrm{extra_rows}`."""
    return token.kind == "word" or token.text in ("_", "{", "}")
