"""Names behind a d, and second derivatives, among the tokens of a text."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from lark import Token


def after_index(tokens: list[Token], start: int) -> int:
    """The position after any index brackets that begin at `start`."""
    while start < len(tokens) and tokens[start].type == "_INDEX":
        while start < len(tokens) and tokens[start].type != "RSQB":
            start += 1
        start += 1
    return start


def differential(token: Token, names: Container[str]) -> str | None:
    """The name after the d or ∂, if this is a differential: the remainder is a name and the whole is none."""
    if token.type != "NAME" or token[0] not in "d∂" or token in names:
        return None
    rest = after_d(token)
    return rest if rest in names else None


def after_d(text: str) -> str:
    """What stands behind d, ∂, or ∂+."""
    return text[2:] if text.startswith("∂+") else text[1:]


def second(tokens: list[Token], names: Container[str]) -> Iterator[Token]:
    """Second derivatives as tokens of their own: `d2L/dw1dw2`, `d2L/dw1 dw2`; `d2L/dw2`, `d2L/dw^2` for twice by w."""
    k = 0
    while k < len(tokens):
        of, slash = twice(tokens[k], names), after_index(tokens, k + 1)
        by = variables(tokens, slash + 1, names) if of and tokens[slash : slash + 1] == ["/"] else None
        if of is None or by is None:
            yield tokens[k]
            k += 1
            continue
        found, end = by
        yield tokens[k].update("SECOND", of)
        yield from tokens[k + 1 : slash]
        yield tokens[slash].update("_OVER")
        yield from found
        k = end


def twice(token: Token, names: Container[str]) -> str | None:
    """The name after d2 or ∂², if the token is the numerator of a second derivative."""
    found = re.fullmatch(r"[d∂][2²](.+)", token) if token.type == "NAME" and token not in names else None
    return found[1] if found and found[1] in names else None


def variables(tokens: list[Token], start: int, names: Container[str]) -> tuple[list[Token], int] | None:
    """The two variables of a second derivative with their indices, and where they end; `None` if there are not two."""
    if start == len(tokens) or tokens[start].type != "NAME" or tokens[start][0] not in "d∂":
        return None
    first, end = tokens[start], after_index(tokens, start + 1)
    index, rest = tokens[start + 1 : end], first[1:]
    for k in range(1, len(rest)):
        if rest[:k] in names and rest[k] in "d∂" and rest[k + 1 :] in names:
            return [first.update("BY", rest[:k]), first.update("BY", rest[k + 1 :]), *index], end
    name = rest if rest in names else ""
    following = tokens[end] if end < len(tokens) else None
    other = differential(following, names) if name and following else None
    if following and other:
        last = after_index(tokens, end + 1)
        return [first.update("BY", name), *index, following.update("BY", other), *tokens[end + 1 : last]], last
    if name and tokens[end : end + 2] == ["^", "2"]:
        return [first.update("BY", name), *index] * 2, end + 2
    if rest[-1:] in ("2", "²") and rest[:-1] in names:
        return [first.update("BY", rest[:-1]), *index] * 2, end
    return None
