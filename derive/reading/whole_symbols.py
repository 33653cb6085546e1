"""Symbols of a problem that look like formulas, `\\log\\sigma^2`, `\\Delta w`, `\\theta^-`, `q'`: each is one name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from derive.language.symbols import symbol
from derive.reading.result import Unreadable
from derive.reading.scan import Token, scan

Signs = tuple[str, ...]
BRACES = ("{", "}")


def whole_symbols(
    names: Iterable[str], notation: Mapping[str, str], read: Mapping[str, str | None]
) -> dict[Signs, str]:
    """The signs of each symbol that is no simple name by itself, or is another name with a prime."""
    found: dict[Signs, str] = {}
    for name in names:
        latex = symbol(name, notation)
        if name not in notation or "#" in latex:
            continue
        if read[name] is None or (latex.endswith("'") and name != latex):
            try:
                found[signs(scan(latex)[:-1])] = name
            except Unreadable:
                continue
    return found


def signs(tokens: Iterable[Token]) -> Signs:
    """The texts of tokens without the braces that may stand around them."""
    return tuple(token.text for token in tokens if token.text not in BRACES)


def with_whole_symbols(tokens: Sequence[Token], symbols: Mapping[Signs, str]) -> list[Token]:
    """The tokens, those of such a symbol put together to the name that it stands for; the longest first."""
    if not symbols:
        return list(tokens)
    longest = sorted(symbols, key=len, reverse=True)
    found: list[Token] = []
    k = 0
    while k < len(tokens):
        ends = ((each, end_of(tokens, k, each)) for each in longest)
        wanted, end = next(((each, end) for each, end in ends if end), ((), 0))
        if end:
            first, last = tokens[k], tokens[end - 1]
            found.append(Token("word", symbols[wanted], first.start, last.end, first.spaced))
        else:
            found.append(tokens[k])
        k = end or k + 1
    return found


def end_of(tokens: Sequence[Token], start: int, wanted: Signs) -> int:
    """Where a symbol that begins at a token ends, 0 where it is another; its braces may be left out."""
    place, k, depth = 0, start, 0
    while k < len(tokens) and place < len(wanted):
        text = tokens[k].text
        if text in BRACES:
            depth += 1 if text == "{" else -1
            if k == start or depth < 0:
                return 0
        elif text == wanted[place]:
            place += 1
        else:
            return 0
        k += 1
    while k < len(tokens) and depth > 0 and tokens[k].text == "}":
        depth, k = depth - 1, k + 1
    return k if place == len(wanted) and depth == 0 else 0
