"""What is turned away: characters that have no place in mathematics, and what would cost more than its limit."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from derive.language.expr import Call, Expr, Grid, Index, Number, Sum, children
from derive.language.operation import ARITHMETIC, Role
from derive.language.patterns import regex
from derive.reading.result import Fault, Refused

LONGEST = 20_000
"""Characters of an answer."""
DEEPEST = 40
"""Brackets within brackets."""
MOST_DIGITS = 60
"""Digits of a number."""
LARGEST_EXPONENT = 400
MOST_TERMS = 120
"""Terms, or factors, in a row."""
MOST_ENTRIES = 10_000
LONGEST_SUM = 2000
MOST_WORK = 100_000
"""Evaluations of a part of the expression, those of a sum counted for each term."""
MOST_BITS = 20_000
"""Binary digits of an exact number that the expression could lead to."""
TALLEST = 90
"""Operations within operations, definitions written out."""
MOST_BUILT = 4_000
"""Parts that are built for one reading, definitions written out; plain numbers, which may fill arrays, not counted."""

BITS = 64


def height(expr: Expr) -> int:
    """The operations within operations, counted without recursion."""
    level, count = [expr], 0
    while level and count <= TALLEST:
        level = [child for part in level for child in children(part)]
        count += 1
    return count


def work(expr: Expr, within: Mapping[str, range] = MappingProxyType({})) -> int:
    """How many parts an evaluation visits; the indices of the sums around it run `within` these ranges."""
    match expr:
        case Sum(index, low, high, body):
            span = spanned(low, high, within)
            count = len(span) if span is not None else LONGEST_SUM
            if low.name == high.name:
                count = max(0, high.offset - low.offset + 1)
            return 1 + count * work(body, {**within, index: span} if span is not None else within)
        case _:
            return 1 + sum(work(child, within) for child in children(expr))


def spanned(low: Index, high: Index, within: Mapping[str, range]) -> range | None:
    """From the least to the largest value of an index of a sum; `None` where its bounds are not known."""
    if any(bound.name and not within.get(bound.name) for bound in (low, high)):
        return None
    first = low.offset + (within[low.name][0] if low.name else 0)
    return range(first, high.offset + (within[high.name][-1] if high.name else 0) + 1)


def bits(expr: Expr) -> int:
    """A bound on the binary digits of the exact numbers in an evaluation; functions give balls, which stay short."""
    match expr:
        case Number(entries):
            return max((entry.p.bit_length() + entry.q.bit_length() for entry in entries), default=1)
        case Call(operation, args) if operation.role is Role.POWER:
            exponent = args[1].entries[0] if isinstance(args[1], Number) else None
            return bits(args[0]) * (max(1, abs(int(exponent.p))) if exponent is not None else 1)
        case Call(operation, args) if operation.role in ARITHMETIC:
            return sum(bits(arg) for arg in args)
        case Call(operation, args) if operation.role in (Role.OPPOSITE, Role.TRANSPOSE, Role.DIAGONAL_MATRIX):
            return bits(args[0])
        case Sum(_, low, high, body):
            return bits(body) * max(1, high.offset - low.offset + 1)
        case Grid(entries):
            return max(bits(entry) for entry in entries)
        case _:
            return BITS


def fault(expr: Expr) -> str:
    """Which limit an expression is over, or nothing."""
    if height(expr) > TALLEST:
        return f"nested deeper than {TALLEST} operations"
    if work(expr) > MOST_WORK:
        return f"more than {MOST_WORK} calculations"
    if bits(expr) > MOST_BITS:
        return f"calculations that may lead to numbers of more than {MOST_BITS} binary digits"
    return ""


LOOK_ALIKES = dict(
    zip(
        "аеорсухһіјѕԁԛԝгпАВЕКМНОРСТУХІЈЅԌΑΒΕΖΗΙΚΜΝΟΡΤΥΧοօհոսցյ",
        "aeopcyxhijsdqwrnABEKMHOPCTYXIJSGABEZHIKMNOPTYXoohnugj",
        strict=True,
    )
)
"""Letters of other alphabets that look like Latin ones."""
TAG = regex(r"(?<!\^\{)<(?!\s*[A-Za-z]\s*(?:[<=≤,.)\]}_^&]|\\le|\\\\|$))\s*[A-Za-z/!?]")
"""A sign before a single letter that is compared, `0 < t <= 2` or `0 < z_i`, is none."""
PASSED_OVER = regex(r"""grad_fn=<\w{1,40}>|=\s?"(?:rows|columns)\"""")
"""What looks like a tag or a string in the gradients that programs print, and in `axis="rows"`."""
DUNDER = regex(r"__")
DIGITS = regex(rf"\d{{{MOST_DIGITS + 1}}}")
STRING = regex(r"""["“”„«»]""")
LINES = "\n\t\r"


def guard(text: str) -> None:
    """Turn away what is not read at all."""
    if len(text) > LONGEST:
        raise Refused(f"{len(text)} characters; the limit is {LONGEST}", text, LONGEST)
    for place, character in enumerate(text):
        if character in LINES or " " <= character <= "~":
            continue
        fault = strange(character)
        if fault:
            raise Refused(fault, text, place, Fault.FORBIDDEN)
    bare = PASSED_OVER.sub(lambda found: " " * len(found[0]), text)
    for pattern, what in ((DUNDER, "a double underscore"), (TAG, "a tag"), (STRING, "a string")):
        found = pattern.search(bare)
        if found:
            raise Refused(f"found {what}, which is not read", text, found.start(), Fault.FORBIDDEN)
    found = DIGITS.search(text)
    if found:
        raise Refused(f"a number with more than {MOST_DIGITS} digits", text, found.start())
    check_depth(text)


def strange(character: str) -> str:
    """What is wrong with a character, or nothing."""
    category = unicodedata.category(character)
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    if category[0] == "C":
        return f"found a control character ({name})"
    if category == "Nd" and not unicodedata.normalize("NFKC", character).isascii():
        return f"found {name}; digits are 0 to 9 here"
    if character in LOOK_ALIKES:
        return f"found {name}, which looks like the letter {LOOK_ALIKES[character]!r}; type that letter"
    if category[0] == "L" and not is_mathematical(character):
        return f"found {name}, a letter that is not used in mathematics"
    return ""


def is_mathematical(character: str) -> bool:
    """Whether a letter is Latin or Greek, plain or in one of the mathematical alphabets."""
    plain = unicodedata.normalize("NFKD", character)
    return all(unicodedata.name(c, "").startswith(("LATIN", "GREEK", "COMBINING")) or not c.isalpha() for c in plain)


def check_depth(text: str) -> None:
    depth = 0
    for place, character in enumerate(text):
        if character in "([{":
            depth += 1
            if depth > DEEPEST:
                raise Refused(f"nested deeper than {DEEPEST} brackets", text, place)
        elif character in ")]}":
            depth = max(0, depth - 1)
