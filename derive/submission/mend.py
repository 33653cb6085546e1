"""Slips of typing and of Markdown, mended: `/frac`, `\\_`, and underscores that became stars."""

from __future__ import annotations

from collections.abc import Sequence

from derive.submission.tokens import Token

COMMANDS = frozenset(
    "frac dfrac tfrac partial begin end bar hat tilde left right mathbf mathrm text cdot odot approx boldsymbol".split()
)
INDICES = frozenset("t i j k n s".split())


def mended(tokens: Sequence[Token], underscores: bool = True) -> list[Token]:
    """The tokens with slips put right; each keeps its place."""
    result: list[Token] = []
    k = 0
    while k < len(tokens):
        token = tokens[k]
        following = tokens[k + 1] if k + 1 < len(tokens) else None
        if token.kind == "/" and following is not None and following.text in COMMANDS and following.at == token.end:
            result.append(Token("command", f"\\{following.text}", token.at))
            k += 2
            continue
        if token.kind == "command" and token.text == "\\_":
            token = Token("_", "_", token.at)
        result.append(token)
        k += 1
    return with_underscores(result) if underscores else result


def with_underscores(tokens: list[Token]) -> list[Token]:
    """`h*{t-1}` and `h*t* = W` are `h_{t-1}` and `h_t = W`: emphasis took the underscores for its marks."""
    stars = [k for k, token in enumerate(tokens) if token.kind == "*"]
    if not stars:
        return tokens
    sure = any(k + 1 < len(tokens) and tokens[k + 1].kind == "{" for k in stars)
    sure = sure or any(is_pair(tokens, k) for k in stars)
    if not sure:
        return tokens
    result = list(tokens)
    dropped: set[int] = set()
    for k in stars:
        if k in dropped or not 0 < k < len(tokens) - 1:
            continue
        if is_pair(tokens, k):
            dropped.add(k + 2)
        base, index = tokens[k - 1], tokens[k + 1]
        attached = base.kind in ("word", "}") or (base.kind == "command" and base.text[1:].isalpha())
        if attached and (index.kind in ("{", "number") or index.text in INDICES):
            result[k] = Token("_", "_", tokens[k].at)
    return [token for k, token in enumerate(result) if k not in dropped]


def is_pair(tokens: Sequence[Token], k: int) -> bool:
    """Whether a star begins `*t*` behind a letter, with nothing to multiply behind it."""
    if not 0 < k < len(tokens) - 2 or tokens[k + 2].kind != "*":
        return False
    behind = tokens[k + 3].kind if k + 3 < len(tokens) else "space"
    return (
        tokens[k - 1].kind in ("word", "}")
        and (tokens[k + 1].text in INDICES or tokens[k + 1].kind == "number")
        and behind not in ("word", "number", "command", "(", "{")
    )
