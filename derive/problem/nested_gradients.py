"""Derivatives of gradients and by gradients, `d(dL/dw)/db` and `dM/d(dL/dw)`, as tokens of their own."""

from __future__ import annotations

from collections.abc import Container, Iterator

from lark import Token

from derive.problem.differentials import after_index, differential

Found = tuple[list[Token], int, bool]
"""The tokens, where they end, and whether a gradient stands in them."""


def nested(tokens: list[Token], names: Container[str]) -> Iterator[Token]:
    """The tokens, those of a derivative with a gradient in brackets told apart from names and products."""
    k = 0
    while k < len(tokens):
        found = fraction(tokens, k, names)
        if found is None or not found[2]:
            yield tokens[k]
            k += 1
        else:
            yield from found[0]
            k = found[1]


def fraction(tokens: list[Token], start: int, names: Container[str]) -> Found | None:
    """The derivative that begins at a token."""
    above = side(tokens, start, names)
    if above is None or tokens[above[1] : above[1] + 1] != ["/"]:
        return None
    below = side(tokens, above[1] + 1, names)
    if below is None:
        return None
    over = tokens[above[1]].update("_OVER")
    if not above[2] and not below[2]:
        first, *index = above[0]
        return [first.update("DERIVATIVE"), *index, over, *below[0]], below[1], False
    sign = tokens[start].update("NESTED", "∂+" if tokens[start].startswith("∂+") else "d")
    return [sign, *above[0], over, *below[0]], below[1], True


def side(tokens: list[Token], start: int, names: Container[str]) -> Found | None:
    """What stands behind a d: a name, or a gradient in brackets, with the indices behind it."""
    first, following = (tokens[k] if k < len(tokens) else None for k in (start, start + 1))
    if first is None:
        return None
    if name := differential(first, names):
        end = after_index(tokens, start + 1)
        return [first.update("NAME", name), *tokens[start + 1 : end]], end, False
    is_d = first.type == "NESTED" or (first == "d" and "d" not in names)
    if not is_d or following is None or following.type != "LPAR" or following.start_pos != first.end_pos:
        return None
    inner = fraction(tokens, start + 2, names)
    if inner is None or tokens[inner[1] : inner[1] + 1] != [")"]:
        return None
    end = after_index(tokens, inner[1] + 1)
    return [following, *inner[0], *tokens[inner[1] : end]], end, True
