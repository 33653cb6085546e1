"""Arrays without brackets: rows of numbers one below the other, and lists where a vector is asked for."""

from __future__ import annotations

from dataclasses import replace

from derive.language.expr import Shape
from derive.reading.cursor import closes, opens
from derive.reading.scan import Token
from derive.reading.spell import spelled_words

AND = spelled_words("and")
STROKED = frozenset("|+-()[]/") | {"frac", "{", "}"}
"""What stands in a list of numbers with strokes between, besides the numbers."""


def bracketed(tokens: list[Token], wanted: Shape | None) -> list[Token]:
    """The tokens (closed by a stop) with brackets around a last side that is an array without them."""
    *body, stop = tokens
    depth, first = 0, 0
    for k, token in enumerate(body):
        depth += opens(token) - closes(token)
        first = k + 1 if token.kind == "relation" and depth == 0 else first
    head, side = body[:first], without_strokes(body[first:])
    if is_table(side) or (wanted and is_spaced(side, wanted)):
        return [*head, *table(side), stop]
    side = stacked(side)
    side = with_commas(side) if wanted and 1 in wanted else side
    if wanted and is_list(side, wanted):
        start, end = side[0].start, side[-1].end
        return [*head, Token("sign", "[", start, start), *side, Token("sign", "]", end, end), stop]
    return [*head, *side, stop]


def is_list(side: list[Token], wanted: Shape) -> bool:
    """Whether there are as many parts with commas or semicolons between as the array that is asked for has."""
    commas, semicolons = parts(side, ","), parts(side, ";")
    if len(semicolons) > 1:
        single = all(len(parts(each, ",")) == 1 for each in semicolons)
        return len(semicolons) == (max(wanted) if 1 in wanted and single else wanted[0])
    listed = all(each and each[-1].text == "]" for each in commas[:-1])
    return len(commas) > 1 and len(commas) == (max(wanted) if 1 in wanted else wanted[0] if listed else -1)


def parts(side: list[Token], separator: str) -> list[list[Token]]:
    """What stands between separators outside all brackets."""
    depth = 0
    found: list[list[Token]] = [[]]
    for token in side:
        depth += opens(token) - closes(token)
        if depth == 0 and token.kind == "sign" and token.text == separator:
            found.append([])
        else:
            found[-1].append(token)
    return found


def without_strokes(side: list[Token]) -> list[Token]:
    """The tokens with commas for upright strokes between numbers, `(2.45 | -3.35)`; others unchanged."""
    strokes = [k for k, token in enumerate(side) if token.text == "|"]
    plain = all(token.kind == "num" or token.text in STROKED for token in side)
    if not strokes or not plain or not all(0 < k < len(side) - 1 and side[k - 1].kind == "num" for k in strokes):
        return side
    return [replace(token, text=",") if token.text == "|" else token for token in side]


def stacked(side: list[Token]) -> list[Token]:
    """The tokens with commas between rows of numbers in square brackets, one below the other; others unchanged."""
    result: list[Token] = []
    if not all(token.kind == "num" or token.text in ("[", "]", ",", "+", "-") for token in side):
        return side
    for k, token in enumerate(side):
        if k and token.broken and token.text == "[" and side[k - 1].text == "]":
            result.append(Token("sign", ",", token.start, token.start))
        result.append(token)
    return result


def is_spaced(side: list[Token], wanted: Shape) -> bool:
    """Whether there are as many numbers with only spaces between as the vector that is asked for has."""
    numbers = [k for k, token in enumerate(side) if token.kind == "num"]
    signs = [k for k, token in enumerate(side) if token.text in ("+", "-")]
    starts = [side[k - 1 if k - 1 in signs else k] for k in numbers[1:]]
    is_plain = len(numbers) + len(signs) == len(side) and all(k + 1 in numbers for k in signs)
    tight = all(not side[k + 1].spaced for k in signs) if is_plain else False
    return tight and 1 in wanted and len(numbers) == max(wanted) > 1 and all(token.spaced for token in starts)


def is_table(side: list[Token]) -> bool:
    """Whether there are only numbers with their signs, in several rows or with `&` between."""
    for k, token in enumerate(side):
        following = side[k + 1] if k + 1 < len(side) else None
        if token.kind == "sign" and token.text in ("+", "-"):
            if following is None or following.kind != "num" or following.spaced:
                return False
        elif token.kind not in ("num", "row") and token.text != "&":
            return False
    numbers = sum(token.kind == "num" for token in side)
    apart = any(token.kind == "row" or token.text == "&" or (k and token.broken) for k, token in enumerate(side))
    return numbers > 1 and apart


def table(side: list[Token]) -> list[Token]:
    """The rows as a matrix."""
    result = [Token("begin", "matrix", side[0].start, side[0].start)]
    for k, token in enumerate(side):
        before = result[-1]
        if k and token.broken and before.kind != "row" and token.kind != "row":
            result.append(Token("row", "\\\\", token.start, token.start))
        elif before.kind == "num" and token.spaced and token.kind != "row" and token.text != "&":
            result.append(Token("sign", "&", token.start, token.start))
        result.append(token)
    end = side[-1].end
    return [*result, Token("end", "matrix", end, end)]


def with_commas(side: list[Token]) -> list[Token]:
    """What words join as a list, `0.4 and 0.3` or `a, b, and c`, where as many entries are asked for."""
    result: list[Token] = []
    for token in side:
        if token.kind == "word" and token.text.lower() in AND:
            if result and result[-1].text != ",":
                result.append(Token("sign", ",", token.start, token.end))
        else:
            result.append(token)
    return result
